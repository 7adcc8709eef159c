"""Memory of the server for each open session, on Home and on the dashboard of eight charts, against a bare Streamlit page.

    python -m tests.benchmarks.bench_memory [--sessions 1 10 30]

Each session is an open tab that has rerun its page three times. Figures are the server's PSS in megabytes (Linux).
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from contextlib import ExitStack

from tests.benchmarks.live import SCRIPTS, Sample, Server, Visitor, figure, sample_workspace, serving
from tests.benchmarks.sample import CHARTS


def growth(server: Server, page: str, query: str, charts: int, sessions: Sequence[int]) -> list[float]:
    """The server's megabytes with that many sessions open, in turn."""
    found = []
    with Visitor(server.url, page, query) as first:  # imports and shared caches are nobody's session
        first.settle(charts)
        first.rerun()
    with ExitStack() as stack:
        visitors: list[Visitor] = []
        for count in sessions:
            while len(visitors) < count:
                visitor = stack.enter_context(Visitor(server.url, page, query))
                visitor.settle(charts)
                for _ in range(2):
                    visitor.rerun()
                visitors.append(visitor)
            time.sleep(1.0)
            found.append(server.memory_mb())
    return found


def measure(sample: Sample, sessions: Sequence[int]) -> list[str]:
    """Lines to print."""
    places = {
        "Home": ("", "", 0),
        "dashboard": ("build", f"project={sample.project}&artifact={sample.artifact}", len(CHARTS)),
    }
    with serving(["run", str(SCRIPTS / "bare.py")], sample.home) as bare:
        reference = growth(bare, "", "", 0, sessions)
    lines = []
    for name, (page, query, charts) in places.items():
        with serving(["run", "Home.py"], sample.home) as app:
            own = growth(app, page, query, charts, sessions)
        for count, one, other in zip(sessions, own, reference, strict=True):
            lines.append(figure(f"{name}: server with {count} open", one, other, "MB", "a bare page"))
        span = max(sessions[-1] - sessions[0], 1)
        each, other_each = (own[-1] - own[0]) / span, (reference[-1] - reference[0]) / span
        lines.append(
            f"{name}: each further session {each:.2f} MB, of a bare page {other_each:.2f} MB, "
            f"ratio {each / max(other_each, 0.01):.1f}"
        )
    return lines


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sessions", type=int, nargs="+", default=[1, 10, 30])
    options = parser.parse_args()
    with sample_workspace() as sample:
        print("\n".join(measure(sample, options.sessions)))


if __name__ == "__main__":
    main()
