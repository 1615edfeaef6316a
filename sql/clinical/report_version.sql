-- Every version of every report of an adverse event that could be read, and when the company knew of it.
--
-- Source  ../../schemas/delivery.py; day 0 is first awareness by anybody in the company: 21 CFR 600.80(c)(1)
-- Reads   clinical.self_contradicting_report, raw.adverse_event, staging.set_aside, reference.threshold
-- Grain   one row per version; the same version sent again is no version of its own
--
-- Known from the earliest of what the sender states (first_aware_at), the sender's report and receipt: a late file does
-- not make a late day 0. A first_aware_at that merely repeats the one of an earlier version tells nothing of this one.
-- A row that broke the contract is no version, but who was told of it was told: the first version that can be read is
-- known from then on. precedence: the version that stands before the others has the highest, in the order of
-- staging.set_aside: of versions that nothing else orders the one received last.

WITH delivered AS (
    SELECT
        event.*,
        filled(sender_id) || '/' || filled(record_id) AS event_id,
        aside.disposition,
        aside.reasons IS NOT NULL AS is_broken,
        as_delivered(event) AS content,
        try_cast(filled(record_version) AS INTEGER) AS version_number,
        try_cast(filled(reported_at) AS TIMESTAMPTZ) AS reported
    FROM raw.adverse_event AS event
    LEFT JOIN (FROM staging.set_aside WHERE feed = 'adverse_event') AS aside USING (source_file, source_row)
    WHERE filled(sender_id) IS NOT NULL AND filled(record_id) IS NOT NULL
),

-- Rows of one record under another person's name are quarantined; they tell nothing of this report.
owned AS (
    SELECT
        *,
        bool_and(version_number IS NOT NULL) OVER (PARTITION BY event_id) AS is_numbered
    FROM delivered
    WHERE NOT (coalesce(disposition = 'quarantined', false) AND NOT is_broken)
    QUALIFY bool_or(NOT is_broken) OVER (PARTITION BY event_id)
),

-- The same content sent again: known since the first time, in force as the row that stands.
once AS (
    SELECT
        *,
        min(received_at) OVER same AS first_received_at,
        first(source_file || ':' || CAST(source_row AS VARCHAR)) OVER (
            PARTITION BY event_id, content ORDER BY received_at, source_file, source_row
        ) AS first_row
    FROM owned
    WHERE NOT is_broken
    WINDOW same AS (PARTITION BY event_id, content)
    QUALIFY row_number() OVER (
        PARTITION BY event_id, content
        ORDER BY disposition IS NOT NULL, disposition = 'superseded', received_at, source_file, source_row
    ) = 1
),

placed AS (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY event_id
            ORDER BY
                coalesce(lower(filled(record_status)) = 'nullified', false),
                CASE WHEN is_numbered THEN version_number END,
                CASE coalesce(lower(filled(record_status)), 'final')
                    WHEN 'preliminary' THEN 1 WHEN 'final' THEN 2 WHEN 'corrected' THEN 3 WHEN 'cancelled' THEN 4 ELSE 5
                END,
                reported, received_at, disposition IS NULL, first_row
        ) AS precedence
    FROM once
),

stated AS (
    SELECT
        *,
        filled(first_aware_at) IS NOT NULL
        AND NOT bool_or(filled(first_aware_at) IS NOT NULL) OVER (
            PARTITION BY event_id, filled(first_aware_at)
            ORDER BY precedence ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) IS TRUE AS tells_awareness
    FROM placed
),

broken AS (
    SELECT
        event_id,
        min(least(
            received_at,
            CASE WHEN NOT list_contains(broken_columns, 'reported_at') THEN awareness(reported_at) END,
            CASE WHEN NOT list_contains(broken_columns, 'first_aware_at') THEN awareness(first_aware_at) END
        )) AS aware_at
    FROM (SELECT *, list_transform(defects, lambda defect: defect.column_name) AS broken_columns FROM owned WHERE is_broken)
    GROUP BY event_id
),

known AS (
    SELECT
        stated.*,
        row_number() OVER (PARTITION BY event_id ORDER BY stated.first_received_at, precedence) = 1 AS is_first_read,
        list_sort(list_filter(
            [
                {
                    'at': CASE WHEN tells_awareness THEN awareness(first_aware_at) END,
                    'zone': zone_written(first_aware_at),
                    'party': coalesce(filled(aware_party), 'stated by the sender')
                },
                {'at': awareness(reported_at), 'zone': zone_written(reported_at), 'party': 'sender''s report'},
                {'at': stated.first_received_at, 'zone': 'UTC', 'party': 'receipt'},
                {
                    'at': CASE WHEN is_first_read THEN broken.aware_at END,
                    'zone': 'UTC',
                    'party': 'a row that could not be read'
                }
            ],
            lambda moment: moment.at IS NOT NULL
        ))[1] AS earliest
    FROM stated
    LEFT JOIN broken USING (event_id)
)

SELECT
    event_id || '#' || left(first_row, 12) || substr(first_row, 65) AS version_id,
    event_id,
    CAST(precedence AS INTEGER) AS precedence,
    filled(record_version) AS record_version,
    coalesce(lower(filled(record_status)), 'final') AS record_status,
    coalesce(disposition, 'in_force') AS disposition,
    filled(patient_id) AS patient_id,
    filled(site_id) AS site_id,
    lower(filled(preferred_term)) AS preferred_term,
    filled(verbatim_term) AS verbatim_term,
    coalesce(lower(filled(preferred_term)), lower(filled(verbatim_term))) AS term,
    local_date(started_at) AS started_on,
    instant(started_at) AS started_at,
    filled(started_at) AS started_text,
    CASE WHEN local_date(ended_at) IS NOT NULL THEN least(local_date(ended_at), CAST(first_received_at AS DATE) + 1) END
        AS ended_on,
    try_cast(filled(severity_grade) AS TINYINT) AS severity_grade,
    seriousness_words(seriousness) AS seriousness,
    nullif(lower(filled(outcome)), 'unknown') AS outcome,
    nullif(lower(filled(action_taken)), 'unknown') AS action_taken,
    nullif(lower(filled(reported_causality)), 'unknown') AS reported_causality,
    nullif(lower(filled(reporter)), 'unknown') AS reporter,
    yes_no(is_ind_study) AS is_ind_study,
    seriousness_letters(
        seriousness_words(seriousness), lower(filled(outcome)), try_cast(filled(severity_grade) AS TINYINT)
    ) AS letters,
    CASE
        WHEN
            yes_no(is_serious)
            OR len(letters) > 0
            OR seriousness_words(seriousness) IS NOT NULL
            OR try_cast(filled(severity_grade) AS TINYINT)
                >= threshold('serious_unlisted_event', 'serious_from_grade')
            THEN true
        WHEN contradicting.told IS NULL THEN yes_no(is_serious)
    END AS counts_as_serious,
    first_received_at AS received_at,
    earliest.at AS aware_at,
    earliest.zone AS aware_zone,
    earliest.party AS aware_party,
    source_file,
    source_row,
    content AS delivered
FROM known
LEFT JOIN clinical.self_contradicting_report AS contradicting USING (source_file, source_row)
