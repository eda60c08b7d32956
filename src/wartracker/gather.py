"""Stored claims and decisions of one debate in, candidates and output files written: the end of every tick."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine

from wartracker.config import Settings
from wartracker.cycles import cycles_kept
from wartracker.debate import Debate
from wartracker.errors import StoreError
from wartracker.gazetteer import Gazetteers
from wartracker.ids import hash_text
from wartracker.records import Candidate, Decision, Event, Settled
from wartracker.resolve.candidates import resolve_candidates
from wartracker.resolve.promises import build_ledger
from wartracker.review.judge import Ruling, find_apart, fold_decisions
from wartracker.shapes import format_json, shape_candidate
from wartracker.store.analyses import load_article_refs, load_claims, save_claim_outcomes
from wartracker.store.candidates import absorb, load_candidates, load_memberships, save_undecided
from wartracker.store.database import exclude_others, reading, writing
from wartracker.store.decisions import load_decisions
from wartracker.store.fingerprints import fingerprint_debate
from wartracker.store.texts import load_texts
from wartracker.takeover import find_corrected, import_known
from wartracker.timeline.build import build_events, build_events_on
from wartracker.timeline.export import Export
from wartracker.timeline.publish import (
    Files,
    alone_in,
    digest_code,
    is_built,
    join_lines,
    render_formats,
    save_stamp,
    write_files,
)
from wartracker.timeline.site.facets import find_former
from wartracker.timeline.site.history import build_snapshots, find_disputes
from wartracker.timeline.site.material import Material, Prose
from wartracker.timeline.site.page import CARD, read_card
from wartracker.timeline.site.site import render_index, render_site
from wartracker.timeline.sitemap import FILE as SITEMAP
from wartracker.timeline.sitemap import render_sitemap
from wartracker.vocabulary import State
from wartracker.workspace import Workspace

_STAMPS = ".built"  # beside the outputs: from what they were written
CANDIDATES = "candidates.jsonl"
PRIVATE = frozenset({CANDIDATES})
"""Outputs that are for curators alone."""
DECIDED = frozenset({State.ACCEPTED, State.REJECTED, State.MERGED})


def resolve_debate(engine: Engine, debate: Debate, gazetteers: Gazetteers, at: datetime) -> dict[str, int]:
    """Resolve all claims of a debate and store what changed.

    Args:
        engine: the database.
        debate: the debate.
        gazetteers: names known.
        at: now.

    Returns:
        Counts of candidates: new, changed, unchanged, superseded, and of claims absorbed by decided ones.
    """
    with writing(engine) as connection:
        exclude_others(connection, f"debate {debate.name}")
        claims = load_claims(connection, debate.name)
        articles = load_article_refs(connection, (claim.article for claim in claims))
        decisions = load_decisions(connection, debate.name)
        settled = build_settled(connection, debate.name, fold_decisions(decisions))
        apart = find_apart(decisions)
        resolution = resolve_candidates(claims, articles, settled, debate, gazetteers, apart=apart)
        counts = save_undecided(connection, debate.name, resolution.candidates, at)
        by_candidate: dict[str, list[tuple[str, str]]] = {}
        owner = {claim.id: claim.article for claim in claims}
        for claim, candidate in sorted(resolution.absorbed.items()):
            by_candidate.setdefault(candidate, []).append((claim, owner[claim]))
        counts["absorbed"] = absorb(connection, by_candidate)
        save_claim_outcomes(connection, resolution.outcomes)
    return counts


def build_settled(connection: Connection, debate: str, rulings: Mapping[str, Ruling]) -> list[Settled]:
    """Build what new claims must respect: every decided candidate with its claims, by id."""
    memberships = load_memberships(connection, debate)
    settled = [
        Settled(
            id=ruling.candidate,
            state=ruling.state,
            fields=ruling.fields,
            claims=memberships.get(ruling.candidate, ()),
            event=f"evt-{ruling.accession}" if ruling.accession is not None else None,
            articles=tuple(source.id for source in ruling.sources),
        )
        for ruling in rulings.values()
        if ruling.state in DECIDED and ruling.fields is not None
    ]
    return sorted(settled, key=lambda row: row.id)


def publish_debate(engine: Engine, workspace: Workspace, debate: Debate) -> list[Path]:
    """Write candidates.jsonl, the timeline's files and pages; unchanged files are not touched.

    Nothing is rendered where nothing has changed since the last time: neither what they are made of, nor the files.

    Returns:
        The files that changed.
    """
    with publishing(workspace):
        stamp, inputs = workspace.output / _STAMPS / f"{debate.name}.json", _digest_inputs(engine, workspace, [debate])
        if is_built(stamp, inputs):
            return []
        texts = render_outputs(engine, workspace, debate)
        changed, stand = [], []
        for home, left_out in find_homes(workspace).items():
            own = leave_out(texts, left_out)
            changed += write_files(home / debate.name, own)
            stand += [home / debate.name / name for name in own]
        save_stamp(stamp, inputs, stand)
    return changed


def publish_index(engine: Engine, workspace: Workspace) -> list[Path]:
    """Write the page of all debates.

    Returns:
        The files that changed.
    """
    with publishing(workspace):
        stamp = workspace.output / _STAMPS / "index.html.json"
        inputs = _digest_inputs(engine, workspace, workspace.debates)
        if is_built(stamp, inputs):
            return []
        texts = render_debates(engine, workspace)
        changed = [path for home in find_homes(workspace) for path in write_files(home, texts)]
        save_stamp(stamp, inputs, [home / name for home in find_homes(workspace) for name in texts])
    return changed


def find_homes(workspace: Workspace) -> dict[Path, frozenset[str]]:
    """Find the folders that are kept up to date, with what does not belong there: our own, and the public one."""
    return {workspace.output: frozenset(), **({workspace.public: PRIVATE} if workspace.public else {})}


@contextmanager
def publishing(workspace: Workspace) -> Iterator[None]:
    """Let one process at a time read, render, write and note what it wrote: an older timeline never hides a newer."""
    stamps = workspace.output / _STAMPS
    try:
        stamps.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{stamps} cannot be written: {error.strerror or error}") from error
    with alone_in(stamps):
        yield


def leave_out(texts: Files, names: frozenset[str]) -> Files:
    """Leave some files out."""
    return {name: text for name, text in texts.items() if name not in names}


def _digest_inputs(engine: Engine, workspace: Workspace, debates: Sequence[Debate]) -> str:
    """Hash everything that the outputs of debates are made of."""
    settings, homes = workspace.settings, [str(home) for home in find_homes(workspace)]
    parts = [digest_code(), workspace.gazetteers.digest, settings.site_url, settings.corrections or "", *homes]
    with reading(engine) as connection:
        for debate in debates:
            parts += [debate.name, debate.digest, fingerprint_debate(connection, debate.name)]
    return hash_text("\n".join(parts))


def render_debates(engine: Engine, workspace: Workspace) -> dict[str, str | bytes]:
    """Render the page of all debates, which stands above their folders."""
    exports = [load_export(engine, workspace, debate)[0] for debate in workspace.debates]
    return {**dict(render_index([Material(export) for export in exports])), CARD: read_card()}


def render_outputs(engine: Engine, workspace: Workspace, debate: Debate) -> dict[str, str | bytes]:
    """Render the timeline's files and pages from decisions and the curator's texts, and the candidates."""
    with cycles_kept():  # a long timeline's texts hold no cycles, and the search took a third
        export, decisions = load_export(engine, workspace, debate)
        texts = render_formats(export)
        files = tuple(zip(debate.outputs, texts, strict=True))
        with reading(engine) as connection:
            candidates = load_candidates(connection, debate.name)
        material = _gather_material(engine, workspace, export, decisions, files, candidates)
        texts |= dict(render_site(material))
        more = {SITEMAP: render_sitemap(export, texts), CANDIDATES: render_candidates(candidates)}
        return {**texts, **more, CARD: read_card()}


def load_export(
    engine: Engine, workspace: Workspace, debate: Debate, day: date | None = None
) -> tuple[Export, list[Decision]]:
    """Load what is published of a debate, and its decisions; with a day, as it was known at that day's end."""
    with reading(engine) as connection:
        decisions = load_decisions(connection, debate.name)
    events = build_events(decisions) if day is None else build_events_on(decisions, day)
    return build_export(debate, events, workspace.settings), decisions


