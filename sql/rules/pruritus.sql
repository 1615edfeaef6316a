-- Pruritus: itching, by itself or as a pruritic rash, reported with onset after the first dose, for review.
--
-- Source  US prescribing information of ibalizumab, post-marketing experience
-- Reads   clinical.termed_answer
-- Grain   one row per patient and episode; else one row per patient who could not be judged
--
-- Itching at the place of infusion counts as well. Itching of one organ, such as the eye, has terms of its own and
-- is not counted. Any case is for review: the label gives no rate.
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
WHERE rule = 'pruritus'
