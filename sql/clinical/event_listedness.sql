-- Each reported event against the US label in force on the day of its onset.
--
-- Source  21 CFR 600.80: unlisted is what the current labelling does not name, or names with less severity or specificity;
--         editions, risks and terms: reference.label_version, listed_risk and listed_term, each row with its source
-- Reads   clinical.adverse_event, clinical.label_period, reference.label_version, reference.listed_risk, reference.listed_term
-- Grain   one row per event
--
-- Every edition that may have been in force on a day that the onset leaves open is asked. Where they agree, that is the
-- answer; where they differ, there is none. Before the first edition nothing is listed. A severity above
-- listed_up_to_grade and a fatal outcome are unlisted; a severity that is not reported, an uncoded term that is none of
-- the list's, and a term whose place in the list is not verified cannot be judged.

WITH event AS (
    SELECT
        event_id,
        patient_id,
        term,
        preferred_term IS NOT NULL AS is_coded,
        -- What was life-threatening is of grade 4 at least, whatever severity was written beside it.
        greatest(severity_grade, CASE WHEN contains(seriousness, 'life_threatening') THEN 4 END)::TINYINT AS severity_grade,
        is_fatal_report(outcome, seriousness, severity_grade) AS is_fatal,
        coalesce(started_on, earliest_day(started_text)) AS onset_from,
        coalesce(started_on, latest_day(started_text)) AS onset_until
    FROM clinical.adverse_event
),

edition AS (
    SELECT label_version, edition, possible_from_on, possible_before_on
    FROM clinical.label_period
    JOIN reference.label_version USING (label_version)
    UNION ALL
    SELECT 'no label', 0, NULL, min(possible_from_on)
    FROM clinical.label_period
),

in_force AS (
    SELECT
        event_id,
        string_agg(label_version, ' or ' ORDER BY edition) AS label_version,
        min(edition) AS first_edition,
        max(edition) AS last_edition
    FROM event
    JOIN edition
        ON coalesce(onset_until >= possible_from_on, true) AND coalesce(onset_from < possible_before_on, true)
    GROUP BY event_id
),

listed AS (
    SELECT term, risk, edition AS named_from_edition, is_begin_verified, listed_up_to_grade, section, is_term_verified
    FROM (SELECT term, risk, verification <> 'NV' AS is_term_verified FROM reference.listed_term)
    JOIN reference.listed_risk USING (risk)
    JOIN reference.label_version USING (label_version)
    JOIN clinical.label_period USING (label_version)
    QUALIFY row_number() OVER (PARTITION BY term ORDER BY named_from_edition, risk) = 1
),

judged AS (
    SELECT
        event.*,
        in_force.* EXCLUDE (event_id),
        listed.* EXCLUDE (term),
        CASE
            WHEN last_edition = 0 THEN 'no_label'
            WHEN risk IS NULL AND NOT is_coded THEN 'not_coded'
            WHEN risk IS NULL THEN 'not_named'
            WHEN last_edition < named_from_edition THEN 'not_named_yet'
            WHEN is_fatal THEN 'fatal'
            WHEN severity_grade > listed_up_to_grade THEN 'graver'
            WHEN first_edition < named_from_edition THEN 'editions_differ'
            WHEN NOT is_term_verified THEN 'term_not_verified'
            WHEN severity_grade IS NULL THEN 'severity_not_reported'
            ELSE 'named'
        END AS finding
    FROM event
    JOIN in_force USING (event_id)
    LEFT JOIN listed USING (term)
)

SELECT
    event_id,
    patient_id,
    risk,
    nullif(label_version, 'no label') AS label_version,
    CASE
        WHEN finding = 'named' THEN true
        WHEN finding IN ('no_label', 'not_named', 'not_named_yet', 'fatal', 'graver') THEN false
    END AS is_listed,
    concat(
        CASE finding
            WHEN 'no_label' THEN 'No edition of the US label was in force on the day of onset'
            WHEN 'not_coded' THEN format('The term is not coded and is none of the label''s; edition {}', label_version)
            WHEN 'not_named' THEN format('Edition {} does not name it', label_version)
            WHEN 'not_named_yet' THEN format('Edition {} does not name it yet', label_version)
            WHEN 'fatal' THEN format('Section {} names it, but no fatal case; edition {}', section, label_version)
            WHEN 'graver' THEN format(
                'Section {} names it up to grade {}, and this is grade {}; edition {}',
                section, listed_up_to_grade, severity_grade, label_version
            )
            WHEN 'editions_differ' THEN format('Editions {} differ, and which was in force cannot be told', label_version)
            WHEN 'term_not_verified' THEN format(
                'Whether the term belongs to section {} is not verified; edition {}', section, label_version
            )
            WHEN 'severity_not_reported' THEN format(
                'Section {} names it up to grade {}, and the severity is not reported; edition {}',
                section, listed_up_to_grade, label_version
            )
            ELSE format('Section {} names it; edition {}', section, label_version)
        END,
        CASE WHEN onset_from IS NULL THEN '; the onset is not known' END,
        -- Only where the day on which the edition that first names it began decides.
        CASE
            WHEN finding = 'editions_differ' AND NOT is_begin_verified THEN '; the date of an edition is not verified'
        END,
        '.'
    ) AS reason
FROM judged
