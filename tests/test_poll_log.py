"""What a process tells on stderr: one line a happening, and no word of a stranger begins a line of its own."""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.call import call
from tests.cli.small import write_workspace
from tests.cli.test_feeds import entry, today
from tests.collect.servers import answer, serve_beside
from wartracker.cli.logs import build_formatter
from wartracker.collect.commit import Polled
from wartracker.pipeline import _log_poll
from wartracker.vocabulary import ItemOutcome, PollOutcome

HOSTILE = 'status 999\r\n2026-01-01 event=\'forged\' \x1b[31mred\x1b[0m \u2028 {"event": "forged"}'


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """Put logging back as it was."""
    root, ours = logging.getLogger(), logging.getLogger("wartracker")
    handlers, level, our_level = root.handlers[:], root.level, ours.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    ours.setLevel(our_level)
    logging.captureWarnings(False)


@pytest.mark.parametrize("as_json", [False, True])
def test_a_poll_is_one_line_whatever_it_says(caplog: pytest.LogCaptureFixture, as_json: bool) -> None:
    with caplog.at_level(logging.INFO, "wartracker"):
        _log_poll(Polled("small-talk", PollOutcome.BAD_RESPONSE, HOSTILE, None, Counter({ItemOutcome.NEW: 2})))
    (record,) = caplog.records
    line = build_formatter(as_json=as_json).format(record)
    assert not any(sign in line for sign in "\r\n\x1b")
    if as_json:
        told = json.loads(line)
        assert told.pop("at").endswith("Z")
        assert told == {
            "level": "info",
            "event": "polled",
            "feed": "small-talk",
            "outcome": "bad-response",
            "why": HOSTILE,
            "new": 2,
            "updated": 0,
            "pages": 0,
            "next_due": None,
        }
        return
    assert "event='polled' feed='small-talk' outcome='bad-response'" in line
    assert "new=2" in line
    assert line.isprintable()


def test_nothing_is_logged_unless_somebody_asks(capsys: pytest.CaptureFixture[str]) -> None:
    _log_poll(Polled("small-talk", PollOutcome.OK, "", None))
    assert capsys.readouterr() == ("", "")


def test_everything_on_stderr_is_json_when_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    routes = {"good.example/feed": answer(today("good.example")), "/robots.txt": answer(b"", "404 Not Found")}
    with serve_beside(dict(routes)) as server:
        place = str(write_workspace(tmp_path / "place", "feeds:\n" + entry("good") + entry("lost"), server.port))
        told = call(monkeypatch, capsys, "--workspace", place, "--log-json", "-v", "run", "--once")
        failed = call(monkeypatch, capsys, "--workspace", place, "feeds", "check", "nobody", "--log-json")
    rows = [json.loads(line) for line in told.err.splitlines()]
    assert all(row["at"].endswith("Z") and row["level"] == "info" for row in rows)
    polled = {row["feed"]: row["outcome"] for row in rows if row["event"] == "polled"}
    assert polled == {"good": "ok", "lost": "not-found"}
    assert any("polled 2 sources" in row["text"] for row in rows if row["event"] == "told")
    (row,) = [json.loads(line) for line in failed.err.splitlines()]
    assert (row["level"], row["event"], row["code"], failed.code) == ("error", "failed", "not-found", 7)
