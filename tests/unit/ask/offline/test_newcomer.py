"""What newcomers ask: nothing they say is dropped in silence, and refusals speak of what they asked."""

from __future__ import annotations

import json

import pytest

from lunara.ask.describe import describe
from lunara.ask.plan import Clarification, Planned, Refusal
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question, Turn
from lunara.ask.values import ValueIndex, build_value_index
from lunara.connect.run import Runner, run
from lunara.connect.warehouse import Warehouse
from lunara.semantic.compile import compile_query
from lunara.semantic.model import Dimension, Measure, Relationship, SemanticModel, Table
from lunara.semantic.query import SemanticQuery
from lunara.semantic.sample import sample_model
from tests.unit.ask.conftest import CLOCK

MODEL = sample_model()
PLANNER = OfflinePlanner()
IN_2025 = {"field": "orders.ordered_at", "range": {"from": "2025-01-01", "to": "2026-01-01"}}


def plan(*texts: str, planner: OfflinePlanner = PLANNER) -> Planned:
    """The plan of the last of these questions, asked one after the other."""
    history: list[Turn] = []
    for text in texts[:-1]:
        history.append(Turn(text, planner.plan(Question(text, CLOCK, tuple(history)), MODEL).plan))
    return planner.plan(Question(texts[-1], CLOCK, tuple(history)), MODEL)


def said(*texts: str, planner: OfflinePlanner = PLANNER) -> dict[str, object]:
    """The query of the last question as JSON, after the compiler took it."""
    found = plan(*texts, planner=planner).plan
    assert isinstance(found, SemanticQuery), found
    compile_query(found, MODEL, "duckdb", CLOCK)
    made: dict[str, object] = json.loads(found.model_dump_json(by_alias=True, exclude_defaults=True))
    return made


def refused(*texts: str, planner: OfflinePlanner = PLANNER) -> Refusal:
    found = plan(*texts, planner=planner).plan
    assert isinstance(found, Refusal), found
    return found


@pytest.fixture(scope="session")
def knowing(shop: Warehouse) -> OfflinePlanner:
    """A planner that has read the warehouse's own values."""
    return OfflinePlanner(build_value_index(MODEL, Runner(shop, record=None)))


# -- 1: values beside each other -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "field", "values"),
    [
        ("web shop vs mobile app revenue in 2025", "channels.name", ["Web shop", "Mobile app"]),
        ("revenue of Consumer versus Corporate by month", "customers.segment", ["Consumer", "Corporate"]),
        ("Germany vs France revenue by month 2025", "customers.country", ["Germany", "France"]),
    ],
)
def test_values_against_each_other_are_groups(
    text: str, field: str, values: list[str], knowing: OfflinePlanner
) -> None:
    found = said(text, planner=knowing)
    assert {"field": field, "op": "in", "values": values} in found["filters"]  # type: ignore[operator]
    assert field in found["dimensions"]  # type: ignore[operator]


# -- 2: places of a ranking ------------------------------------------------------------------------------------------


def test_second_best_is_the_second_row_of_the_ranking(shop: Warehouse) -> None:
    def rows(text: str) -> list[tuple[object, ...]]:
        query = plan(text).plan
        assert isinstance(query, SemanticQuery)
        compiled = compile_query(query, MODEL, "duckdb", CLOCK)
        return [tuple(row.values()) for row in run(shop, compiled.sql).data.to_pylist()]

    best = rows("top 3 products by revenue")
    assert [r[:2] for r in rows("second best product by revenue")] == [best[1][:2]]
    assert [r[:2] for r in rows("3rd best product by revenue")] == [best[2][:2]]


def test_a_place_among_rows_is_that_of_their_own_number(shop: Warehouse) -> None:
    def rows(text: str) -> list[tuple[object, ...]]:
        query = plan(text).plan
        assert isinstance(query, SemanticQuery)
        return [tuple(r.values()) for r in run(shop, compile_query(query, MODEL, "duckdb", CLOCK).sql).data.to_pylist()]

    three = rows("3 cheapest products")
    assert len({r[1] for r in three}) == 3
    assert [r[0] for r in rows("second cheapest product")] == [three[1][0]]
    assert [r[0] for r in rows("third cheapest product")] == [three[2][0]]


