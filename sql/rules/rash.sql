-- Rash: one of the terms of rash that the label pools, reported with onset after the first dose, for review.
--
-- Source  US prescribing information of ibalizumab, section 6.1, pooled terms of rash
-- Reads   clinical.termed_answer
-- Grain   one row per patient and episode; else one row per patient who could not be judged
--
-- Urticaria is not among the pooled terms: hypersensitivity asks for it. Other eruptions, such as dermatitis, are
-- not pooled by the label and not counted here. Of an uncoded report the words rash, exanthem, eruption and their like
-- count.
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
WHERE rule = 'rash'
