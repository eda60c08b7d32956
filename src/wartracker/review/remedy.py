"""What every stage did with an address in, what a maintainer could change so that the next one is not missed out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

_ADVICE: Mapping[tuple[str, str], str] = {
    ("gate", "dropped"): "the gate dropped it: look at `gate.terms` of the debate's file for a word that it lacks",
    ("relate", "no-claim"): "no claim was found in it: the wording of its main sentence may be new to the rules",
    ("resolve", "set-aside"): "its claims founded no candidate: they read as background or reaction",
    ("resolve", "absorbed"): "its claims belong to a candidate that was decided already",
    ("fetch", "failed"): "its page could not be fetched yet; it is tried again",
    ("fetch", "unreachable"): "its page could not be fetched in three tries",
    ("fetch", "no-content"): "its page shows no text to a reader without a browser",
    ("extract", "no-content"): "its page shows no text to a reader without a browser",
    ("poll", "old"): "a feed listed it at its first poll as old: `wartracker backfill` takes such entries in",
    ("poll", "no-link"): "the feed gives it no address: only the feed's own text was read",
}


def suggest_remedies(steps: Sequence[Mapping[str, str]], *, known_before: bool) -> tuple[str, ...]:
    """Suggest what would keep the pipeline from missing the next one.

    Args:
        steps: stage, outcome and why, in pipeline order.
        known_before: whether any feed or run had met the address before the curator gave it.

    Returns:
        Sentences for the maintainer; none when nothing went wrong.
    """
    found = [] if known_before else ["no feed brought it: `wartracker feeds add` for its publisher would"]
    for step in steps:
        advice = _ADVICE.get((step["stage"], step["outcome"]))
        if advice and advice not in found:
            found.append(advice)
    return tuple(found)
