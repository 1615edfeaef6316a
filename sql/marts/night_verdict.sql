-- What each night of the last 30 days said of each rate beside a trial count.
--
-- Source  signals.night_verdict
-- Reads   signals.night_verdict, raw.night, reference.rule, reference.trial_baseline
-- Grain   one row per night, rule and baseline

SELECT
    said.as_of,
    said.rule,
    coalesce(rule.title, said.rule) AS title,
    said.baseline_id,
    baseline.kind AS baseline_kind,
    said.verdict,
    said.e_value,
    said.run_id
FROM signals.night_verdict AS said
JOIN raw.night AS night ON said.as_of > night.as_of - 30 AND said.as_of <= night.as_of
JOIN reference.trial_baseline AS baseline ON baseline.baseline_id = said.baseline_id
LEFT JOIN reference.rule AS rule ON rule.rule = said.rule
ORDER BY rule.display_order, said.rule, said.baseline_id, said.as_of
