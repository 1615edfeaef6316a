-- Laboratory results that keep the contract, typed, whatever their version.
--
-- Source  ../../schemas/delivery.py
-- Reads   raw.lab_result, staging.local_offset
-- Grain   one row per delivered row without a broken rule

SELECT filled(raw.lab_result.patient_id) AS patient_id,
    filled(laboratory_id) AS laboratory_id,
    filled(analyte) AS reported_analyte,
    filled(loinc) AS loinc,
    local_date(collected_at) AS collected_on,
    instant_at(collected_at, clock.offset_minutes) AS collected_at,
    result_operator(value) AS value_operator,
    result_number(value, decimal_mark) AS reported_value,
    filled(unit) AS unit_text,
    limit_number(lower_limit, decimal_mark) AS lower_limit,
    limit_number(upper_limit, decimal_mark) AS upper_limit,
    yes_no(is_fasting) AS is_fasting,
    source_file,
    source_row
FROM raw.lab_result
LEFT JOIN staging.local_offset AS clock
    ON clock.patient_id = filled(raw.lab_result.patient_id) AND clock.written_on = local_date(collected_at)
WHERE len(defects) = 0 OR defects IS NULL
