-- Path of each sequential statistic, recomputed from the whole series. One row a rule, baseline, statistic, day.
--
-- Source  the relation that it shows
-- Reads   signals.monitor
-- Grain   one row a rule, baseline, statistic, day

SELECT *
FROM signals.monitor
