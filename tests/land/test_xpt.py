"""SDTM transport files: what each domain becomes, what is refused, and what is never read as something it is not."""

from collections.abc import Callable

import pandas as pd
import pyreadstat
import pytest

from flows.readers import Refused
from flows.readers.transport import transported
from tests.land.conftest import rules

DOSE = {"EXTRT": "IBALIZUMAB", "EXDOSE": 2000.0, "EXDOSU": "mg", "EXSTDTC": "2026-03-01T09:30", "EXENDTC": "2026-03-01"}
RESULT = {
    "LBTESTCD": "NEUT", "LBTEST": "Neutrophils", "LBORRES": "2.4", "LBORRESU": "10^9/L", "LBORNRLO": "1.8",
    "LBORNRHI": "7.7", "LBDTC": "2026-03-01T08:50",
}  # fmt: skip


@pytest.fixture
def transport(tmp_path) -> Callable[..., bytes]:
    """`transport("LB", {…}, {…})`: the bytes of a transport file with these records of a domain, numbered from 1."""

    def packed(code: str, *records: dict, **options) -> bytes:
        own = [{"STUDYID": "TMB-9", "DOMAIN": code, "USUBJID": "TMB-9-P1"} for _ in records]
        if code != "DM":
            own = [{**keys, f"{code}SEQ": float(number)} for number, keys in enumerate(own, start=1)]
        frame = pd.DataFrame([{**keys, **record} for keys, record in zip(own, records, strict=True)])
        path = tmp_path / f"{code}.xpt"
        pyreadstat.write_xport(frame, str(path), table_name=code, file_format_version=5, **options)
        return path.read_bytes()

    return packed


@pytest.fixture
def read(transport, drop, landed, raw):
    """`read("LB", {…})`: the raw rows that landing makes of the records."""
    feeds = {"DM": "patient", "EX": "infusion", "VS": "vital_sign", "AE": "adverse_event", "CM": "medication"}

    def rows(code: str, *records: dict) -> list[dict]:
        drop(f"{code.lower()}.xpt", transport(code, *records))
        (file,) = landed()
        assert file.refused_reason is None
        return raw(feeds.get(code, "lab_result"))

    return rows


def test_a_laboratory_result_keeps_its_words_its_limits_and_its_day(read):
    (row,) = read("LB", RESULT)
    assert rules(row) == []
    assert (row["sender_id"], row["record_id"], row["patient_id"]) == ("TMB-9", "TMB-9-P1-LB-1", "TMB-9-P1")
    assert (row["analyte"], row["value"], row["unit"]) == ("Neutrophils", "2.4", "10^9/L")
    assert (row["lower_limit"], row["upper_limit"], row["collected_at"]) == ("1.8", "7.7", "2026-03-01T08:50")
    assert row["source_row"] == 2
    assert '"lbtestcd":"NEUT"' in row["other_columns"]


@pytest.mark.parametrize(
    ("about", "analyte"),
    [
        ({"LBSPEC": "SERUM"}, "Creatinine"),
        ({"LBSPEC": "SERUM OR PLASMA"}, "Creatinine"),
        ({"LBSPEC": "BLOOD, ARTERIAL"}, "Creatinine"),
        ({"LBSPEC": "", "LBCAT": "CHEMISTRY"}, "Creatinine"),
        ({"LBSPEC": "URINE"}, "Creatinine (URINE)"),
        ({"LBSPEC": "CEREBROSPINAL FLUID", "LBCAT": "CHEMISTRY"}, "Creatinine (CEREBROSPINAL FLUID)"),
        ({"LBCAT": "URINALYSIS"}, "Creatinine (URINE)"),
        ({"LBSPEC": "SERUM", "LBCAT": "URINALYSIS"}, "Creatinine"),
    ],
)
def test_a_result_of_another_specimen_is_not_read_as_one_of_the_blood(read, about, analyte):
    (row,) = read("LB", {**RESULT, "LBTEST": "Creatinine", **about})
    assert row["analyte"] == analyte


@pytest.mark.parametrize(
    ("code", "record", "name"),
    [
        ("LB", {**RESULT, "LBORRES": "", "LBSTAT": "NOT DONE"}, "LBSTAT"),
        ("VS", {"VSTESTCD": "SYSBP", "VSORRES": "", "VSSTAT": "NOT DONE", "VSDTC": "2026-03-01"}, "VSSTAT"),
        ("CM", {"CMTRT": "rifampicin", "CMOCCUR": "N", "CMSTDTC": "2026-03-01"}, "CMOCCUR"),
        ("EX", {**DOSE, "EXOCCUR": "N"}, "EXOCCUR"),
    ],
)
def test_what_did_not_happen_is_not_taken_for_a_record_of_it(read, code, record, name):
    (row,) = read(code, record)
    assert rules(row) == [("line", f"is of something that did not happen, by {name}")]


def test_a_record_of_an_infusion_is_one_administration(read):
    one, overnight, course = read(
        "EX",
        DOSE,
        {**DOSE, "EXSTDTC": "2026-03-15T23:50", "EXENDTC": "2026-03-16T00:20"},
        {**DOSE, "EXENDTC": "2026-08-16"},
    )
    assert rules(one) == rules(overnight) == []
    assert (one["started_at"], one["dose_mg"]) == ("2026-03-01T09:30", "2000")
    assert rules(course) == [
        ("line", "covers several days by EXSTDTC and EXENDTC; send a record for each administration")
    ]


