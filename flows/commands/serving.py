"""The command that serves the dashboards, and whom it lets in."""

from pathlib import Path
from typing import Annotated

import typer

from flows.store import open_store
from flows.terminal import StoreOption, screen

UsersOption = Annotated[
    Path | None, typer.Option("--users", help="File of users (else user.jsonl of the store).", show_default=False)
]


def serve(
    store: StoreOption = None,
    port: Annotated[int, typer.Option(help="Port to listen at.", min=1, max=65535)] = 8350,
    host: Annotated[
        str, typer.Option(help="Address to listen at; one beyond this machine needs sign-in.")
    ] = "127.0.0.1",
    allow_host: Annotated[
        list[str] | None, typer.Option(help="Name under which browsers ask for this server, beside localhost.")
    ] = None,
    users: UsersOption = None,
    user_header: Annotated[str | None, typer.Option(help="Header in which a reverse proxy names the user.")] = None,
    role_header: Annotated[
        str | None, typer.Option(help="Header in which it names the roles; else those of the file of users.")
    ] = None,
    proxy: Annotated[
        list[str] | None, typer.Option(help="Address of the proxy that is believed (else this machine's own).")
    ] = None,
) -> None:
    """Serve the dashboards: of the newest night, and of past ones under /night/2026-03-01/.

    Whoever can reach the server has to sign in as soon as the store has users (vigil user add) or a proxy names them.
    """
    from dashboards.access_log import AccessLog
    from dashboards.guard import allowed_host
    from dashboards.server import run_server
    from dashboards.shown import Nights
    from dashboards.sign_in.gate import Gate
    from dashboards.sign_in.proxy import Proxy, is_address
    from dashboards.sign_in.user_file import UserFile
    from flows.decision.standing import decisions_of
    from flows.query import current_warehouse, days_published, earlier_warehouse, warehouse_of
    from flows.run_record import steps_since

    opened = open_store(store, must_exist=True)
    if users is not None and not users.is_file():
        raise ValueError(f"{users} is no file. Add its first user with vigil user add NAME --users {users}.")
    if role_header is not None and user_header is None:
        raise ValueError("--role-header says nothing without --user-header.")
    if wrong := [address for address in proxy or [] if not is_address(address)]:
        raise ValueError(f"--proxy {wrong[0]} is no IP address.")
    file = UserFile(users or opened.users)
    has_users = users is not None or bool(file.accounts())
    gate = Gate(file if has_users or user_header else None, Proxy(user_header, role_header, frozenset(proxy or [])))
    hosts = frozenset(map(allowed_host, [*(allow_host or []), host]))
    nights = Nights(
        current=lambda: current_warehouse(opened),
        before=lambda warehouse: earlier_warehouse(opened, than=warehouse),
        of_day=lambda day: warehouse_of(opened, day),
        days=lambda: days_published(opened),
        steps_since=lambda run_id: steps_since(opened, run_id),
        decisions=decisions_of(opened),
    )
    how = f"users are named by the proxy in {user_header}" if user_header else f"users of {file.path} sign in"
    screen.print(
        f"Dashboards at http://{host}:{port} (Ctrl-C stops); {how if gate.is_on else 'sign-in is off'}.", soft_wrap=True
    )
    run_server(nights, gate, AccessLog(opened.access), host=host, port=port, hosts=hosts)
