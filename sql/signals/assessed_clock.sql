-- Clocks that the company's assessment starts, of cases for which reports and flags alone ask for none.
--
-- Source  21 CFR 600.80(c)(1), 312.32(c)(1): the company judges seriousness, expectedness and suspicion too; policy of this project
-- Reads   signals.case_assessment, signals.case_course, signals.clock, reference.reporting_clock
-- Grain   one row per clock
--
-- Held       Beside what was reported stands the newest assessment: serious when either says so, listed or not as assessed where it
--            was judged, suspected when either suspects. Such a clock lasts while the newest assessment says so.
-- Initial    Day 0 is when the company knew what it judged: the newest medical information known at the first of the assessments
--            that have said so since without a break. It is never later, so that assessing late or again gains no days. Where a
--            later report makes the case reportable by itself, this clock stays beside that of the report.
-- Follow-up  Each later piece of new medical information starts one, where the reports start none by themselves.

WITH assessed AS (
    SELECT
        course.case_id,
        coalesce(
            max(nth) FILTER (WHERE is_new_information AND aware_at <= upgraded_at),
            min(nth) FILTER (WHERE is_new_information)
        ) AS judged_nth,
        max(nth) AS newest_nth,
        any_value(assessment) AS assessment
    FROM signals.case_course AS course
    JOIN signals.case_assessment AS assessment USING (case_id)
    WHERE upgraded_at IS NOT NULL
    GROUP BY course.case_id
),

held AS (
    SELECT
        course.*,
        clock.kind,
        newest_nth,
        assessment,
        coalesce(course.is_serious OR assessment.is_serious, course.is_serious) AS is_held_serious,
        coalesce(assessment.is_listed, course.is_listed) AS is_held_listed,
        CASE WHEN is_nullified THEN 0 ELSE asks_for_report(
            clock.kind,
            clock.applies_to,
            is_ind_study,
            is_held_serious,
            list_has_any(letters, ['D', 'LT']) OR assessment.is_fatal_or_life_threatening,
            is_held_listed,
            coalesce(course.is_suspected OR assessment.is_suspected, course.is_suspected)
        ) END AS asks
    FROM signals.case_course AS course
    JOIN assessed ON assessed.case_id = course.case_id AND course.nth >= judged_nth
    CROSS JOIN (FROM reference.reporting_clock WHERE starts_with = 'initial') AS clock
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
    SELECT *, replace(kind, '_follow_up', '') AS family
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
        CASE kind WHEN 'serious_unlisted' THEN 'serious_unlisted_follow_up' ELSE 'ind_follow_up' END AS asked_kind,
        false AS is_initial
    FROM started
    ANTI JOIN running ON running.case_id = started.case_id AND running.started_by = started.entry_id
    WHERE asks_now > 0 AND nth > initial_nth AND asks > 0 AND is_new_information AND kind IN ('serious_unlisted', 'ind_serious')
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
        CASE
            WHEN entry_kind = 'flag' THEN 'from the rows of a flag'
            WHEN aware_party IN ('receipt', 'sender''s report') THEN 'from the ' || aware_party
            ELSE 'to ' || aware_party
        END,
        ' on day 0.'
    ) AS why,
    clock.source
FROM asked
JOIN reference.reporting_clock AS clock ON clock.kind = asked.asked_kind
