"""Ask: empty, answered, asked back, failing, sessions, agents, and for those who may only look."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from lunara.ask.plan import ModelSql, Plan, Planned
from lunara.ask.question import Question
from lunara.build.artifact import (
    DashboardContent,
    ReportContent,
    SlidesContent,
    content_json,
    empty_content,
    figures,
    parse_content,
)
from lunara.build.kinds.grid import SIZES
from lunara.charts.spec import ChartSpec
from lunara.connect.warehouse import CancelToken
from lunara.errors import NotPermitted
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import InlineMeasure, SemanticQuery
from lunara.ui import cache, jobs
from lunara.ui.components.add_to import added, figure_for
from lunara.ui.components.answer_view import title_of
from lunara.ui.components.sql_text import formatted
from lunara.ui.conversation import narrowed
from lunara.ui.model_desk import content_of
from lunara.workspace.outage import outage
from lunara.workspace.records import ArtifactType, Role
from lunara.workspace.store import Store
from tests.pages.conftest import OpenPage, words
from tests.pages.shop import EVIL_SHOWN, MODEL, Shop, ask, click, finish, labels, make_shop, view
from tests.pages.test_home import sign_in_as


@pytest.fixture
def shop(local_store: Store, tmp_path: Path) -> Shop:
    return make_shop(local_store, tmp_path)


def test_without_a_published_model_it_points_to_model(open_page: OpenPage, local_store: Store, tmp_path: Path) -> None:
    shop = make_shop(local_store, tmp_path, publish=False)
    app = open_page("ask", project=shop.project.id)
    assert not app.exception
    assert "Nothing to ask yet" in words(app) and not app.chat_input
    assert "Go to Model" in [link.label for link in app.get("page_link")]


def test_a_question_is_answered_and_kept(open_page: OpenPage, local_store: Store, shop: Shop) -> None:
    app = ask(open_page("ask", project=shop.project.id), "total revenue in 2025")
    assert not app.exception and not app.error
    assert "3,000" in words(app)
    session = local_store.list_sessions(project_id=shop.project.id)[0]
    asked, told = local_store.list_messages(session.id)
    assert asked.content["text"] == "total revenue in 2025"
    assert told.content["answer"]["outcome"] == "answer"
    again = open_page("ask", project=shop.project.id, session=session.id)
    assert "3,000" in words(again)
    assert again.title[0].value == "Ask"


def test_views_of_an_answer(open_page: OpenPage, shop: Shop) -> None:
    app = ask(open_page("ask", project=shop.project.id), "revenue by country")
    chart = app.get("plotly_chart")
    assert len(chart) == 1 and "Peru" in chart[0].proto.alt
    view(app, "SQL")
    assert any("SELECT" in code.value for code in app.code)
    view(app, "Table")
    assert len(app.dataframe) == 1 and app.dataframe[0].value.shape == (2, 2)


def test_a_stored_picture_draws_the_periods_at_its_ends_as_the_answer_did(
    open_page: OpenPage, local_store: Store, shop: Shop
) -> None:
    first = ask(open_page("ask", project=shop.project.id), "revenue by month")
    said = [line for line in words(first).splitlines() if "drawn apart" in line]
    session = local_store.list_sessions(project_id=shop.project.id)[0]
    again = open_page("ask", project=shop.project.id, session=session.id)
    assert not again.exception and said
    assert [line for line in words(again).splitlines() if "drawn apart" in line] == said


def publish(store: Store, shop: Shop, model: SemanticModel) -> None:
    head = store.get_semantic_model(shop.head.id)
    store.save_semantic_model(head.id, content_of(model), {}, based_on=head.latest_version)
    store.publish_semantic_model(head.id, head.latest_version + 1)


def without_web(shop: Shop) -> SemanticModel:
    """The shop's model, its revenue without the web."""
    orders = shop.model.tables[0]
    revenue = orders.measures[0].model_copy(update={"filter": "channel <> 'web'"})
    changed = orders.model_copy(update={"measures": (revenue, *orders.measures[1:])})
    return shop.model.model_copy(update={"tables": (changed, *shop.model.tables[1:])})


