-- Every case: one person's episode of one medical event, as all its reports and flags tell it.
--
-- Source  21 CFR 600.80 (serious, unlisted); reference.medical_concept and reference.case_completeness, policy of this project
-- Reads   signals.case_episode, signals.case_course, signals.flag, signals.flag_label, signals.causality, clinical.report_version, clinical.version_listedness, clinical.patient, clinical.infusion, reference.medical_concept, reference.rule, reference.label_version, reference.case_completeness
-- Grain   one row per case
--
-- Unknown seriousness is not "not serious", an unknown listedness not "listed". Causality as reported and as suggested
-- stand apart: neither is derived from the other. A withdrawn report counts nowhere but in n_versions and n_withdrawn; a
-- case of withdrawn reports alone is nullified, stays readable, and nothing revives it. First awareness of a case of flags
-- alone is the receipt of the first row that can show its event, never that of a baseline (signals.case_part).

WITH standing AS (
    SELECT episode.case_id, version.*, listedness.is_listed, listedness.label_version, listedness.reason
    FROM signals.case_episode AS episode
    JOIN clinical.report_version AS version ON episode.kind = 'report' AND version.event_id = episode.part_id
    JOIN clinical.version_listedness AS listedness USING (version_id)
    WHERE version.disposition = 'in_force'
),

versions AS (
    SELECT
        case_id,
        count(*) AS n_versions,
        count(*) FILTER (WHERE disposition = 'withdrawn') AS n_withdrawn,
        arg_max(version, {'told': record_status NOT IN ('nullified', 'cancelled'), 'precedence': precedence}) AS newest
    FROM signals.case_episode AS episode
    JOIN clinical.report_version AS version ON episode.kind = 'report' AND version.event_id = episode.part_id
    GROUP BY case_id
),

report AS (
    SELECT
        case_id,
        count(*) AS n_reports,
        min(started_on) AS onset_on,
        min(started_at) AS onset_at,
        max(severity_grade) AS grade,
        arg_max(
            coalesce(preferred_term, verbatim_term),
            {
                'letters': coalesce(list_contains(letters, 'D'), false)::INTEGER * 2 + coalesce(counts_as_serious, false)::INTEGER,
                'grade': coalesce(severity_grade, 0),
                'received_at': epoch_us(TIMESTAMPTZ '2300-01-01') - epoch_us(received_at),
                'event_id': event_id
            }
        ) AS lead_term,
        string_agg(DISTINCT term, '; ' ORDER BY term) AS terms,
        max(site_id) AS site_id,
        -- The gravest outcome of those reported.
        arg_min(outcome, CASE outcome WHEN 'fatal' THEN 1 WHEN 'not_recovered' THEN 2 WHEN 'recovered_with_sequelae' THEN 3
            WHEN 'recovering' THEN 4 ELSE 5 END) AS outcome,
        string_agg(DISTINCT reported_causality, '; ' ORDER BY reported_causality) AS causality_as_reported,
        bool_or(severity_grade IS NOT NULL) AS has_grade,
        bool_or(preferred_term IS NOT NULL) AS has_code,
        bool_or(counts_as_serious IS NOT NULL) AS has_seriousness
    FROM standing
    GROUP BY case_id
),

flagged AS (
    SELECT
        episode.case_id,
        count(*) AS n_flags,
        min(flag.onset_on) AS onset_on,
        min(flag.onset_at) AS onset_at,
        max(flag.grade) AS grade,
        arg_min(rule.title, {'display_order': rule.display_order, 'flag_id': flag_id}) AS title,
        max(flag.site_id) AS site_id,
        string_agg(DISTINCT causality.who_umc, '; ' ORDER BY causality.who_umc) AS causality_as_suggested
    FROM signals.case_episode AS episode
    JOIN signals.flag AS flag ON episode.kind = 'flag' AND flag.flag_id = episode.part_id
    JOIN reference.rule AS rule USING (rule)
    LEFT JOIN signals.causality AS causality USING (flag_id)
    GROUP BY episode.case_id
),

-- The label's answer that decides: not listed before not judged before listed.
label AS (
    SELECT
        case_id,
        arg_min(answer.label_version, rank) AS label_version,
        arg_min(reason, rank) AS reason
    FROM (
        SELECT case_id, label_version, reason, CASE WHEN NOT is_listed THEN 1 WHEN is_listed IS NULL THEN 2 ELSE 3 END AS rank
        FROM standing
        UNION ALL
        SELECT case_id, label_version, reason, CASE WHEN NOT is_listed THEN 1 WHEN is_listed IS NULL THEN 5 ELSE 4 END AS rank
        FROM signals.case_episode AS episode
        JOIN signals.flag_label AS label ON episode.kind = 'flag' AND label.flag_id = episode.part_id
        WHERE is_adverse_event
    ) AS answer
    GROUP BY case_id
),

verified AS (
    SELECT case_id, bool_and(edition.is_date_verified) AS is_edition_verified
    FROM (SELECT case_id, unnest(string_split(label_version, ' or ')) AS label_version FROM label)
    JOIN reference.label_version AS edition USING (label_version)
    GROUP BY case_id
),

course AS (
    SELECT
        case_id,
        min(aware_at) AS first_aware_at,
        arg_min(aware_zone, nth) AS aware_zone,
        arg_min(aware_party, nth) AS aware_party,
        max(aware_at) FILTER (WHERE is_new_information) AS latest_information_at,
        arg_max(course, nth) AS now
    FROM signals.case_course AS course
    GROUP BY case_id
),

