-- A single laboratory result behind a flag that another unit, or a moved decimal mark, would put among the person's own.
--
-- Source  policy of this project: the commonest slips of laboratory data; factors: reference.unit_conversion
-- Reads   signals.flag, reference.rule, reference.unit_conversion, clinical.lab_result
-- Grain   one row per flag
--
-- It removes no flag: a real fall may look the same, so that the laboratory has to be asked. Several such results of one
-- episode are no slip. The person's own are all other exact results of the analyte, before and after the first dose.

WITH behind AS (
    SELECT flag_id, patient_id, rule.analyte, unnest(evidence) AS piece
    FROM signals.flag
    JOIN reference.rule AS rule USING (rule)
    WHERE rule.analyte IS NOT NULL
),

single AS (
    SELECT flag_id, any_value(result) AS result
    FROM behind
    JOIN clinical.lab_result AS result
        ON result.patient_id = behind.patient_id
        AND result.analyte = behind.analyte
        AND result.source_file = piece.source_file
        AND result.source_row = piece.source_row
    WHERE piece.feed = 'lab_result' AND is_after_first_dose
    GROUP BY flag_id
    HAVING count(*) = 1
),

own AS (
    SELECT
        flag_id,
        single.result,
        min(other.value) AS lowest,
        max(other.value) AS highest
    FROM single
    JOIN clinical.lab_result AS other
        ON other.patient_id = single.result.patient_id
        AND other.analyte = single.result.analyte
        AND (other.source_file, other.source_row) <> (single.result.source_file, single.result.source_row)
    WHERE other.value_operator = '=' AND other.value IS NOT NULL AND single.result.value_operator = '='
    GROUP BY flag_id, single.result
),

meant AS (
    SELECT flag_id, multiply_by / divide_by AS factor, 'in ' || unit_in_print(conversion.unit) AS reading, 1 AS place
    FROM own
    JOIN reference.unit_conversion AS conversion
        ON conversion.analyte = own.result.analyte AND conversion.unit <> own.result.reported_unit AND NOT is_log10
    UNION ALL
    SELECT flag_id, multiply_by / divide_by * decimal.shift, decimal.reading, 2
    FROM own
    JOIN reference.unit_conversion AS conversion
        ON conversion.analyte = own.result.analyte AND conversion.unit = own.result.reported_unit AND NOT is_log10
    CROSS JOIN (VALUES (10, 'ten times higher'), (0.1, 'ten times lower')) AS decimal(shift, reading)
)

SELECT
    flag_id,
    format(
        'slip of a unit or decimal mark: read {} it would be {:.3g} {}, among the person''s other results ({:.3g} to {:.3g})',
        reading, own.result.reported_value * factor, unit_in_print(own.result.unit), lowest::DOUBLE, highest::DOUBLE
    ) AS words,
    [evidence('lab_result', own.result.source_file, own.result.source_row)] AS evidence
FROM own
JOIN meant USING (flag_id)
WHERE
    own.result.reported_value * factor BETWEEN lowest AND highest
    AND own.result.value NOT BETWEEN lowest AND highest
QUALIFY row_number() OVER (PARTITION BY flag_id ORDER BY place, reading) = 1
