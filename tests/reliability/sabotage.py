"""Break the guards one at a time and see the tests turn red: `python -m tests.reliability.sabotage`.

Each line of the list is applied to a copy of the sources; the named tests must then fail.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Sabotage:
    """One guard taken away."""

    name: str
    file: str  # below src/wartracker
    old: str
    new: str
    tests: tuple[str, ...]


POLL, HTTP, FETCH = "tests/collect/test_poll.py", "tests/collect/test_http.py", "tests/collect/test_fetch.py"
SERVER, FAULTS = "tests/reliability/test_fault_server.py", "tests/collect/test_storage_faults.py"
EARLY = """    with writing(engine) as early:
        save_feeds(early, [(met.feed.name, {"etag": met.result.header("etag")}) for met in polls])
    with writing(engine) as connection:
        save_hosts"""
DUE_ALONE = """load_feeds(connection, names) if self.forced else self._load_due(connection, now)
            self.memories = {row.name: read_memory(row)"""
AFRESH = """load_feeds(connection, names)
            self.memories = {row.name: read_memory(row)._replace(next_due=None)"""
LIST = [
    Sabotage(
        "feedparser reads what it is given",
        "collect/sources/feed.py",
        "io.BytesIO(document)",
        "document",
        (SERVER, "tests/test_architecture.py"),
    ),
    Sabotage("no size cap", "collect/http.py", "if max(size, received) > cap:", "if False:", (HTTP,)),
    Sabotage(
        "the bomb unfolds at once",
        "collect/codings.py",
        "decompress(data, STEP_BYTES)",
        "decompress(data)",
        ("tests/reliability/test_memory.py",),
    ),
    Sabotage(
        "validators are stored though entries are not",
        "collect/commit.py",
        "    with writing(engine) as connection:\n        save_hosts",
        EARLY,
        (POLL, FAULTS),
    ),
    Sabotage(
        "redirects are not checked",
        "collect/http.py",
        "if blocked:",
        "if blocked and ask.url == str(target) and False:",
        ("tests/reliability/test_no_way_inside.py", HTTP),
    ),
    Sabotage(
        "the socket is not checked",
        "collect/http.py",
        "if not check_address(str(place[0]), self.reach.private):\n            raise",
        "if False:\n            raise",
        (HTTP,),
    ),
    Sabotage(
        "names are not checked",
        "collect/resolver.py",
        "if check_address(address, self._reach.private)",
        "if address",
        ("tests/reliability/test_no_way_inside.py", HTTP),
    ),
    Sabotage(
        "410 keeps being asked",
        "collect/due.py",
        "if memory.state is FeedState.GONE and memory.url == feed.url:",
        "if False:",
        (POLL,),
    ),
    Sabotage(
        "due times start afresh",
        "collect/poll.py",
        DUE_ALONE,
        AFRESH,
        (POLL,),
    ),
    Sabotage(
        "one host's backlog takes a whole run",
        "store/feeds.py",
        "ranked.c.place <= limit",
        "ranked.c.place > 0",
        ("tests/store/test_turns.py", "tests/collect/test_turns.py"),
    ),
    Sabotage(
        "sources that are never asked take turns",
        "store/feeds.py",
        "return and_(_is_due(now, latest), feeds.c.domain.is_not(None), not_(gone), not_(held))",
        "return _is_due(now, latest)",
        ("tests/store/test_turns.py", "tests/collect/test_turns.py"),
    ),
    Sabotage(
        "Retry-After is forgotten",
        "collect/politeness.py",
        "wish = now + timedelta(seconds=poll.retry_after_s)",
        "wish = now",
        (POLL, "tests/collect/test_month.py"),
    ),
    Sabotage(
        "a 429 holds nobody",
        "collect/limiter.py",
        "self._held[group] = max(until, self._held.get(group, until))",
        "self._held.clear()",
        (POLL,),
    ),
    Sabotage(
        "a 304 forgets the hints",
        "collect/politeness.py",
        "return replace(hints, max_age_s=poll.max_age_s) if poll.max_age_s is not None else hints",
        "return Hints(max_age_s=poll.max_age_s)",
        ("tests/collect/test_month.py",),
    ),
    Sabotage(
        "robots.txt is not asked",
        "collect/robots.py",
        "return RobotsVerdict(bool(self._rules.can_fetch(url, AGENT))",
        "return RobotsVerdict(True",
        (FETCH,),
    ),
    Sabotage(
        "an unreachable robots.txt allows all",
        "collect/robots.py",
        "return RobotsVerdict(allowed=False, temporary=True)",
        "return RobotsVerdict(allowed=True)",
        (FETCH,),
    ),
    Sabotage("a challenge is an article", "collect/pages.py", "if wall is None:", "if True:", (FETCH,)),
    Sabotage(
        "a half item counts",
        "collect/sources/feed.py",
        "if last_open >= max(last_close, 0):",
        "if False:",
        (SERVER,),
    ),
    Sabotage("offline machines blame their feeds", "collect/poll.py", "raise OfflineError(", "str(", (POLL,)),
    Sabotage("no gap between requests", "collect/limiter.py", "await asyncio.sleep(wait_s)", "pass", (HTTP,)),
    Sabotage("two requests at once", "collect/limiter.py", "async with host.lock:", "if True:", (POLL, HTTP)),
    Sabotage(
        "no total deadline", "collect/http.py", "asyncio.timeout(max(budget_s, 0.001))", "asyncio.timeout(60)", (HTTP,)
    ),
    Sabotage(
        "nh3 is disabled", "prose.py", "return Markup(clean)", "return Markup(rendered)", ("tests/test_prose.py",)
    ),
    Sabotage(
        "a proof takes no lock",
        "prove.py",
        "with locked(engine, say, workspace.settings.collect.shard, owner):",
        "if True:",
        ("tests/cli/test_feeds_add.py",),
    ),
    Sabotage(
        "feeds.yaml is written over",
        "timeline/publish.py",
        "fcntl.flock(descriptor, fcntl.LOCK_EX)",
        "pass",
        ("tests/cli/test_feeds_add.py",),
    ),
    Sabotage(
        "mail travels in the clear",
        "health/deliver.py",
        "server.starttls(context=context)",
        "pass",
        ("tests/health/test_mail.py",),
    ),
    Sabotage(
        "any run is a sign of health",
        "store/runs.py",
        'if report.get("whole", True):',
        "if True:",
        ("tests/cli/test_run.py",),
    ),
]


def run(one: Sabotage) -> bool:
    """Apply one sabotage to a copy and run its tests; return whether they noticed."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        for name in ("src", "tests"):
            shutil.copytree(ROOT / name, place / name, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copyfile(ROOT / "pyproject.toml", place / "pyproject.toml")
        path = place / "src" / "wartracker" / one.file
        text = path.read_text(encoding="utf-8")
        if one.old not in text:
            raise SystemExit(f"{one.name}: the line to break is no longer in {one.file}")
        path.write_text(text.replace(one.old, one.new), encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-x", *one.tests],
            cwd=place,
            env={**os.environ, "PYTHONPATH": f"{place / 'src'}{os.pathsep}{place}", "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            check=False,
            timeout=300,
        )
        return done.returncode == 1


def main() -> None:
    """Try all, or those whose name holds the first argument."""
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    missed = []
    for one in LIST:
        if wanted in one.name:
            noticed = run(one)
            sys.stdout.write(f"{'red' if noticed else 'NOT NOTICED':12} {one.name}\n")
            sys.stdout.flush()
            missed += [] if noticed else [one.name]
    raise SystemExit(1 if missed else 0)


if __name__ == "__main__":
    main()
