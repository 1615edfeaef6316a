-- Serious unlisted event: a serious event after the first dose that the US label in force on its day does not list, for review.
--
-- Source  21 CFR 600.80 (serious and unlisted make the 15-day report); seriousness as the reporter gives it;
--         a severity of at least serious_from_grade counts as serious whatever else is ticked: our policy; so does a
--         death that a site states without the event that ended in it
-- Reads   clinical.adverse_event, clinical.event_listedness, clinical.patient, clinical.self_contradicting_report, reference.threshold
-- Grain   one row per patient, term and onset, or death without an event; else one row per patient who could not be judged in full
--
-- What cannot be judged is not listed: an uncoded or undated serious event is flagged too, and says so. An event that
-- is listed is left to the rule of its risk. Seriousness that nobody reported is unknown, never "not serious";
-- so is that of a report that is ticked not serious and tells of a death or a hospital.

WITH event AS (
    SELECT
        event.*,
        is_listed,
        reason AS listing,
        CASE
            WHEN started_at IS NOT NULL AND first_dose_at IS NOT NULL THEN started_at >= first_dose_at
            WHEN coalesce(started_on, earliest_day(started_text)) > first_dose_on THEN true
            WHEN coalesce(started_on, latest_day(started_text)) < first_dose_on THEN false
        END AS is_after_first_dose,
        list_filter(
            [
                CASE WHEN is_fatal_report(outcome, seriousness, severity_grade) THEN 'death' END,
                CASE WHEN contains(seriousness, 'life_threatening') OR severity_grade = 4 THEN 'life_threatening' END,
                CASE WHEN contains(seriousness, 'hospitalisation') THEN 'hospitalisation' END,
                CASE WHEN contains(seriousness, 'disability') THEN 'disability' END,
                CASE WHEN contains(seriousness, 'congenital_anomaly') THEN 'congenital_anomaly' END,
                CASE WHEN contains(seriousness, 'important_medical_event') THEN 'important_medical_event' END
            ],
            lambda word: word IS NOT NULL
        ) AS criteria,
        CASE
            WHEN is_serious OR len(criteria) > 0 THEN true
            WHEN severity_grade >= threshold('serious_unlisted_event', 'serious_from_grade') THEN true
            WHEN filled(seriousness) IS NOT NULL THEN true
            WHEN contradicting.told IS NULL THEN is_serious
        END AS counts_as_serious
    FROM clinical.adverse_event AS event
    JOIN clinical.patient AS patient USING (patient_id)
    JOIN clinical.event_listedness USING (event_id)
    LEFT JOIN clinical.self_contradicting_report AS contradicting USING (source_file, source_row)
    WHERE patient.is_treated AND is_after_first_dose IS NOT FALSE
),

episode AS (
    SELECT
        event.patient_id,
        term,
        started_on,
        min(started_at) AS onset_at,
        max(severity_grade) AS grade,
        bool_or(is_listed IS NOT NULL) AS is_unlisted,
        list_sort(list_distinct(flatten(list(criteria)))) AS criteria,
        first(listing ORDER BY is_listed NULLS LAST, severity_grade DESC, event_id) AS listing,
        first(started_text ORDER BY event_id) AS started_text,
        bool_or(is_after_first_dose IS NULL) AS may_be_before,
        list_sort(list(evidence('adverse_event', event.source_file, event.source_row))) AS evidence
    FROM event
    WHERE counts_as_serious AND is_listed IS NOT TRUE
    GROUP BY event.patient_id, term, started_on, if(started_on IS NULL, started_text, NULL)
),

stated_death AS (
    SELECT patient_id, died_on, died_text, last_dose_on, [evidence('patient', described_in_file, described_in_row)] AS evidence
    FROM clinical.patient
    WHERE
        is_treated
        AND died_text IS NOT NULL
        AND patient_id NOT IN (
            SELECT patient_id FROM clinical.adverse_event WHERE is_fatal_report(outcome, seriousness, severity_grade)
        )
),

