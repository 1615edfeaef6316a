-- How long after its onset each site's flags could first be known: the slowest site first.
--
-- Source  signals.reporting_delay
-- Reads   signals.reporting_delay, signals.flag
-- Grain   one row per site with a dated flag; people without a site stand together

SELECT
    coalesce(flag.site_id, 'not known') AS site_id,
    count(*) AS n_flags,
    CAST(quantile_disc(delay.delay_days, 0.5) AS INTEGER) AS median_days,
    CAST(quantile_disc(delay.delay_days, 0.9) AS INTEGER) AS slow_days,
    max(delay.delay_days) AS longest_days
FROM signals.reporting_delay AS delay
JOIN signals.flag AS flag ON flag.flag_id = delay.flag_id
GROUP BY coalesce(flag.site_id, 'not known')
ORDER BY median_days DESC, site_id
