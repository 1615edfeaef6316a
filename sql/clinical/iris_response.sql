-- Reports that may be IRIS, each beside the starts of treatment that it may follow, with the response of HIV RNA and CD4.
--
-- Source  elements of French 2004 (AIDS 18:1615), Robertson 2006 (CID 42:1639), Shelburne 2006 (JAC 57:167)
--         and Novak 2012 (AIDS 26:721); their combination, windows and pairing: policy of this project
-- Reads   clinical.adverse_event, clinical.patient, clinical.medication, clinical.lab_result, reference.opportunistic_disease, reference.threshold
-- Grain   one row per report and start of treatment in whose window it may lie
--
-- The header of rules/iris.sql says what each part asks. A report that does not fit has no certainty and is kept, so
-- that a physician sees what was looked at. Of the reports of one day and their starts one is foremost and speaks.

WITH limits AS (
    SELECT
        threshold('iris', 'window_days')::INTEGER AS window_days,
        threshold('iris', 'baseline_days')::INTEGER AS baseline_days,
        threshold('iris', 'response_from_days')::INTEGER AS response_from_days,
        threshold('iris', 'response_until_days')::INTEGER AS response_until_days,
        threshold('iris', 'rna_fall_log10_strong') AS rna_fall_strong,
        threshold('iris', 'rna_fall_log10_weak') AS rna_fall_weak,
        threshold('iris', 'cd4_rise_weak') AS cd4_rise_weak,
        threshold('iris', 'cd4_multiple') AS cd4_multiple
),

report AS (
    SELECT
        event.*,
        patient.first_dose_on,
        coalesce(started_on, earliest_day(started_text)) AS onset_from,
        coalesce(started_on, least(latest_day(started_text), ended_on)) AS onset_until
    FROM clinical.adverse_event AS event
    JOIN clinical.patient AS patient USING (patient_id)
    WHERE patient.is_treated
),

earlier_disease AS (
    SELECT patient_id, unnest(string_split(prior_opportunistic_disease, ';')) AS term
    FROM clinical.patient
    WHERE is_treated
),

term_words AS (
    SELECT
        term,
        bare_words(term) AS words
    FROM (
        SELECT term FROM report
        UNION
        SELECT verbatim_term FROM report
        UNION
        SELECT term FROM earlier_disease
        UNION
        SELECT term FROM reference.opportunistic_disease
    )
),

recognised AS (
    SELECT DISTINCT said.term, listed.disease, listed.only_if_known
    FROM term_words AS said
    JOIN (FROM reference.opportunistic_disease JOIN term_words USING (term)) AS listed
        ON contains(said.words, listed.words) AND (listed.matches = 'words' OR said.words = listed.words)
),

known AS (
    SELECT DISTINCT patient_id, disease
    FROM earlier_disease
    JOIN recognised USING (term)
    WHERE only_if_known IS NULL
),

mention AS (
    SELECT event_id, patient_id, disease, only_if_known
    FROM report
    JOIN recognised USING (term)
    UNION
    SELECT event_id, patient_id, disease, only_if_known
    FROM report
    JOIN recognised ON recognised.term = report.verbatim_term
    WHERE disease = 'immune reconstitution inflammatory syndrome'
),

listed_event AS (
    SELECT
        event_id,
        bool_or(mention.disease = 'immune reconstitution inflammatory syndrome') AS names_iris,
        bool_or(known.disease IS NOT NULL) AS is_known,
        list_sort(list(DISTINCT
            CASE WHEN only_if_known IS NULL THEN mention.disease ELSE known.disease END
        )) AS diseases
    FROM mention
    LEFT JOIN known
        ON known.patient_id = mention.patient_id
        AND (known.disease = coalesce(only_if_known, mention.disease) OR only_if_known = 'any')
    WHERE only_if_known IS NULL OR known.disease IS NOT NULL
    GROUP BY event_id
),

event AS (
    SELECT report.*, listed_event.* EXCLUDE (event_id)
    FROM report
    JOIN listed_event USING (event_id)
),

