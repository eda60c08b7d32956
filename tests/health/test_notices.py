"""Who is told what and when: never twice a day about one trouble, and told when it is over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from wartracker.health.findings import Finding
from wartracker.health.notices import Delivery, Message, Notice, decide_messages, update_notices
from wartracker.vocabulary import Trouble

START = datetime(2026, 3, 1, tzinfo=UTC)
FAILING = Finding(Trouble.FAILING, "small-talk", "not-found", "look")
EMPTIED = Finding(Trouble.EMPTIED, "small-talk", "empty list", "look")
LANDMARK = Finding(Trouble.LANDMARK, "cand-1", "Ember 2 is open", "http://x.example")


class Channel:
    """One channel over time."""

    def __init__(self) -> None:
        self.known: dict[str, Notice] = {}
        self.told: dict[str, Delivery] = {}

    def look(self, hour: float, *found: Finding) -> list[Message]:
        now = START + timedelta(hours=hour)
        changed = update_notices(self.known, found, frozenset(Trouble), now)
        self.known |= {one.key: one for one in changed}
        messages = decide_messages(list(self.known.values()), self.told, now)
        self.told |= {one.notice.key: Delivery(one.told, now) for one in messages}
        return messages

    def words(self, hour: float, *found: Finding) -> list[str]:
        return [f"{one.told}{' again' if one.again else ''}" for one in self.look(hour, *found)]


def test_a_trouble_is_told_once_and_its_end_a_day_later_at_the_earliest() -> None:
    channel = Channel()
    assert channel.words(0, FAILING) == ["open"]
    assert channel.words(1, FAILING) == []
    assert channel.words(2) == []  # over, but told two hours ago
    assert channel.words(25) == ["closed"]
    assert channel.words(26) == []


def test_flapping_within_a_day_is_one_message() -> None:
    channel = Channel()
    assert channel.words(0, FAILING) == ["open"]
    assert [channel.words(hour, *([FAILING] if hour % 2 else [])) for hour in range(1, 24)] == [[]] * 23
    assert channel.words(24, FAILING) == []  # stands, and was told


def test_a_standing_trouble_is_recalled_after_a_week() -> None:
    channel = Channel()
    assert channel.words(0, FAILING) == ["open"]
    assert channel.words(24 * 6, FAILING) == []
    assert channel.words(24 * 7, FAILING) == ["open again"]


def test_an_empty_list_must_stand_for_half_a_day() -> None:
    channel = Channel()
    assert channel.words(0, EMPTIED) == []
    assert channel.words(6, EMPTIED) == []
    assert channel.words(13, EMPTIED) == ["open"]
    other = Channel()
    assert other.words(0, EMPTIED) == []
    assert other.words(6) == []  # nobody heard of it
    assert other.words(40) == []


def test_news_come_first_and_have_no_end() -> None:
    channel = Channel()
    assert [one.notice.word for one in channel.look(0, FAILING, LANDMARK)] == [Trouble.LANDMARK, Trouble.FAILING]
    assert channel.words(30, FAILING) == []


def test_what_was_not_looked_for_is_not_over() -> None:
    known = {one.key: one for one in update_notices({}, [FAILING], frozenset(Trouble), START)}
    later = update_notices(known, [], frozenset({Trouble.JOB}), START + timedelta(hours=1))
    assert later == []


def test_a_clock_that_jumps_back_does_not_silence() -> None:
    channel = Channel()
    assert channel.words(100, FAILING) == ["open"]
    assert channel.words(0) == ["closed"]


@given(st.lists(st.tuples(st.floats(0.1, 40), st.booleans()), max_size=60))
def test_never_more_than_one_message_a_day(steps: Sequence[tuple[float, bool]]) -> None:
    channel, hour, sent = Channel(), 0.0, []
    for wait, bad in steps:
        hour += wait
        sent += [hour for _ in channel.look(hour, *([FAILING] if bad else []))]
    assert all(later - earlier >= 24 - 1e-6 for earlier, later in pairwise(sent))
