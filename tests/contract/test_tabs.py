"""A tab whose sign-in has ended, and one that says to be somebody else's: whatever they send, they get nothing.

They speak the protocol of Streamlit's front end to the real server, so they can send what no page of ours would.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from streamlit.proto.BackMsg_pb2 import BackendOperationRequest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.exceptions import ConnectionClosed

from lunara.build.artifact import content_json, empty_content
from lunara.charts.spec import ChartSpec
from lunara.connect.ingestion import UploadedFile
from lunara.connect.warehouse import CancelToken
from lunara.semantic.query import SemanticQuery
from lunara.settings import Settings
from lunara.ui.components.add_to import added, figure_for
from lunara.ui.model_desk import content_of
from lunara.ui.page import PageContext, clock_of
from lunara.ui.upload import read_uploads, save_upload
from lunara.ui.warehouses import POOL
from lunara.workspace.embedded import EmbeddedServer
from lunara.workspace.store import Store, open_store
from tests.benchmarks.bench_people import MODEL
from tests.benchmarks.live import Visitor
from tests.benchmarks.people import sign_in, sign_out
from tests.browser.conftest import App, serve
from tests.contract.worlds import SupabaseWorld, supabase_world
from tests.shared_data import needs_shared
from tests.workspace_data import logged

pytestmark = needs_shared
ROWS = 1_500
MARK = {"ana": "Zafira", "ben": "Quillon"}


@dataclass
class Person:
    """Somebody whose every name holds their mark, with a dashboard of a long table."""

    email: str
    store: Store
    pages: dict[str, str]


def person(world: SupabaseWorld, settings: Settings, name: str) -> Person:
    mark = MARK[name]
    store = open_store(settings, world.principal(f"{name}@example.test", mark))
    store.update_organization(name=f"{mark} and sons")
    project = store.create_project(f"{mark} project")
    company = store.organization()
    ctx = PageContext(settings, store.principal, store, company, project, clock_of(company))
    path = settings.home / f"{name}.csv"
    lines = [f"{n},{mark}-{n:05},thing,{n}.5,2026-01-{1 + n % 28:02}" for n in range(ROWS)]
    path.write_text("\n".join(["id,who,product,amount,sold_on", *lines]) + "\n")
    source = save_upload(
        ctx, read_uploads(ctx, [UploadedFile("sales.csv", path)], lambda *a, **k: None, CancelToken()), f"{mark} files"
    )
    head = store.create_semantic_model(project.id, source.id, f"{mark} model", content_of(MODEL), {})
    store.publish_semantic_model(head.id, 1)
    query = SemanticQuery(measures=("revenue",), dimensions=("who",))
    chart = ChartSpec(kind="table", x="who", y=("revenue",))
    board = added(empty_content("dashboard", "B"), "table", mark, figure_for(head.id, query, chart, mark))
    artifact = store.create_artifact(project.id, "dashboard", f"{mark} board", content_json(board))
    store.set_artifact_status(artifact.id, "published")
    store.create_agent(project.id, f"{mark} agent")
    store.log_queries([logged(project.id, sql=f"select '{mark}'")])
    own = f"project={project.id}"
    pages = {
        "": "",
        "connect": f"{own}&source={source.id}",
        "model": f"{own}&model={head.id}",
        "ask": own,
        "build": f"{own}&artifact={artifact.id}",
        "queries": own,
        "settings": "",
    }
    return Person(f"{name}@example.test", store, pages)


@dataclass
class Heard:
    """Everything that a tab was sent, and what in it can be pressed or asked for."""

    raw: list[bytes] = field(default_factory=list)
    buttons: dict[str, str] = field(default_factory=dict)
    fragments: set[str] = field(default_factory=set)
    files: list[str] = field(default_factory=list)
    tables: list[str] = field(default_factory=list)
    urls: list[str] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)

    def __call__(self, message: ForwardMsg, raw: bytes) -> None:
        self.raw.append(raw)
        element = message.delta.new_element
        self.fragments |= {message.delta.fragment_id} - {""}
        if element.button.id and not element.button.disabled:
            self.buttons[element.button.id] = element.button.label
        if element.alert.icon == ":material/lock:":
            self.refusals.append(element.alert.body)
        if element.download_button.deferred_file_id:
            self.files.append(element.download_button.deferred_file_id)
        if element.download_button.url:
            self.urls.append(element.download_button.url)
        if element.dataframe.lazy_data.source_id:
            self.tables.append(element.dataframe.lazy_data.source_id)

    def says(self, word: str) -> bool:
        return any(word.encode() in one for one in self.raw)


@pytest.fixture(scope="module")
def world(postgres_server: EmbeddedServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SupabaseWorld]:
    with supabase_world(postgres_server, tmp_path_factory.mktemp("world")) as opened:
        yield opened


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("served")


@pytest.fixture(scope="module")
def people(world: SupabaseWorld, home: Path) -> dict[str, Person]:
    made = {name: person(world, replace(world.settings, home=home), name) for name in MARK}
    POOL.close()
    return made


@pytest.fixture(scope="module")
def app(world: SupabaseWorld, people: dict[str, Person], home: Path) -> Iterator[App]:
    settings = world.settings
    environ = {
        "SUPABASE_URL": settings.supabase_url,
        "SUPABASE_KEY": settings.supabase_key,
        "LUNARA_SECRET_KEY": ",".join(settings.secret_keys),
    }
    with serve(home, environ) as running:
        yield running


def tab(app: App, cookie: str, page: str, who: Person, heard: Heard) -> Visitor:
    """A tab on that page, drawn."""
    opened = Visitor(app.url, page, who.pages[page], cookie=cookie, hear=heard)
    opened.rerun()
    for _ in range(40):
        if page != "build" or heard.tables:
            break
        opened.rerun()
    return opened


def part_of(table: str) -> BackendOperationRequest:
    asked = BackendOperationRequest(request_id="1")
    asked.dataframe_chunk.source_id, asked.dataframe_chunk.offset, asked.dataframe_chunk.limit = table, 1_000, 400
    return asked


def file_of(button: str) -> BackendOperationRequest:
    asked = BackendOperationRequest(request_id="2")
    asked.deferred_file.file_id = button
    return asked


def rows(world: SupabaseWorld) -> list[Any]:
    """All that lies in the workspace; sessions and notes of what was asked are nobody's loss."""
    tables = world.admin.execute(
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1"
    ).fetchall()
    return [
        world.admin.execute(f"select to_jsonb(t)::text from public.{name} t order by 1").fetchall()
        for (name,) in tables
        if name not in ("query_log", "project_usage", "agent_sessions", "session_messages", "sign_ins")
    ]


