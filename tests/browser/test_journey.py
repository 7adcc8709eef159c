"""The whole journey on the sample project, in a real browser, from an empty machine to a published dashboard and back."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from lunara.charts.palette import DARK, LIGHT
from tests.browser.conftest import SCREENS, WAIT, App, serve, settle
from tests.browser.journey import LONG, ask, choose, drop_changes, nameless, open_sample


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """One browser profile for the whole journey."""
    width, height = SCREENS["wide"]
    opened = browser.new_context(viewport={"width": width, "height": height})
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def page(context: BrowserContext) -> Page:
    """One tab for the whole journey."""
    return context.new_page()


@pytest.fixture(scope="module")
def project(app: App, page: Page) -> str:
    """The sample project, opened from Home."""
    return open_sample(page, app.url)


def test_ask_answers_with_its_proof(page: Page, project: str, shot: Callable[..., None]) -> None:
    answer = ask(page, "Which 10 products brought the most revenue?")
    expect(answer).to_contain_text(re.compile(r"\$[\d,]+"))
    expect(answer.locator(".js-plotly-plot")).to_be_visible(timeout=LONG)
    answer.get_by_text("How I understood this").click()
    expect(answer.get_by_text(re.compile("measure Revenue", re.I)).first).to_be_visible()
    answer.get_by_role("radio", name="SQL").click()
    settle(page)
    expect(answer.locator("code").first).to_contain_text("LIMIT 10")
    picture = answer.get_by_role("group", name="How this was computed")
    for words in ("Order items", "Products", "at most one for each", "sum of line_total"):
        expect(picture).to_contain_text(words)
    with page.expect_download() as download:
        answer.get_by_role("button", name="CSV").click()
    rows = list(csv.reader(io.StringIO(download.value.path().read_text(encoding="utf-8-sig"))))
    assert len(rows) == 11
    answer.get_by_role("radio", name="Chart").click()
    settle(page)
    shot("ask")


def test_a_text_too_long_to_be_a_question_stays_in_the_box(app: App, page: Page, project: str) -> None:
    page.goto(f"{app.url}/ask?project={project}")
    settle(page)
    ask(page, "revenue by country")  # a chart higher than what is left of the screen
    box = page.get_by_placeholder(re.compile("Ask about your data"))
    long = "revenue by month " * 588 + "2025"  # 10,000 characters
    box.fill(long)
    box.press("Enter")
    expect(page.get_by_text("The question has 10,000 characters; 4,000 are allowed.")).to_be_in_viewport()
    expect(box).to_have_value(long)
    expect(page.get_by_test_id("stChatMessage")).to_have_count(2)
    box.fill("total revenue in 2025")
    box.press("Enter")
    expect(page.get_by_test_id("stChatMessage")).to_have_count(4, timeout=LONG)
    expect(page.get_by_text("characters; 4,000")).to_have_count(0)


_ASKED_AT_THE_TOP = """() => {
    const at = [...document.querySelectorAll('[data-testid="stChatMessage"]')].at(-2).getBoundingClientRect().y;
    return at >= 0 && at < window.innerHeight / 4;
}"""


def test_an_answer_is_read_from_its_first_sentence_on(app: App, browser: Browser, project: str) -> None:
    width, height = SCREENS["phone"]
    with closing(browser.new_context(viewport={"width": width, "height": height})) as phone:
        tab = phone.new_page()
        tab.goto(f"{app.url}/ask?project={project}")
        settle(tab)
        for text in ("revenue by month in 2025", "revenue by category", "units sold by brand"):
            answer = ask(tab, text)
            tab.wait_for_function(_ASKED_AT_THE_TOP, timeout=WAIT)
            expect(answer.get_by_test_id("stMarkdown").first).to_be_in_viewport()
        tab.mouse.move(width / 2, height / 2)
        tab.mouse.wheel(0, -5000)
        expect(tab.get_by_role("heading", name="Ask")).to_be_in_viewport()  # whoever scrolls is left alone
        tab.wait_for_timeout(500)
        expect(tab.get_by_role("heading", name="Ask")).to_be_in_viewport()


def test_ask_follows_up_asks_back_and_refuses(page: Page, project: str) -> None:
    monthly = ask(page, "revenue by month in 2025")
    expect(monthly).to_contain_text("2025")
    online = ask(page, "now by sales channel")
    expect(online).not_to_contain_text("cannot be answered")
    unclear = ask(page, "orders by address country")
    expect(unclear).to_contain_text("can be read through Billing address or Shipping address. Which one do you mean?")
    choices = unclear.get_by_role("button", name=re.compile("billing|shipping", re.I))
    expect(choices.first).to_be_visible()
    turns = page.get_by_test_id("stChatMessage").count()
    choices.first.click()
    expect(page.get_by_test_id("stChatMessage")).to_have_count(turns + 2, timeout=LONG)
    settle(page)
    expect(page.get_by_test_id("stChatMessage").last).to_contain_text(re.compile(r"\d"))
    declined = ask(page, "What is the capital of France?")
    expect(declined.get_by_text(re.compile("What the data can answer"))).to_be_visible()


def test_an_answer_is_stored_when_the_browser_is_closed_meanwhile(
    app: App, context: BrowserContext, project: str
) -> None:
    tab = context.new_page()
    tab.goto(f"{app.url}/ask?project={project}")
    settle(tab)
    box = tab.get_by_placeholder(re.compile("Ask about your data"))
    box.fill("orders by month in 2024")
    box.press("Enter")
    tab.wait_for_url(re.compile("session="), timeout=LONG)
    address = tab.url
    tab.close()
    other = context.new_page()
    other.goto(address)
    expect(other.get_by_text("How I understood this")).to_be_visible(timeout=LONG)
    expect(other.get_by_test_id("stChatMessage")).to_have_count(2)
    other.close()


def test_earlier_conversations_are_renamed_and_deleted(app: App, context: BrowserContext, project: str) -> None:
    tab = context.new_page()
    tab.goto(f"{app.url}/ask?project={project}")
    settle(tab)
    tab.get_by_role("button", name="Earlier").click()
    tab.get_by_role("button", name="Rename orders by month in 2024").click()
    dialog = tab.get_by_role("dialog")
    dialog.get_by_role("textbox", name="Name").fill("Orders *of* 2024")
    dialog.get_by_role("button", name="Rename", exact=True).click()
    expect(tab.get_by_text("Conversation renamed.")).to_be_visible(timeout=LONG)
    settle(tab)
    tab.get_by_role("button", name="Earlier").click()
    tab.get_by_role("button", name="Delete Orders *of* 2024").click()
    dialog = tab.get_by_role("dialog")
    # The list of conversations has closed: nothing lies over the dialog, and one conversation is deleted at a press.
    expect(tab.get_by_test_id("stPopoverBody")).to_have_count(0)
    dialog.get_by_role("button", name="Delete conversation").click()
    expect(tab.get_by_text("Conversation deleted.")).to_be_visible(timeout=LONG)
    settle(tab)
    tab.get_by_role("button", name="Earlier").click()
    expect(tab.get_by_role("button", name="Delete Orders *of* 2024")).to_have_count(0)
    tab.close()


def test_markup_in_a_question_stays_text(page: Page, project: str) -> None:
    answer = ask(page, "<img src=x onerror=alert(1)> **bold** [link](https://example.com)")
    expect(answer.locator("img[src='x']")).to_have_count(0)
    expect(page.get_by_test_id("stChatMessage").locator("a[href='https://example.com']")).to_have_count(0)


def test_edited_sql_goes_through_the_guard(page: Page, project: str) -> None:
    answer = ask(page, "total revenue in 2025")
    answer.get_by_role("radio", name="SQL").click()
    settle(page)
    answer.get_by_text("Edit and run").click()
    settle(page)
    area = answer.get_by_role("textbox", name="SQL")
    area.fill("select count(*) as n from orders")
    answer.get_by_role("button", name="Run").click()
    settle(page)
    expect(answer.get_by_text(re.compile("counts each row once"))).to_be_visible(timeout=LONG)
    area.fill("select sum(o.order_total) from orders o join order_items i on i.order_id = o.order_id")
    answer.get_by_role("button", name="Run").click()
    settle(page)
    expect(answer.get_by_text(re.compile("several times"))).to_be_visible(timeout=LONG)
    expect(answer.get_by_text(re.compile("counts each row once"))).to_have_count(0)
    area.fill("drop table orders")
    answer.get_by_role("button", name="Run").click()
    settle(page)
    expect(answer.get_by_text(re.compile("read|query|allowed", re.I)).last).to_be_visible()


def test_an_answer_goes_to_a_new_dashboard_a_report_and_slides(page: Page, project: str) -> None:
    answer = ask(page, "revenue by quarter in 2025")
    for what, name in (
        ("Dashboard", "Board of the journey"),
        ("Report", "Report of the journey"),
        ("Slides", "Deck of the journey"),
    ):
        answer.get_by_role("button", name="Add to…").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_role("radio", name=what).click()
        settle(page)
        field = dialog.get_by_role("textbox", name="Name of the new one")
        field.fill(name)
        field.press("Tab")
        settle(page)
        dialog.get_by_role("button", name="Add", exact=True).click()
        expect(page.get_by_text(f"Added to “{name}”.")).to_be_visible(timeout=LONG)
        settle(page)


def test_save_as_agent_and_talk_to_it(page: Page, project: str) -> None:
    page.get_by_role("button", name="Save as agent").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox", name="Name", exact=True).fill("Journey analyst")
    dialog.get_by_role("textbox", name="Starter questions").fill("total revenue in 2025")
    dialog.get_by_role("textbox", name="Starter questions").press("Tab")
    settle(page)
    dialog.get_by_role("button", name="Save agent").click()
    expect(page.get_by_role("heading", name="Journey analyst")).to_be_visible(timeout=LONG)
    settle(page)
    # What was said so far stays in sight; the starters are where a conversation begins.
    expect(page.get_by_test_id("stChatMessage").first).to_be_visible()
    page.get_by_role("button", name="New conversation").click()
    settle(page)
    page.get_by_role("button", name="total revenue in 2025").click()
    expect(page.get_by_text("How I understood this")).to_be_visible(timeout=LONG)
    settle(page)


def test_model_page_shows_every_view(app: App, page: Page, project: str, shot: Callable[..., None]) -> None:
    page.goto(f"{app.url}/model?project={project}")
    settle(page)
    expect(page.get_by_role("heading", name="Online shop")).to_be_visible()
    shot("model-review")
    page.get_by_role("radio", name="Diagram").click()
    settle(page)
    expect(page.get_by_role("button", name="Table Orders", exact=True)).to_be_visible()
    shot("model-diagram")
    page.get_by_role("radio", name="Try it").click()
    settle(page)
    choose(page, "Table", "Order items")
    choose(page, "Measure", "Revenue")
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_test_id("stMetricValue").first).to_be_visible(timeout=LONG)
    page.get_by_text("SQL", exact=True).click()
    expect(page.get_by_text("ms in the warehouse").first).to_be_visible()
    expect(page.locator("code").first).to_contain_text("SELECT")
    page.get_by_role("radio", name="Check").click()
    settle(page)
    page.get_by_role("button", name="Check against the data").click()
    expect(page.get_by_text(re.compile("^Checked ")).first).to_be_visible(timeout=LONG)
    page.get_by_role("radio", name="YAML").click()
    settle(page)
    expect(page.locator("code").first).to_contain_text("tables:")
    page.get_by_role("radio", name="Versions").click()
    settle(page)
    expect(page.get_by_text("Version 1").first).to_be_visible()


def test_draft_a_dashboard_edit_publish(app: App, page: Page, project: str, shot: Callable[..., None]) -> None:
    page.goto(f"{app.url}/build?project={project}")
    settle(page)
    page.get_by_role("button", name="Draft a dashboard for me").click()
    page.wait_for_url(re.compile("artifact="), timeout=LONG)
    settle(page)
    expect(page.locator(".js-plotly-plot").first).to_be_visible(timeout=LONG)
    page.wait_for_timeout(1500)
    shot("dashboard")
    page.get_by_text("Edit", exact=True).first.click()
    settle(page)
    page.get_by_role("button", name="Add text").click()
    settle(page)
    page.get_by_text("Arrange tiles").click()
    settle(page)
    tile = page.locator(".lunara-tile", has_text="Note")
    expect(tile).to_be_visible(timeout=LONG)
    box = tile.bounding_box()
    assert box is not None
    tile.focus()
    page.keyboard.press("Shift+ArrowDown")
    page.wait_for_timeout(1200)
    settle(page)
    grown = page.locator(".lunara-tile", has_text="Note").bounding_box()
    assert grown is not None
    assert grown["height"] > box["height"]
    page.get_by_text("Arrange tiles").click()
    settle(page)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved as version 2.")).to_be_visible(timeout=LONG)
    settle(page)
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Published", exact=True).first).to_be_visible(timeout=LONG)


def test_a_tile_is_added_by_asking_and_the_dashboard_exported(page: Page, project: str) -> None:
    before = page.locator(".js-plotly-plot").count()
    page.get_by_role("button", name="Add tile").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Question").fill("orders by sales channel this year")
    dialog.get_by_role("button", name="Ask", exact=True).click()
    expect(dialog.locator(".js-plotly-plot")).to_be_visible(timeout=LONG)
    title = dialog.get_by_label("Title")
    expect(title).to_have_value(re.compile(r"^[A-Z].*channel", re.IGNORECASE))
    dialog.get_by_role("button", name="Add to the dashboard").click()
    expect(dialog).to_be_hidden(timeout=LONG)
    expect(page.locator(".js-plotly-plot")).to_have_count(before + 1, timeout=LONG)
    settle(page)
    page.get_by_role("button", name="Export").click()
    for label, begins in (("HTML", b"<!doctype html"), ("PDF", b"%PDF")):
        with page.expect_download(timeout=LONG) as got:
            page.get_by_role("button", name=label, exact=True).click()
        assert Path(got.value.path()).read_bytes().lower().startswith(begins.lower())
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Discard").click()
    drop_changes(page)
    settle(page)
    expect(page.locator(".js-plotly-plot")).to_have_count(before, timeout=LONG)


def test_charts_follow_a_live_change_of_theme(page: Page, project: str) -> None:
    bar = page.locator(".js-plotly-plot .points path").first
    label = page.locator(".js-plotly-plot .ytick text").first
    seen = {}
    for scheme in ("light", "dark", "light"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        theme = {"light": LIGHT, "dark": DARK}[scheme]
        expect(bar).to_have_css("fill", rgb(theme.series[0]), timeout=LONG)
        expect(label).to_have_css("fill", rgb(theme.muted), timeout=LONG)
        seen[scheme] = True
    assert len(seen) == 2


def rgb(colour: str) -> str:
    return f"rgb({', '.join(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5))})"


def test_dashboard_filters_and_date_range(page: Page, project: str) -> None:
    number = page.get_by_test_id("stMetricValue").first
    before = number.inner_text()
    choose(page, "Date range", "Last year")
    expect(number).not_to_have_text(before, timeout=LONG)


def test_a_phone_shows_tiles_below_each_other(page: Page, project: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_timeout(800)
    charts = [box for chart in page.locator(".js-plotly-plot").all() if (box := chart.bounding_box())]
    assert len(charts) >= 3
    assert all(box["width"] > 280 and box["height"] > 150 for box in charts), charts
    assert len({round(box["x"]) for box in charts}) == 1
    width, height = SCREENS["wide"]
    page.set_viewport_size({"width": width, "height": height})


def test_report_and_slides_export(app: App, page: Page, project: str, tmp_path: Path) -> None:
    for name, files in (
        ("Report of the journey", (("HTML", b"<!doctype html"), ("PDF", b"%PDF"))),
        ("Deck of the journey", (("PowerPoint", b"PK"),)),
    ):
        page.goto(f"{app.url}/build?project={project}")
        settle(page)
        card = (
            page.get_by_test_id("stVerticalBlock")
            .filter(has_text=name)
            .filter(has=page.get_by_role("button", name="Open"))
            .last
        )
        card.get_by_role("button", name="Open").click()
        settle(page)
        expect(page.get_by_role("heading", name=name, level=1)).to_be_visible(timeout=LONG)
        for button, magic in files:
            with page.expect_download(timeout=LONG) as download:
                page.get_by_role("button", name=button, exact=True).click()
            data = download.value.path().read_bytes()
            assert data[: len(magic)].lower() == magic.lower(), data[:40]


def test_everything_on_every_page_has_a_name(app: App, page: Page, project: str) -> None:
    def check(where: str) -> None:
        settle(page)
        assert nameless(page) == [], where

    for path in ("", "queries", "settings", "connect"):
        page.goto(f"{app.url}/{path}?project={project}")
        check(path)
    page.get_by_role("radio", name="Preview").click()
    check("preview")
    page.goto(f"{app.url}/model?project={project}")
    check("model")
    for view in ("Diagram", "Try it", "Check", "YAML", "Versions"):
        page.get_by_role("radio", name=view).click()
        check(view)
    page.get_by_role("radio", name="Diagram").click()
    settle(page)
    page.get_by_role("button", name="Table Orders", exact=True).click()
    expect(page.get_by_test_id("stDataFrameResizable")).to_be_visible()
    check("details of a table")
    page.goto(f"{app.url}/ask?project={project}")
    settle(page)
    answer = ask(page, "revenue by sales channel in 2025")
    check("ask")
    answer.get_by_role("radio", name="Table").click()
    expect(page.get_by_test_id("stDataFrameResizable")).to_be_visible()
    check("answer as a table")
    answer.get_by_role("radio", name="SQL").click()
    check("answer as SQL")
    page.goto(f"{app.url}/build?project={project}")
    check("build")
    for number in range(page.locator("main").get_by_role("button", name="Open", exact=True).count()):
        if number:
            page.goto(f"{app.url}/build?project={project}")
            settle(page)
        page.locator("main").get_by_role("button", name="Open", exact=True).nth(number).click()
        expect(page.get_by_role("button", name="All of this project")).to_be_visible(timeout=LONG)
        check(f"artifact {number}")
        page.get_by_text("Edit", exact=True).first.click()
        check(f"artifact {number} being edited")


def test_the_log_knows_of_nothing_that_went_wrong(app: App, project: str) -> None:
    told = app.log_text()
    assert "Traceback" not in told and "incident" not in told, told[-3000:]


def test_everything_is_there_after_a_restart(browser: Browser, tmp_path: Path) -> None:
    home = tmp_path / "home"
    context = browser.new_context()
    page = context.new_page()
    with serve(home) as first:
        project = open_sample(page, first.url)
        ask(page, "total revenue in 2025")
        session = re.search(r"session=([0-9a-f-]+)", page.url).group(1)  # type: ignore[union-attr]
        figure = page.get_by_test_id("stMetricValue").first.inner_text()
        first.process.kill()
        first.process.wait(15)
    with serve(home) as second:
        page.goto(f"{second.url}/ask?project={project}&session={session}")
        settle(page)
        expect(page.get_by_text("total revenue in 2025").first).to_be_visible(timeout=LONG)
        expect(page.get_by_test_id("stMetricValue").first).to_have_text(figure, timeout=LONG)
    context.close()
