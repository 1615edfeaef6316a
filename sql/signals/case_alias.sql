-- Every id under which a case may once have been known, and the case that it is now.
--
-- Source  signals.case_episode
-- Reads   signals.case_episode
-- Grain   one row per id
--
-- Each report and flag would give a case of its own its own id. So any id that was ever published leads to the case that
-- holds its first member now: after a merge, a split, or a correction that made another member the first.

SELECT
    own_case_id AS alias_id,
    any_value(case_id) AS case_id,
    any_value(kind) AS kind,
    any_value(part_id) AS part_id
FROM signals.case_episode
GROUP BY own_case_id