def test_a_tab_whose_sign_in_ended_gets_nothing_by_anything_it_sends(
    world: SupabaseWorld, app: App, people: dict[str, Person]
) -> None:
    ana, cookie = people["ana"], sign_in(app.url, people["ana"].email)
    tabs: list[tuple[str, Visitor, Heard]] = []
    for page in ana.pages:
        heard = Heard()
        tabs.append((page, tab(app, cookie, page, ana, heard), heard))
        assert heard.says(MARK["ana"]) and (heard.buttons or heard.files), page
    board, queries = tabs[4][2], tabs[5][2]
    assert board.tables and queries.files
    long = tabs[4][1].operation(part_of(board.tables[-1]))
    assert f"{MARK['ana']}-01200".encode() in long.dataframe_chunk.arrow_data.data
    assert tabs[5][1].operation(file_of(queries.files[-1])).deferred_file.url
    before = rows(world)
    sign_out(app.url, cookie)
    for page, opened, heard in tabs:
        known = Heard(buttons=dict(heard.buttons), fragments=set(heard.fragments))
        heard.raw.clear()
        for button in known.buttons:
            opened.rerun(widgets=[WidgetState(id=button, trigger_value=True)])
        for fragment in known.fragments:
            opened.rerun(fragment=fragment)
        opened.rerun()
        assert heard.says("Welcome to Lunara") and not heard.says(MARK["ana"]), page
    for page, asked in (("build", part_of(board.tables[-1])), ("queries", file_of(queries.files[-1]))):
        opened, heard = next((opened, heard) for name, opened, heard in tabs if name == page)
        with pytest.raises(ConnectionClosed):
            opened.operation(asked)
        assert not heard.says(MARK["ana"])
    assert rows(world) == before


def test_what_is_asked_for_beside_the_script_is_refused_before_the_script_says_so(
    app: App, people: dict[str, Person]
) -> None:
    """The first thing that a tab sends after the sign-out is for rows, or for a file."""
    ana = people["ana"]
    for page in ("build", "queries"):
        cookie, heard = sign_in(app.url, ana.email), Heard()
        with tab(app, cookie, page, ana, heard) as opened:
            asked = part_of(heard.tables[-1]) if page == "build" else file_of(heard.files[-1])
            opened.operation(asked)
            sign_out(app.url, cookie)
            heard.raw.clear()
            with pytest.raises(ConnectionClosed):
                opened.operation(asked)
            assert not heard.says(MARK["ana"]) and not heard.says("/media/")


