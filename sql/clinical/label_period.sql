-- The days on which each edition of the US label certainly, and possibly, was in force.
--
-- Source  reference.label_version, each row with its source
-- Reads   reference.label_version
-- Grain   one row per edition

SELECT
    label_version,
    in_force_not_before AS possible_from_on,
    in_force_not_after AS certain_from_on,
    lead(in_force_not_before) OVER editions AS certain_before_on,
    lead(in_force_not_after) OVER editions AS possible_before_on,
    is_date_verified AS is_begin_verified,
    coalesce(lead(is_date_verified) OVER editions, true) AS is_end_verified
FROM reference.label_version
WINDOW editions AS (ORDER BY edition)
