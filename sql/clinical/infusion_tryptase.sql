-- Tryptase drawn after an infusion, so long that it may be acute, beside a baseline, and whether it rose.
--
-- Source  Mast cell activation rule, 1.2 x baseline + 2 ng/mL (WAO 2020); Brighton Collaboration 2007 (raised)
-- Reads   clinical.lab_result, clinical.infusion, reference.threshold
-- Grain   one row per infusion and sample
--
-- The baseline is the last sample before the infusion, else the first at least tryptase_baseline_hours after this
-- one. A sample of the day without a time may be older than the infusion: it is said to have risen by no one.

WITH limits AS (
    SELECT
        to_minutes(threshold('anaphylaxis', 'tryptase_earliest_minutes')::BIGINT) AS earliest,
        to_minutes((
            threshold('anaphylaxis', 'window_minutes') + threshold('anaphylaxis', 'tryptase_latest_minutes')
        )::BIGINT) AS latest,
        to_hours(threshold('anaphylaxis', 'tryptase_baseline_hours')::BIGINT) AS washout,
        threshold('anaphylaxis', 'tryptase_x_baseline') AS x_baseline,
        threshold('anaphylaxis', 'tryptase_rise_ng_per_ml') AS rise
),

tryptase AS (
    FROM clinical.lab_result WHERE analyte = 'tryptase' AND unit = 'ng/mL' AND value IS NOT NULL
),

sample AS (
    SELECT
        result.*,
        infusion_id,
        started_on,
        started_at,
        CASE
            WHEN result.collected_at IS NOT NULL AND started_at IS NOT NULL THEN true
            WHEN collected_on > started_on THEN true
        END AS is_after_start
    FROM tryptase AS result
    JOIN clinical.infusion AS infusion USING (patient_id)
    CROSS JOIN limits
    WHERE
        CASE
            WHEN collected_at IS NOT NULL AND started_at IS NOT NULL THEN
                collected_at BETWEEN started_at + limits.earliest AND coalesce(ended_at, started_at) + limits.latest
            ELSE collected_on BETWEEN started_on AND started_on + 1
        END
),

compared AS (
    SELECT
        sample.infusion_id,
        sample.source_file,
        sample.source_row,
        first(
            other
            ORDER BY
                is_before DESC,
                CASE WHEN is_before THEN other.collected_on END DESC,
                CASE WHEN is_before THEN other.collected_at END DESC NULLS LAST,
                other.collected_at,
                other.source_file,
                other.source_row
        ) AS baseline
    FROM sample
    JOIN tryptase AS other USING (patient_id)
    CROSS JOIN limits
    CROSS JOIN LATERAL (
        SELECT other.collected_on < started_on OR coalesce(other.collected_at < started_at, false) AS is_before
    )
    WHERE
        is_before
        OR other.collected_at >= sample.collected_at + limits.washout
    GROUP BY ALL
),

judged AS (
    SELECT
        sample.*,
        baseline,
        limits.x_baseline * CAST(baseline.value AS DECIMAL(38, 6)) + limits.rise AS highest,
        is_above(sample.value_operator, sample.x_uln, 1) AS is_raised,
        CASE
            WHEN baseline IS NULL THEN NULL
            WHEN baseline.value_operator IN ('=', '<', '<=') AND is_above(sample.value_operator, sample.value, highest)
                THEN true
            WHEN
                baseline.value_operator IN ('=', '>', '>=')
                AND is_at_most(sample.value_operator, sample.value, highest)
                THEN false
        END AS is_above_baseline
    FROM sample
    CROSS JOIN limits
    LEFT JOIN compared USING (infusion_id, source_file, source_row)
)

SELECT
    patient_id,
    infusion_id,
    collected_on,
    collected_at,
    value_operator,
    value,
    is_after_start,
    is_raised AND is_after_start AS is_raised,
    CASE
        -- An ordinary value of the day, nothing to compare it with: it may be the baseline itself.
        WHEN is_above_baseline IS NULL AND is_after_start IS NULL AND is_raised IS FALSE THEN false
        ELSE is_above_baseline AND is_after_start
    END AS has_risen,
    baseline.value AS baseline_value,
    source_file,
    source_row,
    baseline.source_file AS baseline_source_file,
    baseline.source_row AS baseline_source_row
FROM judged
