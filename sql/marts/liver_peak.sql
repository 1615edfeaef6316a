-- Each treated person's highest aminotransferase and bilirubin, with the answer of the rule that also reads time.
--
-- Source  signals.liver_peak
-- Reads   signals.liver_peak, signals.flag
-- Grain   one row per treated patient

SELECT peak.*, flagged.patient_id IS NOT NULL AS is_flagged
FROM signals.liver_peak AS peak
LEFT JOIN (SELECT DISTINCT patient_id FROM signals.flag WHERE rule = 'hys_law') AS flagged USING (patient_id)
ORDER BY
    quadrant IS NULL,
    list_position(
        ['both', 'aminotransferase alone', 'bilirubin alone', 'not settled', 'neither'], quadrant
    ),
    aminotransferase_x_uln DESC NULLS LAST,
    patient_id
