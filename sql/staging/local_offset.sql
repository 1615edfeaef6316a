-- At which offset from UTC the times of a person that were sent without one are read.
--
-- Source  policy of this project: a time without an offset is the local time of where the person is treated
-- Reads   raw.infusion, raw.vital_sign, raw.adverse_event, raw.medication, raw.lab_result, raw.antibody_test
-- Grain   one row per person and local day with a time without an offset, where one can be told
--
-- told       The offset of the person's infusion of that day, else of the nearest time that has one. UTC is none: it is
--            how machines write, and tells nothing of the clock on the wall.
-- none told  Where nothing of the person has an offset, all times are read at the same one: they are compared as the
--            clock on the wall showed them. Where some are in UTC and none in local time, the others cannot be placed.
-- infused_at, event_at  The newest infusion of that day or the day before, and the first event of that day, that have an
--            offset: an event that would lie before an infusion, or a day after it, by a clock whose zone only one of
--            the two tells is not known to lie there (event_instant and infusion_instant of ../macros.sql).

WITH clock AS (
    SELECT filled(patient_id) AS patient_id, started_at AS written, ended_at AS also_written, 'infusion' AS kind
    FROM raw.infusion
    UNION ALL
    SELECT filled(patient_id), measured_at, NULL, 'other'
    FROM raw.vital_sign
    UNION ALL
    SELECT filled(patient_id), started_at, ended_at, 'event'
    FROM raw.adverse_event
    UNION ALL
    SELECT filled(patient_id), started_at, NULL, 'event'
    FROM raw.medication
    UNION ALL
    SELECT filled(patient_id), collected_at, NULL, 'other'
    FROM raw.lab_result
    UNION ALL
    SELECT filled(patient_id), collected_at, NULL, 'other'
    FROM raw.antibody_test
),

open_day AS (
    SELECT DISTINCT patient_id, local_date(written) AS written_on
    FROM clock
    WHERE lacks_offset(written) OR lacks_offset(also_written)
),

told AS (
    SELECT DISTINCT
        patient_id,
        local_date(written) AS told_on,
        instant(written) AS told_at,
        offset_minutes(written) AS offset_minutes,
        kind
    FROM clock
    SEMI JOIN open_day USING (patient_id)
    WHERE instant(written) IS NOT NULL
),

found AS (
    SELECT
        patient_id,
        written_on,
        count(told_on) AS n_told,
        arg_min(
            offset_minutes,
            (
                NOT (kind = 'infusion' AND told_on = written_on),
                abs(told_on - written_on),
                kind <> 'infusion',
                told_on,
                offset_minutes
            )
        ) FILTER (offset_minutes IS NOT NULL) AS told_offset_minutes,
        max(told_at) FILTER (kind = 'infusion' AND told_on BETWEEN written_on - 1 AND written_on) AS infused_at,
        min(told_at) FILTER (kind = 'event' AND told_on = written_on) AS event_at
    FROM open_day
    LEFT JOIN told USING (patient_id)
    GROUP BY patient_id, written_on
)

SELECT
    patient_id,
    written_on,
    coalesce(told_offset_minutes, 0) AS offset_minutes,
    infused_at,
    event_at
FROM found
WHERE patient_id IS NOT NULL AND written_on IS NOT NULL AND (told_offset_minutes IS NOT NULL OR n_told = 0)
