"""A store in, Prometheus metrics out; needs the extra [metrics]."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import Engine

from wartracker.errors import ConfigError
from wartracker.store.database import reading
from wartracker.store.facts import count_candidates, count_quarantined
from wartracker.store.feeds import load_feeds
from wartracker.store.jobs import load_jobs
from wartracker.store.notices import load_notices
from wartracker.store.pages import count_waiting
from wartracker.store.retention import count_rows, measure_database
from wartracker.store.runs import last_finished

try:
    from prometheus_client import CollectorRegistry, generate_latest, start_http_server
    from prometheus_client.core import GaugeMetricFamily
except ImportError as error:
    raise ConfigError("metrics need `pip install wartracker[metrics]`", "wartracker.toml") from error

if TYPE_CHECKING:
    from prometheus_client.registry import Collector as _Base
else:
    _Base = object


class StoreCollector(_Base):
    """Reads the store whenever somebody scrapes."""

    def __init__(self, engine: Engine) -> None:
        """Remember where to look."""
        self._engine = engine

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield every metric as it is now."""
        with reading(self._engine) as connection:
            last = last_finished(connection)
            jobs = load_jobs(connection)
            states = Counter(row.state for row in load_feeds(connection))
            candidates = count_candidates(connection)
            rows = count_rows(connection)
            waiting = count_waiting(connection, datetime.now(UTC))
            stuck = count_quarantined(connection)
            troubles = Counter(row.word for row in load_notices(connection) if row.closed_at is None)
        ended = last[0].timestamp() if last else 0.0
        yield _gauge("last_run_timestamp_seconds", "end of the last run", {"": ended})
        ok = {name: row.ok_at.timestamp() for name, row in jobs.items() if row.ok_at}
        yield _gauge("job_ok_timestamp_seconds", "last end of a job that went well", ok, "job")
        took = {name: row.took_s for name, row in jobs.items() if row.took_s is not None}
        yield _gauge("job_seconds", "how long a job took last", took, "job")
        failed = {name: float(row.outcome == "failed") for name, row in jobs.items()}
        yield _gauge("job_failed", "whether a job failed last", failed, "job")
        yield _gauge("feeds", "sources by state at their last poll", states, "state")
        yield _gauge("candidates", "candidates by state", candidates, "state")
        yield _gauge("rows", "rows by table", rows, "table")
        yield _gauge("pages_waiting", "pages to be fetched", {"": waiting})
        yield _gauge("pages_quarantined", "pages that failed three times", {"": stuck})
        yield _gauge("troubles", "troubles that stand, by word", troubles, "word")
        yield _gauge("database_bytes", "size of the embedded database", {"": measure_database(self._engine)})


def _gauge(name: str, help_: str, values: Mapping[str, float], label: str = "") -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"wartracker_{name}", help_, labels=[label] if label else [])
    for key, value in sorted(values.items()):
        family.add_metric([key] if label else [], float(value))
    return family


def build_registry(engine: Engine) -> CollectorRegistry:
    """Build a registry that holds the store's metrics and nothing else."""
    registry = CollectorRegistry()
    registry.register(StoreCollector(engine))
    return registry


def render_metrics(engine: Engine) -> bytes:
    """Render the metrics in Prometheus' text format."""
    text: bytes = generate_latest(build_registry(engine))
    return text


def serve_metrics(engine: Engine, port: int) -> None:
    """Serve the metrics on loopback until the process ends.

    Raises:
        ConfigError: the port is taken, or not ours to take.
    """
    try:
        start_http_server(port, addr="127.0.0.1", registry=build_registry(engine))
    except (OSError, OverflowError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise ConfigError(f"port {port}: {why}", "wartracker.toml", key="schedule.metrics_port") from error
