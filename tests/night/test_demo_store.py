"""A demonstration never empties a real store."""

import pytest
from typer.testing import CliRunner

from flows.cli import app
from flows.demo import MARKER, may_be_emptied


@pytest.mark.parametrize(
    ("content", "expected"), [([], True), ([MARKER], True), (["archive"], False), (["notes.txt"], False)]
)
def test_only_a_new_folder_or_an_earlier_demonstration_is_emptied(tmp_path, content, expected):
    for name in content:
        (tmp_path / name).write_text("{}")
    assert may_be_emptied(tmp_path) is expected
    assert may_be_emptied(tmp_path / "missing")


def test_the_command_leaves_a_real_store_alone_and_says_so(store):
    (store.archive / "kept.csv").write_text("kept")
    said = CliRunner().invoke(app, ["demo", "--store", str(store.root)])
    assert said.exit_code == 2
    assert "Name another folder" in said.output
    assert (store.archive / "kept.csv").read_text() == "kept"
