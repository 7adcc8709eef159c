"""Sign-in on a live server with Supabase's protocol behind it: strangers see nothing, organizations never meet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from lunara.build.artifact import content_json, empty_content
from lunara.charts.spec import ChartSpec
from lunara.connect.ingestion import UploadedFile
from lunara.connect.warehouse import CancelToken
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery
from lunara.settings import Settings
from lunara.ui.components.add_to import added, figure_for
from lunara.ui.model_desk import content_of
from lunara.ui.page import PageContext, clock_of
from lunara.ui.upload import read_uploads, save_upload
from lunara.workspace.embedded import EmbeddedServer
from lunara.workspace.records import DataSource, Principal
from lunara.workspace.store import Store, open_store
from tests.browser.conftest import WAIT, App, look, serve, settle
from tests.browser.journey import ask
from tests.contract.worlds import SupabaseWorld, supabase_world
from tests.shared_data import needs_shared

PASSWORD = "Passw0rd!"
PATHS = ("", "connect", "model", "ask", "build", "queries", "settings", "sign_in", "projects", "no-such-page")

pytestmark = needs_shared


@dataclass(frozen=True)
class Person:
    """Somebody with a project and a data source of `rows` rows, called the same in every organization."""

    email: str
    store: Store
    project_id: str
    source: DataSource
    artifact_id: str


@pytest.fixture(scope="module")
def world(postgres_server: EmbeddedServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SupabaseWorld]:
    with supabase_world(postgres_server, tmp_path_factory.mktemp("world")) as opened:
        yield opened


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("served")


@pytest.fixture(scope="module")
def people(world: SupabaseWorld, home: Path) -> dict[str, Person]:
    settings = replace(world.settings, home=home)
    return {name: person(world, settings, name, rows) for name, rows in (("Ana", 2), ("Ben", 3))}


class People(Protocol):
    """Who makes people: a world, or whatever is in its place."""

    def principal(self, email: str, name: str) -> Principal: ...


def person(world: People, settings: Settings, name: str, rows: int, email: str = "") -> Person:
    email = email or f"{name.lower()}@example.test"
    store = open_store(settings, world.principal(email, name))
    project = store.create_project(f"Secret of {name}")
    organization = store.organization()
    ctx = PageContext(settings, store.principal, store, organization, project, clock_of(organization))
    lines = "".join(f"{number},{name}\n" for number in range(rows))
    sales = settings.home / f"{name}.csv"
    sales.write_text(f"id,who\n{lines}")
    read = read_uploads(ctx, [UploadedFile("sales.csv", sales)], lambda *a, **k: None, CancelToken())
    source = save_upload(ctx, read, "Sales")
    head = store.create_semantic_model(project.id, source.id, "Sales", content_of(MODEL), {})
    store.publish_semantic_model(head.id, 1)
    board = empty_content("dashboard", "Board")
    for kind, chart, query in (
        ("kpi", ChartSpec(kind="kpi", y=("sale_count",)), SemanticQuery(measures=("sale_count",))),
        (
            "table",
            ChartSpec(kind="table", x="who", y=("sale_count",)),
            SemanticQuery(measures=("sale_count",), dimensions=("who",)),
        ),
    ):
        board = added(board, kind, f"Sales as {kind}", figure_for(head.id, query, chart, f"Sales as {kind}"))
    artifact = store.create_artifact(project.id, "dashboard", "Board", content_json(board))
    return Person(email, store, project.id, source, artifact.id)


MODEL = SemanticModel.model_validate(
    {
        "name": "sales",
        "dialect": "duckdb",
        "tables": [
            {
                "name": "sales",
                "source": "main.sales",
                "label": "Sales",
                "primary_key": ["id"],
                "dimensions": [{"name": "id", "type": "number", "hidden": True}, {"name": "who", "label": "Seller"}],
                "measures": [{"name": "sale_count", "aggregate": "count", "label": "Sales"}],
            }
        ],
    }
)


def environment(world: SupabaseWorld) -> dict[str, str]:
    return {
        "SUPABASE_URL": world.settings.supabase_url,
        "SUPABASE_KEY": world.settings.supabase_key,
        "LUNARA_SECRET_KEY": ",".join(world.settings.secret_keys),
    }


@pytest.fixture(scope="module")
def app(world: SupabaseWorld, people: dict[str, Person], home: Path) -> Iterator[App]:
    with serve(home, environment(world)) as running:
        yield running


def new_page(browser: Browser) -> Page:
    opened = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    opened.set_default_timeout(WAIT)
    return opened


def sign_in(page: Page, app: App, email: str, path: str = "") -> None:
    page.goto(f"{app.url}/{path}")
    settle(page)
    page.get_by_role("textbox", name="E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Sign out", exact=True)).to_be_visible()
    settle(page)


def only_sign_in(page: Page) -> None:
    settle(page)
    expect(page.get_by_role("heading", name="Welcome to Lunara")).to_be_visible()
    text = page.locator("body").inner_text()
    assert "Secret" not in text and "Sales" not in text
    assert page.get_by_role("link", name="Connect").count() == 0


@pytest.mark.parametrize("first", ["model", "connect", "ask", "build"])
def test_the_first_request_of_a_fresh_server_shows_a_stranger_nothing(
    world: SupabaseWorld, people: dict[str, Person], browser: Browser, home: Path, first: str
) -> None:
    with serve(home, environment(world)) as fresh:
        page = new_page(browser)
        ana = people["Ana"]
        page.goto(f"{fresh.url}/{first}?project={ana.project_id}&source={ana.source.id}")
        only_sign_in(page)
        page.context.close()


def test_no_page_shows_a_stranger_anything(app: App, people: dict[str, Person], browser: Browser) -> None:
    page = new_page(browser)
    for path in PATHS:
        page.goto(f"{app.url}/{path}?project={people['Ana'].project_id}")
        only_sign_in(page)
    page.context.add_cookies([{"name": "lunara_session", "value": "invented", "url": app.url}])
    page.goto(f"{app.url}/connect?project={people['Ana'].project_id}")
    only_sign_in(page)
    page.context.close()


def test_a_wrong_password_is_told_and_the_right_one_opens_the_page_that_was_asked_for(
    app: App, people: dict[str, Person], browser: Browser
) -> None:
    page = new_page(browser)
    ana = people["Ana"]
    page.goto(f"{app.url}/connect?project={ana.project_id}")
    settle(page)
    page.get_by_role("textbox", name="E-mail address").fill(ana.email)
    page.get_by_label("Password").fill("wrong")
    page.get_by_label("Password").press("Enter")
    expect(page.get_by_text("The e-mail address or the password is not right.")).to_be_visible()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("Password").press("Enter")
    expect(page.get_by_role("heading", name="Sales", level=3)).to_be_visible()
    kept = page.evaluate("JSON.stringify([document.cookie, {...localStorage}, {...sessionStorage}])")
    assert "lunara_session" not in kept and "eyJ" not in kept
    (cookie,) = [one for one in page.context.cookies() if one.get("name") == "lunara_session"]
    assert cookie["httpOnly"] and cookie["sameSite"] == "Lax" and not cookie["value"].startswith("eyJ")
    assert "eyJ" not in page.content()
    page.context.close()


def test_two_organizations_never_see_each_others_values(app: App, people: dict[str, Person], browser: Browser) -> None:
    ana, ben = new_page(browser), new_page(browser)
    sign_in(ana, app, people["Ana"].email)
    sign_in(ben, app, people["Ben"].email)
    for _ in range(2):  # the second round comes from the caches
        for page, name, rows in ((ana, "Ana", 2), (ben, "Ben", 3)):
            page.goto(f"{app.url}/connect?project={people[name].project_id}")
            settle(page)
            page.get_by_role("radio", name="Preview").click()
            expect(page.get_by_text(f"{rows} rows · read")).to_be_visible()
            expect(page.get_by_role("button", name=f"sales {rows}")).to_be_visible()
            page.goto(f"{app.url}/")
            settle(page)
            other = "Ben" if name == "Ana" else "Ana"
            text = page.locator("body").inner_text()
            assert f"Secret of {name}" in text and f"Secret of {other}" not in text
    theirs = people["Ana"]
    ben.goto(f"{app.url}/connect?project={theirs.project_id}&source={theirs.source.id}")
    settle(ben)
    expect(ben.get_by_text("does not exist, or you may not see it")).to_be_visible()
    assert "Secret of Ana" not in ben.locator("body").inner_text()
    ana.context.close()
    ben.context.close()


def test_answers_and_dashboards_of_two_organizations_never_meet(
    app: App, people: dict[str, Person], browser: Browser
) -> None:
    """The same names and the same questions in both: values, figures and kept answers come from the asker's own source."""
    pages = {name: new_page(browser) for name in people}
    for name, page in pages.items():
        sign_in(page, app, people[name].email)
    sessions: dict[str, str] = {}
    for _ in range(2):  # the second round comes from the caches
        for name, rows in (("Ana", 2), ("Ben", 3)):
            page, other = pages[name], "Ben" if name == "Ana" else "Ana"
            page.goto(f"{app.url}/ask?project={people[name].project_id}")
            settle(page)
            total = ask(page, "how many sales")
            expect(total).to_contain_text(str(rows))
            expect(ask(page, f"number of sales of {name}")).to_contain_text(str(rows))
            # the other's name is a word of the other's warehouse alone
            expect(ask(page, f"sales of {other}")).to_contain_text(f"Nothing in this data is called “{other}”")
            split = ask(page, "number of sales by seller")
            split.get_by_role("radio", name="Table").click()
            settle(page)
            expect(split).to_contain_text(name)
            sessions[name] = page.url
            page.reload()
            settle(page)
            expect(page.get_by_test_id("stChatMessage").last).to_contain_text(name)
            page.goto(f"{app.url}/build?project={people[name].project_id}&artifact={people[name].artifact_id}")
            settle(page)
            expect(page.get_by_text("Sales as kpi")).to_be_visible()
            expect(page.get_by_text(str(rows), exact=True).first).to_be_visible()
            assert f"Secret of {other}" not in page.locator("body").inner_text()
            cells = page.locator("main [data-testid=stDataFrame]").first
            expect(cells).to_contain_text(name)
            expect(cells).not_to_contain_text(other)
    ben = pages["Ben"]
    ben.goto(sessions["Ana"])
    settle(ben)
    expect(ben.get_by_text("does not exist, or you may not see it").first).to_be_visible()
    assert ben.get_by_test_id("stChatMessage").count() == 0
    ben.goto(f"{app.url}/build?project={people['Ben'].project_id}&artifact={people['Ana'].artifact_id}")
    settle(ben)
    assert "Sales as kpi" not in ben.locator("body").inner_text()
    for page in pages.values():
        page.context.close()


