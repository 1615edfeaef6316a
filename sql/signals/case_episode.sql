-- Which reports and flags are one case.
--
-- Source  policy of this project; days: reference.medical_concept
-- Reads   signals.case_part, signals.flag, clinical.report_version, reference.medical_concept
-- Grain   one row per report or flag
--
-- 1 dated      Same person and medical event, onset at most episode_days after the known end of what came before: one episode.
-- 2 undated    A report without a day joins the episode received first of those that its month or year allows; with
--              none, those that may lie together are one episode.
-- 3 withdrawn  A withdrawn report stays in the episode that it was in: one that its days reach and that holds a report
--              received before the withdrawal. It joins nothing that came later and bridges nothing: what is sent again
--              after a nullification is a new case.
-- 4 flags      A flag goes with the reports it rests on, and one of a medical event of its own makes one case of them;
--              a rule that watches any event (as_reported) goes with the first of them. All others are dated parts.
-- One report is in one case only, whatever it names.

WITH rests_on AS (
    SELECT DISTINCT flag_id, version.event_id, version.received_at
    FROM (SELECT flag_id, unnest(evidence) AS piece FROM signals.flag) AS proof
    JOIN clinical.report_version AS version
        ON piece.feed = 'adverse_event'
        AND version.source_file = piece.source_file
        AND version.source_row = piece.source_row
),

part AS (
    SELECT
        part.*,
        concat_ws('|', patient_id, concept, own_term) AS subject,
        episode_days,
        is_adverse_event,
        part.kind = 'flag' AND is_adverse_event AND part_id IN (SELECT flag_id FROM rests_on) AS is_carried
    FROM signals.case_part AS part
    JOIN reference.medical_concept USING (concept)
),

active AS (
    FROM part WHERE withdrawn_at IS NULL AND NOT is_carried
),

-- 1 dated
island AS (
    SELECT
        subject,
        part_id,
        onset_from,
        lasts_until,
        received_at,
        kind,
        episode_days,
        sum(is_new) OVER (PARTITION BY subject ORDER BY onset_from, part_id ROWS UNBOUNDED PRECEDING) AS nth
    FROM (
        SELECT
            *,
            CASE WHEN onset_from <= max(lasts_until) OVER (
                PARTITION BY subject ORDER BY onset_from, part_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ) + episode_days THEN 0 ELSE 1 END AS is_new
        FROM active
        WHERE is_dated
    )
),

span AS (
    SELECT
        subject,
        subject || '|' || CAST(nth AS VARCHAR) AS episode,
        min(onset_from) AS begins_on,
        max(lasts_until) AS ends_on,
        min(received_at) AS received_at,
        min(part_id) AS least_id
    FROM island
    GROUP BY subject, nth
),

-- 2 undated
undated AS (
    FROM active WHERE NOT is_dated
),

joined AS (
    SELECT undated.part_id, arg_min(span.episode, {'received_at': span.received_at, 'least_id': span.least_id}) AS episode
    FROM undated
    JOIN span
        ON span.subject = undated.subject
        AND coalesce(undated.onset_from <= span.ends_on + episode_days, true)
        AND coalesce(undated.onset_until >= span.begins_on - episode_days, true)
    GROUP BY undated.part_id
),

alone AS (
    SELECT
        subject,
        part_id,
        sum(is_new) OVER (
            PARTITION BY subject ORDER BY onset_from NULLS FIRST, part_id ROWS UNBOUNDED PRECEDING
        ) AS nth
    FROM (
        SELECT
            *,
            CASE WHEN coalesce(onset_from, DATE '0001-01-01') <= max(coalesce(onset_until, DATE '9999-12-31')) OVER (
                PARTITION BY subject ORDER BY onset_from NULLS FIRST, part_id
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ) THEN 0 ELSE 1 END AS is_new
        FROM undated
        ANTI JOIN joined USING (part_id)
    )
),

placed AS (
    SELECT part_id, subject || '|' || CAST(nth AS VARCHAR) AS episode, 'dated' AS step FROM island
    UNION ALL
    SELECT part_id, episode, 'undated' AS step FROM joined
    UNION ALL
    SELECT part_id, subject || '|undated ' || CAST(nth AS VARCHAR), 'undated' AS step FROM alone
),