def test_a_stored_answer_shows_the_sql_that_made_its_numbers(
    open_page: OpenPage, local_store: Store, shop: Shop
) -> None:
    first = ask(open_page("ask", project=shop.project.id), "revenue by country")
    assert "Answered with version" not in words(first)
    session = local_store.list_sessions(project_id=shop.project.id)[0]
    publish(local_store, shop, without_web(shop))
    again = open_page("ask", project=shop.project.id, session=session.id)
    assert not again.exception
    assert "Answered with version 1 of the model; version 2 is published now." in words(again)
    assert len(again.get("plotly_chart")) == 1
    view(again, "SQL")
    shown = next(code.value for code in again.code if "SELECT" in code.value)
    assert "web" not in shown and "SUM(orders.amount)" in shown
    fresh = ask(open_page("ask", project=shop.project.id), "revenue by country")
    view(fresh, "SQL")
    assert any("web" in code.value for code in fresh.code) and "Answered with version" not in words(fresh)


def test_a_stored_answer_whose_version_means_something_else_is_shown_as_it_was_stored(
    open_page: OpenPage, local_store: Store, shop: Shop
) -> None:
    ask(open_page("ask", project=shop.project.id), "revenue by country")
    session = local_store.list_sessions(project_id=shop.project.id)[0]
    _, told = local_store.list_messages(session.id)
    other = local_store.create_session(shop.project.id, semantic_model_id=shop.head.id, title="Old")
    answer = {**told.content["answer"], "sql": "SELECT 1 AS kept"}
    answer["columns"] = [{**column, "name": column["name"] + "_then"} for column in answer["columns"]]
    content = {"answer": answer, "model_version": f"{shop.head.id}:77"}
    local_store.append_messages(other.id, [("user", {"text": "revenue by country"}), ("assistant", content)])
    app = open_page("ask", project=shop.project.id, session=other.id)
    assert not app.exception and not app.error
    assert "Answered with version 77 of the model; version 1 is published now." in words(app)
    assert app.dataframe[0].value.shape == (2, 2) and not app.get("plotly_chart")
    view(app, "SQL")
    assert [code.value for code in app.code if "kept" in code.value]


