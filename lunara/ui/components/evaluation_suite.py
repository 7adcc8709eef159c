"""The questions of a model's suite: what is expected of each, adding, changing, importing and exporting them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import streamlit as st

from lunara.ask.describe import describe
from lunara.ask.suite import Case, Expectation, expectation_json, load_suite, read_case
from lunara.build.suites import add_suite, case_of, content_of, suite_document
from lunara.errors import InvalidInput, LunaraError
from lunara.semantic.model import SemanticModel
from lunara.semantic.yaml import dump_document
from lunara.ui import navigation, state
from lunara.ui.components.dialogs import confirm
from lunara.ui.components.empty import empty_state
from lunara.ui.components.text import ago, count, file_size, plain
from lunara.ui.components.upload_box import upload_box
from lunara.ui.components.uploads import choose, sealed_batch
from lunara.ui.evaluating import add_verified, in_suite
from lunara.ui.failure import explained
from lunara.ui.page import PageContext
from lunara.ui.receiving import INBOX, Batch
from lunara.ui.verifying import published_of
from lunara.workspace.records import EvaluationQuestion, SemanticModelHead, VerifiedQuestion

PAGE = 20
MOST_BYTES = 20_000_000
KINDS = {
    "query": "A semantic query (JSON)",
    "model_sql": "SQL over the model",
    "sql": "SQL over the warehouse’s tables",
    "rows": "Rows (JSON)",
    "refusal": "That it is refused",
    "clarification": "That it asks back",
}
_HINTS = {
    "query": '{"measures": ["revenue"], "dimensions": ["customers.country"]}',
    "model_sql": "select country, measure(revenue) from customers …",
    "sql": "select country, sum(amount) from main.orders … group by 1",
    "rows": '[["Germany", 1200.5], ["France", 800]]',
}


def suite_part(ctx: PageContext, head: SemanticModelHead, questions: Sequence[EvaluationQuestion]) -> None:
    """The suite of those who build."""
    verified = [one for one in ctx.store.list_verified_questions(head.id) if not one.because]
    known = in_suite(questions, verified)
    left = [one for one in verified if one.id not in known]
    at = state.page_state(SuiteImport, head.id)
    with st.container(horizontal=True, gap="small"):
        st.button("Add a question", icon=":material/add:", on_click=_edit, args=(ctx, head, None))
        if left:
            st.button(
                f"Add {count(len(left), 'verified question')}",
                key="add-all-verified",
                icon=":material/verified:",
                type="primary" if not questions else "secondary",
                on_click=_add_verified,
                args=(ctx, head, left),
            )
        st.button("Import", key="open-suite-import", icon=":material/upload_file:", on_click=_open_import, args=(at,))
        if questions:
            st.download_button(
                "Export",
                data=partial(_exported, ctx, head),
                file_name="evaluation.yaml",
                mime="application/yaml",
                icon=":material/download:",
                key="export-suite",
                on_click="ignore",
            )
    if at.open:
        _import_panel(ctx, head, at)
    if not questions:
        empty_state(
            "No questions in the suite yet",
            "Add questions with what is expected of each: a query, SQL, rows, or that it is refused. Verified ones are a good "
            "beginning; so are questions that must not be answered.",
            icon=":material/checklist:",
        )
        return
    shown_key = f"suite-more:{head.id}"
    shown = int(state.widget(shown_key) or PAGE)
    text = ""
    if len(questions) > PAGE:
        text = st.text_input("Search the suite", key="suite-search", icon=":material/search:").strip().casefold()
    wanted = [one for one in questions if text in one.question.casefold()]
    model = published_of(ctx, head)
    for one in wanted[:shown]:
        with st.container(border=True, gap="small", key=f"expected-{one.id}"), explained():
            _draw(ctx, head, model, one)
    if len(wanted) > shown:
        st.button(
            f"Show {min(PAGE * 2, len(wanted) - shown):,} more of {len(wanted):,}",
            key="suite-show-more",
            on_click=state.set_widget,
            args=(shown_key, shown + PAGE * 2),
        )


def _draw(ctx: PageContext, head: SemanticModelHead, model: SemanticModel | None, one: EvaluationQuestion) -> None:
    st.markdown(f"**{plain(one.question)}**")
    try:
        case = case_of(one)
    except InvalidInput as error:
        case = None
        st.markdown(f":orange-badge[:material/error: It cannot be read] {plain(error.message)}")
    if case is not None:
        if case.history:
            st.caption(plain(f"After: {' → '.join(case.history)}"))
        _expected(case, model)
    by = f" by {one.changed_by_name}" if one.changed_by_name else ""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(plain(f"Written{by} {ago(one.updated_at)}"), width="stretch")
        if case is not None:
            st.button("Change", key=f"change:{one.id}", icon=":material/edit:", on_click=_edit, args=(ctx, head, one))
        st.button("Remove", key=f"remove:{one.id}", icon=":material/delete:", on_click=_remove, args=(ctx, one))


def _expected(case: Case, model: SemanticModel | None) -> None:
    expect = case.expect
    if isinstance(expect, str):
        st.markdown(
            ":orange-badge[:material/block: Expected to be refused]"
            if expect == "refusal"
            else ":blue-badge[:material/help: Expected to ask back]"
        )
        return
    if expect.query is not None:
        st.caption(plain(f"Expected: {expected_words(case, model)}"))
    elif expect.rows is not None:
        st.caption(plain(f"Expected: {count(len(expect.rows), 'row')}"))
        st.code(
            json.dumps([list(row) for row in expect.rows[:5]], ensure_ascii=False), language="json", wrap_lines=True
        )
    else:
        st.caption("Expected: the rows of SQL over the model" if expect.model_sql else "Expected: the rows of SQL")
        st.code(expect.model_sql or expect.sql or "", language="sql", wrap_lines=True)
    told = compared_words(case)
    if told:
        st.caption(plain("; ".join(told)))


def compared_words(case: Case) -> list[str]:
    """On which day it is asked and how an answer is compared, where that is not the usual."""
    told = [f"asked on {case.today:%Y-%m-%d}"] if case.today is not None else []
    expect = case.expect
    if isinstance(expect, str):
        return told
    if expect.exactly:
        told.append("the meaning alone counts")
    if expect.ordered is not None:
        told.append("in this order" if expect.ordered else "in any order")
    if expect.tolerance:
        told.append(f"numbers may differ by {expect.tolerance:g}")
    if expect.more_columns:
        told.append("other columns may be beside them")
    return told


def expected_words(case: Case, model: SemanticModel | None) -> str:
    """What is expected, in a few words."""
    expect = case.expect
    if isinstance(expect, str):
        return "a refusal" if expect == "refusal" else "a question back"
    if expect.rows is not None:
        told = json.dumps([list(row) for row in expect.rows[:3]], ensure_ascii=False)
        return told if len(expect.rows) <= 3 else f"{told} and {len(expect.rows) - 3:,} more rows"
    if expect.query is None:
        return "the rows of SQL over the model" if expect.model_sql else "the rows of SQL"
    if model is None:
        return json.dumps(expectation_json(expect).get("query"), ensure_ascii=False)
    try:
        return describe(expect.query, model)
    except LunaraError as error:
        return error.message


def _edit(ctx: PageContext, head: SemanticModelHead, one: EvaluationQuestion | None) -> None:
    """The dialog for a question and what is expected of it; `one` None: a new one."""
    case = case_of(one) if one is not None else None
    expect = case.expect if case is not None else None
    kind = (
        expect
        if isinstance(expect, str)
        else next((k for k in _HINTS if getattr(expect, k, None) is not None), "query")
    )
    title = "Add a question" if one is None else "Change the question"

    @st.dialog(title, width="medium")
    def dialog() -> None:
        text = st.text_area("Question", case.question if case else "", max_chars=4_000, height=80)
        before = st.text_area(
            "Asked before it, a question a line", "\n".join(case.history) if case else "", height=70, key="case-history"
        )
        chosen = st.selectbox("Expected", list(KINDS), index=list(KINDS).index(kind), format_func=KINDS.__getitem__)
        written = ""
        if chosen in _HINTS:
            own = _written(expect, chosen) if isinstance(expect, Expectation) and chosen == kind else ""
            written = st.text_area(KINDS[chosen], own, placeholder=_HINTS[chosen], height=150, key=f"case-{chosen}")
        options = expect if isinstance(expect, Expectation) else Expectation(sql="-")
        with st.expander("How it is compared"):
            exactly = st.checkbox(
                "The meaning alone counts, not the same rows",
                options.exactly,
                disabled=chosen not in ("query", "model_sql"),
            )
            tolerance = st.number_input("Numbers may differ by", min_value=0.0, value=options.tolerance, format="%g")
            orders = {None: "Where the query or SQL orders", True: "Yes", False: "No"}
            ordered = st.selectbox(
                "The order of the rows counts",
                list(orders),
                index=list(orders).index(options.ordered),
                format_func=orders.__getitem__,
            )
            more = st.checkbox("The answer may have other columns beside these", options.more_columns)
        if st.button("Save", type="primary", key="save-case"):
            with explained():
                told = {
                    **({"exactly": True} if exactly and chosen in ("query", "model_sql") else {}),
                    **({"tolerance": tolerance} if tolerance else {}),
                    **({"ordered": ordered} if ordered is not None else {}),
                    **({"more_columns": True} if more else {}),
                }
                made = read_case(
                    {
                        **({"today": case.today} if case is not None and case.today is not None else {}),
                        "id": str(one.content.get("id", "")) if one is not None else "",
                        "question": text,
                        "history": [line.strip() for line in before.splitlines() if line.strip()],
                        "expect": {chosen: _read(chosen, written), **told} if chosen in _HINTS else chosen,
                    }
                )
                if one is None:
                    ctx.store.add_evaluation_questions(head.id, [(made.question, content_of(made))])
                else:
                    ctx.store.change_evaluation_question(one.id, question=made.question, content=content_of(made))
                state.notify("Added to the suite." if one is None else "Changed.")
                navigation.refresh()

    dialog()


def _written(expect: Expectation, kind: str) -> str:
    told = expectation_json(expect).get(kind)
    return told if isinstance(told, str) else json.dumps(told, ensure_ascii=False, indent=1)


def _read(kind: str, written: str) -> object:
    """What was written of a kind. Raises InvalidInput."""
    if kind in ("sql", "model_sql"):
        return written
    try:
        return json.loads(written)
    except (ValueError, RecursionError):
        raise InvalidInput("What is expected is not JSON.", f"Write it like {_HINTS[kind]}.") from None


def _remove(ctx: PageContext, one: EvaluationQuestion) -> None:
    def remove() -> str:
        ctx.store.remove_evaluation_question(one.id)
        return "Removed from the suite."

    rests = ""
    if not ctx.principal.may("admin") and ctx.store.evaluation_requirement(one.semantic_model_id) is not None:
        rests = "  \nPublishing rests on the suite: where an admin has accepted this question, one has to accept that it is gone."
    confirm(
        "Remove this question?",
        f"**{plain(one.question)}**  \nRuns keep what came of it.{rests}",
        action="Remove",
        on_confirm=remove,
    )


def _add_verified(ctx: PageContext, head: SemanticModelHead, verified: Sequence[VerifiedQuestion]) -> None:
    with explained():
        added = add_verified(ctx, head, verified)
        state.notify(f"{count(added, 'question')} added to the suite.")


@dataclass
class SuiteImport:
    """Whether a suite is to be imported, and what was chosen."""

    open: bool = False
    batch: Batch | None = None


def _import_panel(ctx: PageContext, head: SemanticModelHead, at: SuiteImport) -> None:
    with st.container(border=True, key="suite_import"):
        batch = at.batch = sealed_batch(ctx, at.batch, endings=(".yaml", ".yml", ".json"), most=MOST_BYTES)
        upload_box(
            batch,
            key="import_suite",
            title="Drop a suite here",
            limits=f"One YAML or JSON file of up to {file_size(MOST_BYTES)}, as `lunara evaluate` reads it.",
            on_choice=lambda chosen: choose(ctx, batch, chosen),
        )
        st.caption("Questions that are there already, with the same expectation, are left as they are.")
        with st.container(horizontal=True):
            ready = len(batch.files) == 1 and not batch.on_its_way
            if st.button("Add its questions", type="primary", key="import-suite-go", disabled=not ready):
                with explained():
                    added = add_suite(ctx.store, head.id, load_suite(_text_of(batch)))
                    _close_import(at)
                    state.notify(f"{count(added, 'question')} added to the suite.")
                    navigation.refresh()
            st.button("Cancel", key="import-suite-cancel", on_click=_close_import, args=(at,))


def _close_import(at: SuiteImport) -> None:
    if at.batch is not None:
        INBOX.drop(at.batch)
    at.open, at.batch = False, None


def _open_import(at: SuiteImport) -> None:
    at.open = True


def _text_of(batch: Batch) -> str:
    """Raises InvalidInput for what is no text."""
    (file,) = batch.files
    try:
        return file.path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidInput("The file is not UTF-8 text.", "Save it in UTF-8.") from None
    except OSError:
        raise InvalidInput("The file is not there any more.", "Choose it again.") from None


def _exported(ctx: PageContext, head: SemanticModelHead) -> bytes:
    questions = ctx.store.list_evaluation_questions(head.id)
    return dump_document(suite_document(head, questions, ctx.store.evaluation_requirement(head.id))).encode()
