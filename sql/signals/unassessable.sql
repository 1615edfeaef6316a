-- Whom a rule could not judge, in whole or in part, and why.
--
-- Source  sql/rules/
-- Reads   signals.rule_answer
-- Grain   one row per patient and rule

SELECT patient_id, rule, verdict, unjudged AS reason, evidence
FROM signals.rule_answer
WHERE verdict <> 'flagged'
