"""What earlier nights leave to the watch: the design of each path, the crossings they saw, and the words they said."""

from datetime import date
from pathlib import Path

import duckdb
import pandas as pd

from flows.monitoring_design import read_design
from flows.store import Store
from flows.tables import fill

PAIR = ["rule", "baseline_id"]
DESIGN = [*PAIR, "design_id"]


def load_history(con: duckdb.DuckDBPyConnection, store: Store, as_of: date) -> None:
    """`raw.monitoring_design`, `raw.earlier_crossing` and `raw.earlier_verdict`, from the newest night up to `as_of`.

    A path whose design changed is counted from this night on; its crossings under the earlier design stay on record.
    """
    designs, crossings, verdicts = _of_the_night_before(store, as_of)
    fill(con, "raw.monitoring_design", in_force(_designs_now(con), designs, as_of))
    fill(con, "raw.earlier_crossing", crossings)
    fill(con, "raw.earlier_verdict", verdicts)


def night_verdicts(earlier: pd.DataFrame, rates: pd.DataFrame, as_of: date, run_id: str) -> pd.DataFrame:
    """Rows of `signals.night_verdict`: what earlier nights said, and tonight's word on each watched rate.

    A day that is built again says its newest word; nights later than it, known to an earlier build, are not in it.
    """
    tonight = rates[rates["verdict"].notna()].assign(as_of=pd.Timestamp(as_of), run_id=run_id)
    before = earlier[pd.to_datetime(earlier["as_of"]) < pd.Timestamp(as_of)]
    columns = ["as_of", "rule", "baseline_id", "verdict", "e_value", "run_id"]
    return pd.concat([part[columns] for part in (before, tonight) if len(part)] or [tonight[columns]])


def in_force(now: pd.DataFrame, earlier: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Tonight's designs with the first day that counts: all of the data for what was never watched before.

    A design whose baseline is absent tonight is kept, so that its return under another design starts anew.
    """
    known = now.merge(earlier, on=PAIR, how="left", suffixes=("", "_earlier"))
    is_new = known["design_id_earlier"].isna()
    is_changed = ~is_new & (known["design_id_earlier"] != known["design_id"])
    days = pd.to_datetime(known["counted_from_on"]).mask(is_changed, pd.Timestamp(as_of))
    absent = earlier[~pd.MultiIndex.from_frame(earlier[PAIR]).isin(pd.MultiIndex.from_frame(now[PAIR]))]
    here = now.assign(counted_from_on=days.to_numpy())
    return pd.concat([here, absent[here.columns]], ignore_index=True) if len(absent) else here


def _designs_now(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    design = read_design(con)
    baselines = con.table("reference.trial_baseline").df()
    baselines = baselines[baselines["rule"].notna() & baselines["n_with_event"].notna()]
    declared = set(con.table("reference.predeclared_signal").select("rule", "baseline_id").fetchall())
    digests = [
        design.design_id(row.n_with_event, is_predeclared=(row.rule, row.baseline_id) in declared)
        for row in baselines.itertuples()
    ]
    return baselines.assign(design_id=digests)[DESIGN].reset_index(drop=True)


def _of_the_night_before(store: Store, as_of: date) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    warehouse = night_before(store, as_of)
    no_design = pd.DataFrame(columns=[*DESIGN, "counted_from_on"])
    if warehouse is None:
        return no_design, pd.DataFrame(), pd.DataFrame()
    with duckdb.connect(str(warehouse), read_only=True) as con:
        con.execute("SET TimeZone = 'UTC'")
        return (
            _table(con, "raw.monitoring_design", no_design),
            _table(con, "signals.crossing", pd.DataFrame()),
            _table(con, "signals.night_verdict", pd.DataFrame()),
        )


def _table(con: duckdb.DuckDBPyConnection, relation: str, without: pd.DataFrame) -> pd.DataFrame:
    """The rows of a relation; those of a night that was published before there was such a relation."""
    try:
        return con.table(relation).df()
    except duckdb.CatalogException:
        return without


def night_before(store: Store, as_of: date) -> Path | None:
    """Warehouse of the newest night published of this day or an earlier one; of nights built twice, the last one.

    A day that is built again starts from its own earlier build: what that one saw stays on record.
    """
    earlier = [path for path in store.night.glob("????-??-??*") if path.name[:10] <= as_of.isoformat()]
    return max(earlier, key=lambda path: path.name) / "warehouse.duckdb" if earlier else None


def night_of_an_earlier_day(store: Store, as_of: date) -> Path | None:
    """Warehouse of the newest night published of an earlier day: what a night is compared with, however often built."""
    earlier = [path for path in store.night.glob("????-??-??*") if path.name[:10] < as_of.isoformat()]
    return max(earlier, key=lambda path: path.name) / "warehouse.duckdb" if earlier else None
