"""On Settings: which AI provider helps with questions, and the organization's own key for it."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from lunara.ask.planners.providers import PROVIDERS, checked_address, checked_model
from lunara.ask.planners.trying import Tried, try_provider
from lunara.connect.hosts import Reach
from lunara.connect.warehouse import CancelToken
from lunara.errors import InvalidInput
from lunara.ui import state
from lunara.ui.ai_provider import chosen_provider, forget_provider, label_of, provider_of
from lunara.ui.components.dialogs import confirm
from lunara.ui.components.source_form import hidden_input
from lunara.ui.components.text import count, plain
from lunara.ui.failure import explained, show_error
from lunara.ui.jobs import Report, clear_job, find_job, job_panel, start_job
from lunara.ui.navigation import refresh
from lunara.ui.page import PageContext
from lunara.workspace.records import ProviderKey, ProviderName

_JOB = "try-provider"
_OFFERED: Mapping[ProviderName, str] = {
    "gemini": "Google Gemini",
    "openai": "OpenAI, or a service that speaks like it",
    "anthropic": "Anthropic",
}


def draw_ai_account(ctx: PageContext) -> None:
    """Who is asked, with whose key; for admins what is needed to set, try and remove the organization's own."""
    key = ctx.store.provider_key()
    admin = ctx.principal.may("admin")
    with st.container(border=True, gap="xsmall"):
        _draw_chosen(ctx, key)
        if key is not None:
            _draw_key(ctx, key, admin=admin)
        st.caption("Each answer says where it came from. Lunara’s own planner (no AI) stands behind every provider.")
        if admin:
            _draw_actions(ctx, key)
        else:
            st.caption("Owners and admins change this.")
    if admin:
        _draw_outcome(ctx)


def _draw_chosen(ctx: PageContext, key: ProviderKey | None) -> None:
    if key is not None:
        usual = "" if key.model else " (the usual one)"
        model = key.model or ctx.settings.llm_model
        st.markdown(f"**{plain(label_of(key))}, with your organization’s key**")
        st.caption(f"Model {plain(model)}{usual}, at most {ctx.settings.llm_timeout_seconds:g} s a call.")
        return
    found = chosen_provider(ctx)
    if found is None:
        st.markdown("**Lunara’s own planner (no AI)**")
        st.caption("Answers over the semantic layer on this server, and sends nothing anywhere.")
    else:
        st.markdown(f"**{plain(found.label)}, with this installation’s key**")
        st.caption(f"Model {plain(found.model)}, at most {ctx.settings.llm_timeout_seconds:g} s a call.")


def _draw_key(ctx: PageContext, key: ProviderKey, *, admin: bool) -> None:
    by = ctx.store.member_names([key.set_by]).get(key.set_by) if key.set_by is not None else None
    who = f" by {plain(by)}" if by is not None else ""
    when = f"{key.set_at:%d %B %Y}"
    if not admin:
        st.caption(f"Set{who} on {when}.")
        return
    try:
        account = ctx.store.open_provider_key()
    except InvalidInput as error:
        st.caption(f"Set{who} on {when}.")
        show_error(error)
        return
    ending = f"Key ending in **{plain(account.ending)}**" if account is not None and account.ending else "Key"
    st.caption(f":material/lock: {ending}, set{who} on {when}. It is stored encrypted and never shown again.")


def _draw_actions(ctx: PageContext, key: ProviderKey | None) -> None:
    with st.container(horizontal=True):
        if key is None:
            if st.button("Use your organization’s key", key="ai_set", icon=":material/key:"):
                _open_form(ctx, None)
            return
        if st.button("Test", key="ai_test", icon=":material/network_check:", help="Asks the model for one word."):
            clear_job(ctx, _JOB)
            start_job(ctx, _JOB, lambda report, cancel: _try(ctx, report, cancel), title="Asking the AI provider")
        if st.button("Change", key="ai_change", icon=":material/edit:"):
            _open_form(ctx, key)
        if st.button("Remove", key="ai_remove", icon=":material/delete:"):
            confirm(
                "Remove the key?",
                f"Questions are not answered with **{plain(label_of(key))}** any more. You need the key itself to set it again.",
                action="Remove",
                on_confirm=lambda: _remove(ctx),
            )


def _try(ctx: PageContext, report: Report, cancel: CancelToken) -> Tried:
    report("Opening the key")
    provider = provider_of(ctx)
    if provider is None or provider.whose != "organization":
        raise InvalidInput("There is no key.", "Set it first.")
    checked_address(provider.base_url, Reach.of(ctx.settings))
    report(f"Asking {provider.label} for one word")
    return try_provider(provider, cancel)


def _draw_outcome(ctx: PageContext) -> None:
    job = find_job(ctx, _JOB)
    if job is None or job_panel(job) != "done" or job.ended is None:
        return
    tried: Tried = job.result
    took, tokens = f"{job.ended - job.started:.1f} s", count(tried.tokens, "token")
    st.success(
        f"It works: {plain(tried.model)} answered in {took}, and counted {tokens}.",
        icon=":material/check_circle:",
    )


def _remove(ctx: PageContext) -> str:
    ctx.store.remove_provider_key()
    _changed(ctx)
    return "The key was removed."


def _changed(ctx: PageContext) -> None:
    forget_provider(ctx)
    clear_job(ctx, _JOB)


def _open_form(ctx: PageContext, key: ProviderKey | None) -> None:
    @st.dialog("Your organization’s AI provider")
    def dialog() -> None:
        offered = list(_OFFERED)
        provider: ProviderName = st.selectbox(
            "Provider",
            offered,
            index=offered.index(key.provider) if key is not None else 0,
            format_func=_OFFERED.__getitem__,
            key="ai_provider",
        )
        _form(ctx, key if key is not None and key.provider == provider else None, provider)

    dialog()


def _form(ctx: PageContext, key: ProviderKey | None, provider: ProviderName) -> None:
    kind = PROVIDERS[provider]
    with st.form("ai_form", border=False):
        typed = hidden_input(
            "Key",
            f"ai_key_{provider}",
            help_text=f"From {kind.keys_from}. It is encrypted before it is stored.",
            placeholder="Leave blank to keep what is stored" if key is not None else "",
            autocomplete="off",
        ).strip()
        model = st.text_input(
            "Model" if provider != "gemini" else "Model (optional)",
            value=key.model if key is not None else "",
            placeholder=ctx.settings.llm_model if provider == "gemini" else "",
            help="Its name as the provider lists it.",
            max_chars=200,
            key=f"ai_model_{provider}",
        )
        base = st.text_input(
            "Address (optional)",
            value=key.base_url if key is not None else "",
            placeholder=kind.address,
            help="For a gateway, or another service with the same API. The key is needed again when it changes.",
            max_chars=500,
            key=f"ai_address_{provider}",
        )
        st.caption(
            "Questions and the names in your semantic model go there; values of the data only if you allow it above."
        )
        sent = st.form_submit_button("Save", type="primary", key="ai_save")
    if sent:
        with explained():
            address = checked_address(base or "", Reach.of(ctx.settings))
            if model or provider != "gemini":
                checked_model(provider, model or "", ctx.settings)
            ctx.store.set_provider_key(provider, typed, base_url=address, model=model or "")
            _changed(ctx)
            state.notify("Saved. Press Test to see whether it works.")
            refresh()
