-- Broken rules that one row alone cannot show: dates in the future, units that are none of the sign's, values
-- that no unit makes plausible, and ids that are kept for the invented people of the fire drill.
--
-- Source  our policy: a day of tolerance for time zones; plausible ranges of reference.analyte and reference.vital_sign
-- Reads   raw.patient, raw.infusion, raw.vital_sign, raw.adverse_event, raw.medication, raw.lab_result, raw.antibody_test, reference.vital_unit, reference.vital_sign, staging.implausible_lab_result, staging.record, raw.delivery
-- Grain   one row per delivered row and broken rule

SELECT 'infusion' AS feed, source_file, source_row, 'started_at' AS column_name,
    'lies after the day on which the delivery was received' AS rule
FROM raw.infusion
WHERE may_lie_after(started_at, received_at) AND local_date(started_at) > CAST(received_at AS DATE) + 1
UNION ALL
SELECT 'vital_sign' AS feed, source_file, source_row, 'measured_at' AS column_name,
    'lies after the day on which the delivery was received' AS rule
FROM raw.vital_sign
WHERE may_lie_after(measured_at, received_at) AND local_date(measured_at) > CAST(received_at AS DATE) + 1
UNION ALL
SELECT 'adverse_event' AS feed, source_file, source_row, 'started_at' AS column_name,
    'lies after the day on which the delivery was received' AS rule
FROM raw.adverse_event
WHERE may_lie_after(started_at, received_at) AND local_date(started_at) > CAST(received_at AS DATE) + 1
UNION ALL
SELECT 'medication' AS feed, source_file, source_row, 'started_at' AS column_name,
    'lies after the day on which the delivery was received' AS rule
FROM raw.medication
WHERE may_lie_after(started_at, received_at) AND local_date(started_at) > CAST(received_at AS DATE) + 1
UNION ALL
SELECT 'lab_result' AS feed, source_file, source_row, 'collected_at' AS column_name,
    'lies after the day on which the delivery was received' AS rule
FROM raw.lab_result
WHERE may_lie_after(collected_at, received_at) AND local_date(collected_at) > CAST(received_at AS DATE) + 1
UNION ALL
SELECT 'antibody_test' AS feed, source_file, source_row, 'collected_at' AS column_name,
    'lies after the day on which the delivery was received' AS rule
FROM raw.antibody_test
WHERE may_lie_after(collected_at, received_at) AND local_date(collected_at) > CAST(received_at AS DATE) + 1
UNION ALL
SELECT 'patient' AS feed, source_file, source_row, 'died_on' AS column_name,
    'lies after the day on which the delivery was received' AS rule
FROM raw.patient
WHERE may_lie_after(died_on, received_at) AND earliest_day(died_on) > CAST(received_at AS DATE) + 1
UNION ALL
SELECT 'lab_result' AS feed, source_file, source_row, column_name, rule
FROM staging.implausible_lab_result
UNION ALL
SELECT 'vital_sign' AS feed, source_file, source_row, 'unit' AS column_name,
    format('is no unit of {}: accepted are {}', title, array_to_string(accepted, ', ')) AS rule
FROM raw.vital_sign AS reading
JOIN (
    SELECT sign, vital_sign.title, list(spelling ORDER BY spelling) AS accepted
    FROM reference.vital_unit
    JOIN reference.vital_sign AS vital_sign USING (sign)
    GROUP BY ALL
) AS known ON known.sign = lower(filled(reading.sign))
WHERE NOT list_contains(accepted, lower(filled(reading.unit)))
UNION ALL
SELECT 'vital_sign' AS feed, source_file, source_row, 'value' AS column_name,
    format('is no plausible {}: it lies outside the range of reference.vital_sign', vital_sign.title) AS rule
FROM raw.vital_sign AS reading
JOIN reference.vital_unit AS vital_unit
    ON vital_unit.sign = lower(filled(reading.sign)) AND vital_unit.spelling = lower(filled(reading.unit))
JOIN reference.vital_sign AS vital_sign ON vital_sign.sign = vital_unit.sign
WHERE (try_cast(filled(reading.value) AS DECIMAL(18, 6)) - offset_first) * factor NOT BETWEEN plausible_from AND plausible_to
UNION ALL
SELECT record.feed, record.source_file, record.source_row, 'patient_id' AS column_name,
    'begins with DRILL-, which is kept for the invented people of the fire drill' AS rule
FROM staging.record AS record
ANTI JOIN (FROM raw.delivery WHERE reader = 'fire drill') AS drill ON drill.source_file = record.source_file
WHERE starts_with(upper(filled(record.patient_id)), 'DRILL-')
