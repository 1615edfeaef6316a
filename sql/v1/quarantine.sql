-- Every row that was set aside because it breaks the contract, whole, until a better version comes. One row a row.
--
-- Source  the relation that it shows
-- Reads   signals.quarantine
-- Grain   one row a row

SELECT *
FROM signals.quarantine
