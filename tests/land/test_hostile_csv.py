"""Broken, odd and hostile CSV: one bad row never costs its neighbours, and both paths read a clean file alike."""

import csv as standard_csv
import gzip
import io
import tempfile
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from land.conftest import LAB_HEADER, lab_file, lab_line, rules

from flows.readers import reading, unpack
from flows.readers.csv import plain_part
from flows.readers.csv_lines import MAX_RECORD_LINES, TOO_LONG, careful_part, careful_rows
from flows.readers.csv_survey import plain_slices, runs_of_lines

BROKEN_LINES = {
    "too few fields": (b"LAB-1,L2,2026-03-02", "has 3 fields where the header has 8"),
    "too many fields": (lab_line(2).encode() + b",1,2", "has 10 fields where the header has 8"),
    "unclosed quote": (lab_line(2).encode().replace(b"neutro", b'"neutro'), "has a quote that is not closed"),
    "text behind a quote": (lab_line(2).encode().replace(b"neutrophils", b'"neutro"phils'), "has text behind a closing quote"),
    "NUL": (lab_line(2).encode().replace(b"neutro", b"neu\0tro"), "holds a NUL character"),
    "not UTF-8": (lab_line(2).encode().replace(b"neutro", b"neutr\xf6"), "is not in UTF-8"),
    "control-Z": (b"\x1a", "has 1 fields where the header has 8"),
    "a quote alone": (b'"', "has a quote that is not closed"),
}  # fmt: skip


@pytest.mark.parametrize("kind", BROKEN_LINES)
@pytest.mark.parametrize("place", ["first", "middle", "last"])
def test_a_broken_line_is_kept_whole_and_costs_no_other(drop, landed, raw, kind, place):
    broken, rule = BROKEN_LINES[kind]
    good = [lab_line(1).encode(), lab_line(3).encode(), lab_line(4).encode()]
    position = {"first": 0, "middle": 1, "last": 3}[place]
    lines = [*good[:position], broken, *good[position:]]
    drop("lab_result_1.csv", b"\n".join([LAB_HEADER.encode(), *lines, b""]))
    landed()
    rows = raw("lab_result")
    assert [row["record_id"] for row in rows if not row["defects"]] == ["L1", "L3", "L4"]
    (bad,) = [row for row in rows if row["defects"]]
    assert rules(bad) == [("line", rule)]
    assert bad["source_row"] == position + 2
    assert bad["raw_text"] == broken.decode(errors="backslashreplace")
    assert bad["record_id"] is None


def test_many_broken_lines_cost_nothing_else(drop, landed, raw):
    broken = [text for text, _ in BROKEN_LINES.values()] * 3
    lines = [line for n, text in enumerate(broken) for line in (lab_line(n).encode(), text)]
    drop("lab_result_1.csv", b"\n".join([LAB_HEADER.encode(), *lines, b""]))
    landed()
    rows = raw("lab_result")
    assert len(rows) == len(lines)
    assert [row["record_id"] for row in rows if not row["defects"]] == [f"L{n}" for n in range(len(broken))]
    assert [row["source_row"] for row in rows] == list(range(2, len(lines) + 2))


def test_a_cell_may_hold_line_ends_and_the_row_is_the_line_where_it_begins(drop, landed, raw):
    lines = [lab_line(1).replace("neutrophils", '"neutro\nphils, ""abs"""'), lab_line(2)]
    drop("lab_result_1.csv", lab_file(*lines))
    landed()
    first, second = raw("lab_result")
    assert first["analyte"] == 'neutro\nphils, "abs"'
    assert (first["source_row"], second["source_row"]) == (2, 4)


def test_blank_lines_are_no_rows_but_are_counted(drop, landed, raw):
    drop("lab_result_1.csv", lab_file(lab_line(1), "", "  ", lab_line(2), ""))
    landed()
    assert [row["source_row"] for row in raw("lab_result")] == [2, 5]


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_line_ends_of_windows_and_a_missing_last_one_are_read(drop, landed, raw, ending):
    drop("lab_result_1.csv", ending.join([LAB_HEADER, lab_line(1), lab_line(2)]))
    landed()
    assert [(row["record_id"], row["unit"]) for row in raw("lab_result")] == [
        ("L1", "10*9/L"),
        ("L2", "10*9/L"),
    ]


def test_mixed_line_ends_are_read(drop, landed, raw):
    drop("lab_result_1.csv", f"{LAB_HEADER}\r\n{lab_line(1)}\n{lab_line(2)}\r\n")
    landed()
    assert [row["unit"] for row in raw("lab_result")] == ["10*9/L", "10*9/L"]


