-- Every clock as it stands: what reports, flags and rows ask for, what the company's assessment starts, settles or makes due, what was sent.
--
-- Source  21 CFR 600.80(c)(1), 312.32(c): the company judges too, and its judgement stands beside the reporter's; policy of this project
-- Reads   signals.clock, signals.assessed_clock, signals.case, signals.case_assessment, signals.case_course, signals.row_decision
-- Grain   one row per clock
--
-- Due      An assessment as serious and not listed makes a possible clock due; under an IND it must suspect ibalizumab too.
-- Settled  An assessment as listed settles a clock, and one as not serious does where no reporter says serious: what a reporter
--          called serious is never made less by it. One as serious, but neither fatal nor life-threatening, settles a possible
--          7-day clock. It must have been made on the facts as they are: when a material fact differs, the clock runs again.
-- Met      A report was sent on day 0 or later, and said to be sent when what started the clock had been received: what came after
--          a report was sent is not in it. Of a quarantined row: it was reported as it was received.
-- Running  Neither ended, settled nor met, nor of a row whose correction could be read. A case with a running clock cannot be
--          closed, and one that was closed is opened again: record the report as sent, or assess the case so that no clock
--          runs. Reminders and counts ask this alone.

WITH judged AS (
    SELECT
        clock.*,
        assessed_by,
        assessed_at,
        coalesce(reported.is_serious, false) AS is_reported_serious,
        coalesce(reported.is_serious OR assessment.is_serious, false) AS is_held_serious,
        coalesce(NOT assessment.is_listed, NOT reported.is_listed, false) AS is_held_unlisted,
        coalesce(assessment.is_suspected, false) AS is_held_suspected,
        CASE
            WHEN clock.ended_at IS NOT NULL OR NOT coalesce(assessment.is_of_these_facts, false) THEN NULL
            WHEN assessment.is_listed THEN 'listed'
            WHEN NOT assessment.is_serious AND NOT is_reported_serious THEN 'not serious'
            WHEN clock.kind = 'ind_fatal' AND assessment.is_serious AND NOT is_fatal_or_life_threatening AND NOT is_reported_serious
                THEN 'neither fatal nor life-threatening'
        END AS settled_as,
        coalesce(row_decision.is_answered, false) AS is_answered,
        coalesce(len(list_filter(
            submissions, lambda one: one.sent_on >= clock.day0_on AND one.recorded_at >= coalesce(started.received_at, clock.day0_at)
        )) > 0, row_decision.submitted_on >= clock.day0_on, false) AS is_met
    FROM (FROM signals.clock UNION ALL FROM signals.assessed_clock) AS clock
    LEFT JOIN signals.case AS reported ON reported.case_id = clock.case_id
    LEFT JOIN signals.case_assessment AS assessment ON assessment.case_id = clock.case_id
    LEFT JOIN signals.case_course AS started ON started.case_id = clock.case_id AND started.entry_id = clock.started_by
    LEFT JOIN signals.row_decision AS row_decision
        ON row_decision.source_file = clock.source_file AND row_decision.source_row = clock.source_row
),

stood AS (
    SELECT
        *,
        CASE
            WHEN settled_as IS NOT NULL THEN false
            WHEN is_due IS NOT NULL THEN is_due
            WHEN assessed_by IS NOT NULL AND is_held_serious AND is_held_unlisted
                AND (kind NOT LIKE 'ind%' OR is_held_suspected) THEN true
        END AS is_due_as_it_stands
    FROM judged
)

SELECT
    clock_id,
    subject,
    case_id,
    source_file,
    source_row,
    kind,
    title,
    started_by,
    day0_at,
    day0_zone,
    aware_party,
    day0_on,
    zone,
    due_on,
    is_due_as_it_stands AS is_due,
    CASE
        WHEN ended_at IS NOT NULL THEN 'ended'
        WHEN settled_as IS NOT NULL THEN 'settled'
        WHEN is_due_as_it_stands THEN 'due'
        ELSE 'possible'
    END AS state,
    ended_at,
    end_reason,
    why,
    source,
    CASE
        WHEN settled_as IS NOT NULL THEN 'assessed as ' || settled_as || ' by ' || assessed_by || ' on ' || in_words(CAST(assessed_at AS DATE))
        WHEN stood.is_due IS NULL AND is_due_as_it_stands
            THEN 'assessed as serious and not listed by ' || assessed_by || ' on ' || in_words(CAST(assessed_at AS DATE))
    END AS assessed_as,
    is_met,
    ended_at IS NULL AND settled_as IS NULL AND NOT is_met AND NOT is_answered AS is_running
FROM stood
