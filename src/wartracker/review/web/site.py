"""Templates and requests in, answers out: what all pages of the review page share."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from wartracker.display import clean_line, clean_text, safe_link, tell_word
from wartracker.errors import NotFoundError, RefusedError, StoreError, WarTrackerError
from wartracker.review.web.desk import Desk
from wartracker.review.web.policy import LoginLimiter
from wartracker.store.database import reading
from wartracker.store.users import Visitor, find_session, find_user
from wartracker.vocabulary import Role

_FOLDER = Path(__file__).parent
STATIC = _FOLDER / "static"
COOKIE = "wartracker_session"
STATUS: Mapping[type[WarTrackerError], int] = {NotFoundError: 404, RefusedError: 422, StoreError: 503}


def load_static() -> dict[str, tuple[bytes, str, str]]:
    """Load the static files: name -> bytes, media type, first digits of their SHA-256."""
    kinds = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
    found = {}
    for path in sorted(STATIC.iterdir()):
        if path.suffix in kinds:
            body = path.read_bytes()
            found[path.name] = (body, kinds[path.suffix], hashlib.sha256(body).hexdigest()[:12])
    return found


def _finalize(value: object) -> object:
    """Clean every text that a template writes, whichever filter its author forgot; escaping follows."""
    return clean_text(value) if isinstance(value, str) and not isinstance(value, Markup) else value


@dataclass(slots=True)
class Site:
    """One review page: its desk, its templates, who may log in."""

    desk: Desk
    secure: bool = False  # served over https by a proxy
    static: dict[str, tuple[bytes, str, str]] = field(default_factory=load_static)
    limiter: LoginLimiter = field(default_factory=LoginLimiter)
    link_token: str | None = None  # of the login link that was printed; good once
    on_link_used: Callable[[], None] = lambda: None
    templates: Environment = field(init=False)

    def __post_init__(self) -> None:
        """Make the one template environment; autoescape is always on."""
        loader = FileSystemLoader(_FOLDER / "templates")
        self.templates = Environment(
            loader=loader,
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            finalize=_finalize,
        )
        self.templates.filters |= {"line": clean_line, "plain": clean_text, "word": tell_word, "link": safe_link}
        self.templates.globals["static"] = lambda name: f"/static/{name}?v={self.static[name][2]}"


@dataclass(slots=True)
class Call:
    """One request as the handlers see it."""

    site: Site
    visitor: Visitor
    query: Mapping[str, str]
    form: Mapping[str, str]
    lists: Mapping[str, list[str]]  # values of keys that stand several times in the form
    path: Mapping[str, Any]
    fragment: bool  # asked for by htmx: only the inside of <main>
    token: str | None  # of the session's cookie

    @property
    def desk(self) -> Desk:
        """Return the desk."""
        return self.site.desk

    @property
    def back(self) -> dict[str, str]:
        """Return the filters of the queue that the curator came from."""
        return dict(parse_qsl(self.form.get("back", "")[:2000]))

    @property
    def may_decide(self) -> bool:
        """Tell whether this person is a curator."""
        return self.visitor.role is Role.CURATOR

    def render(
        self, name: str, status: int = 200, headers: Mapping[str, str] | None = None, **context: Any
    ) -> Response:
        """Render a page, or for htmx the inside of its <main>.

        Args:
            name: page without suffix; `name.html` holds the inside of <main>.
            status: of the answer.
            headers: more headers.
            context: what the template names.
        """
        frame = "fragment.html" if self.fragment else "page.html"
        given = {
            "inside": f"{name}.html",
            "page": name,
            "visitor": self.visitor,
            "may_decide": self.may_decide,
            "debate": self.desk.debate,
            "now": self.desk.now(),
            **context,
        }
        text = self.site.templates.get_template(frame).render(given)
        return HTMLResponse(text, status, {"vary": "HX-Request", **(headers or {})})

    def refuse(self, status: int, why: str) -> Response:
        """Render a refusal as a page of its own."""
        return self.render("refused", status, code=status, why=why)


Handler = Callable[[Call], Response]
ANYBODY = Visitor("", Role.VIEWER)


def find_visitor(site: Site, request: Request) -> tuple[Visitor | None, str | None]:
    """Find who sends a request: by the cookie of a session, or by a curator's token as Bearer."""
    kind, _, bearer = request.headers.get("authorization", "").partition(" ")
    cookie = request.cookies.get(COOKIE)
    if not cookie and kind.lower() != "bearer":
        return None, None
    with reading(site.desk.engine) as connection:
        if kind.lower() == "bearer":
            return find_user(connection, bearer.strip()), None
        return find_session(connection, cookie or "", site.desk.now()), cookie


def endpoint(site: Site, handler: Handler, *, public: bool = False) -> Callable[[Request], Any]:
    """Make the endpoint of a handler: who asks, may they, what do they send.

    Args:
        site: the site.
        handler: a function that may wait for the database; it runs on a thread.
        public: whether it answers somebody who has not logged in.
    """

    async def serve(request: Request) -> Response:
        form, lists = await _read_form(request) if request.method == "POST" else ({}, {})
        return await run_in_threadpool(_answer, site, handler, request, form, lists, public)

    return serve


async def _read_form(request: Request) -> tuple[dict[str, str], dict[str, list[str]]]:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in {"", "application/x-www-form-urlencoded"}:
        return {}, {}
    async with request.form(max_fields=400) as data:
        pairs = [(name, value) for name, value in data.multi_items() if isinstance(value, str)]
    lists: dict[str, list[str]] = {}
    for name, value in pairs:
        lists.setdefault(name, []).append(value)
    return dict(pairs), lists


def _answer(
    site: Site,
    handler: Handler,
    request: Request,
    form: dict[str, str],
    lists: dict[str, list[str]],
    public: bool,
) -> Response:
    visitor, token = find_visitor(site, request)
    fragment = request.headers.get("hx-request") == "true"
    call = Call(
        site=site,
        visitor=visitor or ANYBODY,
        query=dict(request.query_params),
        form=form,
        lists=lists,
        path=request.path_params,
        fragment=fragment,
        token=token,
    )
    if visitor is None and not public:
        if fragment:
            return Response(status_code=401, headers={"hx-redirect": "/login"})
        if request.method == "GET" and "authorization" not in request.headers:
            return RedirectResponse("/login", 303)
        return Response("401 log in first\n", 401, media_type="text/plain")
    if request.method == "POST" and not public and not call.may_decide:
        return call.refuse(403, "a viewer looks, and decides nothing")
    try:
        return handler(call)
    except WarTrackerError as error:
        return call.refuse(STATUS.get(type(error), 422), str(error))
