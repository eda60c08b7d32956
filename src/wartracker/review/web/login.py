"""Tokens and cookies in, sessions out: the login link, the login form, logging out."""

from __future__ import annotations

import hmac
import re
import secrets
import time

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from wartracker.review.web.site import ANYBODY, COOKIE, Call, Site
from wartracker.store.database import writing
from wartracker.store.users import SESSION_LIFE, Visitor, end_session, find_user, note_event, open_session
from wartracker.vocabulary import Role

_TOKEN = re.compile(r"[A-Za-z0-9_-]{20,100}")


def make_token() -> str:
    """Make a token: 32 random bytes."""
    return secrets.token_urlsafe(32)


def show_login(call: Call) -> Response:
    """Show the login form."""
    if call.visitor is not ANYBODY:
        return RedirectResponse("/", 303)
    return call.render("login", fault=None)


def log_in_by_link(call: Call) -> Response:
    """Log in by the link that `review serve` printed; a link is good once."""
    given, expected = str(call.path["token"]), call.site.link_token
    if expected is None or not hmac.compare_digest(given.encode(), expected.encode()):
        return call.render("login", 403, fault="This login link was used already, or is another server's.")
    call.site.link_token = None
    visitor = Visitor(call.desk.workspace.settings.curator, Role.CURATOR)
    answer = _open(call.site, visitor)
    call.site.on_link_used()
    return answer


def log_in_by_token(site: Site, address: str, given: str) -> tuple[Visitor | None, float]:
    """Check a curator's token.

    Returns:
        Whose it is, and how many seconds to wait before the next attempt is heard at all.
    """
    wait = site.limiter.wait_s(address, time.monotonic())
    if wait > 0:
        return None, wait
    with writing(site.desk.engine) as connection:
        visitor = find_user(connection, given) if _TOKEN.fullmatch(given) else None
        if visitor is None:
            note_event(connection, site.desk.now(), "", "login-refused", address)
    if visitor is None:
        site.limiter.note_failure(address, time.monotonic())
    else:
        site.limiter.forget(address)
    return visitor, 0.0


def post_login(call: Call, request: Request) -> Response:
    """Log in with a curator's token."""
    address = request.client.host if request.client else ""
    visitor, wait = log_in_by_token(call.site, address, call.form.get("token", "").strip())
    if wait > 0:
        told = f"Too many attempts; wait {int(wait) + 1} s."
        return call.render("login", 429, {"retry-after": str(int(wait) + 1)}, fault=told)
    if visitor is None:
        return call.render("login", 403, fault="No curator has this token.")
    return _open(call.site, visitor)


def log_out(call: Call) -> Response:
    """End the session."""
    if call.token:
        with writing(call.desk.engine) as connection:
            end_session(connection, call.token, call.visitor, call.desk.now())
    answer = RedirectResponse("/login", 303)
    answer.delete_cookie(COOKIE, path="/")
    return answer


def _open(site: Site, visitor: Visitor) -> Response:
    cookie = make_token()
    with writing(site.desk.engine) as connection:
        open_session(connection, visitor, cookie, site.desk.now())
    answer = RedirectResponse("/", 303)
    life_s = int(SESSION_LIFE.total_seconds())
    answer.set_cookie(COOKIE, cookie, life_s, path="/", secure=site.secure, httponly=True, samesite="lax")
    return answer
