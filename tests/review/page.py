"""A review page on loopback with candidates of our own making, and a plain HTTP client for it."""

from __future__ import annotations

import http.client
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import Engine

from tests.build import NOW, TEXT, analysis, candidate, claim, fields
from wartracker.facts import EventDate, Evidence, ModelRef, OrgRef
from wartracker.records import ArticleRef, Candidate, Mention
from wartracker.review.web.desk import Desk, Errands
from wartracker.review.web.serve import ReviewServer
from wartracker.review.web.site import Site
from wartracker.store.analyses import save_analysis
from wartracker.store.candidates import save_undecided
from wartracker.store.database import connect, migrate, writing
from wartracker.store.users import add_user
from wartracker.vocabulary import Basis, Held, Label, Precision, Role, Significance, Tier
from wartracker.workspace import Workspace

ROOT = Path(__file__).parents[2]
DEBATE = "open-weights"
WORKSPACE = Workspace(ROOT, {"WARTRACKER_CURATOR": "ana"})  # its files are parsed once for all tests
SECOND = "Its licence is the Apache 2.0 licence, says the note beside the files."
BODY = f"Quillon had been quiet for a year. {TEXT} Readers were quick to try them. {SECOND}"


@dataclass
class Page:
    """A served page with its store."""

    server: ReviewServer
    engine: Engine
    errands: SimpleNamespace

    @property
    def address(self) -> str:
        return self.server.address

    def client(self) -> Client:
        one = Client(self.server.port)
        one.login(self.server.make_link())
        return one

    def guest(self, name: str, role: Role = Role.CURATOR) -> Client:
        """Log another curator in, by a token."""
        token = name * 20
        with writing(self.engine) as connection:
            add_user(connection, name, role, token, datetime.now(UTC))
        one = Client(self.server.port)
        reply = one.post("/login", {"token": token})
        one.cookie = reply.headers.get("set-cookie", "").partition(";")[0]
        return one


@dataclass
class Reply:
    status: int
    headers: Mapping[str, str]
    text: str


@dataclass
class Client:
    """One browser without JavaScript: keeps its cookie, follows nothing by itself."""

    port: int
    cookie: str = ""
    last: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, form: object = None, **headers: str) -> Reply:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        names = {key.replace("_", "-"): value for key, value in headers.items()}
        if self.cookie and "cookie" not in names:
            names["cookie"] = self.cookie
        body = None
        if form is not None:
            body = urlencode(form, doseq=True) if isinstance(form, dict) else form  # type: ignore[arg-type]
            names.setdefault("content-type", "application/x-www-form-urlencoded")
            names.setdefault("origin", f"http://127.0.0.1:{self.port}")
        try:
            connection.request(method, path, body, names)
            answer = connection.getresponse()
            text = answer.read().decode()
            return Reply(answer.status, {key.lower(): value for key, value in answer.getheaders()}, text)
        finally:
            connection.close()

    def get(self, path: str, **headers: str) -> Reply:
        return self.ask("GET", path, **headers)

    def post(self, path: str, form: object, **headers: str) -> Reply:
        return self.ask("POST", path, form, **headers)

    def login(self, link: str) -> Reply:
        reply = self.get(link.split(f":{self.port}", 1)[1])
        self.cookie = reply.headers.get("set-cookie", "").partition(";")[0]
        return reply

    def decide(self, identifier: str, act: str, version: int = 1, **more: str) -> Reply:
        shown = {"seen": identifier, "version": str(version), "act": act, "back": "", **more}
        return self.post(f"/c/{identifier}/decide", shown)


