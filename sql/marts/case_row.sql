-- The delivered rows behind the flags of each case.
--
-- Source  signals.case_member, signals.flag
-- Reads   signals.case_member, signals.flag, raw.delivery
-- Grain   one row per flag of a case and delivered row

SELECT
    proof.case_id,
    proof.flag_id,
    piece.feed,
    coalesce(delivery.file_name, 'file not in the archive') AS file_name,
    piece.source_file,
    piece.source_row
FROM (
    SELECT member.case_id, flag_id, unnest(flag.evidence) AS piece
    FROM signals.case_member AS member
    JOIN signals.flag AS flag USING (flag_id)
) AS proof
LEFT JOIN raw.delivery AS delivery ON delivery.source_file = piece.source_file
ORDER BY proof.case_id, proof.flag_id, piece.feed, file_name, piece.source_row
