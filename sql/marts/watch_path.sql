-- Path of each sequential statistic, recomputed from the whole series.
--
-- Source  the relation that it shows
-- Reads   signals.monitor
-- Grain   one row a rule, baseline, statistic, day

SELECT *
FROM signals.monitor
ORDER BY rule, baseline_id, statistic, until_on
