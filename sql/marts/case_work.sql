-- Every case and quarantined row with where it stands: what waits for somebody, in the order in which it is due.
--
-- Source  21 CFR 600.80(b) and (c); what waits and what is out of the way: policy of this project
-- Reads   signals.case, signals.case_state, signals.quarantine, signals.row_decision, signals.standing_clock, raw.delivery, raw.night, reference.reporting_clock
-- Grain   one row per case or quarantined row
--
-- Due      Days left are those of the first clock that runs, on the day of the night; looked at later, on that later day.
-- Waiting  Whatever has a clock that runs; new, open and reopened cases; snoozed ones that may be serious. A row waits until
--          it was reported as received, or until its correction came as a delivery and could be read.
-- Place    Sorts as text: days left, serious before not known before not, fatal before life-threatening, higher grades first. It
--          is told of each row by itself, as all columns are: a decision changes the rows of its own case and no other.
-- Gone     A decided case that the data no longer hold, or whose reports were all withdrawn, is reopened and stays in sight;
--          a nullified case that nobody decided waits for nobody. A row that was decided and has left the quarantine is told.

WITH clock AS (
    SELECT
        standing.*,
        coalesce(case_id, source_file || ':' || CAST(source_row AS VARCHAR)) AS subject_id,
        kind.starts_with <> 'follow_up' AS is_initial,
        {'due_on': due_on, 'is_sure': coalesce(NOT is_due, true), 'clock_id': clock_id} AS turn
    FROM signals.standing_clock AS standing
    JOIN reference.reporting_clock AS kind USING (kind)
),

of_subject AS (
    SELECT
        subject_id,
        list(
            {'title': title, 'due_on': due_on, 'is_initial': is_initial, 'is_due': is_due, 'is_met': is_met}
            ORDER BY due_on, clock_id
        ) FILTER (WHERE is_running OR (is_met AND state IN ('due', 'possible'))) AS clocks,
        arg_min(clock, turn) FILTER (WHERE is_running) AS first_due,
        arg_min(why, turn) FILTER (WHERE state IN ('due', 'possible')) AS clock_why,
        arg_min(assessed_as, clock_id) FILTER (WHERE state = 'settled') AS settled_as
    FROM clock
    GROUP BY subject_id
),

entry AS (
    SELECT
        'case' AS subject,
        case_id AS subject_id,
        case_id,
        patient_id,
        site_id,
        lead_term,
        concept_title,
        n_versions,
        grade,
        is_serious,
        seriousness,
        is_listed,
        label_version,
        listedness_why,
        is_nullified,
        CASE
            WHEN is_nullified THEN 'No clock: every report was withdrawn.'
            WHEN NOT is_adverse_event THEN 'No clock: no adverse event was reported with it.'
            WHEN is_listed THEN 'No clock: the label lists it.'
            WHEN NOT is_serious THEN 'No clock: not serious by every report.'
            ELSE 'No clock runs.'
        END AS why_no_clock,
        latest_information_at AS last_change_at,
        completeness_share
    FROM signals.case
    UNION ALL BY NAME
    SELECT
        'case' AS subject,
        case_id AS subject_id,
        case_id,
        'case that is no longer in the data' AS lead_term,
        'not known' AS concept_title,
        0 AS n_versions,
        false AS is_nullified,
        'No clock: no report or flag tells it any more.' AS why_no_clock
    FROM signals.case_state
    WHERE NOT is_in_data
    UNION ALL BY NAME
    SELECT
        'quarantined row' AS subject,
        source_file || ':' || CAST(source_row AS VARCHAR) AS subject_id,
        source_file,
        source_row,
        file_name,
        feed,
        'row that could not be read' AS lead_term,
        feed AS concept_title,
        1 AS n_versions,
        received_at AS last_change_at
    FROM signals.quarantine
    WHERE may_be_serious
    UNION ALL BY NAME
    SELECT
        'quarantined row' AS subject,
        row_decision.source_file || ':' || CAST(row_decision.source_row AS VARCHAR) AS subject_id,
        row_decision.source_file,
        row_decision.source_row,
        coalesce(delivery.file_name, 'file not in the archive') AS file_name,
        row_decision.feed,
        'row that has left the quarantine' AS lead_term,
        row_decision.feed AS concept_title,
        1 AS n_versions,
        'No clock: the record came in a version that can be read.' AS why_no_clock,
        delivery.received_at AS last_change_at
    FROM signals.row_decision AS row_decision
    LEFT JOIN raw.delivery AS delivery ON delivery.source_file = row_decision.source_file
    WHERE NOT is_in_quarantine
),

