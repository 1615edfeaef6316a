-- What changed since last night and why, the most pressing first, with the name of its signal or event.
--
-- Source  signals.change
-- Reads   signals.change, signals.case, reference.rule
-- Grain   one row per subject and cause

SELECT
    change.kind,
    change.subject_id,
    change.cause,
    change.rule,
    change.patient_id,
    coalesce(rule.title, concept_title, change.before_in_words, change.after_in_words, change.rule) AS title,
    is_serious,
    change.what,
    change.before_in_words,
    change.after_in_words,
    change.because,
    change.part_count,
    change.part_size,
    change.count_before,
    change.count_after,
    change.size_before,
    change.size_after,
    change.n_people,
    len(change.evidence) AS n_evidence
FROM signals.change AS change
LEFT JOIN reference.rule AS rule ON rule.rule = change.rule
LEFT JOIN signals.case AS case_now ON change.kind = 'case' AND case_now.case_id = change.subject_id
ORDER BY
    list_position(['crossing', 'case', 'flag', 'share', 'rate'], change.kind),
    is_serious IS NOT TRUE,
    list_position(['new', 'worse', 'gone', 'nullified', 'better', 'changed'], change.what),
    rule.display_order,
    change.patient_id,
    change.subject_id,
    change.cause
