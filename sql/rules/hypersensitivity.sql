-- Hypersensitivity: named, or told by its signs, from the start of an infusion to delayed_days after it, for review.
--
-- Source  US prescribing information of ibalizumab, hypersensitivity (symptoms); CTCAE v5.0, serum sickness (days);
--         windows and what suffices in each: policy of this project
-- Reads   clinical.termed_event, clinical.adverse_event, clinical.patient, reference.reaction_term, reference.threshold
-- Grain   one row per patient and infusion; else one row per patient who could not be judged in full
--
-- named       A report that names hypersensitivity, an allergic reaction, anaphylaxis, a drug eruption or serum
--             sickness flags, however long after the infusion, and without a date.
-- allergic    Angioedema, urticaria or wheezing flags up to delayed_days after the infusion, and without a date. The whole last
--             day counts: a known time never takes away what the day alone would flag.
-- within a day  Any symptom that the label names flags, up to window_minutes after the end of the infusion. Without
--             a time it flags on the day of the infusion; on the next day the window is not known.
-- delayed     Later, one symptom such as nausea or a cough is common and does not flag: symptoms of at least
--             delayed_systems systems (breathing, chest, skin, gut) after the same infusion do.
-- serum_sickness_window in criterion says that a sign fell into the days of serum sickness; it decides nothing.

WITH limits AS (
    SELECT
        threshold('infusion_reaction', 'immediate_minutes') AS immediate_minutes,
        threshold('infusion_reaction', 'accelerated_minutes') AS accelerated_minutes,
        threshold('infusion_reaction', 'window_minutes') AS window_minutes,
        threshold('hypersensitivity', 'delayed_days') AS delayed_days,
        threshold('hypersensitivity', 'delayed_systems') AS delayed_systems,
        threshold('hypersensitivity', 'serum_sickness_earliest_days') AS serum_earliest_days,
        threshold('hypersensitivity', 'serum_sickness_latest_days') AS serum_latest_days
),

-- A watched term without a system is a name of the reaction itself.
meaning AS (
    SELECT
        event_id,
        list_sort(list(DISTINCT watched_term)) AS terms,
        bool_or(feature IS NULL) AS is_named,
        bool_or(coalesce(feature = 'allergic_sign', false)) AS is_allergic,
        list(DISTINCT feature) FILTER (feature <> 'allergic_sign') AS systems
    FROM (SELECT event_id, unnest(watched) AS watched_term FROM clinical.termed_event WHERE rule = 'hypersensitivity')
    LEFT JOIN reference.reaction_term AS reaction
        ON reaction.term = watched_term
        AND matches = 'whole'
        AND feature IN ('allergic_sign', 'respiratory', 'chest_unmapped', 'skin_mucosa', 'gastrointestinal')
    GROUP BY event_id
),

timed AS (
    SELECT
        event.*,
        meaning.* EXCLUDE (event_id),
        started_on - days_from_infusion AS infused_on,
        coalesce(minutes_from_infusion_end, minutes_from_infusion_start) AS minutes_after_end,
        CASE
            WHEN infusion_id IS NULL THEN 'undated'
            WHEN minutes_after_end <= 0 THEN 'during'
            WHEN minutes_after_end <= immediate_minutes THEN 'immediate'
            WHEN minutes_after_end <= accelerated_minutes THEN 'accelerated'
            WHEN minutes_after_end <= window_minutes THEN 'late'
            WHEN minutes_after_end <= delayed_days * 24 * 60 OR minutes_after_end IS NOT NULL AND days_from_infusion <= delayed_days
                THEN 'delayed'
            WHEN minutes_after_end IS NOT NULL OR days_from_infusion > delayed_days THEN 'later'
            WHEN (days_from_infusion - 1) * 24 * 60 >= window_minutes THEN 'delayed'
            WHEN days_from_infusion = 0 THEN 'same_day'
            ELSE 'next_day'
        END AS timing
    FROM clinical.adverse_event AS event
    JOIN meaning USING (event_id)
    SEMI JOIN (
        SELECT event_id FROM clinical.termed_event WHERE rule = 'hypersensitivity' AND emergence <> 'before'
    ) AS emergent USING (event_id)
    CROSS JOIN limits
),

several AS (
    SELECT patient_id, infusion_id
    FROM (SELECT *, unnest(systems) AS system FROM timed WHERE timing IN ('delayed', 'next_day'))
    CROSS JOIN limits
    GROUP BY patient_id, infusion_id, delayed_systems
    HAVING count(DISTINCT system) >= delayed_systems
),

judged AS (
    SELECT
        timed.*,
        coalesce(days_from_infusion BETWEEN serum_earliest_days AND serum_latest_days, false) AS is_in_serum_window,
        timing IN ('delayed', 'next_day') AND several.infusion_id IS NOT NULL AS is_one_of_several,
        CASE
            WHEN is_named THEN true
            WHEN timing = 'later' THEN false
            WHEN is_allergic OR is_one_of_several THEN true
            WHEN timing = 'delayed' THEN false
            WHEN timing NOT IN ('next_day', 'undated') THEN true
        END AS is_sign
    FROM timed
    LEFT JOIN several USING (patient_id, infusion_id)
    CROSS JOIN limits
),

