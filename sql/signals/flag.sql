-- Every flag of the night, for review, placed in the course of treatment.
--
-- Source  sql/rules/
-- Reads   signals.rule_answer, clinical.patient, clinical.infusion
-- Grain   one row per patient, rule and episode

WITH flagged AS (
    SELECT *,
        row_number() OVER (
            PARTITION BY patient_id, rule, onset_on, onset_at ORDER BY criterion, why
        ) AS nth_of_that_onset
    FROM signals.rule_answer
    WHERE verdict = 'flagged'
),
last_dose AS (
    SELECT flagged.patient_id, flagged.rule, flagged.onset_on, flagged.onset_at, max(infusion.started_on) AS last_dose_on
    FROM flagged
    JOIN clinical.infusion AS infusion
        ON infusion.patient_id = flagged.patient_id AND infusion.started_on <= flagged.onset_on
        AND coalesce(infusion.started_at <= flagged.onset_at, true)
    GROUP BY ALL
)
SELECT md5(concat_ws('|', flagged.rule, flagged.patient_id,
        coalesce(CAST(flagged.onset_at AS VARCHAR), CAST(flagged.onset_on AS VARCHAR), 'undated'),
        CAST(nth_of_that_onset AS VARCHAR))) AS flag_id,
    flagged.patient_id,
    patient.site_id,
    flagged.rule,
    flagged.onset_on,
    flagged.onset_at,
    CAST(flagged.onset_on - patient.first_dose_on AS INTEGER) AS days_since_first_dose,
    CAST(flagged.onset_on - last_dose.last_dose_on AS INTEGER) AS days_since_last_dose,
    flagged.grade,
    flagged.certainty,
    flagged.criterion,
    flagged.margin_share,
    flagged.why,
    flagged.unjudged,
    flagged.evidence
FROM flagged
LEFT JOIN clinical.patient AS patient USING (patient_id)
LEFT JOIN last_dose
    ON last_dose.patient_id = flagged.patient_id AND last_dose.rule = flagged.rule
    AND last_dose.onset_on IS NOT DISTINCT FROM flagged.onset_on
    AND last_dose.onset_at IS NOT DISTINCT FROM flagged.onset_at
