"""Changes of feeds.yaml as text: what is not meant stays byte for byte, comments above all."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wartracker.config import parse_feeds
from wartracker.errors import ConfigError, NotFoundError
from wartracker.feedsfile import EMPTY, add_feed, remove_feed, set_keys
from wartracker.records import Feed
from wartracker.vocabulary import SourceKind, Tier

SHIPPED = (Path(__file__).parents[1] / "feeds.yaml").read_text(encoding="utf-8")
BLOCK = """\
# who speaks
feeds:
- name: a   # one
  kind: feed
  url:  "https://a.example/feed"
  publisher: A
  tier: press

  # about b
- name: b
  kind: feed
  url: https://b.example/feed
  publisher: B
  tier: press   # of the harbour
  paused: 'given up: in May'
# the end
"""
LAB = Feed(
    name="lab-news",
    kind=SourceKind.PAGE,
    url="https://lab.example/news?b=c&d#e",
    publisher='L\'ab: News, "Inc"',
    tier=Tier.FIRST_PARTY,
    first_party_of=("lab",),
    topics=("open source", "yes"),
    verified=date(2026, 1, 2),
    note="it's # new",
    link_pattern=r"^https://lab\.example/news/.+",
)


def changed(before: str, after: str) -> tuple[list[str], list[str]]:
    """Return the lines that went and the lines that came."""
    old, new = before.splitlines(), after.splitlines()
    return [line for line in old if line not in new], [line for line in new if line not in old]


@pytest.mark.parametrize("text", [SHIPPED, BLOCK, EMPTY, "feeds: [] # none yet\n"])
def test_an_entry_is_added_and_nothing_else_changes(text: str) -> None:
    after = add_feed(text, LAB, "added by hand")
    assert parse_feeds(after) == (*parse_feeds(text), LAB)
    gone, came = changed(text, after)
    assert len(came) <= 2
    assert gone == [] or not parse_feeds(text)
    assert after.count("#") >= text.count("#")
    assert after.endswith("# added by hand\n")


def test_a_name_that_stands_already_is_refused() -> None:
    with pytest.raises(ConfigError, match="stands twice"):
        add_feed(add_feed(BLOCK, LAB), LAB)


def test_keys_are_set_and_dropped_in_place() -> None:
    paused = set_keys(BLOCK, "a", {"paused": "moved: nobody knows where"})
    assert parse_feeds(paused)[0].paused == "moved: nobody knows where"
    assert changed(BLOCK, paused) == ([], ["  paused: 'moved: nobody knows where'"])
    assert paused.index("paused: 'moved") < paused.index("# about b")
    again = set_keys(BLOCK, "b", {"paused": None, "url": "https://b.example/rss"})
    assert parse_feeds(again)[1].paused is None
    assert parse_feeds(again)[1].url == "https://b.example/rss"
    assert again.endswith("# the end\n")
    assert "# of the harbour" in again


def test_keys_of_the_shipped_file_are_set_in_one_line() -> None:
    after = set_keys(SHIPPED, "mistral-news", {"paused": "a test"})
    gone, came = changed(SHIPPED, after)
    assert (len(gone), len(came)) == (1, 1)
    assert came[0].startswith(gone[0].partition("}")[0])
    assert came[0].endswith("# B")


@pytest.mark.parametrize("name", ["a", "b"])
def test_a_removed_entry_takes_no_comment_of_others_along(name: str) -> None:
    after = remove_feed(BLOCK, name)
    assert [feed.name for feed in parse_feeds(after)] == [{"a": "b", "b": "a"}[name]]
    assert all(words in after for words in ("# who speaks", "# about b", "# the end"))


def test_the_last_entry_leaves_an_empty_list() -> None:
    assert parse_feeds(remove_feed(add_feed(EMPTY, LAB), "lab-news")) == ()


def test_a_name_that_is_not_there_is_not_found() -> None:
    with pytest.raises(NotFoundError, match="no source is called c"):
        remove_feed(BLOCK, "c")
    with pytest.raises(NotFoundError):
        set_keys(BLOCK, "c", {"paused": "x"})


def test_a_broken_file_is_not_touched() -> None:
    with pytest.raises(ConfigError, match="Field required"):
        add_feed("feeds: [{name: a, colour: red}]\n", LAB)


words = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=40)


@settings(deadline=None, max_examples=25)
@given(words, words, st.sampled_from([BLOCK, EMPTY]))
def test_any_text_survives_the_file(publisher: str, note: str, text: str) -> None:
    feed = Feed("any", SourceKind.FEED, "https://any.example/", publisher, Tier.PRESS, note=note)
    assert parse_feeds(add_feed(text, feed))[-1] == feed
    assert parse_feeds(set_keys(add_feed(text, LAB), "lab-news", {"note": note}))[-1].note == note
