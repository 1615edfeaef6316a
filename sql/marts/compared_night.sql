-- With which night this one was compared, and what differs beside the data.
--
-- Source  signals.compared_night
-- Reads   signals.compared_night
-- Grain   one row

FROM signals.compared_night
