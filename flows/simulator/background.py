"""What happens to anyone: the regimen, mild events away from the infusions, the description of the person."""

from datetime import date, datetime, time, timedelta

import numpy as np

from flows.simulator.chart import Chart, Row, add, instant, revise

NEW_REGIMENS = [
    ("dolutegravir", "darunavir", "ritonavir"),
    ("dolutegravir", "fostemsavir", "tenofovir alafenamide"),
    ("bictegravir", "emtricitabine", "tenofovir alafenamide"),
    ("etravirine", "maraviroc", "lamivudine"),
]
FAILED_REGIMENS = [("efavirenz", "emtricitabine"), ("raltegravir", "lamivudine"), ("abacavir", "lamivudine")]
CONCOMITANT = ["sulfamethoxazole and trimethoprim", "atorvastatin", "metformin", "ramipril", "ibuprofen"]
EVENTS = [
    # preferred term, words of the reporter, weight; none that a rule watches
    ("Oropharyngeal pain", "sore throat for some days", 3),
    ("Sinusitis", "blocked nose", 3),
    ("Dyspepsia", "heartburn in the morning", 2),
    ("Muscle spasms", "cramp in the calf", 2),
    ("Headache", "headache", 3),
    ("Fatigue", "tired", 3),
    ("Nasopharyngitis", "common cold", 4),
    ("Back pain", "lower back pain", 2),
    ("Insomnia", "sleeps badly", 2),
    ("Arthralgia", "légère douleur du genou", 1),
    ("", "sprained ankle playing football", 1),
]
EVENTS_PER_YEAR = 1.3
REPORTERS = ["physician", "physician", "other_professional", "pharmacist", "consumer"]
AWARE_PARTIES = ["safety desk", "medical information line", "field staff", "distribution partner"]


def write_description(chart: Chart, rng: np.random.Generator, **known: str) -> Row:
    """The patient record, reported at screening."""
    known = {"prior_opportunistic_disease": "", "has_gilbert_syndrome": "no", **known}
    return add(
        chart, "patient", datetime.combine(chart.visits[0].date(), time(16)),
        site_id=chart.site.sender_id,
        sex="F" if chart.is_female else "M",
        birth_year=str(chart.birth_year),
        treatment_experience="experienced" if rng.random() < 0.97 else "unknown",
        died_on="",
        **known,
    )  # fmt: skip


def write_medicines(chart: Chart, rng: np.random.Generator) -> None:
    """The failed regimen, the new background regimen a week or two after loading, and a few others."""
    begun = chart.background_started_on.isoformat()
    entered = datetime.combine(chart.background_started_on, time(15))
    fate = rng.random()
    for medicine in FAILED_REGIMENS[rng.integers(len(FAILED_REGIMENS))]:
        _oral(chart, entered, medicine, "antiretroviral", str(rng.integers(2012, 2022)), begun)
    if chart.pattern.is_treated:
        for medicine in NEW_REGIMENS[rng.integers(len(NEW_REGIMENS))]:
            _oral(chart, entered, medicine, "antiretroviral", begun)
    if fate < 0.4:
        _oral(chart, entered, CONCOMITANT[rng.integers(len(CONCOMITANT))], "concomitant", "2024-03")


def _oral(chart: Chart, entered: datetime, medicine: str, role: str, started: str, ended: str = "") -> None:
    indication = "HIV-1 infection" if role == "antiretroviral" else ""
    add(
        chart, "medication", entered,
        medicine=medicine, role=role, route="oral", started_at=started, ended_at=ended, indication=indication,
    )  # fmt: skip


def write_events(chart: Chart, rng: np.random.Generator, last_day: date) -> None:
    """Mild events, each three to eleven days after a dose; some are closed by a second version."""
    if not chart.doses:
        return
    years = (min(last_day, chart.doses[-1].started.date()) - chart.first_dose_on).days / 365
    weights = np.array([weight for _, _, weight in EVENTS], dtype=float)
    for _ in range(rng.poisson(EVENTS_PER_YEAR * years)):
        preferred_term, words, _ = EVENTS[rng.choice(len(EVENTS), p=weights / weights.sum())]
        dose = chart.doses[rng.integers(len(chart.doses))]
        on = dose.started.date() + timedelta(days=int(rng.integers(3, 12)))
        row = write_event(chart, on, preferred_term, words, severity_grade=str(rng.integers(1, 3)))
        if rng.random() < 0.4:
            ended = (on + timedelta(days=6)).isoformat()
            row.fields["outcome"] = "not_recovered"
            revise(chart, "adverse_event", row, 9, status="final", outcome="recovered", ended_at=ended)
    if rng.random() < 0.15:
        write_event(chart, chart.first_dose_on, "Depression", "low mood", started_at="2023-05")


def write_event(chart: Chart, on: date | datetime, preferred_term: str, words: str, **known: str) -> Row:
    """One adverse event with onset on a day or at a local time; a mild one, unless told otherwise."""
    day = on.date() if isinstance(on, datetime) else on
    told = len(chart.rows.get("adverse_event", [])) + chart.number
    usual = {
        "started_at": instant(chart, on) if isinstance(on, datetime) else on.isoformat(),
        "ended_at": "",
        "severity_grade": "1",
        "is_serious": "no",
        "seriousness": "",
        "outcome": "recovered",
        "action_taken": "none",
        "reported_causality": "possible",
        "first_aware_at": instant(chart, datetime.combine(day, time(9 + told % 8)) + timedelta(days=1)),
        "aware_party": AWARE_PARTIES[told % len(AWARE_PARTIES)],
        "reporter": REPORTERS[told % len(REPORTERS)],
        "is_ind_study": "no",
    }
    return add(
        chart, "adverse_event", datetime.combine(day, time(18)) + timedelta(days=1),
        site_id=chart.site.sender_id, verbatim_term=words, preferred_term=preferred_term,
        **{**usual, **known},
    )  # fmt: skip
