-- Every id under which a case may once have been known, and the case that it leads to.
--
-- Source  signals.case_alias
-- Reads   signals.case_alias
-- Grain   one row per id

FROM signals.case_alias
