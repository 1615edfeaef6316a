-- The key by which a case is named in addresses of pages.
--
-- Source  signals.case
-- Reads   signals.case
-- Grain   one row per case

SELECT case_id, left(sha256(case_id), 16) AS case_key
FROM signals.case
