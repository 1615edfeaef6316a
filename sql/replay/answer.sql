-- Every answer of a night, flagged or not judged, with an id that the same answer keeps and all that it says.
--
-- Source  signals.flag and signals.unassessable
-- Reads   signals.flag, signals.unassessable
-- Grain   one row per answer

SELECT
    flag_id AS answer_id,
    patient_id,
    rule,
    'flagged' AS verdict,
    onset_on,
    why,
    CAST(to_json(flag) AS VARCHAR) AS content
FROM signals.flag AS flag
UNION ALL
SELECT
    rule || '|' || patient_id,
    patient_id,
    rule,
    verdict,
    NULL,
    reason,
    CAST(to_json(unassessable) AS VARCHAR)
FROM signals.unassessable AS unassessable
