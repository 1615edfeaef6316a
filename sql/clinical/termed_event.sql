-- Reported events of treated people with a term that a rule watches, placed against the first dose.
--
-- Source  watched terms: rows of reference, each with its source; treatment-emergent: ICH E9, glossary; what is
--         not known of onset or grade is kept open by policy of this project
-- Reads   clinical.adverse_event, clinical.patient, reference.event_term
-- Grain   one row per rule and event
--
-- place      After the first dose when its time, or every day that the report leaves open, lies there; not known for
--            an untimed event on the day of the first dose, for a month or year around it, and without a date.
-- emergence  What began before the first dose does not count. A later report of the same term counts unless the
--            earlier one is known to have lasted until then and its grade was as high.

WITH term_words AS (
    SELECT
        term,
        bare_words(term) AS words
    FROM (
        SELECT term FROM clinical.adverse_event
        UNION
        SELECT verbatim_term FROM clinical.adverse_event
        UNION
        SELECT term FROM reference.event_term
    )
),

watched AS (
    FROM reference.event_term
    JOIN term_words USING (term)
),

mention AS (
    SELECT event_id, rule, watched.term
    FROM clinical.adverse_event AS event
    JOIN term_words AS said ON said.term = event.term
    JOIN watched ON matches = 'whole' AND watched.words = said.words
    UNION
    SELECT event_id, rule, watched.term
    FROM clinical.adverse_event AS event
    JOIN term_words AS said ON said.term = event.verbatim_term
    JOIN watched ON matches = 'part' AND contains(said.words, watched.words)
    WHERE event.preferred_term IS NULL
    UNION
    SELECT event_id, rule, watched.term
    FROM clinical.adverse_event AS event
    JOIN term_words AS said ON said.term = event.term
    JOIN watched ON matches = 'part_of_any' AND contains(said.words, watched.words)
),

matched AS (
    SELECT rule, event_id, list_sort(list(term)) AS watched
    FROM mention
    GROUP BY rule, event_id
),

dated AS (
    SELECT
        rule,
        watched,
        event.*,
        patient.first_dose_on,
        patient.first_dose_at,
        coalesce(started_on, earliest_day(started_text)) AS onset_from,
        coalesce(started_on, least(latest_day(started_text), ended_on)) AS onset_until,
        CASE
            WHEN ended_on IS NOT NULL THEN greatest(ended_on, started_on)
            WHEN outcome IN ('not_recovered', 'recovering') THEN DATE '9999-12-31'
            ELSE started_on
        END AS lasts_until
    FROM clinical.adverse_event AS event
    JOIN matched USING (event_id)
    JOIN clinical.patient AS patient USING (patient_id)
    WHERE patient.is_treated
),

placed AS (
    SELECT
        *,
        CASE
            WHEN started_at IS NOT NULL AND first_dose_at IS NOT NULL THEN started_at >= first_dose_at
            WHEN onset_from > first_dose_on THEN true
            WHEN onset_until < first_dose_on THEN false
        END AS is_after_first_dose
    FROM dated
),

-- Beside what the same term said before the first dose, unless that had certainly ended.
compared AS (
    SELECT
        later.rule,
        later.event_id,
        bool_and(coalesce(later.severity_grade > earlier.severity_grade, false)) AS is_worse,
        bool_or(
            later.severity_grade <= earlier.severity_grade AND earlier.lasts_until >= later.onset_until
        ) AS is_unchanged
    FROM placed AS later
    JOIN placed AS earlier USING (rule, patient_id, term)
    WHERE
        later.is_after_first_dose IS NOT FALSE
        AND earlier.is_after_first_dose IS FALSE
        AND coalesce(earlier.ended_on >= later.onset_from, true)
    GROUP BY later.rule, later.event_id
)

SELECT
    rule,
    event_id,
    patient_id,
    term,
    watched,
    preferred_term IS NOT NULL AS is_coded,
    first_dose_on,
    started_on,
    started_at,
    started_text,
    ended_on,
    onset_from,
    onset_until,
    lasts_until,
    is_after_first_dose,
    CASE
        WHEN is_after_first_dose IS FALSE THEN 'before'
        WHEN compared.event_id IS NULL THEN 'new'
        WHEN is_worse THEN 'worsened'
        WHEN is_unchanged THEN 'unchanged'
        ELSE 'not_known'
    END AS emergence,
    severity_grade,
    source_file,
    source_row
FROM placed
LEFT JOIN compared USING (rule, event_id)