def _gather_material(
    engine: Engine,
    workspace: Workspace,
    export: Export,
    decisions: list[Decision],
    files: tuple[tuple[str, str], ...],
    candidates: list[Candidate],
) -> Material:
    """Gather what the pages show beside the events: texts, disputes, and what once stood."""
    debate = export.debate
    with reading(engine) as connection:
        versions = {part: load_texts(connection, debate.name, part) for part in ("synthesis", "arc")}
    written = {"synthesis": debate.synthesis, "arc": debate.arc}
    texts = {part: Prose(body, debate.curator, None) for part, body in written.items() if body}
    texts |= {
        part: Prose(rows[-1].body, rows[-1].curator, rows[-1].at.date()) for part, rows in versions.items() if rows
    }
    return Material(
        export=export,
        gazetteers=workspace.gazetteers,
        corrections=workspace.settings.corrections,
        formats=files,
        texts={part: text for part, text in texts.items() if text.body.strip()},
        former=find_former(decisions, debate),
        snapshots=build_snapshots(decisions),
        disputes=find_disputes(candidates, export.standing),
    )


def build_export(debate: Debate, events: tuple[Event, ...], settings: Settings) -> Export:
    """Build what is published of a debate; the ledger is read on the day of the last change, never on today."""
    export = Export(debate, events, settings.site_url)
    if export.updated is None:
        return export
    return replace(export, promises=build_ledger(events, export.updated.date()))


def render_candidates(candidates: list[Candidate]) -> str:
    """Render candidates.jsonl: all tabs, best score first; known events without an article are in the timeline only."""
    return join_lines(format_json(shape_candidate(candidate)) for candidate in candidates if candidate.articles)


def start_debate(engine: Engine, workspace: Workspace, debate: Debate, at: datetime) -> int:
    """Import the events known when the debate starts; again changes nothing."""
    events = workspace.known_events(debate)
    with writing(engine) as connection:
        return import_known(connection, debate, events, at)


def tell_corrected(engine: Engine, workspace: Workspace, debate: Debate) -> str | None:
    """Tell which lines of the file of known events were changed in vain; None when none was."""
    with reading(engine) as connection:
        found = find_corrected(connection, debate, workspace.known_events(debate))
    if not found:
        return None
    return (
        f"pipelines/timelines/{debate.timeline} differs from what was taken over for {', '.join(found)}; the file is "
        f"read once, at the start: correct an event on the review page, at /c/{found[0]}"
    )
