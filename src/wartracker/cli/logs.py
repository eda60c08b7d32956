"""What a process tells while it runs in, lines on stderr out: for people, or one JSON object a line for machines."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Any

_AT = "%Y-%m-%dT%H:%M:%S.%fZ"


def format_line(event: str, level: str = "info", **fields: Any) -> str:
    """Format one happening as a JSON object on one line: `at`, `level`, `event`, and what belongs to it."""
    told = {"at": datetime.now(UTC).strftime(_AT), "level": level, "event": event, **fields}
    return json.dumps(told, ensure_ascii=False, default=str)


def start_logging(*, verbose: bool, as_json: bool) -> None:
    """Send log records to stderr, if anybody wants them.

    Args:
        verbose: one line a feed and poll.
        as_json: as JSON; what libraries have to say too.
    """
    if not (verbose or as_json):
        return
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(build_formatter(as_json=as_json))
    logging.basicConfig(handlers=[handler], force=True)
    logging.captureWarnings(as_json)
    logging.getLogger("wartracker").setLevel(logging.INFO if verbose else logging.WARNING)


def build_formatter(*, as_json: bool) -> logging.Formatter:
    """Build what turns a record into one line: nothing that a feed says can begin another (row 144).

    Args:
        as_json: JSON with `at`, `level` and `event`; else key=value with Python's quoting after the time.
    """
    from structlog import processors
    from structlog.stdlib import ProcessorFormatter, add_log_level

    if not as_json:
        text = processors.KeyValueRenderer(key_order=["event", "feed"])
        return ProcessorFormatter(
            fmt="%(asctime)s %(message)s", processors=[ProcessorFormatter.remove_processors_meta, text]
        )
    return ProcessorFormatter(
        processors=[
            ProcessorFormatter.remove_processors_meta,
            add_log_level,
            processors.TimeStamper(fmt=_AT, utc=True, key="at"),
            processors.format_exc_info,
            processors.JSONRenderer(ensure_ascii=False),
        ]
    )
