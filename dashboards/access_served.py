"""The access log as the answer to an address: for reviewers and analysts, of the newest night's frame."""

from typing import Annotated

from fastapi import Depends, FastAPI, Request
from fastapi.responses import HTMLResponse, Response
from starlette.exceptions import HTTPException

from dashboards.access_log import AccessLog
from dashboards.guard import page_in_words
from dashboards.pages.access import PAGE, access_page
from dashboards.seen import Seen
from dashboards.shown import Nights, night_to_show, reader_of, warehouse_at
from dashboards.sign_in.asked import require
from dashboards.sign_in.user import Role, User

NEEDS_A_ROLE = "Seeing who looked at what needs the role reviewer or analyst. Whoever runs the server gives roles."
NOT_KEPT = "This server keeps no access log."


def add_access_route(app: FastAPI, nights: Nights, log: AccessLog | None) -> None:
    """The page of the access log. Looking at it is an access too."""

    @app.api_route(f"/{PAGE}", methods=["GET", "HEAD"])
    def access(request: Request, user: Annotated[User, Depends(require(Role.VIEWER))]) -> Response:
        request.state.seen = Seen("access", is_data=True)
        if not (user.may_act_as(Role.ANALYST) or user.may_act_as(Role.REVIEWER)):
            raise HTTPException(403, NEEDS_A_ROLE)
        if log is None:
            raise HTTPException(404, NOT_KEPT)
        warehouse = warehouse_at(nights, None)
        with night_to_show(nights, warehouse, request.query_params, reader_of(request)) as night:
            try:
                return HTMLResponse(access_page(night, log))
            except ValueError as error:
                return page_in_words(400, str(error))
