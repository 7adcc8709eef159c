"""The workspace goes away while people work: what they do stays, is saved once when it is back, and is nobody else's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from lunara.workspace.embedded import EmbeddedServer
from tests.browser.conftest import App, serve, settle
from tests.browser.journey import LONG
from tests.browser.test_sign_in import PASSWORD, Person, environment, new_page, person, sign_in
from tests.contract.network import Network, a_network
from tests.contract.worlds import SupabaseWorld, supabase_world
from tests.shared_data import needs_shared

pytestmark = needs_shared
GONE = re.compile("does not answer since|too slow to answer since")


@dataclass(frozen=True)
class Served:
    """The app, whose way to Supabase leads through a network, and two people of two organizations."""

    app: App
    network: Network
    world: SupabaseWorld
    people: dict[str, Person]


@pytest.fixture(scope="module")
def served(postgres_server: EmbeddedServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home = tmp_path_factory.mktemp("served")
    with supabase_world(postgres_server, tmp_path_factory.mktemp("world")) as world, a_network() as network:
        settings = replace(world.settings, home=home)
        people = {name: person(world, settings, name, rows) for name, rows in (("Ana", 2), ("Ben", 3))}
        port = urlsplit(world.settings.supabase_url).port
        assert port is not None
        url = f"http://127.0.0.1:{network.way_to('127.0.0.1', port)}"
        world.gotrue.iss = f"{url}/auth/v1"  # as Supabase names itself to who reaches it this way
        with serve(home, {**environment(world), "SUPABASE_URL": url}) as app:
            yield Served(app, network, world, people)


@pytest.fixture(autouse=True)
def back_again(served: Served) -> Iterator[None]:
    yield
    served.network.heal()
    served.network.down()
    served.network.up()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    opened = new_page(browser)
    yield opened
    opened.context.close()


def banner(page: Page) -> None:
    expect(page.locator(".st-key-workspace_away").get_by_text(GONE)).to_be_visible(timeout=LONG)
    assert "Traceback" not in page.locator("body").inner_text()


def it_is_back(page: Page) -> None:
    """The page says so by itself: nobody touches it."""
    expect(page.locator(".st-key-workspace_away")).to_have_count(0, timeout=LONG)
    settle(page)


def grow(page: Page, tile: str) -> None:
    place = page.get_by_role("group", name=re.compile(f"^{tile}"))
    expect(place).to_be_visible(timeout=LONG)
    place.focus()
    page.keyboard.press("Shift+ArrowDown")
    page.wait_for_timeout(800)
    settle(page)


def versions(who: Person) -> list[int]:
    return [one.version for one in who.store.list_artifact_versions(who.artifact_id)]


def test_a_dashboard_that_is_saved_while_it_is_away_is_saved_once_and_by_its_own_person(
    served: Served, page: Page
) -> None:
    ana, ben, app, network = served.people["Ana"], served.people["Ben"], served.app, served.network
    before = versions(ana)
    sign_in(page, app, ana.email, f"build?project={ana.project_id}&artifact={ana.artifact_id}")
    page.get_by_text("Edit", exact=True).click()
    settle(page)
    page.get_by_text("Arrange tiles").click()
    settle(page)
    network.down()
    grow(page, "Sales as kpi")
    banner(page)
    expect(page.get_by_text("Unsaved changes").first).to_be_visible()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Waits to be saved").first).to_be_visible(timeout=LONG)
    page.get_by_role("button", name="Save", exact=True).click()  # impatient
    settle(page)
    page.reload()  # and the tab is loaded anew, which goes on with what was seen last
    settle(page)
    banner(page)
    expect(page.get_by_text("Waits to be saved").first).to_be_visible(timeout=LONG)

    # Somebody of another organization signs in here when it is back, before Ana does.
    word = page.context.cookies()
    page.context.clear_cookies()
    network.up()
    page.goto("about:blank")
    expect_back(page, app)
    sign_in(page, app, ben.email, f"build?project={ben.project_id}&artifact={ben.artifact_id}")
    assert "Waits to be saved" not in page.locator("body").inner_text()
    page.goto(f"{app.url}/build?project={ana.project_id}&artifact={ana.artifact_id}")
    settle(page)
    assert "Secret of Ana" not in page.locator("body").inner_text()
    assert versions(ana) == before and versions(ben) == [1]

    page.context.clear_cookies()
    page.context.add_cookies([{k: v for k, v in one.items() if k != "partitionKey"} for one in word])  # type: ignore[misc]
    page.goto(f"{app.url}/build?project={ana.project_id}&artifact={ana.artifact_id}")
    settle(page)
    expect(page.get_by_text(f"version {before[0] + 1}").first).to_be_visible(timeout=LONG)
    expect(page.get_by_text("Unsaved changes")).to_have_count(0)
    expect(page.get_by_text("Waits to be saved")).to_have_count(0)
    page.reload()
    settle(page)
    assert versions(ana) == [before[0] + 1, *before] and versions(ben) == [1]


def expect_back(page: Page, app: App) -> None:
    """The sign-in page, which opens when the workspace is back."""
    page.goto(app.url)
    expect(page.get_by_role("textbox", name="E-mail address")).to_be_visible(timeout=LONG)
    expect(page.get_by_text("Sign-in does not answer right now.")).to_have_count(0, timeout=LONG)


def test_a_model_that_is_saved_while_it_is_away_is_one_version_when_it_is_back_by_itself(
    served: Served, page: Page
) -> None:
    ana, app, network = served.people["Ana"], served.app, served.network
    (head,) = ana.store.list_semantic_models(ana.project_id)
    sign_in(page, app, ana.email, f"model?project={ana.project_id}")
    network.down()
    page.get_by_role("button", name="Edit table").click()
    settle(page)
    drawer = page.get_by_role("dialog")
    drawer.get_by_role("textbox", name="Label").first.fill("Sold")
    drawer.get_by_role("button", name="Apply").click()
    settle(page)
    drawer.get_by_role("button", name="Close", exact=True).last.click()
    settle(page)
    banner(page)
    page.get_by_role("button", name="Save", exact=True).first.click()
    page.get_by_label("What did you change?").fill("While it was away")
    page.get_by_role("button", name="Save as a new version").click()
    settle(page)
    expect(page.get_by_text("is kept here and saved when the workspace is back").first).to_be_visible(timeout=LONG)
    network.up()
    it_is_back(page)
    notes = [one.note for one in ana.store.list_semantic_model_versions(head.id)]
    assert notes.count("While it was away") == 1
    expect(page.get_by_text("is saved now").first).to_be_visible(timeout=LONG)


def test_a_page_and_sign_in_that_are_opened_while_it_is_away_open_by_themselves(
    served: Served, page: Page, browser: Browser
) -> None:
    ana, app, network = served.people["Ana"], served.app, served.network
    stranger = new_page(browser)
    sign_in(page, app, ana.email, f"?project={ana.project_id}")
    network.down()
    page.goto(f"{app.url}/connect?project={ana.project_id}")  # never seen by her
    expect(page.locator(".st-key-away_page").get_by_text("opens by itself")).to_be_visible(timeout=LONG)
    assert "Traceback" not in page.locator("body").inner_text()
    stranger.goto(app.url)
    expect(stranger.get_by_text("Sign-in does not answer right now.")).to_be_visible(timeout=LONG)
    stranger.get_by_role("textbox", name="E-mail address").fill(ana.email)
    network.up()
    expect(page.get_by_role("heading", name="Sales", level=3)).to_be_visible(timeout=LONG)
    expect(stranger.get_by_text("Sign-in does not answer right now.")).to_have_count(0, timeout=LONG)
    expect(stranger.get_by_role("textbox", name="E-mail address")).to_have_value(ana.email)
    stranger.get_by_label("Password").fill(PASSWORD)
    stranger.get_by_role("button", name="Sign in").click()
    expect(stranger.get_by_role("button", name="Sign out", exact=True)).to_be_visible(timeout=LONG)
    stranger.context.close()


def test_a_question_is_answered_while_it_is_away_and_stored_once(served: Served, page: Page) -> None:
    ana, app, network = served.people["Ana"], served.app, served.network
    sign_in(page, app, ana.email, f"ask?project={ana.project_id}")
    box = page.get_by_test_id("stChatInputTextArea")
    box.fill("how many sales were there")
    box.press("Enter")
    turns = page.get_by_test_id("stChatMessage")
    expect(turns).to_have_count(2, timeout=LONG)
    settle(page)
    network.down()
    box.fill("how many sales were there by seller")
    box.press("Enter")
    expect(turns).to_have_count(4, timeout=LONG)
    settle(page)
    banner(page)
    expect(turns.last.get_by_text("How I understood this")).to_be_visible(timeout=LONG)
    network.up()
    it_is_back(page)
    expect(turns).to_have_count(4, timeout=LONG)
    (session,) = ana.store.list_sessions(project_id=ana.project_id)
    said = [one.content.get("text") for one in ana.store.list_messages(session.id) if one.role == "user"]
    assert said == ["how many sales were there", "how many sales were there by seller"]


def test_a_slow_workspace_is_said_to_be_waited_for(served: Served, page: Page) -> None:
    ana, app, network = served.people["Ana"], served.app, served.network
    sign_in(page, app, ana.email, f"?project={ana.project_id}")
    network.swallow()
    page.get_by_role("link", name="Connect", exact=True).click()
    expect(page.get_by_text(re.compile("slow to answer. Waiting"))).to_be_visible(timeout=15_000)
    network.heal()
    expect(page.get_by_role("heading", name="Sales", level=3)).to_be_visible(timeout=LONG)


def test_a_setting_that_is_changed_while_it_is_away_waits_and_an_invitation_says_that_it_does_not(
    served: Served, page: Page
) -> None:
    ana, app, network = served.people["Ana"], served.app, served.network
    sign_in(page, app, ana.email, "settings")
    listed = page.locator("[class*=st-key-address_below_]").first
    expect(listed).to_contain_text(ana.email)
    assert "\u2060" not in listed.inner_text()
    network.down()
    name = page.get_by_role("textbox", name="Organization name")
    name.fill("Renamed meanwhile")
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_text("Waits to be saved").first).to_be_visible(timeout=LONG)
    expect(name).to_have_value("Renamed meanwhile")
    address = page.get_by_role("textbox", name="E-mail address")
    address.fill("new@example.test")
    page.get_by_role("button", name="Invite", exact=False).first.click()
    expect(page.get_by_text("This was not done.").first).to_be_visible(timeout=LONG)
    expect(address).to_have_value("new@example.test")
    banner(page)
    network.up()
    it_is_back(page)
    expect(address).to_have_value("new@example.test")
    assert ana.store.organization().name == "Renamed meanwhile" and ana.store.list_invitations() == []
