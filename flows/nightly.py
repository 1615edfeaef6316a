"""The night as a Prefect flow: each delivery and each step is a task; a table and a link are its artifacts.

Prefect schedules and shows; the record that counts is Vigil's own (`v1.step`).
"""

from datetime import date
from typing import Any

from prefect import flow, get_run_logger, task
from prefect.artifacts import create_link_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.schedules import Cron

from flows.night import PublishedNight, run_night
from flows.query import read_only
from flows.store import open_store

RETRIES = 2
RETRY_AFTER_SECONDS = 30


@flow(name="vigil-night", flow_run_name="night-{as_of}", validate_parameters=False)
def nightly(
    store: str | None = None,
    as_of: date | str | None = None,
    backfill: bool = False,
    exercise: bool | None = None,
) -> str:
    """One night. Returns the folder that was published; what drill and rebuild found wrong is logged as an error."""
    day = date.fromisoformat(as_of) if isinstance(as_of, str) else as_of
    night = run_night(open_store(store), day, backfill=backfill, exercise=exercise, perform=as_task)
    for fault in night.faults:
        get_run_logger().error(fault)
    publish_artifacts(night)
    return str(night.folder)


def as_task(name: str, function: Any, *arguments: Any) -> Any:
    """Run one step as a Prefect task. Only a fault of the disk or the network is worth a retry."""
    return task(
        function,
        name=name,
        retries=RETRIES,
        retry_delay_seconds=RETRY_AFTER_SECONDS,
        retry_condition_fn=_is_passing_fault,
        cache_policy=NO_CACHE,
        persist_result=False,
    )(*arguments)


def _is_passing_fault(_task: Any, _run: Any, state: Any) -> bool:
    return isinstance(state.result(raise_on_failure=False), OSError)


def publish_artifacts(night: PublishedNight) -> None:
    """The account of rows as a table, and the link to the night's pages."""
    with read_only(night.folder / "warehouse.duckdb") as con:
        account = con.table("v1.row_account").df().to_dict("list")
    create_table_artifact(table=account, key="row-account", description=f"Rows of the night of {night.as_of}")
    create_link_artifact(
        link=(night.folder / "site" / "index.html").as_uri(),
        key="pages",
        description=f"Pages of {night.as_of}",
    )


def serve_nightly(store: str, cron: str, timezone: str) -> None:
    """Serve the flow on its cron until interrupted."""
    nightly.serve(name="vigil-nightly", schedule=Cron(cron, timezone=timezone), parameters={"store": store})
