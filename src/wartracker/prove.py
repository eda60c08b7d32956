"""An address in, the proof that a source works out: found, polled twice, its newest articles fetched and judged.

What `feeds add`, `feeds discover` and `feeds fix` rest on. Everything goes through the poller's own client, requests,
parsers and robots rules, under the collector's lock; nothing is stored but what hosts say of robots and pauses.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from typing import TypeVar

from sqlalchemy import Engine

from wartracker.bodies import BodyParser
from wartracker.collect.asks import build_ask, read_children
from wartracker.collect.commit import name_parse
from wartracker.collect.discover import (
    Found,
    SitePage,
    find_hub_listing,
    guess_places,
    propose_name,
    read_sitemaps,
    sniff_kinds,
)
from wartracker.collect.http import ACCEPT_FEED, ACCEPT_PAGE, Ask, Client, is_echoable
from wartracker.collect.pages import Work, build_input
from wartracker.collect.politeness import Memory
from wartracker.collect.robotsbook import RobotsBook
from wartracker.collect.sources.shape import ParsedSource, SourceRequest
from wartracker.executor import analyse_target
from wartracker.ids import build_page_id, hash_bytes
from wartracker.pipeline import Say, build_owner, locked
from wartracker.publishers import identify_publisher
from wartracker.records import Analysis, Entry, Fault, Feed, FetchResult
from wartracker.store.database import reading, writing
from wartracker.store.entries import count_shared
from wartracker.store.feeds import load_hosts
from wartracker.store.runs import beat
from wartracker.urls import canonicalize_url, host_of, identity_url, registered_domain
from wartracker.vocabulary import PollOutcome, SourceKind, Tier
from wartracker.workers import Workers
from wartracker.workspace import Workspace

SAMPLES = 5
MAX_TRIES = 4  # found sources that are polled until one works
READ = frozenset({PollOutcome.OK, PollOutcome.MOVED, PollOutcome.UNCHANGED, PollOutcome.NOT_MODIFIED})

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ProofPoll:
    """What one of the two polls met."""

    outcome: PollOutcome
    status: int | None
    entries: int = 0
    etag: bool = False
    last_modified: bool = False
    why: str = ""


@dataclass(frozen=True, slots=True)
class Sample:
    """One of the newest articles, judged as the pipeline would."""

    title: str
    url: str | None
    published_at: datetime | None
    robots: bool  # whether its page may be fetched
    outcome: str  # kept, dropped, or why it could not be judged
    score: float | None = None
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Twin:
    """A present source that may be the same."""

    name: str
    why: str
    same: bool  # the very same source: it is not added again
    shared: int = 0  # articles that both bring


@dataclass(frozen=True, slots=True)
class Proof:
    """Everything that was found out about an address."""

    url: str
    found: tuple[Found, ...] = ()
    feed: Feed | None = None  # the entry that would be written; None: nothing works
    polls: tuple[ProofPoll, ...] = ()
    validators: str = "none"  # works, ignored, none
    robots: bool = True  # whether robots.txt lets the source's own address be asked
    entries: tuple[Entry, ...] = ()
    samples: tuple[Sample, ...] = ()
    twins: tuple[Twin, ...] = ()
    problems: tuple[str, ...] = ()  # why it is not written

    @property
    def kept(self) -> int:
        """Return how many of the samples a gate would keep."""
        return sum(sample.outcome == "kept" for sample in self.samples)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the maintainer knows better than any guess."""

    kind: SourceKind | None = None
    keys: dict[str, object] = field(default_factory=dict)  # keys of feeds.yaml


def prove_source(
    workspace: Workspace, engine: Engine, url: str, wishes: Wishes, say: Say, *, judge: bool = True
) -> Proof:
    """Find the source behind an address and prove that it works.

    Args:
        workspace: feeds, debates and settings.
        engine: the database, for robots files, pauses of hosts and twins.
        url: a site, a page of it, a feed, a sitemap or a hub account.
        wishes: what is known already.
        say: tells that a dead collector's lock was taken over.
        judge: fetch and judge the newest articles too.

    Raises:
        NoContactError: no contact is set; LockedError: a collector works, and two must not ask one host at once.
    """

    async def look() -> Proof:
        async with _open_prover(workspace, engine, say) as prover:
            return await _prove(prover, url, wishes, judge)

    return asyncio.run(look())