treatment_start AS (
    SELECT patient_id, index_on, arg_min(index_name, rank) AS index_name, flatten(list(evidence)) AS evidence
    FROM (
        SELECT patient_id, first_dose_on AS index_on, 1 AS rank, 'first dose' AS index_name, [] AS evidence
        FROM clinical.patient
        UNION ALL
        SELECT patient_id, background_started_on, 2, 'start of the background regimen', []
        FROM clinical.patient
        UNION ALL
        SELECT
            patient_id,
            medication.started_on,
            3,
            'start of ' || array_to_string(list_sort(list(DISTINCT medicine)), ' and '),
            list(evidence('medication', source_file, source_row))
        FROM clinical.medication AS medication
        JOIN clinical.patient AS patient USING (patient_id)
        WHERE medication.role = 'antiretroviral' AND medication.started_on > patient.first_dose_on
        GROUP BY patient_id, medication.started_on
    )
    WHERE index_on IS NOT NULL AND patient_id IN (SELECT patient_id FROM event)
    GROUP BY patient_id, index_on
),

timely AS (
    SELECT
        event.*,
        treatment_start.index_on,
        treatment_start.index_name,
        treatment_start.evidence AS index_evidence,
        CASE
            WHEN onset_from >= index_on AND onset_until <= index_on + limits.window_days THEN true
            WHEN onset_until < index_on OR onset_from > index_on + limits.window_days THEN false
        END AS is_timely
    FROM event
    JOIN treatment_start USING (patient_id)
    CROSS JOIN limits
    WHERE is_timely IS NOT FALSE
),

response_result AS (
    SELECT patient_id, analyte, collected_on, collected_at, value_operator, value, source_file, source_row
    FROM clinical.lab_result
    WHERE
        analyte IN ('hiv_rna', 'cd4')
        AND value IS NOT NULL
        AND patient_id IN (SELECT patient_id FROM event)
),

before AS (
    SELECT timely.event_id, timely.index_on, result.*
    FROM timely
    JOIN response_result AS result USING (patient_id)
    CROSS JOIN limits
    WHERE result.collected_on BETWEEN index_on - limits.baseline_days AND index_on
    QUALIFY row_number() OVER (
        PARTITION BY event_id, index_on, analyte
        ORDER BY result.collected_on DESC, result.collected_at DESC, result.source_file, result.source_row
    ) = 1
),

near AS (
    SELECT timely.event_id, timely.index_on, result.*
    FROM timely
    JOIN response_result AS result USING (patient_id)
    CROSS JOIN limits
    WHERE
        result.collected_on >= index_on + limits.response_from_days
        AND result.collected_on <= started_on + limits.response_until_days
    QUALIFY row_number() OVER (
        PARTITION BY event_id, index_on, analyte
        ORDER BY
            abs(result.collected_on - started_on),
            result.collected_on,
            result.collected_at,
            result.source_file,
            result.source_row
    ) = 1
),

change AS (
    SELECT
        event_id,
        index_on,
        analyte,
        before.value AS value_before,
        before.collected_on AS before_on,
        before.value_operator AS before_operator,
        near.value AS value_near,
        near.collected_on AS near_on,
        near.value_operator AS near_operator,
        -- How the difference, near less before, binds the true one.
        CASE
            WHEN near.value_operator = '=' AND before.value_operator = '=' THEN '='
            WHEN near.value_operator IN ('=', '<', '<=') AND before.value_operator IN ('=', '>', '>=')
                THEN if(near.value_operator = '<' OR before.value_operator = '>', '<', '<=')
            WHEN near.value_operator IN ('=', '>', '>=') AND before.value_operator IN ('=', '<', '<=')
                THEN if(near.value_operator = '>' OR before.value_operator = '<', '>', '>=')
        END AS change_operator,
        [
            evidence('lab_result', before.source_file, before.source_row),
            evidence('lab_result', near.source_file, near.source_row)
        ] AS evidence
    FROM before
    JOIN near USING (event_id, index_on, analyte)
),

