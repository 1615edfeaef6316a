-- Everyone treated is in the denominator of each active rule, or stands once among the uncounted with a reason.
--
-- Source  ../../README.md, what a night promises
-- Reads   clinical.patient, reference.rule, signals.denominator, signals.uncounted_patient
-- Grain   one row per violation; none is right

WITH treated AS (
    SELECT rule, count(patient_id) AS n_treated
    FROM reference.rule
    LEFT JOIN clinical.patient ON is_treated
    WHERE is_active
    GROUP BY rule
),
explained AS (
    SELECT rule,
        count(*) AS n_rows,
        count(DISTINCT patient_id) AS n_patients,
        count(*) FILTER (WHERE coalesce(trim(reason), '') = '') AS n_without_reason,
        count(*) FILTER (WHERE patient_id NOT IN (SELECT patient_id FROM clinical.patient WHERE is_treated)) AS n_untreated
    FROM signals.uncounted_patient
    GROUP BY rule
)
SELECT 'rule ' || rule || ': ' || treated.n_treated || ' people were treated, but '
    || coalesce(CAST(n_in_window AS VARCHAR), 'no row') || ' in its denominator and '
    || coalesce(n_patients, 0) || ' explained outside do not make that number' AS problem
FROM treated
LEFT JOIN (
    SELECT rule, n_treated, n_in_window
    FROM signals.denominator
    WHERE population = 'everyone' AND window_name = 'trial_comparison'
) AS denominator USING (rule)
LEFT JOIN explained USING (rule)
WHERE denominator.n_treated IS DISTINCT FROM treated.n_treated
    OR n_in_window + coalesce(n_patients, 0) IS DISTINCT FROM treated.n_treated
UNION ALL
SELECT 'rule ' || rule || ': ' || n_without_reason || ' people are left out without a reason' AS problem
FROM explained
WHERE n_without_reason > 0
UNION ALL
SELECT 'rule ' || rule || ': ' || (n_rows - n_patients) || ' explanations are given twice, '
    || n_untreated || ' for people who were never treated' AS problem
FROM explained
WHERE n_rows > n_patients OR n_untreated > 0
