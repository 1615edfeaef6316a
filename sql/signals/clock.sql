-- Every clock that reports, flags and quarantined rows ask for or asked for, with day 0, the day due, and why in words.
--
-- Source  reference.reporting_clock, each row with its source
-- Reads   signals.case_course, signals.quarantine, reference.reporting_clock
-- Grain   one row per clock
--
-- Initial      Starts with the first information that makes the case qualify, or leaves open whether it does; a follow-up
--              that makes it serious starts it on the day of that follow-up. It ends when the case no longer qualifies.
-- Follow-up    Each later piece of new medical information about a case whose clock runs starts one. An amendment, which says
--              the same, and a withdrawal start none.
-- IND          Cases of a study under an IND have the clocks of 21 CFR 312.32 instead. Suspected by the reporter: certain;
--              else possible, because the sponsor judges it too.
-- Quarantine   A row that nobody could read, and that may tell of a serious case, is known from its receipt, or from the
--              instants in it that could be read.
-- Day 0 is the local date, in the zone of the rule, of first awareness; due is day 0 plus calendar days.

WITH asked AS (
    SELECT
        course.*,
        clock.kind AS clock_kind,
        CASE WHEN is_nullified THEN 0 ELSE asks_for_report(
            clock.kind, clock.applies_to, is_ind_study, is_serious, list_has_any(letters, ['D', 'LT']), is_listed, is_suspected
        ) END AS qualifies
    FROM signals.case_course AS course
    CROSS JOIN (FROM reference.reporting_clock WHERE starts_with = 'initial') AS clock
),

run AS (
    SELECT
        *,
        sum(begins) OVER (PARTITION BY case_id, clock_kind ORDER BY nth) AS nth_run
    FROM (
        SELECT
            *,
            CASE WHEN qualifies > 0 AND coalesce(lag(qualifies) OVER course, 0) = 0 THEN 1 ELSE 0 END AS begins
        FROM asked
        WINDOW course AS (PARTITION BY case_id, clock_kind ORDER BY nth)
    )
),

ended AS (
    SELECT
        case_id,
        clock_kind,
        nth_run,
        arg_max(qualifies, nth) AS qualifies_now,
        min(aware_at) FILTER (WHERE qualifies = 0) AS ended_at,
        arg_min(
            CASE
                WHEN is_nullified THEN 'every report was withdrawn'
                WHEN clock_kind IN ('ind_fatal', 'ind_serious') AND NOT is_ind_study THEN 'no report is marked as of an IND study'
                WHEN clock_kind = 'serious_unlisted' AND is_ind_study THEN 'the case is of an IND study and has its clocks'
                WHEN is_serious IS FALSE THEN 'no report says any more that it is serious'
                WHEN is_listed THEN 'the label lists it as reported now'
                ELSE 'no report says any more that it is fatal or life-threatening'
            END, nth
        ) FILTER (WHERE qualifies = 0) AS end_reason
    FROM run
    WHERE nth_run > 0
    GROUP BY ALL
),

started AS (
    SELECT run.*, run.clock_kind AS kind, true AS is_initial
    FROM run
    WHERE begins = 1
    UNION ALL
    SELECT
        run.*,
        follow_up_kind(clock_kind) AS kind,
        false AS is_initial
    FROM run
    WHERE begins = 0 AND qualifies > 0 AND is_new_information AND follow_up_kind(clock_kind) IS NOT NULL
),

of_case AS (
    SELECT
        'case' AS subject,
        started.case_id,
        NULL::VARCHAR AS source_file,
        NULL::BIGINT AS source_row,
        started.case_id AS subject_id,
        started.entry_id,
        started.kind,
        started.aware_at AS day0_at,
        started.aware_zone AS day0_zone,
        started.aware_party AS aware_party,
        CASE WHEN ended_at IS NOT NULL THEN false WHEN qualifies_now = 2 THEN true END AS is_due,
        ended_at,
        end_reason,
        concat(
            CASE WHEN NOT is_initial THEN 'New information about a case that is ' ELSE 'The case is ' END,
            CASE
                WHEN is_serious THEN 'serious' || coalesce(' (' || letters_in_order(letters) || ')', '')
                ELSE 'of unknown seriousness'
            END,
            CASE WHEN is_listed IS NULL THEN ' and perhaps not listed' ELSE ' and not listed' END,
            CASE
                WHEN started.clock_kind = 'serious_unlisted' THEN ''
                WHEN is_suspected THEN ', suspected by the reporter, in a study under an IND'
                ELSE ', in a study under an IND; whether it is suspected the sponsor judges'
            END,
            ', known ',
            known_by(entry_kind, aware_party),
            '.'
        ) AS why
    FROM started
    JOIN ended USING (case_id, clock_kind, nth_run)
),

of_row AS (
    SELECT
        'quarantined row' AS subject,
        NULL::VARCHAR AS case_id,
        source_file,
        source_row,
        source_file || ':' || CAST(source_row AS VARCHAR) AS subject_id,
        'row' AS entry_id,
        clock.kind,
        known.at AS day0_at,
        known.zone AS day0_zone,
        known.party AS aware_party,
        NULL::BOOLEAN AS is_due,
        NULL::TIMESTAMPTZ AS ended_at,
        NULL::VARCHAR AS end_reason,
        'The row was set aside and may describe a serious case: ' || reasons || '.' AS why
    FROM (
        SELECT
            *,
            try_cast(row_text AS JSON) AS cells,
            list_sort(list_filter(
                [
                    {'at': received_at, 'zone': 'UTC', 'party': 'receipt'},
                    {
                        'at': CASE WHEN NOT contains(column_names, 'reported_at') THEN awareness(json_extract_string(cells, '$.reported_at')) END,
                        'zone': zone_written(json_extract_string(cells, '$.reported_at')),
                        'party': 'sender''s report'
                    },
                    {
                        'at': CASE WHEN NOT contains(column_names, 'first_aware_at') THEN awareness(json_extract_string(cells, '$.first_aware_at')) END,
                        'zone': zone_written(json_extract_string(cells, '$.first_aware_at')),
                        'party': coalesce(json_extract_string(cells, '$.aware_party'), 'stated by the sender')
                    }
                ],
                lambda moment: moment.at IS NOT NULL
            ))[1] AS known
        FROM signals.quarantine
        WHERE may_be_serious
    )
    CROSS JOIN (FROM reference.reporting_clock WHERE starts_with = 'quarantine') AS clock
)

SELECT
    md5(concat_ws('|', subject_id, kind, entry_id)) AS clock_id,
    subject,
    case_id,
    source_file,
    source_row,
    kind,
    clock.title,
    CASE WHEN subject = 'case' AND entry_id <> 'row' THEN entry_id END AS started_by,
    day0_at,
    day0_zone,
    aware_party,
    CAST(timezone(clock.zone, day0_at) AS DATE) AS day0_on,
    clock.zone,
    day0_on + clock.n_days AS due_on,
    is_due,
    CASE WHEN is_due THEN 'due' WHEN is_due IS FALSE THEN 'ended' ELSE 'possible' END AS state,
    ended_at,
    end_reason,
    why,
    clock.source
FROM (FROM of_case UNION ALL FROM of_row)
JOIN reference.reporting_clock AS clock USING (kind)
