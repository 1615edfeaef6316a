-- Reactions to infusions counted in people and in infusions: in all, and by number, method and length of the infusion.
--
-- Source  counts of flags; the length that the label asks for: clinical.dose_course
-- Reads   signals.flag, signals.flag_in_time, signals.unassessable, reference.rule, clinical.infusion, clinical.dose_course, clinical.patient
-- Grain   one row per active rule of a reaction, division and part of it
--
-- A person is counted once in each part in which an infusion was given. A flag without a date belongs to no infusion: it
-- counts its person in the whole, and nowhere else. People whom the rule could not judge at all are in no count.

WITH asked AS (
    SELECT rule
    FROM reference.rule
    WHERE is_active AND rule IN ('infusion_reaction', 'anaphylaxis', 'hypersensitivity')
),

given AS (
    SELECT
        asked.rule,
        infusion.patient_id,
        infusion.infusion_id,
        infusion.infusion_number,
        infusion.method,
        CASE
            WHEN course.is_stopped_early THEN 'stopped early'
            WHEN course.duration_minutes >= course.shortest_minutes_most THEN 'as long as the label asks'
            WHEN course.duration_minutes < course.shortest_minutes_least THEN 'shorter than the label asks'
            ELSE 'not known'
        END AS length
    FROM clinical.infusion AS infusion
    JOIN clinical.patient AS patient USING (patient_id)
    LEFT JOIN clinical.dose_course AS course USING (infusion_id)
    CROSS JOIN asked
    ANTI JOIN (FROM signals.unassessable WHERE verdict = 'not_evaluable') AS unjudged
        ON unjudged.rule = asked.rule AND unjudged.patient_id = infusion.patient_id
    WHERE patient.is_treated
),

flagged AS (
    SELECT flag.rule, flag.patient_id, placed.infusion_id
    FROM signals.flag AS flag
    LEFT JOIN signals.flag_in_time AS placed USING (flag_id)
    WHERE flag.rule IN (SELECT rule FROM asked)
),

marked AS (
    SELECT
        given.*,
        given.infusion_id IN (
            SELECT infusion_id FROM flagged WHERE flagged.rule = given.rule AND infusion_id IS NOT NULL
        ) AS has_event,
        given.patient_id IN (
            SELECT patient_id FROM flagged WHERE flagged.rule = given.rule
        ) AS has_person_event
    FROM given
),

divided AS (
    SELECT *, 'all' AS division, 0 AS part_order, 'all infusions' AS part FROM marked
    UNION ALL BY NAME
    SELECT
        *,
        'number' AS division,
        CASE WHEN infusion_number <= 3 THEN infusion_number WHEN infusion_number <= 6 THEN 4 ELSE 5 END AS part_order,
        CASE part_order WHEN 4 THEN '4 to 6' WHEN 5 THEN '7 and later' ELSE infusion_number::VARCHAR END AS part
    FROM marked
    UNION ALL BY NAME
    SELECT
        *,
        'method' AS division,
        CASE method WHEN 'infusion' THEN 1 WHEN 'push' THEN 2 ELSE 3 END AS part_order,
        coalesce(method, 'not reported') AS part
    FROM marked
    UNION ALL BY NAME
    SELECT
        *,
        'length' AS division,
        list_position(
            ['shorter than the label asks', 'as long as the label asks', 'stopped early', 'not known'], length
        )::INTEGER AS part_order,
        length AS part
    FROM marked
)

SELECT
    rule,
    division,
    CAST(part_order AS INTEGER) AS part_order,
    part,
    count(DISTINCT patient_id) AS n_patients,
    count(DISTINCT patient_id) FILTER (
        CASE division WHEN 'all' THEN has_person_event ELSE has_event END
    ) AS n_patients_with_event,
    count(*) AS n_infusions,
    count(*) FILTER (has_event) AS n_infusions_with_event
FROM divided
GROUP BY rule, division, part_order, part
