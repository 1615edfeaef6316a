-- Flags by signal, for the summary of a night.
--
-- Source  signals.flag
-- Reads   signals.flag, reference.rule
-- Grain   one row per active rule, in the order of pages

SELECT rule.title,
    count(DISTINCT flag.patient_id) AS n_patients,
    count(flag.flag_id) AS n_episodes,
    max(flag.onset_on) AS newest_onset_on
FROM reference.rule AS rule
LEFT JOIN signals.flag AS flag USING (rule)
WHERE rule.is_active
GROUP BY rule.rule, rule.title, rule.display_order
ORDER BY rule.display_order
