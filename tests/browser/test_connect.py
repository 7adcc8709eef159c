"""Connect, as a person who sets Lunara up uses it."""

from __future__ import annotations

import re
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import App, serve, settle
from tests.browser.journey import nameless
from tests.browser.test_home import create_project

Visit = Callable[[str], Page]
Shot = Callable[..., None]


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    """Three tables with a key, comments, a view, and text that looks like markup."""
    path = tmp_path / "shop.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table customers (id integer primary key, name varchar, country varchar)")
        connection.execute("comment on table customers is 'People who have ordered at least once.'")
        connection.execute(
            "create table orders (id integer primary key, customer_id integer references customers(id), "
            "ordered_at timestamp, amount decimal(12, 2), note varchar)"
        )
        connection.execute('create table "Ünïcode table with \'quotes\'" ("a b" integer)')
        connection.execute("create view recent as select * from orders where ordered_at > date '2026-01-01'")
        connection.execute("insert into customers select i, 'Customer ' || i, 'DE' from range(200) r(i)")
        connection.execute(
            "insert into orders select i, i % 200, timestamp '2025-06-01' + interval (i) hour, i * 1.5, "
            "'<img src=x onerror=alert(1)> **bold**' from range(5000) r(i)"
        )
    return path


def test_a_duckdb_file_is_connected_and_browsed(visit: Visit, shot: Shot, warehouse: Path) -> None:
    page = visit("")
    create_project(page, "Reporting", "What the board looks at")
    expect(page.get_by_role("heading", name="What do you want to connect?")).to_be_visible()
    shot("connect-empty")
    page.get_by_role("button", name="Connect DuckDB file").click()
    settle(page)
    page.get_by_role("textbox", name="Name of the data source").fill("Shop")
    page.get_by_role("textbox", name="Database file").fill(str(warehouse.with_name("nothing-here.duckdb")))
    page.get_by_role("button", name="Test connection").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    shot("connect-test-failed")
    page.get_by_role("textbox", name="Database file").fill(str(warehouse))
    page.get_by_role("button", name="Test connection").click()
    expect(page.get_by_text("The file is opened read-only")).to_be_visible()
    shot("connect-tested")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("is connected")).to_be_visible()
    page.get_by_role("button", name="orders 5,000").click()
    settle(page)
    expect(page.get_by_role("heading", name="orders")).to_be_visible()
    shot("connect-columns")
    page.get_by_role("radio", name="Preview").click()
    expect(page.get_by_text("100 rows · read")).to_be_visible()
    settle(page)
    shot("connect-preview")
    page.reload()
    settle(page)
    expect(page.get_by_role("heading", name="Shop")).to_be_visible()
    page.get_by_role("button", name="Delete").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Type Shop to confirm").fill("Shop")
    dialog.get_by_role("button", name="Delete data source").click()
    expect(page.get_by_role("heading", name="What do you want to connect?")).to_be_visible()
    assert page.problems == []  # type: ignore[attr-defined]


def test_a_pasted_url_is_tested_whatever_is_pressed_next(visit: Visit, shot: Shot) -> None:
    page = visit("")
    create_project(page, "Pasted")
    page.get_by_role("button", name="Connect PostgreSQL").click()
    settle(page)
    url = page.get_by_role("textbox", name="Paste a connection URL")
    host = page.get_by_role("textbox", name="Host")
    for port, leave in (("1", "click"), ("2", "Tab"), ("3", "Enter")):
        url.focus()
        page.keyboard.insert_text(f"postgresql://reader:secret@127.0.0.1:{port}/sales")
        if leave != "click":
            page.keyboard.press(leave)
            settle(page)
        page.get_by_role("button", name="Test connection").click()
        expect(page.get_by_text(re.compile(f"127.0.0.1.*{port}")).first).to_be_visible()
        expect(host).to_have_value("127.0.0.1")
        expect(page.get_by_role("textbox", name="Port")).to_have_value(port)
        expect(url).to_have_value("")
    url.focus()
    page.keyboard.insert_text("no such thing")
    page.get_by_role("button", name="Test connection").click()
    expect(page.get_by_text("This is not a PostgreSQL URL")).to_be_visible()
    expect(page.get_by_text(re.compile("127.0.0.1.*3"))).to_have_count(0)
    shot("connect-url")
    assert page.problems == []  # type: ignore[attr-defined]


