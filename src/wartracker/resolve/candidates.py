"""All claims of a debate and what was decided in, candidates out: the composition of this stage.

Called with everything each time: the same claims give the same candidates, in whatever order they come.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from wartracker.debate import Debate
from wartracker.gazetteer import Gazetteers
from wartracker.ids import build_id
from wartracker.records import ArticleRef, Candidate, Claim, Evidence, Fields, Match, OrgRef, Settled, StageOutcome
from wartracker.resolve.attach import attach_reports
from wartracker.resolve.cluster import partition_reports
from wartracker.resolve.conflicts import find_conflicts
from wartracker.resolve.founding import Released, decide_founding, list_released
from wartracker.resolve.frontlines import Fronts
from wartracker.resolve.headline import build_title
from wartracker.resolve.key import LATE_DAYS, Report, build_report, find_roots
from wartracker.resolve.links import link_stories
from wartracker.resolve.match import Change, Precedents, find_changes, find_news, is_closed
from wartracker.resolve.merge import Merged, merge_reports
from wartracker.resolve.party import Parties
from wartracker.resolve.significance import collect_signals, find_siblings, judge_significance
from wartracker.resolve.similarity import Words, collect_words
from wartracker.resolve.trust import judge_trust
from wartracker.vocabulary import RELEASE_KINDS, ItemOutcome, Significance, State, Status

STAGE = "resolve"
_LEVELS = (Significance.RECORD, Significance.NOTABLE, Significance.MAJOR, Significance.LANDMARK)


@dataclass(frozen=True, slots=True)
class Resolution:
    """What became of all claims of a debate."""

    candidates: tuple[Candidate, ...]  # undecided ones, best score first
    outcomes: Mapping[str, StageOutcome]  # claim id -> one outcome
    absorbed: Mapping[str, str]  # claim id -> id of the settled row that takes it


@dataclass(frozen=True, slots=True)
class _Context:
    """What every candidate of one call is built with."""

    debate: Debate
    parties: Parties
    fronts: Fronts
    reports: Mapping[str, Report]
    roots: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Ledger:
    """What is written down while groups are settled."""

    candidates: list[Candidate]
    outcomes: dict[str, StageOutcome]
    absorbed: dict[str, str]

    def note(self, reports: Iterable[Report], outcome: ItemOutcome, why: str) -> None:
        for report in reports:
            self.outcomes[report.claim.id] = StageOutcome(STAGE, outcome, why)

    def absorb(self, reports: Iterable[Report], row: Settled) -> None:
        joined = row.state is State.ACCEPTED
        for report in reports:
            self.absorbed[report.claim.id] = row.id
        self.note(reports, ItemOutcome.JOINED if joined else ItemOutcome.ABSORBED, f"{row.state.value} {row.id}")


def resolve_candidates(
    claims: Sequence[Claim],
    articles: Mapping[str, ArticleRef],
    settled: Sequence[Settled],
    debate: Debate,
    gazetteers: Gazetteers,
    *,
    apart: Set[frozenset[str]] = frozenset(),
) -> Resolution:
    """Resolve all claims of a debate.

    Args:
        claims: every claim, in any order; a claim of an unknown article is an error of the caller.
        articles: article id -> article.
        settled: decided candidates and known events.
        debate: parties, fronts and significance rules.
        gazetteers: organizations and licences.
        apart: pairs of article ids that a curator parted.

    Returns:
        Undecided candidates, one outcome a claim, and the claims that decided rows take.
    """
    roots = find_roots(gazetteers)
    spoken = _name_speakers(claims, articles, {row.key: row.name for row in gazetteers.organizations})
    reports = _build_reports(spoken, articles, roots, list_released(gazetteers))
    context = _Context(debate, Parties(debate, gazetteers), Fronts(debate), reports, roots)
    ledger = _Ledger([], {}, {})
    decided: set[str] = set()
    for row in settled:
        held = [reports[claim] for claim in row.claims if claim in reports]
        decided.update(report.claim.id for report in held)
        ledger.absorb(held, row)
    free = [report for report in reports.values() if report.claim.id not in decided]
    parted = partition_reports((report for report in free if report.founds), apart)
    groups = [_leave_retellings(group) for group in parted]
    kept = {report.claim.id for group in groups for report in group}
    retold = [report for group in parted for report in group if report.claim.id not in kept]
    ledger.note(retold, ItemOutcome.SET_ASIDE, "looks back at an event that others told when it happened")
    loose = [report for report in free if not report.founds]
    attached, aside = attach_reports(groups, loose, apart)
    precedents = Precedents(settled, reports, roots)
    aside = _settle_loose(aside, precedents, ledger, apart)
    merged = [merge_reports(group, roots) for group in groups]
    siblings = find_siblings(list(zip(groups, merged, strict=True)))
    for place, (group, extra) in enumerate(zip(groups, attached, strict=True)):
        candidate = _build_candidate(group, extra, merged[place], context, sibling=place in siblings)
        _settle_group(candidate, group, extra, precedents, context, ledger, apart)
    ledger.note(aside, ItemOutcome.SET_ASIDE, "background or told in passing, of no known event")
    ordered = sorted(ledger.candidates, key=lambda candidate: (-candidate.score, candidate.id))
    return Resolution(
        link_stories(ordered, settled), dict(sorted(ledger.outcomes.items())), dict(sorted(ledger.absorbed.items()))
    )


def _name_speakers(
    claims: Iterable[Claim], articles: Mapping[str, ArticleRef], names: Mapping[str, str]
) -> Iterator[Claim]:
    """Name the maker of a launch that its own page tells without naming itself ("version 2 is here")."""
    for claim in claims:
        speakers = articles[claim.article].first_party_of
        silent = claim.kind in RELEASE_KINDS and not claim.organizations
        if silent and len(speakers) == 1 and speakers[0] in names:
            yield replace(claim, organizations=(OrgRef(speakers[0], names[speakers[0]], "actor"),))
        else:
            yield claim


def _build_reports(
    claims: Iterable[Claim], articles: Mapping[str, ArticleRef], roots: Mapping[str, str], released: Released
) -> dict[str, Report]:
    words: dict[str, Words] = {}
    reports = {}
    for claim in sorted(claims, key=lambda claim: claim.id):
        article = articles[claim.article]
        if article.id not in words:
            words[article.id] = collect_words(article.title, article.lead)
        reports[claim.id] = build_report(claim, article, words[article.id], roots)
    return {report.claim.id: report for report in decide_founding(reports.values(), released)}


def _leave_retellings(group: tuple[Report, ...]) -> tuple[Report, ...]:
    """Leave out of a group what only looks back, or mentions it weeks later, unless nobody told of it in time."""
    fresh = tuple(report for report in group if not report.retells) or group
    first = min((report.start for report in fresh if report.start is not None), default=None)
    return tuple(
        report
        for report in fresh
        if report.leads or report.start is None or first is None or (report.start - first).days <= LATE_DAYS
    )


def _settle_loose(
    loose: Sequence[Report], precedents: Precedents, ledger: _Ledger, apart: Set[frozenset[str]]
) -> list[Report]:
    """Give what is told in passing to an accepted event of the same key; it never reopens anything."""
    left = []
    for report in loose:
        rows = precedents.find([report], apart) if report.claim.status is not Status.BACKGROUND else ()
        if rows:
            ledger.absorb([report], rows[0])
        else:
            left.append(report)
    return left


def _settle_group(
    candidate: Candidate,
    group: tuple[Report, ...],
    extra: tuple[Report, ...],
    precedents: Precedents,
    context: _Context,
    ledger: _Ledger,
    apart: Set[frozenset[str]],
) -> None:
    """Decide what becomes of one group: a candidate of its own, a source of an event, an update, or nothing."""
    members = sorted((*group, *extra), key=lambda report: report.sort_key)
    rows = precedents.find(group, apart)
    if not rows:
        ledger.candidates.append(candidate)
        ledger.note(group, ItemOutcome.FOUNDED, candidate.id)
        ledger.note(extra, ItemOutcome.JOINED, candidate.id)
        return
    first = rows[0]
    if is_closed(first):
        news = find_news(candidate.fields, first)
        if not news:
            ledger.absorb(members, first)
            return
        matches = (Match(first.id, f"{first.state.value}; new: {'; '.join(map(str, news))}"),)
        ledger.candidates.append(replace(candidate, matches=matches))
        ledger.note(members, ItemOutcome.FOUNDED, candidate.id)
        return
    changes = (*find_changes(candidate.fields, first), *_find_rise(candidate, group, first, context))
    if not changes or _refused(candidate.fields, changes, rows):
        ledger.absorb(members, first)
        return
    ledger.candidates.append(_build_update(candidate, changes, first, context))
    ledger.note(members, ItemOutcome.FOUNDED, f"update of {first.event or first.id}")


def _refused(fields: Fields, changes: Sequence[Change], rows: Sequence[Settled]) -> bool:
    """Tell whether the curator has refused this very update before."""
    for row in rows:
        if not is_closed(row):
            continue
        same = {
            "kind": row.fields.kind is fields.kind,
            "status": row.fields.status is fields.status,
            "date": row.fields.date.value == fields.date.value,
            "license": (row.fields.license and row.fields.license.key) == (fields.license and fields.license.key),
            "openness": row.fields.openness.openness is fields.openness.openness,
            "significance": row.fields.significance is fields.significance,
        }
        if all(same[change.field] for change in changes):
            return True
    return False


def _find_rise(candidate: Candidate, group: Sequence[Report], row: Settled, context: _Context) -> tuple[Change, ...]:
    """Find out whether the new reports lift an event's significance above what the old ones gave it."""
    old = [context.reports[claim] for claim in row.claims if claim in context.reports]
    if not any(report.founds for report in old):
        return ()
    before = _judge(old, context)
    after = _judge(sorted((*old, *group), key=lambda report: report.sort_key), context)
    known = row.fields.significance
    if _LEVELS.index(after) > max(_LEVELS.index(before), _LEVELS.index(known)):
        return (Change("significance", known.value, after.value),)
    return ()


