-- IRIS: a reported event that fits immune reconstitution inflammatory syndrome, suspected or probable, after
-- the first dose or a later start of antiretroviral treatment, with the evidence for and against, for review.
--
-- Source  elements of French 2004 (AIDS 18:1615), Robertson 2006 (CID 42:1639), Shelburne 2006 (JAC 57:167)
--         and Novak 2012 (AIDS 26:721); their combination, windows and pairing: policy of this project
-- Reads   clinical.adverse_event, clinical.patient, clinical.medication, clinical.lab_result, reference.opportunistic_disease, reference.threshold
-- Grain   one row per patient and day of onset; else one row per patient who could not be judged in full
--
-- event      The term holds a listed term as whole words, or the reporter's words name IRIS. Words such as
--            "condition aggravated" count only in a person known to have a listed disease.
-- time       Onset 0 to window_days after any start of treatment: first dose, background regimen or a later
--            antiretroviral. An onset known by month, by year or not at all counts unless every day that it
--            leaves open lies outside.
-- response   The last result up to baseline_days before that start against the result nearest to onset, from
--            response_from_days after the start to response_until_days after onset: HIV RNA fallen by more
--            than rna_fall_log10_weak, CD4 risen by at least cd4_rise_weak or to cd4_multiple times.
-- suspected  Event and time, with a response or one that cannot be judged. A report that names IRIS stays
--            suspected without a response: the reporter has seen the patient.
-- probable   Event, time known to the day, HIV RNA fallen by more than rna_fall_log10_strong, alternatives
--            assessed and drug toxicity not shown. No feed says that alternatives were assessed: we read it
--            from the reporter, who calls the event related or probable, or names IRIS.
-- "Definite" is a clinician's word, never this rule's. Rising HIV RNA is evidence against, and is said.

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
        near.value AS value_near,
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
        CASE
            WHEN rna.change_operator IS NOT NULL AND rna.value_near > 0 AND rna.value_before > 0
                THEN round(log10(rna.value_near) - log10(rna.value_before), 9)::DECIMAL(18, 9)
        END AS rna_change,
        rna.change_operator AS rna_operator,
        CASE WHEN cd4.change_operator IS NOT NULL THEN cd4.value_near - cd4.value_before END AS cd4_change,
        cd4.value_near - limits.cd4_multiple * CAST(cd4.value_before AS DECIMAL(38, 6)) AS cd4_above_multiple,
        cd4.change_operator AS cd4_operator,
        CASE
            WHEN rna_operator IN ('=', '<=') AND rna_change < -limits.rna_fall_strong THEN true
            WHEN rna_operator = '<' AND rna_change <= -limits.rna_fall_strong THEN true
            WHEN rna_operator IN ('=', '>', '>=') AND rna_change >= -limits.rna_fall_strong THEN false
        END AS is_strong_fall,
        CASE
            WHEN rna_operator IN ('=', '<=') AND rna_change < -limits.rna_fall_weak THEN true
            WHEN rna_operator = '<' AND rna_change <= -limits.rna_fall_weak THEN true
            WHEN rna_operator IN ('=', '>', '>=') AND rna_change >= -limits.rna_fall_weak THEN false
        END AS is_weak_fall,
        CASE
            WHEN rna_operator IN ('=', '>', '>=') AND rna_change >= 0 THEN true
            WHEN rna_operator IN ('=', '<=') AND rna_change < 0 THEN false
            WHEN rna_operator = '<' AND rna_change <= 0 THEN false
        END AS has_no_fall,
        rna_operator IN ('=', '>', '>=') AND rna_change > 0 AS is_rising,
        CASE
            WHEN cd4_operator IN ('=', '>', '>=') AND cd4_change >= limits.cd4_rise_weak THEN true
            WHEN cd4_operator IN ('=', '<=') AND cd4_change < limits.cd4_rise_weak THEN false
            WHEN cd4_operator = '<' AND cd4_change <= limits.cd4_rise_weak THEN false
        END AS is_cd4_rise,
        CASE
            WHEN cd4_operator IN ('=', '>', '>=') AND cd4_above_multiple >= 0 THEN true
            WHEN cd4_operator IN ('=', '<=') AND cd4_above_multiple < 0 THEN false
            WHEN cd4_operator = '<' AND cd4_above_multiple <= 0 THEN false
        END AS is_cd4_multiple,
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
    WHERE certainty IS NOT NULL
),

-- Of the events of one day and the starts that fit them, the strongest speaks; of equals, the latest start.
foremost AS (
    SELECT *
    FROM judged
    QUALIFY row_number() OVER (
        PARTITION BY patient_id, started_on
        ORDER BY certainty = 'probable' DESC, is_timely IS TRUE DESC, index_on DESC, event_id
    ) = 1
),

