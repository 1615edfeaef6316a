"""The real flow on a real local server: each delivery and each step is a task, and the artifacts are there."""

import pytest
from night.conftest import INFUSION, LAB

from flows.prefect_server import prefect_server
from flows.query import current_warehouse, read_only

pytestmark = pytest.mark.prefect


def test_the_flow_publishes_the_night_and_shows_every_delivery_and_step_as_a_task(store, drop):
    drop("infusion_1.csv", INFUSION)
    drop("lab_result_1.csv", LAB)
    with prefect_server(store):
        from prefect.client.orchestration import get_client

        from flows.nightly import nightly

        folder = nightly(store=str(store.root))
        with get_client(sync_client=True) as client:
            (flow_run,) = client.read_flow_runs()
            tasks = {run.name.rsplit("-", 1)[0]: run.state_name for run in client.read_task_runs()}
            artifacts = {artifact.key for artifact in client.read_artifacts()}
    assert flow_run.state_name == "Completed"
    assert set(tasks.values()) == {"Completed"}
    assert {
        "land infusion_1.csv",
        "land lab_result_1.csv",
        "load",
        "build",
        "compare",
        "check",
        "drill",
        "rebuild",
        "finish",
        "publish",
    } <= set(tasks)
    assert artifacts == {"row-account", "pages"}
    assert str(current_warehouse(store).parent) == folder
    with read_only(current_warehouse(store)) as con:
        flags = con.table("v1.flag").filter("rule = 'neutropenia'").select("rule, patient_id").fetchall()
        assert flags == [("neutropenia", "P1")]
        assert ("build", "done") in con.table("v1.step").select("step, outcome").fetchall()
