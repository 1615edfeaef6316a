-- What was known of each case after each thing that came, in the order in which the company knew of it.
--
-- Source  21 CFR 600.80(a) (serious, unlisted), 312.32(a) (suspected); ICH E2B(R3): an amendment is no new information
-- Reads   signals.case_episode, signals.flag, signals.flag_label, clinical.report_version, clinical.version_listedness
-- Grain   one row per case and report version, or flag that rests on no report
--
-- After each step every report stands as the version that has the highest precedence of those known by then: a follow-up
-- that came before its initial report is not undone by it. A case is serious when one standing report is, not serious
-- when all are reported so, else nobody can tell; it is unlisted when one standing report or flag is, listed when all
-- reports are. Flags say nothing of seriousness, but for a death that a site states.

WITH entry AS (
    SELECT
        episode.case_id,
        'report_version' AS kind,
        version.version_id AS entry_id,
        version.event_id AS part_id,
        version.precedence,
        version.received_at,
        version.aware_at,
        version.aware_zone,
        version.aware_party,
        version.record_status IN ('nullified', 'cancelled') AS is_withdrawal,
        version.counts_as_serious,
        listedness.is_listed,
        version.letters,
        version.is_ind_study,
        CASE
            WHEN reported_causality IN ('related', 'probable', 'possible') THEN true
        END AS is_suspected,
        -- What the report says medically: a version that says the same is an amendment.
        concat_ws('|', term, verbatim_term, started_text, version.ended_on, severity_grade, counts_as_serious,
            array_to_string(letters, ','), seriousness, outcome, action_taken, reported_causality) AS told
    FROM clinical.report_version AS version
    JOIN clinical.version_listedness AS listedness USING (version_id)
    JOIN signals.case_episode AS episode ON episode.kind = 'report' AND episode.part_id = version.event_id
    UNION ALL
    SELECT
        case_id,
        'flag' AS kind,
        flag_id AS entry_id,
        flag_id AS part_id,
        1 AS precedence,
        aware_at AS received_at,
        aware_at,
        'UTC' AS aware_zone,
        'receipt of its rows' AS aware_party,
        false AS is_withdrawal,
        CASE WHEN criterion = 'death_without_event' THEN true END AS counts_as_serious,
        label.is_listed,
        CASE WHEN criterion = 'death_without_event' THEN ['D'] ELSE [] END AS letters,
        NULL AS is_ind_study,
        NULL AS is_suspected,
        concat_ws('|', flag.rule, flag.grade) AS told
    FROM signals.case_episode AS episode
    JOIN signals.flag AS flag ON episode.kind = 'flag' AND flag.flag_id = episode.part_id
    LEFT JOIN signals.flag_label AS label USING (flag_id)
    WHERE step <> 'carried' AND is_adverse_event AND aware_at IS NOT NULL
),

numbered AS (
    SELECT
        *,
        row_number() OVER (PARTITION BY case_id ORDER BY aware_at, is_withdrawal, precedence, entry_id) AS nth
    FROM entry
),

standing AS (
    SELECT later.case_id, later.nth AS after_nth, earlier.* EXCLUDE (case_id, nth)
    FROM numbered AS later
    JOIN numbered AS earlier ON earlier.case_id = later.case_id AND earlier.nth <= later.nth
    QUALIFY row_number() OVER (
        PARTITION BY later.case_id, later.nth, earlier.kind, earlier.part_id ORDER BY earlier.precedence DESC
    ) = 1
),

state AS (
    SELECT
        case_id,
        after_nth AS nth,
        count(*) FILTER (WHERE kind = 'report_version' AND NOT is_withdrawal) AS n_reports,
        count(*) FILTER (WHERE kind = 'report_version' AND is_withdrawal) AS n_withdrawn,
        count(*) FILTER (WHERE kind = 'flag') AS n_flags,
        CASE
            WHEN bool_or(counts_as_serious) FILTER (WHERE NOT is_withdrawal) THEN true
            WHEN n_reports > 0
                AND bool_and(counts_as_serious IS NOT NULL) FILTER (WHERE kind = 'report_version' AND NOT is_withdrawal)
                THEN false
        END AS is_serious,
        CASE
            WHEN bool_or(NOT is_listed) FILTER (WHERE NOT is_withdrawal) THEN false
            WHEN n_reports > 0
                AND bool_and(is_listed IS NOT NULL) FILTER (WHERE kind = 'report_version' AND NOT is_withdrawal)
                THEN true
            WHEN n_reports = 0 AND bool_and(is_listed IS NOT NULL) FILTER (WHERE kind = 'flag') THEN true
        END AS is_listed,
        list_distinct(flatten(list(letters) FILTER (WHERE NOT is_withdrawal))) AS letters,
        coalesce(bool_or(is_ind_study) FILTER (WHERE NOT is_withdrawal), false) AS is_ind_study,
        bool_or(is_suspected) FILTER (WHERE NOT is_withdrawal) AS is_suspected,
        md5(string_agg(told, '¦' ORDER BY told) FILTER (WHERE NOT is_withdrawal)) AS told
    FROM standing
    GROUP BY case_id, after_nth
)

SELECT
    case_id,
    nth::INTEGER AS nth,
    numbered.kind AS entry_kind,
    entry_id,
    received_at,
    aware_at,
    aware_zone,
    aware_party,
    is_withdrawal,
    n_reports::INTEGER AS n_reports,
    n_withdrawn::INTEGER AS n_withdrawn,
    n_flags::INTEGER AS n_flags,
    state.is_serious,
    state.is_listed,
    coalesce(state.letters, []) AS letters,
    state.is_ind_study AS is_ind_study,
    state.is_suspected,
    n_reports + n_flags = 0 AS is_nullified,
    NOT is_withdrawal AND state.told IS NOT NULL AND state.told IS DISTINCT FROM coalesce(lag(state.told) OVER course, '')
        AS is_new_information
FROM numbered
JOIN state USING (case_id, nth)
WINDOW course AS (PARTITION BY case_id ORDER BY nth)
