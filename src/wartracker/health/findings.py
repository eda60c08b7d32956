"""What the store holds of a feed in, the troubles that a maintainer should know of out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from math import sqrt
from statistics import fmean, median, pstdev, quantiles

from wartracker.vocabulary import FeedState, PollOutcome, Trouble

HOUR_S = 3600
# Silence: gaps of independent arrivals (exponential) are longer than their mean plus six spreads once in 1,100.
SILENT_SPREADS = 6.0
SILENT_LONGEST = 2.0  # times the longest gap seen
SILENT_LEAST_H = 24.0
LEAST_GAPS = 5
# A second failing poll, and hours between them: one bad answer is nobody's trouble.
FAILING_POLLS, FAILING_AFTER = 2, timedelta(hours=3)
MOVED_POLLS = 2
DRIFT_RECENT, DRIFT_NORM = 5, 10  # articles compared, articles that make the norm
DRIFT_SHRUNK, DRIFT_GROWN = 0.4, 2.5
GATE_NORM = 15  # pages before the streak
GATE_STREAK = 10
GATE_CHANCE = 1e-4  # a streak as unlikely as this is no chance
FLOOD_LEAST, FLOOD_TIMES, FLOOD_SPREADS, FLOOD_DAYS = 30, 5, 6.0, 7

HINTS = {
    PollOutcome.NOT_FOUND: "look for the new address on its site: `wartracker feeds fix {name}`",
    PollOutcome.DNS: "its host no longer exists: look for the publisher's new site, or pause it",
    PollOutcome.TLS: "its certificate is refused: tell the publisher; `tls_verify: false` only if you must",
    PollOutcome.CONNECT: "its server takes no connection: wait a day, then look at the site",
    PollOutcome.TIMEOUT: "its server does not answer in time: wait a day, then look at the site",
    PollOutcome.FORBIDDEN: "its server refuses us: ask the publisher, or pause it; never work around a refusal",
    PollOutcome.CHALLENGE: "it asks for proof of a human: look for another feed of the publisher, or pause it",
    PollOutcome.ROBOTS: "its robots.txt refuses us: look for a feed the publisher offers, or pause it",
    PollOutcome.NOT_A_FEED: "it answers with something else than a feed: `wartracker feeds fix {name}` looks for one",
    PollOutcome.EMPTY: "it answers without a body: tell the publisher, or look for another address",
    PollOutcome.SELECTOR: "the page was rebuilt: adapt `select` or `link_pattern` in feeds.yaml",
}
USUAL_HINT = "look at the site; `wartracker feeds check {name}` asks it now"


@dataclass(frozen=True, slots=True)
class Finding:
    """One trouble as seen now."""

    word: Trouble
    subject: str  # feed, job, file, candidate
    says: str
    hint: str = ""

    @property
    def key(self) -> str:
        """Return what makes it the same trouble again."""
        return f"{self.word.value}:{self.subject}"[:128]


@dataclass(frozen=True, slots=True)
class FeedFacts:
    """What the store holds of one feed, as far as the watch reads it."""

    name: str
    state: FeedState
    note: str = ""  # of the verdict: what happened and what to do
    outcome: PollOutcome | None = None
    failures: int = 0
    first_failure_at: datetime | None = None
    moved_count: int = 0
    listed: int = 1  # entries in its last document
    last_ok_at: datetime | None = None
    unmodified_since: datetime | None = None
    arrivals: tuple[datetime, ...] = ()  # of its newest entries: published, or first seen if that was earlier
    fresh: tuple[int, ...] = ()  # entries first seen a day, by day up to yesterday, without the first poll
    fresh_now: int = 0  # in the last 24 hours
    sizes: tuple[int, ...] = ()  # of its newest texts as stored (compressed bytes), newest first
    kept: tuple[bool, ...] = ()  # the gate's verdict on its newest pages, newest first


def find_feed_troubles(facts: Iterable[FeedFacts], now: datetime) -> list[Finding]:
    """Find the troubles of all feeds.

    Args:
        facts: one row a feed; paused ones are left alone.
        now: the time.

    Returns:
        At most one trouble of its polls a feed, and one for each other sign.
    """
    found: list[Finding] = []
    for feed in facts:
        if feed.state is FeedState.PAUSED:
            continue
        poll = find_poll_trouble(feed, now)
        signs = (
            poll or find_silence(feed),
            find_drift(feed),
            find_starving(feed),
            find_flood(feed),
        )
        found += [one for one in signs if one is not None]
    return found


def find_poll_trouble(feed: FeedFacts, now: datetime) -> Finding | None:
    """Name what keeps a feed from being read, if anything does."""
    if feed.outcome is None:
        return None
    if feed.state is FeedState.GONE or feed.outcome is PollOutcome.GONE:
        return Finding(Trouble.GONE, feed.name, "its publisher says it is gone (410)", "pause it with the reason")
    if feed.failures:
        return _find_failure(feed, feed.outcome, now)
    if feed.moved_count >= MOVED_POLLS:
        hint = f"`wartracker feeds fix {feed.name}` takes the new address"
        return Finding(Trouble.MOVED, feed.name, feed.note, hint)
    if not feed.listed and feed.arrivals:  # a 304 says that the empty list stands
        says = "answers, but its list of entries is empty"
        return Finding(Trouble.EMPTIED, feed.name, says, USUAL_HINT.format(name=feed.name))
    return None


def _find_failure(feed: FeedFacts, outcome: PollOutcome, now: datetime) -> Finding | None:
    since = feed.first_failure_at or now
    selector = outcome is PollOutcome.SELECTOR
    if not selector and (feed.failures < FAILING_POLLS or now - since < FAILING_AFTER):
        return None
    word = {
        FeedState.DEAD: Trouble.DEAD,
        FeedState.BLOCKED: Trouble.BLOCKED,
        FeedState.INVALID: Trouble.SELECTOR if selector else Trouble.INVALID,
    }.get(feed.state, Trouble.FAILING)
    return Finding(
        word, feed.name, f"{outcome.value}: {feed.note}", HINTS.get(outcome, USUAL_HINT).format(name=feed.name)
    )


def measure_patience(arrivals: Sequence[datetime]) -> float | None:
    """Measure how many hours of silence a feed's own rhythm allows.

    Args:
        arrivals: of its newest entries, in any order; those of one hour count once.

    Returns:
        The larger of its mean gap plus six spreads, twice its longest gap, and a day; None with too few entries.
    """
    times = sorted({moment.replace(minute=0, second=0, microsecond=0) for moment in arrivals})
    gaps = [(later - earlier).total_seconds() / HOUR_S for earlier, later in pairwise(times)]
    if len(gaps) < LEAST_GAPS:
        return None
    return max(SILENT_LEAST_H, fmean(gaps) + SILENT_SPREADS * pstdev(gaps), SILENT_LONGEST * max(gaps))


def find_silence(feed: FeedFacts) -> Finding | None:
    """Tell that a feed which answers has published nothing for longer than its rhythm allows."""
    patience_h = measure_patience(feed.arrivals)
    if feed.state is FeedState.STALE:
        return Finding(Trouble.SILENT, feed.name, feed.note, USUAL_HINT.format(name=feed.name))
    if patience_h is None or feed.last_ok_at is None:
        return None
    newest = max(feed.arrivals)
    silent_h = (feed.last_ok_at - newest).total_seconds() / HOUR_S
    if silent_h <= patience_h:
        return None
    says = f"answers, but nothing new since {newest:%Y-%m-%d %H:%M} UTC; its rhythm allows {_tell_hours(patience_h)}"
    hint = "look at the site: if it publishes, the feed is no longer fed"
    if feed.unmodified_since is not None and feed.unmodified_since > newest - timedelta(days=1):
        hint += f"; it says 304 since {feed.unmodified_since:%Y-%m-%d}, which may be a lie"
    return Finding(Trouble.SILENT, feed.name, says, f"{hint} (`wartracker feeds check {feed.name}`)")


def _tell_hours(hours: float) -> str:
    return f"{hours:.0f} hours" if hours < 72 else f"{hours / 24:.0f} days"


def find_drift(feed: FeedFacts) -> Finding | None:
    """Tell that texts became much shorter (teasers, a wall) or longer (the whole page) than they used to be."""
    recent, norm = feed.sizes[:DRIFT_RECENT], feed.sizes[DRIFT_RECENT:]
    if len(recent) < DRIFT_RECENT or len(norm) < DRIFT_NORM:
        return None
    low, _, high = quantiles(norm, n=4)
    ratio = median(recent) / max(1.0, median(norm))
    if (ratio < DRIFT_SHRUNK and max(recent) < low) or (ratio > DRIFT_GROWN and min(recent) > high):
        way = "shorter" if ratio < 1 else "longer"
        says = (
            f"its last {len(recent)} texts are {ratio:.1f} times as long as usual, every one {way} than three of four"
        )
        hint = "compare `wartracker articles show` with the page: a teaser, a wall, or a new layout"
        return Finding(Trouble.DRIFTING, feed.name, says, hint)
    return None


def find_starving(feed: FeedFacts) -> Finding | None:
    """Tell that the gate suddenly keeps nothing of a feed it used to keep much of, or everything."""
    if not feed.kept:
        return None
    streak = next((place for place, kept in enumerate(feed.kept) if kept != feed.kept[0]), len(feed.kept))
    before = feed.kept[streak:]
    if streak < GATE_STREAK or len(before) < GATE_NORM:
        return None
    share = sum(before) / len(before)
    same = share if feed.kept[0] else 1 - share
    # A share of few pages is a guess: what it may be at two standard errors to the worse counts.
    likely = min(1.0, same + 2 * sqrt(share * (1 - share) / len(before)))
    if likely**streak >= GATE_CHANCE:
        return None
    hint = "`wartracker explain URL` on one of its pages; `wartracker try --term` before a term is changed"
    if feed.kept[0]:
        says = f"the gate kept its last {streak} pages, of those before {share:.0%}"
        return Finding(Trouble.FLOODING, feed.name, says, hint)
    says = f"the gate kept none of its last {streak} pages, of those before {share:.0%}"
    return Finding(Trouble.STARVED, feed.name, says, hint)


def find_flood(feed: FeedFacts) -> Finding | None:
    """Tell that a feed brings many times more entries a day than it ever did."""
    if len(feed.fresh) < FLOOD_DAYS:
        return None
    usual = fmean(feed.fresh) + FLOOD_SPREADS * pstdev(feed.fresh)
    if feed.fresh_now <= max(FLOOD_LEAST, FLOOD_TIMES * max(feed.fresh), usual):
        return None
    says = f"{feed.fresh_now} new entries in a day, never more than {max(feed.fresh)} before"
    hint = (
        f"look at it: a changed feed, new ids for old entries, or spam; `wartracker feeds pause {feed.name}` stops it"
    )
    return Finding(Trouble.FLOODING, feed.name, says, hint)