def test_a_workspace_with_sign_in_answers_to_the_name_that_people_know(
    world: SupabaseWorld, people: dict[str, Person], home: Path, browser: Browser
) -> None:
    """As behind a host of apps: the server listens on every address, and people come by a name of the host's."""
    with serve(home, {**environment(world), "STREAMLIT_SERVER_ADDRESS": "0.0.0.0"}) as served:
        port = served.url.rpartition(":")[2]
        page = new_page(browser)
        named = App(f"http://lunara.example:{port}", served.home, served.log, served.process)
        sign_in(page, named, people["Ana"].email, "connect")
        expect(page.get_by_role("heading", name="Sales", level=3)).to_be_visible()
        page.context.close()


def test_signing_out_ends_every_tab_and_the_cookie_is_worth_nothing(
    app: App, people: dict[str, Person], browser: Browser
) -> None:
    page = new_page(browser)
    sign_in(page, app, people["Ana"].email)
    tab = page.context.new_page()
    tab.goto(f"{app.url}/settings")
    settle(tab)
    expect(tab.get_by_role("heading", name="Settings")).to_be_visible()
    (cookie,) = [one for one in page.context.cookies() if one.get("name") == "lunara_session"]
    page.get_by_role("button", name="Sign out", exact=True).click()
    only_sign_in(page)
    tab.reload()
    only_sign_in(tab)
    page.context.add_cookies([{"name": "lunara_session", "value": cookie["value"], "url": app.url}])
    page.goto(f"{app.url}/connect")
    only_sign_in(page)
    page.context.close()


