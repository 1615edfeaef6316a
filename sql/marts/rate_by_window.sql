-- Each rate in each window and group, with the watched verdict (everyone, window of the trial).
--
-- Source  signals.rate
-- Reads   signals.rate, reference.rule, reference.trial_baseline, reference.population
-- Grain   one row per rule, baseline, population and window

SELECT
    rate.rule,
    coalesce(rule.title, rate.rule) AS title,
    rule.display_order,
    rule.kind AS rule_kind,
    rate.population,
    population.title AS population_title,
    rate.window_name,
    rate.baseline_id,
    rate.baseline_kind,
    baseline.title AS baseline_title,
    baseline.trial,
    baseline.definition AS baseline_definition,
    rate.window_days,
    rate.n_treated,
    rate.n_evaluable,
    rate.n_in_window,
    rate.n_full_window,
    rate.n_with_event,
    rate.share,
    rate.share_low,
    rate.share_high,
    rate.trial_n_with_event,
    rate.trial_n_patients,
    rate.trial_share,
    rate.trial_share_low,
    rate.trial_share_high,
    rate.probability_above_trial,
    rate.probability_above_twice_trial,
    rate.n_first_events,
    rate.patient_years,
    rate.rate_per_100_patient_years,
    rate.rate_low,
    rate.rate_high,
    rate.trial_patient_years,
    rate.trial_rate_per_100_patient_years,
    rate.trial_rate_low,
    rate.trial_rate_high,
    rate.rate_ratio,
    rate.rate_ratio_low,
    rate.rate_ratio_high,
    rate.predicted_patients_low,
    rate.predicted_patients_high,
    rate.e_value,
    rate.e_value_highest,
    rate.e_value_highest_on,
    rate.is_discovery,
    watched.verdict,
    watched.verdict_reason,
    rate.sentence,
    rate.rate_sentence,
    rate.baseline_verification,
    rate.baseline_source
FROM signals.rate AS rate
LEFT JOIN signals.rate AS watched
    ON watched.rule = rate.rule AND watched.baseline_id = rate.baseline_id
    AND watched.population = 'everyone' AND watched.window_name = 'trial_comparison'
LEFT JOIN reference.population AS population ON population.population = rate.population
LEFT JOIN reference.rule AS rule ON rule.rule = rate.rule
LEFT JOIN reference.trial_baseline AS baseline ON baseline.baseline_id = rate.baseline_id
ORDER BY
    rate.baseline_kind NULLS LAST, rule.display_order, rate.rule, rate.baseline_id, rate.population, rate.window_name
