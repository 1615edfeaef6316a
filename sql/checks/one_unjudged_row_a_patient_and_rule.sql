-- Nobody is listed as unjudged twice for a rule, or both flagged and unjudged.
--
-- Source  ../../README.md, what a night promises
-- Reads   signals.rule_answer
-- Grain   one row per violation; none is right

SELECT 'rule ' || rule || ' answered more than once about somebody whom it could not judge' AS problem
FROM signals.rule_answer
GROUP BY rule, patient_id
HAVING count(*) FILTER (WHERE verdict <> 'flagged') > 1
    OR (count(*) FILTER (WHERE verdict <> 'flagged') > 0 AND count(*) FILTER (WHERE verdict = 'flagged') > 0)