def _build_update(candidate: Candidate, changes: Sequence[Change], row: Settled, context: _Context) -> Candidate:
    """Turn a candidate into the proposal to change an accepted event in the fields that differ."""
    new, fields = candidate.fields, row.fields
    for change in changes:
        if change.field == "significance":
            fields = replace(fields, significance=Significance(change.new))
        elif change.field == "license":
            fields = replace(fields, license=new.license, licenses=new.licenses)
        elif change.field == "kind":
            fields = replace(fields, kind=new.kind)
        elif change.field == "status":
            fields = replace(fields, status=new.status)
        elif change.field == "date":
            fields = replace(fields, date=new.date)
        elif change.field == "openness":
            fields = replace(fields, openness=new.openness)
    event = row.event or row.id
    return replace(
        candidate,
        id=build_id("cand", context.debate.name, event, candidate.claims[0]),
        fields=fields,
        updates=event,
        matches=(Match(event, "; ".join(map(str, changes))),),
        why=(*candidate.why, *(f"update {change}" for change in changes)),
    )


def _judge(reports: Sequence[Report], context: _Context) -> Significance:
    merged = merge_reports(reports, context.roots)
    party, crosses, _ = context.parties.judge(merged)
    signals = collect_signals(merged, reports, party, context.debate.significance, crosses=crosses)
    return judge_significance(signals, context.debate.significance)[0]


