-- Every decision with its kind and choices in words and the key of the page that it is about.
--
-- Source  the record of decisions, up to the cut-off
-- Reads   raw.decision, signals.case_alias, signals.case, reference.decision_kind, reference.assessment_choice
-- Grain   one row per decision

WITH chosen AS (
    SELECT
        decision.number,
        string_agg(choice.title, ', ' ORDER BY choice.display_order) AS seriousness_in_words
    FROM (SELECT number, unnest(string_split(seriousness, '; ')) AS choice FROM raw.decision) AS decision
    JOIN reference.assessment_choice AS choice ON choice.field = 'seriousness' AND choice.choice = decision.choice
    GROUP BY decision.number
)

SELECT
    decision.number,
    decision.decided_at,
    decision.decided_by,
    decision.role,
    decision.kind,
    kind.title,
    kind.subject,
    coalesce(alias.case_id, decision.case_id) AS case_id,
    episode.patient_id,
    decision.source_file,
    decision.source_row,
    decision.feed,
    CASE
        WHEN kind.subject = 'case' THEN left(sha256(coalesce(alias.case_id, decision.case_id)), 16)
        WHEN kind.subject = 'row' THEN left(sha256(decision.source_file || ':' || CAST(decision.source_row AS VARCHAR)), 16)
    END AS work_key,
    decision.withdraws,
    decision.number IN (SELECT other.withdraws FROM raw.decision AS other WHERE other.withdraws IS NOT NULL) AS is_withdrawn,
    coalesce(chosen.seriousness_in_words, decision.seriousness) AS seriousness,
    causality.title AS causality,
    expectedness.title AS expectedness,
    decision.severity_grade,
    artefact.title AS artefact,
    decision.comment,
    decision.next_action,
    decision.next_action_on,
    decision.until_on,
    decision.submitted_on,
    decision.owner,
    decision.corrected,
    decision.run_id,
    decision.as_of,
    decision.signature,
    decision.sha256
FROM raw.decision AS decision
JOIN reference.decision_kind AS kind USING (kind)
LEFT JOIN signals.case_alias AS alias ON alias.alias_id = decision.case_id
LEFT JOIN signals.case AS episode ON episode.case_id = coalesce(alias.case_id, decision.case_id)
LEFT JOIN chosen ON chosen.number = decision.number
LEFT JOIN reference.assessment_choice AS causality ON causality.field = 'causality' AND causality.choice = decision.causality
LEFT JOIN reference.assessment_choice AS expectedness
    ON expectedness.field = 'expectedness' AND expectedness.choice = decision.expectedness
LEFT JOIN reference.assessment_choice AS artefact ON artefact.field = 'artefact' AND artefact.choice = decision.artefact
