-- Each treated person's highest creatinine as a multiple of the baseline, with the rules that flag the person.
--
-- Source  signals.creatinine_change
-- Reads   signals.creatinine_change, signals.flag, reference.rule
-- Grain   one row per treated patient

SELECT change.*, flagged.flagged_by
FROM signals.creatinine_change AS change
LEFT JOIN (
    SELECT patient_id, string_agg(DISTINCT title, ', ' ORDER BY title) AS flagged_by
    FROM signals.flag
    JOIN reference.rule AS rule USING (rule)
    WHERE rule.analyte = 'creatinine'
    GROUP BY patient_id
) AS flagged USING (patient_id)
ORDER BY x_baseline DESC NULLS LAST, patient_id
