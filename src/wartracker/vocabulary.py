"""Closed vocabularies: one Enum each; a word that is not here is an error, never a default."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What happened: the ten event kinds."""

    WEIGHTS_RELEASE = "weights_release"
    MODEL_RELEASE = "model_release"
    LICENSE_CHANGE = "license_change"
    RESTRICTION = "restriction"
    REGULATION = "regulation"
    FUNDING = "funding"
    COMPANY = "company"
    POLICY_STATEMENT = "policy_statement"
    PRICING = "pricing"
    PRODUCT = "product"

    @property
    def family(self) -> str:
        """Return the key family: the two release kinds share one, every other kind is its own."""
        return "release" if self in RELEASE_KINDS else self.value


RELEASE_KINDS = frozenset({Kind.WEIGHTS_RELEASE, Kind.MODEL_RELEASE})


class Status(StrEnum):
    """How far the happening is: releases first, then acts; `background` founds no candidate."""

    RUMOURED = "rumoured"
    ANNOUNCED = "announced"
    PROMISED = "promised"
    RELEASED = "released"
    DELAYED = "delayed"
    DENIED = "denied"
    WITHDRAWN = "withdrawn"
    RETIRED = "retired"
    PROPOSED = "proposed"
    PASSED = "passed"
    SIGNED = "signed"
    VETOED = "vetoed"
    IN_FORCE = "in_force"
    PLANNED = "planned"
    COMPLETED = "completed"
    LIFTED = "lifted"
    BACKGROUND = "background"


HAPPENED = frozenset(
    {
        Status.RELEASED,
        Status.COMPLETED,
        Status.PASSED,
        Status.SIGNED,
        Status.VETOED,
        Status.IN_FORCE,
        Status.LIFTED,
    }
)


class Label(StrEnum):
    """What a mention names; the labels after LICENSE exist so that they win over MODEL."""

    MODEL = "MODEL"
    ORG = "ORG"
    LICENSE = "LICENSE"
    ASSISTANT = "ASSISTANT"
    LIBRARY = "LIBRARY"
    DATASET = "DATASET"
    BENCHMARK = "BENCHMARK"
    HARDWARE = "HARDWARE"
    PERSON = "PERSON"
    BODY = "BODY"
    INSTRUMENT = "INSTRUMENT"


class Precision(StrEnum):
    """How much of a date is known; `value` is then the first day of the period."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class Basis(StrEnum):
    """Where an event date comes from, best first."""

    STATED = "stated"
    FIRST_REPORT = "first_report"
    PUBLISHED = "published"


class Significance(StrEnum):
    """How much an event matters; `record` stays off the main thread."""

    LANDMARK = "landmark"
    MAJOR = "major"
    NOTABLE = "notable"
    RECORD = "record"


class Openness(StrEnum):
    """What of a model can be had."""

    FULLY_OPEN = "fully_open"
    OPEN_WEIGHTS = "open_weights"
    PARTIALLY_OPEN = "partially_open"
    FULLY_CLOSED = "fully_closed"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "n.a."


class Weights(StrEnum):
    """Whether the weights can be had."""

    DOWNLOADABLE = "downloadable"
    GATED = "gated"
    PROMISED = "promised"
    NONE = "none"
    UNKNOWN = "unknown"


class Part(StrEnum):
    """State of training code or training data."""

    OPEN = "open"
    DESCRIBED = "described"
    NONE = "none"
    UNKNOWN = "unknown"


class YesNo(StrEnum):
    """State of paper, evaluation, checkpoints and API."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class LicenseClass(StrEnum):
    """Licence freedom, the second axis beside openness."""

    OPEN_SOURCE = "open-source"
    USE_RESTRICTED = "use-restricted"
    COMMUNITY_RESTRICTED = "community-restricted"
    NON_COMMERCIAL = "non-commercial"
    RESEARCH_ONLY = "research-only"
    SOURCE_AVAILABLE = "source-available"
    PROPRIETARY = "proprietary"
    UNKNOWN = "unknown"


class Access(StrEnum):
    """Who may use a model."""

    PUBLIC = "public"
    WAITLIST = "waitlist"
    VETTED = "vetted"
    SUSPENDED = "suspended"
    UNKNOWN = "unknown"


