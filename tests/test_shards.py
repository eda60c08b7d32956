"""Which of several collectors asks which host."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wartracker.config import parse_settings
from wartracker.errors import ConfigError
from wartracker.shards import owns_group


@given(st.text(), st.integers(1, 50))
def test_every_group_belongs_to_exactly_one_collector(group: str, count: int) -> None:
    assert sum(owns_group(f"{number}/{count}", group) for number in range(1, count + 1)) == 1
    assert owns_group(None, group)


def test_groups_are_spread_evenly() -> None:
    owned = sum(owns_group("1/4", f"site-{number}.example") for number in range(4000))
    assert 850 < owned < 1150


@pytest.mark.parametrize("text", ["0/2", "3/2", "1/0", "1", "one/two", "1/2/3", ""])
def test_a_wrong_shard_is_one_sentence(text: str) -> None:
    with pytest.raises(ConfigError, match="which collector of how many") as caught:
        parse_settings(f'[collect]\nshard = "{text}"\n', {})
    assert caught.value.line == 2
