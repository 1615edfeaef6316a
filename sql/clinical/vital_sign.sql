-- Vital signs, placed against the infusion of the same local day, else against one that ended within a day before.
--
-- Source  ../../schemas/delivery.py
-- Reads   staging.vital_sign, clinical.infusion
-- Grain   one row per reading
--
-- Of several infusions of one day, the nearest in time. A reading of the next day without a time belongs to the
-- infusion of the day before, which leaves open when it was read; one taken before another infusion does not.

WITH near AS (
    SELECT sign.source_file, sign.source_row, sign.measured_at, infusion,
        infusion.started_on = sign.measured_on AS is_same_day
    FROM staging.vital_sign AS sign
    JOIN (
        SELECT infusion, patient_id, started_on + day_after AS near_on
        FROM clinical.infusion AS infusion
        CROSS JOIN (VALUES (-1), (0), (1), (2)) AS days(day_after)
    ) AS infusion_day
        ON infusion_day.patient_id = sign.patient_id AND near_on = sign.measured_on
    WHERE is_same_day
        OR (
            sign.phase IS DISTINCT FROM 'pre'
            AND CASE
                WHEN sign.measured_at IS NOT NULL AND infusion.started_at IS NOT NULL THEN
                    sign.measured_at BETWEEN infusion.started_at
                    AND greatest(infusion.started_at, infusion.ended_at) + INTERVAL 24 HOUR
                ELSE near_on = infusion.started_on + 1
            END
        )
),
placed AS (
    SELECT source_file, source_row,
        count(*) FILTER (is_same_day) AS n_same_day,
        any_value(infusion) FILTER (is_same_day) AS only_one,
        CASE WHEN bool_and(infusion.started_at IS NOT NULL AND measured_at IS NOT NULL) FILTER (is_same_day)
            THEN arg_min(
                infusion, (abs(epoch(measured_at) - epoch(infusion.started_at)), infusion.infusion_number)
            ) FILTER (is_same_day)
        END AS nearest,
        arg_max(infusion, infusion.infusion_number) AS newest
    FROM near
    GROUP BY source_file, source_row
),
chosen AS (
    SELECT source_file, source_row,
        CASE n_same_day WHEN 0 THEN newest WHEN 1 THEN only_one ELSE nearest END AS infusion
    FROM placed
)
SELECT sign.patient_id,
    sign.measured_on,
    sign.measured_at,
    sign.is_without_offset,
    sign.sign,
    sign.value,
    sign.unit,
    sign.phase,
    chosen.infusion.infusion_id AS infusion_id,
    minutes_between(chosen.infusion.started_at, sign.measured_at) AS minutes_from_infusion_start,
    source_file,
    source_row
FROM staging.vital_sign AS sign
LEFT JOIN chosen USING (source_file, source_row)
WHERE sign.unit IS NOT NULL
