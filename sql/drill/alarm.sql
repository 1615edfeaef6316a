-- What the shadow copy said of each invented case: raised, quiet or not judged, beside what was expected.
--
-- Source  reference.drill_case
-- Reads   reference.drill_case, reference.rule, signals.flag, signals.unassessable, signals.case, signals.clock, signals.quarantine
-- Grain   one row per alarm and case; one more per active rule that has no case

WITH expected AS (
    SELECT alarm, patient_id, expected, story FROM reference.drill_case
    UNION ALL
    SELECT rule.rule, NULL, 'raised', 'no case of reference.drill_case must raise it'
    FROM reference.rule AS rule
    ANTI JOIN (FROM reference.drill_case WHERE expected = 'raised') AS drilled ON drilled.alarm = rule.rule
    WHERE rule.is_active
),
serious_row AS (
    SELECT one.patient_id, quarantine.source_file, quarantine.source_row
    FROM signals.quarantine AS quarantine
    JOIN (SELECT DISTINCT patient_id FROM reference.drill_case) AS one
        ON list_contains(regexp_extract_all(quarantine.row_text, 'DRILL-[A-Z-]+'), one.patient_id)
    WHERE quarantine.may_be_serious
),
answer AS (
    SELECT rule AS alarm, patient_id, 'raised' AS found FROM signals.flag
    UNION ALL
    SELECT rule, patient_id, 'not judged' FROM signals.unassessable
    UNION ALL
    SELECT 'clock_of_serious_case', one_case.patient_id, 'raised'
    FROM signals.clock AS clock
    JOIN signals.case AS one_case USING (case_id)
    WHERE clock.kind = 'serious_unlisted' AND clock.is_due
    UNION ALL
    SELECT 'work_list_of_serious_row', patient_id, 'raised' FROM serious_row
    UNION ALL
    SELECT 'clock_of_serious_row', serious_row.patient_id, 'raised'
    FROM signals.clock AS clock
    JOIN serious_row USING (source_file, source_row)
),
judged AS (
    SELECT
        alarm,
        coalesce(rule.title, upper(substr(alarm, 1, 1)) || replace(substr(alarm, 2), '_', ' ')) AS title,
        expected.patient_id,
        expected.expected,
        expected.story,
        -- A rule may raise one episode and leave another open: raised is what counts.
        CASE
            WHEN bool_or(answer.found = 'raised') THEN 'raised'
            WHEN bool_or(answer.found = 'not judged') THEN 'not judged'
            ELSE 'quiet'
        END AS found
    FROM expected
    LEFT JOIN answer USING (alarm, patient_id)
    LEFT JOIN reference.rule AS rule ON rule.rule = alarm
    GROUP BY ALL
)
SELECT
    alarm,
    title,
    patient_id,
    expected,
    found,
    found = expected AS passed,
    CASE
        WHEN found = expected THEN story
        WHEN expected = 'raised' THEN format('{} did not raise its alarm: {}', title, story)
        WHEN found = 'raised' THEN format('{} raised an alarm where it must stay quiet: {}', title, story)
        ELSE format('{} could not judge a case that it must judge: {}', title, story)
    END AS why
FROM judged
ORDER BY passed, alarm, expected DESC, patient_id
