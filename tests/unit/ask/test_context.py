"""What a planner is shown for a question: what matters, in order, and never more than there is room for."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from importlib.resources import files

import pytest

from lunara.ask.context import BUDGET_TOKENS, Context, context_for
from lunara.ask.near_words import Near, near_words
from lunara.ask.plan import ModelSql
from lunara.ask.planners.prompt import PROMPT_TOKENS, SYSTEM, prompt_for
from lunara.ask.question import Question, Turn
from lunara.ask.shown import tokens_of
from lunara.ask.usage import tables_used
from lunara.ask.values import ValueIndex
from lunara.semantic.compiled import Clock
from lunara.semantic.model import (
    DerivedMeasure,
    Dimension,
    Measure,
    Relationship,
    SemanticModel,
    Table,
    VerifiedQuestion,
)
from lunara.semantic.query import SemanticQuery


def table(name: str, *fields: str, measures: Iterable[str] = ()) -> Table:
    return Table(
        name=name,
        source=name,
        primary_key=("id",),
        dimensions=(Dimension(name="id", type="number", hidden=True), *(Dimension(name=f) for f in fields)),
        measures=tuple(Measure(name=m, aggregate="sum", expression=m) for m in measures),
    )


def join(one: str, other: str) -> Relationship:
    return Relationship(
        name=f"{one}_{other}", from_table=one, from_columns=(f"{other}_id",), to_table=other, to_columns=("id",)
    )


@pytest.fixture(scope="module")
def school() -> SemanticModel:
    """A school, an orchestra and a harbour side by side, with nothing between them."""
    return SemanticModel(
        name="town",
        dialect="duckdb",
        tables=(
            table("harbours", "name", "city", "status"),
            table("ships", "name", "status", "flag"),
            table("calls", "status", "arrived_on", measures=("tonnage", "fee")),
            table("students", "name", "city", "birth_date"),
            table("enrolments", "grade", "status"),
            table("courses", "title", "credits"),
            table("singers", "name", "country"),
            table("concerts", "title", "year", "likes_note"),
            table("performances", "position"),
            table("friends", "since"),
        ),
        relationships=(
            join("calls", "ships"),
            join("calls", "harbours"),
            join("enrolments", "students"),
            join("enrolments", "courses"),
            join("performances", "singers"),
            join("performances", "concerts"),
            join("friends", "students"),
        ),
        measures=(DerivedMeasure(name="cost_of_a_ton", expression="calls.fee / calls.tonnage"),),
        verified_questions=(
            VerifiedQuestion(
                question="How busy is it at the waterfront?",
                query={"measures": ["tonnage"], "dimensions": ["harbours.name"]},
                verified_by="Ada",
            ),
        ),
    )


def shown(text: str, model: SemanticModel, clock: Clock, **more: object) -> Context:
    return context_for(Question(text, clock, **more), model)  # type: ignore[arg-type]


def test_the_table_on_the_road_between_two_matches_is_part_of_the_answer(school: SemanticModel, clock: Clock) -> None:
    assert set(shown("which students take which courses", school, clock).tables[:3]) == {
        "students",
        "enrolments",
        "courses",
    }
    assert set(shown("titles of concerts by country of singer", school, clock).tables[:3]) == {
        "singers",
        "performances",
        "concerts",
    }


def test_tables_that_hold_the_question_together_come_before_those_with_a_common_word(
    school: SemanticModel, clock: Clock
) -> None:
    found = shown("name and status of ships by harbour", school, clock).tables
    assert set(found[:3]) == {"ships", "harbours", "calls"}


def test_of_two_that_fit_alike_the_one_that_is_used_comes_first(clock: Clock) -> None:
    model = SemanticModel(name="m", tables=(table("shop_orders", "status"), table("web_orders", "status")))
    assert shown("status of orders", model, clock).tables[0] == "shop_orders"
    used = tables_used(
        ["select status from main.web_orders", "select 1 from WEB_ORDERS o", "select shop from x"], model
    )
    assert used == {"web_orders": 2}
    assert shown("status of orders", model, clock, used=used).tables[0] == "web_orders"
    known = model.model_copy(
        update={
            "verified_questions": (
                VerifiedQuestion(question="Anything else?", query={"dimensions": ["web_orders.status"]}),
            )
        }
    )
    assert shown("status of orders", known, clock).tables[0] == "web_orders"
    assert shown("status of shop orders", model, clock, used={"web_orders": 10_000}).tables[0] == "shop_orders"


def test_instructions_that_an_agent_adds_to_are_shown_once(school: SemanticModel, clock: Clock) -> None:
    ruled = school.model_copy(update={"instructions": "Count ships once."})
    found = shown("students", ruled, clock, instructions="Count ships once.\nBe brief.")
    assert found.instructions == ("Count ships once.\nBe brief.",)


def test_a_column_that_few_tables_have_tells_that_they_belong_together(clock: Clock) -> None:
    strangers = tuple(
        table(f"{name}_regions", "name", "status") for name in ("sales", "billing", "fleet", "hr", "legal")
    )
    places = table("geographic", "town_code", "region", "status")
    model = SemanticModel(name="m", tables=(*strangers, table("restaurants", "town_code", "food"), places))
    assert set(shown("restaurants in each region", model, clock).tables[:2]) == {"restaurants", "geographic"}


def test_of_two_that_fit_alike_the_one_that_can_be_joined_comes_first(clock: Clock) -> None:
    tables = tuple(table(f"{place}_events", "kind", "place") for place in ("harbour", "airport", "market", "station"))
    model = SemanticModel(
        name="m", tables=(*tables, table("ships", "flag")), relationships=(join("market_events", "ships"),)
    )
    assert shown("events of ships", model, clock).tables[:2] == ("ships", "market_events")


def test_a_table_that_stands_next_to_everything_is_no_road(clock: Clock) -> None:
    spokes = tuple(table(f"log_{n}", f"measured_{n}") for n in range(60))
    model = SemanticModel(
        name="m",
        tables=(table("calendar", "weekday"), *spokes),
        relationships=tuple(join(t.name, "calendar") for t in spokes),
    )
    found = shown("measured 7 by weekday", model, clock)
    assert found.tables[:2] in (("log_7", "calendar"), ("calendar", "log_7"))
    assert found.tokens <= BUDGET_TOKENS


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("how many vocalists are there", "singers"),
        ("number of pupils", "students"),
        ("vessels by flag", "ships"),
        ("who performed most often", "performances"),
        ("average enrollment", "enrolments"),
        ("which people are befriended", "friends"),
    ],
)
def test_other_words_than_the_models_find_their_table(
    text: str, wanted: str, school: SemanticModel, clock: Clock
) -> None:
    assert wanted in shown(text, school, clock).tables[:2]


def test_a_measure_over_measures_leads_to_the_tables_it_is_made_of(school: SemanticModel, clock: Clock) -> None:
    found = shown("cost of a ton", school, clock)
    assert found.tables[0] == "calls"
    assert "cost_of_a_ton" in found.fields
    assert found.model["measures_over_measures"][0]["expression"] == "calls.fee / calls.tonnage"


@pytest.mark.parametrize(
    "plan",
    [
        SemanticQuery.model_validate({"measures": ["tonnage"], "dimensions": ["harbours.name"]}),
        ModelSql("select name, measure(tonnage) from harbours join calls on true group by 1"),
    ],
)
def test_a_follow_up_is_shown_what_the_conversation_is_about(
    plan: SemanticQuery | ModelSql, school: SemanticModel, clock: Clock
) -> None:
    assert not {"calls", "harbours"} <= set(shown("and by title", school, clock).tables[:3])
    found = shown("and by flag", school, clock, history=(Turn("tonnage by harbour", plan), Turn("hm", None))).tables
    assert set(found[:3]) == {"ships", "calls", "harbours"}


def test_a_verified_question_brings_its_tables(school: SemanticModel, clock: Clock) -> None:
    found = shown("how busy is the waterfront", school, clock)
    assert [v.verified_by for v in found.verified] == ["Ada"]
    assert set(found.tables[:2]) == {"calls", "harbours"}
    assert shown("students by city", school, clock).verified == ()


def test_of_long_instructions_the_sentences_about_the_question_are_kept(school: SemanticModel, clock: Clock) -> None:
    rules = [f"Rule {n} of the office says that paper is filed under letter {n}." for n in range(300)]
    rules[170] = "Tonnage is counted when a ship leaves the harbour."
    long = school.model_copy(update={"instructions": "\n".join(rules)})
    found = shown("tonnage by ship", long, clock)
    assert rules[170] in found.instructions and rules[0] in found.instructions
    assert list(found.instructions) == [r for r in rules if r in found.instructions]
    assert tokens_of("".join(found.instructions)) <= BUDGET_TOKENS * 0.25
    short = school.model_copy(update={"instructions": "Be brief. Count ships once.\nNothing else."})
    assert shown("students", short, clock).instructions == ("Be brief. Count ships once.\nNothing else.",)


def test_tables_outside_of_reach_are_neither_shown_nor_a_road(school: SemanticModel, clock: Clock) -> None:
    found = shown("students and courses", school, clock, tables=("students", "courses", "singers"))
    assert set(found.tables) == {"students", "courses", "singers"}
    assert found.model["relationships"] == []


def test_measures_over_measures_that_are_meant_have_room_before_tables_in_full(
    model: SemanticModel, clock: Clock
) -> None:
    found = shown("gross margin by department", model, clock)
    over = [part["name"] for part in found.model["measures_over_measures"]]
    assert "gross_margin" in over[:2] and "gross_margin" in found.fields
    joins = {(r["from"].partition("(")[0], r["to"].partition("(")[0]) for r in found.model["relationships"]}
    assert ("order_items", "products") in joins


# -- room -----------------------------------------------------------------------------------------------------------


def wide(columns: int) -> SemanticModel:
    many = tuple(
        Dimension(name=f"attribute_{n}", description="Something that was measured. " * 20) for n in range(columns)
    )
    one = Table(name="wide", source="wide", dimensions=(*many, Dimension(name="salinity", label="Salt in the water")))
    return SemanticModel(name="wide", tables=(one,))


def long_words() -> SemanticModel:
    said = "An explanation that does not come to an end. " * 400
    tables = tuple(
        Table(
            name=f"t{n}",
            source=f"t{n}",
            description=said,
            synonyms=tuple(f"synonym {k} of {n}" for k in range(50)),
            dimensions=tuple(
                Dimension(name=f"d{k}", description=said, sample_values=("x" * 70,) * 9) for k in range(30)
            ),
        )
        for n in range(40)
    )
    known = tuple(
        VerifiedQuestion(question=f"d{k} of t1 " + "please " * 90, query={"measures": ["t1.n"]}) for k in range(9)
    )
    return SemanticModel(name="long", tables=tables, instructions=said, verified_questions=known)


def harmless(count: int) -> SemanticModel:
    tables = tuple(
        table(f"log_{n}", *(f"attribute_{k}" for k in range(12)), measures=("amount",)) for n in range(count)
    )
    joins = tuple(join(f"log_{n}", f"log_{n // 7}") for n in range(1, count))
    return SemanticModel(name="many", tables=tables, relationships=joins)


@pytest.mark.parametrize(
    ("model", "text"),
    [
        (wide(2_000), "attribute by salinity"),
        (long_words(), "d1 of t1 by d2 of t7"),
        (harmless(1_000), "amount of log 17 by attribute 3"),
        (harmless(1), "amount by attribute 3"),
        (harmless(300), "amount by attribute " * 200),
        (SemanticModel(name="empty"), "anything"),
    ],
    ids=["a wide table", "long texts", "many tables", "one table", "a long question", "nothing"],
)
@pytest.mark.parametrize("values", [None, ValueIndex()], ids=["without values", "with values"])
def test_a_prompt_stays_within_its_tokens(
    model: SemanticModel, text: str, values: ValueIndex | None, clock: Clock
) -> None:
    plan = SemanticQuery.model_validate(
        {"measures": ["amount"], "dimensions": [f"log_1.attribute_{n}" for n in range(9)]}
    )
    history = (Turn(text[:600], plan),) * 9
    question = Question(text[:4_000], clock, history=history, instructions="Mind the gap. " * 2_000)
    prompt = prompt_for(question, model, values)
    assert tokens_of(SYSTEM) + tokens_of(prompt) <= PROMPT_TOKENS
    document = json.loads(prompt)
    assert document["question"] == text[:4_000].strip()
    assert len(document["model"]["tables"]) >= min(1, len(model.tables))


def test_the_field_that_is_asked_for_is_shown_however_wide_its_table(clock: Clock) -> None:
    found = shown("average by salt in the water", wide(2_000), clock)
    assert found.fields[0] == "wide.salinity"
    assert [d["name"] for d in found.model["tables"][0]["dimensions"]][:1] == ["salinity"]
    assert found.tokens <= BUDGET_TOKENS


def test_a_small_model_is_shown_whole(school: SemanticModel, clock: Clock) -> None:
    found = shown("students", school, clock)
    assert set(found.tables) == {t.name for t in school.tables}
    assert {f"{t.name}.{d.name}" for t in school.tables for d in t.dimensions if not d.hidden} <= set(found.fields)


def test_the_estimate_of_tokens_counts_other_writings_by_the_letter() -> None:
    assert tokens_of("a" * 300) == 100
    assert tokens_of("収" * 100) == 120
    assert tokens_of("") == 0


# -- values ---------------------------------------------------------------------------------------------------------


def test_without_leave_a_provider_is_sent_the_same_whatever_the_values_are(clock: Clock) -> None:
    def model(*samples: str) -> SemanticModel:
        fields = (
            Dimension(name="place", sample_values=samples),
            Dimension(name="kind", sample_values=("Atlantis store",)),
        )
        return SemanticModel(
            name="m", tables=(table("ships", "flag"), Table(name="visits", source="v", dimensions=fields))
        )

    question = Question("how many in Atlantis", clock)
    named, other = prompt_for(question, model("Atlantis"), None), prompt_for(question, model("Lemuria"), None)
    assert named == other and "Lemuria" not in other and "store" not in named
    told = json.loads(prompt_for(question, model("Atlantis"), ValueIndex.from_model(model("Atlantis"))))
    assert told["values_in_the_question"] == [{"field": "visits.place", "value": "Atlantis"}]
    assert told["model"]["tables"][0]["name"] == "visits"


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("sales in Germany", "stores.country"),
        ("sales of beverages", "products.department"),
        ("sales in DE", "stores.code"),
    ],
)
def test_values_find_their_field(text: str, field: str, clock: Clock) -> None:
    model = SemanticModel(
        name="m",
        tables=(
            table("sales", measures=("amount",)),
            table("products", "department", "size"),
            table("stores", "country", "code"),
        ),
        relationships=(join("sales", "products"), join("sales", "stores")),
    )
    words = ValueIndex.from_values(
        {
            ("stores", "country"): ["Germany", "France"],
            ("stores", "code"): ["DE", "FR"],
            ("products", "department"): ["Beverages", "Bakery"],
        }
    )
    found = context_for(Question(text, clock), model, words)
    assert [v.field for v in found.values] == [field]
    assert set(found.tables[:2]) == {"sales", field.partition(".")[0]}


# -- words ----------------------------------------------------------------------------------------------------------


def test_every_line_of_the_words_is_found() -> None:
    text = gzip.decompress((files("lunara.ask") / "wordnet" / "near.txt.gz").read_bytes()).decode()
    lines = text.splitlines()
    assert len(lines) > 50_000 and lines == sorted(lines, key=lambda line: line.partition("\t")[0].encode())
    for line in (lines[0], lines[-1], *lines[:: len(lines) // 2_000]):
        word, same, wider, family = line.split("\t")
        assert near_words(word) == Near(tuple(same.split()), tuple(wider.split()), tuple(family.split()))
    for word in ("", "a", "zzzzz", "kitten ", "naïve", "\t", "\n", "aaaa"):
        assert near_words(word) == Near()
