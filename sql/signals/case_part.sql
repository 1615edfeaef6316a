-- What cases are made of: each report and each flag, with the medical event, the days that its onset allows, and its identity.
--
-- Source  reference.concept_member and reference.medical_concept, policy of this project
-- Reads   clinical.report_version, signals.flag, signals.flag_record, reference.concept_member
-- Grain   one row per report or flag
--
-- identity  Of a report the sender's own key; of a flag its rule, person and the record it rests on that was received
--           first (and a number where several flags of a rule share that record, in the order in which the rest came).
--           Neither depends on anything received later. own_case_id is the id of the case that it is the first of.
-- known     What was received before the day of a flag's onset cannot show its event: a baseline, an earlier result. The event is
--           known with the first row received on that day or later, and not before the least that the rule needs was there;
--           of an event that only such rows tell of, such as a dose that did not come, from the day on which it began.
-- content   A report stands as its version in force; a withdrawn one as its newest version before that.

WITH content AS (
    SELECT
        event_id,
        arg_max(version, version.precedence) FILTER (WHERE disposition <> 'withdrawn' AND record_status NOT IN ('nullified', 'cancelled')) AS told,
        arg_max(version, version.precedence) AS newest,
        min(received_at) AS received_at,
        min(aware_at) AS aware_at,
        min(received_at) FILTER (WHERE disposition = 'withdrawn') AS withdrawn_at
    FROM clinical.report_version AS version
    GROUP BY event_id
),

report AS (
    SELECT
        'report' AS kind,
        event_id AS part_id,
        coalesce(told, newest).patient_id AS patient_id,
        coalesce(told, newest).term AS term,
        coalesce(told, newest).started_on AS started_on,
        coalesce(told, newest).started_text AS started_text,
        coalesce(told, newest).ended_on AS ended_on,
        received_at,
        aware_at,
        withdrawn_at,
        'report|' || event_id AS identity
    FROM content
),

receipt AS (
    SELECT
        flag_id,
        list_sort(list({'received_at': received_at, 'feed': feed, 'record_key': record_key})) AS records,
        list_sort(list(received_at)) AS received,
        list_sort(list(aware_at)) AS aware
    FROM signals.flag_record
    GROUP BY flag_id
),

flag AS (
    SELECT
        'flag' AS kind,
        flag_id AS part_id,
        flag.patient_id,
        flag.rule,
        flag.onset_on,
        list_filter(received, lambda moment: CAST(moment AS DATE) >= flag.onset_on)[1] AS received_since,
        list_filter(aware, lambda moment: CAST(moment AS DATE) >= flag.onset_on)[1] AS aware_since,
        greatest(
            received[least(member.n_rows_needed, len(received))],
            coalesce(received_since, CASE WHEN flag.onset_on IS NOT NULL THEN greatest(received[-1], CAST(flag.onset_on AS TIMESTAMPTZ)) END)
        ) AS received_at,
        greatest(
            aware[least(member.n_rows_needed, len(aware))],
            coalesce(aware_since, received_since, CASE WHEN flag.onset_on IS NOT NULL THEN greatest(aware[-1], CAST(flag.onset_on AS TIMESTAMPTZ)) END)
        ) AS aware_at,
        concat_ws('|', 'flag', flag.rule, flag.patient_id, records[1].feed, records[1].record_key) AS first_identity,
        row_number() OVER (PARTITION BY first_identity ORDER BY records, flag.onset_on NULLS FIRST, flag_id) AS nth,
        concat_ws('|', first_identity, CASE WHEN nth > 1 THEN nth END) AS identity
    FROM signals.flag AS flag
    JOIN reference.concept_member AS member ON member.kind = 'rule' AND member.name = flag.rule
    LEFT JOIN receipt USING (flag_id)
)

SELECT
    report.kind,
    part_id,
    patient_id,
    coalesce(concept, 'as_reported') AS concept,
    CASE WHEN concept IS NULL THEN coalesce(term, 'no term') END AS own_term,
    coalesce(started_on, earliest_day(started_text)) AS onset_from,
    coalesce(started_on, latest_day(started_text)) AS onset_until,
    started_on IS NOT NULL AS is_dated,
    greatest(started_on, ended_on) AS lasts_until,
    received_at,
    aware_at,
    withdrawn_at,
    identity,
    case_number(identity) AS own_case_id
FROM report
LEFT JOIN reference.concept_member AS member ON member.kind = 'term' AND member.name = report.term
UNION ALL
SELECT
    flag.kind,
    part_id,
    patient_id,
    concept,
    NULL AS own_term,
    onset_on AS onset_from,
    onset_on AS onset_until,
    onset_on IS NOT NULL AS is_dated,
    onset_on AS lasts_until,
    received_at,
    aware_at,
    NULL AS withdrawn_at,
    identity,
    case_number(identity) AS own_case_id
FROM flag
JOIN reference.concept_member AS member ON member.kind = 'rule' AND member.name = flag.rule