def test_a_place_in_a_follow_up_is_not_dropped() -> None:
    refused("top product by revenue", "and the second best?")


# -- 3: words that belong to another thing ---------------------------------------------------------------------------


@pytest.mark.parametrize("thing", ["employees do we have", "stores", "promotions"])
def test_a_part_of_a_measure_says_nothing_of_other_things(thing: str) -> None:
    assert "“active”" in refused(f"how many active {thing}").reason
    assert said("how many active customers") == {"measures": ["buyer_count"]}


# -- 4: averages of totals -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "over"),
    [
        ("average revenue per month in 2025", {"field": "orders.ordered_at", "grain": "month"}),
        ("average monthly revenue in 2025", {"field": "orders.ordered_at", "grain": "month"}),
        ("revenue per day on average last month", {"field": "orders.ordered_at", "grain": "day"}),
        ("average orders per customer", {"field": "customers.customer_id", "label": "customer"}),
    ],
)
def test_an_average_of_totals_is_one_over_things_or_periods(text: str, over: dict[str, str]) -> None:
    found = said(text)
    whole = {"whole": True} if "grain" in over else {}
    assert found["summary"] == {"aggregate": "avg", "over": [over], **whole}
    assert "dimensions" not in found


@pytest.mark.parametrize(("word", "grain"), [("daily", "day"), ("weekly", "week"), ("monthly", "month")])
def test_an_adverb_of_time_groups(word: str, grain: str) -> None:
    assert said(f"{word} revenue")["dimensions"] == [{"field": "orders.ordered_at", "grain": grain}]


@pytest.mark.parametrize(
    ("text", "within"),
    [("latest order of each customer", "customers.full_name"), ("newest product in each category", "categories.name")],
)
def test_the_latest_of_each_is_the_first_by_its_date(text: str, within: str) -> None:
    found = said(text)
    (rank,) = found["calculations"]  # type: ignore[misc]
    assert rank["kind"] == "rank" and rank["within"][0] == within and "direction" not in rank


# -- 5: how often ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["which payment methods are used most", "which payment methods are used most often", "most used payment methods"],
)
def test_used_most_counts_and_ranks(text: str) -> None:
    found = said(text)
    assert found["measures"] == ["payment_count"]
    assert found["dimensions"] == ["payments.method"]
    assert found["order_by"] == [{"field": "payment_count", "direction": "desc"}]


def test_most_popular_without_a_number_is_no_accident() -> None:
    assert not isinstance(plan("most popular products").plan, SemanticQuery)


# -- 6: rates --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("percentage of orders cancelled by month this year", "cancellation_rate"),
        ("share of cancelled orders", "cancellation_rate"),
        ("percentage of failed payments by month", "payment_failure_rate"),
    ],
)
def test_the_part_of_a_thing_is_the_models_rate(text: str, measure: str) -> None:
    found = said(text)
    assert found["measures"] == [measure]
    assert "calculations" not in found


def test_a_part_without_a_rate_is_refused() -> None:
    assert "rate" in refused("percentage of online orders by month").reason
    assert said("share of orders by country")["calculations"] == [{"kind": "share_of_total", "of": "order_count"}]


# -- 7, 9: change over time ------------------------------------------------------------------------------------------


def test_growth_month_over_month_in_a_year_is_of_each_month() -> None:
    found = said("revenue growth month over month 2025")
    assert found["dimensions"] == [{"field": "orders.ordered_at", "grain": "month"}]
    assert found["compare"] == {"to": "previous_month"}
    assert found["calculations"] == [{"kind": "percent_change", "of": "revenue"}]
    assert found["time"] == IN_2025


@pytest.mark.parametrize(
    "text", ["how did sales develop?", "trend of sales", "sales over time", "how has revenue evolved"]
)
def test_development_is_by_month(text: str) -> None:
    found = said(text)
    assert found["dimensions"] == [{"field": "orders.ordered_at", "grain": "month"}]
    assert found["measures"] == ["revenue"]


# -- 8: charts -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wish", ["make it a line chart", "as a table", "show it as a pie chart", "bar chart please", "as a pie"]
)
def test_a_wish_for_a_chart_keeps_the_query(wish: str) -> None:
    first = "revenue in 2025 by country"
    planned = plan(first, wish)
    assert planned.plan == plan(first).plan
    assert any("chart" in note for note in planned.notes)


