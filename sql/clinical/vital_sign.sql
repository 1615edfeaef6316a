-- Vital signs, placed against the infusion of the same local day; of several, the nearest in time.
--
-- Source  ../../schemas/delivery.py
-- Reads   staging.vital_sign, clinical.infusion
-- Grain   one row per reading

WITH placed AS (
    SELECT sign.source_file, sign.source_row,
        CASE WHEN count(*) = 1 OR bool_and(infusion.started_at IS NOT NULL AND sign.measured_at IS NOT NULL)
            THEN arg_min(infusion, (abs(epoch(sign.measured_at) - epoch(infusion.started_at)), infusion_number))
        END AS nearest,
        any_value(infusion) AS only_one,
        count(*) AS n_infusions
    FROM staging.vital_sign AS sign
    JOIN clinical.infusion AS infusion
        ON infusion.patient_id = sign.patient_id AND infusion.started_on = sign.measured_on
    GROUP BY sign.source_file, sign.source_row
),
chosen AS (
    SELECT source_file, source_row, CASE WHEN n_infusions = 1 THEN only_one ELSE nearest END AS infusion
    FROM placed
)
SELECT sign.patient_id,
    sign.measured_on,
    sign.measured_at,
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
