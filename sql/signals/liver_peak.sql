-- Each treated person's highest aminotransferase and highest total bilirubin after the first dose, as multiples of their
-- own upper limits, with ALP and the R values of the aminotransferase's draw.
--
-- Source  peaks and quadrants: FDA, Guidance for Industry, drug-induced liver injury, July 2009; Watkins et al.,
--         Drug Saf 2011;34:243 (eDISH); nR: Robles-Diaz et al., Gastroenterology 2014;147:109; numbers: reference.threshold
-- Reads   clinical.lab_result, clinical.patient, reference.threshold
-- Grain   one row per treated patient
--
-- The two peaks may lie any time apart and in any order: the quadrant asks less than the rule hys_law, which reads time.
-- A result reported only as an upper bound is a peak only where there is no other. Of a result without an upper limit of
-- its own nothing is known: it is counted in n_not_compared and its person's peak may be higher.

WITH limits AS (
    SELECT
        threshold('hys_law', 'aminotransferase_x_uln') AS at_x_uln,
        threshold('hys_law', 'bilirubin_x_uln') AS bilirubin_x_uln,
        threshold('hys_law', 'alp_days')::INTEGER AS alp_days,
        threshold('hys_law', 'same_draw_days')::INTEGER AS same_draw_days
),

result AS (
    SELECT
        patient_id,
        analyte,
        if(analyte = 'bilirubin_total', 'bilirubin', 'aminotransferase') AS axis,
        value_operator,
        x_uln,
        collected_on,
        CASE analyte
            WHEN 'bilirubin_total' THEN is_above(value_operator, x_uln, limits.bilirubin_x_uln)
            ELSE is_at_least(value_operator, x_uln, limits.at_x_uln)
        END AS is_high,
        source_file,
        source_row
    FROM clinical.lab_result
    CROSS JOIN limits
    WHERE analyte IN ('alt', 'ast', 'bilirubin_total') AND is_after_first_dose
),

peak AS (
    SELECT
        patient_id,
        axis,
        count(*) AS n_results,
        count(*) - count(x_uln) AS n_not_compared,
        CASE
            WHEN bool_or(is_high) THEN true
            WHEN count(x_uln) > 0 AND NOT bool_or(is_high IS NULL AND x_uln IS NOT NULL) THEN false
        END AS is_high,
        first(
            {'analyte': analyte, 'operator': value_operator, 'x_uln': x_uln, 'collected_on': collected_on}
            ORDER BY value_operator IN ('<', '<='), x_uln DESC, collected_on, source_file, source_row
        ) FILTER (WHERE x_uln IS NOT NULL) AS highest
    FROM result
    GROUP BY patient_id, axis
),

-- The nearest ALT and ALP to the highest aminotransferase.
near AS (
    SELECT
        other.patient_id,
        other.analyte,
        other.value_operator AS operator,
        other.x_uln,
        other.collected_on,
        abs(other.collected_on - peak.highest.collected_on) AS days_apart
    FROM peak
    CROSS JOIN limits
    JOIN clinical.lab_result AS other ON other.patient_id = peak.patient_id
    WHERE
        peak.axis = 'aminotransferase'
        AND other.analyte IN ('alt', 'alp')
        AND other.is_after_first_dose
        AND other.x_uln IS NOT NULL
        AND days_apart <= limits.alp_days
    QUALIFY row_number() OVER (
        PARTITION BY other.patient_id, other.analyte
        ORDER BY days_apart, other.x_uln DESC, other.source_file, other.source_row
    ) = 1
),

placed AS (
    SELECT
        patient.patient_id,
        coalesce(liver.n_results, 0) AS n_aminotransferase,
        coalesce(pigment.n_results, 0) AS n_bilirubin,
        coalesce(liver.n_not_compared, 0) + coalesce(pigment.n_not_compared, 0) AS n_not_compared,
        liver.highest AS liver_peak,
        liver.is_high AS is_liver_high,
        pigment.highest AS bilirubin_peak,
        pigment.is_high AS is_bilirubin_high,
        alp,
        CASE
            WHEN alt.operator = '=' AND alp.operator = '=' AND alp.x_uln > 0
                AND greatest(alt.days_apart, alp.days_apart) <= limits.same_draw_days
                THEN try_cast(alt.x_uln / alp.x_uln AS DECIMAL(18, 9))
        END AS r_value,
        CASE
            WHEN liver.highest.operator = '=' AND alp.operator = '=' AND alp.x_uln > 0
                AND alp.days_apart <= limits.same_draw_days
                THEN try_cast(liver.highest.x_uln / alp.x_uln AS DECIMAL(18, 9))
        END AS nr_value,
        nullif(concat_ws(
            '; ',
            CASE
                WHEN liver.n_results IS NULL THEN 'no aminotransferase after the first dose'
                WHEN liver.highest IS NULL THEN 'no aminotransferase with an upper limit of its own'
                WHEN liver.highest.x_uln <= 0 THEN 'the highest aminotransferase is zero, which a logarithmic axis cannot show'
            END,
            CASE
                WHEN pigment.n_results IS NULL THEN 'no total bilirubin after the first dose'
                WHEN pigment.highest IS NULL THEN 'no total bilirubin with an upper limit of its own'
                WHEN pigment.highest.x_uln <= 0 THEN 'the highest bilirubin is zero, which a logarithmic axis cannot show'
            END
        ), '') AS not_placed_reason
    FROM clinical.patient AS patient
    CROSS JOIN limits
    LEFT JOIN (FROM peak WHERE axis = 'aminotransferase') AS liver USING (patient_id)
    LEFT JOIN (FROM peak WHERE axis = 'bilirubin') AS pigment USING (patient_id)
    LEFT JOIN (FROM near WHERE analyte = 'alt') AS alt USING (patient_id)
    LEFT JOIN (FROM near WHERE analyte = 'alp') AS alp USING (patient_id)
    WHERE patient.is_treated
)

SELECT
    patient_id,
    n_aminotransferase,
    n_bilirubin,
    n_not_compared,
    liver_peak.analyte AS aminotransferase,
    liver_peak.operator AS aminotransferase_operator,
    liver_peak.x_uln AS aminotransferase_x_uln,
    liver_peak.collected_on AS aminotransferase_on,
    is_liver_high AS is_aminotransferase_high,
    bilirubin_peak.operator AS bilirubin_operator,
    bilirubin_peak.x_uln AS bilirubin_x_uln,
    bilirubin_peak.collected_on AS bilirubin_on,
    is_bilirubin_high,
    (bilirubin_peak.collected_on - liver_peak.collected_on)::INTEGER AS days_between,
    alp.operator AS alp_operator,
    alp.x_uln AS alp_x_uln,
    alp.collected_on AS alp_on,
    r_value,
    nr_value,
    CASE
        WHEN not_placed_reason IS NOT NULL THEN NULL
        WHEN is_liver_high AND is_bilirubin_high THEN 'both'
        WHEN is_liver_high AND NOT is_bilirubin_high THEN 'aminotransferase alone'
        WHEN NOT is_liver_high AND is_bilirubin_high THEN 'bilirubin alone'
        WHEN NOT is_liver_high AND NOT is_bilirubin_high THEN 'neither'
        ELSE 'not settled'
    END AS quadrant,
    not_placed_reason
FROM placed
