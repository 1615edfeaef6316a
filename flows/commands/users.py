"""Who may sign in to the dashboards."""

import getpass
import sys
from pathlib import Path
from typing import Annotated

import typer

from flows.commands.serving import UsersOption
from flows.store import open_store
from flows.terminal import StoreOption, screen

app = typer.Typer(help="Add, list and remove those who sign in to the dashboards.", no_args_is_help=True)
NameArgument = Annotated[str, typer.Argument(help="Name to sign in with.")]


@app.command()
def add(
    name: NameArgument,
    role: Annotated[list[str], typer.Option(help="viewer, reviewer or analyst; give it twice for two roles.")],
    store: StoreOption = None,
    users: UsersOption = None,
) -> None:
    """Add a user. The password is asked for twice; where no terminal is, it is the first line of standard input.

    Signing in is asked for from the next start of vigil serve on.
    """
    from dashboards.sign_in.password import checked_password, hashed
    from dashboards.sign_in.user import checked_name, roles_of
    from dashboards.sign_in.user_file import UserFile

    file, roles = UserFile(_path(store, users)), roles_of(role)
    if checked_name(name).lower() in {known.lower() for known in file.accounts()}:
        raise ValueError(f"There is a user {name} already: see vigil user list.")
    file.add(name, roles, hashed(checked_password(asked_password(), name)))
    screen.print(f"{name} is added to {file.path} as {', '.join(sorted(roles))}.", soft_wrap=True, highlight=False)


@app.command()
def password(name: NameArgument, store: StoreOption = None, users: UsersOption = None) -> None:
    """Give a user another password; whoever is signed in under the old one is signed out."""
    from dashboards.sign_in.password import checked_password, hashed
    from dashboards.sign_in.user_file import UserFile

    file = UserFile(_path(store, users))
    if name not in file.accounts():
        raise ValueError("There is no user of that name: see vigil user list.")
    file.set_password(name, hashed(checked_password(asked_password(), name)))
    screen.print(f"{name} has another password.", highlight=False)


@app.command(name="list")
def list_users(store: StoreOption = None, users: UsersOption = None) -> None:
    """List the users with their roles."""
    from rich.markup import escape
    from rich.table import Table

    from dashboards.sign_in.user import MAY
    from dashboards.sign_in.user_file import UserFile

    file = UserFile(_path(store, users))
    table = Table("name", "roles", "may", title=escape(f"Users of {file.path}"), title_justify="left")
    for account in sorted(file.accounts().values(), key=lambda account: account.user.name):
        table.add_row(
            account.user.name, account.user.roles_in_words, "; ".join(MAY[role] for role in sorted(account.user.roles))
        )
    screen.print(table if table.row_count else f"{file.path} holds no user: nobody is asked to sign in.")


@app.command()
def remove(name: NameArgument, store: StoreOption = None, users: UsersOption = None) -> None:
    """Remove a user, who is signed out at once. What the user did stays on record."""
    from dashboards.sign_in.user_file import UserFile

    UserFile(_path(store, users)).remove(name)
    screen.print(f"{name} is removed.", highlight=False)


def asked_password() -> str:
    """A password typed twice without being shown, or the first line of standard input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    typed = getpass.getpass("Password: ")
    if getpass.getpass("Again: ") != typed:
        raise ValueError("The two passwords differ. Nothing was changed.")
    return typed


def _path(store: Path | None, users: Path | None) -> Path:
    return users.absolute() if users is not None else open_store(store).users
