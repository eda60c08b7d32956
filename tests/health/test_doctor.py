"""`doctor`: every check green once and red once, each with what to do; `status` and `metrics` beside the database."""

from __future__ import annotations

import json
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.cli.call import Run, call
from tests.cli.small import write_workspace
from tests.cli.test_feeds import entry, today
from tests.collect.servers import RawServer, answer, serve_beside
from wartracker.cli.door import open_store
from wartracker.health import doctor
from wartracker.health.doctor import Check, examine
from wartracker.health.metrics import serve_metrics
from wartracker.jobs import Standing, build_jobs
from wartracker.schedule import run_due
from wartracker.store.database import writing
from wartracker.store.runs import end_run, start_run
from wartracker.workspace import open_workspace

Break = Callable[[Path, pytest.MonkeyPatch], None]
NAMES = ("python", "feedparser", "files", "database", "permissions", "disk", "clock", "contact", "notify", "model file")
FEEDS = "feeds:\n" + entry("good") + entry("lost")


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return write_workspace(tmp_path / "workspace", FEEDS, 9)


@pytest.fixture
def run(workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    return lambda *arguments: call(monkeypatch, capsys, "--workspace", str(workspace), *arguments)


def test_a_sound_place_is_told_so(run: Run, workspace: Path) -> None:
    before = json.loads(run("doctor", "--json").out)["checks"]
    assert [(one["name"], one["ok"]) for one in before] == [(name, True) for name in NAMES]
    run("db", "migrate")
    told = run("doctor")
    assert told.code == 0
    assert [line[:4] for line in told.out.splitlines()] == ["ok  "] * len(NAMES)
    assert "sqlite, schema" in told.out


def set_option(section: str, line: str) -> Break:
    def edit(root: Path, _: pytest.MonkeyPatch) -> None:
        file = root / "wartracker.toml"
        text = file.read_text()
        file.write_text(
            text.replace(f"[{section}]", f"[{section}]\n{line}", 1)
            if f"[{section}]" in text
            else f"{text}\n[{section}]\n{line}\n"
        )

    return edit


def patch(name: str, value: object) -> Break:
    return lambda root, patching: patching.setattr(doctor, name, value)


def drop_contact(root: Path, _: pytest.MonkeyPatch) -> None:
    file = root / "wartracker.toml"
    file.write_text("\n".join(line for line in file.read_text().splitlines() if "contact" not in line))


def break_feeds(root: Path, _: pytest.MonkeyPatch) -> None:
    (root / "feeds.yaml").write_text("feeds: [{name: one}]\n")


def make_database(root: Path) -> Path:
    workspace = open_workspace(root, {})
    open_store(workspace).dispose()
    return workspace.output / "wartracker.sqlite3"


def age_schema(root: Path, _: pytest.MonkeyPatch) -> None:
    database = sqlite3.connect(make_database(root))
    database.execute("UPDATE alembic_version SET version_num = '0001'")
    database.commit()
    database.close()


def damage_database(root: Path, _: pytest.MonkeyPatch) -> None:
    file = make_database(root)
    database = sqlite3.connect(file)
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.execute("PRAGMA writable_schema=ON")
    database.execute("UPDATE sqlite_master SET rootpage = 3 WHERE name = 'claims'")
    database.commit()
    database.close()


def write_no_database(root: Path, _: pytest.MonkeyPatch) -> None:
    (root / "output").mkdir()
    (root / "output" / "wartracker.sqlite3").write_bytes(b"this is no database at all" * 100)


def run_tomorrow(root: Path, _: pytest.MonkeyPatch) -> None:
    make_database(root)
    engine = open_store(open_workspace(root, {}))
    later = datetime.now(UTC) + timedelta(days=1)
    with writing(engine) as connection:
        start_run(connection, "run-1", later)
        end_run(connection, "run-1", later, {"whole": True})
    engine.dispose()


def block_output(root: Path, _: pytest.MonkeyPatch) -> None:
    (root / "output").write_text("a file stands where the folder should be")


def write_secret(root: Path, mode: int | None) -> None:
    secret = root / "password"
    if mode is not None:
        secret.write_text("open sesame")
        secret.chmod(mode)
    set_option("notify", f'smtp_password_file = "{secret}"')(root, pytest.MonkeyPatch())


@pytest.mark.parametrize(
    ("damage", "name", "says"),
    [
        (patch("OLDEST_PYTHON", (9, 9)), "python", "install Python"),
        (patch("FEEDPARSER", "5.0"), "feedparser", "requirements.lock"),
        (break_feeds, "config", "feeds.yaml"),
        (age_schema, "database", "wartracker db migrate"),
        (damage_database, "database", "db restore"),
        (write_no_database, "database", "not a database"),
        (block_output, "permissions", "cannot be written"),
        (patch("LEAST_FREE_GIB", 1e9), "disk", "make room"),
        (patch("EARLIEST", datetime(9000, 1, 1, tzinfo=UTC)), "clock", "set the machine's clock"),
        (run_tomorrow, "clock", "yet to come"),
        (drop_contact, "no-contact", "no contact is set"),
        (set_option("notify", 'email_to = ["a@b.example"]\nsmtp = "mail.example:25"'), "notify", "in the clear"),
        (patch("ner_folder", lambda: None), "model file", "install the package again"),
        (lambda root, _: write_secret(root, 0o644), "secrets", "chmod 600"),
        (lambda root, _: write_secret(root, None), "secrets", "is missing"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_fault_is_named_and_hides_no_other(
    run: Run, workspace: Path, monkeypatch: pytest.MonkeyPatch, damage: Break, name: str, says: str
) -> None:
    damage(workspace, monkeypatch)
    told = run("doctor", "--json")
    checks = [Check(**one) for one in json.loads(told.out)["checks"]]
    bad = [check for check in checks if not check.ok]
    assert told.code == 8
    assert [check.name for check in bad] == [name]
    assert says in bad[0].says + bad[0].hint
    assert len(checks) >= len(NAMES) - 1


def test_a_secret_of_its_owner_alone_is_fine(workspace: Path) -> None:
    write_secret(workspace, 0o600)
    assert Check("secrets", True, str(workspace / "password")) in examine(
        open_workspace(workspace, {}), datetime.now(UTC)
    )


# --------------------------------------------------------------------------- status and metrics
def serve() -> dict[str, bytes]:
    return {"good.example/feed": answer(today("good.example")), "/robots.txt": answer(b"", "404 Not Found")}


def run_service(place: Path, server: RawServer) -> Standing:
    """Run the service once on a workspace that writes its metrics to a file."""
    write_workspace(place, FEEDS, server.port)
    set_option("schedule", f'metrics_file = "{place / "metrics.prom"}"')(place, pytest.MonkeyPatch())
    workspace = open_workspace(place, {})
    standing = Standing(place, open_store(workspace), lambda text: None)
    assert run_due(build_jobs(standing), standing.engine, lambda text: None) == []
    standing.close()
    return standing


def read_metrics(text: str) -> dict[tuple[str, str], float]:
    """Read Prometheus text with its own parser: (name, label value) to value."""
    return {
        (sample.name.removeprefix("wartracker_"), next(iter(sample.labels.values()), "")): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_the_service_serves_its_metrics_and_refuses_a_taken_port(tmp_path: Path) -> None:
    place = tmp_path / "service"
    command = [sys.executable, "-m", "wartracker.cli.main", "--workspace", str(place), "-q", "schedule"]
    with serve_beside(dict(serve())) as server, socket.socket() as probe:
        write_workspace(place, FEEDS, server.port)
        probe.bind(("127.0.0.1", 0))
        probe.listen()
        port = probe.getsockname()[1]
        set_option("schedule", f"tick_s = 1\nmetrics_port = {port}")(place, pytest.MonkeyPatch())
        refused = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
        assert refused.returncode == 3
        assert "schedule.metrics_port" in refused.stderr
        assert f"port {port}: Address already in use" in refused.stderr
        probe.close()
        with subprocess.Popen(command) as process:
            try:
                end, found = time.monotonic() + 120, dict[tuple[str, str], float]()
                while found.get(("job_ok_timestamp_seconds", "tick"), 0) == 0:
                    assert time.monotonic() < end
                    time.sleep(0.2)
                    with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as response:
                        found = read_metrics(response.read().decode())
                assert (found["rows", "entries"], found["feeds", "ok"]) == (3, 1)
                process.terminate()
                assert process.wait(60) == 0
            finally:
                process.kill()


def test_metrics_and_status_tell_what_the_database_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "service"
    with serve_beside(dict(serve())) as server:
        standing = run_service(place, server)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    serve_metrics(standing.engine, port)
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as response:
        assert response.headers["Content-Type"].startswith("text/plain")
        scraped = read_metrics(response.read().decode())
    printed = read_metrics(call(monkeypatch, capsys, "--workspace", str(place), "metrics").out)
    written = read_metrics((place / "metrics.prom").read_text())
    for found in (scraped, printed, written):
        assert (found["feeds", "ok"], found["feeds", "failing"]) == (1, 1)
        assert found["rows", "entries"] == 3
        assert datetime.now(UTC).timestamp() - found["last_run_timestamp_seconds", ""] < 3600
        assert found["database_bytes", ""] > 0
    assert printed["job_failed", "tick"] == 0
    assert printed["job_ok_timestamp_seconds", "tick"] > 0

    told = call(monkeypatch, capsys, "--workspace", str(place), "status", "--json")
    shape = json.loads(told.out)
    assert shape["feeds"] == {"failing": 1, "ok": 1}
    assert shape["rows"]["entries"] == 3
    assert shape["pages"]["waiting"] == printed["pages_waiting", ""]
    assert shape["troubles"] == {word: count for (name, word), count in printed.items() if name == "troubles"}
    assert shape["jobs"]["tick"]["outcome"] == "ok"
    assert shape["scheduler"] is None
    lines = call(monkeypatch, capsys, "--workspace", str(place), "status").out.splitlines()
    assert len(lines) <= 24
    assert lines[0].startswith("service   no scheduler runs; last run 20")
    assert lines[1] == "sources   1 failing, 1 ok"
    assert any(line.startswith("job       tick") for line in lines)
    standing.engine.dispose()
