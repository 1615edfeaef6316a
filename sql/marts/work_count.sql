-- How many cases and quarantined rows wait, by what the queue can be narrowed to.
--
-- Source  marts.case_work
-- Reads   marts.case_work
-- Grain   one row

SELECT
    count(*) FILTER (WHERE is_waiting) AS n_waiting,
    count(*) FILTER (WHERE is_waiting AND days_left <= 3) AS n_due_3,
    count(*) FILTER (WHERE is_waiting AND days_left <= 3 AND is_fatal) AS n_due_3_fatal,
    count(*) FILTER (WHERE is_waiting AND days_left <= 7) AS n_due_7,
    count(*) FILTER (WHERE is_waiting AND state = 'new' AND subject = 'case' AND is_serious) AS n_new_serious,
    count(*) FILTER (WHERE state = 'reopened') AS n_reopened,
    count(*) FILTER (WHERE is_waiting AND subject <> 'case') AS n_quarantined,
    count(*) FILTER (WHERE is_waiting AND subject = 'case' AND may_be_serious AND is_listed IS NOT TRUE AND len(clocks) > 0) AS n_unlisted,
    count(*) FILTER (WHERE NOT is_waiting) AS n_decided,
    count(*) FILTER (WHERE NOT is_waiting AND is_serious) AS n_decided_serious,
    count(*) AS n_all
FROM marts.case_work
