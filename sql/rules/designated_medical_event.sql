-- Designated medical event: a term that is always read, whatever the product, reported with onset after the first dose,
-- for review.
--
-- Source  policy of this project: terms of the kind that regulators designate; the list is rows of reference.event_term
-- Reads   clinical.termed_answer
-- Grain   one row per patient and episode; else one row per patient who could not be judged
--
-- One report is enough, serious or not, listed or not. Of an uncoded report single words of the list count. Placement
-- and episodes are those of clinical.termed_event and clinical.termed_answer.

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
WHERE rule = 'designated_medical_event'
