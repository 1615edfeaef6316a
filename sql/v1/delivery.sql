-- Every file that was ever dropped into the inbox. One row a file content.
--
-- Source  the relation that it shows
-- Reads   raw.delivery
-- Grain   one row a file content

SELECT *
FROM raw.delivery
