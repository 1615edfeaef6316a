-- Shares and exact intervals in print, ours beside the trial's, with the verdict, for the summary of a night.
--
-- Source  signals.rate
-- Reads   signals.rate, reference.rule
-- Grain   one row per rule and baseline

SELECT
    rule.title,
    rate.rule,
    rate.baseline_id,
    rate.baseline_kind,
    rate.n_with_event || '/' || rate.n_in_window AS here,
    coalesce(percent_in_print(rate.share_low) || ' to ' || percent_in_print(rate.share_high), 'nobody judged yet') AS here_interval,
    coalesce(rate.trial_n_with_event || '/' || rate.trial_n_patients, 'no count') AS trial,
    coalesce(percent_in_print(rate.trial_share_low) || ' to ' || percent_in_print(rate.trial_share_high),
        'every case: review') AS trial_interval,
    rate.verdict
FROM signals.rate AS rate
JOIN reference.rule AS rule USING (rule)
WHERE rate.population = 'everyone' AND rate.window_name = 'trial_comparison'
ORDER BY rule.display_order, rate.baseline_id
