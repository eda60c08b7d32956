"""What people write wrongly: one sentence with file, line and key."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from wartracker.config import parse_feeds, parse_settings, parse_yaml
from wartracker.errors import ConfigError
from wartracker.vocabulary import SourceKind

GOOD = """# sources
feeds:
  - name: one
    kind: feed
    url: https://one.example/feed.xml
    publisher: One
    tier: press
"""


def test_a_good_file_is_read() -> None:
    (feed,) = parse_feeds(GOOD)
    assert (feed.name, feed.kind, feed.verified) == ("one", SourceKind.FEED, None)


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        ("feeds: [\n", 2, "not valid YAML"),
        ("- a\n", 1, "expected the key `feeds`"),
        (GOOD + "extra: 1\n", 8, "the only top-level key"),
        (GOOD + "    colour: red\n", 8, "unknown key"),
        (GOOD.replace("kind: feed", "kind: telepathy"), 4, "'feed', 'sitemap', 'page' or 'hub'"),
        (GOOD.replace("tier: press", "tier: gossip"), 7, "first_party"),
        (GOOD.replace("name: one", "name: One!"), 3, "a-z, 0-9 and hyphens"),
        (GOOD + GOOD.split("feeds:\n")[1], 8, "stands twice"),
        (GOOD.replace("    kind: feed\n", "    kind: feed\n    kind: page\n"), 5, "duplicate key"),
        (GOOD.replace("    tier: press\n", ""), 3, "tier"),
        ("a: &x [1]\nfeeds: *x\n", 2, "aliases"),
    ],
)
def test_faults_name_file_and_line(text: str, line: int, part: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse_feeds(text)
    assert caught.value.line == line, str(caught.value)
    assert str(caught.value).startswith(f"feeds.yaml:{line}: ")
    assert part in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        ("[collect]\ncontct = 'x'\n", 2, "unknown key"),
        ("[collect\n", 1, "not valid TOML"),
        ("[collect]\nfirst_days = 'many'\n", 2, "valid integer"),
    ],
)
def test_settings_faults(text: str, line: int, part: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse_settings(text, {})
    assert caught.value.line == line
    assert part in str(caught.value)


def test_the_environment_lies_over_the_file() -> None:
    environ = {"WARTRACKER_COLLECT_ALLOW_PRIVATE": "127.0.0.1,::1", "WARTRACKER_DATABASE": "sqlite:///x", "HOME": "/"}
    settings = parse_settings("[collect]\ncontact = 'a@b.example'\n", environ)
    assert settings.collect.allow_private == ("127.0.0.1", "::1")
    assert settings.collect.contact == "a@b.example"
    assert settings.database == "sqlite:///x"


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_in_one_sentence(text: str) -> None:
    try:
        parse_yaml(text, "any.yaml")
    except ConfigError as error:
        assert "\n" not in str(error)


@pytest.mark.parametrize("text", ["[" * 5000, "- " * 5000, "{a: " * 5000, "a:\n" + " " * 400 + "b: 1", "?" * 900])
def test_deep_nesting_is_named_and_no_parser_falls(text: str) -> None:
    with pytest.raises(ConfigError, match="nested deeper") as caught:
        parse_yaml("feeds:\n" + text, "feeds.yaml")
    assert caught.value.line == (3 if text.startswith("a:") else 2)


_SCALARS = "yes 0o17 017 1:30 1_000 2026-01-02 2026-01-02T03:04:05Z ~ .inf 0x1F True null 0b11 -1.5e3 +12 .5 '3' a"


@pytest.mark.parametrize("value", ["", *_SCALARS.split()])
def test_a_plain_value_is_what_the_pure_parser_takes_it_for(value: str) -> None:
    text = f"a: {value}\nb: [{value}]\n"
    assert repr(parse_yaml(text, "x.yaml")) == repr(YAML(typ="safe", pure=True).load(text))


def test_values_are_those_of_yaml_1_2() -> None:
    assert parse_yaml("a: on\nb: yes\nc: 010\nd: 12:30:45", "x.yaml") == {
        "a": "on",
        "b": "yes",
        "c": 10,
        "d": "12:30:45",
    }
