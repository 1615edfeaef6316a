-- Each step of each night, with what it usually takes: the median of the 30 runs before this one.
--
-- Source  raw.step
-- Reads   raw.step, raw.night
-- Grain   one row per run and step

WITH recent AS (
    SELECT run_id
    FROM raw.step
    ANTI JOIN raw.night USING (run_id)
    GROUP BY run_id
    ORDER BY max(started_at) DESC, run_id DESC
    LIMIT 30
),
usual AS (
    SELECT step, median(seconds) AS usual_seconds
    FROM raw.step
    JOIN recent USING (run_id)
    WHERE outcome = 'done'
    GROUP BY step
)
SELECT
    step.run_id,
    step.as_of,
    step.step,
    step.started_at,
    step.seconds,
    CAST(usual.usual_seconds AS DECIMAL(18, 3)) AS usual_seconds,
    step.outcome,
    step.detail,
    step.run_id IN (SELECT night.run_id FROM raw.night AS night) AS is_tonight
FROM raw.step AS step
LEFT JOIN usual ON usual.step = step.step
ORDER BY step.started_at DESC, step.step