@pytest.mark.parametrize("text", ["revenue by month as a line chart", "show revenue by month in a bar chart"])
def test_a_chart_in_a_question_names_nothing(text: str) -> None:
    assert said(text) == said("revenue by month")


def test_chart_words_that_the_data_has_are_kept() -> None:
    assert said("how many order lines") == {"measures": ["line_count"]}


# -- 10: follow-ups --------------------------------------------------------------------------------------------------


def test_a_whole_question_starts_anew() -> None:
    found = plan("revenue in 2025 by country", "how much did we sell last month?")
    assert "Continues the question before." not in found.notes


def test_a_group_that_is_taken_away_is_left_out() -> None:
    assert "dimensions" not in said("revenue in 2025 by country", "without the country")


@pytest.mark.parametrize("text", ["remove the filter", "show it"])
def test_a_follow_up_that_changes_nothing_is_refused(text: str) -> None:
    refused("revenue in 2025 by country", text)


@pytest.mark.parametrize("text", ["and without the US", "without the United States", "excluding the US"])
def test_a_country_is_left_out(text: str, knowing: OfflinePlanner) -> None:
    found = said("revenue in 2025 by country", text, planner=knowing)
    assert found["filters"] == [
        {
            "or": [
                {"field": "customers.country", "op": "!=", "values": ["United States"]},
                {"field": "customers.country", "op": "is_null"},
            ]
        }
    ]


def test_a_filter_is_taken_away_where_there_is_one() -> None:
    assert "filters" not in said("revenue in Germany by month", "remove the filter")


def test_another_country_replaces_one_that_was_left_out(knowing: OfflinePlanner) -> None:
    found = said("revenue in 2025 by country without Germany", "only France", planner=knowing)
    assert found["filters"] == [{"field": "customers.country", "op": "=", "values": ["France"]}]


def test_a_number_is_added() -> None:
    assert said("revenue in 2025 by country", "add orders")["measures"] == ["revenue", "order_count"]


def test_a_negation_of_nothing_is_refused() -> None:
    assert "excluding" in refused("revenue by country excluding us").reason


# -- 11: exclusion ---------------------------------------------------------------------------------------------------


def test_rows_without_a_value_stay(shop: Warehouse, knowing: OfflinePlanner) -> None:
    def total(text: str) -> float:
        query = plan(text, planner=knowing).plan
        assert isinstance(query, SemanticQuery)
        compiled = compile_query(query, MODEL, "duckdb", CLOCK)
        return float(next(iter(run(shop, compiled.sql).data.to_pylist()[0].values())))

    assert total("orders without Germany") + total("how many orders in Germany") == total("how many orders")


def test_an_exclusion_reads_as_one() -> None:
    found = plan("revenue without Germany").plan
    assert isinstance(found, SemanticQuery)
    assert describe(found, MODEL).endswith("country is not Germany")


# -- 12, 13: refusals ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("why did revenue of the top 5 products drop in March", "revenue"),
        ("forecast the number of returns", "return"),
        ("gross profit of unicorns", "gross profit"),
    ],
)
def test_near_questions_speak_of_what_was_asked(text: str, word: str) -> None:
    assert word in refused(text).nearest[0].lower()


def test_a_greeting_is_met_with_questions_to_begin_with() -> None:
    assert refused("hello").nearest == refused("Umsatz pro Land und Monat").nearest


def test_objections_speak_in_labels() -> None:
    reason = refused("conversion rate by device").reason
    assert "Device of web visits" in reason
    assert "_" not in reason


# -- 14: the ordinary ------------------------------------------------------------------------------------------------


def test_slips_in_question_words_are_set_right() -> None:
    assert said("wich 10 prodcuts brought most revenue") == said("which 10 products brought most revenue")


@pytest.mark.parametrize(("short", "country"), [("the UK", "United Kingdom"), ("USA", "United States")])
def test_countries_by_their_short_names(short: str, country: str, knowing: OfflinePlanner) -> None:
    planned = plan(f"revenue in {short}", planner=knowing)
    assert isinstance(planned.plan, SemanticQuery)
    assert planned.plan.filters[0].values == (country,)  # type: ignore[union-attr]
    assert any(country in w for w in planned.warnings)


