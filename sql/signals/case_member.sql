-- What each case consists of: its report versions and its flags, and why each is there.
--
-- Source  signals.case_episode
-- Reads   signals.case_episode, clinical.report_version, signals.flag, reference.medical_concept
-- Grain   one row per report version or flag

WITH named AS (
    SELECT episode.*, coalesce(own_term, title) AS event_name, concept.episode_days
    FROM signals.case_episode AS episode
    JOIN reference.medical_concept AS concept USING (concept)
),

reason AS (
    SELECT
        *,
        CASE
            WHEN own_case_id = case_id THEN 'received first: the case has its id'
            WHEN step = 'dated' THEN format('{}: onset within {} d of the episode', event_name, episode_days)
            WHEN step = 'undated' THEN event_name || ': no day of onset; it may lie in the episode'
            WHEN step = 'withdrawn' THEN event_name || ': withdrawn, and it was in the episode'
            ELSE 'rests on a report of the case'
        END AS why
    FROM named
)

SELECT
    case_id,
    'report_version' AS kind,
    version.version_id AS member_id,
    version.patient_id,
    version.event_id,
    NULL AS flag_id,
    version.term,
    version.record_version,
    version.record_status,
    version.disposition,
    version.received_at,
    version.aware_at,
    version.source_file,
    version.source_row,
    reason.why
FROM reason
JOIN clinical.report_version AS version ON reason.kind = 'report' AND version.event_id = reason.part_id
UNION ALL
SELECT
    case_id,
    'flag' AS kind,
    flag.flag_id AS member_id,
    flag.patient_id,
    NULL AS event_id,
    flag.flag_id,
    flag.rule AS term,
    NULL AS record_version,
    NULL AS record_status,
    'in_force' AS disposition,
    reason.received_at,
    reason.aware_at,
    NULL AS source_file,
    NULL AS source_row,
    reason.why
FROM reason
JOIN signals.flag AS flag ON reason.kind = 'flag' AND flag.flag_id = reason.part_id
