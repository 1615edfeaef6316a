-- The editions of the US label, the newest first, for choosing one.
--
-- Source  reference.label_version, each row with its source
-- Reads   clinical.label_period
-- Grain   one row per edition

SELECT label_version, possible_from_on, certain_from_on, is_begin_verified
FROM clinical.label_period
ORDER BY possible_from_on DESC NULLS LAST, label_version
