"""The running server: it keeps what it confirmed through SIGKILL, answers to this machine's names only, and says where it is."""

from __future__ import annotations

import os
import signal
import urllib.error
import urllib.request
from pathlib import Path
from socket import create_connection

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import App, serve, settle
from tests.browser.test_home import create_project


def test_a_confirmed_project_survives_sigkill(browser: Browser, tmp_path: Path) -> None:
    home = tmp_path / "home"
    with serve(home) as first:
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.goto(first.url)
        settle(page)
        create_project(page, "Kept through a crash")
        os.kill(first.process.pid, signal.SIGKILL)
        first.process.wait(15)
        page.close()
    with serve(home) as second:
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.goto(second.url)
        settle(page)
        expect(page.locator("[class*=st-key-card_project_]")).to_contain_text("Kept through a crash")
        page.close()


def test_a_server_that_is_told_to_end_takes_its_postgres_along(browser: Browser, tmp_path: Path) -> None:
    home = tmp_path / "home"
    with serve(home) as running:
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.goto(running.url)
        settle(page)
        page.close()
        port = int((home / "workspace" / "port").read_text(encoding="ascii"))
        with create_connection(("127.0.0.1", port), timeout=5):
            pass
        running.process.send_signal(signal.SIGTERM)
        running.process.wait(30)
    with pytest.raises(ConnectionRefusedError):
        create_connection(("127.0.0.1", port), timeout=5)


def status(url: str, host: str) -> int:
    request = urllib.request.Request(url, headers={"Host": host})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refusal:
        return refusal.code


def test_another_name_for_this_machine_is_refused(app: App) -> None:
    assert status(app.url, "localhost") == 200
    assert status(app.url, "evil.example") == 421
    assert status(f"{app.url}/_stcore/stream", "evil.example") == 421


def test_pages_carry_their_security_headers_and_fonts_are_served(app: App) -> None:
    for path in ("/", "/connect", "/app/static/fonts/inter-latin-wght-normal.woff2"):
        with urllib.request.urlopen(app.url + path, timeout=10) as answer:
            assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"], path
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Referrer-Policy"]


@pytest.mark.parametrize("path", ["/app/static/../shell.py", "/app/static/%2e%2e/shell.py", "/pages/connect.py"])
def test_source_files_are_not_served(app: App, path: str) -> None:
    try:
        with urllib.request.urlopen(app.url + path, timeout=10) as answer:
            assert b"import" not in answer.read()[:200]
    except urllib.error.HTTPError as refusal:
        assert refusal.code in (400, 404)


def test_an_address_that_others_can_reach_is_said_so(browser: Browser, tmp_path: Path) -> None:
    with serve(tmp_path / "home", {"STREAMLIT_SERVER_ADDRESS": "0.0.0.0"}) as open_to_all:
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.goto(open_to_all.url)
        settle(page)
        expect(page.get_by_text("This workspace has no sign-in and other machines can reach it.")).to_be_visible()
        page.close()
        assert "whoever can reach it is its owner" in open_to_all.log_text()