def _build_candidate(
    group: Sequence[Report], extra: Sequence[Report], merged: Merged, context: _Context, *, sibling: bool
) -> Candidate:
    """Build one undecided candidate of a group and what joined it."""
    members = sorted((*group, *extra), key=lambda report: report.sort_key)
    party, crosses, party_why = context.parties.judge(merged)
    levels = context.debate.significance
    signals = collect_signals(merged, group, party, levels, crosses=crosses, sibling=sibling)
    significance, reasons, _ = judge_significance(signals, context.debate.significance)
    fronts, fronts_why = context.fronts.find_frontlines(merged.kind, group)
    evidence = _collect_evidence(members)
    fields = Fields(
        title=build_title(merged, [quote.quote for quote in evidence]),
        kind=merged.kind,
        status=merged.status,
        date=merged.date,
        significance=significance,
        organizations=merged.organizations,
        models=merged.models,
        license=merged.license,
        licenses=merged.licenses,
        openness=merged.openness,
        access=merged.access,
        party=party,
        crosses_over=crosses,
        frontlines=fronts,
        interpretations=context.fronts.find_interpretations(merged.touches, group),
        slots=merged.slots,
    )
    trust = judge_trust(group, fields)
    first = group[0].claim.id
    rules = sorted({rule for report in group for rule in report.claim.rules})
    return Candidate(
        id=build_id("cand", context.debate.name, first),
        debate=context.debate.name,
        version=1,
        state=State.PENDING,
        fields=fields,
        score=trust.score,
        claims=(first, *sorted(report.claim.id for report in members if report.claim.id != first)),
        articles=_collect_articles(members),
        evidence=evidence,
        confidence=merged.confidence,
        held_because=trust.held_because,
        significance_why=reasons,
        conflicts=find_conflicts(group),
        why=(*trust.why, f"party {party}: {party_why}", *fronts_why, *(f"rule {rule}" for rule in rules)),
    )


def _collect_articles(members: Sequence[Report]) -> tuple[ArticleRef, ...]:
    return tuple({report.article.id: report.article for report in members}.values())


def _collect_evidence(members: Sequence[Report]) -> tuple[Evidence, ...]:
    """Collect the quotes of all claims; the same span told by two claims stands once, supporting both."""
    spans: dict[tuple[str, str, int, int], Evidence] = {}
    supports: dict[tuple[str, str, int, int], list[str]] = defaultdict(list)
    for report in members:
        for quote in report.claim.evidence:
            place = (quote.article, quote.field, quote.start, quote.end)
            spans.setdefault(place, quote)
            supports[place] += [name for name in quote.supports if name not in supports[place]]
    return tuple(replace(quote, supports=tuple(supports[place])) for place, quote in spans.items())
