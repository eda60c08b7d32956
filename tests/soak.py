"""The service on the sample press at many times the speed of life, and what it costs over time.

`python -m tests.soak --minutes 20 --speed 100` starts `wartracker schedule` as a process of its own on the sample
press; every hour of press time all sources are due, every second hour one of them tells something new. Printed: memory
and open descriptors of the process, and their slope after the first quarter.
"""

from __future__ import annotations

import argparse
import hashlib
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import linear_regression

from sqlalchemy import Engine, func, select, update

from tests.e2e.conftest import PRESS
from wartracker.cli.demo import open_demo, prepare_workspace
from wartracker.cli.door import open_store
from wartracker.cli.press import PressServer, Resource
from wartracker.store.database import reading, writing
from wartracker.store.tables import candidates, feeds, runs

HOST = "newsroom.openai-desk.example"
HOUR_S = 3600.0
SAMPLE_S = 5.0
FIRST_SHARE = 0.25  # of the time: start-up, left out of the slope


@dataclass(frozen=True, slots=True)
class Sample:
    at_s: float
    rss_mib: float
    descriptors: int


class LivingPress(PressServer):
    """A press on which news happen."""

    def tell(self, number: int) -> None:
        """Publish one more release at the top of the feed."""
        now = datetime.now(UTC).replace(microsecond=0)
        name, path = f"Ember {number}", f"/posts/ember-{number}"
        page = (
            f"<html><head><title>{name}</title></head><body><article><h1>{name} with open weights</h1><p>OpenAI today "
            f"releases {name}, an open-weight model under the MIT license. The weights can be downloaded by anyone.</p>"
            "</article></body></html>"
        )
        item = (
            f"<item><title>OpenAI releases {name} as open weights</title><link>http://{HOST}{path}</link>"
            f"<guid>{path}</guid><dc:date>{now.isoformat()}</dc:date><description>{name} is out.</description></item>"
        )
        site = self._sites[HOST]
        old = site["/rss.xml", frozenset()]
        rss = old.body.replace(b"<item>", item.encode() + b"<item>", 1)
        site[path, frozenset()] = make_resource(page.encode(), "text/html; charset=utf-8", now)
        site["/rss.xml", frozenset()] = make_resource(rss, old.content_type, now)


def make_resource(body: bytes, content_type: str, modified: datetime) -> Resource:
    return Resource(body, None, content_type, modified, hashlib.sha256(body).hexdigest()[:32])


def measure(process: int, since: float) -> Sample:
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    count = sum(1 for _ in Path(f"/proc/{process}/fd").iterdir())
    return Sample(time.monotonic() - since, pages * 4096 / 2**20, count)


def slope_per_hour(samples: Sequence[Sample], name: str) -> float:
    """Fit a line through a figure over real time; what it gains an hour."""
    fit = linear_regression([one.at_s for one in samples], [getattr(one, name) for one in samples])
    return fit.slope * HOUR_S


def speed_up(engine: Engine) -> None:
    """Let an hour of press time go by: everything is due."""
    with writing(engine) as connection:
        connection.execute(update(feeds).values(next_due=datetime.now(UTC) - timedelta(seconds=1)))


def soak(minutes: float, speed: float) -> list[Sample]:
    samples: list[Sample] = []
    with tempfile.TemporaryDirectory(prefix="soak-") as place, LivingPress(PRESS) as press:
        root = Path(place)
        prepare_workspace(root)
        workspace = open_demo(root, press.address)
        settings = root / "wartracker.toml"
        settings.write_text(settings.read_text(encoding="utf-8") + "\n[schedule]\ntick_s = 1\n", encoding="utf-8")
        engine = open_store(workspace)
        command = [sys.executable, "-m", "wartracker.cli.main", "-q", "--workspace", str(root), "schedule"]
        process = subprocess.Popen(command)
        began = time.monotonic()
        due, story = began + 20.0, 0
        try:
            while time.monotonic() - began < minutes * 60:
                time.sleep(SAMPLE_S)
                if process.poll() is not None:
                    raise SystemExit(f"the service ended with {process.returncode}")
                samples.append(measure(process.pid, began))
                if time.monotonic() >= due:
                    due = time.monotonic() + HOUR_S / speed
                    story += 1
                    if story % 2:
                        press.tell(story // 2 + 10)
                    speed_up(engine)
        finally:
            process.send_signal(signal.SIGTERM)
            code = process.wait(60)
        with reading(engine) as connection:
            ticks = connection.scalar(select(func.count()).select_from(runs).where(runs.c.ended_at.is_not(None)))
            found = connection.scalar(select(func.count()).select_from(candidates))
        print(f"{story} hours of press time, {ticks} ticks, {press.count()} requests, {found} candidates, exit {code}")
        engine.dispose()
    return samples


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=20.0)
    parser.add_argument("--speed", type=float, default=100.0)
    wanted = parser.parse_args()
    samples = soak(wanted.minutes, wanted.speed)
    settled = [one for one in samples if one.at_s >= FIRST_SHARE * wanted.minutes * 60]
    for name, unit in (("rss_mib", "MiB"), ("descriptors", "")):
        values = [getattr(one, name) for one in settled]
        print(
            f"{name}: {values[0]:.1f} to {values[-1]:.1f} {unit} (least {min(values):.1f}, most {max(values):.1f}), "
            f"slope {slope_per_hour(settled, name):+.2f} {unit} an hour of real time over {len(values)} samples"
        )


if __name__ == "__main__":
    main()
