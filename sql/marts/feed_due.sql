-- When each feed is next expected, judged by its own past: nobody has told Vigil a calendar of deliveries.
--
-- Source  policy of this project: the median gap between its last twelve days of arrival; late after twice that
-- Reads   raw.delivery, raw.night, signals.row_account
-- Grain   one row per feed
--
-- With fewer than three gaps nothing can be expected and the state says so. A feed that never arrived is never late.

WITH arrival AS (
    SELECT
        feed,
        arrived_on,
        arrived_on - lag(arrived_on) OVER (PARTITION BY feed ORDER BY arrived_on) AS gap_days
    FROM (
        SELECT DISTINCT feed, timezone('UTC', received_at)::DATE AS arrived_on
        FROM raw.delivery
        WHERE refused_reason IS NULL
    )
    QUALIFY row_number() OVER (PARTITION BY feed ORDER BY arrived_on DESC) <= 12
),

usual AS (
    SELECT
        feed,
        max(arrived_on) AS newest_on,
        CASE WHEN count(gap_days) >= 3 THEN ceil(median(gap_days)) END::INTEGER AS usual_gap_days
    FROM arrival
    GROUP BY feed
)

SELECT
    account.feed,
    usual.newest_on,
    usual.usual_gap_days,
    usual.newest_on + usual.usual_gap_days AS expected_on,
    CAST(night.as_of - usual.newest_on AS INTEGER) AS days_since,
    CASE
        WHEN usual.newest_on IS NULL THEN 'never arrived'
        WHEN usual.usual_gap_days IS NULL THEN 'cannot be judged'
        WHEN night.as_of > usual.newest_on + 2 * usual.usual_gap_days THEN 'late'
        WHEN night.as_of > usual.newest_on + usual.usual_gap_days THEN 'expected'
        ELSE 'arrived'
    END AS state
FROM signals.row_account AS account
CROSS JOIN raw.night AS night
LEFT JOIN usual USING (feed)
ORDER BY list_position(['late', 'expected', 'never arrived', 'cannot be judged', 'arrived'], state), account.feed
