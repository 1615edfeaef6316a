-- The flags of each case, with what the label says and what is suggested of cause.
--
-- Source  signals.case_member, signals.flag
-- Reads   signals.case_member, signals.flag, signals.flag_label, signals.causality, reference.rule
-- Grain   one row per flag of a case

SELECT
    member.case_id,
    flag.flag_id,
    flag.rule,
    rule.title,
    flag.onset_on,
    flag.onset_at,
    flag.grade,
    flag.certainty,
    flag.criterion,
    flag.why,
    flag.unjudged,
    label.is_listed,
    label.label_version,
    label.reason AS listedness_why,
    causality.who_umc,
    causality.who_umc_why,
    causality.dechallenge,
    causality.dechallenge_why,
    causality.rechallenge,
    causality.rechallenge_why
FROM signals.case_member AS member
JOIN signals.flag AS flag USING (flag_id)
JOIN reference.rule AS rule USING (rule)
LEFT JOIN signals.flag_label AS label USING (flag_id)
LEFT JOIN signals.causality AS causality USING (flag_id)
ORDER BY member.case_id, flag.onset_on NULLS LAST, rule.display_order, flag.flag_id
