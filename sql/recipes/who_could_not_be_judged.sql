-- Why people could not be judged, rule by rule, the commonest reason first.
--
-- Grain   one row per rule, verdict and reason

SELECT rule, verdict, reason, count(*) AS n_patients
FROM v1.unassessable
GROUP BY ALL
ORDER BY rule, n_patients DESC, reason