def make_candidate(number: int, **changes: Any) -> Candidate:
    """Make a candidate with two articles and marks to show."""
    name = f"Ember {number}"
    shown = fields(
        f"Quillon Labs Releases {name} as Open-Weight Model",
        models=(ModelRef(f"ember-{number}", name, "ember", str(number)),),
        organizations=(OrgRef("quillon", "Quillon Labs", "actor"),),
        date=EventDate(date(2026, 2, 1) + timedelta(days=number % 28), Precision.DAY, Basis.STATED),
        slots={"date_phrase": "on Monday", "trigger": "put"},
        significance=Significance.NOTABLE,
        frontlines=("capability",),
    )
    wire = ArticleRef(f"art-{number}", f"https://wire.example/{number}", f"{name} is out", "The Wire", Tier.PRESS, NOW)
    desk = ArticleRef(f"art-{number}b", f"https://desk.example/{number}", f"On {name}", "Desk", Tier.FIRST_PARTY, NOW)
    start = BODY.index(TEXT)
    quotes = (
        Evidence(f"art-{number}", "text", start, start + len(TEXT), TEXT, ("kind", "status", "models")),
        Evidence(f"art-{number}", "text", BODY.index(SECOND), len(BODY), SECOND, ("license",)),
    )
    given: dict[str, Any] = {
        "fields": shown,
        "score": round(0.99 - number / 10_000, 4),
        "claims": (f"clm-{number}",),
        "articles": (wire, desk),
        "evidence": quotes,
        "confidence": {"kind": 0.97, "date": 0.55},
        "why": ("2 publishers", "rule release-verb"),
        "significance_why": ("+1.0 new generation",),
    }
    return candidate(f"cand-{number:04d}", **{**given, **changes})


def seed(engine: Engine, found: list[Candidate], *, articles: bool = True) -> None:
    """Store candidates and, unless told otherwise, the first article of each."""
    with writing(engine) as connection:
        save_undecided(connection, DEBATE, found, NOW)
        for one in found if articles else ():
            first = one.articles[0]
            made = analysis(first.id, (claim(f"clm-of-{first.id}", first.id),))
            assert made.article is not None
            at, name = BODY.index("Quillon Labs"), BODY.index("Ember 2")
            marks = (
                Mention("text", at, at + 12, Label.ORG, "Quillon Labs", "quillon", "Quillon Labs", 0.9, ("gazetteer",)),
                Mention("text", name, name + 7, Label.MODEL, "Ember 2", None, "Ember 2", 0.9, ()),
            )
            article = replace(made.article, url=first.url, title=first.title, text=BODY)
            save_analysis(connection, replace(made, article=article, mentions=marks), NOW)


@cache
def make_blank() -> Path:
    """Migrate one database; every test starts from a copy of its file."""
    path = Path(tempfile.mkdtemp(prefix="wartracker-")) / "blank.sqlite3"
    engine = connect(f"sqlite:///{path}")
    migrate(engine)
    engine.dispose()  # the last connection to close writes everything into the one file
    return path


@contextmanager
def serve(
    tmp_path: Path,
    found: list[Candidate],
    *,
    articles: bool = True,
    now: Callable[[], datetime] | None = None,
    workspace: Workspace = WORKSPACE,
) -> Iterator[Page]:
    """Serve a page with these candidates."""
    shutil.copyfile(make_blank(), tmp_path / "review.sqlite3")
    engine = connect(f"sqlite:///{tmp_path / 'review.sqlite3'}")
    seed(engine, found, articles=articles)
    asked = SimpleNamespace(submitted=[], resolved=0, steps=[], ledger=[], known=False)
    errands = _make_errands(asked)
    desk = Desk(engine, workspace, workspace.debate(DEBATE), errands, now or (lambda: datetime.now(UTC)))
    server = ReviewServer(Site(desk))
    try:
        with server:
            yield Page(server, engine, asked)
    finally:
        engine.dispose()


def _make_errands(asked: SimpleNamespace) -> Errands:
    def submit(url: str) -> Mapping[str, Any]:
        asked.submitted.append(url)
        return {"url": url, "steps": asked.steps}

    def explain(url: str) -> Mapping[str, Any]:
        from wartracker.errors import NotFoundError

        if not asked.known:
            raise NotFoundError("never seen")
        return {"url": url, "steps": asked.steps}

    def resolve() -> object:
        asked.resolved += 1
        return None

    return Errands(submit, explain, resolve, lambda: asked.ledger)


def held(number: int, why: Held) -> Candidate:
    """Make a candidate that is held back."""
    return make_candidate(number, held_because=why)
