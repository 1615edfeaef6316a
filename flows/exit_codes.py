"""How the commands end: a number that a scheduler can act on, and which failure it stands for."""

NOT_PUBLISHED = 1
FAILED = 3
FAULT_FOUND = 4
BUSY = 75
EXIT_CODES = (
    "Exit codes: 0 done; 1 a check found something, nothing was published and the last night stays; "
    "2 wrong use; 3 failed, run again after mending; 4 done, but the fire drill failed, a past night could not "
    "be built again as it was, or the archive is damaged; 75 another night is running."
)


def code_of(error: Exception) -> int | None:
    """The exit code of a failure that Vigil or DuckDB knows; None for any other."""
    import duckdb

    from flows.check import ChecksFailed
    from flows.query import NothingPublished
    from flows.reminder.remind import RemindersFailed
    from flows.run_record import NightAlreadyRunning
    from flows.warehouse import WarehouseError

    codes = {
        NightAlreadyRunning: BUSY, ChecksFailed: NOT_PUBLISHED,
        NothingPublished: FAILED, RemindersFailed: FAILED, WarehouseError: FAILED, duckdb.Error: FAILED,
    }  # fmt: skip
    return next((code for kind, code in codes.items() if isinstance(error, kind)), None)
