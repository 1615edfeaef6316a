-- Episodes after the first dose of what a rule watches, told by reports; and who could not be judged, and why.
--
-- Source  policy of this project on treatment-emergent events: placement and emergence as in clinical.termed_event
-- Reads   clinical.termed_event, clinical.adverse_event, clinical.patient, reference.event_term
-- Grain   one row per rule, patient and episode; else one row per rule and patient who could not be judged
--
-- episode  Reports that overlap, or begin on the same day, are one; a report that begins after the end of all before
--          it is another. Without an end, a report lasts until it is said to be over, if it is not recovered, else
--          for its day of onset only. Reports whose day of onset is not known make one row of their own.
-- grade    The highest severity that a report gives, by the reporter's scale; none is invented.

WITH emergent AS (
    SELECT
        *,
        coalesce(started_on > max(lasts_until) OVER (
            PARTITION BY rule, patient_id, started_on IS NULL
            ORDER BY started_on, event_id
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ), true) AS begins_episode
    FROM clinical.termed_event
    WHERE emergence NOT IN ('before', 'unchanged')
),

numbered AS (
    SELECT
        *,
        CASE
            WHEN started_on IS NULL THEN 0
            ELSE count(*) FILTER (begins_episode) OVER (
                PARTITION BY rule, patient_id, started_on IS NULL ORDER BY started_on, event_id
            )
        END AS episode
    FROM emergent
),

episodes AS (
    SELECT
        rule,
        patient_id,
        episode,
        any_value(first_dose_on) AS first_dose_on,
        min(started_on) AS onset_on,
        min(started_at) FILTER (started_on = first_started_on) AS onset_at,
        max(severity_grade) AS grade,
        count(*) AS n_reports,
        count(severity_grade) AS n_graded,
        array_to_string(list_sort(list(DISTINCT term)), ' and ') AS terms,
        array_to_string(list_sort(list(DISTINCT coalesce(started_text, 'no date'))), ', ') AS onset_texts,
        bool_or(is_coded) AS is_coded,
        bool_or(emergence = 'worsened') AS is_worsened,
        bool_and(emergence = 'not_known') AS is_emergence_open,
        bool_and(is_after_first_dose IS NULL) FILTER (started_on IS NOT DISTINCT FROM first_started_on)
            AS is_place_open,
        list_sort(list(DISTINCT evidence('adverse_event', source_file, source_row))) AS evidence
    FROM (
        SELECT *, min(started_on) OVER (PARTITION BY rule, patient_id, episode) AS first_started_on
        FROM numbered
    )
    GROUP BY rule, patient_id, episode
),

treated AS (
    SELECT rule, patient_id, first_dose_on
    FROM clinical.patient
    CROSS JOIN (SELECT DISTINCT rule FROM reference.event_term)
    WHERE is_treated
),

-- Reports without any term, after the first dose or possibly so.
unread AS (
    SELECT
        rule,
        patient_id,
        count(*) AS n_reports,
        list_sort(list(evidence('adverse_event', source_file, source_row))) AS evidence
    FROM treated
    JOIN clinical.adverse_event USING (patient_id)
    WHERE term IS NULL AND coalesce(started_on >= first_dose_on, true)
    GROUP BY rule, patient_id
)

SELECT
    patient_id,
    rule,
    'flagged' AS verdict,
    onset_on,
    onset_at,
    grade,
    CASE WHEN onset_on IS NULL THEN 'undated' ELSE 'reported' END AS certainty,
    concat_ws(
        '; ',
        CASE WHEN is_worsened THEN 'worsened' END,
        CASE WHEN is_coded THEN 'coded_term' ELSE 'verbatim_only' END,
        CASE WHEN is_place_open THEN 'may_precede_first_dose' END,
        CASE WHEN episode > 1 THEN 'later_episode' END
    ) AS criterion,
    NULL::DECIMAL(18, 9) AS margin_share,
    concat(
        upper(left(terms, 1)), substr(terms, 2), ' reported, onset ',
        CASE
            WHEN onset_on IS NULL THEN 'not known to the day'
            ELSE 'on ' || in_words(onset_on) || format(
                ', {} day{} after the first dose on ',
                onset_on - first_dose_on, if(onset_on - first_dose_on = 1, '', 's')
            ) || in_words(first_dose_on)
        END,
        format('; severity grade {} as reported', grade),
        CASE WHEN is_worsened THEN '; reported before the first dose with a lower grade' END,
        CASE WHEN n_reports > 1 THEN format('; {} reports', n_reports) END,
        '.'
    ) AS why,
    nullif(concat_ws(
        '; ',
        CASE WHEN onset_on IS NULL THEN 'onset: reported as ' || onset_texts END,
        CASE WHEN is_place_open THEN 'onset: it may lie before the first dose' END,
        CASE WHEN is_emergence_open THEN 'worsening: the same was reported before the first dose' END,
        CASE
            WHEN n_graded = 0 THEN 'grade: severity not reported'
            WHEN n_graded < n_reports THEN 'grade: severity not reported by all, it may be higher'
        END
    ), '') AS unjudged,
    evidence
FROM episodes

UNION ALL

SELECT
    patient_id,
    rule,
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
FROM treated
WHERE (SELECT count(*) = 0 FROM clinical.adverse_event)

UNION ALL

SELECT
    patient_id,
    rule,
    'incomplete',
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    format('{} adverse event{} could not be read.', n_reports, if(n_reports = 1, '', 's')),
    'term: none was reported',
    evidence
FROM unread
ANTI JOIN episodes USING (rule, patient_id)