-- 3 withdrawn
withdrawn AS (
    FROM part WHERE withdrawn_at IS NOT NULL
),

reach AS (
    SELECT
        placed.episode,
        subject,
        CASE WHEN bool_and(onset_from IS NOT NULL) THEN min(onset_from) END AS begins_on,
        CASE WHEN bool_and(onset_until IS NOT NULL) THEN max(coalesce(lasts_until, onset_until)) END AS ends_on,
        min(active.received_at) AS received_at,
        min(part_id) AS least_id
    FROM placed
    JOIN active USING (part_id)
    GROUP BY placed.episode, subject
),

stayed AS (
    SELECT withdrawn.part_id, arg_min(reach.episode, {'received_at': reach.received_at, 'least_id': reach.least_id}) AS episode
    FROM withdrawn
    JOIN reach
        ON reach.subject = withdrawn.subject
        AND reach.received_at < withdrawn.withdrawn_at
        AND coalesce(withdrawn.onset_from <= reach.ends_on + episode_days, true)
        AND coalesce(coalesce(withdrawn.lasts_until, withdrawn.onset_until) >= reach.begins_on - episode_days, true)
    GROUP BY withdrawn.part_id
),

left_alone AS (
    SELECT
        subject,
        part_id,
        sum(is_new) OVER (PARTITION BY subject ORDER BY received_at, part_id ROWS UNBOUNDED PRECEDING) AS nth
    FROM (
        SELECT
            *,
            CASE WHEN received_at < max(withdrawn_at) OVER earlier
                AND coalesce(onset_from <= max(coalesce(lasts_until, onset_until, DATE '9999-01-01')) OVER earlier + episode_days, true)
                AND coalesce(
                    coalesce(lasts_until, onset_until) >= min(coalesce(onset_from, DATE '0001-01-01')) OVER earlier - episode_days,
                    true
                )
                THEN 0 ELSE 1 END AS is_new
        FROM withdrawn
        ANTI JOIN stayed USING (part_id)
        WINDOW earlier AS (
            PARTITION BY subject ORDER BY received_at, part_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        )
    )
),

with_withdrawn AS (
    FROM placed
    UNION ALL
    SELECT part_id, episode, 'withdrawn' AS step FROM stayed
    UNION ALL
    SELECT part_id, subject || '|withdrawn ' || CAST(nth AS VARCHAR), 'withdrawn' AS step FROM left_alone
),

-- 4 flags: episodes that a flag of an event of its own makes one.
carried AS (
    SELECT
        flag_id,
        part.concept <> 'as_reported' AS binds,
        with_withdrawn.episode,
        row_number() OVER (PARTITION BY flag_id ORDER BY rests_on.received_at, rests_on.event_id) AS nth
    FROM rests_on
    JOIN part ON part.part_id = flag_id AND part.is_carried
    JOIN with_withdrawn ON with_withdrawn.part_id = rests_on.event_id
),

link AS (
    SELECT DISTINCT first_one.episode AS one, other.episode AS other
    FROM carried AS first_one
    JOIN carried AS other USING (flag_id)
    WHERE first_one.nth = 1 AND first_one.binds AND other.episode <> first_one.episode
),

both_ways AS (
    FROM link
    UNION
    SELECT other, one FROM link
),

connected AS (
    WITH RECURSIVE walk AS (
        SELECT one AS episode, other AS linked FROM both_ways
        UNION
        SELECT walk.episode, both_ways.other FROM walk JOIN both_ways ON both_ways.one = walk.linked
    )
    SELECT episode, least(min(linked), episode) AS first_linked FROM walk GROUP BY episode
),

grouped AS (
    SELECT part_id, coalesce(first_linked, episode) AS episode, step
    FROM (
        FROM with_withdrawn
        UNION ALL
        SELECT flag_id, episode, 'carried' AS step FROM carried WHERE nth = 1
    )
    LEFT JOIN connected USING (episode)
)

SELECT
    part.kind,
    part_id,
    part.patient_id,
    first(own_case_id) OVER (
        PARTITION BY grouped.episode ORDER BY part.received_at NULLS LAST, part.kind DESC, part.identity
    ) AS case_id,
    part.own_case_id,
    part.concept,
    part.own_term,
    part.is_adverse_event,
    step,
    part.received_at,
    part.aware_at
FROM grouped
JOIN part USING (part_id)
