"""The review page on this machine: `python -m bench.review`.

Prints the time from a key to the next card over 30 candidates of the sample press (bar: p95 100 ms), and what the first
page of a queue of 2,000 takes (bar: 150 ms); both on the clock and as the server's own work.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from tests.e2e.browser import launch
from tests.e2e.keyboard import decide_by_keys, serve_press
from tests.review.page import make_candidate, serve


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, launch() as browser, serve_press(Path(folder)) as page:
        print(decide_by_keys(browser, page, 30).tell())
    with tempfile.TemporaryDirectory() as folder:
        found = [make_candidate(number) for number in range(1, 2001)]
        with serve(Path(folder), found, articles=False) as page:
            client = page.client()
            for _ in range(3):
                clock, work = time.perf_counter(), time.process_time()
                client.get("/")
                spent = 1000 * (time.perf_counter() - clock), 1000 * (time.process_time() - work)
                print(f"page of a queue of 2,000: {spent[0]:.0f} ms on the clock, {spent[1]:.0f} ms of work")


if __name__ == "__main__":
    main()