open_report AS (
    SELECT
        patient_id,
        count(*) AS n_open,
        list_sort(list(evidence('adverse_event', source_file, source_row))) AS evidence
    FROM event
    WHERE counts_as_serious IS NULL AND is_listed IS NOT TRUE
    GROUP BY patient_id
),

not_judged AS (
    SELECT patient_id, (SELECT count(*) = 0 FROM clinical.adverse_event) AS is_feed_absent, n_open, evidence
    FROM clinical.patient
    LEFT JOIN open_report USING (patient_id)
    WHERE
        is_treated
        AND patient_id NOT IN (SELECT patient_id FROM episode UNION ALL SELECT patient_id FROM stated_death)
        AND (is_feed_absent OR n_open > 0)
)

SELECT
    patient_id,
    'serious_unlisted_event' AS rule,
    'flagged' AS verdict,
    started_on AS onset_on,
    onset_at,
    grade,
    CASE WHEN is_unlisted THEN 'unlisted' ELSE 'listedness_not_judged' END AS certainty,
    CASE WHEN len(criteria) = 0 THEN 'serious_by_reporter' ELSE array_to_string(criteria, '; ') END AS criterion,
    NULL::DECIMAL(18, 9) AS margin_share,
    concat(
        upper(left(term, 1)), substr(term, 2), ', serious',
        CASE WHEN len(criteria) > 0 THEN ' (' || replace(array_to_string(criteria, ', '), '_', ' ') || ')' END,
        CASE WHEN grade IS NOT NULL THEN format(', grade {}', grade) END,
        CASE
            WHEN started_on IS NOT NULL THEN ', onset on ' || in_words(started_on)
            WHEN filled(started_text) IS NOT NULL THEN ', onset reported as ' || started_text
            ELSE ', onset not reported'
        END,
        '. ', listing
    ) AS why,
    nullif(concat_ws(
        '; ',
        CASE WHEN NOT is_unlisted THEN 'listedness: ' || rtrim(listing, '.') END,
        CASE
            WHEN started_on IS NULL THEN 'onset: day not known'
            WHEN may_be_before THEN 'onset: on the day of the first dose, before or after it'
        END,
        CASE WHEN grade IS NULL THEN 'grade: severity not reported' END,
        format('other reports: seriousness of {} not reported', n_open)
    ), '') AS unjudged,
    episode.evidence
FROM episode
LEFT JOIN open_report USING (patient_id)

UNION ALL

SELECT
    patient_id,
    'serious_unlisted_event',
    'flagged',
    died_on,
    NULL,
    5::TINYINT,
    'listedness_not_judged',
    'death_without_event',
    NULL,
    concat(
        'The site states a death (', coalesce(in_words(died_on), died_text), '; newest dose on ', in_words(last_dose_on),
        '), and no event that ended in death was reported.'
    ),
    concat_ws(
        '; ',
        'listedness: no event was reported',
        CASE WHEN died_on IS NULL THEN 'onset: day of death not known' END,
        format('other reports: seriousness of {} not reported', n_open)
    ),
    stated_death.evidence
FROM stated_death
LEFT JOIN open_report USING (patient_id)

UNION ALL

SELECT
    patient_id,
    'serious_unlisted_event',
    CASE WHEN is_feed_absent THEN 'not_evaluable' ELSE 'incomplete' END,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    CASE
        WHEN is_feed_absent THEN 'No adverse event of anybody was delivered.'
        WHEN n_open = 1 THEN 'Of one event that the label does not clearly list, nobody reported whether it was serious.'
        ELSE format('Of {} events that the label does not clearly list, nobody reported whether they were serious.', n_open)
    END,
    CASE WHEN is_feed_absent THEN 'no adverse events have ever been delivered' ELSE 'seriousness not reported' END,
    coalesce(evidence, [])
FROM not_judged
