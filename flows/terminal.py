"""The terminal that the commands speak to, and the option that they share."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

screen = Console()
errors = Console(stderr=True)

StoreOption = Annotated[
    Path | None,
    typer.Option("--store", help="Folder of the store (VIGIL_STORE, else ./store).", show_default=False),
]
