"""What the page refuses, and that what it shows is only text."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

import html5lib
import pytest

from tests.build import NOW
from tests.review.hostile import PAYLOADS
from tests.review.page import Client, Page, make_candidate, serve
from wartracker.facts import LicenseRef, ModelRef, OrgRef
from wartracker.records import ArticleRef, Candidate, Conflict, Evidence
from wartracker.review.web import policy
from wartracker.review.web.policy import LoginLimiter, is_host_allowed, is_origin_allowed
from wartracker.review.web.site import STATIC
from wartracker.store.database import reading, writing
from wartracker.store.decisions import load_decisions
from wartracker.store.users import add_user, load_audit, revoke_user
from wartracker.vocabulary import LicenseClass, Role, Tier

HTMX_SHA256 = "d6fdc75f204e6bdefa99b69bf1e6d4ac69b8a364f77929f45c13476b4000f717"


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """One page for all tests that change nothing."""
    with serve(tmp_path_factory.mktemp("page"), [make_candidate(number) for number in range(1, 4)]) as served:
        yield served


def count(page: Page) -> int:
    with reading(page.engine) as connection:
        return len(load_decisions(connection))


def test_the_vendored_script_is_the_released_one() -> None:
    assert sha256((STATIC / "htmx-2.0.11.min.js").read_bytes()).hexdigest() == HTMX_SHA256


def test_own_scripts_evaluate_nothing_and_ask_nobody_else() -> None:
    text = (STATIC / "keys.js").read_text(encoding="utf-8")
    assert not re.search(r"\beval\(|new Function|innerHTML|insertAdjacentHTML|document\.write|https?://", text)
    styles = (STATIC / "review.css").read_text(encoding="utf-8")
    assert "url(" not in styles
    assert "@import" not in styles


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "127.0.0.1.evil.example",
        "localhost.evil.example:{port}",
        "127.0.0.1",
        "127.0.0.1:1",
        "",
        "[::1]:1",
    ],
)
@pytest.mark.parametrize("path", ["/", "/login", "/static/keys.js"])
def test_a_foreign_host_gets_nothing(page: Page, host: str, path: str) -> None:
    client = page.client()
    reply = client.get(path, host=host.format(port=page.server.port))
    assert reply.status == 400
    assert "Ember" not in reply.text


def test_two_hosts_or_none_get_nothing(page: Page) -> None:
    for head in ("Host: 127.0.0.1:{port}\r\nHost: evil.example\r\n", ""):
        with socket.create_connection(("127.0.0.1", page.server.port), timeout=5) as raw:
            raw.sendall(f"GET / HTTP/1.1\r\n{head.format(port=page.server.port)}\r\n".encode())
            assert b" 400 " in raw.recv(4096).split(b"\r\n", 1)[0]


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "https://127.0.0.1:{port}"},
        {"origin": "http://127.0.0.1:1"},
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
        {"sec_fetch_site": "same-origin", "origin": "http://evil.example"},
        {"sec_fetch_site": "none", "origin": "http://evil.example"},
    ],
)
def test_forms_of_other_sites_are_refused(page: Page, headers: dict[str, str]) -> None:
    client = page.client()
    given = {name: value.format(port=page.server.port) for name, value in headers.items()}
    form = {"seen": "cand-0001", "version": "1", "act": "accept"}
    for path in ("/c/cand-0001/decide", "/undo", "/logout", "/login", "/add"):
        assert client.post(path, form, **given).status == 403
    assert count(page) == 0


def test_our_own_forms_pass(tmp_path: Path) -> None:
    form = {"seen": "cand-0001", "version": "1", "act": "accept"}
    with serve(tmp_path, [make_candidate(1)]) as page:
        client = page.client()
        assert client.post("/c/cand-0001/decide", form, sec_fetch_site="same-origin").status == 303


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_other_methods_are_refused(page: Page, method: str) -> None:
    assert page.client().ask(method, "/c/cand-0001/decide").status == 405


def test_a_get_changes_nothing(page: Page) -> None:
    client = page.client()
    for path in ("/c/cand-0001/decide?act=accept&version=1", "/undo", "/logout"):
        assert client.get(path).status in {404, 405}
    assert count(page) == 0
    assert client.get("/").status == 200


@pytest.mark.parametrize(
    "cookie", ["", "wartracker_session=", "wartracker_session=forged", "wartracker_session=" + "A" * 43]
)
def test_nobody_gets_in_without_a_session(page: Page, cookie: str) -> None:
    client = Client(page.server.port, cookie)
    for path in ("/", "/c/cand-0001", "/history", "/feeds", "/add"):
        reply = client.get(path)
        assert (reply.status, reply.headers["location"]) == (303, "/login")
    assert client.post("/undo", {}).status == 401
    assert client.decide("cand-0001", "accept").status == 401
    assert count(page) == 0


def test_a_login_link_is_good_once(page: Page) -> None:
    link = page.server.make_link()
    one, two = Client(page.server.port), Client(page.server.port)
    first = one.login(link)
    assert first.status == 303
    assert "HttpOnly" in first.headers["set-cookie"]
    assert "SameSite=lax" in first.headers["set-cookie"]
    assert two.login(link).status == 403
    assert two.get("/").status == 303
    assert Client(page.server.port).login(f"{page.address}/login/{'x' * 43}").status == 403


def test_logging_out_ends_the_session(page: Page) -> None:
    client = page.client()
    assert client.post("/logout", {}).status == 303
    assert client.get("/").status == 303


def test_a_revoked_token_ends_its_sessions(page: Page) -> None:
    token = "t" * 43
    with writing(page.engine) as connection:
        add_user(connection, "ben", Role.CURATOR, token, datetime.now(UTC))
    client = Client(page.server.port)
    reply = client.post("/login", {"token": token})
    client.cookie = reply.headers["set-cookie"].partition(";")[0]
    assert client.get("/").status == 200
    assert client.get("/", authorization=f"Bearer {token}").status == 200
    with writing(page.engine) as connection:
        revoke_user(connection, "ben", datetime.now(UTC))
    assert client.get("/").status == 303
    assert client.get("/", authorization=f"Bearer {token}").status == 401
    with reading(page.engine) as connection:
        events = [row.event for row in load_audit(connection, 20)]
        stored = connection.exec_driver_sql("SELECT token_hash FROM users").scalar_one()
    assert {"user-added", "user-revoked", "login"} <= set(events)
    assert stored != token


def test_guessing_tokens_is_slowed_down(page: Page) -> None:
    client = Client(page.server.port)
    statuses = [client.post("/login", {"token": f"guess-{number:040}"}).status for number in range(8)]
    assert statuses[0] == 403
    assert 429 in statuses
    with reading(page.engine) as connection:
        assert any(row.event == "login-refused" for row in load_audit(connection, 20))


def test_the_wait_grows_and_ends() -> None:
    limiter = LoginLimiter()
    waits = []
    for number in range(5):
        limiter.note_failure("a", float(number) / 100)
        waits.append(limiter.wait_s("a", float(number) / 100))
    assert waits == sorted(waits)
    assert waits[-1] == 60.0
    assert limiter.wait_s("a", 62.0) == 0.0
    assert limiter.wait_s("b", 0.05) == 0.0


def test_every_answer_carries_the_headers(page: Page) -> None:
    client = page.client()
    for path in ("/", "/login", "/nowhere", "/static/keys.js", "/feeds"):
        headers = client.get(path).headers
        for name, value in policy.HEADERS.items():
            assert headers[name] == value, (path, name)
        assert "server" not in headers
    assert client.get("/", host="evil.example").headers["x-frame-options"] == "DENY"
    csp = policy.HEADERS["content-security-policy"]
    assert "unsafe" not in csp
    assert "*" not in csp


def test_large_and_odd_bodies_are_refused(page: Page) -> None:
    client = page.client()
    assert client.post("/add", {"url": "x" * 70_000}).status == 413
    assert client.post("/add", b"{}", content_type="application/json").status == 422
    assert client.post("/add", b"url=http://a.example", content_type="text/plain").status == 422
    assert page.errands.submitted == []
    with socket.create_connection(("127.0.0.1", page.server.port), timeout=5) as raw:
        head = (
            f"POST /add HTTP/1.1\r\nHost: 127.0.0.1:{page.server.port}\r\nCookie: {client.cookie}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n"
        )
        raw.sendall(head.encode() + b"11170\r\n" + b"x" * 70_000 + b"\r\n")
        assert b" 413 " in raw.recv(4096).split(b"\r\n", 1)[0]


def poison(number: int, text: str) -> Candidate:
    """Put one hostile text into every field that comes from the web."""
    made = make_candidate(number)
    short = text[:3000]
    source = ArticleRef(f"art-{number}", text[:500], short, short, Tier.PRESS, NOW)
    other = ArticleRef(f"art-{number}b", f"https://x.example/{number}?q={short[:80]}", short, short, Tier.FORUM, NOW)
    return replace(
        made,
        fields=replace(
            made.fields,
            title=text,
            organizations=(OrgRef(short, short, "actor"),),
            models=(ModelRef(short, short, None, None),),
            license=LicenseRef(short, short, LicenseClass.UNKNOWN),
            frontlines=(short,),
            interpretations=(short,),
            slots={"amount": short, "trigger": short, "listed": [short]},
        ),
        articles=(source, other),
        evidence=(Evidence(f"art-{number}", "text", 0, len(short), short, (short[:50],)),),
        conflicts=(Conflict(short, (short, short), (f"art-{number}",)),),
        why=(short,),
        significance_why=(short,),
    )


FOREIGN = {"iframe", "object", "embed", "style", "base", "svg", "math", "img", "video", "template"}
UNSEEN = re.compile("[\u202a-\u202e\u2066-\u2069\x00\x07\x1b]")


@pytest.fixture(scope="module")
def poisoned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    found = [poison(number, text) for number, text in enumerate(PAYLOADS, 1)]
    with serve(tmp_path_factory.mktemp("poisoned"), found, articles=False) as served:
        yield served


def check_markup(text: str, path: str) -> None:
    """Parse a page as a browser would: nothing but our own elements, attributes and addresses."""
    for node in html5lib.parse(text, namespaceHTMLElements=False).iter():
        if not isinstance(node.tag, str):
            continue
        assert node.tag not in FOREIGN, (path, node.tag)
        assert node.tag != "script" or node.get("src", "").startswith("/static/"), path
        assert not any(name.startswith(("on", "hx-on")) for name in node.attrib), (path, node.attrib)
        for name in ("href", "action", "src", "hx-get", "hx-post"):
            value = node.get(name, "")
            assert not re.match(r"\s*(javascript|data|vbscript|//)", value, re.IGNORECASE), (path, value)


@pytest.mark.parametrize("number", range(1, len(PAYLOADS) + 1))
def test_hostile_text_stays_text(poisoned: Page, number: int) -> None:
    client = poisoned.client()
    own = f"/c/cand-{number:04d}"
    for path in (own, f"{own}/edit", f"{own}/merge", f"{own}/split"):
        reply = client.get(path)
        assert reply.status == 200, path
        check_markup(reply.text, path)
        if not path.endswith("edit"):  # the form shows what is stored, byte for byte
            assert not UNSEEN.search(reply.text)
        assert len(reply.text) < 200_000 or path.endswith("edit")


def test_lists_of_hostile_text_stay_text(poisoned: Page) -> None:
    client = poisoned.client()
    for number, text in enumerate(PAYLOADS[:12], 1):
        assert client.decide(f"cand-{number:04d}", "reject").status == 303
        form = {"part": "arc", "seen": str(number - 1), "text": f"{text[:5000]}\n\n- {text[:5000]}"}
        assert client.post("/synthesis", form).status == 303
        check_markup(client.get("/synthesis").text, "/synthesis")
    for path in ("/", "/history", "/guide", "/?tab=likely&sort=newest"):
        reply = client.get(path)
        check_markup(reply.text, path)
        assert not UNSEEN.search(reply.text)


@pytest.mark.parametrize("payload", PAYLOADS, ids=range(1, len(PAYLOADS) + 1))
def test_hostile_addresses_and_forms(shared: Page, payload: str) -> None:
    client = shared.client()
    short = payload[:1500]
    said = quote(short)
    for path in (f"/?q={said}&kind={said}", f"/c/{quote(short[:200], safe='')}", f"/?did={said}"):
        reply = client.get(path)
        assert reply.status in {200, 404}
        if reply.headers["content-type"].startswith("text/html"):
            check_markup(reply.text, path)
    form = {"seen": short, "version": short, "act": short, "back": short, "shown": short}
    reply = client.post("/c/cand-0001/decide", form)
    assert reply.status in {404, 409, 422}
    check_markup(reply.text, "decide")


FIELDS = ("title", "kind", "status", "significance", "date", "end", "organizations", "models", "license", "openness")
MORE = ("access", "party", "frontlines", "interpretations", "slots", "reason", "source_url", "source_title")
REST = ("source_tier", "source_day", "act", "item", "into", "span", "name", "target", "link", "article", "part", "text")


@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
def test_hostile_text_in_every_field_of_every_form(shared: Page, payload: str) -> None:
    """Whatever is refused is shown again, and what is kept (names, texts, reasons) is shown by other pages."""
    client = shared.client()
    short = payload[:300]
    form = dict.fromkeys((*FIELDS, *MORE, *REST, "url", "decision", "miss", "find", "token", "back"), short)
    form |= {"seen": "cand-0001", "version": "1", "shown": short}
    for path in ("edit", "merge", "split", "link", "claim"):
        check_markup(client.post(f"/c/cand-0001/{path}", form).text, path)
    for path in ("/bulk", "/filters", "/misses", "/add", "/add/event", "/synthesis", "/undo", "/login"):
        check_markup(client.post(path, form).text, path)
    kept = {"back": f"q={quote(short)}", "name": short, "act": "save"}
    client.post("/filters", kept)
    client.post("/bulk", {"act": "reject", "item": f"{short} 1", "back": ""})
    client.post("/synthesis", {"part": "arc", "seen": "0", "text": short})
    for path in ("/", f"/?{kept['back']}", "/bulk", f"/history?curator={quote(short)}", "/synthesis", "/feeds"):
        check_markup(client.get(path).text, path)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with serve(tmp_path_factory.mktemp("shared"), [make_candidate(1)]) as served:
        yield served


@pytest.mark.parametrize(
    ("host", "passes"), [("127.0.0.1:1", True), ("LOCALHOST:1", True), ("evil:1", False), (None, False), ("", False)]
)
def test_hosts(host: str | None, passes: bool) -> None:
    assert is_host_allowed(host, {"127.0.0.1:1", "localhost:1"}) is passes


@pytest.mark.parametrize(
    ("method", "headers", "passes"),
    [
        ("GET", {"origin": "http://evil"}, True),
        ("POST", {}, True),
        ("POST", {"origin": "http://own"}, True),
        ("POST", {"origin": "http://evil"}, False),
        ("POST", {"sec-fetch-site": "same-origin"}, True),
        ("POST", {"sec-fetch-site": "none"}, True),
        ("POST", {"sec-fetch-site": "same-site"}, False),
        ("POST", {"sec-fetch-site": "cross-site", "origin": "http://own"}, False),
    ],
)
def test_origins(method: str, headers: dict[str, str], passes: bool) -> None:
    assert is_origin_allowed(method, headers, {"http://own"}) is passes
