-- With which night this one was compared, and what differs beside the data.
--
-- Source  the relation that it shows
-- Reads   signals.compared_night
-- Grain   one row

SELECT *
FROM signals.compared_night
