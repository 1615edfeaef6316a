-- The edition of the US label in force on the day of onset, and whether it names the risk at that severity.
--
-- Source  reference.label_version and reference.listed_risk, each row with its source
-- Reads   signals.flag, reference.rule, reference.label_version, reference.listed_risk, clinical.label_period, clinical.event_listedness, clinical.adverse_event, clinical.patient
-- Grain   one row per flag of a laboratory or event rule
--
-- A rule that watches no single risk takes the answers of its reported events. Where several editions may have
-- been in force and they differ, the answer stays empty.

WITH asked AS (
    SELECT flag.*, rule.kind, rule.title, patient.first_dose_on
    FROM signals.flag AS flag
    JOIN reference.rule AS rule USING (rule)
    LEFT JOIN clinical.patient AS patient USING (patient_id)
    WHERE rule.kind IN ('laboratory', 'event')
),

risk AS (
    SELECT listed.risk, listed.listed_up_to_grade, listed.section, version.edition AS first_edition, is_begin_verified
    FROM reference.listed_risk AS listed
    JOIN reference.label_version AS version USING (label_version)
    JOIN clinical.label_period USING (label_version)
),

-- Without a date of onset, every edition from the first dose on may have been in force.
possible AS (
    SELECT
        asked.flag_id,
        string_agg(version.label_version, ' or ' ORDER BY version.edition) AS label_version,
        bool_and(version.edition >= risk.first_edition) AS is_named_by_all,
        bool_or(version.edition >= risk.first_edition) AS is_named_by_one
    FROM asked
    JOIN clinical.label_period AS period
        ON coalesce(asked.onset_on >= period.possible_from_on, true)
        AND coalesce(coalesce(asked.onset_on, asked.first_dose_on) < period.possible_before_on, true)
    JOIN reference.label_version AS version USING (label_version)
    LEFT JOIN risk ON risk.risk = asked.rule
    GROUP BY asked.flag_id
),

reported AS (
    SELECT
        flag_id,
        CASE
            WHEN bool_or(NOT listedness.is_listed) THEN false
            WHEN count(listedness.is_listed) = count(*) THEN true
        END AS is_listed,
        bool_or(contains(reason, date_words)) AS is_date_open,
        string_agg(DISTINCT said, '; ' ORDER BY said) AS reasons
    FROM (SELECT flag_id, unnest(evidence) AS piece FROM asked) AS proof
    JOIN clinical.adverse_event AS event
        ON piece.feed = 'adverse_event'
        AND event.source_file = piece.source_file
        AND event.source_row = piece.source_row
    JOIN (
        SELECT *, '; the date of an edition is not verified' AS date_words, rtrim(replace(reason, date_words, ''), '.') AS said
        FROM clinical.event_listedness
    ) AS listedness ON listedness.event_id = event.event_id
    GROUP BY flag_id
)

SELECT
    asked.flag_id,
    possible.label_version,
    CASE
        WHEN possible.label_version IS NULL THEN NULL
        WHEN risk.risk IS NULL AND reported.flag_id IS NOT NULL THEN reported.is_listed
        WHEN asked.certainty = 'listedness_not_judged' THEN NULL
        WHEN risk.risk IS NULL OR NOT is_named_by_one OR asked.grade > risk.listed_up_to_grade THEN false
        -- Laboratory grades end where the label's listing ends; an event without a severity may be graver.
        WHEN asked.grade IS NULL AND asked.kind <> 'laboratory' THEN NULL
        WHEN is_named_by_all THEN true
    END AS is_listed,
    concat(
        CASE
            WHEN possible.label_version IS NULL THEN 'No edition of the US label was in force on that day'
            WHEN risk.risk IS NULL AND reported.flag_id IS NOT NULL
                THEN reported.reasons || if(is_date_open, '; the date of an edition is not verified', '')
            WHEN asked.certainty = 'listedness_not_judged' THEN 'No report of an event says what is to be looked up'
            WHEN risk.risk IS NULL THEN 'No edition of the US label names this risk'
            WHEN NOT is_named_by_one THEN 'The edition in force does not name this risk yet'
            WHEN asked.grade > risk.listed_up_to_grade
                THEN format('Section {} names it, but only up to grade {}', risk.section, risk.listed_up_to_grade)
            WHEN asked.grade IS NULL AND asked.kind <> 'laboratory'
                THEN format('Section {} names it up to grade {}; the severity is not known', risk.section, risk.listed_up_to_grade)
            WHEN NOT is_named_by_all
                THEN 'Whether the risk was named yet depends on the date of an edition'
                    || if(is_begin_verified, '', ', which is not verified')
            ELSE format('Named in section {}', risk.section)
        END,
        CASE
            WHEN possible.label_version IS NOT NULL AND asked.onset_on IS NULL
                THEN '; the date of onset is not known'
        END,
        '.'
    ) AS reason
FROM asked
LEFT JOIN possible USING (flag_id)
LEFT JOIN risk ON risk.risk = asked.rule
LEFT JOIN reported USING (flag_id)
