-- The days on which a signal that recurs was flagged in a person, every time and not only the first, while at risk.
--
-- Source  mean number of events per person by a time: Lawless and Nadeau 1995, Technometrics 37:158
-- Reads   signals.considered_patient, signals.flag, reference.rule
-- Grain   one row per rule that was flagged more than once in anybody, last day at risk and list of days of flags
--
-- Not of laboratory rules: between two results nobody knows how often a value passed the threshold.

WITH counted AS (
    SELECT rule, patient_id, risk_until_day
    FROM signals.considered_patient
    JOIN reference.rule USING (rule)
    WHERE kind <> 'laboratory' AND risk_from_day = 0
),
happened AS (
    SELECT rule, patient_id, list(days_since_first_dose ORDER BY days_since_first_dose) AS event_days
    FROM signals.flag
    JOIN counted USING (rule, patient_id)
    WHERE days_since_first_dose BETWEEN 0 AND risk_until_day
    GROUP BY ALL
)
SELECT rule,
    risk_until_day AS until_day,
    coalesce(event_days, []) AS event_days,
    count(*) AS n_people
FROM counted
LEFT JOIN happened USING (rule, patient_id)
WHERE rule IN (SELECT rule FROM happened WHERE len(event_days) > 1)
GROUP BY ALL