def test_us_is_a_pronoun_where_it_is_one() -> None:
    assert said("show us revenue by month") == said("revenue by month")


def test_a_field_behind_a_ratio_groups() -> None:
    found = said("revenue per customer segment per quarter 2025")
    assert found["measures"] == ["revenue"]
    assert found["dimensions"] == ["customers.segment", {"field": "orders.ordered_at", "grain": "quarter"}]
    assert said("revenue per customer by segment")["measures"] == ["revenue_per_buyer"]


@pytest.mark.parametrize("text", ["orders over 500", "how many orders over $500", "orders between 500 and 600"])
def test_an_order_over_so_much_is_one_of_that_amount_and_not_of_that_shipping_fee(text: str) -> None:
    found = plan(text)
    assert isinstance(found.plan, SemanticQuery), found.plan
    assert [f.field for f in found.plan.filters] == ["orders.order_total"]  # type: ignore[union-attr]
    assert "The number was compared with Order amount, as the question names no other." in found.notes


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("best selling products in 2025", ["Revenue", "Units sold"]),
    ],
)
def test_a_number_that_is_left_out_is_asked_for(text: str, labels: list[str]) -> None:
    found = plan(text).plan
    assert isinstance(found, Clarification), found
    assert [o.label for o in found.options] == labels
    for option in found.options:
        assert option.query is not None
        compile_query(option.query, MODEL, "duckdb", CLOCK)


@pytest.mark.parametrize(
    ("first", "then", "start", "end"),
    [
        ("revenue in October 2026 by country", "and the month before?", "2026-09-01", "2026-10-01"),
        ("revenue last month", "and the month before?", "2026-09-01", "2026-10-01"),
        ("revenue in 2025", "and the year before?", "2024-01-01", "2025-01-01"),
    ],
)
def test_the_period_before(first: str, then: str, start: str, end: str) -> None:
    assert said(first, then)["time"] == {"field": "orders.ordered_at", "range": {"from": start, "to": end}}


def test_the_period_before_none_is_not_known() -> None:
    assert "no period" in refused("revenue by country", "and the month before?").reason


def test_sorted_by_name() -> None:
    found = said("revenue in 2025 by country", "sort by name please")
    assert found["order_by"] == [{"field": "customers.country"}]


def test_two_values_before_a_number_are_groups() -> None:
    assert "channels.name" in said("web shop and retail store revenue by quarter in 2025")["dimensions"]  # type: ignore[operator]


def test_values_by_their_first_word_and_their_verb() -> None:
    index = ValueIndex.from_values(
        {("suppliers", "name"): ["Orchard Inc.", "Pine Ltd", "Pine Works"], ("payments", "status"): ["fail", "success"]}
    )
    planner = OfflinePlanner(index)
    planned = plan("products of Orchard", planner=planner)
    assert isinstance(planned.plan, SemanticQuery)
    assert planned.plan.filters[0].values == ("Orchard Inc.",)  # type: ignore[union-attr]
    assert any("Orchard Inc." in w for w in planned.warnings)
    refused("products of Pine", planner=planner)  # two of that name
    assert [h.value for h in index.beginning("orchard")] == ["Orchard Inc."]
    assert index.beginning("pine") == []


def test_no_question_of_a_newcomer_breaks_the_planner() -> None:
    texts = ["best selling product", "orders per customer", "most popular products", "employees"]
    for text in texts:
        assert isinstance(plan(text).plan, SemanticQuery | Clarification | Refusal)


# -- a measure of a thing whose name is longer than what the measure's own name could take of it


