"""The archive: what a row refers to is on the disk, what no row refers to goes, old days go."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from wartracker.collect.archive import Archive, iterate_records, keep_tails, prune_archive, read_record, truncate_tails
from wartracker.errors import StoreError
from wartracker.records import FetchResult
from wartracker.vocabulary import PollOutcome

NOW = datetime(2026, 6, 3, 12, tzinfo=UTC)


def fetched(number: int, at: datetime = NOW, body: bytes | None = None) -> FetchResult:
    return FetchResult(
        url=f"https://press.example/{number}",
        final_url=f"https://press.example/{number}",
        outcome=PollOutcome.OK,
        fetched_at=at,
        status=200,
        headers=(
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Encoding", "gzip"),
            ("X-Odd", "a\r\nb\u2028c"),
        ),
        body=body if body is not None else f"<p>page {number} \u00e9</p>".encode(),
    )


def test_round_trip(tmp_path: Path) -> None:
    with Archive(tmp_path / "archive") as archive:
        places = [archive.append(fetched(number)) for number in range(5)]
        archive.flush()
    for number, (file, offset) in enumerate(places):
        back = read_record(tmp_path / "archive", file, offset)
        assert back is not None
        assert back.url == f"https://press.example/{number}"
        assert back.body == fetched(number).body
        assert back.fetched_at == NOW
        assert back.status == 200
        assert back.content_type == "text/html; charset=utf-8"
        assert "content-encoding" not in {name.lower() for name, _ in back.headers}
    whole = list(iterate_records(tmp_path / "archive" / places[0][0]))
    assert [record.offset for record in whole] == [offset for _, offset in places]


@pytest.mark.parametrize("body", [b"", b"\x00\xff" * 1000, b"HTTP/1.1 200 OK\r\n\r\nWARC/1.0\r\n\r\n"])
def test_any_body(tmp_path: Path, body: bytes) -> None:
    with Archive(tmp_path) as archive:
        file, offset = archive.append(fetched(1, body=body))
    back = read_record(tmp_path, file, offset)
    assert back is not None
    assert back.body == body


def test_one_file_a_day(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        first = archive.append(fetched(1, NOW))
        second = archive.append(fetched(2, NOW + timedelta(days=1)))
    assert first == ("pages-2026-06-03.warc.gz", 0)
    assert second == ("pages-2026-06-04.warc.gz", 0)


def test_unreferenced_tail_goes_at_start(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        file, first = archive.append(fetched(1))
        _, second = archive.append(fetched(2))
    with (tmp_path / file).open("ab") as stream:
        stream.write(b"\x1f\x8b half a rec")
    cut = Archive(tmp_path).open({file: first})
    assert cut[file] > 0
    assert (tmp_path / file).stat().st_size == second
    assert read_record(tmp_path, file, first) is not None
    assert read_record(tmp_path, file, second) is None
    with Archive(tmp_path) as archive:
        assert archive.append(fetched(3)) == (file, second)
    assert [record.url[-1] for record in iterate_records(tmp_path / file)] == ["1", "3"]


def test_files_that_no_row_knows_go(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        file, _ = archive.append(fetched(1))
    other = tmp_path / "pages-of-somebody.warc.gz"
    other.write_bytes(b"x")
    Archive(tmp_path).open({})
    assert not (tmp_path / file).exists()
    assert other.exists()


def test_files_in_order_stay_as_they_are(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        archive.append(fetched(1))
        file, last = archive.append(fetched(2))
    before = (tmp_path / file).read_bytes()
    assert Archive(tmp_path).open({file: last}) == {}
    assert (tmp_path / file).read_bytes() == before


def test_tails_of_a_newer_database_are_kept_before_they_are_cut(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        file, first = archive.append(fetched(1))
        end = (tmp_path / file).stat().st_size
        _, second = archive.append(fetched(2))
        later, third = archive.append(fetched(3, NOW + timedelta(days=1)))
    assert keep_tails(tmp_path, {file: second, later: third}, ".before-x") == ()  # nothing is newer
    assert keep_tails(tmp_path, {file: first}, ".before-x") == (f"{file}.before-x", f"{later}.before-x")
    truncate_tails(tmp_path, {file: first})
    assert (tmp_path / file).stat().st_size == end
    assert prune_archive(tmp_path, NOW + timedelta(days=900), 1) == (file,)
    for name in (file, later):  # back to the newer database: everything it refers to can be read
        (tmp_path / f"{name}.before-x").rename(tmp_path / name)
    told = [
        read_record(tmp_path, file, first),
        read_record(tmp_path, file, second),
        read_record(tmp_path, later, third),
    ]
    assert [one.url for one in told if one] == [fetched(number).final_url for number in (1, 2, 3)]


def test_retention_counts_days(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        for age in range(5):
            archive.append(fetched(age, NOW - timedelta(days=age)))
    assert prune_archive(tmp_path, NOW, 3) == ("pages-2026-05-30.warc.gz", "pages-2026-05-31.warc.gz")
    assert len(list(tmp_path.iterdir())) == 3


@pytest.mark.parametrize(
    ("file", "offset"),
    [("pages-2026-01-01.warc.gz", 0), ("../outside.warc.gz", 0), ("pages-2026-06-03.warc.gz", 7), ("", 0)],
)
def test_what_cannot_be_read_is_none(tmp_path: Path, file: str, offset: int) -> None:
    with Archive(tmp_path) as archive:
        archive.append(fetched(1))
    assert read_record(tmp_path, file, offset) is None


def test_a_full_disk_is_a_storage_error_and_leaves_nothing_half_written(tmp_path: Path) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.fail("this test needs /dev/full, which every Linux has")
    archive = Archive(tmp_path)
    file, _ = archive.append(fetched(1))
    archive.close()
    whole = (tmp_path / file).read_bytes()
    (tmp_path / "pages-2026-06-04.warc.gz").symlink_to(full)
    with pytest.raises(StoreError, match="cannot be written"):
        archive.append(fetched(2, NOW + timedelta(days=1)))
    assert archive.append(fetched(3)) == (file, len(whole))
    archive.close()


def test_no_warc_is_a_storage_error(tmp_path: Path) -> None:
    (tmp_path / "x.warc.gz").write_bytes(b"no warc at all")
    with pytest.raises(StoreError):
        list(iterate_records(tmp_path / "x.warc.gz"))
