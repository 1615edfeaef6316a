"""Commands about the archive and past nights: is every file whole, and does a night come out of it as it was."""

from datetime import datetime
from typing import Annotated

import typer

from flows.exit_codes import FAULT_FOUND
from flows.store import open_store
from flows.terminal import StoreOption, errors, screen

archive = typer.Typer(help="The archive of deliveries: verify it.", no_args_is_help=True)


@archive.callback()
def _commands() -> None:
    """Keep `verify` a command of its own."""


@archive.command()
def verify(store: StoreOption = None) -> None:
    """Compare every archived file with its name, the SHA-256 of its bytes; exit code 4 when one differs or is gone."""
    from flows.archive_check import damaged_files

    with errors.status("Reading every file of the archive"):
        n_read, damaged = damaged_files(open_store(store, must_exist=True))
    for file in damaged:
        errors.print(f"{file}.", markup=False, highlight=False, soft_wrap=True)
    if damaged:
        errors.print(f"{len(damaged)} files are damaged: restore them from a copy of the archive.", highlight=False)
        raise typer.Exit(FAULT_FOUND)
    screen.print(f"{n_read:,} files read; each is what its name says.", highlight=False)


def rebuild(
    store: StoreOption = None,
    as_of: Annotated[
        datetime | None,
        typer.Option(
            "--as-of", formats=["%Y-%m-%d"], help="The night to build again (the newest).", show_default=False
        ),
    ] = None,
) -> None:
    """Build a published night again from the archive, with its own SQL, and compare it. Publishes nothing."""
    from flows.query import current_warehouse, warehouse_of
    from flows.rebuild import rebuild as run_rebuild
    from flows.run_record import one_night_at_a_time

    opened = open_store(store, must_exist=True)
    warehouse = warehouse_of(opened, as_of.date()) if as_of else current_warehouse(opened)
    if warehouse is None:
        raise typer.BadParameter("There is no published night of that day.", param_hint="--as-of")
    with errors.status("Building the night again"), one_night_at_a_time(opened):
        rebuilt = run_rebuild(opened, warehouse.parent)
    for difference in rebuilt.differences:
        screen.print(f"  {difference}", markup=False, highlight=False, soft_wrap=True)
    screen.print(rebuilt.finding, markup=False, highlight=False, soft_wrap=True)
    if rebuilt.is_wrong:
        raise typer.Exit(FAULT_FOUND)