def test_a_very_long_line_is_cut_and_costs_no_other(drop, landed, raw, monkeypatch):
    for module in ("reading", "csv", "csv_lines"):
        monkeypatch.setattr(f"flows.readers.{module}.MAX_LINE_BYTES", 200)
    drop("lab_result_1.csv", lab_file(lab_line(1), lab_line(2, value="9" * 1000), lab_line(3)))
    landed()
    first, long, third = raw("lab_result")
    assert (first["record_id"], long["record_id"], third["record_id"]) == ("L1", None, "L3")
    assert rules(long) == [("line", TOO_LONG)]
    assert long["raw_text"] == lab_line(2, value="9" * 1000)[:200]


def test_a_quote_that_is_never_closed_is_looked_for_within_bounds():
    lines = "".join(f"{n},x\n" for n in range(3 * MAX_RECORD_LINES))
    rows = _careful(f'a,b\n1,"x\n{lines}'.encode())
    assert len(rows) == 3 * MAX_RECORD_LINES + 1
    assert [row.rule for row in rows].count(None) == 3 * MAX_RECORD_LINES


def test_a_packed_file_is_read(drop, landed, raw):
    drop("lab_result_1.csv.gz", gzip.compress(lab_file(lab_line(1)).encode()))
    assert landed()[0].n_rows == 1
    assert raw("lab_result")[0]["record_id"] == "L1"


def test_a_file_that_unpacks_without_end_is_refused(tmp_path):
    packed = tmp_path / "bomb.gz"
    packed.write_bytes(gzip.compress(b"0" * 1_000_000))
    with pytest.raises(reading.Refused, match="holds more than 999,999 bytes"):
        unpack.unpack_gzip(packed, tmp_path / "unpacked", 999_999)
    assert unpack.unpack_gzip(packed, tmp_path / "unpacked", 1_000_000).stat().st_size == 1_000_000


def test_a_file_that_is_too_large_is_refused_and_kept(store, drop, landed, monkeypatch):
    monkeypatch.setattr("flows.readers.MAX_FILE_BYTES", 100)
    drop("lab_result_1.csv", lab_file(lab_line(1)))
    assert "more than 100 bytes" in landed()[0].refused_reason
    assert len(list(store.archive.glob("*.csv"))) == 1


def _careful(content: bytes, n_columns: int = 2) -> list:
    with tempfile.NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        return list(careful_rows(Path(file.name), ",", n_columns))


def _both_paths(folder: Path, content: bytes, n_columns: int) -> tuple[list | None, list]:
    """The rows as the fast path reads them (None where it must not or cannot), and as the careful path does."""
    path = folder / "file.csv"
    path.write_bytes(content)
    with duckdb.connect() as con:
        careful = careful_part(path, ",", n_columns)(con, folder).order("source_row").fetchall()
        slices = plain_slices(path, 1)
        if not slices:
            return None, careful
        try:
            fast = plain_part(path, ",", n_columns, slices[0])(con, folder).order("source_row").fetchall()
        except duckdb.Error:
            return None, careful
    fast = [(*row[:n_columns], None, None, row[n_columns]) for row in fast]
    return (fast if len(fast) == slices[0].n_rows else None), careful


CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r\n"), max_size=6)


@given(
    rows=st.lists(st.tuples(CELL, CELL, CELL), max_size=6),
    quote_all=st.booleans(),
    ending=st.sampled_from(["\n", "\r\n"]),
)
@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
def test_both_paths_read_a_well_made_file_alike(tmp_path, rows, quote_all, ending):
    text = io.StringIO(newline="")
    quoting = standard_csv.QUOTE_ALL if quote_all else standard_csv.QUOTE_MINIMAL
    standard_csv.writer(text, lineterminator=ending, quoting=quoting).writerows([("a", "b", "c"), *rows])
    fast, careful = _both_paths(tmp_path, text.getvalue().encode(), 3)
    expected = [(*(cell or None for cell in row), None, None, n) for n, row in enumerate(rows, start=2)]
    assert careful == expected
    assert fast in (None, expected)


@given(
    soup=st.lists(
        st.sampled_from(
            [
                b'"',
                b",",
                b"\n",
                b"\r\n",
                b"\r",
                b" ",
                b"x",
                b"\t",
                b"yz",
                b'""',
                b"\xc3\xa9",
                b"\xff",
                b"\0",
                b"#",
            ]
        ),
        max_size=30,
    )
)
@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_the_fast_path_accepts_the_careful_path_reads_alike(tmp_path, soup):
    fast, careful = _both_paths(tmp_path, b"a,b\n" + b"".join(soup), 2)
    assert fast in (None, careful)


