"""`db restore` beside a newer archive: the next run cuts off what the older database does not know, nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.call import Run
from tests.cli.small import write_workspace
from tests.cli.test_backfill import feed, story
from tests.cli.test_feeds import entry
from tests.collect.servers import RawServer, serve_beside
from wartracker.collect.archive import iterate_records

FEED = "wire.example/feed"


@pytest.fixture
def server() -> Iterator[RawServer]:
    stories = {f"/news/story-{month}": story for month in range(1, 13)}
    with serve_beside({FEED: feed("wire.example", [1]), **stories}) as running:
        yield running


@pytest.fixture
def workspace(tmp_path: Path, server: RawServer) -> Path:
    place = write_workspace(tmp_path / "workspace", "feeds:\n" + entry("wire"), server.port)
    settings = place / "wartracker.toml"
    settings.write_text(settings.read_text().replace("host_gap_s = 0", "host_gap_s = 0\nfirst_days = 3650"))
    return place


def archived(files: Iterator[Path]) -> set[str]:
    """Return the last parts of the addresses in some files of the archive."""
    return {
        record.url.rpartition("/")[2] for file in files for record in iterate_records(file) if record.url is not None
    }


def test_newer_pages_are_put_aside(run: Run, workspace: Path, server: RawServer, tmp_path: Path) -> None:
    archive, copy = workspace / "output" / "archive", tmp_path / "copy.sqlite3"
    assert run("run", "--once").code == 0
    assert run("db", "backup", str(copy)).code == 0
    server.routes[FEED] = feed("wire.example", [2, 1])
    assert run("run", "--once", "--force").code == 0
    assert archived(archive.glob("pages-*.warc.gz")) == {"story-1", "story-2"}

    assert run("db", "restore", str(copy), "--force").code == 0
    server.routes[FEED] = feed("wire.example", [1])
    assert run("run", "--once", "--force").code == 0
    assert archived(archive.glob("pages-*.warc.gz")) == {"story-1"}
    assert "story-2" in archived(archive.glob("*.before-*"))
