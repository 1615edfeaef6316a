-- What a replay answers otherwise than the published night: who gains or loses a flag, and why.
--
-- Source  the same rows under the rules as published and as replayed
-- Reads   replay.published_answer, replay.replayed_answer
-- Grain   one row per answer that differs
--
-- A flag is the same flag while its person, rule and onset are the same. A person gains a rule's flag when none of that
-- rule was published for the person, and loses it when none is left; otherwise only an episode came or went.

WITH flagged_before AS (
    SELECT DISTINCT patient_id, rule FROM replay.published_answer WHERE verdict = 'flagged'
),
flagged_after AS (
    SELECT DISTINCT patient_id, rule FROM replay.replayed_answer WHERE verdict = 'flagged'
),
compared AS (
    SELECT
        coalesce(published.rule, replayed.rule) AS rule,
        coalesce(published.patient_id, replayed.patient_id) AS patient_id,
        coalesce(published.verdict, replayed.verdict) AS verdict,
        coalesce(published.onset_on, replayed.onset_on) AS onset_on,
        published.answer_id IS NOT NULL AS was_there,
        replayed.answer_id IS NOT NULL AS is_there,
        published.why AS published_why,
        replayed.why AS replayed_why,
        published.content IS DISTINCT FROM replayed.content AS differs
    FROM replay.published_answer AS published
    FULL JOIN replay.replayed_answer AS replayed ON replayed.answer_id = published.answer_id
)
SELECT
    CASE
        WHEN verdict <> 'flagged' AND was_there AND is_there THEN 'reason changed'
        WHEN verdict <> 'flagged' AND is_there THEN 'can no longer be judged'
        WHEN verdict <> 'flagged' THEN 'can now be judged'
        WHEN was_there AND is_there THEN 'flag reads otherwise'
        WHEN is_there AND flagged_before.rule IS NULL THEN 'gains a flag'
        WHEN is_there THEN 'gains an episode'
        WHEN flagged_after.rule IS NULL THEN 'loses the flag'
        ELSE 'loses an episode'
    END AS change,
    compared.rule,
    compared.patient_id,
    onset_on,
    published_why,
    replayed_why
FROM compared
LEFT JOIN flagged_before USING (rule, patient_id)
LEFT JOIN flagged_after USING (rule, patient_id)
WHERE differs
ORDER BY
    list_position(
        [
            'gains a flag', 'loses the flag', 'gains an episode', 'loses an episode', 'flag reads otherwise',
            'can no longer be judged', 'can now be judged', 'reason changed'
        ],
        change
    ),
    compared.rule,
    compared.patient_id,
    onset_on
