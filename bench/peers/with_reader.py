"""reader as a contestant, phases as for `bench.subject`; run with the interpreter of its own environment.

Everything is at reader's defaults; `scheduled=False` since its default would skip the second round at once.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from reader import make_reader

from bench.measure import Meter, answer_phases


def main(root: Path, port: int, count: int, prefix: str) -> None:
    root.mkdir(parents=True, exist_ok=True)
    reader = make_reader(str(root / "reader.sqlite"))
    for number in range(count):
        reader.add_feed(f"http://127.0.0.1:{port}/{prefix}/{number}.xml")

    def phase(name: str) -> dict[str, object]:
        meter = Meter()
        failed = sum(isinstance(one.value, Exception) for one in reader.update_feeds_iter(scheduled=False))
        return {**meter.stop(), "failed": failed}

    answer_phases(phase)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
