-- The dose before a flag, what came after the medicine was withheld, and what came after the next dose.
--
-- Source  dechallenge and rechallenge as Naranjo's scale asks for them; days: policy of this project
-- Reads   signals.flag, reference.rule, reference.causality_window, clinical.infusion, clinical.adverse_event, clinical.lab_result, clinical.medication, clinical.patient
-- Grain   one row per flag of a laboratory or event rule
--
-- A reaction to an infusion counts as withheld when that infusion was slowed, interrupted or stopped; another
-- event when ibalizumab was stopped; a laboratory finding when its grade first fell in a gap of dosing. A grade
-- that fell while doses went on tells nothing. Only the next dose after a known recovery is a re-exposure, and a
-- weaker one (slower, or with premedication) that goes well tells nothing.

WITH days AS (
    SELECT
        max(days) FILTER (WHERE name = 'dosing_gap') AS gap,
        max(days) FILTER (WHERE name = 'rechallenge') AS rechallenge
    FROM reference.causality_window
),

asked AS (
    SELECT
        flag.*,
        rule.kind = 'laboratory' AS is_laboratory,
        rule.analyte,
        rule IN ('infusion_reaction', 'anaphylaxis', 'hypersensitivity') AS is_infusion_linked
    FROM signals.flag AS flag
    JOIN reference.rule AS rule USING (rule)
    WHERE rule.kind IN ('laboratory', 'event')
),

proof AS (
    SELECT DISTINCT flag_id, piece.feed AS feed, piece.source_file AS source_file, piece.source_row AS source_row
    FROM asked, unnest(evidence) AS proven(piece)
),

last_infusion AS (
    SELECT
        asked.flag_id,
        infusion.*,
        CASE WHEN ended_at > started_at THEN minutes_between(started_at, ended_at) END AS minutes_long
    FROM asked
    JOIN clinical.infusion AS infusion
        ON infusion.patient_id = asked.patient_id
        AND infusion.started_on <= asked.onset_on
        AND coalesce(infusion.started_at <= asked.onset_at, true)
    QUALIFY row_number() OVER (PARTITION BY flag_id ORDER BY infusion_number DESC) = 1
),

event AS (
    SELECT
        proof.flag_id,
        event.action_taken,
        event.ended_on,
        CASE
            WHEN outcome IN ('not_recovered', 'fatal') THEN false
            WHEN outcome IN ('recovered', 'recovering', 'recovered_with_sequelae') OR ended_on IS NOT NULL THEN true
        END AS is_better,
        evidence('adverse_event', source_file, source_row) AS row_of_it
    FROM proof
    JOIN clinical.adverse_event AS event USING (source_file, source_row)
    WHERE proof.feed = 'adverse_event'
),

event_course AS (
    SELECT
        flag_id,
        bool_or(action_taken IN ('slowed', 'interrupted', 'stopped')) IS TRUE AS is_acted_on,
        bool_or(action_taken = 'stopped') IS TRUE AS is_stopped,
        CASE
            WHEN bool_or(NOT is_better) THEN false
            WHEN count(is_better) = count(*) THEN true
        END AS is_better,
        CASE WHEN count(ended_on) = count(*) THEN max(ended_on) END AS ended_on,
        list_sort(list(row_of_it)) AS evidence
    FROM event
    GROUP BY flag_id
),

reported_dechallenge AS (
    SELECT
        asked.flag_id,
        CASE
            WHEN is_infusion_linked
                THEN coalesce(is_acted_on, false)
                    OR coalesce(last_infusion.action_taken IN ('slowed', 'interrupted', 'stopped'), false)
            ELSE coalesce(is_stopped, false)
        END AS is_withheld,
        CASE
            WHEN is_withheld AND is_better THEN 'positive'
            WHEN is_withheld AND NOT is_better THEN 'negative'
            ELSE 'not told'
        END AS dechallenge,
        concat(
            CASE
                WHEN is_withheld AND is_infusion_linked THEN 'The infusion was slowed, interrupted or stopped'
                WHEN is_withheld THEN 'Ibalizumab was stopped'
                WHEN is_infusion_linked THEN 'No report says that the infusion was slowed, interrupted or stopped'
                ELSE 'No report says that ibalizumab was stopped'
            END,
            CASE
                WHEN NOT is_withheld THEN NULL
                WHEN is_better THEN ', and it got better' || coalesce(' by ' || in_words(event_course.ended_on), '')
                WHEN NOT is_better THEN ', and it did not get better'
                ELSE ', and whether it got better is not reported'
            END,
            '.'
        ) AS dechallenge_why,
        CASE WHEN is_infusion_linked OR dechallenge = 'positive' THEN event_course.ended_on END AS recovered_on,
        list_concat(
            coalesce(event_course.evidence, []),
            CASE WHEN is_infusion_linked AND last_infusion.action_taken IN ('slowed', 'interrupted', 'stopped')
                THEN [evidence('infusion', last_infusion.source_file, last_infusion.source_row)] ELSE [] END
        ) AS evidence
    FROM asked
    LEFT JOIN last_infusion USING (flag_id)
    LEFT JOIN event_course USING (flag_id)
    WHERE NOT is_laboratory
),

