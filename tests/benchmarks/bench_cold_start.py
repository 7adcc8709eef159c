"""Cold start: from `streamlit run Home.py` in a fresh process to the first paint, against `streamlit hello`.

    python -m tests.benchmarks.bench_cold_start [--rounds 3]

Home is started on a workspace that exists (its Postgres is stopped) and on an empty folder (its Postgres is made and migrated).
The browser is running already and loads the address as soon as the port answers; each load has a fresh profile.
`paint` is the browser's first contentful paint; `ready` is when the page's heading can be read.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, sync_playwright

from tests.benchmarks.live import ROOT, Sample, figure, sample_workspace, serving, wait_until_healthy
from tests.browser.conftest import CHROMIUM, FLAGS

_PAINT = """() => new Promise((done) => {
  const seen = () => performance.getEntriesByName('first-contentful-paint')[0]
  const tell = () => seen() && done(performance.timeOrigin + seen().startTime)
  new PerformanceObserver(tell).observe({type: 'paint', buffered: true})
})"""


@dataclass(frozen=True)
class Start:
    """Seconds from the start of the process."""

    paint: float
    ready: float


def start(browser: Browser, arguments: Sequence[str], home: Path, cwd: Path, heading: str) -> Start:
    """Start a server, load its first page, and stop it."""
    began = time.time()
    with serving(arguments, home, cwd=cwd, wait=False) as server:
        wait_until_healthy(server)
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        page = context.new_page()
        page.goto(server.url, wait_until="commit")
        painted = float(page.evaluate(_PAINT)) / 1000
        page.get_by_role("heading", name=heading).first.wait_for(timeout=120_000)
        ready = time.time()
        context.close()
    return Start(painted - began, ready - began)


def measure(sample: Sample, rounds: int) -> list[str]:
    """Lines to print."""
    taken: dict[str, list[Start]] = {
        "Home, a workspace that exists": [],
        "Home, an empty machine": [],
        "streamlit hello": [],
    }
    known, empty, hello = taken
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS, headless=True)
        for _ in range(rounds):
            taken[known].append(start(browser, ["run", "Home.py"], sample.home, ROOT, "Home"))
            fresh = Path(tempfile.mkdtemp(prefix="lunara-bench-"))
            try:
                taken[empty].append(start(browser, ["run", "Home.py"], fresh, ROOT, "Home"))
                taken[hello].append(start(browser, ["hello"], fresh, fresh, "Welcome to Streamlit"))
            finally:
                shutil.rmtree(fresh, ignore_errors=True)
        browser.close()
    lines = []
    for name in (known, empty):
        for what in ("paint", "ready"):
            own, other = (median(getattr(one, what) for one in taken[key]) * 1000 for key in (name, hello))
            lines.append(figure(f"{name}: {what}", own, other, "ms", hello))
    return lines


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with sample_workspace() as sample:
        print("\n".join(measure(sample, options.rounds)))


if __name__ == "__main__":
    main()
