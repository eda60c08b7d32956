"""Measure the static site: 5,000 events of our own making rendered and written, then one of them changed.

.venv/bin/python -m bench.timeline_site [EVENTS]
"""

from __future__ import annotations

import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from tests.timeline.site.build import make_event, make_material
from wartracker.timeline.publish import write_files
from wartracker.timeline.site.site import render_site


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    events = [make_event(number) for number in range(1, count + 1)]
    with tempfile.TemporaryDirectory() as folder:
        for told in ("first build", "nothing changed", "one event changed"):
            if told.startswith("one"):
                fields = replace(events[99].fields, title="Quillon Labs Calls Ember 100 Back")
                events[99] = replace(events[99], fields=fields)
            wall, cpu = time.perf_counter(), time.process_time()
            pages = dict(render_site(make_material(events)))
            rendered = time.process_time() - cpu
            written = write_files(Path(folder), pages)
            wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
            print(f"{told}: {count} events, {len(pages)} files, {len(written)} written")
            print(f"  {wall:.1f} s wall, {cpu:.1f} s CPU, of it {rendered:.1f} s rendering")
    size = sum(len(text.encode()) for text in pages.values())
    print(f"front page {len(pages['index.html'].encode()) / 1000:.0f} kB, all {size / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
