-- The delivered rows behind each flag: file, row, and the hash under which the archive keeps the file.
--
-- Grain   one row per flag and delivered row

SELECT flag.patient_id, flag.rule, flag.onset_on, proof.feed, proof.file_name, proof.source_row, proof.source_file
FROM v1.flag AS flag
JOIN v1.evidence AS proof USING (flag_id)
ORDER BY flag.rule, flag.patient_id, flag.onset_on, proof.file_name, proof.source_row
