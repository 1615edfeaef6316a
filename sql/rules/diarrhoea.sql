-- Diarrhoea, by its term or as loose or watery stools, reported with onset after the first dose, for review.
--
-- Source  US prescribing information of ibalizumab, section 6.1; events of TMB-301: Emu 2018, NEJM 379:645
-- Reads   clinical.termed_answer
-- Grain   one row per patient and episode; else one row per patient who could not be judged
--
-- The grade is the reporter's; stools over baseline a day (CTCAE, DAIDS) are delivered by no feed and not counted.
-- Counted is what began, or may have begun, after the first dose, or got worse than it was before. The terms are rows
-- of reference.event_term; placement and episodes are those of clinical.termed_event and clinical.termed_answer.

SELECT
    patient_id,
    rule,
    verdict,
    onset_on,
    onset_at,
    grade,
    certainty,
    criterion,
    margin_share,
    why,
    unjudged,
    evidence
FROM clinical.termed_answer
WHERE rule = 'diarrhoea'