def discover_sources(workspace: Workspace, engine: Engine, url: str, say: Say) -> tuple[tuple[Found, ...], str]:
    """Find the sources that a site offers.

    Returns:
        What was found, best first, and why there is nothing, if so.

    Raises:
        NoContactError, LockedError: as `prove_source`.
    """

    async def look() -> tuple[tuple[Found, ...], str]:
        async with _open_prover(workspace, engine, say) as prover:
            return await prover.discover(url, None)

    return asyncio.run(look())


async def _prove(prover: _Prover, url: str, wishes: Wishes, judge: bool) -> Proof:
    found, why = await prover.discover(url, wishes.kind)
    if not found:
        return Proof(url, problems=(why or "no feed, sitemap or page of articles was found there",))
    proof = Proof(url, found)
    for one in found[:MAX_TRIES]:
        proof = await prover.prove(replace(proof, problems=()), one, wishes)
        if not proof.problems:
            return await prover.judge(proof) if judge else proof
    return proof


@asynccontextmanager
async def _open_prover(workspace: Workspace, engine: Engine, say: Say) -> AsyncIterator[_Prover]:
    client = Client(workspace.settings.collect)
    owner = build_owner(datetime.now(UTC))
    with locked(engine, say, workspace.settings.collect.shard, owner):
        workers = Workers(partial(analyse_target, workspace), 1)
        try:
            async with client:
                yield _Prover(workspace, engine, client, workers, owner)
        finally:
            workers.close()


