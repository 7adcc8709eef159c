"""The currency that an organization has chosen: of amounts in answers whose model names none, and in nothing that is saved."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from lunara.connect.warehouse import CancelToken
from lunara.semantic.currency import in_currency
from lunara.semantic.model import DerivedMeasure, Dimension, Format, Measure, SemanticModel, Table
from lunara.settings import Settings
from lunara.ui import cache
from lunara.ui.conversation import answer_once, subject_of
from lunara.ui.model_desk import content_of
from lunara.ui.page import PageContext
from lunara.ui.warehouses import POOL, load_model
from lunara.workspace.store import Store
from tests.pages.shop import Shop, make_shop
from tests.unit.ui.test_roles_and_tenants import seen_by

MONEY, EUROS = Format(kind="currency", decimals=2), Format(kind="currency", currency="EUR")
MODEL = SemanticModel(
    name="m",
    tables=(
        Table(
            name="orders",
            source="orders",
            dimensions=(Dimension(name="price", type="number", format=MONEY), Dimension(name="status")),
            measures=(
                Measure(name="revenue", aggregate="sum", expression="price", format=MONEY),
                Measure(name="in_euros", aggregate="sum", expression="price", format=EUROS),
                Measure(name="count", aggregate="count"),
            ),
        ),
    ),
    measures=(DerivedMeasure(name="per_order", expression="revenue / count", format=MONEY),),
)


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    cache._MEMORY._slots.clear()
    yield
    POOL.close()


@pytest.fixture
def shop(store: Store, tmp_path: Path) -> Shop:
    return make_shop(store, tmp_path)


def test_what_a_model_says_stays_and_no_other_format_gets_one() -> None:
    (table,) = in_currency(MODEL, "GBP").tables
    pounds = MONEY.model_copy(update={"currency": "GBP"})
    assert [one.format for one in table.dimensions] == [pounds, None]
    assert [one.format for one in table.measures] == [pounds, EUROS, None]
    assert in_currency(MODEL, "GBP").measures[0].format == pounds


def without_currency(store: Store, shop: Shop) -> SemanticModel:
    """Published: the shop's model, whose revenue is money of no currency."""
    tables = tuple(
        table.model_copy(
            update={
                "measures": tuple(one.model_copy(update={"format": MONEY}) for one in table.measures if one.expression)
            }
        )
        for table in shop.model.tables
    )
    model = shop.model.model_copy(update={"tables": tables, "measures": ()})
    store.save_semantic_model(shop.head.id, content_of(model), {}, based_on=1)
    store.publish_semantic_model(shop.head.id, 2)
    return model


@pytest.mark.parametrize(("chosen", "shown"), [("GBP", "GBP"), (None, None), ("", None), ("<b>", None)])
def test_answers_are_in_it_and_what_is_edited_is_not(
    workspace_settings: Settings, store: Store, shop: Shop, chosen: str | None, shown: str | None
) -> None:
    model = without_currency(store, shop)
    store.update_organization(settings={"currency": chosen} if chosen is not None else {})
    ctx = seen_by(workspace_settings, store, shop)
    assert revenue_format(ctx, store, shop).currency == shown
    assert load_model(ctx, shop.head.id)[1].tables == model.tables


def test_another_choice_is_seen_at_once(workspace_settings: Settings, store: Store, shop: Shop) -> None:
    without_currency(store, shop)
    for chosen in ("GBP", "CHF"):
        store.update_organization(settings={"currency": chosen})
        assert revenue_format(seen_by(workspace_settings, store, shop), store, shop).currency == chosen


def revenue_format(ctx: PageContext, store: Store, shop: Shop) -> Format:
    subject = subject_of(ctx, store.get_semantic_model(shop.head.id), None)
    answer = answer_once(ctx, subject, "total revenue", report=lambda *_, **__: None, cancel=CancelToken())
    assert answer.compiled is not None
    (form,) = [c.format for c in answer.compiled.columns if c.format is not None and c.format.kind == "currency"]
    return form


def test_amounts_of_rows_with_a_currency_of_their_own_stay_without_one() -> None:
    def paid(*dimensions: Dimension) -> SemanticModel:
        measures = (
            Measure(name="amount", aggregate="sum", expression="amount", format=MONEY),
            Measure(name="local_amount", aggregate="sum", expression="local_amount", format=MONEY),
        )
        table = Table(name="payments", source="payments", dimensions=dimensions, measures=measures)
        made = (
            DerivedMeasure(name="twice", expression="payments.amount * 2", format=MONEY),
            DerivedMeasure(name="twice_local", expression="payments.local_amount * 2", format=MONEY),
        )
        return in_currency(SemanticModel(name="m", tables=(table,), measures=made), "EUR")

    def codes(model: SemanticModel) -> list[str | None]:
        fields = (*model.tables[0].measures, *model.measures)
        return [one.format.currency for one in fields if one.format is not None]

    assert codes(paid(Dimension(name="method"))) == ["EUR", None, "EUR", None]
    assert codes(paid(Dimension(name="currency_code"))) == [None, None, None, None]