proven_result AS (
    SELECT asked.flag_id, asked.patient_id, asked.analyte, result.collected_on, result.daids_grade
    FROM asked
    JOIN proof ON proof.flag_id = asked.flag_id AND proof.feed = 'lab_result'
    JOIN clinical.lab_result AS result
        ON result.source_file = proof.source_file
        AND result.source_row = proof.source_row
        AND result.analyte = asked.analyte
    WHERE is_laboratory
),

peak AS (
    SELECT flag_id, patient_id, analyte, daids_grade AS worst_grade, collected_on AS worst_on
    FROM proven_result
    QUALIFY row_number() OVER (PARTITION BY flag_id ORDER BY daids_grade DESC NULLS LAST, collected_on) = 1
),

later AS (
    SELECT
        peak.flag_id,
        peak.worst_grade,
        result.collected_on,
        -- A lower grade that may in truth be higher is no fall.
        CASE
            WHEN result.daids_grade_is_minimum AND result.daids_grade < peak.worst_grade THEN NULL
            ELSE result.daids_grade
        END AS daids_grade,
        result.collected_on - infusion.started_on AS days_without,
        evidence('lab_result', result.source_file, result.source_row) AS row_of_it
    FROM peak
    JOIN clinical.lab_result AS result
        ON result.patient_id = peak.patient_id
        AND result.analyte = peak.analyte
        AND result.collected_on > peak.worst_on
    ASOF JOIN clinical.infusion AS infusion
        ON infusion.patient_id = result.patient_id AND result.collected_on > infusion.started_on
),

-- The first later result that fell or that nobody could grade; nothing after it is read.
turn AS (
    SELECT *
    FROM later
    WHERE daids_grade IS NULL OR daids_grade < worst_grade
    QUALIFY row_number() OVER (PARTITION BY flag_id ORDER BY collected_on, daids_grade NULLS FIRST, row_of_it) = 1
),

gap_result AS (
    SELECT flag_id, max(days_without) AS longest_without,
        max_by(row_of_it, {'days': days_without, 'row': row_of_it}) FILTER (days_without IS NOT NULL) AS row_of_it
    FROM later
    GROUP BY flag_id
),

laboratory_dechallenge AS (
    SELECT
        asked.flag_id,
        CASE
            WHEN peak.worst_grade IS NULL THEN 'not told'
            WHEN turn.daids_grade IS NOT NULL AND turn.days_without >= days.gap THEN 'positive'
            WHEN turn.flag_id IS NULL AND gap_result.longest_without >= days.gap THEN 'negative'
            ELSE 'not told'
        END AS dechallenge,
        CASE
            WHEN peak.worst_grade IS NULL THEN 'The finding has no grade to fall from.'
            WHEN dechallenge = 'positive'
                THEN format('DAIDS grade {} fell to {} on ', peak.worst_grade, turn.daids_grade)
                    || in_words(turn.collected_on) || format(', {} d after the newest dose.', turn.days_without)
            WHEN dechallenge = 'negative'
                THEN format('The grade had not fallen {} d after a dose without another.', gap_result.longest_without)
            WHEN turn.flag_id IS NOT NULL AND turn.daids_grade IS NULL
                THEN 'The next result that might show a fall has no grade.'
            WHEN turn.flag_id IS NOT NULL
                THEN format('The grade fell by {} while doses went on.', in_words(turn.collected_on))
            ELSE format('No later result {} d or more after a dose without another.', days.gap)
        END AS dechallenge_why,
        CASE WHEN dechallenge = 'positive' THEN turn.collected_on END AS recovered_on,
        CASE dechallenge
            WHEN 'positive' THEN [turn.row_of_it] WHEN 'negative' THEN [gap_result.row_of_it] ELSE []
        END AS evidence
    FROM asked
    CROSS JOIN days
    LEFT JOIN peak USING (flag_id)
    LEFT JOIN turn USING (flag_id)
    LEFT JOIN gap_result USING (flag_id)
    WHERE is_laboratory
),

dechallenge AS (
    SELECT flag_id, dechallenge, dechallenge_why, recovered_on, evidence FROM reported_dechallenge
    UNION ALL
    FROM laboratory_dechallenge
),

re_exposure AS (
    SELECT
        asked.*,
        next.infusion_id,
        next.started_on AS again_on,
        next.started_on + days.rechallenge AS watched_until_on,
        evidence('infusion', next.source_file, next.source_row) AS row_of_dose,
        -- As fast as before: dose over minutes, each multiplied out.
        CAST(next.dose_mg AS DECIMAL(38, 6)) * last_infusion.minutes_long
            >= CAST(last_infusion.dose_mg AS DECIMAL(38, 6)) * minutes_between(next.started_at, next.ended_at) AS is_as_fast
    FROM asked
    JOIN dechallenge USING (flag_id)
    CROSS JOIN days
    JOIN last_infusion ON last_infusion.flag_id = asked.flag_id
    JOIN clinical.infusion AS next
        ON next.patient_id = asked.patient_id
        AND next.started_on >= dechallenge.recovered_on
        AND next.infusion_number > last_infusion.infusion_number
    QUALIFY row_number() OVER (PARTITION BY asked.flag_id ORDER BY next.infusion_number) = 1
),

