"""A search for reference cycles that waits, and comes back."""

import gc
from collections.abc import Iterator

import pytest

from wartracker.cycles import cycles_kept


@pytest.fixture(autouse=True)
def _thaw() -> Iterator[None]:
    yield
    gc.unfreeze()
    gc.enable()


@pytest.mark.parametrize("forever", [False, True])
def test_the_search_comes_back_even_after_trouble(forever: bool) -> None:
    with pytest.raises(ValueError, match="trouble"), cycles_kept(forever=forever):
        assert not gc.isenabled()
        raise ValueError("trouble")
    assert gc.isenabled()


def test_what_lives_forever_is_not_looked_at_again() -> None:
    frozen = gc.get_freeze_count()
    with cycles_kept():
        kept = [[number] for number in range(100)]
    assert gc.get_freeze_count() == frozen
    with cycles_kept(forever=True):
        kept += [[number] for number in range(100)]
    assert gc.get_freeze_count() >= frozen + 200
    assert len(kept) == 200


def test_a_search_that_was_off_stays_off() -> None:
    gc.disable()
    with cycles_kept(forever=True):
        pass
    assert not gc.isenabled()
