"""The command `vigil`: which commands there are, and how each ends.

What is heavy to import (DuckDB, pandas, scipy) is imported by the commands that need it, so that help and wrong use
are answered at once.
"""

import errno
import os
import sys

import typer

from flows.commands import access, nights, outputs, reading, serving, trying, users
from flows.commands.archive import archive, rebuild
from flows.commands.audit import audit
from flows.exit_codes import EXIT_CODES, FAILED, code_of
from flows.store import NoStore
from flows.terminal import errors

app = typer.Typer(
    help="Vigil watches the safety of ibalizumab: reports in, flags for review and rates against the trial out.",
    epilog=EXIT_CODES,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for command in (
    nights.demo,
    nights.night,
    nights.schedule,
    nights.remind,
    serving.serve,
    reading.query,
    reading.report,
    outputs.case,
    outputs.listing,
    outputs.pack,
    trying.replay,
    rebuild,
    reading.inbox,
    access.access,
    trying.grade,
    trying.simulate_monitoring,
):
    app.command()(command)
app.add_typer(users.app, name="user")
app.command(context_settings={"ignore_unknown_options": True})(trying.compare)
app.add_typer(audit, name="audit")
app.add_typer(archive, name="archive")


NO_SPACE = os.strerror(errno.ENOSPC)


def main() -> None:
    """Run the command; failures become one sentence on standard error and an exit code."""
    code = _run()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)  # without the interpreter's farewell: DuckDB's bindings fill it with notes when Prefect was loaded


def _run() -> int:
    try:
        app()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    except OSError as error:
        return _say(error if error.filename is None else f"{error.filename}: {error.strerror}.", FAILED)
    except (NoStore, ValueError, RuntimeError) as error:
        return _say(error, FAILED)
    except Exception as error:
        code = code_of(error)
        if code is None:
            raise
        return _say(error, code)
    return 0


def _say(error: BaseException | str, code: int) -> int:
    if NO_SPACE in str(error):
        error = f"{NO_SPACE}: free some, then run the same command again. Nothing was published, and nothing is lost."
    errors.print(f"vigil: {error}", markup=False, highlight=False, soft_wrap=True)
    return code