class State(StrEnum):
    """Where a candidate stands."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    MERGED = "merged"
    SNOOZED = "snoozed"


class Held(StrEnum):
    """Why a pending candidate waits outside the main queue."""

    RUMOUR = "rumour"  # a single source of low tier, or a status that has not happened
    AWAITING_PRIMARY = "awaiting_primary"  # no first-party source and no second independent one
    ROUNDUP = "roundup"  # known only from a round-up
    NEW_NAME = "new_name"  # rests on a name that only one method saw
    OFF_TOPIC = "off_topic"  # relevance score close to the gate
    MINOR = "minor"  # a reader of the main thread would not miss it


class Verdict(StrEnum):
    """What a curator decided."""

    ACCEPT = "accept"
    EDIT_ACCEPT = "edit_accept"
    REJECT = "reject"
    MERGE = "merge"
    SPLIT = "split"
    SNOOZE = "snooze"
    REOPEN = "reopen"
    UNDO = "undo"
    LINK = "link"


class Link(StrEnum):
    """How one event stands to another."""

    ANSWERS = "answers"  # an open model as the answer to a closed one
    KEEPS = "keeps"  # keeps a promise
    FOLLOWS = "follows"  # the next stage of the same act
    RELATED = "related"


class PromiseState(StrEnum):
    """How a promise stands on a day."""

    OPEN = "open"  # not due yet, or without a due date
    OVERDUE = "overdue"
    KEPT = "kept"
    BROKEN = "broken"  # denied or withdrawn


class EventState(StrEnum):
    """How a published event stands; its number and anchor stay in every state."""

    STANDING = "standing"
    MERGED = "merged"  # told by another event now: a redirect
    RETRACTED = "retracted"  # taken back: a stub with its reason


class Role(StrEnum):
    """What a person may do on the review page."""

    CURATOR = "curator"
    VIEWER = "viewer"  # looks, decides nothing


ACCEPTING = frozenset({Verdict.ACCEPT, Verdict.EDIT_ACCEPT})


class Tier(StrEnum):
    """How close to the happening a source is."""

    FIRST_PARTY = "first_party"
    HUB = "hub"
    LEGISLATURE = "legislature"
    PRESS = "press"
    NEWSLETTER = "newsletter"
    AGGREGATOR = "aggregator"
    FORUM = "forum"
    UNKNOWN = "unknown"


class Party(StrEnum):
    """The usual party of an organization in the gazetteers; a debate names its own parties in its file."""

    OPEN = "open"
    CLOSED = "closed"
    STATE = "state"
    NONE = "none"


class SourceKind(StrEnum):
    """How a source is read; each value is a file of collect/sources/."""

    FEED = "feed"
    SITEMAP = "sitemap"
    PAGE = "page"
    HUB = "hub"


class Lifecycle(StrEnum):
    """Whether a debate still moves."""

    ACTIVE = "active"
    DORMANT = "dormant"
    RESOLVED = "resolved"


class Standing(StrEnum):
    """How a debate stands."""

    CONTESTED = "contested"
    CONVERGING = "converging"
    SETTLED = "settled"


class PollOutcome(StrEnum):
    """One word for what the last poll of a feed met (`reliability.md` names the rules in docs/outcomes.md)."""

    OK = "ok"  # entries read; some new or changed
    UNCHANGED = "unchanged"  # 200, but nothing new and nothing changed
    NOT_MODIFIED = "not-modified"  # 304
    MOVED = "moved"  # permanent redirect, entries read
    NO_ITEMS = "no-items"  # a feed without entries
    EMPTY = "empty"  # 200 without a body
    NOT_A_FEED = "not-a-feed"  # HTML, sitemap or anything else instead of the expected kind
    SELECTOR = "selector"  # a `page` source whose selector matches nothing
    PARSER_CRASH = "parser-crash"
    PARSER_TIMEOUT = "parser-timeout"
    DNS = "dns"
    DNS_TEMP = "dns-temp"
    CONNECT = "connect"
    TIMEOUT = "timeout"
    TRUNCATED = "truncated"
    TOO_LARGE = "too-large"
    BAD_ENCODING = "bad-encoding"
    BAD_RESPONSE = "bad-response"
    TLS = "tls"
    BLOCKED_ADDRESS = "blocked-address"
    BLOCKED_SCHEME = "blocked-scheme"
    BLOCKED_PORT = "blocked-port"
    REDIRECT_LOOP = "redirect-loop"
    RATE_LIMITED = "rate-limited"  # 429
    UNAVAILABLE = "unavailable"  # 503
    SERVER_ERROR = "server-error"  # other 5xx
    NOT_FOUND = "not-found"  # 404
    GONE = "gone"  # 410
    FORBIDDEN = "forbidden"  # 401 402 403 451
    CHALLENGE = "challenge"  # a bot challenge page
    ROBOTS = "robots"  # disallowed by robots.txt
    OFFLINE = "offline"  # the whole run had no network


class FeedState(StrEnum):
    """The verdict over time on a feed."""

    NEW = "new"  # never polled
    OK = "ok"
    MOVED = "moved"
    STALE = "stale"  # silent for much longer than its own rhythm
    FAILING = "failing"
    DEAD = "dead"  # failing for more than 30 days
    GONE = "gone"  # two 410 at least a day apart
    BLOCKED = "blocked"  # robots or forbidden
    INVALID = "invalid"  # answers, but not with what its kind says
    PAUSED = "paused"


class Trouble(StrEnum):
    """What somebody should know of, one word each; docs/outcomes.md explains them and docs/operate.md what to do."""

    SILENT = "silent"  # a feed published nothing for much longer than its own rhythm allows
    FAILING = "failing"
    DEAD = "dead"
    MOVED = "moved"
    GONE = "gone"
    BLOCKED = "blocked"
    INVALID = "invalid"
    SELECTOR = "selector"
    EMPTIED = "emptied"  # answers, but its list holds nothing any more
    DRIFTING = "drifting"  # texts are much shorter or longer than they used to be
    STARVED = "starved"  # the gate keeps nothing of a feed any more
    FLOODING = "flooding"  # far more entries, or kept pages, than usual
    JOB = "job"  # a job of the scheduler failed
    LATE = "late"  # a job is overdue
    CONFIG = "config"  # a changed file cannot be read; the one before stays in force
    DISK = "disk"
    QUARANTINE = "quarantine"  # pages that failed three times
    LANDMARK = "landmark"  # no trouble: a likely landmark waits for its curator


class CardVerdict(StrEnum):
    """What the report card says of a source."""

    KEEP = "keep"
    SLOW = "slow"
    FIX = "fix"
    DROP = "drop"


class ItemOutcome(StrEnum):
    """One word for what a stage did with an item; docs/outcomes.md explains each."""

    # collect: entries
    NEW = "new"
    UPDATED = "updated"
    SEEN = "seen"
    OLD = "old"  # older than first_days at a feed's first poll: listed, not fetched
    NO_LINK = "no-link"  # an entry without a usable address: the feed's own text is analysed
    SKIPPED = "skipped"  # beyond the cap of entries a document may hold
    # collect: pages
    FETCHED = "fetched"
    FEED_TEXT = "feed-text"  # page not to be had (robots, forbidden) or not read (hub): the feed's text serves
    FAILED = "failed"  # will be tried again
    UNREACHABLE = "unreachable"  # given up after three tries
    NO_CONTENT = "no-content"  # challenge page, consent wall or nothing readable
    # extract and after
    EXTRACTED = "extracted"
    DUPLICATE = "duplicate"  # the same text is stored already
    KEPT = "kept"
    DROPPED = "dropped"
    LABELLED = "labelled"
    CLAIMED = "claimed"  # yielded at least one claim
    NO_CLAIM = "no-claim"
    FOUNDED = "founded"  # founded a candidate
    JOINED = "joined"  # joined a candidate or an event
    ABSORBED = "absorbed"  # belongs to a rejected or merged candidate
    SET_ASIDE = "set-aside"  # claims that found no candidate (background, reaction without event)
    QUARANTINED = "quarantined"
    REMOVED = "removed"  # text deleted at its publisher's wish; what was found in it stays
