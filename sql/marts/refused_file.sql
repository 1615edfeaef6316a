-- Files that were refused whole, with the reason.
--
-- Source  raw.delivery
-- Reads   raw.delivery
-- Grain   one row per refused file

SELECT file_name, received_at, size_bytes, refused_reason, source_file
FROM raw.delivery
WHERE refused_reason IS NOT NULL
ORDER BY received_at DESC, file_name
