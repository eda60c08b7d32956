"""The tables of the database, in the order of the pipeline; times are UTC ISO text so that both databases agree.

Work is rows: `next_due`, `lease_until`, `tries`, `stage`. A lease that runs out is work again.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.engine import Dialect

metadata = MetaData()


@lru_cache(maxsize=1024)  # the entries of a poll share most of their times
def _write_moment(value: datetime | None) -> str | None:
    if value is None:
        return None
    if value.tzinfo is None:
        raise ValueError("naive datetime given to the store")
    if value.tzinfo is not UTC:
        value = value.astimezone(UTC)
    return value.isoformat(timespec="microseconds")[:-6] + "Z"


class Moment(TypeDecorator[datetime]):
    """An aware UTC time stored as sortable ISO 8601 text with microseconds."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """Write UTC text; a naive time is a bug."""
        return _write_moment(value)

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], str | None]:
        """Return what writes UTC text; the usual chain of two calls costs more than the writing."""
        return _write_moment

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Read UTC text."""
        if value is None:
            return None
        return datetime.fromisoformat(value)


feeds = Table(
    "feeds",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("url", Text, nullable=False),  # address the state belongs to; a changed address resets validators
    Column("domain", String(255)),  # politeness group; NULL: takes no turn (paused, not listed) or not named yet
    Column("etag", Text),  # byte for byte, latin-1
    Column("last_modified", Text),
    Column("body_hash", String(64)),
    Column("next_due", Moment),  # NULL: at once
    Column("not_before", Moment),  # the server's own wish (Retry-After); --force does not pass it
    Column("hints", Text),  # JSON: max-age, ttl and closed hours of the stored body, valid until the next one
    Column("lease_until", Moment),
    Column("lease_owner", String(64)),
    Column("last_polled_at", Moment),
    Column("last_ok_at", Moment),  # last poll that read entries or met "not modified"
    Column("last_new_at", Moment),  # last poll with a new entry
    Column("first_polled_at", Moment),
    Column("unmodified_since", Moment),  # first 304 in a row, for the unconditional request after 14 days
    Column("outcome", String(32)),
    Column("why", Text),
    Column("state", String(32), nullable=False, default="new"),
    Column("failures", Integer, nullable=False, default=0),  # in a row
    Column("first_failure_at", Moment),
    Column("gone_count", Integer, nullable=False, default=0),
    Column("moved_to", Text),
    Column("moved_count", Integer, nullable=False, default=0),
    Column("moved_since", Moment),
    Column("interval_s", Integer),  # present adaptive interval
    Column("rhythm_h", Float),  # mean hours between new entries
    Column("websub_hub", Text),
    Column("entries", Integer, nullable=False, default=0),  # in the last document
    Column("new", Integer, nullable=False, default=0),  # by the last poll
    Column("updated", Integer, nullable=False, default=0),
    Column("warnings", Text),  # JSON list of the last poll
    Column("item_hashes", Text),  # hashes of the last stored document's items, blank between: what a parse may skip
    Index("feeds_due", "next_due"),
)

hosts = Table(  # politeness that outlives a process
    "hosts",
    metadata,
    Column("domain", String(255), primary_key=True),  # registered domain or platform group
    Column("not_before", Moment),  # no request earlier (429, Crawl-delay)
    Column("penalty_s", Integer, nullable=False, default=0),
    Column("good_polls", Integer, nullable=False, default=0),
)

