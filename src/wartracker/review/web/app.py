"""A desk in, the guarded application out: every address of the review page is listed here."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from wartracker.review.web import (
    bulk_page,
    decide_page,
    edit_page,
    login,
    merge_page,
    more_pages,
    queue_page,
    team_page,
)
from wartracker.review.web.guard import Guard, TooLarge
from wartracker.review.web.site import ANYBODY, Call, Handler, Site, endpoint

Endpoint = Callable[[Request], Awaitable[Response]]

PAGES: dict[str, Handler] = {
    "/": queue_page.show_queue,
    "/c/{id}": queue_page.show_candidate,
    "/c/{id}/edit": edit_page.show_edit,
    "/c/{id}/merge": merge_page.show_merge,
    "/c/{id}/split": merge_page.show_split,
    "/c/{id}/link": merge_page.show_link,
    "/bulk": bulk_page.show_bulk,
    "/history": more_pages.show_history,
    "/feeds": more_pages.show_feeds,
    "/guide": more_pages.show_guide,
    "/promises": more_pages.show_promises,
    "/synthesis": more_pages.show_synthesis,
    "/add": more_pages.show_add,
    "/add/event": edit_page.show_by_hand,
}
FORMS: dict[str, Handler] = {
    "/c/{id}/decide": decide_page.post_decision,
    "/c/{id}/edit": edit_page.post_edit,
    "/c/{id}/merge": merge_page.post_merge,
    "/c/{id}/split": merge_page.post_split,
    "/c/{id}/link": merge_page.post_link,
    "/c/{id}/claim": team_page.post_claim,
    "/bulk": bulk_page.post_bulk,
    "/filters": team_page.post_filter,
    "/misses": team_page.post_miss,
    "/synthesis": more_pages.post_synthesis,
    "/add": more_pages.post_add,
    "/add/event": edit_page.post_by_hand,
    "/undo": decide_page.post_undo,
    "/logout": login.log_out,
}


def build_app(site: Site, hosts: Iterable[str], origins: Iterable[str]) -> ASGIApp:
    """Build the application.

    Args:
        site: what it shows.
        hosts: Host headers it answers to, with port.
        origins: origins of its own pages.
    """
    routes = [Route(path, endpoint(site, handler), methods=["GET"]) for path, handler in PAGES.items()]
    routes += [Route(path, endpoint(site, handler), methods=["POST"]) for path, handler in FORMS.items()]
    routes += [
        Route("/login", endpoint(site, login.show_login, public=True), methods=["GET"]),
        Route("/login", _post_login(site), methods=["POST"]),
        Route("/login/{token}", endpoint(site, login.log_in_by_link, public=True), methods=["GET"]),
        Route("/static/{name}", _serve_static(site), methods=["GET"]),
        Route("/favicon.ico", _serve_icon(site), methods=["GET"]),
    ]
    handlers = {404: _not_found, 405: _not_found, TooLarge: _too_large, TimeoutError: _too_slow}
    app = Starlette(routes=routes, exception_handlers=handlers)
    return Guard(app, frozenset(host.lower() for host in hosts), frozenset(origin.lower() for origin in origins))


def _post_login(site: Site) -> Endpoint:
    async def serve(request: Request) -> Response:
        async with request.form(max_fields=10) as data:
            form = {name: value for name, value in data.multi_items() if isinstance(value, str)}
        call = Call(site, ANYBODY, {}, form, {}, {}, False, None)
        return await run_in_threadpool(login.post_login, call, request)

    return serve


def _serve_static(site: Site) -> Endpoint:
    async def serve(request: Request) -> Response:
        found = site.static.get(request.path_params["name"])
        if found is None:
            return PlainTextResponse("404 no such file\n", 404)
        return Response(found[0], media_type=found[1])

    return serve


def _serve_icon(site: Site) -> Endpoint:
    async def serve(request: Request) -> Response:
        return Response(site.static["icon.svg"][0], media_type="image/svg+xml")

    return serve


async def _not_found(request: Request, error: Exception) -> Response:
    return PlainTextResponse("404 there is no such page\n", 404)


async def _too_large(request: Request, error: Exception) -> Response:
    return PlainTextResponse("413 the form is too large\n", 413, {"connection": "close"})


async def _too_slow(request: Request, error: Exception) -> Response:
    return PlainTextResponse("408 the request did not arrive in time\n", 408, {"connection": "close"})
