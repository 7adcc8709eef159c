"""What holds for every question: nothing is dropped in silence, nothing breaks, words of a plan lead back to it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lunara.ask.describe import describe
from lunara.ask.plan import Clarification, Refusal
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.suggest import suggest_questions
from lunara.errors import InvalidInput
from lunara.semantic.compile import compile_query
from lunara.semantic.compiled import Clock
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import DimensionRef, FieldFilter, OrderBy, SemanticQuery
from lunara.semantic.sample import sample_model
from tests.unit.ask.offline.shop_questions import QUESTIONS

CLOCK = Clock(date(2026, 11, 22))
MODEL = sample_model()
PLANNER = OfflinePlanner()

WORDS = sorted({w for text, _ in QUESTIONS for w in text.split()})
MEASURES = ("revenue", "order_count", "units_sold", "gross_margin", "average_order_value")
GROUPS = ("customers.country", "customers.segment", "channels.name", "orders.ordered_at")
LINES = ("products.brand", "categories.department", "categories.name")


@given(st.sampled_from(QUESTIONS), st.integers(0, 30), st.sampled_from(["zorblax", "Quuxify", "bloopers"]))
@settings(max_examples=250, deadline=None)
def test_a_word_without_meaning_is_never_overlooked(question: tuple[str, str], place: int, word: str) -> None:
    words = question[0].split()
    at = min(place, len(words))
    text = " ".join([*words[:at], word, *words[at:]])
    planned = PLANNER.plan(Question(text, CLOCK), MODEL)
    plan = planned.plan
    if isinstance(plan, SemanticQuery):
        # a capital letter right behind a text field names a value of it: then it must be in the query
        assert word in plan.model_dump_json(), text


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=12))
@settings(max_examples=250, deadline=None)
def test_any_words_in_any_order_end_in_a_plan_that_compiles(words: list[str]) -> None:
    text = " ".join(words)
    try:
        plan = PLANNER.plan(Question(text, CLOCK), MODEL).plan
    except InvalidInput:
        return
    if isinstance(plan, SemanticQuery):
        compile_query(plan, MODEL, "duckdb", CLOCK)
    elif isinstance(plan, Clarification):
        assert plan.options
        for option in plan.options:
            assert option.query is not None
            compile_query(option.query, MODEL, "duckdb", CLOCK)
    else:
        assert isinstance(plan, Refusal)
        assert plan.reason


@given(st.text(max_size=300))
@settings(max_examples=300, deadline=None)
def test_any_text_is_answered_without_breaking(text: str) -> None:
    try:
        plan = PLANNER.plan(Question(text, CLOCK), MODEL).plan
    except InvalidInput:
        return
    assert isinstance(plan, SemanticQuery | Clarification | Refusal)


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("group", [*GROUPS, *LINES])
def test_a_described_query_is_read_back(measure: str, group: str) -> None:
    if group in LINES and measure in ("order_count", "average_order_value"):
        return
    dimension = DimensionRef(field=group, grain="month") if group.endswith("_at") else group
    query = SemanticQuery(measures=(measure,), dimensions=(dimension,))
    text = describe(query, MODEL)
    assert PLANNER.plan(Question(text, CLOCK), MODEL).plan == query, text


@pytest.mark.parametrize(
    "query",
    [
        SemanticQuery(
            measures=("revenue",), filters=(FieldFilter(field="customers.country", op="=", values=("Germany",)),)
        ),
        SemanticQuery(
            measures=("revenue",),
            filters=(FieldFilter(field="customers.country", op="in", values=("Germany", "France")),),
        ),
        SemanticQuery(
            dimensions=("products.name", "products.list_price"),
            filters=(FieldFilter(field="products.list_price", op=">", values=(200,)),),
        ),
        SemanticQuery(
            measures=("revenue",),
            dimensions=("products.brand",),
            order_by=(OrderBy(field="revenue", direction="desc"),),
        ),
    ],
    ids=lambda q: q.model_dump_json(exclude_defaults=True)[:60],
)
def test_described_conditions_are_read_back(query: SemanticQuery) -> None:
    text = describe(query, MODEL)
    assert PLANNER.plan(Question(text, CLOCK), MODEL).plan == query, text


def test_starter_questions_are_answered() -> None:
    found = suggest_questions(MODEL, 8, clock=CLOCK)
    assert len(found) == 8
    assert len(set(found)) == 8
    for text in found:
        assert isinstance(PLANNER.plan(Question(text, CLOCK), MODEL).plan, SemanticQuery), text


ODD_NAMES = [
    "list",
    "data",
    "facts",
    "header",
    "table",
    "the",
    "of",
    "___",
    "日本",
    "1",
    "é",
    "names",
    "count",
    "by",
    "total",
]
ASKED = [
    "how many {0} are there", "list all {0}", "{0} per {1}", "average {1} of {0}", "which {0} have more than 2 {1}",
    "{0} inspected more than once", "total {1} by {0} last year", "names of {0} whose {1} is not x", "top 3 {0} by {1}",
    "{0} who never took any {1}", "what is the {1} of each {0}", "{0} and {1}",
]  # fmt: skip


@given(
    st.lists(st.sampled_from(ODD_NAMES), min_size=2, max_size=4, unique=True),
    st.lists(st.sampled_from(ODD_NAMES), min_size=3, max_size=5, unique=True),
    st.sampled_from(ASKED),
    st.integers(0, 99),
)
@settings(max_examples=60, deadline=None)
def test_tables_and_fields_called_like_words_that_say_nothing_break_nothing(
    tables: list[str], fields: list[str], asked: str, pick: int
) -> None:
    """Names that are noise elsewhere, or have no letter that is known, are names all the same."""
    made = []
    for table in tables:
        dimensions: list[dict[str, object]] = [{"name": f, "expression": f'"{f}"'} for f in fields[:-1]]
        dimensions += [{"name": "key", "type": "number"}, {"name": "led", "type": "number"}]
        measures = [
            {"name": f"{fields[-1]}_sum", "label": fields[-1], "aggregate": "sum", "expression": f'"{fields[-1]}"'},
            {"name": "rows", "aggregate": "count"},
        ]
        made.append(
            {"name": table, "source": table, "primary_key": ["key"], "dimensions": dimensions, "measures": measures}
        )
    joined = {
        "name": "r",
        "from_table": tables[0],
        "from_columns": ["led"],
        "to_table": tables[1],
        "to_columns": ["key"],
    }
    model = SemanticModel.model_validate({"name": "m", "dialect": "duckdb", "tables": made, "relationships": [joined]})
    names = [*tables, *fields]
    text = asked.format(names[pick % len(names)], names[(pick // 7) % len(names)])
    try:
        plan = PLANNER.plan(Question(text, CLOCK), model).plan
    except InvalidInput:
        return
    if isinstance(plan, SemanticQuery):
        compile_query(plan, model, "duckdb", CLOCK)