def test_an_invitation_is_made_opened_by_its_link_and_accepted(
    world: SupabaseWorld, app: App, people: dict[str, Person], browser: Browser
) -> None:
    world.principal("cleo@example.test", "Cleo")
    ana, cleo = new_page(browser), new_page(browser)
    sign_in(ana, app, people["Ana"].email, "settings")
    ana.get_by_role("textbox", name="E-mail address").fill("cleo@example.test")
    ana.get_by_role("button", name="Invite").click()
    link = ana.locator("code", has_text="settings?invitation=").inner_text().strip()
    assert link.startswith(f"{app.url}/settings?invitation=")
    look(ana, "people", full_page=True)

    cleo.goto(link)
    settle(cleo)
    assert "Ana" not in cleo.locator("body").inner_text()
    cleo.get_by_role("button", name="I have an account").click()
    cleo.get_by_role("textbox", name="E-mail address").fill("cleo@example.test")
    cleo.get_by_label("Password").fill(PASSWORD)
    cleo.get_by_role("button", name="Sign in").click()
    expect(cleo.get_by_text("invites you as viewer")).to_be_visible()
    look(cleo, "invitation", full_page=True)
    cleo.get_by_role("button", name="Accept").click()
    expect(cleo.get_by_text("Invitations for you")).to_have_count(0)
    expect(cleo.get_by_text("viewer of Ana")).to_be_visible()
    cleo.goto(f"{app.url}/")
    settle(cleo)
    expect(cleo.get_by_text("Secret of Ana").first).to_be_visible()
    ana.reload()
    settle(ana)
    expect(ana.get_by_text(re.compile("cleo@.*viewer"))).to_be_visible()
    ana.context.close()
    cleo.context.close()