placed AS (
    SELECT
        left(sha256(subject_id), 16) AS work_key,
        entry.* EXCLUDE (why_no_clock),
        coalesce(clock_why, 'No clock: ' || settled_as || '.', why_no_clock) AS why,
        CASE
            WHEN is_nullified AND coalesce(case_state.state, 'new') IN ('new', 'open') THEN 'nullified'
            WHEN entry.subject = 'case' THEN coalesce(case_state.state, 'new')
            WHEN row_decision.decision_kind = 'report_as_received' THEN 'reported as received'
            WHEN row_decision.is_answered THEN 'corrected'
            WHEN NOT row_decision.is_in_quarantine THEN 'came anew'
            WHEN row_decision.answer_file_name IS NOT NULL THEN 'correction could not be read'
            WHEN row_decision.decision_kind = 'correct_row' THEN 'correction proposed'
            ELSE 'new'
        END AS state,
        coalesce(case_state.is_in_data, true) AS is_in_data,
        reopened_because,
        material_change,
        owner,
        until_on,
        next_action,
        next_action_on,
        coalesce(case_state.submitted_on, row_decision.submitted_on) AS submitted_on,
        coalesce(case_state.last_decided_at, row_decision.decided_at) AS last_decided_at,
        coalesce(case_state.decided_by, row_decision.decided_by) AS decided_by,
        row_decision.answer_file_name,
        row_decision.answered_at,
        row_decision.answer_reasons,
        coalesce(clocks, []) AS clocks,
        first_due.title AS clock_title,
        first_due.due_on AS due_on,
        first_due.zone AS zone,
        CAST(first_due.due_on - night.as_of AS INTEGER) AS days_left,
        entry.is_serious IS NOT FALSE OR first_due IS NOT NULL AS may_be_serious,
        coalesce(list_contains(string_split(entry.seriousness, '·'), 'D'), false) AS is_fatal
    FROM entry
    CROSS JOIN raw.night AS night
    LEFT JOIN of_subject USING (subject_id)
    LEFT JOIN signals.case_state AS case_state ON entry.subject = 'case' AND case_state.case_id = entry.case_id
    LEFT JOIN signals.row_decision AS row_decision
        ON entry.subject <> 'case' AND row_decision.source_file = entry.source_file AND row_decision.source_row = entry.source_row
)

SELECT
    *,
    CASE
        WHEN due_on IS NOT NULL THEN true
        WHEN state IN ('new', 'open', 'reopened', 'correction proposed', 'correction could not be read') THEN true
        WHEN state = 'snoozed' THEN may_be_serious
        ELSE false
    END AS is_waiting,
    CASE
        WHEN days_left < 0 THEN format('overdue {} d', -days_left)
        WHEN days_left = 0 THEN 'today'
        WHEN days_left > 0 THEN format('{} d', days_left)
    END AS days_left_in_words,
    format(
        '{:07d}{}{}{}{} {}',
        coalesce(days_left, 4000000) + 5000000,
        CASE WHEN is_serious THEN 1 WHEN is_serious IS NULL THEN 2 ELSE 3 END,
        CASE WHEN is_fatal THEN 1 WHEN contains(seriousness, 'LT') THEN 2 ELSE 3 END,
        9 - coalesce(grade, 0),
        CASE WHEN subject = 'case' THEN 2 ELSE 1 END,
        subject_id
    ) AS place
FROM placed