named AS (
    SELECT
        episode.case_id,
        any_value(patient_id ORDER BY episode.received_at, part_id) AS patient_id,
        arg_min(concept, {'display_order': concept.display_order, 'own_term': coalesce(own_term, '')}) AS concept,
        arg_min(own_term, {'display_order': concept.display_order, 'own_term': coalesce(own_term, '')}) AS own_term,
        bool_or(episode.is_adverse_event) AS is_adverse_event,
        min(received_at) AS first_received_at,
        min(aware_at) AS first_aware_at
    FROM signals.case_episode AS episode
    JOIN reference.medical_concept AS concept USING (concept)
    GROUP BY episode.case_id
),

joined AS (
    SELECT
        named.*,
        patient.site_id,
        patient.birth_year,
        patient.sex,
        patient.first_dose_on,
        coalesce(report.n_reports, 0) AS n_reports,
        coalesce(flagged.n_flags, 0) AS n_flags,
        coalesce(versions.n_versions, 0) AS n_versions,
        coalesce(versions.n_withdrawn, 0) AS n_withdrawn,
        versions.newest,
        report,
        flagged,
        course,
        label,
        verified.is_edition_verified
    FROM named
    LEFT JOIN versions USING (case_id)
    LEFT JOIN report USING (case_id)
    LEFT JOIN flagged USING (case_id)
    LEFT JOIN course USING (case_id)
    LEFT JOIN label USING (case_id)
    LEFT JOIN verified USING (case_id)
    LEFT JOIN clinical.patient AS patient USING (patient_id)
),

complete AS (
    SELECT case_id, sum(weight) FILTER (WHERE is_there) / sum(weight) AS share,
        string_agg(item.title, '; ' ORDER BY item.display_order) FILTER (WHERE NOT is_there) AS missing
    FROM (
        SELECT
            case_id,
            weight,
            display_order,
            title,
            CASE item
                WHEN 'patient' THEN patient_id IS NOT NULL
                WHEN 'reporter' THEN n_reports > 0
                WHEN 'event' THEN n_reports + n_flags > 0
                WHEN 'product' THEN first_dose_on IS NOT NULL
                WHEN 'onset' THEN coalesce(report.onset_on, flagged.onset_on) IS NOT NULL
                WHEN 'seriousness' THEN course.now.is_serious IS NOT NULL
                WHEN 'outcome' THEN report.outcome IS NOT NULL
                WHEN 'causality' THEN report.causality_as_reported IS NOT NULL
                WHEN 'severity' THEN coalesce(report.grade, flagged.grade) IS NOT NULL
                WHEN 'coded_term' THEN coalesce(report.has_code, false)
                WHEN 'age' THEN birth_year IS NOT NULL
                WHEN 'sex' THEN sex IS NOT NULL
                WHEN 'dose_before' THEN EXISTS (
                    SELECT 1 FROM clinical.infusion AS infusion
                    WHERE infusion.patient_id = joined.patient_id
                        AND infusion.started_on <= coalesce(report.onset_on, flagged.onset_on)
                )
                ELSE error('There is no question behind item ' || item || ' of reference.case_completeness.')
            END AS is_there
        FROM joined
        CROSS JOIN reference.case_completeness
    ) AS item
    GROUP BY case_id
)

SELECT
    case_id,
    patient_id,
    coalesce(joined.site_id, report.site_id, flagged.site_id, newest.site_id) AS site_id,
    concept,
    coalesce(own_term, concept.title) AS concept_title,
    joined.is_adverse_event,
    coalesce(report.lead_term, CASE WHEN n_flags = 0 THEN coalesce(newest.preferred_term, newest.verbatim_term) END, lower(flagged.title)) AS lead_term,
    report.terms,
    coalesce(report.onset_on, flagged.onset_on, CASE WHEN n_flags = 0 THEN newest.started_on END) AS onset_on,
    coalesce(report.onset_at, flagged.onset_at) AS onset_at,
    joined.first_received_at,
    coalesce(course.first_aware_at, joined.first_aware_at) AS first_aware_at,
    coalesce(course.aware_zone, 'UTC') AS aware_zone,
    coalesce(course.aware_party, 'receipt of its rows') AS aware_party,
    coalesce(course.latest_information_at, course.first_aware_at, joined.first_aware_at) AS latest_information_at,
    n_reports::INTEGER AS n_reports,
    n_withdrawn::INTEGER AS n_withdrawn,
    n_versions::INTEGER AS n_versions,
    n_flags::INTEGER AS n_flags,
    greatest(report.grade, flagged.grade) AS grade,
    course.now.is_serious AS is_serious,
    letters_in_order(course.now.letters) AS seriousness,
    CASE WHEN joined.is_adverse_event THEN course.now.is_listed END AS is_listed,
    label.label_version,
    is_edition_verified,
    label.reason AS listedness_why,
    report.causality_as_reported,
    flagged.causality_as_suggested,
    report.outcome,
    n_reports + n_flags = 0 AS is_nullified,
    coalesce(course.now.is_ind_study, false) AS is_ind_study,
    complete.share::DECIMAL(18, 9) AS completeness_share,
    complete.missing
FROM joined
JOIN reference.medical_concept AS concept USING (concept)
JOIN complete USING (case_id)