def test_of_a_thing_of_two_words_takes_both() -> None:
    due = Measure(name="total_due", label="Total due", aggregate="sum", expression="due")
    lines = Measure(name="line_total", label="Line amount", aggregate="sum", expression="amount")
    model = SemanticModel(
        name="m",
        tables=(
            Table(
                name="salesorder", label="Sales orders", synonyms=("orders",), source="o", primary_key=("id",), measures=(due,),
                dimensions=(Dimension(name="id", type="number"), Dimension(name="person_id", type="number")),
            ),
            Table(name="salesorderdetail", label="Sales order details", source="d", measures=(lines,)),
            Table(
                name="person", label="People", source="p", primary_key=("id",), synonyms=("people",),
                dimensions=(Dimension(name="id", type="number"), Dimension(name="full_name")),
            ),
        ),
        relationships=(
            Relationship(
                name="ordered_by", from_table="salesorder", from_columns=("person_id",), to_table="person", to_columns=("id",),
                cardinality="many_to_one",
            ),
        ),
    )  # fmt: skip
    for text in ("Top 5 people by total due of sales orders", "Top 5 people by total due of the sales orders"):
        found = PLANNER.plan(Question(text, CLOCK, ()), model).plan
        assert isinstance(found, SemanticQuery), found
        assert [str(m) for m in found.measures] in (["total_due"], ["salesorder.total_due"])
        assert "person.full_name" in found.dimensions and found.limit == 5


@pytest.mark.parametrize(
    "text",
    [
        "now by country too", "by country as well", "by country in addition", "by country, besides", "and by country too, please",
        "in addition by country", "additionally by country", "revenue by country too", "also revenue by country",
    ],
)  # fmt: skip
def test_what_is_asked_for_too_comes_beside_what_was_there(text: str) -> None:
    assert said("revenue by month", text) == said("revenue by month", "also by country")


def test_a_number_asked_for_too_comes_beside_the_other() -> None:
    found = said("revenue by month", "units sold as well")
    assert (
        found["measures"] == ["revenue", "units_sold"] and found["dimensions"] == said("revenue by month")["dimensions"]
    )


@pytest.mark.parametrize(
    ("before", "text"),
    [("revenue in Germany", "France too"), ("revenue in 2025", "2024 as well"), ("revenue by month", "by quarter too")],
)
def test_what_cannot_stand_beside_is_not_put_instead(before: str, text: str) -> None:
    assert "The question before" in refused(before, text).reason


def test_a_bound_from_the_other_side_stands_beside() -> None:
    found = said("revenue of products with a list price above 50", "list price below 200 too")
    assert [one["op"] for one in found["filters"]] == [">", "<"]  # type: ignore[attr-defined]


def test_a_number_is_no_short_form_of_a_name_that_ends_with_it() -> None:
    """ "More than 2 orders", where a column is called "address line 2"."""
    model = SemanticModel(
        name="m",
        tables=(
            Table(
                name="customer", label="Customers", source="c", primary_key=("id",),
                dimensions=(
                    Dimension(name="id", type="number"), Dimension(name="name"), Dimension(name="line2", label="Address line 2"),
                ),
            ),
            Table(
                name="header", label="Sales orders", synonyms=("orders",), source="o", primary_key=("id",),
                measures=(Measure(name="order_count", label="Sales orders", aggregate="count"),),
                dimensions=(Dimension(name="id", type="number"), Dimension(name="customer_id", type="number")),
            ),
        ),
        relationships=(
            Relationship(
                name="by", from_table="header", from_columns=("customer_id",), to_table="customer", to_columns=("id",),
                cardinality="many_to_one",
            ),
        ),
    )  # fmt: skip
    found = PLANNER.plan(Question("customers with more than 2 orders", CLOCK, ()), model).plan
    assert isinstance(found, SemanticQuery), found
    assert [(f.field, f.op, f.values) for f in found.filters if getattr(f, "op", "") == ">"] == [
        ("order_count", ">", (2,))
    ]  # type: ignore[union-attr]
    listed = PLANNER.plan(Question("customers by address line 2", CLOCK, ()), model).plan
    assert isinstance(listed, SemanticQuery) and listed.dimensions == ("customer.line2",)


def test_a_word_of_comparison_is_no_name_that_is_missing() -> None:
    found = refused("revenue more than")
    assert "called “more than”" not in found.reason


@pytest.mark.parametrize("text", ["thank you", "hello, what can you do?"])
@pytest.mark.parametrize("before", [(), ("revenue by month in 2025",)])
def test_small_talk_is_told_what_can_be_asked(text: str, before: tuple[str, ...]) -> None:
    found = plan(*before, text).plan
    assert isinstance(found, Refusal), found
    assert "Ask for a number of it" in found.reason and "question before" not in found.reason
    assert found.nearest
