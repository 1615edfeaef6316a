-- Each step of each night, with what it usually takes.
--
-- Source  raw.step
-- Reads   raw.step, raw.night
-- Grain   one row per run and step

WITH usual AS (
    SELECT step, median(seconds) AS usual_seconds
    FROM raw.step
    ANTI JOIN raw.night USING (run_id)
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
