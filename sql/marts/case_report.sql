-- The report versions of each case: what was delivered, what it became, and the row behind it.
--
-- Source  signals.case_member, clinical.report_version
-- Reads   signals.case_member, clinical.report_version, clinical.version_listedness, raw.delivery
-- Grain   one row per report version of a case

SELECT
    member.case_id,
    version.version_id,
    version.event_id,
    version.record_version,
    version.record_status,
    version.disposition,
    version.patient_id,
    version.site_id,
    version.preferred_term,
    version.verbatim_term,
    version.started_on,
    version.started_at,
    version.started_text,
    version.ended_on,
    version.severity_grade,
    version.counts_as_serious,
    letters_in_order(version.letters) AS seriousness,
    version.outcome,
    version.action_taken,
    version.reported_causality,
    version.reporter,
    version.is_ind_study,
    version.received_at,
    version.aware_at,
    version.aware_party,
    listedness.is_listed,
    listedness.label_version,
    listedness.reason AS listedness_why,
    coalesce(delivery.file_name, 'file not in the archive') AS file_name,
    version.source_file,
    version.source_row,
    version.delivered
FROM signals.case_member AS member
JOIN clinical.report_version AS version ON member.kind = 'report_version' AND version.version_id = member.member_id
LEFT JOIN clinical.version_listedness AS listedness USING (version_id)
LEFT JOIN raw.delivery AS delivery ON delivery.source_file = version.source_file
ORDER BY member.case_id, version.event_id, version.precedence
