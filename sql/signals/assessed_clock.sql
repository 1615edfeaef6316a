-- Clocks that the company's assessment starts, of cases for which reports and flags alone ask for none.
--
-- Source  21 CFR 600.80(c)(1), 312.32(c)(1): the company judges seriousness, expectedness and suspicion too; policy of this project
-- Reads   signals.case, signals.case_assessment, signals.case_course, signals.clock, reference.reporting_clock
-- Grain   one row per clock
--
-- Held       Beside what was reported stands what the company judged: serious when either says so, listed or not as assessed where
--            it was judged, suspected when either suspects. Such a clock lasts while the company's judgement does.
-- Initial    Day 0 is when the company knew what it judged: the newest medical information that had been received when the first
--            of the assessments that have said so ever since was made. It is never later, so that assessing late or again gains
--            no days. Where a later report makes the case reportable by itself, this clock stays beside that of the report.
-- Follow-up  Each later piece of new medical information starts one, where the reports start none by themselves.
-- No course  Of a case that no report and no adverse event tells, such as lack of effect, day 0 is its first awareness.

WITH step AS (
    FROM signals.case_course
    UNION ALL BY NAME
    SELECT
        case_id,
        1 AS nth,
        'flag' AS entry_kind,
        case_id AS entry_id,
        first_aware_at AS received_at,
        first_aware_at AS aware_at,
        aware_zone,
        aware_party,
        coalesce(is_serious, false) AS is_serious,
        is_listed,
        [] AS letters,
        is_ind_study,
        is_nullified,
        true AS is_new_information
    FROM signals.case
    ANTI JOIN signals.case_course USING (case_id)
    WHERE first_aware_at IS NOT NULL
),

-- Since when the company's judgement lifts what, in the reports as known after a step, stands against a clock.
lifted AS (
    SELECT
        step.*,
        assessment,
        CASE
            WHEN (step.is_serious OR serious_since IS NOT NULL OR step.is_serious IS NULL)
                AND (NOT step.is_listed OR unlisted_since IS NOT NULL OR step.is_listed IS NULL)
                THEN greatest(
                    CASE WHEN NOT step.is_serious THEN serious_since END, CASE WHEN step.is_listed THEN unlisted_since END
                )
        END AS lifted_at
    FROM step
    JOIN signals.case_assessment AS assessment USING (case_id)
),

upgraded AS (
    SELECT
        case_id,
        min(lifted_at) AS upgraded_at,
        arg_max(is_ind_study, nth) AS is_ind_study_now
    FROM lifted
    GROUP BY case_id
    HAVING upgraded_at IS NOT NULL
),

held AS (
    SELECT
        lifted.*,
        clock.kind,
        coalesce(lifted.is_serious OR assessment.is_serious, lifted.is_serious) AS is_held_serious,
        coalesce(assessment.is_listed, lifted.is_listed) AS is_held_listed,
        CASE WHEN lifted.is_nullified THEN 0 ELSE asks_for_report(
            clock.kind,
            clock.applies_to,
            is_ind_study_now,
            is_held_serious,
            list_has_any(letters, ['D', 'LT']) OR assessment.is_fatal_or_life_threatening,
            is_held_listed,
            coalesce(lifted.is_suspected OR assessment.is_suspected, lifted.is_suspected)
        ) END AS asks
    FROM lifted
    JOIN upgraded USING (case_id)
    CROSS JOIN (FROM reference.reporting_clock WHERE starts_with = 'initial') AS clock
    -- From the newest step that had been received when it was judged so.
    QUALIFY nth >= coalesce(
        max(CASE WHEN is_new_information AND received_at <= upgraded_at THEN nth END) OVER (PARTITION BY case_id), 1
    )
),

started AS (
    SELECT
        *,
        arg_max(asks, nth) OVER one_clock AS asks_now,
        min(CASE WHEN asks > 0 THEN nth END) OVER one_clock AS initial_nth
    FROM held
    WINDOW one_clock AS (PARTITION BY case_id, kind)
),

running AS (
    FROM signals.clock
    WHERE subject = 'case' AND ended_at IS NULL
),

asked AS (
    SELECT *, kind AS asked_kind, true AS is_initial
    FROM started
    ANTI JOIN running
        ON running.case_id = started.case_id AND running.kind = started.kind AND running.day0_at <= started.aware_at
    WHERE asks_now > 0 AND nth = initial_nth
    UNION ALL
    SELECT
        *,
        follow_up_kind(kind) AS asked_kind,
        false AS is_initial
    FROM started
    ANTI JOIN running ON running.case_id = started.case_id AND running.started_by = started.entry_id
    WHERE asks_now > 0 AND nth > initial_nth AND asks > 0 AND is_new_information AND asked_kind IS NOT NULL
)

SELECT
    md5(concat_ws('|', case_id, asked_kind, entry_id, 'assessed')) AS clock_id,
    'case' AS subject,
    case_id,
    NULL::VARCHAR AS source_file,
    NULL::BIGINT AS source_row,
    asked_kind AS kind,
    clock.title,
    entry_id AS started_by,
    aware_at AS day0_at,
    aware_zone AS day0_zone,
    aware_party,
    CAST(timezone(clock.zone, aware_at) AS DATE) AS day0_on,
    clock.zone,
    day0_on + clock.n_days AS due_on,
    CASE WHEN asks_now = 2 THEN true END AS is_due,
    CASE WHEN is_due THEN 'due' ELSE 'possible' END AS state,
    NULL::TIMESTAMPTZ AS ended_at,
    NULL::VARCHAR AS end_reason,
    concat(
        CASE WHEN is_initial THEN 'The case was assessed as ' ELSE 'New information about a case that was assessed as ' END,
        concat_ws(
            ' and ',
            CASE WHEN assessment.is_serious THEN 'serious' END,
            CASE WHEN NOT assessment.is_listed THEN 'not listed' END
        ),
        ' by ', assessment.assessed_by, ' on ', in_words(CAST(assessment.assessed_at AS DATE)),
        '; reports and flags alone ask for no such clock. ',
        CASE WHEN is_initial THEN 'What was judged was known ' ELSE 'It was known ' END,
        known_by(entry_kind, aware_party),
        ' on day 0.'
    ) AS why,
    clock.source
FROM asked
JOIN reference.reporting_clock AS clock ON clock.kind = asked.asked_kind
