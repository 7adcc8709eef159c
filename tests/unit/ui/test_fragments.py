"""A fragment runs without the shell: it asks for itself whether the person is still there."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from lunara.settings import Settings
from lunara.ui import page
from lunara.ui.page import PageContext, clock_of, still_here
from lunara.workspace.records import Principal, Role
from lunara.workspace.store import Store

UI = Path(page.__file__).parent


class RunAgain(Exception):
    pass


@pytest.fixture
def ctx(workspace_settings: Settings, store_as: Callable[[Role], Store]) -> PageContext:
    store = store_as("editor")
    organization = store.organization()
    return PageContext(workspace_settings, store.principal, store, organization, None, clock_of(organization))


@pytest.mark.parametrize("change", ["signed out", "another", "lower role", "nothing"])
def test_the_page_runs_again_when_it_is_no_longer_the_person(
    ctx: PageContext, other_store: Store, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    now: dict[str, Principal | None] = {
        "signed out": None,
        "another": other_store.principal,
        "lower role": replace(ctx.principal, role="viewer"),
        "nothing": replace(ctx.principal),
    }

    def rerun(*, scope: str) -> None:
        raise RunAgain(scope)

    monkeypatch.setattr(page, "current_principal", lambda settings: now[change])
    monkeypatch.setattr(page.st, "rerun", rerun)
    if change == "nothing":
        still_here(ctx)
        return
    with pytest.raises(RunAgain, match="app"):
        still_here(ctx)


def fragments() -> list[tuple[str, ast.FunctionDef]]:
    """Every function of the user interface that runs as a fragment, decorated or handed to `st.fragment`."""
    found = []
    for path in sorted(UI.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        functions = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
        names = {
            node.name
            for node in functions.values()
            if any("st.fragment" in ast.unparse(decorator) for decorator in node.decorator_list)
        }
        names |= {
            ast.unparse(call.args[0])
            for call in ast.walk(tree)
            if isinstance(call, ast.Call) and ast.unparse(call.func) == "st.fragment" and call.args
        }
        found += [(f"{path.name}:{name}", functions[name]) for name in sorted(names)]
    return found


def test_every_fragment_that_knows_a_person_asks_first() -> None:
    seen = [name for name, _ in fragments()]
    assert {"ask_view.py:_turn", "dashboard_view.py:_by_itself", "jobs.py:_polled"} <= set(seen)
    for name, function in fragments():
        # They draw the steps of a job that its owner started, nothing of anybody, or nothing at all.
        nobodys = {"away.py:_until_back", "away.py:_sign_in_away", "away.py:_soon"}
        if name in {"jobs.py:_polled", "jobs.py:_until_it_answers", *nobodys}:
            continue
        first = next(
            node for node in function.body if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
        )
        assert ast.unparse(first).startswith("still_here("), name