episode AS (
    SELECT
        patient_id,
        started_on,
        min(started_at) AS onset_at,
        max(severity_grade) AS grade,
        array_to_string(list_sort(list(DISTINCT term)), ' and ') AS terms,
        list(evidence('adverse_event', source_file, source_row)) AS evidence
    FROM judged
    GROUP BY patient_id, started_on
),

unread AS (
    SELECT
        patient_id,
        list(evidence('adverse_event', source_file, source_row) ORDER BY source_file, source_row) AS evidence
    FROM report
    WHERE term IS NULL AND coalesce(started_on >= first_dose_on, true)
    GROUP BY patient_id
)

SELECT
    patient_id,
    'iris' AS rule,
    'flagged' AS verdict,
    foremost.started_on AS onset_on,
    episode.onset_at,
    episode.grade,
    foremost.certainty,
    concat_ws(
        '; ',
        'index=' || index_name || ' ' || in_words(index_on),
        'onset_day=' || coalesce((foremost.started_on - index_on)::VARCHAR, 'unknown'),
        'event=' || array_to_string(diseases, ' and '),
        'hiv_rna_fall_log10=' || rna_fall,
        CASE WHEN is_rising THEN 'rising_hiv_rna=evidence against' END,
        'cd4_change=' || cd4_rise,
        'presentation=' || CASE
            WHEN is_known THEN 'paradoxical'
            WHEN diseases = ['immune reconstitution inflammatory syndrome'] THEN 'not stated'
            ELSE 'unmasking'
        END,
        'alternative_assessed=' || if(is_assessed, 'by the reporter', 'unknown'),
        'drug_toxicity='
        || CASE is_drug_toxicity WHEN true THEN 'yes' WHEN false THEN 'no' ELSE 'unknown' END,
        'failure_or_non_adherence='
        || CASE has_no_fall WHEN true THEN 'yes' WHEN false THEN 'no' ELSE 'unknown' END,
        'opportunistic_treatment_failure=unknown',
        'unrelated_infection=unknown'
    ) AS criterion,
    NULL::DECIMAL(18, 9) AS margin_share,
    concat(
        upper(left(terms, 1)), substr(terms, 2), ' reported, onset ',
        CASE
            WHEN foremost.started_on IS NULL THEN 'not known to the day, possibly in the window after the '
            ELSE 'on ' || in_words(foremost.started_on)
                || format(', {} day{} after the ', foremost.started_on - index_on, if(foremost.started_on - index_on = 1, '', 's'))
        END,
        index_name || ' on ' || in_words(index_on),
        CASE
            WHEN rna_fall = 'unknown' THEN '; response of HIV RNA not known'
            WHEN is_rising
                THEN format('; HIV RNA rose by {:.4g} log10, which speaks against', rna_change::DOUBLE)
            ELSE format('; HIV RNA fell by {} log10', rna_fall)
        END,
        CASE
            WHEN cd4_rise = 'unknown' THEN '; response of CD4 not known'
            ELSE format('; CD4 {} /uL', cd4_rise)
        END,
        CASE WHEN is_known THEN '; the disease was known before treatment' END,
        '.'
    ) AS why,
    nullif(concat_ws(
        '; ',
        'onset: reported as ' || CASE
            WHEN foremost.started_on IS NULL THEN coalesce(foremost.started_text, 'no date')
        END,
        CASE WHEN rna_fall = 'unknown' THEN 'HIV RNA response: no pair of comparable results' END,
        CASE WHEN cd4_rise = 'unknown' THEN 'CD4 response: no pair of comparable results' END,
        CASE
            WHEN NOT is_known AND patient.prior_opportunistic_disease IS NULL
                THEN 'presentation: earlier opportunistic disease not reported'
        END
    ), '') AS unjudged,
    list_sort(list_distinct(list_concat(foremost.evidence, episode.evidence))) AS evidence
FROM foremost
JOIN clinical.patient AS patient USING (patient_id)
JOIN episode
    ON episode.patient_id = foremost.patient_id
    AND episode.started_on IS NOT DISTINCT FROM foremost.started_on

UNION ALL

SELECT
    patient_id,
    'iris',
    if(unread.evidence IS NULL, 'not_evaluable', 'incomplete'),
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    if(
        unread.evidence IS NULL,
        'No adverse event of anybody was delivered.',
        'An adverse event without a term could not be read; no other fits.'
    ),
    if(unread.evidence IS NULL, 'no adverse events delivered', 'adverse event without a term'),
    coalesce(unread.evidence, [])
FROM clinical.patient
LEFT JOIN unread USING (patient_id)
WHERE
    is_treated
    AND patient_id NOT IN (SELECT patient_id FROM foremost)
    AND (unread.evidence IS NOT NULL OR NOT EXISTS (FROM clinical.adverse_event))