response AS (
    SELECT
        timely.*,
        rna.value_before AS rna_before,
        rna.before_on AS rna_before_on,
        rna.before_operator AS rna_before_operator,
        rna.value_near AS rna_near,
        rna.near_on AS rna_near_on,
        rna.near_operator AS rna_near_operator,
        cd4.value_before AS cd4_before,
        cd4.before_on AS cd4_before_on,
        cd4.before_operator AS cd4_before_operator,
        cd4.value_near AS cd4_near,
        cd4.near_on AS cd4_near_on,
        cd4.near_operator AS cd4_near_operator,
        CASE
            WHEN rna.change_operator IS NOT NULL AND rna.value_near > 0 AND rna.value_before > 0
                THEN round(log10(rna.value_near) - log10(rna.value_before), 9)::DECIMAL(18, 9)
        END AS rna_change,
        rna.change_operator AS rna_operator,
        CASE WHEN cd4.change_operator IS NOT NULL THEN cd4.value_near - cd4.value_before END AS cd4_change,
        cd4.value_near - limits.cd4_multiple * CAST(cd4.value_before AS DECIMAL(38, 6)) AS cd4_above_multiple,
        cd4.change_operator AS cd4_operator,
        is_below(rna_operator, rna_change, -limits.rna_fall_strong) AS is_strong_fall,
        is_below(rna_operator, rna_change, -limits.rna_fall_weak) AS is_weak_fall,
        is_at_least(rna_operator, rna_change, 0) AS has_no_fall,
        rna_operator IN ('=', '>', '>=') AND rna_change > 0 AS is_rising,
        is_at_least(cd4_operator, cd4_change, limits.cd4_rise_weak) AS is_cd4_rise,
        is_at_least(cd4_operator, cd4_above_multiple, 0) AS is_cd4_multiple,
        is_weak_fall OR is_cd4_rise OR is_cd4_multiple AS has_response,
        coalesce(
            CASE rna_operator
                WHEN '=' THEN ''
                WHEN '<' THEN 'more than '
                WHEN '<=' THEN 'at least '
                WHEN '>' THEN 'less than '
                WHEN '>=' THEN 'at most '
            END || format('{:.4g}', -rna_change::DOUBLE),
            'unknown'
        ) AS rna_fall,
        coalesce(
            CASE cd4_operator
                WHEN '=' THEN ''
                WHEN '<' THEN 'less than '
                WHEN '<=' THEN 'at most '
                WHEN '>' THEN 'more than '
                WHEN '>=' THEN 'at least '
            END || format('{:+g}', cd4_change::DOUBLE),
            'unknown'
        ) AS cd4_rise,
        names_iris OR coalesce(reported_causality IN ('related', 'probable'), false) AS is_assessed,
        CASE
            WHEN action_taken = 'stopped' AND outcome IN ('recovered', 'recovering') THEN true
            WHEN action_taken = 'stopped' AND outcome = 'not_recovered' THEN false
        END AS is_drug_toxicity,
        list_concat(
            [evidence('adverse_event', timely.source_file, timely.source_row)],
            index_evidence,
            coalesce(rna.evidence, []),
            coalesce(cd4.evidence, [])
        ) AS evidence
    FROM timely
    CROSS JOIN limits
    LEFT JOIN (FROM change WHERE analyte = 'hiv_rna') AS rna USING (event_id, index_on)
    LEFT JOIN (FROM change WHERE analyte = 'cd4') AS cd4 USING (event_id, index_on)
),

judged AS (
    SELECT
        *,
        CASE
            WHEN
                is_timely
                AND started_on IS NOT NULL
                AND is_strong_fall
                AND is_assessed
                AND is_drug_toxicity IS NOT TRUE
                THEN 'probable'
            WHEN has_response IS NOT FALSE OR names_iris THEN 'suspected'
        END AS certainty
    FROM response
)

SELECT
    patient_id,
    event_id,
    term,
    diseases,
    names_iris,
    is_known,
    started_on,
    started_text,
    index_on,
    index_name,
    certainty,
    is_timely,
    rna_before,
    rna_before_on,
    rna_before_operator,
    rna_near,
    rna_near_on,
    rna_near_operator,
    rna_fall,
    is_strong_fall,
    is_rising,
    cd4_before,
    cd4_before_on,
    cd4_before_operator,
    cd4_near,
    cd4_near_on,
    cd4_near_operator,
    cd4_rise,
    is_drug_toxicity,
    source_file,
    source_row,
    started_at,
    severity_grade,
    rna_change,
    is_weak_fall,
    has_no_fall,
    is_cd4_rise,
    is_cd4_multiple,
    has_response,
    is_assessed,
    -- The strongest speaks; of equals, the latest start.
    certainty IS NOT NULL AND row_number() OVER (
        PARTITION BY patient_id, started_on
        ORDER BY
            certainty IS NULL, certainty = 'probable' DESC, is_timely IS TRUE DESC, index_on DESC, event_id
    ) = 1 AS is_foremost,
    evidence
FROM judged
