"""Fifty publishers of a month in virtual time: what each publishes, and how fifteen of them go wrong."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from tests.collect.servers import Request, answer
from wartracker.vocabulary import Trouble

START = datetime(2026, 2, 2, tzinfo=UTC)  # a Monday
DAYS, STEP = 30, timedelta(hours=3)
HISTORY = timedelta(days=45)
HTML = (("Content-Type", "text/html"),)
LISTED = 30
PROSE = """model weights licence release paper benchmark laboratory open research team cluster training data tokens chip
memory price market rule regulator company agency minister report study method result language image"""
WORDS = PROSE.split()


@dataclass
class Site:
    """One publisher."""

    name: str
    stories: list[datetime]  # when each is published, ascending
    clock: list[datetime]  # the time, shared by all
    fault: str | None = None
    planted: datetime = START + timedelta(days=DAYS)
    share: float = 0.6  # of stories that the gate keeps
    validators: bool = True
    hiccup: float = 0.0  # share of requests answered with 503
    seed: int = 0
    bad: list[datetime] = field(default_factory=list)  # when somebody met the fault
    chance: random.Random = field(init=False)
    stumbled: bool = False  # the last answer was a hiccup

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        if self.fault == "silent":
            self.stories = [one for one in self.stories if one < self.planted]

    @property
    def now(self) -> datetime:
        return self.clock[0]

    @property
    def wrong(self) -> bool:
        return self.fault is not None and self.now >= self.planted

    def published(self) -> list[int]:
        return [number for number, at in enumerate(self.stories) if at <= self.now]

    def relevant(self, number: int) -> bool:
        if self.fault == "starved" and self.stories[number] >= self.planted:
            return False
        return random.Random(f"{self.seed}-{number}").random() < self.share

    def url(self, number: int) -> str:
        return f"http://{self.name}.example/story-{number}"

    # ------------------------------------------------------------------- answers
    def serve(self, request: Request) -> bytes:
        if self.wrong:
            spoilt = SPOILT.get(self.fault or "")
            if spoilt is not None:
                self.bad.append(self.now)
                return spoilt(self, request)
        # A healthy site that stumbles is well the next time it is asked; two failures over hours are a trouble to tell.
        self.stumbled = not self.stumbled and self.chance.random() < self.hiccup
        if self.stumbled:
            return answer(b"", "503 Later")
        return self.list(request, self.published()[-LISTED:])

    def list(self, request: Request, numbers: list[int]) -> bytes:
        etag = f'"{self.name}-{numbers[-1] if numbers else 0}-{len(numbers)}"'
        if self.validators and request.headers.get("if-none-match", b"").decode() == etag:
            return b"HTTP/1.1 304 Not Modified\r\n\r\n"
        if self.name.startswith("page"):
            rows = "".join(f'<li class="post"><a href="/story-{n}">{self.title(n)}</a></li>' for n in reversed(numbers))
            body = f"<html><body><ul>{rows}</ul></body></html>".encode()
            return answer(body, headers=(("Content-Type", "text/html"), ("ETag", etag)))
        items = "".join(self.item(number) for number in reversed(numbers))
        rss = f"<?xml version='1.0'?><rss version='2.0'><channel><title>{self.name}</title>{items}</channel></rss>"
        return answer(rss.encode(), headers=(("ETag", etag),) if self.validators else ())

    def title(self, number: int) -> str:
        return f"{'Weights' if self.relevant(number) else 'Notes'} of {self.name} number {number}"

    def item(self, number: int) -> str:
        return (
            f"<item><guid>{self.name}-{number}</guid><title>{self.title(number)}</title><link>{self.url(number)}</link>"
            f"<pubDate>{format_datetime(self.stories[number])}</pubDate></item>"
        )

    def page(self, request: Request) -> bytes:
        number = int(request.path.rpartition("-")[2])
        chance = random.Random(f"{self.seed}-text-{number}")
        count = chance.randrange(250, 700)
        if self.fault == "drifting" and number < len(self.stories) and self.stories[number] >= self.planted:
            count = 25
        text = " ".join(chance.choices(WORDS, k=count))
        title = self.title(number % len(self.stories))
        html = f"<html><head><title>{title}</title></head><body><p>{text}</p></body></html>"
        return answer(html.encode(), headers=HTML)


def _moved(site: Site, request: Request) -> bytes:
    return answer(b"", "301 Moved", (("Location", f"http://{site.name}.example/new-feed"),))


def _flood(site: Site, request: Request) -> bytes:
    """List what nobody ever listed: 150 old stories under new titles and addresses."""
    day = (site.now - site.planted).days
    items = "".join(
        f"<item><guid>flood-{day}-{n}</guid><title>Flood {day} {n}</title>"
        f"<link>{site.url(100_000 + 1000 * day + n)}</link>"
        f"<pubDate>{format_datetime(site.now - timedelta(minutes=n))}</pubDate></item>"
        for n in range(150)
    )
    return answer(f"<?xml version='1.0'?><rss version='2.0'><channel>{items}</channel></rss>".encode())


def _say_304(site: Site, request: Request) -> bytes:
    """Lie: nothing was modified, whatever was published; asked without conditions, an old list."""
    if request.headers.get("if-none-match", b"") != b"":
        return b"HTTP/1.1 304 Not Modified\r\n\r\n"
    before = [number for number, at in enumerate(site.stories) if at <= site.planted]
    return site.list(request, before[-LISTED:])


SPOILT: dict[str, Callable[[Site, Request], bytes]] = {
    "not-found": lambda site, request: answer(b"no such page", "404 Not Found"),
    "error": lambda site, request: answer(b"", "500 Broken"),
    "forbidden": lambda site, request: answer(b"", "403 Forbidden"),
    "gone": lambda site, request: answer(b"", "410 Gone"),
    "moved": _moved,
    "flood": _flood,
    "lie-304": _say_304,
    "lie-html": lambda site, request: answer(
        b"<html><body>Welcome</body></html>", headers=(("Content-Type", "text/html"),)
    ),
    "emptied": lambda site, request: site.list(request, []),
    "selector": lambda site, request: answer(
        b"<html><body><div>new look</div></body></html>", headers=(("Content-Type", "text/html"),)
    ),
}
# Fault -> the word that a maintainer must be told, and a part of what it must say or hint.
EXPECTED = {
    "not-found": (Trouble.FAILING, "not-found"),
    "error": (Trouble.FAILING, "server-error"),
    "forbidden": (Trouble.FAILING, "forbidden"),
    "gone": (Trouble.GONE, "410"),
    "moved": (Trouble.MOVED, "/new-feed"),
    "flood": (Trouble.FLOODING, "new entries in a day"),
    "lie-304": (Trouble.SILENT, "304"),
    "lie-html": (Trouble.INVALID, "not-a-feed"),
    "emptied": (Trouble.EMPTIED, "empty"),
    "selector": (Trouble.SELECTOR, "select"),
    "silent": (Trouble.SILENT, "nothing new since"),
    "drifting": (Trouble.DRIFTING, "times as long"),
    "starved": (Trouble.STARVED, "kept none"),
}


def rhythm(kind: str, seed: int) -> list[datetime]:
    """Make the times of all stories of a publisher, history included."""
    chance = random.Random(seed)
    times: list[datetime] = []
    now = START - HISTORY
    while now < START + timedelta(days=DAYS):
        if kind == "often":
            now += timedelta(hours=6 * chance.uniform(0.6, 1.4))
        elif kind == "daily":
            now += timedelta(hours=24 * chance.uniform(0.7, 1.3))
        elif kind == "weekdays":
            now += timedelta(hours=24 * chance.uniform(0.8, 1.2))
            if now.weekday() > 4:
                continue
        elif kind == "weekly":
            now += timedelta(days=7 * chance.uniform(0.8, 1.2))
        elif kind == "bursts":
            now += timedelta(hours=1 if chance.random() < 0.6 else 70 * chance.uniform(0.7, 1.3))
        else:  # independent arrivals
            now += timedelta(hours=chance.expovariate(1 / 30))
        times.append(now)
    return [at for at in times if at < START + timedelta(days=DAYS)]


FAULTS: list[tuple[str, str, int]] = [  # fault, rhythm, day it begins
    ("not-found", "daily", 8),
    ("error", "often", 12),
    ("forbidden", "weekdays", 10),
    ("gone", "daily", 6),
    ("moved", "daily", 5),
    ("flood", "daily", 14),
    ("lie-304", "often", 9),
    ("lie-html", "weekdays", 7),
    ("emptied", "often", 11),
    ("selector", "daily", 13),
    ("silent", "often", 10),
    ("silent", "daily", 9),
    ("silent", "weekdays", 12),
    ("drifting", "often", 13),
    ("starved", "often", 11),
]
RHYTHMS = ("often", "daily", "weekdays", "weekly", "bursts", "independent", "daily")


def build_sites(clock: list[datetime]) -> list[Site]:
    """Build the fifty: fifteen with a fault, thirty-five healthy ones, some of which hiccup."""
    sites = []
    for number, (fault, kind, day) in enumerate(FAULTS):
        name = f"{'page' if fault == 'selector' else 'bad'}-{fault}-{number}"
        at = START + timedelta(days=day, hours=number % 5)
        sites.append(Site(name, rhythm(kind, 100 + number), clock, fault, at, seed=number))
    for number in range(len(FAULTS), 50):
        kind = RHYTHMS[number % len(RHYTHMS)]
        name = f"{'page' if number % 17 == 0 else 'good'}-{kind}-{number}"
        sites.append(
            Site(
                name,
                rhythm(kind, 100 + number),
                clock,
                share=(0.1, 0.6, 0.9)[number % 3],
                validators=number % 4 != 0,
                hiccup=0.03 if number % 5 == 0 else 0.0,
                seed=number,
            )
        )
    return sites
