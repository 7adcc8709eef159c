"""The dialog that saves a conversation's set-up as an agent, or edits one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import streamlit as st

from lunara.errors import InvalidInput
from lunara.ui import navigation, state
from lunara.ui.ai_provider import chosen_provider, model_for, model_of_agent
from lunara.ui.components.dialogs import NAME_LENGTH, TEXT_LENGTH
from lunara.ui.conversation import Subject
from lunara.ui.failure import explained
from lunara.ui.later import Later, save_or_keep
from lunara.ui.navigation import refresh
from lunara.ui.outbox import Change, Unchanged
from lunara.ui.page import PageContext
from lunara.ui.planning import LEAST, MOST_LIMIT, limit_of
from lunara.workspace.records import Agent, SemanticModelHead

_PLANNERS = {
    "auto": "The AI provider where there is one, else Lunara’s own planner",
    "offline": "Lunara’s own planner (no AI)",
}
_SECOND = {
    "": "As the organization says",
    "off": "No",
    "offline": "By Lunara’s own planner",
    "model": "By another AI model",
}
_NEWEST = 0


def open_agent_form(ctx: PageContext, subject: Subject | None, agent: Agent | None = None) -> None:
    """Open the dialog: for a new agent over `subject`, or to edit `agent` (by default the subject's)."""
    editing = agent or (subject.agent if subject else None)

    @st.dialog("Edit agent" if editing else "Save as agent", width="large")
    def dialog() -> None:
        heads = [head for head in ctx.store.list_semantic_models(ctx.project_id) if head.published_version is not None]
        if not heads:
            st.warning("Publish a semantic model first.")
            return
        _form(ctx, subject, editing, {head.id: head for head in heads})

    dialog()


def _form(
    ctx: PageContext, subject: Subject | None, editing: Agent | None, heads: dict[str, SemanticModelHead]
) -> None:
    config: dict[str, Any] = dict(editing.config) if editing else {}
    subject_version = subject.version if subject else None
    known = config.get("semantic_model_id") or (subject.head.id if subject else None)
    name = st.text_input("Name", editing.name if editing else "", max_chars=NAME_LENGTH, placeholder="Sales analyst")
    description = st.text_area("Description", editing.description if editing else "", max_chars=TEXT_LENGTH, height=80)
    instructions = st.text_area(
        "Instructions",
        editing.instructions if editing else "",
        max_chars=4000,
        height=110,
        help="Rules in plain words, given along with each question.",
    )
    ids = list(heads)
    model_id = st.selectbox(
        "Semantic model",
        ids,
        index=ids.index(known) if known in heads else 0,
        format_func=lambda key: heads[key].name if key in heads else "Unknown model",
    )
    versions = [_NEWEST, *(saved.version for saved in ctx.store.list_semantic_model_versions(model_id))]
    pinned = config.get("semantic_model_version") if model_id == known else None
    version = st.selectbox(
        "Version",
        versions,
        index=versions.index(pinned) if pinned in versions else 0,
        format_func=lambda number: f"Version {number}" if number else "Whatever is published",
    )
    planner = st.selectbox(
        "Answers come from",
        list(_PLANNERS),
        index=list(_PLANNERS).index(str(config.get("planner", "auto")))
        if config.get("planner", "auto") in _PLANNERS
        else 0,
        format_func=lambda key: _PLANNERS[key],
    )
    provider = chosen_provider(ctx)
    with st.expander("Advanced"):
        first_row, second_row = st.container(horizontal=True), st.container(horizontal=True)
    with first_row:
        model_name = st.text_input(
            "AI model",
            (model_of_agent(config, provider.name) if provider is not None else None) or "",
            placeholder=provider.model if provider is not None else "",
            help="Which model of the AI provider is asked. Empty: the one that Settings names.",
            disabled=provider is None,
        )
        temperature = st.number_input(
            "Temperature",
            0.0,
            2.0,
            float(config.get("temperature") or 0.0),
            0.1,
            help="0: the same question is read the same way each time. Higher: more freely, and less predictably.",
        )
        limits = _limits(config)
    with second_row:
        second = _second(config)
    tables = _tables(ctx, model_id, heads[model_id])
    allowed = st.multiselect(
        "Tables it may use",
        list(tables),
        default=[table for table in config.get("tables", []) if table in tables],
        format_func=lambda key: tables.get(key, key),
        placeholder="All tables of the model",
    )
    starters = st.text_area(
        "Starter questions",
        "\n".join(config.get("starter_questions", [])),
        help="One a line; shown where a conversation begins.",
        height=100,
    )
    if st.button("Save agent", type="primary"):
        with explained():
            if not name.strip():
                raise InvalidInput("The agent has no name.", "Give it one.")
            if second["second"] == "model" and not second["second_model"]:
                raise InvalidInput("The second AI model is not named.", "Write its name as the provider lists it.")
            fresh = {
                **config,
                "planner": planner,
                **(model_for(model_name, provider.name) if provider is not None else {}),
                "temperature": temperature,
                **limits,
                **second,
                "semantic_model_id": model_id,
                "semantic_model_version": version or None,
                "tables": allowed,
                "starter_questions": [line.strip() for line in starters.splitlines() if line.strip()][:12],
            }
            if editing:
                said = {"name": name.strip(), "description": description, "instructions": instructions, "config": fresh}
                if not isinstance(save_or_keep(ctx, change_of_agent(editing, said)), Later):
                    state.notify(f"Agent “{name.strip()}” saved.")
                refresh()
            told = {"description": description, "instructions": instructions, "config": fresh, "agent_id": str(uuid4())}
            args = (ctx.project_id, name.strip())
            label = f"The agent “{name.strip()}”"
            made = save_or_keep(ctx, Change(f"agent:{told['agent_id']}", label, "create_agent", args, told))
            if not isinstance(made, Later):
                # What was said so far is kept in sight where the agent speaks of the same tables.
                same = model_id == known and not allowed and fresh["semantic_model_version"] in (None, subject_version)
                going_on = "this conversation goes on with it" if same else "a new conversation with it begins here"
                navigation.set_query(agent=made.id, **({} if same else {"session": None}))
                state.notify(f"Agent “{name.strip()}” saved: {going_on}.")
            refresh()


def _limits(config: Mapping[str, Any]) -> dict[str, Any]:
    """What one question may take, as the agent's configuration says it; nothing typed is no limit."""
    kept_tokens, kept_dollars = limit_of(config, "question_tokens"), limit_of(config, "question_dollars")
    tokens = st.number_input(
        "Tokens a question",
        min_value=int(LEAST["question_tokens"]),
        max_value=MOST_LIMIT,
        value=int(kept_tokens) if kept_tokens is not None else None,
        step=1_000,
        placeholder="No limit",
        help="What one question may use of the AI provider at most, corrections included.",
    )
    dollars = st.number_input(
        "Dollars a question",
        min_value=LEAST["question_dollars"],
        max_value=float(MOST_LIMIT),
        value=float(kept_dollars) if kept_dollars is not None else None,
        step=0.01,
        format="%.4f",
        placeholder="No limit",
        help="What one question may cost at most, by the provider’s public price list, before anything is sent.",
    )
    return {"question_tokens": tokens or None, "question_dollars": dollars or None}


def _second(config: Mapping[str, Any]) -> dict[str, Any]:
    """Who plans a second time, as the agent's configuration says it."""
    kept = str(config.get("second") or "")
    second = st.selectbox(
        "Check by a second planner",
        list(_SECOND),
        index=list(_SECOND).index(kept) if kept in _SECOND else 0,
        format_func=_SECOND.__getitem__,
        help="Each question is planned twice. Where the answers differ you see both, and choose. Costs more tokens and time.",
    )
    model = st.text_input(
        "Second AI model",
        str(config.get("second_model") or ""),
        max_chars=200,
        help="Of the same provider, for “By another AI model”.",
    )
    return {"second": second, "second_model": model.strip()}


def change_of_agent(agent: Agent, said: Mapping[str, Any]) -> Change:
    """Fields of an agent, to be saved over what this person saw of it."""
    unchanged = Unchanged("get_agent", (agent.id,), agent, said)
    return Change(f"agent:{agent.id}", f"The agent “{agent.name}”", "update_agent", (agent.id,), said, unchanged)


def _tables(ctx: PageContext, model_id: str, head: SemanticModelHead) -> dict[str, str]:
    from lunara.ui.warehouses import load_model

    _, model = load_model(ctx, model_id, head.published_version)
    return {table.name: table.label or table.name for table in model.tables if not table.hidden}
