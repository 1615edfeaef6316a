-- Flags with onset in the last 30 days before the data cut-off, newest first.
--
-- Grain   one row per flag

SELECT flag.patient_id, flag.rule, flag.onset_on, flag.grade, flag.why
FROM v1.flag AS flag
CROSS JOIN v1.night AS night
WHERE flag.onset_on > night.as_of - 30 OR flag.onset_on IS NULL
ORDER BY flag.onset_on DESC NULLS FIRST, flag.patient_id
