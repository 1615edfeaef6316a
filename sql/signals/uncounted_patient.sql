-- Every treated person who is not in the denominator of a rule, and why.
--
-- Source  sql/signals/considered_patient.sql
-- Reads   signals.considered_patient
-- Grain   one row per treated patient and active rule that does not count the person

SELECT patient_id, rule, uncounted_reason AS reason
FROM signals.considered_patient
WHERE NOT is_in_window
