"""A proof in, lines for people or a shape for programs out."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wartracker.collect.discover import Found
    from wartracker.prove import Proof, ProofPoll


def render_proof(proof: Proof, after: str | None) -> list[str]:
    """Say what was found out, one fact a line."""
    lines = [f"found    {say_found(one)}" for one in proof.found[:8]]
    lines += [f"poll {number}   {_say_poll(poll)}" for number, poll in enumerate(proof.polls, 1)]
    if proof.feed and proof.polls and not proof.problems:
        meaning = {
            "works": "validators work: an unchanged source costs its server next to nothing",
            "ignored": "validators are sent, but conditions are ignored: it is polled less often",
            "none": "no validators: it is polled less often",
        }
        lines.append(f"         {meaning[proof.validators]}")
        allowed = sum(sample.robots for sample in proof.samples)
        own = "allowed" if proof.robots else "disallowed (a feed is offered all the same; `obey_robots` would obey)"
        lines.append(f"robots   the source itself {own}; {allowed} of {len(proof.samples)} articles allowed")
        for sample in proof.samples:
            day = f"{sample.published_at:%Y-%m-%d}" if sample.published_at else "no date   "
            score = f"{sample.score:.2f}" if sample.score is not None else "-   "
            lines.append(f"article  {sample.outcome:8} {score}  {day}  {sample.title[:90]}")
        lines.append(f"gate     {proof.kept} of {len(proof.samples)} would pass")
    lines += [f"beside   {twin.name}: {twin.why}" for twin in proof.twins if not twin.same]
    lines += [f"problem  {problem}" for problem in proof.problems]
    if after is not None:
        lines.append(f"entry    {after.rstrip().splitlines()[-1].strip()}")
        if proof.feed and proof.feed.tier == "unknown":
            lines.append("         the tier is not known: say --tier, a source of unknown tier founds little alone")
    return lines


def say_found(found: Found) -> str:
    """Say what was found and how."""
    return f"{found.kind.value:7}  {found.url}  ({found.how}{f': {found.title}' if found.title else ''})"


def _say_poll(poll: ProofPoll) -> str:
    given = [word for word, there in (("ETag", poll.etag), ("Last-Modified", poll.last_modified)) if there]
    parts = [poll.outcome.value, *([f"HTTP {poll.status}"] if poll.status else [])]
    parts += [f"{poll.entries} entries"] if poll.entries else []
    return ", ".join([*parts, *given, *([poll.why] if poll.why else [])])


def shape_found(found: Found) -> dict[str, Any]:
    """Shape what was found for programs."""
    return {"url": found.url, "kind": found.kind.value, "how": found.how, "title": found.title}


def shape_proof(proof: Proof) -> dict[str, Any]:
    """Shape a proof for programs."""
    from wartracker.feedsfile import describe_feed
    from wartracker.shapes import format_moment

    keys = describe_feed(proof.feed).items() if proof.feed else ()
    return {
        "url": proof.url,
        "found": [shape_found(one) for one in proof.found],
        "feed": {key: str(value) if isinstance(value, date) else value for key, value in keys} or None,
        "polls": [
            {
                "outcome": poll.outcome.value,
                "status": poll.status,
                "entries": poll.entries,
                "etag": poll.etag,
                "last_modified": poll.last_modified,
                "why": poll.why,
            }
            for poll in proof.polls
        ],
        "validators": proof.validators,
        "robots": {
            "source": "allowed" if proof.robots else "disallowed",
            "articles_allowed": sum(sample.robots for sample in proof.samples),
        },
        "samples": [
            {
                "title": sample.title,
                "url": sample.url,
                "published": format_moment(sample.published_at),
                "robots": "allowed" if sample.robots else "disallowed",
                "outcome": sample.outcome,
                "score": sample.score,
                "reasons": list(sample.reasons),
            }
            for sample in proof.samples
        ],
        "gate": {"kept": proof.kept, "of": len(proof.samples)},
        "duplicates": [{"name": twin.name, "why": twin.why, "same": twin.same} for twin in proof.twins],
        "problems": list(proof.problems),
    }
