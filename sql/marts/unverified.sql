-- Thresholds and trial baselines whose source nobody has verified, or only a weaker one.
--
-- Source  verification grades of the reference rows
-- Reads   reference.threshold, reference.trial_baseline
-- Grain   one row per reference row

SELECT
    'reference.threshold' AS relation,
    rule || ', ' || name AS row_name,
    meaning AS statement,
    source,
    verification
FROM reference.threshold
WHERE verification IN ('NV', 'V3')
UNION ALL
SELECT
    'reference.trial_baseline' AS relation,
    baseline_id AS row_name,
    definition AS statement,
    source,
    verification
FROM reference.trial_baseline
WHERE verification IN ('NV', 'V3')
ORDER BY verification, relation, row_name
