-- The night that this warehouse is. One row a warehouse.
--
-- Source  the relation that it shows
-- Reads   raw.night
-- Grain   one row a warehouse

SELECT *
FROM raw.night