reaction AS (
    SELECT
        patient_id,
        infusion_id,
        any_value(infusion_number) AS infusion_number,
        any_value(infused_on) AS infused_on,
        min(started_on) AS onset_on,
        min(days_from_infusion) AS days_after,
        first(started_at ORDER BY started_on, started_at NULLS LAST) AS onset_at,
        arg_min(timing, (started_on, started_at, event_id)) AS first_timing,
        max(severity_grade) AS grade,
        count(*) = count(severity_grade) AS is_graded,
        bool_or(is_named) AS is_named,
        bool_or(is_allergic) AS is_allergic,
        bool_or(is_one_of_several) AS is_of_several_systems,
        bool_or(is_in_serum_window) AS is_in_serum_window,
        bool_or(is_zone_open) AS is_zone_open,
        array_to_string(list_sort(list_distinct(flatten(list(terms)))), ', ') AS terms,
        array_to_string(list_sort(list(DISTINCT coalesce(started_text, 'no date'))), ', ') AS onset_texts,
        list_sort(list(DISTINCT evidence('adverse_event', source_file, source_row))) AS evidence
    FROM judged
    WHERE is_sign
    GROUP BY patient_id, infusion_id
),

gap AS (
    SELECT
        patient_id,
        'onset: ' || array_to_string(terms, ', ') || ' reported as ' || coalesce(started_text, 'no date') AS reason,
        evidence('adverse_event', source_file, source_row) AS evidence
    FROM judged
    WHERE is_sign IS NULL
    UNION
    SELECT patient_id, 'term: none was reported', evidence('adverse_event', source_file, source_row)
    FROM clinical.adverse_event
    JOIN clinical.patient AS patient USING (patient_id)
    WHERE term IS NULL AND is_treated AND coalesce(started_on >= first_dose_on, true)
)

SELECT
    patient_id,
    'hypersensitivity' AS rule,
    'flagged' AS verdict,
    onset_on,
    onset_at,
    grade,
    CASE WHEN is_named THEN 'reported' ELSE 'suspected' END AS certainty,
    concat_ws(
        '; ',
        CASE WHEN is_named THEN 'named' END,
        CASE WHEN is_allergic THEN 'allergic_sign' END,
        CASE WHEN is_of_several_systems THEN 'several_systems' END,
        'signs=' || terms,
        'timing=' || first_timing,
        CASE WHEN is_in_serum_window THEN 'serum_sickness_window' END
    ) AS criterion,
    NULL::DECIMAL(18, 9) AS margin_share,
    concat(
        coalesce(format('After infusion {} on ', infusion_number) || in_words(infused_on), 'Without a known day'),
        ': ', terms, ' reported',
        CASE first_timing
            WHEN 'undated' THEN ''
            WHEN 'during' THEN ', first during the infusion'
            WHEN 'same_day' THEN ', first on the day of the infusion, time not known'
            WHEN 'next_day' THEN ', first on the next day, time not known'
            WHEN 'delayed' THEN ', first on ' || in_words(onset_on) || format(', day {} after it', days_after)
            WHEN 'later' THEN ', first on ' || in_words(onset_on) || format(', day {} after it', days_after)
            ELSE ', first on ' || in_words(onset_on) || ', ' || first_timing || ' onset'
        END,
        format('; severity grade {} as reported', grade),
        '.'
    ) AS why,
    nullif(concat_ws(
        '; ',
        CASE first_timing
            WHEN 'undated' THEN 'onset: reported as ' || onset_texts || ', it may lie before the first dose'
            WHEN 'same_day' THEN 'onset: without a time, it may lie before the infusion'
            WHEN 'next_day' THEN 'onset: without a time, within a day or later'
        END,
        CASE WHEN is_zone_open THEN 'onset: a time sent without its offset from UTC' END,
        CASE
            WHEN grade IS NULL THEN 'grade: severity not reported'
            WHEN NOT is_graded THEN 'grade: severity not reported by all, it may be higher'
        END
    ), '') AS unjudged,
    evidence
FROM reaction

UNION ALL

SELECT
    patient_id,
    'hypersensitivity',
    CASE WHEN count(gap.evidence) = 0 THEN 'not_evaluable' ELSE 'incomplete' END,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    CASE count(gap.evidence)
        WHEN 0 THEN 'No adverse event of anybody was delivered.'
        WHEN 1 THEN 'One report could not be judged; no other tells of hypersensitivity.'
        ELSE format('{} reports could not be judged; no other tells of hypersensitivity.', count(gap.evidence))
    END,
    coalesce(
        array_to_string(list_sort(list(DISTINCT reason) FILTER (reason IS NOT NULL)), '; '),
        'no adverse events have ever been delivered'
    ),
    coalesce(list_sort(list(DISTINCT gap.evidence) FILTER (gap.evidence IS NOT NULL)), [])
FROM clinical.patient
LEFT JOIN gap USING (patient_id)
ANTI JOIN reaction USING (patient_id)
WHERE is_treated AND (reason IS NOT NULL OR (SELECT count(*) = 0 FROM clinical.adverse_event))
GROUP BY patient_id