def test_the_server_log_holds_no_token(app: App) -> None:
    assert "eyJ" not in app.log_text() and PASSWORD not in app.log_text()


def test_a_file_is_taken_from_the_person_alone_whose_page_asked_for_it(
    app: App, people: dict[str, Person], browser: Browser, tmp_path: Path
) -> None:
    """Ana's page gets a ticket; Ben and a stranger cannot use it, and Ana can, once."""
    path = tmp_path / "more.csv"
    path.write_text("id\n1\n")
    pages = {name: new_page(browser) for name in people}
    for name, page in pages.items():
        sign_in(page, app, people[name].email, "connect")
    ana, ben = pages["Ana"], pages["Ben"]
    ana.get_by_role("button", name="Add data source").click()
    settle(ana)
    ana.get_by_role("button", name="Choose files").click()
    settle(ana)
    held: list[Route] = []
    ana.route("**/api/upload", lambda route: held.append(route))
    ana.locator("input[type=file]").set_input_files([str(path)])
    expect(ana.get_by_role("button", name="Cancel more.csv")).to_be_visible()
    while not held:
        ana.wait_for_timeout(50)
    headers = {name: value for name, value in held[0].request.headers.items() if name.startswith("x-lunara")}
    assert headers["x-lunara-ticket"] and headers["x-lunara-ticket"] not in app.log_text()
    for context, status in ((ben.context, 403), (browser.new_context(), 401)):
        answer = context.request.post(f"{app.url}/api/upload", headers=headers, data=b"id\n1\n")
        assert (answer.status, "ok" in answer.json()) == (status, False)
    held[0].continue_()
    expect(ana.locator("li", has_text="ready to be read")).to_have_count(1)
    again = ana.context.request.post(f"{app.url}/api/upload", headers=headers, data=b"id\n1\n")
    assert again.status == 403
    for page in pages.values():
        page.context.close()