@given(data=st.data(), n=st.integers(2, 12))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_careful_path_accounts_for_every_line(data, n):
    good = [f"{number},g" for number in range(n)]
    lines = [
        data.draw(st.sampled_from([text, '1,"x', "1", '"a"b,c', "1,2,3"])) if data.draw(st.booleans()) else text
        for text in good
    ]
    rows = _careful(("a,b\n" + "".join(f"{line}\n" for line in lines)).encode())
    assert [row.source_row for row in rows] == list(range(2, n + 2))
    assert [row.cells for row in rows if row.rule is None] == [line.split(",") for line in lines if line in good]


@pytest.mark.parametrize("n_slices", [1, 2, 3])
def test_slices_are_whole_lines_and_rows_keep_their_numbers(tmp_path, monkeypatch, n_slices):
    monkeypatch.setattr("flows.readers.csv_survey.BLOCK", 50)
    path = tmp_path / "file.csv"
    path.write_text("a,b\n" + "".join(f"{n},é{n}\n" for n in range(2, 200)))
    slices = plain_slices(path, n_slices)
    assert len(slices) == n_slices
    assert sum(piece.n_rows for piece in slices) == 198
    with duckdb.connect() as con:
        rows = [row for piece in slices for row in plain_part(path, ",", 2, piece)(con, tmp_path).fetchall()]
    assert [(row[0], row[1], row[2]) for row in rows] == [(str(n), f"é{n}", n) for n in range(2, 200)]


def test_a_large_file_lands_in_slices(drop, landed, raw, monkeypatch):
    monkeypatch.setattr("flows.readers.csv.SPLIT_BYTES", 100)
    monkeypatch.setattr("flows.readers.csv_survey.BLOCK", 300)
    drop("lab_result_1.csv", lab_file(*[lab_line(n) for n in range(2, 60)]))
    landed()
    assert [(row["record_id"], row["source_row"]) for row in raw("lab_result")] == [(f"L{n}", n) for n in range(2, 60)]


FAULTS = [
    "1",
    "1,2,3",
    '"a"b,c',
    '1,"x',
    'é,"y',
    '1,"a\nb"',
    '"a\n\nb\n",2',
    "",
    "é\x00,1",
    "x\ry,1",
    '1, "x"',
    "1,2,,",
]


@given(
    lines=st.lists(st.one_of(st.just("é,2"), st.just('"a,b",2'), st.sampled_from(FAULTS)), max_size=40),
    block=st.integers(1, 40),
)
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_runs_of_plain_lines_and_stretches_of_others_read_as_the_whole_does(tmp_path, lines, block):
    path = tmp_path / "file.csv"
    path.write_bytes("\n".join(["a,b", *lines]).encode())
    with pytest.MonkeyPatch.context() as patch, duckdb.connect() as con:
        patch.setattr("flows.readers.csv_survey.RUN_BLOCK", block)
        runs = runs_of_lines(path, ",", 2)
        assert [run.start for run in runs] == [0, *(run.end for run in runs[:-1])]
        assert runs[-1].end == path.stat().st_size
        rows = []
        for run in runs:
            names = "c0, c1, line_rule, raw_text, source_row"
            part = (plain_part if run.is_plain else careful_part)(path, ",", 2, run)
            rows += part(con, tmp_path).select(names).order("source_row").fetchall()
        assert rows == careful_part(path, ",", 2)(con, tmp_path).select(names).order("source_row").fetchall()


def test_one_broken_line_leaves_the_rest_to_the_fast_path(tmp_path):
    path = tmp_path / "file.csv"
    path.write_text("a,b\n" + "".join("1,2\n" if n != 500_000 else "broken\n" for n in range(1_000_000)))
    runs = runs_of_lines(path, ",", 2)
    assert sum(run.n_lines for run in runs if run.is_plain) > 700_000
    assert len(runs) <= 4


def test_a_record_across_the_middle_of_a_large_file_is_whole(drop, landed, raw, monkeypatch):
    monkeypatch.setattr("flows.readers.csv.SPLIT_BYTES", 100)
    monkeypatch.setattr("flows.readers.csv_survey.BLOCK", 100)
    lines = [lab_line(n).replace("neutrophils", '"neutro\n\nphils"') for n in range(30)]
    drop("lab_result_1.csv", lab_file(*lines))
    landed()
    assert [row["analyte"] for row in raw("lab_result")] == ["neutro\n\nphils"] * 30
