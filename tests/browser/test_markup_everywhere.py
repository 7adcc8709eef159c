"""Every text that anybody can store tries to be markup, on every page: all of it is shown letter by letter or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Locator, Page, expect

from lunara.ask.drafting.batches import Batch
from lunara.ask.drafting.kept import Part, Run, step_between
from lunara.ask.drafting.proposals import Dropped, Origin, Proposal
from lunara.build.artifact import Block, ReportContent, Slide, SlidesContent, content_json, empty_content
from lunara.charts.spec import ChartSpec
from lunara.connect.ingestion import UploadedFile
from lunara.connect.warehouse import CancelToken
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import DimensionRef, SemanticQuery
from lunara.ui.components.add_to import added, figure_for
from lunara.ui.model_desk import content_of
from lunara.ui.page import PageContext, clock_of
from lunara.ui.upload import read_uploads, save_upload
from lunara.ui.warehouses import POOL
from lunara.workspace.embedded import EmbeddedServer
from lunara.workspace.store import Store, open_store
from tests.browser.conftest import serve, settle
from tests.browser.journey import LONG, ask
from tests.browser.markup import ATTACK, Eyes, Poisoned, poison
from tests.browser.test_sign_in import environment, new_page, sign_in
from tests.contract.worlds import SupabaseWorld, supabase_world
from tests.shared_data import needs_shared
from tests.workspace_data import logged

pytestmark = needs_shared

MODEL = {
    "name": "sales",
    "dialect": "duckdb",
    "description": "What was sold",
    "instructions": "Be brief",
    "tables": [
        {
            "name": "sales", "source": "main.sales", "label": "Sales", "description": "One line a sale", "primary_key": ["id"],
            "synonyms": ["deals"], "default_time": "sold_on",
            "dimensions": [
                {"name": "id", "type": "number", "hidden": True},
                {"name": "shop_id", "type": "number", "hidden": True},
                {"name": "who", "label": "Seller", "description": "Who sold it", "synonyms": ["clerk"],
                 "sample_values": ["Ana", "Ben"]},
                {"name": "sold_on", "type": "time", "label": "Sold on"},
                {"name": "ghost", "expression": "ghost_column", "label": "What is not there any more"},
            ],
            "measures": [
                {"name": "sale_count", "aggregate": "count", "label": "Number of sales", "description": "How many",
                 "synonyms": ["count"]},
                {"name": "revenue", "aggregate": "sum", "expression": "amount", "label": "Revenue"},
            ],
        },
        {
            "name": "shops", "source": "main.shops", "label": "Shops", "primary_key": ["id"],
            "dimensions": [{"name": "id", "type": "number", "hidden": True}, {"name": "town", "label": "Town"}],
            "measures": [{"name": "shop_count", "aggregate": "count", "label": "Number of shops"}],
        },
    ],
    "relationships": [
        {"name": "sales_shop", "from_table": "sales", "from_columns": ["shop_id"], "to_table": "shops", "to_columns": ["id"],
         "description": "Where it was sold", "label": "Sold in", "synonyms": ["place"]},
    ],
    "measures": [
        {"name": "average", "expression": "revenue / sale_count", "label": "Average sale", "description": "Of one sale",
         "synonyms": ["mean"]},
    ],
    "verified_questions": [
        {"question": "How much by seller", "query": {"measures": ["revenue"], "dimensions": ["who"]}, "verified_by": "Ana",
         "verified_at": "2026-01-01"},
    ],
}  # fmt: skip
REVIEW = {
    "relationship:sales_shop": {"status": "proposed", "confidence": 0.9, "because": "Every value is found."},
    "dimension:sales.who": {"status": "proposed", "confidence": 0.6, "because": "Few values."},
    "measure:sales.revenue": {
        "status": "rejected",
        "confidence": 0.9,
        "because": "A money column.",
        "note": "Not this one",
    },
}


@dataclass(frozen=True)
class Place:
    """What the pages are opened with."""

    email: str
    store: Store
    project: str
    source: str
    model: str
    session: str = ""
    agent: str = ""
    line: str = ""
    artifacts: tuple[str, ...] = ()


@pytest.fixture(scope="module")
def world(postgres_server: EmbeddedServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SupabaseWorld]:
    with supabase_world(postgres_server, tmp_path_factory.mktemp("world")) as opened:
        yield opened


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("served")


def filled(world: SupabaseWorld, home: Path) -> Place:
    """A workspace with something in every text column, and cells that are markup."""
    settings = replace(world.settings, home=home)
    email = "ana@example.test"
    store = open_store(settings, world.principal(email, "Ana"))
    store.update_organization(name="Company", settings={"greeting": "hello", "currency": "EUR"})
    project = store.create_project("Shop", "All that is sold")
    store.invite("guest@example.test", "viewer")
    world.member(store, "viewer")
    company = store.organization()
    ctx = PageContext(settings, store.principal, store, company, project, clock_of(company))
    (home / "sales.csv").write_text(
        "id,shop_id,who,amount,sold_on\n"
        + "".join(f'{n},{n % 2},"Q90{n % 4}0Q{ATTACK}",{n}.5,2026-{1 + n % 6:02}-{1 + n % 28:02}\n' for n in range(40))
    )
    (home / "shops.csv").write_text(f'id,town\n0,"Q9100Q{ATTACK}"\n1,"Q9110Q{ATTACK}"\n')
    files = [UploadedFile(name, home / name) for name in ("sales.csv", "shops.csv")]
    source = save_upload(ctx, read_uploads(ctx, files, lambda *a, **k: None, CancelToken()), "Files")
    model = SemanticModel.model_validate(MODEL)
    head = store.create_semantic_model(project.id, source.id, "Sales", content_of(model), REVIEW, note="Drafted")
    store.publish_semantic_model(head.id, 1, note="First")
    agent = store.create_agent(
        project.id, "Clerk", description="Knows sales", instructions="Be kind", config={"told": "something"}
    )
    board = empty_content("dashboard", "Board")
    month = DimensionRef(field="sold_on", grain="month")
    figures = [
        ("kpi", ChartSpec(kind="kpi", y=("revenue",)), SemanticQuery(measures=("revenue",))),
        ("chart", ChartSpec(kind="bar", x="who", y=("revenue",)), SemanticQuery(measures=("revenue",), dimensions=("who",))),
        ("chart", ChartSpec(kind="bar_horizontal", x="town", y=("revenue",)),
         SemanticQuery(measures=("revenue",), dimensions=("town",))),
        ("chart", ChartSpec(kind="pie", x="who", y=("revenue",)), SemanticQuery(measures=("revenue",), dimensions=("who",))),
        ("chart", ChartSpec(kind="line", x="sold_on_month", y=("revenue",), series="town"),
         SemanticQuery(measures=("revenue",), dimensions=(month, "town"))),
        ("table", ChartSpec(kind="table", x="who", y=("revenue",)), SemanticQuery(measures=("revenue",), dimensions=("who",))),
    ]  # fmt: skip
    for kind, chart, query in figures:
        board = added(board, kind, f"A {chart.kind}", figure_for(head.id, query, chart, f"A {chart.kind}"))  # type: ignore[arg-type]
    content = content_json(board)
    content["widgets"].append({
        "id": "words", "kind": "text", "title": "Words", "text": "Some words", "place": {"x": 0, "y": 900, "w": 4, "h": 2},
    })  # fmt: skip
    content["filters"] = [{"id": "f", "field": "who", "label": "Seller", "values": []}]
    shown = figure_for(head.id, figures[1][2], figures[1][1], "A chart")
    report = ReportContent(
        title="Report",
        blocks=(
            Block(id="a", kind="heading", title="A heading"),
            Block(id="b", kind="text", title="Title", text="Some text"),
            Block(id="c", kind="chart", title="A chart", text="Said of it", figure=shown),
        ),
    )
    deck = SlidesContent(
        title="Deck",
        slides=(
            Slide(id="a", kind="title", title="A title", subtitle="Below it", notes="To be said"),
            Slide(id="b", kind="text", title="Title", text="Some text", notes="Said"),
            Slide(id="c", kind="chart", title="A chart", figure=shown, notes="Said, too"),
        ),
    )
    made = [
        store.create_artifact(project.id, "dashboard", "Board", content, description="All of it"),
        store.create_artifact(project.id, "report", "Report", content_json(report), description="In words"),
        store.create_artifact(project.id, "slide", "Deck", content_json(deck), description="To show"),
    ]
    for one in made:
        store.save_artifact(one.id, based_on=1, description="Saved again", note="Why")
    store.log_queries([
        logged(project.id, data_source_id=source.id, sql="select 1", outcome="failed", error="no such table", error_code="x",
               agent_id=agent.id, estimated_cost=1.0, estimate_currency="EUR", estimate_source="engine"),
    ])  # fmt: skip
    line = store.list_queries(project.id)[0].id
    artifacts = tuple(one.id for one in made)
    return Place(email, store, project.id, source.id, head.id, agent=agent.id, line=line, artifacts=artifacts)


def worked_with(world: SupabaseWorld, home: Path, place: Place, browser: Browser) -> Place:
    """What a person leaves behind: a conversation and a check of the model."""
    with serve(home, environment(world)) as app:
        page = new_page(browser)
        sign_in(page, app, place.email, f"ask?project={place.project}")
        ask(page, "number of sales by seller")
        found = re.search(r"session=([0-9a-f-]+)", page.url)
        page.goto(f"{app.url}/model?project={place.project}&model={place.model}")
        settle(page)
        page.get_by_role("radio", name="Check").or_(page.get_by_role("button", name="Check", exact=True)).first.click()
        page.get_by_role("button", name="Check against the data").click()
        expect(page.get_by_text("Checked just now")).to_be_visible(timeout=LONG)
        page.context.close()
    model = SemanticModel.model_validate(MODEL)
    draft = model.model_copy(update={"description": "What is sold", "instructions": "Be very brief"})
    place.store.save_semantic_model_draft(place.model, content_of(draft), REVIEW, based_on=1)
    plan = {"measures": ["revenue"], "dimensions": ["who"]}
    verified = place.store.verify_question(place.model, "How much does each seller sell", plan, version=1)
    place.store.keep_verified_check(verified.id, 1, "Other numbers", before=1)
    (asked,) = place.store.add_evaluation_questions(
        place.model, [("Sales by seller", {"expect": {"model_sql": "select 1"}, "history": ["Sales"]})]
    )
    wrong = {"id": asked.id, "asked": "x", "question": "Sales by seller", "outcome": "wrong", "by": "", "plan": plan}
    place.store.keep_evaluation_run(
        place.model, {"outcomes": [{**wrong, "because": "It means something else"}]}, version=1, planner="offline",
        provider="offline", tokens=0, seconds=1.0,
    )  # fmt: skip
    place.store.save_slide_image(place.artifacts[-1], b"hills", request="a" * 64, about={"prompt": "soft hills"})
    place.store.require_evaluation(place.model, "offline", least_right=90, most_wrong=0)
    answer = {
        "outcome": "answer",
        "plan": plan,
        "sql": "select 1",
        "ignored": ["net"],
        "understood": [{"text": "sales", "as": "Sales"}],
    }
    told = place.store.create_session(place.project, title="What was told")
    turns = place.store.append_messages(told.id, [("assistant", {"text": "1"}), ("assistant", {"text": "2"})])
    for message, state in ((turns[0].id, "open"), (turns[1].id, "resolved")):
        said = place.store.give_feedback(
            place.model, message, "number", version=1, question="How much", answer=answer, said="1,204"
        )
        if state == "resolved":
            place.store.close_feedback(said.id, "resolved")
    proposed = Proposal(
        "",
        "instruction",
        "Sales are net",
        Origin("OpenAI", "some-model", "2026-11-29T02:00:00+00:00", 1),
        because="A comment",
    )
    left_out = Dropped("sales.who", "label", "Seller", "It is called that already", 1)
    part = Part(Batch((), whole=True), "done")
    run = Run(
        "r",
        "OpenAI",
        "some-model",
        False,
        "2026-11-29T02:00:00+00:00",
        (part,),
        (proposed,),
        (left_out,),
        "It stopped",
        "Ada",
    )
    begun = replace(run, parts=(Part(Batch((), whole=True)),), proposals=(), dropped=(), stopped="")
    place.store.save_semantic_model_proposals(place.model, begun.to_json(), after=0)
    place.store.add_semantic_model_proposal_step(place.model, step_between(begun, run) or {}, after=1)
    place.store.set_provider_key("openai", "sk-" + "k" * 40, base_url="https://ai.example/v1", model="some-model")
    session = found[1] if found else place.store.list_sessions()[0].id
    return replace(place, session=session)


def pages(place: Place) -> dict[str, str]:
    """Each page, as full as it gets."""
    project = f"project={place.project}"
    return {
        "Home": "",
        "Connect": f"connect?{project}&source={place.source}",
        "Model": f"model?{project}&model={place.model}",
        "Ask": f"ask?{project}&session={place.session}",
        "Build": f"build?{project}",
        **{f"Build {n}": f"build?{project}&artifact={one}" for n, one in enumerate(place.artifacts)},
        "Agent": f"ask?{project}&agent={place.agent}",
        "Queries": f"queries?{project}",
        "Query": f"queries?{project}&entry={place.line}",
        "Settings": "settings",
    }


def turned(page: Page, eyes: Eyes) -> None:
    """Everything that can be opened on a page, one after the other: views, folded parts, menus, dialogs."""
    eyes.look(page)
    for folded in page.locator("[data-testid=stExpander] details:not([open]) > summary").all():
        pressed(page, folded)
    eyes.look(page)
    for chart in page.locator(".js-plotly-plot").all():
        chart.scroll_into_view_if_needed()
        chart.hover()
        page.wait_for_timeout(100)
        eyes.look(page)
    views = page.locator("main [data-testid=stButtonGroup] button, main [data-testid=stButtonGroup] [role=radio]")
    for number in range(min(views.count(), 14)):
        if pressed(page, views.nth(number)):
            for folded in page.locator("[data-testid=stExpander] details:not([open]) > summary").all()[:6]:
                pressed(page, folded)
            eyes.look(page)
    for menu in page.locator("main [data-testid=stPopover] button").all():
        if pressed(page, menu):
            eyes.look(page)
            page.keyboard.press("Escape")
            settle(page)
    opens = page.locator("main button").filter(
        has_text=re.compile(r"^\W*(Edit|Rename|Delete|Invite|Details|New agent|Add)\b")
    )
    for number in range(min(opens.count(), 8)):
        if pressed(page, opens.nth(number)):
            eyes.look(page)
            page.keyboard.press("Escape")
            settle(page)


def pressed(page: Page, it: Locator) -> bool:
    """Press it and wait for what comes; False where it has gone or is under something."""
    try:
        it.click(timeout=4_000)
    except Error:
        return False
    settle(page)
    return True


# Where every column's words must be met in this walk: on a page as it opens, or one press away.
SHOWN = {
    "agent_sessions.title", "agents.description", "agents.name", "artifacts.content", "artifacts.description", "artifacts.name",
    "data_sources.catalog", "data_sources.name", "invitations.email", "organizations.name", "profiles.email",
    "profiles.full_name", "projects.description", "projects.name", "query_log.asked_from", "query_log.error", "query_log.outcome",
    "verified_questions.question", "verified_questions.because", "verified_questions.verified_by_name",
    "answer_feedback.question", "evaluation_runs.content", "evaluation_requirements.set_by_name",
    "answer_feedback.said", "answer_feedback.created_by_name", "answer_feedback.answer", "sign_ins.browser", "sign_ins.system",
    "sign_ins.place", "provider_keys.base_url", "provider_keys.model", "query_log.sql", "semantic_models.name",
    "semantic_model_proposals.content", "semantic_model_proposal_steps.content",
    "semantic_model_versions.content", "session_messages.content",
}  # fmt: skip
# Met where the walk gets so far, and looked at in the same way then.
BEHIND = {
    "agents.config": "options of an agent, chosen from lists",
    "agents.instructions": "in the form of an agent",
    "answer_feedback.closed_by_name": "among what is resolved",
    "evaluation_accepted.changed_by_name": "with a question that was taken from an accepted suite",
    "evaluation_accepted.content": "with a question that was taken from an accepted suite",
    "evaluation_accepted.question": "with a question that was taken from an accepted suite",
    "evaluation_questions.changed_by_name": "with a question of the suite",
    "evaluation_questions.content": "with a question of the suite",
    "evaluation_questions.question": "in the suite",
    "evaluation_requirements.accepted_by_name": "where the suite is another one than was accepted",
    "evaluation_runs.created_by_name": "painted in a table",
    "evaluation_runs.provider": "in the list of runs, of a provider",
    "sign_ins.detail": "with a sign-in by a provider",
    "artifact_versions.content": "in an earlier version",
    "artifact_versions.created_by_name": "in the history",
    "artifact_versions.description": "in an earlier version",
    "artifact_versions.name": "in an earlier version",
    "artifact_versions.note": "in the history",
    "artifacts.note": "in the history, once it is an earlier version's",
    "organizations.settings": "options, chosen from lists",
    "query_log.error_code": "with the error",
    "slide_images.about": "shown nowhere: what was asked for, by which the same is not painted twice",
    "query_log.estimate_source": "with the estimate",
    "query_log.fingerprint": "in the address",
    "semantic_model_checks.checked_by_name": "with the check",
    "semantic_model_checks.content": "with the check",
    "semantic_model_drafts.content": "on the desk of who left it",
    "semantic_model_drafts.review": "evidence, painted in a table",
    "semantic_model_versions.created_by_name": "in the list of versions",
    "semantic_model_versions.note": "in the list of versions",
    "semantic_model_versions.published_by_name": "in the list of versions",
    "semantic_model_versions.review": "evidence, painted in a table",
}


@pytest.fixture(scope="module")
def place(world: SupabaseWorld, home: Path, browser: Browser) -> Place:
    return worked_with(world, home, filled(world, home), browser)


@pytest.fixture(scope="module")
def poisoned(world: SupabaseWorld, place: Place) -> Poisoned:
    POOL.close()
    return poison(world.admin)


def test_no_stored_text_is_markup_on_any_page(
    world: SupabaseWorld, home: Path, place: Place, poisoned: Poisoned, browser: Browser
) -> None:
    eyes = Eyes(poisoned.cut)
    with serve(home, environment(world)) as app:
        page = new_page(browser)
        eyes.watch(page, app.url)
        sign_in(page, app, place.email)
        for path in pages(place).values():
            page.goto(f"{app.url}/{path}")
            settle(page)
            turned(page, eyes)
        # How a query ended decides what else of it is shown.
        world.admin.execute("update public.query_log set outcome = 'failed'")
        page.reload()
        page.goto(f"{app.url}/{pages(place)['Query']}")
        settle(page)
        eyes.look(page)
        page.context.close()
        assert "Traceback" not in app.log_text(), "no text takes a page down"
    assert not eyes.wrong, "\n".join(dict.fromkeys(eyes.wrong))
    seen = {poisoned.places[mark].partition(" ")[0] for mark in eyes.seen if mark in poisoned.places}
    assert poisoned.columns() == SHOWN | BEHIND.keys(), "a column without a word about where it is shown"
    assert seen >= SHOWN, sorted(SHOWN - seen)
    assert {"9000", "9100"} <= eyes.seen, "cells are seen"


def test_the_eyes_see_markup(browser: Browser) -> None:
    """Each kind of harm that the attack tries is found where it works."""
    page = new_page(browser)
    good = "".join({"<": "&lt;", ">": "&gt;"}.get(letter, letter) for letter in ATTACK)
    for html, harmed in (
        (f"<p>Q0001Q{good}</p>", False),
        (f"<p>Q0001Q{good[:20]}…</p>", False),
        ("<p>Q0001Q <em>b</em> :red[r]</p>", True),
        ("<p>Q0001Q *b* <span>r</span></p>", True),
        ("<p>Q0001Q *b* :red[r] <span data-testid=stIconMaterial>skull</span></p>", True),
        ("<p><a href='javascript:pwn'>l</a></p>", True),
        ("<p><img src='https://evil.example/x.png'></p>", True),
        (f"<p>Q0001Q{ATTACK}</p>", True),
        ("<svg><a xlink:href='https://evil.example'><text>x</text></a></svg>", True),
    ):
        eyes = Eyes()
        page.set_content(html)
        eyes.look(page)
        assert bool(eyes.wrong) is harmed, (html, eyes.wrong)
    page.context.close()
