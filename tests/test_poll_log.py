"""What a run logs: one line a feed and poll, and no word of a stranger begins a line of its own."""

from __future__ import annotations

import logging
from collections import Counter

import pytest

from wartracker.collect.commit import Polled
from wartracker.pipeline import _log_poll
from wartracker.vocabulary import ItemOutcome, PollOutcome


def test_a_poll_is_one_line_whatever_it_says(caplog: pytest.LogCaptureFixture) -> None:
    why = "status 999\r\n2026-01-01 event='forged' \x1b[31mred\x1b[0m"
    with caplog.at_level(logging.INFO, "wartracker"):
        _log_poll(Polled("small-talk", PollOutcome.BAD_RESPONSE, why, None, Counter({ItemOutcome.NEW: 2})))
    (line,) = [record.getMessage() for record in caplog.records]
    assert line.startswith("event='polled' feed='small-talk' outcome='bad-response'")
    assert "new=2" in line
    assert line.isprintable()


def test_nothing_is_logged_unless_somebody_asks(capsys: pytest.CaptureFixture[str]) -> None:
    _log_poll(Polled("small-talk", PollOutcome.OK, "", None))
    assert capsys.readouterr() == ("", "")
