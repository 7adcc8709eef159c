"""100,000 rows from DuckDB to the table on the screen, from the click to the first painted rows, against DuckDB alone.

    python -m tests.benchmarks.bench_table [--rows 100000] [--rounds 7]

Through the guard, `run` with its limits, and the app's table, nothing cached, in a real Chromium. Beside it, in turns, the same
statement given whole to `st.dataframe(lazy=False)`, and DuckDB's own `to_arrow_table` in this process.
"""

from __future__ import annotations

import argparse
import shutil
import time
from statistics import median

import duckdb
from playwright.sync_api import Page, WebSocket, sync_playwright

from tests.benchmarks.live import SCRIPTS, Sample, figure, milliseconds, sample_workspace, serving
from tests.browser.conftest import CHROMIUM, FLAGS, settle

_FIRST_ROW = """() => new Promise((done) => {
  const late = performance.now() + 60000
  const look = () => {
    if (performance.now() > late) done(false)
    const cells = document.querySelectorAll('[data-testid=stDataFrame] [role=gridcell]')
    if ([...cells].some((cell) => cell.textContent.trim())) requestAnimationFrame(() => done(true))
    else if (performance.now() < late) requestAnimationFrame(look)
  }
  look()
})"""


class Traffic:
    """Bytes that the server has sent to a page over its web sockets."""

    def __init__(self, page: Page) -> None:
        self.bytes = 0
        page.on("websocket", self._follow)

    def _follow(self, socket: WebSocket) -> None:
        socket.on("framereceived", self._count)

    def _count(self, payload: bytes | str) -> None:
        self.bytes += len(payload)


def show(page: Page, traffic: Traffic, choice: str) -> tuple[float, int]:
    """Seconds from the click to the first rows, and the bytes sent until the page is quiet."""
    page.get_by_text("nobody").click()
    settle(page)
    before = traffic.bytes
    started = time.perf_counter()
    page.get_by_text(choice, exact=True).click()
    assert page.evaluate(_FIRST_ROW), "no rows in a minute"
    taken = time.perf_counter() - started
    settle(page)
    return taken, traffic.bytes - before


def measure(sample: Sample, rows: int, rounds: int) -> list[str]:
    """Lines to print."""
    path = next(sample.home.glob("samples/*/*.duckdb"))
    sql = f"select * from order_items limit {rows}"
    copy = shutil.copy(path, sample.home / "copy.duckdb")
    environ = {"BENCH_DUCKDB": str(path), "BENCH_COPY": str(copy), "BENCH_SQL": sql, "BENCH_ROWS": str(rows)}
    own: list[float] = []
    whole: list[float] = []
    direct: list[float] = []
    sent: dict[str, list[int]] = {"Lunara": [], "Streamlit": []}
    with (
        sync_playwright() as playwright,
        serving(["run", str(SCRIPTS / "table.py")], sample.home, environ=environ) as app,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS, headless=True)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        traffic = Traffic(page)
        page.goto(app.url)
        settle(page)
        for turn in range(rounds + 1):
            for choice, times in (("Lunara", own), ("Streamlit", whole)):
                seconds, size = show(page, traffic, choice)
                if turn:  # the first round loads the front end's table
                    times.append(seconds)
                    sent[choice].append(size)
            with duckdb.connect(str(copy), read_only=True) as connection:
                started = time.perf_counter()
                table = connection.sql(sql).to_arrow_table()
                direct.append(time.perf_counter() - started)
            assert table.num_rows == rows
        browser.close()
    took = milliseconds(own)
    kilobytes = {choice: median(sizes) / 1000 for choice, sizes in sent.items()}
    return [
        figure(f"{rows:,} rows on screen", took, milliseconds(direct), "ms", "DuckDB's to_arrow_table"),
        figure(f"{rows:,} rows on screen", took, milliseconds(whole), "ms", "st.dataframe given the whole"),
        figure("  sent to the browser", kilobytes["Lunara"], table.nbytes / 1000, "kB", "the Arrow table"),
        figure(
            "  sent to the browser", kilobytes["Lunara"], kilobytes["Streamlit"], "kB", "st.dataframe given the whole"
        ),
    ]


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    with sample_workspace() as sample:
        print("\n".join(measure(sample, options.rows, options.rounds)))


if __name__ == "__main__":
    main()
