-- What each case consists of: report versions and flags.
--
-- Source  signals.case_member
-- Reads   signals.case_member
-- Grain   one row per report version or flag

FROM signals.case_member
