-- The suggestion for the review of cause of each flag, with the rows behind it in words.
--
-- Source  signals.causality
-- Reads   signals.causality, raw.delivery
-- Grain   one row per flag of a laboratory or event rule

WITH named AS (
    SELECT
        flag_id,
        string_agg(
            concat(piece.feed, ' ', coalesce(file_name, 'file not in the archive'), ', row ', piece.source_row),
            '; ' ORDER BY piece.feed, file_name, piece.source_row
        ) AS rows_in_words
    FROM (SELECT flag_id, unnest(evidence) AS piece FROM signals.causality) AS proof
    LEFT JOIN raw.delivery AS delivery ON delivery.source_file = piece.source_file
    GROUP BY flag_id
)
SELECT
    causality.* EXCLUDE (patient_id, days_since_first_dose, days_since_last_dose, evidence),
    named.rows_in_words
FROM signals.causality AS causality
LEFT JOIN named USING (flag_id)
ORDER BY rule, flag_id
