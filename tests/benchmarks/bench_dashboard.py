"""A dashboard of eight charts in the running app against the same eight by plotly express in a bare Streamlit page.

    python -m tests.benchmarks.bench_dashboard [--reruns 40] [--clients 20] [--seconds 15]

Both are live servers, driven over the web socket that the front end uses; they take turns of ten reruns, so that a busy machine
slows both. The promise: a warm rerun within 1/8 of plotly express, and 20 visitors at once are served.
"""

from __future__ import annotations

import argparse
import threading
import time
from contextlib import ExitStack
from dataclasses import dataclass

from tests.benchmarks.live import (
    SCRIPTS,
    Sample,
    Server,
    Visitor,
    figure,
    milliseconds,
    percentile,
    sample_workspace,
    serving,
)
from tests.benchmarks.sample import CHARTS

TURN = 10


@dataclass(frozen=True)
class Page:
    """Where the eight charts are drawn."""

    server: Server
    page: str = ""
    query: str = ""

    def visit(self) -> Visitor:
        """A new tab that has seen all eight."""
        visitor = Visitor(self.server.url, self.page, self.query)
        visitor.settle(len(CHARTS))
        return visitor


def alone(pages: list[Page], reruns: int) -> list[list[float]]:
    """Seconds of each warm rerun of one visitor, page by page in turns of `TURN`."""
    with ExitStack() as stack:
        visitors = [stack.enter_context(page.visit()) for page in pages]
        for visitor in visitors:
            for _ in range(5):
                visitor.rerun()
        taken: list[list[float]] = [[] for _ in pages]
        for begun in range(0, reruns, TURN):
            for visitor, seconds in zip(visitors, taken, strict=True):
                for _ in range(min(TURN, reruns - begun)):
                    seconds.append(visitor.rerun())
                    assert visitor.charts == len(CHARTS), visitor.errors
        return taken


def together(page: Page, clients: int, seconds: float) -> list[float]:
    """Seconds of each rerun of `clients` visitors who rerun without a pause."""
    taken: list[float] = []
    faults: list[BaseException] = []

    with ExitStack() as stack:
        visitors = [stack.enter_context(page.visit()) for _ in range(clients)]
        until = time.monotonic() + seconds

        def work(visitor: Visitor) -> None:
            try:
                while time.monotonic() < until:
                    taken.append(visitor.rerun())
                    assert visitor.charts == len(CHARTS), visitor.errors
            except (AssertionError, OSError) as error:
                faults.append(error)

        threads = [threading.Thread(target=work, args=(visitor,)) for visitor in visitors]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    if faults:
        raise faults[0]
    return taken


def measure(sample: Sample, reruns: int, clients: int, seconds: float) -> list[str]:
    """Lines to print."""
    titles = {"BENCH_TITLES": "|".join(CHARTS)}
    lines = []
    with (
        serving(["run", "Home.py"], sample.home) as app,
        serving(["run", str(SCRIPTS / "express.py")], sample.home, environ=titles) as bare,
    ):
        ours = Page(app, "build", f"project={sample.project}&artifact={sample.artifact}")
        express = Page(bare)
        own, reference = alone([ours, express], reruns)
        lines.append(
            figure(
                "dashboard of 8 charts, warm rerun", milliseconds(own), milliseconds(reference), "ms", "plotly express"
            )
        )
        lines.append(
            figure(
                "  its 95th percentile",
                percentile(own, 0.95) * 1000,
                percentile(reference, 0.95) * 1000,
                "ms",
                "plotly express",
            )
        )
        many, many_reference = together(ours, clients, seconds), together(express, clients, seconds)
        lines.append(
            figure(
                f"{clients} visitors at once, reruns a second",
                len(many) / seconds,
                len(many_reference) / seconds,
                "/s",
                "plotly express",
            )
        )
        for share in (0.5, 0.95):
            one, other = percentile(many, share) * 1000, percentile(many_reference, share) * 1000
            lines.append(figure(f"  a rerun, percentile {share * 100:.0f}", one, other, "ms", "plotly express"))
    return lines


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--reruns", type=int, default=40)
    parser.add_argument("--clients", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=15.0)
    options = parser.parse_args()
    with sample_workspace() as sample:
        print("\n".join(measure(sample, options.reruns, options.clients, options.seconds)), flush=True)


if __name__ == "__main__":
    main()
