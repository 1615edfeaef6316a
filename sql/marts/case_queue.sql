-- What somebody must decide: cases that stand and quarantined rows that may be serious, days left first, then seriousness.
--
-- Source  marts.case, marts.clock; whose it is and what was decided is added from the decisions
-- Reads   marts.case, marts.clock, signals.quarantine
-- Grain   one row per case or quarantined row

WITH entry AS (
    SELECT
        'case' AS subject,
        case_id,
        NULL::VARCHAR AS source_file,
        NULL::BIGINT AS source_row,
        NULL::VARCHAR AS file_name,
        patient_id,
        site_id,
        lead_term,
        concept_title,
        is_adverse_event,
        n_versions,
        n_reports,
        n_flags,
        grade,
        is_serious,
        seriousness,
        is_listed,
        label_version,
        listedness_why,
        is_ind_study,
        n_clocks,
        clock_title,
        clock_state,
        day0_at,
        day0_on,
        due_on,
        zone,
        days_left,
        days_left_in_words,
        coalesce(
            clock_why,
            CASE
                WHEN settled_as IS NOT NULL THEN 'No clock: ' || settled_as || '.'
                WHEN NOT is_adverse_event THEN 'No clock: no adverse event was reported with it.'
                WHEN is_listed THEN 'No clock: the label lists it.'
                WHEN NOT is_serious THEN 'No clock: not serious by every report.'
                ELSE 'No clock runs.'
            END
        ) AS why,
        latest_information_at AS last_change_at,
        completeness_share
    FROM marts.case
    WHERE NOT is_nullified
    UNION ALL
    SELECT
        'quarantined row' AS subject,
        NULL AS case_id,
        source_file,
        source_row,
        file_name,
        NULL AS patient_id,
        NULL AS site_id,
        'row that could not be read' AS lead_term,
        aside.feed AS concept_title,
        true AS is_adverse_event,
        1 AS n_versions,
        0 AS n_reports,
        0 AS n_flags,
        NULL AS grade,
        NULL AS is_serious,
        NULL AS seriousness,
        NULL AS is_listed,
        NULL AS label_version,
        NULL AS listedness_why,
        false AS is_ind_study,
        1 AS n_clocks,
        clock.title AS clock_title,
        clock.state AS clock_state,
        day0_at,
        day0_on,
        due_on,
        zone,
        days_left,
        days_left_in_words,
        clock.why,
        received_at AS last_change_at,
        NULL AS completeness_share
    FROM marts.clock AS clock
    JOIN signals.quarantine AS aside USING (source_file, source_row)
    WHERE subject = 'quarantined row'
)

FROM entry
ORDER BY
    days_left NULLS LAST,
    CASE WHEN is_serious THEN 1 WHEN is_serious IS NULL THEN 2 ELSE 3 END,
    CASE WHEN contains(seriousness, 'D') AND NOT starts_with(seriousness, 'DIS') THEN 1 WHEN contains(seriousness, 'LT') THEN 2 ELSE 3 END,
    grade DESC NULLS LAST,
    subject DESC,
    case_id,
    source_file,
    source_row
