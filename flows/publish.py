"""Last step: the finished night becomes the current one, in one atomic switch."""

import hashlib
import json
import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from dashboards.site import write_site
from flows.content_hash import content_hashes
from flows.load import BUILDING, Night
from flows.monitoring_history import night_of_an_earlier_day
from flows.rebuild import SCRATCH
from flows.run_record import steps
from flows.store import Store
from flows.tables import fill
from flows.warehouse import open_warehouse


def finish(night: Night) -> str:
    """Make the warehouse self-contained (nothing in it reads the raw files), then write its pages and manifest."""
    _close_warehouse(night)
    previous = night_of_an_earlier_day(night.store, night.as_of)
    pages = write_site(night.warehouse, night.folder / "site", previous=previous)
    _write_manifest(night)
    return f"{len(pages)} pages"


def finish_without_pages(night: Night) -> str:
    """As `finish`, but without pages: the server draws those of the night from its warehouse."""
    _close_warehouse(night)
    _write_manifest(night)
    return "no pages: vigil serve shows them"


def _close_warehouse(night: Night) -> None:
    with open_warehouse(night.warehouse) as con:
        fill(con, "raw.step", steps(night.store))
        fill(con, "raw.content_hash", content_hashes(con))
        _drop_views_over_files(con)
        con.execute("CHECKPOINT")


def _write_manifest(night: Night) -> None:
    (night.folder / "manifest.json").write_text(json.dumps(_manifest(night), indent=2) + "\n", encoding="utf-8")


def publish(night: Night) -> Path:
    """Rename the finished folder to its final name and switch `current` to it. Returns the final folder.

    A past night is kept beside the others; `current` never goes back to an earlier day.
    """
    if list(night.folder.glob("*.wal")):
        raise OSError(f"{night.warehouse} still has a write-ahead log: close every connection to it, then run again.")
    for path in night.folder.rglob("*"):
        if path.is_file():
            path.chmod(0o440)
            _sync(path)
    final = _free_name(night)
    os.rename(night.folder, final)
    _sync(final.parent)
    if not night.store.current.exists() or final.name >= night.store.current.resolve().name:
        link = night.store.root / f".current-{night.run_id}"
        link.symlink_to(Path("night") / final.name)
        os.replace(link, night.store.current)
        _sync(night.store.root)
    return final


def remove_leftovers(store: Store) -> None:
    """Remove what a night that was cut off left behind; all of it can be built again."""
    for folder in [*store.night.glob(f"{BUILDING}*"), *store.root.glob(f"{SCRATCH}*")]:
        shutil.rmtree(folder)
    for link in store.root.glob(".current-*"):
        link.unlink()


def _drop_views_over_files(con: duckdb.DuckDBPyConnection) -> None:
    views = con.execute(
        "SELECT schema_name, view_name FROM duckdb_views() WHERE schema_name IN ('raw', 'staging') AND NOT internal"
    ).fetchall()
    for layer, name in views:
        con.execute(f'DROP VIEW {layer}."{name}"')


def _manifest(night: Night) -> dict[str, object]:
    with duckdb.connect(str(night.warehouse), read_only=True) as con:
        con.execute("SET TimeZone = 'UTC'")
        facts = con.table("raw.night").df().astype(str).to_dict("records")[0]
        tables = con.execute("SELECT schema_name, table_name FROM duckdb_tables() ORDER BY ALL").fetchall()
        counts = {f"{layer}.{name}": con.table(f"{layer}.{name}").count("*").fetchall()[0][0] for layer, name in tables}
        chain = con.table("raw.decision_chain").df().to_dict("records")[0]
        inputs = [row[0] for row in con.table("raw.delivery").order("source_file").fetchall()]
        hashes = dict(con.table("raw.content_hash").select("relation, content_hash").fetchall())
        done = con.table("raw.step").df()
    own = done[(done["run_id"] == night.run_id) & (done["outcome"] == "done")]
    return {
        "night": facts,
        "published_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "duckdb": duckdb.__version__,
        "warehouse_sha256": _sha256(night.warehouse),
        "deliveries_sha256": inputs,
        "decision_head": {"number": int(chain["head_number"]), "sha256": chain["head_sha256"]},
        "rows": counts,
        "content_hash": hashes,
        "seconds": {str(step): float(seconds) for step, seconds in zip(own["step"], own["seconds"], strict=True)},
    }


def _free_name(night: Night) -> Path:
    first = night.store.night / night.as_of.isoformat()
    if not first.exists():
        return first
    numbers = [int(path.suffix[1:]) for path in night.store.night.glob(f"{first.name}.*") if path.suffix[1:].isdigit()]
    return first.with_name(f"{first.name}.{max(numbers, default=1) + 1:03d}")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