def test_settings_look_right(visit: Visit, shot: Shot) -> None:
    page = visit("settings")
    expect(page.get_by_role("textbox", name="Organization name")).to_have_value("My organization")
    shot("settings")
    assert page.problems == []  # type: ignore[attr-defined]


def test_nothing_moves_for_ever_for_who_asks_for_little_motion(visit: Visit) -> None:
    page = visit("settings")
    page.evaluate("""() => { const made = document.body.appendChild(document.createElement('i'));
        made.style.animation = 'spin 1s infinite';
        document.head.appendChild(document.createElement('style')).textContent = '@keyframes spin { to { opacity: 0 } }'; }""")
    endless = "document.getAnimations().filter(one => one.effect.getComputedTiming().iterations === Infinity).length"
    page.wait_for_function(f"{endless} === 0")  # the page's style may come after what it styles
    page.emulate_media(reduced_motion="no-preference")
    assert page.evaluate(endless) >= 1


def test_every_control_has_a_name_and_is_reached_by_keyboard(visit: Visit) -> None:
    for path in ("", "connect", "settings"):
        page = visit(path)
        assert nameless(page) == [], path
        reached = set()
        for _ in range(25):
            page.keyboard.press("Tab")
            reached.add(
                page.evaluate("document.activeElement ? document.activeElement.innerText.trim() : ''").split("\n")[-1]
            )
        assert {"Home", "Settings"} <= reached, (path, reached)


def open_upload(page: Page, project: str) -> None:
    """Connect's form for files, in a new project."""
    create_project(page, project)
    page.get_by_role("button", name="Choose files").click()
    settle(page)


def arrived_in(app: App) -> set[Path]:
    """The files that the server holds for its pages, also for some that were closed a moment ago."""
    return {path for path in (app.home / "uploads").glob("*/incoming/*/*") if path.name != "lock"}


def test_files_are_uploaded_with_what_was_understood_and_refused(visit: Visit, shot: Shot, tmp_path: Path) -> None:
    (tmp_path / "sales 2025.csv").write_text("id,when,amount,note\n1,2025-01-01,2.50,<b>x</b>\n2,2025-01-02,3.00,y\n")
    (tmp_path / "people.csv").write_text("id;name\n1;Ann\n2;Bob\n")
    (tmp_path / "ragged.csv").write_text("a,b\n1,2\n1,2,3\n")
    (tmp_path / "notes.doc").write_text("no table")
    page = visit("")
    open_upload(page, "Uploads")
    expect(page.get_by_role("button", name="Read files")).to_be_disabled()
    page.locator("input[type=file]").set_input_files([str(path) for path in sorted(tmp_path.glob("*.*"))])
    expect(page.locator("li", has_text="ready to be read")).to_have_count(3)
    expect(page.get_by_text("Files ending in .doc are not taken.").first).to_be_visible()
    settle(page)
    shot("upload-chosen")
    expect(page.get_by_role("button", name="Try again notes.doc")).to_have_count(0)
    page.get_by_role("button", name="Remove notes.doc").click()
    expect(page.get_by_role("button", name="Remove notes.doc")).to_have_count(0)
    page.get_by_role("button", name="Read 3 files").click()
    expect(page.get_by_text("ragged.csv, line 3")).to_be_visible()
    expect(page.get_by_text("from sales 2025.csv")).to_be_visible()
    settle(page)
    shot("upload-read")
    page.get_by_role("textbox", name="Name of the data source").fill("Spreadsheets")
    page.get_by_role("button", name="Save data source").click()
    expect(page.get_by_role("heading", name="Spreadsheets")).to_be_visible()
    page.get_by_role("radio", name="Preview").click()
    expect(page.get_by_text("2 rows · read")).to_be_visible()
    assert page.problems == []  # type: ignore[attr-defined]


