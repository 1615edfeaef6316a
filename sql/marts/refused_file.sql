-- Every file of which no row could be read, with the reason.
--
-- Source  raw.delivery
-- Reads   raw.delivery
-- Grain   one row per refused file

SELECT source_file, file_name, size_bytes, received_at, refused_reason, times_seen
FROM raw.delivery
WHERE refused_reason IS NOT NULL
ORDER BY received_at DESC, file_name, source_file