robots = Table(
    "robots",
    metadata,
    Column("origin", String(512), primary_key=True),  # scheme://host:port
    Column("body", Text),  # NULL: unreachable, treated as disallow all
    Column("fetched_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
)

entries = Table(
    "entries",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("feed", String(64), nullable=False),
    Column("guid", Text),
    Column("url", Text),
    Column("identity", Text),  # identity_url(url)
    Column("original_url", Text),
    Column("title", Text, nullable=False),
    Column("title_key", String(200)),  # the title as identity compares it
    Column("summary", Text, nullable=False),
    Column("content", LargeBinary),  # zlib of UTF-8
    Column("content_hash", String(64), nullable=False),
    Column("published_at", Moment),
    Column("updated_at", Moment),
    Column("first_seen_at", Moment, nullable=False),
    Column("last_seen_at", Moment, nullable=False),
    Column("revisions", Integer, nullable=False, default=0),
    Column("outcome", String(32), nullable=False),  # of collecting: new old no-link ...
    Column("flags", Text),  # JSON list
    Column("hub", Text),  # JSON of HubRecord
    Column("page", String(40)),
    Index("entries_feed", "feed", "last_seen_at"),
    Index("entries_guid", "feed", "guid"),
    Index("entries_title", "feed", "title_key"),
    Index("entries_identity", "identity"),
)

pages = Table(  # one page, many sightings
    "pages",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("url", Text, nullable=False),
    Column("identity", Text, nullable=False, unique=True),
    Column("domain", String(255), nullable=False),
    Column("entry", String(40)),  # the sighting whose feed text and date serve
    Column("stage", String(16), nullable=False, default="fetch"),  # fetch, done, quarantine
    Column("outcome", String(32)),  # of the last stage that spoke
    Column("why", Text),
    Column("priority", Float, nullable=False, default=0.0),  # title and summary only order the queue
    Column("next_due", Moment),
    Column("lease_until", Moment),
    Column("lease_owner", String(64)),
    Column("tries", Integer, nullable=False, default=0),
    Column("first_seen_at", Moment, nullable=False),
    Column("fetched_at", Moment),
    Column("status", Integer),
    Column("charset", String(64)),
    Column("warc_file", String(255)),
    Column("warc_offset", Integer),
    Column("visible", LargeBinary),  # zlib; dropped pages only, for dropped_days
    Column("made_by", String(64)),
    Index("pages_work", "stage", "next_due", "priority"),
)

articles = Table(
    "articles",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("page", String(40), index=True),
    Column("url", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("text", LargeBinary, nullable=False),  # zlib of UTF-8
    Column("lead", Text, nullable=False),
    Column("lang", String(16)),
    Column("published_at", Moment),
    Column("published_basis", String(16), nullable=False),
    Column("published_precision", String(16), nullable=False),
    Column("method", String(32), nullable=False),
    Column("text_sha256", String(64), nullable=False, index=True),
    Column("publisher", Text, nullable=False),
    Column("tier", String(16), nullable=False),
    Column("first_party_of", Text, nullable=False),  # JSON list
    Column("flags", Text, nullable=False),  # JSON list
    Column("hub", Text),
    Column("mentions", LargeBinary, nullable=False),  # zlib of JSON
    Column("made_by", String(64), nullable=False),
    Column("stored_at", Moment, nullable=False),
)

relevance = Table(
    "relevance",
    metadata,
    Column("page", String(64), primary_key=True),  # page id, or article id where there is no page
    Column("debate", String(64), primary_key=True),
    Column("score", Float, nullable=False),
    Column("keep", Integer, nullable=False),
    Column("reasons", Text, nullable=False),
)

claims = Table(
    "claims",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("debate", String(64), nullable=False),
    Column("article", String(64), ForeignKey("articles.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("body", Text, nullable=False),  # JSON of Claim
    Column("outcome", String(32)),  # of resolve: founded joined absorbed set-aside
    Column("why", Text),
    Index("claims_debate", "debate"),
)

outcomes = Table(  # exactly one outcome word per stage and item
    "outcomes",
    metadata,
    Column("item", String(64), primary_key=True),
    Column("stage", String(32), primary_key=True),
    Column("outcome", String(32), nullable=False),
    Column("why", Text, nullable=False),
    Column("at", Moment, nullable=False),
)

candidates = Table(
    "candidates",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("debate", String(64), nullable=False),
    Column("version", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("score", Float, nullable=False),
    Column("body", Text, nullable=False),  # JSON of the candidate without version and state
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Index("candidates_queue", "debate", "state", "score"),
)

candidate_articles = Table(
    "candidate_articles",
    metadata,
    Column("candidate", String(40), ForeignKey("candidates.id", ondelete="CASCADE"), primary_key=True),
    Column("article", String(64), primary_key=True),
)

candidate_claims = Table(
    "candidate_claims",
    metadata,
    Column("candidate", String(40), ForeignKey("candidates.id", ondelete="CASCADE"), primary_key=True),
    Column("claim", String(40), primary_key=True),
    Index("candidate_claims_claim", "claim"),
)

aliases = Table(  # a superseded candidate id resolves for ever
    "aliases",
    metadata,
    Column("old", String(40), primary_key=True),
    Column("new", String(40), nullable=False),
)

decisions = Table(  # append-only
    "decisions",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("id", String(40), nullable=False, unique=True),
    Column("debate", String(64), nullable=False),
    Column("candidate", String(40), nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("verdict", String(16), nullable=False),
    Column("accession", Integer),
    Column("body", Text, nullable=False),  # JSON of Decision
    Column("decided_at", Moment, nullable=False),
    UniqueConstraint("debate", "accession"),
)

runs = Table(
    "runs",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("started_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("report", Text),  # JSON
)

locks = Table(
    "locks",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("owner", String(128), nullable=False),
    Column("heartbeat", Moment, nullable=False),
)