def test_the_decimal_sign_is_asked_where_files_do_not_say(visit: Visit, app: App, shot: Shot, tmp_path: Path) -> None:
    (tmp_path / "bestand.csv").write_text("Artikel;Bestand\na;1.000\nb;750\n")
    page = visit("")
    open_upload(page, "Signs")
    before = arrived_in(app)
    page.locator("input[type=file]").set_input_files([str(tmp_path / "bestand.csv")])
    page.get_by_role("button", name="Read 1 file").click()
    expect(page.get_by_text("could be decimal or between thousands")).to_be_visible()
    settle(page)
    shot("upload-decimal")
    page.get_by_role("radio", name="1.234,5").click()
    expect(page.get_by_text("Column Bestand was read with points between thousands.")).to_be_visible()
    page.get_by_role("radio", name="1,234.5").click()
    expect(page.get_by_text("could be decimal")).to_have_count(0)
    page.get_by_role("radio", name="1.234,5").click()
    expect(page.get_by_text("Column Bestand was read with points between thousands.")).to_be_visible()
    page.get_by_role("button", name="Save data source").click()
    expect(page.get_by_role("heading", name="bestand").first).to_be_visible()
    expect(page.get_by_text("could be decimal")).to_have_count(0)
    assert arrived_in(app) <= before
    assert page.problems == []  # type: ignore[attr-defined]


def test_files_are_removed_cancelled_cut_off_and_sent_again(visit: Visit, app: App, tmp_path: Path) -> None:
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    first.write_text("id\n1\n")
    second.write_text("id\n1\n2\n")
    page = visit("")
    open_upload(page, "Cut off")
    before = arrived_in(app)
    files = page.locator("input[type=file]")
    page.route("**/api/upload", lambda route: route.abort())
    files.set_input_files([str(first)])
    expect(page.get_by_text("The connection was cut").first).to_be_visible()
    expect(page.get_by_role("button", name="Read files")).to_be_disabled()
    page.unroute("**/api/upload")
    page.get_by_role("button", name="Try again first.csv").click()
    expect(page.locator("li", has_text="ready to be read")).to_have_count(1)
    page.route("**/api/upload", lambda route: None)  # on its way for ever
    files.set_input_files([str(second)])
    expect(page.get_by_role("button", name="Cancel second.csv")).to_be_visible()
    expect(page.get_by_role("button", name="Read 1 file")).to_be_disabled()
    page.get_by_role("button", name="Cancel second.csv").click()
    expect(page.get_by_role("button", name="Read 1 file")).to_be_enabled()
    files.set_input_files([str(second)])
    expect(page.get_by_role("button", name="Read 1 file")).to_be_disabled()
    (arrived,) = arrived_in(app) - before
    # what has arrived is still there when the form is drawn anew
    page.get_by_role("link", name="Model").first.click()
    settle(page)
    page.get_by_role("link", name="Connect", exact=True).click()
    settle(page)
    expect(page.locator("li")).to_have_count(1)
    expect(page.locator("li", has_text="ready to be read")).to_have_count(1)
    expect(page.get_by_role("button", name="Read 1 file")).to_be_enabled()
    page.unroute("**/api/upload")
    files.set_input_files([str(second)])
    expect(page.get_by_role("button", name="Read 2 files")).to_be_enabled()
    page.get_by_role("button", name="Remove first.csv").click()
    expect(page.get_by_role("button", name="Read 1 file")).to_be_enabled()
    assert not arrived.exists() and len(arrived_in(app) - before) == 1
    page.get_by_role("button", name="Back").click()
    settle(page)
    assert arrived_in(app) <= before


