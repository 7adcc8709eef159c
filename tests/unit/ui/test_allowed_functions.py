"""A function of the user's own is called on every road where SQL is guarded, when the owner of the process says so, and on none
otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from lunara.ask.plan import Refusal
from lunara.build.artifact import Figure
from lunara.build.refresh import refresh_figure
from lunara.connect.warehouse import CancelToken
from lunara.errors import InvalidInput, LunaraError, UnsafeSql
from lunara.guard import allow_functions
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery
from lunara.settings import Settings
from lunara.ui import cache
from lunara.ui.conversation import Subject, answer_once, run_edited_sql, subject_of
from lunara.ui.identity import current_settings
from lunara.ui.model_desk import content_of
from lunara.ui.page import PageContext
from lunara.ui.warehouses import POOL, lease_for
from lunara.workspace.store import Store
from tests.pages.shop import MODEL, make_shop
from tests.unit.ui.test_roles_and_tenants import seen_by

# Ten per cent off: of 10 + 20 + … + 240.
NET = 2_700.0


@pytest.fixture(autouse=True)
def nobody_vouches() -> Iterator[None]:
    cache._MEMORY.forget()
    yield
    allow_functions(())
    POOL.close()


@pytest.fixture
def told(workspace_settings: Settings, store: Store, tmp_path: Path) -> tuple[PageContext, Subject]:
    """A shop whose database has a function of its own, and whose published model calls it."""
    shop = make_shop(store, tmp_path)
    with duckdb.connect(str(shop.path)) as connection:
        connection.execute("create macro net_price(x) as x * 0.9")
    content: dict[str, Any] = SemanticModel.model_validate(MODEL).model_dump(mode="json", by_alias=True)
    content["tables"][0]["measures"][0]["expression"] = "net_price(amount)"
    store.save_semantic_model(shop.head.id, content_of(SemanticModel.model_validate(content)), {}, based_on=1)
    head = store.publish_semantic_model(shop.head.id, 2)
    ctx = seen_by(workspace_settings, store, shop)
    return ctx, subject_of(ctx, head, None)


def by_hand(ctx: PageContext, subject: Subject) -> float:
    return float(run_edited_sql(ctx, subject, "select sum(net_price(amount)) from main.orders").rows()[0][0])  # type: ignore[arg-type]


def asked(ctx: PageContext, subject: Subject) -> float:
    done = answer_once(ctx, subject, "total revenue", report=lambda *_, **__: None, cancel=CancelToken())
    if isinstance(done.planned.plan, Refusal):
        raise UnsafeSql(done.planned.plan.reason, code="function_not_allowed")
    assert done.result is not None
    return float(done.result.rows()[0][-1])  # type: ignore[arg-type]


def drawn(ctx: PageContext, subject: Subject, **figure: Any) -> float:
    with lease_for(ctx, subject.source) as warehouse:
        done = refresh_figure(Figure(semantic_model_id="m", **figure), subject.model, warehouse, ctx.clock)
    if done.error is not None:
        raise done.error
    assert done.result is not None
    return float(done.result.rows()[0][-1])  # type: ignore[arg-type]


ROADS: dict[str, Callable[[PageContext, Subject], float]] = {
    "sql by hand": by_hand,
    "a question": asked,
    "a dashboard's figure": lambda ctx, subject: drawn(ctx, subject, query=SemanticQuery(measures=("orders.revenue",))),
    "SQL over the model": lambda ctx, subject: drawn(ctx, subject, sql="select measure(revenue) from orders"),
}


@pytest.mark.parametrize("road", ROADS)
def test_it_is_called_where_it_is_allowed_alone(told: tuple[PageContext, Subject], road: str) -> None:
    with pytest.raises(LunaraError) as refused:
        ROADS[road](*told)
    said = f"{refused.value.message} {refused.value.hint}"
    assert "NET_PRICE" in said and "LUNARA_ALLOWED_FUNCTIONS" in said
    allow_functions(("net_price",))
    assert ROADS[road](*told) == pytest.approx(NET)
    allow_functions(("main.net_price",))
    with pytest.raises(UnsafeSql):
        run_edited_sql(*told, "select net_price(amount) + 1 from main.orders")


def test_pages_take_it_from_the_settings(told: tuple[PageContext, Subject], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LUNARA_ALLOWED_FUNCTIONS", "pricing.tax, net_price")
    assert current_settings().allowed_functions == ("pricing.tax", "net_price")
    assert by_hand(*told) == pytest.approx(NET)
    monkeypatch.setenv("LUNARA_ALLOWED_FUNCTIONS", "net_price, read_csv")
    with pytest.raises(InvalidInput, match="read_csv, which cannot be allowed: on DuckDB it reads files"):
        current_settings()
