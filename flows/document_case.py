"""docs/case-json.md: the shape of `vigil case --json`, its columns described by the contracts."""

from collections.abc import Iterable

from dashboards.case_form.document import FORMAT, OF_A_CLOCK, OF_A_FLAG, OF_THE_CASE, OF_THE_NIGHT
from schemas.base import columns_of, comments_of
from schemas.catalogue import contract_of

HEAD = f"""# A case as JSON

Generated from the contracts by `make docs`; do not edit. `vigil case C-0123456789 --json` prints one case of a night:
UTF-8, keys in the order below, the same bytes for the same night. `null` is *not reported* or *cannot be judged*, never
*no*. Days are `2026-03-01`, instants ISO 8601 in UTC. `format` is `{FORMAT}`; keys may be added under it, none is taken
away or changes its meaning.

| key | holds |
|---|---|
| `format` | `{FORMAT}` |
| `statement` | That the record is for review and judges no cause |
| `night` | Which night tells it |
| `case` | The case |
| `seriousness` | `is_serious`, and the criteria met as `letters`: D, LT, H, DIS, CA, ME |
| `listedness` | `is_listed` by the US label of the day of onset, with `label_version`, `is_edition_verified`, `why` |
| `causality` | `as_reported`; apart from it `as_suggested` by the rules, a list of `flag_id`, `who_umc`, `why` |
| `assessment` | The company's newest assessment, beside what was reported and in the words of the form; `null`: none |
| `reports` | Every version of every report, withdrawn and superseded ones too, in order |
| `flags` | Every flag, for review |
| `clocks` | Every clock that runs or ran |
| `form` | The four parts of the form, each a list of `box`, `title`, `answers`; no answer is *not reported* |
| `narrative` | A draft: sentences |

A sentence or an answer is `text` and `sources`; a source is `relation`, `file_name`, `row` (the header of the delivery
is row 1), the last two `null` where the night computed it.

A report is `version_id`, `event_id`, `disposition` (in_force, superseded or withdrawn), `normalised` (columns of
`clinical.report_version` and its listedness), `delivered` (every column of the row as text, as it was sent) and
`evidence`: `file_name`, `source_file` (SHA-256 of the delivery), `source_row`. The `evidence` of a flag is a list of
`feed`, the same three, `relation`, and `fact`: the clinical fact that the row became.
"""


def case_json_page() -> str:
    """The page as Markdown."""
    parts = [
        HEAD,
        _columns("night", "raw.night", OF_THE_NIGHT),
        _columns("case", "signals.case", OF_THE_CASE),
        _columns("a flag", "signals.flag", OF_A_FLAG, "signals.flag_label", "signals.causality", "reference.rule"),
        _columns("a clock", "marts.clock", OF_A_CLOCK),
    ]
    return "\n".join(parts)


def _columns(what: str, relation: str, names: Iterable[str], *others: str) -> str:
    known = {"listedness_why": ("VARCHAR", "Why the label lists it or not, in words")}
    for one in (*reversed(others), relation):
        contract = contract_of(one)
        if contract is not None:
            meanings = comments_of(contract)
            known |= {name: (type_, meanings[name]) for name, type_ in columns_of(contract).items()}
    lines = [f"## Keys of {what}", "", "| key | type | meaning |", "|---|---|---|"]
    lines += [f"| `{name}` | {' | '.join(known[name])} |" for name in names]
    return "\n".join(lines) + "\n"
