-- Every quarantined row, whole: those that may be serious first, then the newest.
--
-- Source  signals.quarantine
-- Reads   signals.quarantine
-- Grain   one row per quarantined row

SELECT feed, source_file, source_row, file_name, received_at, column_names, reasons, may_be_serious, row_text
FROM signals.quarantine
ORDER BY may_be_serious DESC, received_at DESC, feed, file_name, source_row