-- A reaction belongs to its own infusion. Of other events, one on the day of the dose itself may be the earlier.
reappearance AS (
    SELECT
        re_exposure.flag_id,
        min(other.onset_on) FILTER (
            WHERE other.onset_on BETWEEN again_on AND watched_until_on
            AND CASE
                WHEN is_infusion_linked THEN last_infusion.infusion_id = re_exposure.infusion_id
                ELSE other.onset_on > again_on
            END
        ) AS came_back_on,
        bool_or(other.onset_on IS NULL OR (other.onset_on = again_on AND NOT is_infusion_linked)) AS may_have_come_back
    FROM re_exposure
    JOIN signals.flag AS other
        ON other.patient_id = re_exposure.patient_id
        AND other.rule = re_exposure.rule
        AND other.flag_id <> re_exposure.flag_id
    LEFT JOIN last_infusion ON last_infusion.flag_id = other.flag_id
    GROUP BY re_exposure.flag_id
),

watched AS (
    SELECT re_exposure.flag_id, count(result.patient_id) AS n_results
    FROM re_exposure
    JOIN clinical.lab_result AS result
        ON result.patient_id = re_exposure.patient_id
        AND result.analyte = re_exposure.analyte
        AND result.collected_on > again_on
        AND result.collected_on <= watched_until_on
        AND result.daids_grade IS NOT NULL
    GROUP BY re_exposure.flag_id
),

premedicated AS (
    SELECT DISTINCT re_exposure.flag_id
    FROM re_exposure
    JOIN clinical.medication AS medicine
        ON medicine.patient_id = re_exposure.patient_id
        AND medicine.role = 'premedication'
        AND coalesce(medicine.started_on BETWEEN again_on - 1 AND again_on, true)
),

rechallenge AS (
    SELECT
        re_exposure.flag_id,
        re_exposure.row_of_dose,
        CASE
            WHEN came_back_on IS NOT NULL THEN 'positive'
            WHEN may_have_come_back THEN 'not told'
            WHEN is_laboratory AND watched.n_results IS NULL THEN 'not told'
            WHEN (patient.observed_until_on >= watched_until_on) IS NOT TRUE THEN 'not told'
            WHEN is_infusion_linked AND (is_as_fast IS NOT TRUE OR premedicated.flag_id IS NOT NULL) THEN 'not told'
            ELSE 'negative'
        END AS rechallenge,
        concat(
            'Given again on ', in_words(again_on),
            CASE
                WHEN came_back_on IS NOT NULL THEN ': it was flagged again, onset ' || in_words(came_back_on)
                WHEN may_have_come_back THEN '; another flag of it has no date, or the date of that dose'
                WHEN is_laboratory AND watched.n_results IS NULL THEN '; no graded result soon after'
                WHEN (patient.observed_until_on >= watched_until_on) IS NOT TRUE THEN '; not watched long enough since'
                WHEN rechallenge = 'negative' THEN '; it was not flagged again within the days that count'
                WHEN premedicated.flag_id IS NOT NULL THEN ', with premedication; it was not flagged again'
                WHEN is_as_fast IS NULL THEN ', at a rate that is not known; it was not flagged again'
                ELSE ', at a lower rate; it was not flagged again'
            END,
            '.'
        ) AS rechallenge_why
    FROM re_exposure
    LEFT JOIN reappearance USING (flag_id)
    LEFT JOIN watched USING (flag_id)
    LEFT JOIN premedicated USING (flag_id)
    LEFT JOIN clinical.patient AS patient USING (patient_id)
)

SELECT
    asked.flag_id,
    last_infusion.infusion_id,
    minutes_between(last_infusion.started_at, asked.onset_at) AS minutes_from_infusion_start,
    dechallenge.dechallenge,
    dechallenge.dechallenge_why,
    coalesce(rechallenge.rechallenge, 'not told') AS rechallenge,
    coalesce(
        rechallenge_why,
        CASE
            WHEN recovered_on IS NOT NULL THEN 'No dose after recovery is on record.'
            WHEN is_laboratory THEN 'Doses were not withheld with recovery, so no later dose is a test of it.'
            ELSE 'The day of recovery is not known, so no later dose is a test of it.'
        END
    ) AS rechallenge_why,
    list_sort(list_distinct(list_concat(
        dechallenge.evidence, CASE WHEN row_of_dose IS NULL THEN [] ELSE [row_of_dose] END
    ))) AS evidence
FROM asked
JOIN dechallenge USING (flag_id)
LEFT JOIN last_infusion USING (flag_id)
LEFT JOIN rechallenge USING (flag_id)
