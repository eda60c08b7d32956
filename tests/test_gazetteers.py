"""The gazetteers that ship: readable, complete, without a name that two rows claim."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from license_expression import get_spdx_licensing

from wartracker.config import GAZETTEER_FILES, parse_gazetteers
from wartracker.gazetteer import Gazetteers
from wartracker.vocabulary import Label, LicenseClass, Openness

FOLDER = Path(__file__).parent.parent / "pipelines" / "gazetteers"


@cache
def shipped() -> Gazetteers:
    return parse_gazetteers({stem: (FOLDER / f"{stem}.yaml").read_text("utf-8") for stem in GAZETTEER_FILES})


def fold(name: str) -> str:
    return re.sub(r"[\s\-_]+", "", name.casefold())


def shared(rows: Iterable[tuple[str, Iterable[str]]]) -> dict[str, set[str]]:
    """Names that more than one key claims."""
    claims: dict[str, set[str]] = defaultdict(set)
    for key, names in rows:
        for name in names:
            claims[fold(name)].add(key)
    return {name: keys for name, keys in claims.items() if len(keys) > 1}


def test_counts() -> None:
    lists = shipped()
    assert len(lists.organizations) >= 400
    assert len(lists.models) >= 900
    assert len(lists.licenses) >= 120
    assert len(lists.others) >= 600
    assert {row.label for row in lists.others} >= {
        Label.ASSISTANT,
        Label.LIBRARY,
        Label.DATASET,
        Label.BENCHMARK,
        Label.HARDWARE,
    }


def test_every_row_has_a_source() -> None:
    lists = shipped()
    sources = {
        **{row.key: row.source for row in lists.organizations},
        **{row.key: row.source for row in lists.models},
        **{row.key: row.source for row in lists.licenses},
    }
    assert [key for key, source in sources.items() if len(source) < 6] == []


def test_no_name_has_two_owners() -> None:
    lists = shipped()
    assert shared((row.key, (row.name, *row.aliases)) for row in lists.organizations) == {}
    assert shared((row.key, (row.name, *row.aliases)) for row in lists.models) == {}
    assert shared((row.key, (row.name, *row.aliases)) for row in lists.licenses) == {}
    assert shared((row.name, (row.name, *row.aliases)) for row in lists.others) == {}


def test_no_alias_repeats_its_row() -> None:
    lists = shipped()
    names = [(row.name, *row.aliases) for row in lists.organizations]
    names += [(row.name, *row.aliases) for row in lists.models]
    names += [(row.name, *row.aliases) for row in lists.licenses]
    names += [(row.name, *row.aliases) for row in lists.others]
    for row in names:
        assert len(set(row)) == len(row), row
        assert all(name == name.strip() and name for name in row), row


def test_a_name_that_is_no_model_is_not_in_the_models() -> None:
    lists = shipped()
    models = {name for row in lists.models for name in (row.name, *row.aliases)}
    others = {name for row in lists.others for name in (row.name, *row.aliases)}
    assert models & others == set()


def test_families_are_rows_and_owned_by_one_maker() -> None:
    lists = shipped()
    families = {row.key: row for row in lists.models if row.key == row.family}
    for row in lists.models:
        assert row.family in families, row.key
        assert row.owner == families[row.family].owner, row.key
    assert all(row.version is None for row in families.values())


def test_hosts_and_hub_accounts_have_one_owner() -> None:
    lists = shipped()
    assert shared((row.key, row.domains) for row in lists.organizations) == {}
    assert shared((row.key, row.hub) for row in lists.organizations) == {}
    for row in lists.organizations:
        assert all(re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", host) for host in row.domains), row.key


def test_parents_are_rows() -> None:
    keys = {row.key for row in shipped().organizations}
    assert {row.parent for row in shipped().organizations if row.parent} <= keys


def test_short_names_are_expressions_that_do_not_match_nothing() -> None:
    for row in shipped().organizations:
        for pattern in row.short_models:
            assert not re.compile(pattern).fullmatch(""), (row.key, pattern)


@pytest.mark.parametrize(
    ("owner", "short"),
    [
        ("deepseek", "R1"),
        ("deepseek", "V3.2"),
        ("deepseek", "V3-0324"),
        ("mistral-ai", "Small 3"),
        ("mistral-ai", "Large 3"),
        ("anthropic", "Opus 4.5"),
        ("openai", "o3"),
        ("openai", "o4-mini"),
        ("moonshot-ai", "K2"),
        ("moonshot-ai", "K2 Thinking"),
        ("minimax", "M2.5"),
    ],
)
def test_short_names_of_the_field(owner: str, short: str) -> None:
    row = next(row for row in shipped().organizations if row.key == owner)
    assert any(re.fullmatch(pattern, short) for pattern in row.short_models)


def test_licence_keys_are_valid() -> None:
    """SPDX ids and ScanCode references are known to license-expression; ours are LicenseRef-<slug>."""
    known = set(get_spdx_licensing().known_symbols)  # type: ignore[no-untyped-call]
    for row in shipped().licenses:
        if row.key in known:
            continue
        assert re.fullmatch(r"LicenseRef-(?!scancode-)[a-z0-9][a-z0-9.-]*", row.key), row.key


def test_classes_agree_with_clauses() -> None:
    for row in shipped().licenses:
        if row.license_class is LicenseClass.OPEN_SOURCE:
            assert not {"non-commercial", "research-only", "field-of-use", "user-threshold"} & set(row.clauses), row.key
        if row.license_class is LicenseClass.COMMUNITY_RESTRICTED:
            assert row.clauses, row.key
        if "research-only" in row.clauses:
            assert row.license_class in {LicenseClass.RESEARCH_ONLY, LicenseClass.NON_COMMERCIAL}, row.key


def test_facts_of_models_are_consistent() -> None:
    for row in shipped().models:
        if row.released is not None:
            assert date(2020, 1, 1) <= row.released <= date(2026, 6, 30), row.key
        if row.license is not None:
            assert row.openness in {Openness.OPEN_WEIGHTS, Openness.FULLY_OPEN}, row.key