class _Prover:
    """The means of one proof."""

    def __init__(self, workspace: Workspace, engine: Engine, client: Client, workers: Workers, owner: str) -> None:
        self.workspace, self.engine, self.client, self.workers = workspace, engine, client, workers
        self.parse = BodyParser(workers)
        self.owner = owner
        self.robots = RobotsBook(client, engine)
        with reading(engine) as connection:
            for row in load_hosts(connection):
                if row.not_before and row.not_before > client.now():
                    client.limiter.hold(row.domain, row.not_before)

    # ----------------------------------------------------------------------- finding
    async def discover(self, url: str, kind: SourceKind | None) -> tuple[tuple[Found, ...], str]:
        if listing := find_hub_listing(url):
            return (Found(listing, SourceKind.HUB, "the account's listing"),), ""
        address = canonicalize_url(url if "//" in url else f"https://{url}")
        if address is None:
            return (), "not an http or https address"
        if kind is not None:
            return (Found(address, kind, "as given"),), ""
        result = await self.client.fetch(Ask(address, accept=f"{ACCEPT_FEED}, {ACCEPT_PAGE}"))
        if result.outcome is not PollOutcome.OK:
            return (), f"{result.outcome}{f': {result.why}' if result.why else ''}"
        content_type = result.header("content-type")
        kinds = sniff_kinds(result.body, content_type)
        if SourceKind.PAGE not in kinds:
            return tuple(
                Found(result.final_url, one, "the address itself") for one in kinds
            ), "neither a feed nor a page"
        read = await asyncio.wrap_future(self.workers.read_site(result.body, result.final_url, content_type))
        site = read if isinstance(read, SitePage) else SitePage()
        return await self._look_around(site, result.final_url), ""

    async def _look_around(self, site: SitePage, url: str) -> tuple[Found, ...]:
        """Look where feeds and sitemaps usually lie, as far as the page does not say."""
        feeds = list(site.feeds)
        for place in guess_places(url) if not feeds else ():
            result = await self.client.fetch(Ask(place.url, accept=ACCEPT_FEED))
            if result.outcome is PollOutcome.OK and SourceKind.FEED in sniff_kinds(
                result.body, result.header("content-type")
            ):
                feeds.append(replace(place, url=result.final_url))
                break
        pattern = site.page.link_pattern if site.page else None
        sitemaps = [replace(one, link_pattern=pattern) for one in read_sitemaps(await self.robots.read(url), url)]
        page = [site.page] if site.page else []
        return (*feeds, *sitemaps, *page)

    # ----------------------------------------------------------------------- polling twice
    async def prove(self, proof: Proof, found: Found, wishes: Wishes) -> Proof:
        feed = self._draft(found, wishes)
        memory = Memory(feed.name, feed.url)
        result, first, parsed = await self._poll(feed, memory)
        proof = replace(proof, feed=feed, polls=(first,))
        if parsed is None or not parsed.entries:
            why = first.why or "it holds no entries"
            return replace(proof, problems=(f"{feed.url} does not work as {feed.kind}: {first.outcome}: {why}",))
        if result.permanent_url:
            feed = replace(feed, url=result.permanent_url)
        etag, modified = result.header("etag"), result.header("last-modified")
        memory = memory._replace(
            url=feed.url,
            etag=etag if etag and is_echoable(etag) else None,
            last_modified=modified if modified and is_echoable(modified) else None,
            body_hash=hash_bytes(result.body),
        )
        again, second, _ = await self._poll(feed, memory)
        validators = "none"
        if memory.etag or memory.last_modified:
            validators = "works" if second.outcome is PollOutcome.NOT_MODIFIED else "ignored"
        feed = self._describe(feed, parsed, wishes)
        verdict = await self.robots.decide(feed.url)
        twins = await asyncio.to_thread(self._find_twins, feed, again.final_url, parsed.entries)
        same = [twin for twin in twins if twin.same]
        problems = [f"it is there already: {twin.name} ({twin.why})" for twin in same]
        if second.outcome not in READ:
            problems.append(f"the second poll failed: {second.outcome}: {second.why}")
        return replace(
            proof,
            feed=feed,
            polls=(first, second),
            validators=validators,
            robots=verdict.allowed,
            entries=parsed.entries,
            twins=twins,
            problems=tuple(problems),
        )

    def _beat(self) -> None:
        """Show a sign of life before each step; none takes as long as the lock is believed without one."""
        with writing(self.engine) as connection:
            beat(connection, self.owner, datetime.now(UTC))

    async def _poll(self, feed: Feed, memory: Memory) -> tuple[FetchResult, ProofPoll, ParsedSource | None]:
        await asyncio.to_thread(self._beat)
        result = await self.client.fetch(build_ask(feed, memory, self.client.now()))
        facts = ProofPoll(
            result.outcome,
            result.status,
            etag=result.header("etag") is not None,
            last_modified=result.header("last-modified") is not None,
            why=result.why,
        )
        if result.outcome is not PollOutcome.OK:
            return result, facts, None
        if hash_bytes(result.body) == memory.body_hash:
            return result, replace(facts, outcome=PollOutcome.UNCHANGED), None
        request = SourceRequest(feed, result.final_url, result.fetched_at, result.header("content-type"))
        parsed = await self._parse(feed, result, request)
        outcome, why = name_parse(parsed, result)
        good = parsed if isinstance(parsed, ParsedSource) else None
        return result, replace(facts, outcome=outcome, why=why, entries=len(good.entries) if good else 0), good

    async def _parse(self, feed: Feed, result: FetchResult, request: SourceRequest) -> ParsedSource | Fault:
        parsed = await self.parse(feed.kind, result.body, request)
        if isinstance(parsed, ParsedSource) and parsed.children:
            return await read_children(
                self.client, self.parse, parsed.children[:1], parsed, request, lambda answer: None
            )
        return parsed

    # ----------------------------------------------------------------------- the entry
    def _draft(self, found: Found, wishes: Wishes) -> Feed:
        """Write a first entry, enough to poll with."""
        keys = {key: value for key, value in wishes.keys.items() if value is not None}
        base = Feed("candidate", found.kind, found.url, found.title or host_of(found.url) or "", Tier.UNKNOWN)
        if found.link_pattern:
            base = replace(base, link_pattern=found.link_pattern)
        return replace(base, **keys)  # type: ignore[arg-type]

    def _describe(self, feed: Feed, parsed: ParsedSource, wishes: Wishes) -> Feed:
        """Complete the entry: who publishes, how close to the happening, under which name."""
        known = identify_publisher(feed.url, None, self.workspace.publishers)
        publisher, tier, speaks = known.name, known.tier, known.first_party_of
        if feed.kind is SourceKind.HUB and (record := parsed.entries[0].hub):
            orgs = self.workspace.gazetteers.organizations
            owner = next((org for org in orgs if record.owner.lower() in {one.lower() for one in org.hub}), None)
            publisher, tier = f"{owner.name if owner else record.owner} on Hugging Face", Tier.HUB
            speaks = (owner.key,) if owner else ()
        elif tier is Tier.UNKNOWN:
            publisher = parsed.title or publisher
        keys: dict[str, object] = {
            "publisher": publisher[:80],
            "tier": tier,
            "first_party_of": speaks,
            "lang": parsed.lang,
        }
        keys |= {key: value for key, value in wishes.keys.items() if value is not None}
        taken = [row.name for row in self.workspace.feeds]
        name = propose_name(str(keys["publisher"]), feed.url, feed.kind, taken)
        seen = self.client.now().astimezone(UTC).date()
        return replace(feed, **{"name": name, "verified": seen, **keys})  # type: ignore[arg-type]

    def _find_twins(self, feed: Feed, final_url: str, entries: Sequence[Entry]) -> tuple[Twin, ...]:
        wanted = {identity_url(feed.url), identity_url(final_url)}
        identities = [identity_url(entry.url) for entry in entries if entry.url]
        with reading(self.engine) as connection:
            shared = count_shared(connection, identities)
        twins = []
        for row in self.workspace.feeds:
            if identity_url(row.url) in wanted:
                twins.append(Twin(row.name, "the same address", same=True))
            elif count := shared.get(row.name):
                twins.append(Twin(row.name, f"brought {count} of {len(identities)} articles", same=False, shared=count))
            elif registered_domain(host_of(row.url) or "") == registered_domain(host_of(feed.url) or ""):
                twins.append(Twin(row.name, "another source of the same site", same=False))
        return tuple(sorted(twins, key=lambda twin: (not twin.same, twin.name)))

    # ----------------------------------------------------------------------- five articles
    async def judge(self, proof: Proof) -> Proof:
        """Fetch the newest articles and let the gates judge them."""
        dated = sorted(
            proof.entries, key=lambda entry: entry.published_at or entry.updated_at or datetime.min.replace(tzinfo=UTC)
        )
        newest = dated[::-1][:SAMPLES]
        return replace(proof, samples=tuple([await self._judge_one(proof.feed, entry) for entry in newest]))

    async def _judge_one(self, feed: Feed | None, entry: Entry) -> Sample:
        await asyncio.to_thread(self._beat)
        sample = Sample(entry.title, entry.url, entry.published_at, robots=True, outcome="failed")
        result: FetchResult | None = None
        if entry.url and not entry.hub:
            verdict = await self.robots.decide(entry.url)
            sample = replace(sample, robots=verdict.allowed)
            if verdict.allowed:
                ask = Ask(entry.url, extra_port=feed.allow_port if feed else None, permit=self.robots.permit)
                result = await self.client.fetch(ask)
        good = result if result is not None and result.outcome is PollOutcome.OK else None
        work = Work(
            build_page_id(entry.url or entry.id),
            entry.url or "",
            title=entry.title,
            text=entry.content or entry.summary,
            published_at=entry.published_at,
            hub=entry.hub,
        )
        page = build_input(work, good, feed, self.workspace.publishers, self.client.now())
        deadline_s = self.workspace.settings.run.analyse_deadline_s
        (found,) = await asyncio.wrap_future(self.workers.analyse([page], deadline_s))
        if not isinstance(found, Analysis):
            return replace(sample, outcome=found.why[:200])
        best = max((part.relevance for part in found.debates), key=lambda row: (row.keep, row.score))
        outcome = found.outcomes[-1].outcome.value if found.article is None else "kept"
        return replace(sample, outcome=outcome, score=best.score, reasons=best.reasons[:6])
