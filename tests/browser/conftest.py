"""A live server with a workspace of its own, and a browser that drives it as a person would.

Fixtures: `app` (the running server with a fresh LUNARA_HOME), `visit` (opens a page of it), `shot` (it does not
scroll sideways, and pictures of it where LUNARA_PICTURES is set). Skipped, by name, where there is no Chromium.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from lunara.settings import load_settings
from lunara.workspace.runtime import uninstall
from tests.browser.profiles import ONE_PROCESS, Profiles
from tests.in_memory import throwaway

Motion = Literal["reduce", "no-preference"]

ROOT = Path(__file__).resolve().parents[2]
OUTPUT = Path(__file__).resolve().parent / "output"
PICTURES = bool(os.environ.get("LUNARA_PICTURES"))
# The headless shell is Chromium without its own windows and toolbars, which cost as much to draw as the pages.
CHROMIUM = os.environ.get("CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium-headless-shell", "chromium", "chromium-browser"))), None
)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--in-process-gpu",  # what is painted in software needs no process of its own
    ONE_PROCESS,
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP lunara.example 127.0.0.1",
]
SCREENS = {"wide": (1440, 900), "phone": (390, 844)}
WAIT = 40_000  # other tests may have most of the machine

expect.set_options(timeout=WAIT)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(str(item.fspath)).is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="no Chromium on this machine"))


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class App:
    """A running server."""

    url: str
    home: Path
    log: Path
    process: subprocess.Popen[bytes]

    def log_text(self) -> str:
        """What the server has written."""
        return self.log.read_text(errors="replace")


@contextmanager
def serve(home: Path, environ: Mapping[str, str] | None = None, under: str = "") -> Iterator[App]:
    """`streamlit run Home.py` on a free port with `home` as LUNARA_HOME; stopped at the end. Waits until it answers.

    `under` is the path that it is served under.
    """
    home.mkdir(parents=True, exist_ok=True)
    port = free_port()
    log = home / "server.log"
    env = {
        **{
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("LUNARA_", "SUPABASE_", "GEMINI_"))
        },
        "LUNARA_HOME": str(home),
        **({"STREAMLIT_SERVER_BASE_URL_PATH": under.strip("/")} if under else {}),
        **(environ or {}),
    }
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        "Home.py",
        "--server.port",
        str(port),
        "--server.headless",
        "true",
    ]
    with log.open("wb") as sink:
        process = subprocess.Popen(
            command, cwd=ROOT, env=env, stdout=sink, stderr=subprocess.STDOUT, start_new_session=True
        )
        try:
            url = f"http://localhost:{port}{under}"
            _wait_until_healthy(url, process, log)
            yield App(url, home, log, process)
        finally:
            stop(process)


def stop(process: subprocess.Popen[bytes]) -> None:
    """End the server and what it started."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(15)


def _wait_until_healthy(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended: {log.read_text(errors='replace')[-2000:]}")
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"the server did not answer in a minute: {log.read_text(errors='replace')[-2000:]}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the run. Its pages ask for little motion where nothing else is said: what moves is painted in software."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS, headless=True)
        setattr(chromium, "new_page", partial(chromium.new_page, reduced_motion="reduce"))
        setattr(chromium, "new_context", Profiles(chromium).take)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def app() -> Iterator[App]:
    """A server of this module with an empty home."""
    home = throwaway("lunara-home-")
    try:
        with serve(home) as running:
            yield running
    finally:
        uninstall(load_settings({"LUNARA_HOME": str(home)}))  # a test that opened its workspace shares the server
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def motion() -> Motion:
    """What the person has chosen of the two: a module that says "no-preference" sees the pages move."""
    return "reduce"


@pytest.fixture
def context(browser: Browser, motion: Motion) -> Iterator[BrowserContext]:
    """An empty browser profile at 1440 pixels."""
    width, height = SCREENS["wide"]
    opened = browser.new_context(viewport={"width": width, "height": height}, reduced_motion=motion)
    opened.set_default_timeout(WAIT)
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A page whose Content-Security-Policy violations and script errors fail the test through `problems`."""
    opened = context.new_page()
    found: list[str] = []
    opened.on("pageerror", lambda error: found.append(str(error)))
    opened.on(
        "console",
        lambda message: found.append(message.text) if "Content Security Policy" in message.text else None,
    )
    opened.problems = found  # type: ignore[attr-defined]
    return opened


@pytest.fixture
def visit(app: App, page: Page) -> Callable[[str], Page]:
    """`visit("connect?project=...")`: open a page of the app and wait until its script has run."""

    def go(path: str = "") -> Page:
        page.goto(f"{app.url}/{path}")
        settle(page)
        return page

    return go


def settle(page: Page) -> None:
    """Wait until the script has run and nothing is being drawn."""
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=60_000)
    page.wait_for_timeout(150)
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=60_000)


def look(page: Page, name: str, *, heading: str = "", full_page: bool = False) -> None:
    """The page as it stands does not scroll sideways, at 1440 and at 390 pixels.

    With LUNARA_PICTURES set it is looked at in both schemes, and there are pictures of all four under tests/browser/output, from
    `heading` down when it is given. The page is left at 1440 pixels and light.
    """
    for scheme in ("light", "dark") if PICTURES else ("light",):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        for screen, (width, height) in SCREENS.items():
            page.set_viewport_size({"width": width, "height": height})
            page.wait_for_timeout(300)
            if page.get_by_test_id("stApp").count():  # a page of a route's own is there at once
                settle(page)
            if PICTURES:
                if heading:
                    page.get_by_role("heading", name=heading, exact=True).evaluate("one => one.scrollIntoView()")
                    page.wait_for_timeout(200)
                OUTPUT.mkdir(exist_ok=True)
                page.screenshot(path=str(OUTPUT / f"{name}-{screen}-{scheme}.png"), full_page=full_page)
            overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert overflow <= 1, f"{name} scrolls sideways by {overflow} px at {width} px"
    page.emulate_media(color_scheme="light")
    width, height = SCREENS["wide"]
    page.set_viewport_size({"width": width, "height": height})


@pytest.fixture
def shot(page: Page) -> Callable[..., None]:
    """`shot("home")`: see `look`."""
    return partial(look, page)
