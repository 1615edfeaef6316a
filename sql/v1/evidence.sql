-- The rows behind each flag, with the name of the file.
--
-- Source  signals.flag
-- Reads   signals.flag, raw.delivery
-- Grain   one row per flag and row

SELECT flag_id, patient_id, rule, piece.feed AS feed, delivery.file_name, piece.source_file AS source_file,
    piece.source_row AS source_row
FROM signals.flag, unnest(evidence) AS proof(piece)
JOIN raw.delivery AS delivery ON delivery.source_file = piece.source_file
