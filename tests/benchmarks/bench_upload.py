"""A CSV through Chromium into a data source: time and the server's peak memory, sending and reading.

    python -m tests.benchmarks.bench_upload [--megabytes 2000] [--file PATH]

Against a copy of the file on the same disk, and DuckDB reading it by itself with types guessed from a sample. Memory is the
server's highest resident set while it goes on, over what it had before (Linux).
"""

from __future__ import annotations

import argparse
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
from playwright.sync_api import Page, expect, sync_playwright

from tests.benchmarks.live import Server, figure, serving
from tests.browser.conftest import CHROMIUM, FLAGS, settle
from tests.browser.test_home import create_project

LONG = 1_800_000


class Peak:
    """The highest resident set of a server since `begin`, and what it had then, in megabytes."""

    def __init__(self, server: Server) -> None:
        self._process = Path(f"/proc/{server.process.pid}")
        self.before = 0.0

    def begin(self) -> None:
        """Start over."""
        (self._process / "clear_refs").write_text("5")
        self.before = self._read("VmRSS")

    def grown(self) -> float:
        """How much more than before it had at most."""
        return self._read("VmHWM") - self.before

    def _read(self, name: str) -> float:
        lines = (self._process / "status").read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:")) / 1000


def make_csv(path: Path, megabytes: int) -> None:
    """Five columns: a number, a day, a name, an amount, a kind."""
    rows = 100_000
    block = [f"2025-{n % 12 + 1:02d}-{n % 28 + 1:02d},name {n},{n * 0.25},{n % 7}\n" for n in range(rows)]
    number = 0
    with path.open("w", encoding="ascii") as file:
        file.write("id,day,name,amount,kind\n")
        while file.tell() < megabytes * 1_000_000:
            file.writelines(f"{number + n},{rest}" for n, rest in enumerate(block))
            number += rows


@contextmanager
def opened(server: Server) -> Iterator[Page]:
    """Connect's form for files in a new project."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS, headless=True)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(server.url)
        settle(page)
        create_project(page, "Large")
        page.goto(f"{server.url}/connect")
        settle(page)
        page.get_by_role("button", name="Choose files").click()
        settle(page)
        yield page
        browser.close()


def timed(work: Callable[[], object]) -> float:
    """Seconds."""
    begun = time.monotonic()
    work()
    return time.monotonic() - begun


def measure(path: Path, home: Path) -> list[str]:
    """Lines to print."""
    copy = home / "copy.csv"
    copying = timed(lambda: shutil.copyfile(path, copy))
    copy.unlink()
    with serving(["run", "Home.py"], home) as server, opened(server) as page:
        peak = Peak(server)
        peak.begin()
        begun = time.monotonic()
        page.locator("input[type=file]").set_input_files([str(path)])
        expect(page.locator("li", has_text="ready to be read")).to_have_count(1, timeout=LONG)
        sending, sending_peak = time.monotonic() - begun, peak.grown()
        peak.begin()
        begun = time.monotonic()
        page.get_by_role("button", name="Read 1 file").click()
        expect(page.get_by_role("button", name="Save data source")).to_be_visible(timeout=LONG)
        reading, reading_peak = time.monotonic() - begun, peak.grown()
        rows = page.get_by_text(re.compile(r"[\d,]+ rows · \d+ columns")).first.inner_text()
        saving = timed(
            lambda: (
                page.get_by_role("button", name="Save data source").click(),
                expect(page.get_by_text("is connected").first).to_be_visible(timeout=LONG),
            )
        )
    with duckdb.connect(str(home / "reference.duckdb"), config={"memory_limit": "512MB"}) as connection:
        alone = timed(lambda: connection.execute("create table t as from read_csv(?)", [str(path)]))
    return [
        f"{path.stat().st_size / 1e6:,.0f} MB, {rows}; saved in {saving:.1f} s",
        figure("sent", sending, copying, "s", "a copy on disk"),
        f"server's memory while sending: at most {sending_peak:.0f} MB more",
        figure("read", reading, alone, "s", "DuckDB alone"),
        f"server's memory while reading: at most {reading_peak:.0f} MB more",
    ]


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--megabytes", type=int, default=2000)
    parser.add_argument("--file", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="lunara-upload-", ignore_cleanup_errors=True) as folder:
        path = options.file
        if path is None:
            path = Path(folder) / "made.csv"
            make_csv(path, options.megabytes)
        home = Path(folder) / "home"
        home.mkdir()
        print("\n".join(measure(path, home)))


if __name__ == "__main__":
    main()