def test_a_picture_that_an_outage_kept_back_comes_when_it_is_over(
    open_page: OpenPage, local_store: Store, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(open_page("ask", project=shop.project.id), "revenue by country")
    session = local_store.list_sessions(project_id=shop.project.id)[0]
    publish(local_store, shop, without_web(shop))
    cache._MEMORY.forget()

    def fail(*_: object, **__: object) -> None:
        raise outage("away", maybe_done=False)

    with monkeypatch.context() as away:
        away.setattr("lunara.ui.stored_answer.load_model", fail)
        seen = open_page("ask", project=shop.project.id, session=session.id)
        assert not seen.exception and not seen.get("plotly_chart") and seen.dataframe[0].value.shape == (2, 2)
    assert len(open_page("ask", project=shop.project.id, session=session.id).get("plotly_chart")) == 1


def test_names_and_questions_are_shown_letter_by_letter(open_page: OpenPage, shop: Shop) -> None:
    app = ask(open_page("ask", project=shop.project.id), "revenue by channel <img src=x> **bold** :smile:")
    shown = words(app)
    assert "<img" not in shown.replace("\\<img", "") and "**bold**" not in shown
    assert "\\*\\*bold\\*\\*" in shown
    plain = ask(open_page("ask", project=shop.project.id), "revenue by channel")
    assert EVIL_SHOWN.lower() in words(plain).lower()
    assert "<b>x</b>" not in words(plain).replace("\\<b\\>x\\</b\\>", "")


def test_empty_and_endless_questions(open_page: OpenPage, local_store: Store, shop: Shop) -> None:
    app = open_page("ask", project=shop.project.id)
    ask(app, "   ")
    assert not app.exception and local_store.list_sessions(project_id=shop.project.id) == []
    ask(app, "revenue " * 1250)
    assert not app.exception
    assert "9,999 characters; 4,000 are allowed" in app.error[0].value
    assert local_store.list_sessions(project_id=shop.project.id) == []
    ask(app, "total revenue in 2025")
    assert "3,000" in words(app) and not app.error


def test_a_file_that_is_gone_is_told_and_the_conversation_goes_on(
    open_page: OpenPage, local_store: Store, shop: Shop
) -> None:
    away = shop.path.rename(shop.path.with_suffix(".away"))
    app = ask(open_page("ask", project=shop.project.id), "total revenue in 2025")
    assert not app.exception
    told = "\n".join(error.value for error in app.error)
    assert told and "Traceback" not in told and "code" not in told
    away.rename(shop.path)
    ask(app, "total revenue in 2025")
    assert "3,000" in words(app)


def test_a_column_that_is_gone_leads_to_the_check_of_the_model(
    open_page: OpenPage, local_store: Store, shop: Shop
) -> None:
    with duckdb.connect(str(shop.path)) as connection:
        connection.execute("alter table orders rename column amount to total")
    app = ask(open_page("ask", project=shop.project.id), "total revenue in 2025")
    told = "\n".join(error.value for error in app.error)
    assert "orders has no column amount" in told and "Binder" not in told
    assert "Check the model" in [link.label for link in app.get("page_link")]
    again = open_page(
        "ask", project=shop.project.id, session=local_store.list_sessions(project_id=shop.project.id)[0].id
    )
    assert "Check the model" in [link.label for link in again.get("page_link")]


def test_an_unpublished_or_deleted_model(open_page: OpenPage, local_store: Store, shop: Shop) -> None:
    agent = local_store.create_agent(
        shop.project.id, "Helper", config={"semantic_model_id": shop.head.id, "semantic_model_version": None}
    )
    local_store.delete_semantic_model(shop.head.id)
    app = open_page("ask", project=shop.project.id, agent=agent.id)
    assert not app.exception
    assert "model is gone" in words(app) and "Edit agent" in labels(app)


def open_earlier(app: AppTest) -> None:
    app.session_state["earlier"] = True
    app.run()


def test_sessions_are_reopened_renamed_deleted(open_page: OpenPage, local_store: Store, shop: Shop) -> None:
    ask(open_page("ask", project=shop.project.id), "total revenue in 2025")
    first = local_store.list_sessions(project_id=shop.project.id)[0]
    app = open_page("ask", project=shop.project.id)
    assert not [button for button in app.button if str(button.key).startswith("open-session:")]
    open_earlier(app)
    app.button(key=f"open-session:{first.id}").click().run()
    assert "3,000" in words(app)
    open_earlier(app)
    app.button(key=f"icon_only:rename-session:{first.id}").click().run()
    assert next(box for box in app.text_input if box.label == "Name").value == "total revenue in 2025"
    open_earlier(app)
    app.button(key=f"icon_only:delete-session:{first.id}").click().run()
    assert "Delete conversation" in labels(app) and not any("to confirm" in box.label for box in app.text_input)
    local_store.rename_session(first.id, "Money *in*")
    open_earlier(app)
    assert "Money \\*in\\*" in labels(app)
    local_store.delete_session(first.id)
    app.run()
    assert not app.exception and app.warning


def test_the_agent_form_shows_what_an_agent_is(open_page: OpenPage, local_store: Store, shop: Shop) -> None:
    config = {"semantic_model_id": shop.head.id, "tables": ["customers"], "starter_questions": ["orders by country"]}
    agent = local_store.create_agent(shop.project.id, "*Ana*", instructions="Be brief.", config=config)
    app = open_page("ask", project=shop.project.id, agent=agent.id)
    assert app.title[0].value == "\\*Ana\\*" and "orders by country" in labels(app)
    click(app, "Edit agent")
    assert not app.exception
    assert next(box for box in app.text_input if box.label == "Name").value == "*Ana*"
    assert next(box for box in app.multiselect if box.label == "Tables it may use").value == ["customers"]
    assert next(box for box in app.text_area if box.label == "Instructions").value == "Be brief."
    assert next(box for box in app.text_area if box.label == "Starter questions").value == "orders by country"


def test_an_agent_answers_from_its_own_tables_alone(open_page: OpenPage, local_store: Store, shop: Shop) -> None:
    config = {"semantic_model_id": shop.head.id, "tables": ["customers"]}
    agent = local_store.create_agent(shop.project.id, "Ana", config=config)
    app = ask(open_page("ask", project=shop.project.id, agent=agent.id), "total revenue in 2025")
    assert "3,000" not in words(app) and "What the data can answer" in words(app)
    ask(app, "customers by country")
    assert len(app.get("plotly_chart")) == 1


@pytest.mark.parametrize(
    "plan",
    [
        ModelSql("select country from customers"),
        ModelSql("select * from customers"),
        SemanticQuery(measures=(InlineMeasure(name="m", table="customers", aggregate="max", expression="country"),)),
    ],
)
def test_no_plan_reads_what_the_agent_may_not_use(
    open_page: OpenPage, local_store: Store, shop: Shop, monkeypatch: pytest.MonkeyPatch, plan: Plan
) -> None:
    class Naughty:
        name = "naughty"

        def plan(self, question: Question, model: SemanticModel, cancel: CancelToken | None = None) -> Planned:
            return Planned(plan)

    monkeypatch.setattr("lunara.ui.conversation.planner_of", lambda *_, **__: Naughty())
    config = {"semantic_model_id": shop.head.id, "tables": ["orders"]}
    agent = local_store.create_agent(shop.project.id, "Ana", config=config)
    app = ask(open_page("ask", project=shop.project.id, agent=agent.id), "who buys")
    assert not app.exception
    assert "outside what this agent may use" in words(app) and "Peru" not in words(app)


def test_a_narrowed_model_has_no_field_of_other_tables() -> None:
    model = narrowed(SemanticModel.model_validate(MODEL), ["customers"])
    orders = model.table("orders")
    assert orders is not None and orders.hidden
    assert not [dimension for dimension in orders.dimensions if not dimension.hidden] and not orders.measures
    assert model.relationships and model.table("customers").measures  # type: ignore[union-attr]


def test_adding_an_answer_offers_what_is_there_and_what_fits(
    open_page: OpenPage, local_store: Store, shop: Shop
) -> None:
    local_store.create_artifact(shop.project.id, "dashboard", "*Board*", content_json(empty_content("dashboard")))
    app = ask(open_page("ask", project=shop.project.id), "revenue by country")
    click(app, "Add to…")
    assert not app.exception
    assert next(box for box in app.selectbox if box.label == "Which").options == ["*Board*", "A new dashboard"]
    assert next(group for group in app.segmented_control if "Number" in group.options).value == "chart"
    number = ask(open_page("ask", project=shop.project.id), "total revenue in 2025")
    click(number, "Add to…")
    shapes = next(group for group in number.segmented_control if "Number" in group.options and "Table" in group.options)
    assert shapes.options == ["Number", "Table"] or "Chart" not in shapes.options


@pytest.mark.parametrize("kind", ["dashboard", "report", "slide"])
@pytest.mark.parametrize("plan", [SemanticQuery(measures=("orders.revenue",)), ModelSql("select 1 as n from orders")])
def test_an_answer_becomes_a_piece_of_each_kind(kind: ArtifactType, plan: SemanticQuery | ModelSql) -> None:
    figure = figure_for("m", plan, ChartSpec(kind="bar", x="a", y=("b",)), "Title")
    assert (figure.query is None) == isinstance(plan, ModelSql) and figure.chart is not None
    content = added(empty_content(kind, "New"), "chart", "Title", figure)
    assert list(figures(content).values()) == [figure]
    assert parse_content(kind, content_json(content)) == content


def test_the_sentence_goes_along_into_documents() -> None:
    figure = figure_for("m", SemanticQuery(measures=("orders.revenue",)), ChartSpec(kind="bar", x="a", y=("b",)), "T")
    report = added(empty_content("report"), "chart", "T", figure, sentence="Revenue is 3,000.")
    assert isinstance(report, ReportContent) and [block.kind for block in report.blocks] == ["chart"]
    assert report.blocks[0].text == "Revenue is 3,000."
    deck = added(empty_content("slide"), "chart", "T", figure, sentence="Revenue is 3,000.")
    assert isinstance(deck, SlidesContent)
    assert deck.slides[0].notes == deck.slides[0].text == "Revenue is 3,000."


def test_a_deck_that_is_begun_has_a_title_slide() -> None:
    figure = figure_for("m", SemanticQuery(measures=("orders.revenue",)), ChartSpec(kind="bar", x="a", y=("b",)), "T")
    deck = added(added(empty_content("slide", "Review"), "chart", "T", figure), "chart", "U", figure)
    assert isinstance(deck, SlidesContent)
    assert [(slide.kind, slide.title) for slide in deck.slides] == [("title", "Review"), ("chart", "T"), ("chart", "U")]


def test_a_tile_of_few_rows_is_no_higher_than_they_need() -> None:
    figure = figure_for("m", SemanticQuery(measures=("orders.revenue",)), ChartSpec(kind="table", y=("b",)), "T")
    heights = []
    for rows in (1, 4, 500):
        board = added(empty_content("dashboard"), "table", "T", figure, rows=rows)
        assert isinstance(board, DashboardContent)
        heights.append(board.widgets[0].place.h)
    assert heights == sorted(set(heights)) and heights[0] < heights[2] == SIZES["table"][1]


@pytest.mark.parametrize(
    ("question", "described", "own", "title"),
    [
        ("revenue by country?", "", "", "Revenue by country"),
        ("how much by land", "revenue by Country", "", "Revenue by Country"),
        ("x", "revenue by Country", "Revenue by country", "Revenue by country"),
    ],
)
def test_a_title_is_not_a_raw_question(question: str, described: str, own: str, title: str) -> None:
    assert title_of(question, described, ChartSpec(kind="bar", x="a", y=("b",), title=own)) == title


def test_a_quick_answer_is_there_in_the_run_that_asked(open_page: OpenPage, shop: Shop) -> None:
    app = open_page("ask", project=shop.project.id)
    app.chat_input[0].set_value("total revenue in 2025").run()
    assert "3,000" in words(app) and not app.chat_input[0].disabled
    app.chat_input[0].set_value("revenue by country").run()
    assert len(app.get("plotly_chart")) == 1 and len(app.chat_message) == 4
    app.run()
    assert len(app.get("plotly_chart")) == 1 and len(app.chat_message) == 4


def test_sql_is_laid_out_to_be_read() -> None:
    assert formatted("select a, sum(b) from t where c <> 1 group by a", "duckdb").count("\n") >= 5
    assert formatted("this is ( not sql", "duckdb") == "this is ( not sql"


def test_cancelling_leaves_the_conversation_usable(
    open_page: OpenPage, local_store: Store, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lunara.ui import conversation

    real = conversation.values_of

    def slow(ctx: object, subject: object, cancel: object = None) -> object:
        while not cancel.cancelled:  # type: ignore[attr-defined]
            pass
        cancel.raise_if_cancelled()  # type: ignore[attr-defined]
        raise AssertionError

    monkeypatch.setattr(conversation, "values_of", slow)
    app = open_page("ask", project=shop.project.id)
    app.chat_input[0].set_value("total revenue in 2025").run()
    running = next(job for job in jobs._jobs.values() if job.running)
    assert app.chat_input[0].disabled
    running.cancel()
    assert running.wait(10)
    app.run()
    assert "Stopped" in words(app) or any("Stopped" in info.value for info in app.info)
    monkeypatch.setattr(conversation, "values_of", real)
    ask(app, "total revenue in 2025")
    assert "3,000" in words(app)


def test_a_long_conversation_draws_the_last_answers_only(open_page: OpenPage, local_store: Store, shop: Shop) -> None:
    app = ask(open_page("ask", project=shop.project.id), "revenue by country")
    session = local_store.list_sessions(project_id=shop.project.id)[0]
    pair = [(m.role, m.content) for m in local_store.list_messages(session.id)]
    for _ in range(29):
        local_store.append_messages(session.id, pair)
    app = open_page("ask", project=shop.project.id, session=session.id)
    assert not app.exception
    assert len(app.get("plotly_chart")) == 3
    assert len([m for m in app.chat_message if m.name == "user"]) == 30


def test_a_viewer_asks_and_saves_nothing(
    open_page: OpenPage,
    store: Store,
    store_as: Callable[[Role], Store],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shop = make_shop(store, tmp_path)
    viewer = store_as("viewer")
    sign_in_as(monkeypatch, viewer.principal)
    app = ask(open_page("ask", project=shop.project.id), "total revenue in 2025")
    assert "3,000" in words(app)
    assert not {"Save as agent", "Add to…"} & set(labels(app))
    with pytest.raises(NotPermitted):
        viewer.create_agent(shop.project.id, "Mine")


def test_sessions_and_agents_of_another_organization_are_not_found(
    open_page: OpenPage, local_store: Store, other_store: Store, shop: Shop, tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    theirs = make_shop(other_store, tmp_path / "other")
    session = other_store.create_session(theirs.project.id, semantic_model_id=theirs.head.id, title="Their secret")
    agent = other_store.create_agent(theirs.project.id, "Their agent", config={"semantic_model_id": theirs.head.id})
    for query in ({"session": session.id}, {"agent": agent.id}):
        app = open_page("ask", project=shop.project.id, **query)
        assert not app.exception
        assert app.warning and "Their" not in words(app)
    assert finish(open_page("ask", project=shop.project.id)).title[0].value == "Ask"
