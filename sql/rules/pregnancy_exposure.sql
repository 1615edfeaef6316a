-- Pregnancy exposure: a pregnancy, its outcome or an infant exposed, reported of a treated person between the first dose and
-- washout_days after the newest one, for follow-up.
--
-- Source  US prescribing information of ibalizumab, sections 5.3 and 8.1 (embryo-fetal toxicity, since the edition of
--         2021-04); washout after a half-life that depends on the dose: policy of this project
-- Reads   clinical.termed_event, clinical.adverse_event, clinical.patient, clinical.label_period, reference.label_version, reference.listed_risk, reference.threshold
-- Grain   one row per patient and pregnancy; else one row per patient who could not be judged
--
-- A pregnancy is no adverse event: it is followed up. One that began before the first dose counts unless it is known to
-- have ended before it, or began more than pregnancy_days before. Of a man it is his partner's. Reports up to
-- pregnancy_days after the one that began a pregnancy belong to it. A report with the criterion congenital_anomaly
-- counts whatever its term. What is not dated may be exposure.

WITH limits AS (
    SELECT
        threshold('pregnancy_exposure', 'washout_days')::INTEGER AS washout_days,
        threshold('pregnancy_exposure', 'pregnancy_days')::INTEGER AS pregnancy_days
),

report AS (
    SELECT event.*, termed.event_id IS NOT NULL AS is_termed
    FROM clinical.adverse_event AS event
    LEFT JOIN (FROM clinical.termed_event WHERE rule = 'pregnancy_exposure') AS termed USING (event_id)
    WHERE is_termed OR contains(event.seriousness, 'congenital_anomaly')
),

dated AS (
    SELECT
        report.*,
        sex,
        first_dose_on,
        last_dose_on,
        coalesce(started_on, earliest_day(started_text)) AS onset_from,
        coalesce(started_on, latest_day(started_text)) AS onset_until,
        limits.pregnancy_days
    FROM report
    JOIN clinical.patient AS patient USING (patient_id)
    CROSS JOIN limits
    WHERE
        patient.is_treated
        AND coalesce(ended_on >= first_dose_on, true)
        AND coalesce(onset_until + limits.pregnancy_days >= first_dose_on, true)
        AND coalesce(onset_from <= last_dose_on + limits.washout_days, true)
),

-- A pregnancy lasts pregnancy_days at most: the first report further from the one that began it begins another.
begun AS (
    SELECT
        patient_id,
        list_reduce(
            list_sort(list(DISTINCT onset_from)),
            lambda begins, day: if(day - begins[-1] > any_pregnancy_days, list_append(begins, day), begins),
            [min(onset_from)]
        ) AS begins
    FROM (SELECT *, pregnancy_days AS any_pregnancy_days FROM dated)
    WHERE onset_from IS NOT NULL
    GROUP BY patient_id, any_pregnancy_days
),

numbered AS (
    SELECT
        dated.*,
        CASE WHEN onset_from IS NULL THEN 0 ELSE len(list_filter(begins, lambda day: day <= onset_from)) END AS pregnancy
    FROM dated
    LEFT JOIN begun USING (patient_id)
),

pregnancy AS (
    SELECT
        patient_id,
        pregnancy,
        any_value(sex) AS sex,
        any_value(first_dose_on) AS first_dose_on,
        any_value(last_dose_on) AS last_dose_on,
        min(started_on) AS onset_on,
        max(severity_grade) AS grade,
        array_to_string(list_sort(list(DISTINCT term)), ' and ') AS terms,
        array_to_string(list_sort(list(DISTINCT coalesce(started_text, 'no date'))), ', ') AS onset_texts,
        bool_or(contains(seriousness, 'congenital_anomaly')) IS TRUE AS is_anomaly,
        bool_or(contains(term, 'partner') OR contains(term, 'paternal')) AS is_partner_term,
        list_sort(list(DISTINCT evidence('adverse_event', source_file, source_row))) AS evidence
    FROM numbered
    GROUP BY patient_id, pregnancy
),

warned AS (
    SELECT min(period.certain_from_on) AS certain_from_on, min(listed.section) AS section
    FROM reference.listed_risk AS listed
    JOIN reference.label_version USING (label_version)
    JOIN clinical.label_period AS period USING (label_version)
    WHERE listed.risk = 'pregnancy_exposure'
)

SELECT
    patient_id,
    'pregnancy_exposure' AS rule,
    'flagged' AS verdict,
    onset_on,
    NULL::TIMESTAMPTZ AS onset_at,
    grade,
    CASE WHEN onset_on IS NULL THEN 'undated' ELSE 'reported' END AS certainty,
    concat_ws(
        '; ',
        CASE WHEN is_partner_term OR sex = 'M' THEN 'partner' WHEN sex = 'F' THEN 'own' ELSE 'whose_not_known' END,
        CASE
            WHEN onset_on < first_dose_on THEN 'began_before_first_dose'
            WHEN onset_on > last_dose_on THEN 'after_newest_dose'
            WHEN onset_on IS NOT NULL THEN 'during_treatment'
        END,
        CASE WHEN is_anomaly THEN 'congenital_anomaly' END
    ) AS criterion,
    NULL::DECIMAL(18, 9) AS margin_share,
    concat(
        upper(left(terms, 1)), substr(terms, 2), ' reported, ',
        CASE WHEN onset_on IS NULL THEN 'day not known' ELSE in_words(onset_on) END,
        '; first dose on ', in_words(first_dose_on), ', newest on ', in_words(last_dose_on),
        '. For follow-up of the pregnancy and the infant',
        CASE
            WHEN coalesce(onset_on, last_dose_on) >= warned.certain_from_on
                THEN format('; section {} of the label asks to look at CD4 and B cells of an infant exposed in utero', section)
        END,
        '.'
    ) AS why,
    nullif(concat_ws(
        '; ',
        CASE WHEN onset_on IS NULL THEN 'onset: reported as ' || onset_texts END,
        CASE WHEN sex IS NULL AND NOT is_partner_term THEN 'whose pregnancy: sex not reported' END
    ), '') AS unjudged,
    evidence
FROM pregnancy
CROSS JOIN warned

UNION ALL

SELECT
    patient_id,
    'pregnancy_exposure',
    'not_evaluable',
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    'No adverse event of anybody was delivered.',
    'no adverse events have ever been delivered',
    []
FROM clinical.patient
WHERE is_treated AND (SELECT count(*) = 0 FROM clinical.adverse_event)
