-- Vital signs in force, typed, in one unit a sign.
--
-- Source  ../../schemas/delivery.py
-- Reads   raw.vital_sign, reference.vital_unit, staging.set_aside
-- Grain   one row per reading in force

SELECT filled(patient_id) AS patient_id,
    local_date(measured_at) AS measured_on,
    instant(measured_at) AS measured_at,
    lower(filled(raw.vital_sign.sign)) AS sign,
    CAST((try_cast(filled(value) AS DECIMAL(18, 6)) - vital_unit.offset_first) * vital_unit.factor AS DECIMAL(18, 6)) AS value,
    vital_unit.unit,
    lower(filled(phase)) AS phase,
    source_file,
    source_row
FROM raw.vital_sign
LEFT JOIN reference.vital_unit AS vital_unit
    ON vital_unit.sign = lower(filled(raw.vital_sign.sign)) AND vital_unit.spelling = lower(filled(raw.vital_sign.unit))
ANTI JOIN (SELECT source_file, source_row FROM staging.set_aside WHERE feed = 'vital_sign') AS aside
    USING (source_file, source_row)
