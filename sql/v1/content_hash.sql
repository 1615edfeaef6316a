-- What each relation of the facts and signals held at publication, as a hash.
--
-- Source  the relation that it shows
-- Reads   raw.content_hash
-- Grain   one row a relation

SELECT *
FROM raw.content_hash
