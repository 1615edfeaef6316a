-- Vital signs in force, typed, in one unit a sign.
--
-- Source  ../../schemas/delivery.py
-- Reads   raw.vital_sign, staging.local_offset, reference.vital_unit, staging.set_aside
-- Grain   one row per reading in force

SELECT filled(raw.vital_sign.patient_id) AS patient_id,
    local_date(measured_at) AS measured_on,
    instant_at(measured_at, clock.offset_minutes) AS measured_at,
    lacks_offset(measured_at) AS is_without_offset,
    lower(filled(raw.vital_sign.sign)) AS sign,
    CAST((try_cast(filled(value) AS DECIMAL(18, 6)) - vital_unit.offset_first) * vital_unit.factor AS DECIMAL(18, 6)) AS value,
    vital_unit.unit,
    lower(filled(phase)) AS phase,
    source_file,
    source_row
FROM raw.vital_sign
LEFT JOIN reference.vital_unit AS vital_unit
    ON vital_unit.sign = lower(filled(raw.vital_sign.sign)) AND vital_unit.spelling = lower(filled(raw.vital_sign.unit))
LEFT JOIN staging.local_offset AS clock
    ON clock.patient_id = filled(raw.vital_sign.patient_id) AND clock.written_on = local_date(measured_at)
ANTI JOIN (SELECT source_file, source_row FROM staging.set_aside WHERE feed = 'vital_sign') AS aside
    USING (source_file, source_row)
