-- When each person's first dated flag of a rule began, counted from the first and from the newest dose.
--
-- Source  signals.flag
-- Reads   signals.flag
-- Grain   one row per patient and rule

SELECT rule, patient_id, days_since_first_dose, days_since_last_dose
FROM signals.flag
WHERE days_since_first_dose >= 0
QUALIFY row_number() OVER (PARTITION BY rule, patient_id ORDER BY onset_on, onset_at NULLS LAST, flag_id) = 1
ORDER BY rule, days_since_first_dose, patient_id