def test_files_are_chosen_by_keyboard_and_dropped(visit: Visit, tmp_path: Path) -> None:
    page = visit("")
    open_upload(page, "Keyboard")
    files = page.locator("input[type=file]")
    path = tmp_path / "by keyboard.csv"
    path.write_text("id\n1\n")
    page.on("filechooser", lambda chooser: chooser.set_files([str(path)]))
    for _ in range(60):
        page.keyboard.press("Tab")
        if files.evaluate("element => element.getRootNode().activeElement === element"):
            break
    else:
        raise AssertionError("the file picker is not reached by keyboard")
    page.keyboard.press("Enter")
    expect(page.locator("li", has_text="ready to be read")).to_have_count(1)
    dropped = page.evaluate_handle(
        "() => { const data = new DataTransfer(); data.items.add(new File(['id\\n1\\n'], 'dropped.csv')); return data; }"
    )
    page.locator(".drop").dispatch_event("drop", {"dataTransfer": dropped})
    expect(page.locator("li", has_text="ready to be read")).to_have_count(2)
    expect(page.get_by_role("button", name="Read 2 files")).to_be_enabled()
    expect(page.get_by_role("status").filter(has_text="dropped.csv: ")).to_have_count(1)


def send_slowly(page: Page, bytes_a_second: int) -> None:
    """Let uploads be seen on their way, also on a fast machine."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    limits = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": bytes_a_second}
    session.send("Network.emulateNetworkConditions", limits)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_large_file_is_not_held_in_the_servers_memory(visit: Visit, app: App, tmp_path: Path) -> None:
    size = 300_000_000
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.truncate(size)
    page = visit("")
    open_upload(page, "Large")
    send_slowly(page, 60_000_000)
    process = Path(f"/proc/{app.process.pid}")
    before_it = arrived_in(app)

    def memory(name: str) -> int:
        found = next(line for line in (process / "status").read_text().splitlines() if line.startswith(f"{name}:"))
        return int(found.split()[1]) * 1024

    (process / "clear_refs").write_text("5")  # the peak starts over
    before = memory("VmRSS")
    page.locator("input[type=file]").set_input_files([str(path)])
    expect(page.get_by_text(re.compile(r"Sending: .* of 300 MB · \d+%"))).to_be_visible()
    expect(page.get_by_role("progressbar", name="Sending large.csv")).to_be_visible()
    expect(page.locator("li", has_text="ready to be read")).to_have_count(1, timeout=120_000)
    assert memory("VmHWM") - before < 150_000_000
    (arrived,) = arrived_in(app) - before_it
    assert arrived.stat().st_size == size
    page.get_by_role("button", name="Remove large.csv").click()
    settle(page)
    assert not arrived.exists()


def test_a_tab_that_is_closed_while_it_sends_leaves_nothing(visit: Visit, app: App, tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.truncate(300_000_000)
    page = visit("")
    open_upload(page, "Closed")
    send_slowly(page, 20_000_000)
    before = arrived_in(app)
    page.locator("input[type=file]").set_input_files([str(path)])
    expect(page.get_by_text("Sending:")).to_be_visible()
    coming = arrived_in(app) - before
    assert coming
    page.close()
    deadline = time.monotonic() + 20
    while left := [entry for entry in coming if entry.exists()]:
        assert time.monotonic() < deadline, left
        time.sleep(0.1)


def test_what_a_killed_server_left_goes_when_the_next_one_starts(tmp_path: Path) -> None:
    home = tmp_path / "home"
    left = home / "uploads" / "organization" / "incoming" / "0123456789abcdef"
    left.mkdir(parents=True)
    (left / "lock").touch()
    (left / "half.csv").write_bytes(b"half")
    with serve(home):
        assert not left.exists()


def test_the_route_for_files_answers_only_those_who_were_asked(app: App) -> None:
    def post(headers: dict[str, str]) -> int:
        request = urllib.request.Request(f"{app.url}/api/upload", b"id\n1\n", headers, method="POST")
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as refusal:
            return refusal.code

    own = {"X-Lunara": "1", "X-Lunara-Ticket": "guessed"}
    assert post({}) == post(own) == post({**own, "Origin": "http://evil.example"}) == 403
    assert post({**own, "Sec-Fetch-Site": "cross-site"}) == 403
    assert post({**own, "Host": "evil.example"}) == 421