def test_another_person_takes_up_nobody_s_tab(app: App, people: dict[str, Person]) -> None:
    """Ana's session id, of an open tab and of one whose connection was lost, in another's hands and in a stranger's."""
    ana = people["ana"]
    cookie, theirs = sign_in(app.url, ana.email), sign_in(app.url, people["ben"].email)
    for lost in (False, True):
        for other in (theirs, "lunara_form=x"):
            heard = Heard()
            own = tab(app, cookie, "build", ana, heard)
            assert own.session
            if lost:
                own.close()
            got = Heard()
            with Visitor(app.url, "build", ana.pages["build"], cookie=other, hear=got, session=own.session) as taken:
                taken.rerun()
                for button in heard.buttons:
                    taken.rerun(widgets=[WidgetState(id=button, trigger_value=True)])
                assert not got.says(MARK["ana"])
                try:
                    answer = taken.operation(part_of(heard.tables[-1]))
                    assert not answer.dataframe_chunk.arrow_data.data
                except ConnectionClosed:
                    assert other != theirs
                assert not got.says(MARK["ana"])
            own.close()


def test_another_person_gets_no_file_and_no_rows_by_their_names(app: App, people: dict[str, Person]) -> None:
    ana, ben = people["ana"], people["ben"]
    cookie, theirs = sign_in(app.url, ana.email), sign_in(app.url, ben.email)
    heard, got = Heard(), Heard()
    with tab(app, cookie, "queries", ana, heard) as own, tab(app, theirs, "queries", ben, got) as other:
        url = own.operation(file_of(heard.files[-1])).deferred_file.url
        assert MARK["ana"] in httpx.get(f"{app.url}{url}", headers={"Cookie": cookie}).text
        for word in (theirs, "", "lunara_session=nonsense"):
            answer = httpx.get(f"{app.url}{url}", headers={"Cookie": word})
            assert answer.status_code == 404 and MARK["ana"] not in answer.text
        with pytest.raises(ConnectionClosed):  # the button's own name, which only Ana's tab was told
            other.operation(file_of(heard.files[-1]))
        sign_out(app.url, cookie)
        assert httpx.get(f"{app.url}{url}", headers={"Cookie": cookie}).status_code == 404
    heard, got = Heard(), Heard()
    cookie = sign_in(app.url, ana.email)
    with tab(app, cookie, "build", ana, heard), tab(app, theirs, "build", ben, got) as other:
        assert not other.operation(part_of(heard.tables[-1])).dataframe_chunk.arrow_data.data


def test_no_page_shows_what_is_another_organization_s_by_its_address(app: App, people: dict[str, Person]) -> None:
    theirs = sign_in(app.url, people["ben"].email)
    for page, query in people["ana"].pages.items():
        heard = Heard()
        with Visitor(app.url, page, query, cookie=theirs, hear=heard) as opened:
            opened.rerun()
            opened.rerun()
        assert not heard.says(MARK["ana"]), page
        heard = Heard()
        with Visitor(app.url, page, query, hear=heard) as opened:
            opened.rerun()
        assert heard.says("Welcome to Lunara") and not any(heard.says(mark) for mark in MARK.values()), page


def test_a_viewer_is_offered_nothing_that_changes_anything(
    world: SupabaseWorld, app: App, people: dict[str, Person]
) -> None:
    """Every button of every page is pressed, and what comes of it, too: all that they share stays as it is, and nothing that is
    offered is refused. An editor is offered more."""
    ana = people["ana"]
    viewer, editor = (sign_in(app.url, world.member(ana.store, role).principal.email) for role in ("viewer", "editor"))
    before = rows(world)
    offered: dict[str, set[str]] = {}
    for page in ana.pages:
        heard, more = Heard(), Heard()
        with tab(app, viewer, page, ana, heard) as opened:
            assert page == "settings" or heard.says(MARK["ana"]), page
            offered[page] = set(heard.buttons.values())
            for button in dict(heard.buttons):
                pressed = Heard()
                opened.hear(pressed)
                opened.rerun(widgets=[WidgetState(id=button, trigger_value=True)])
                for further in pressed.buttons.keys() - heard.buttons.keys():  # of a dialog that it has opened
                    opened.rerun(widgets=[WidgetState(id=further, trigger_value=True)])
                assert not pressed.refusals, f"{page}: {heard.buttons[button]}"
        with tab(app, editor, page, ana, more):
            if page in ("", "model", "build"):
                assert set(more.buttons.values()) - offered[page], page
    assert rows(world) == before
    heard = Heard()
    with tab(app, editor, "build", ana, heard) as opened:
        back = next(button for button, label in heard.buttons.items() if label == "Back to draft")
        opened.rerun(widgets=[WidgetState(id=back, trigger_value=True)])
    assert rows(world) != before, "a press of a button does what it says"
    ana.store.set_artifact_status(ana.pages["build"].rpartition("=")[2], "published")
