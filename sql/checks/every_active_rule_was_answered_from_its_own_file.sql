-- Each answer carries the id of an active rule, and only treated people are judged.
--
-- Source  ../../README.md, what a night promises
-- Reads   signals.rule_answer, clinical.patient
-- Grain   one row per violation; none is right

SELECT 'rule ' || rule || ' answered about ' || count(*) || ' people who were never treated' AS problem
FROM signals.rule_answer
ANTI JOIN (SELECT patient_id FROM clinical.patient WHERE is_treated) AS treated USING (patient_id)
GROUP BY rule