def test_a_dose_of_another_medicine_or_unit_is_no_dose_of_ibalizumab(read):
    other, grams, missing = read("EX", {**DOSE, "EXTRT": "PLACEBO"}, {**DOSE, "EXDOSU": "g"}, {**DOSE, "EXDOSU": ""})
    assert rules(other) == [("line", "is of another treatment than ibalizumab, by EXTRT")]
    assert (grams["dose_mg"], missing["dose_mg"]) == ("2000 g", "2000 (unit missing)")
    assert [column for column, _ in rules(grams) + rules(missing)] == ["dose_mg", "dose_mg"]


@pytest.mark.parametrize(
    ("record", "birth_year"),
    [
        ({"BRTHDTC": "1974-05"}, "1974"),
        ({"BRTHDTC": "--05-11"}, None),
        ({"AGE": 50.0, "AGEU": "YEARS", "RFSTDTC": "2026-03-01"}, "1976"),
        ({"AGE": 50.0, "AGEU": "YEARS", "RFSTDTC": "", "DMDTC": "2025-12-20"}, "1975"),
        ({"AGE": 50.0, "AGEU": "MONTHS", "RFSTDTC": "2026-03-01"}, None),
        ({"AGE": 50.0, "AGEU": "YEARS", "RFSTDTC": ""}, None),
    ],
)
def test_the_year_of_birth_is_told_or_counted_back_from_the_age(read, record, birth_year):
    (row,) = read("DM", {"SEX": "INTERSEX", **record})
    assert (row["birth_year"], row["sex"], row["record_id"]) == (birth_year, "unknown", "TMB-9-P1-DM")


def test_an_event_keeps_every_word_that_the_format_has(read):
    (row,) = read("AE", {
        "AETERM": "Itch", "AEDECOD": "Pruritus", "AESTDTC": "2026-03", "AEENDTC": "", "AESEV": "MODERATE", "AETOXGR": "",
        "AESER": "Y", "AESHOSP": "Y", "AESLIFE": "Y", "AESDTH": "N", "AEOUT": "RECOVERING/RESOLVING",
        "AEACN": "DOSE REDUCED", "AEREL": "REMOTE", "AEDTC": "2026-03-09",
    })  # fmt: skip
    assert rules(row) == []
    assert (row["severity_grade"], row["is_serious"], row["outcome"]) == ("2", "yes", "recovering")
    assert (row["action_taken"], row["reported_causality"]) == ("unknown", "unlikely")
    assert (row["seriousness"], row["reported_at"]) == ("life_threatening;hospitalisation", "2026-03-09")


@pytest.mark.parametrize(
    ("word", "route"), [("ORAL", "oral"), ("INTRAVENOUS DRIP", "intravenous"), ("DENTAL", "other"), ("", None)]
)
def test_every_route_of_a_medicine_has_a_word(read, word, route):
    (row,) = read("CM", {"CMTRT": "lidocaine", "CMROUTE": word, "CMSTDTC": "2026-03-01"})
    assert (row["route"], rules(row)) == (route, [])


def test_a_record_without_its_number_takes_no_place_of_another(read):
    rows = read("LB", {**RESULT, "LBSEQ": float("nan")}, {**RESULT, "LBSEQ": float("nan")}, RESULT)
    assert [row["record_id"] for row in rows] == [None, None, "TMB-9-P1-LB-3"]
    assert [[column for column, _ in rules(row)] for row in rows] == [["record_id"], ["record_id"], []]


def refusal(path, content: bytes) -> str:
    path.write_bytes(content)
    with pytest.raises(Refused) as raised:
        transported(path)
    return str(raised.value)


def test_a_file_with_two_data_sets_is_refused_as_the_second_would_be_read_as_the_first(transport, tmp_path):
    whole = transport("LB", RESULT)
    second = whole[whole.index(b"HEADER RECORD*******MEMBER") :]
    assert refusal(tmp_path / "two.xpt", whole + second) == "holds 2 data sets. Send one domain a file."


def test_a_file_that_is_cut_off_is_refused(transport, tmp_path):
    assert "is cut off" in refusal(tmp_path / "cut.xpt", transport("LB", RESULT)[:-13])


def test_an_empty_file_is_no_transport_file(tmp_path):
    assert "not a SAS transport file" in refusal(tmp_path / "empty.xpt", b"")


def test_text_of_windows_is_read_where_it_is_not_unicode(transport, tmp_path):
    path = tmp_path / "windows.xpt"
    path.write_bytes(
        transport("LB", {**RESULT, "LBTEST": "Harnsaure__"}).replace(b"Harnsaure__", "Harnsäure  ".encode("cp1252"))
    )
    text, name = transported(path)
    assert (text["LBTEST"].tolist(), name) == (["Harnsäure"], "LB")


def test_another_domain_is_refused_by_its_name(transport, drop, landed):
    drop("mh.xpt", transport("MH", {"MHTERM": "Gilbert syndrome"}))
    assert landed()[0].refused_reason == "The file is not one of the SDTM domains DM, EX, VS, AE, CM, LB, but MH."


def test_a_domain_without_numbers_is_refused_as_its_records_would_replace_each_other(drop, landed, tmp_path):
    frame = pd.DataFrame([{"STUDYID": "TMB-9", "DOMAIN": "LB", "USUBJID": "P1", **RESULT}] * 2)
    pyreadstat.write_xport(frame, str(tmp_path / "lb.xpt"), table_name="LB", file_format_version=5)
    drop("lb.xpt", (tmp_path / "lb.xpt").read_bytes())
    assert landed()[0].refused_reason.startswith("The file has no variable LBSEQ")
