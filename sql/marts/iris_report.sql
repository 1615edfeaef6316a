-- Each report that may be IRIS with the five things that a reviewer asks: met, not met, or not to be judged.
--
-- Source  the criteria: header of rules/iris.sql
-- Reads   clinical.iris_response, clinical.patient, signals.flag
-- Grain   one row per day of onset and person that the rule flags; one per report that fits no start of treatment
--
-- A report that is not flagged stands beside the latest start in whose window it lies. An alternative is excluded only
-- where the reporter assessed it and the medicine was not stopped with recovery, which speaks for toxicity.

WITH looked_at AS (
    SELECT *
    FROM clinical.iris_response
    QUALIFY
        is_foremost
        OR (
            bool_and(certainty IS NULL) OVER (PARTITION BY event_id)
            AND row_number() OVER (PARTITION BY event_id ORDER BY is_timely IS TRUE DESC, index_on DESC) = 1
        )
)

SELECT
    looked_at.patient_id,
    looked_at.event_id,
    looked_at.term,
    looked_at.diseases,
    looked_at.names_iris,
    looked_at.is_known,
    looked_at.started_on,
    looked_at.started_text,
    looked_at.index_on,
    looked_at.index_name,
    looked_at.certainty,
    looked_at.is_timely,
    looked_at.rna_before,
    looked_at.rna_before_on,
    looked_at.rna_before_operator,
    looked_at.rna_near,
    looked_at.rna_near_on,
    looked_at.rna_near_operator,
    looked_at.rna_fall,
    looked_at.is_strong_fall,
    looked_at.is_rising,
    looked_at.cd4_before,
    looked_at.cd4_before_on,
    looked_at.cd4_before_operator,
    looked_at.cd4_near,
    looked_at.cd4_near_on,
    looked_at.cd4_near_operator,
    looked_at.cd4_rise,
    looked_at.is_drug_toxicity,
    looked_at.source_file,
    looked_at.source_row,
    patient.site_id,
    flag.flag_id,
    CAST(looked_at.started_on - looked_at.index_on AS INTEGER) AS days_since_index,
    CAST(looked_at.started_on - patient.first_dose_on AS INTEGER) AS days_since_first_dose,
    looked_at.is_weak_fall AS has_rna_fallen,
    looked_at.is_cd4_rise OR looked_at.is_cd4_multiple AS has_cd4_risen,
    true AS is_listed_event,
    CASE
        WHEN looked_at.is_drug_toxicity THEN false
        WHEN looked_at.is_assessed THEN true
    END AS is_alternative_excluded
FROM looked_at
JOIN clinical.patient AS patient USING (patient_id)
LEFT JOIN signals.flag AS flag
    ON looked_at.is_foremost
    AND flag.rule = 'iris'
    AND flag.patient_id = looked_at.patient_id
    AND flag.onset_on IS NOT DISTINCT FROM looked_at.started_on
ORDER BY
    flag.flag_id IS NULL,
    looked_at.certainty = 'probable' DESC,
    looked_at.started_on DESC NULLS FIRST,
    looked_at.patient_id,
    looked_at.event_id
