"""What waits for a decision in, as a terminal tells it out."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from wartracker.cli.door import DOOR
from wartracker.review.queue import Tab

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from wartracker.records import Candidate


def load_tabs(connection: Connection, debate: str) -> dict[Tab, list[str]]:
    """Load the ids of open candidates by tab, in its order."""
    from wartracker.review.queue import Filters, select_candidates
    from wartracker.review.web.board import load_board

    now = datetime.now(UTC)
    board = load_board(connection, debate, now)
    curator = DOOR.workspace.settings.curator
    return {tab: [one.id for one in select_candidates(board, Filters(tab=tab), now, curator)] for tab in Tab}


def describe(candidate: Candidate) -> list[str]:
    """Describe a candidate for a terminal: fields first, then its quoted evidence."""
    from wartracker.timeline.words import write_date

    fields = candidate.fields
    license_ = fields.license.key if fields.license else "unknown"
    models = ", ".join(model.name for model in fields.models) or "-"
    actors = ", ".join(f"{org.name} ({org.role})" for org in fields.organizations) or "-"
    lines = [
        f"{fields.title}",
        f"  {candidate.id}  version {candidate.version}  {candidate.state.value}"
        + (f", held: {candidate.held_because.value}" if candidate.held_because else ""),
        f"  {write_date(fields.date)} ({fields.date.basis.value})  {fields.kind.value} {fields.status.value}"
        f"  {fields.significance.value}  score {candidate.score:.2f}",
        f"  who: {actors}",
        f"  models: {models}",
        f"  openness: {fields.openness.openness.value} (weights {fields.openness.weights.value})  licence: {license_}",
    ]
    titles = {article.id: article for article in candidate.articles}
    for item in candidate.evidence:
        source = titles.get(item.article)
        where = source.publisher if source else item.article
        lines.append(f"  > {item.quote!r} - {where} [{', '.join(item.supports)}]")
    lines += [f"  conflict on {item.field}: {' / '.join(item.values)}" for item in candidate.conflicts]
    lines += [f"  source: {article.url}" for article in candidate.articles]
    return lines
