-- The report versions of each case, the newest first, each with what it says otherwise than the version before it, in words.
--
-- Source  signals.case_member, clinical.report_version
-- Reads   signals.case_member, clinical.report_version, clinical.version_listedness, raw.delivery
-- Grain   one row per report version of a case

WITH said AS (
    SELECT
        member.case_id,
        member.why,
        version.*,
        [
            coalesce(nullif(version.record_status, 'final'), 'stands'),
            coalesce(version.preferred_term, version.verbatim_term, version.term, 'no term'),
            CASE WHEN version.counts_as_serious THEN 'serious' || coalesce(' (' || letters_in_order(version.letters) || ')', '')
                WHEN NOT version.counts_as_serious THEN 'not serious' ELSE 'seriousness not known' END,
            coalesce('grade ' || CAST(version.severity_grade AS VARCHAR), 'grade not known'),
            coalesce('onset ' || in_words(version.started_on), 'onset not known'),
            coalesce('end ' || in_words(version.ended_on), 'no end'),
            coalesce(replace(version.outcome, '_', ' '), 'outcome not known'),
            coalesce('ibalizumab: ' || replace(version.action_taken, '_', ' '), 'action not known'),
            coalesce(replace(version.reported_causality, '_', ' ') || ' by the reporter', 'causality not reported'),
            'person ' || version.patient_id
        ] AS words
    FROM signals.case_member AS member
    JOIN clinical.report_version AS version ON member.kind = 'report_version' AND version.version_id = member.member_id
),

compared AS (
    SELECT
        *,
        lag(words) OVER (PARTITION BY case_id, event_id ORDER BY precedence) AS words_before
    FROM said
)

SELECT
    compared.case_id,
    compared.event_id,
    compared.version_id,
    compared.record_version,
    compared.record_status,
    compared.disposition,
    compared.term,
    compared.verbatim_term,
    array_to_string(compared.words, ', ') AS in_words,
    words_before IS NULL AS is_first,
    array_to_string(
        [
            words_changed(words_before[place], compared.words[place])
            FOR place IN range(1, len(compared.words) + 1)
            IF words_before[place] <> compared.words[place]
        ],
        ', '
    ) AS changed,
    compared.reporter,
    compared.received_at,
    compared.aware_at,
    compared.aware_zone,
    compared.aware_party,
    listedness.label_version,
    listedness.reason AS listedness_why,
    compared.why,
    coalesce(delivery.file_name, 'file not in the archive') AS file_name,
    compared.source_file,
    compared.source_row
FROM compared
LEFT JOIN clinical.version_listedness AS listedness USING (version_id)
LEFT JOIN raw.delivery AS delivery ON delivery.source_file = compared.source_file
ORDER BY compared.case_id, compared.event_id, compared.precedence DESC
