"""Who plans a question of a conversation: the AI provider where there is one, those behind it, and what is kept of their plans.

Nothing here touches Streamlit, so it may be called from a background job.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lunara.ask.planners.providers import Provider, of_installation
from lunara.errors import InvalidInput, Unavailable
from lunara.ui import cache
from lunara.ui.ai_provider import model_of_agent, provider_of
from lunara.ui.budgets import TokenPurse
from lunara.ui.page import PageContext

if TYPE_CHECKING:
    from threading import Event

    from lunara.ask.plan import Planned, Planner
    from lunara.ask.planners.calling import Caps, TokenBudget
    from lunara.ask.planners.llm import LlmPlanner, PlanMemory
    from lunara.ask.planners.patient import Steps
    from lunara.ask.values import ValueIndex
    from lunara.ui.conversation import Subject
    from lunara.ui.jobs import Report

LEAST, MOST_LIMIT = {"question_tokens": 1, "question_dollars": 0.0001}, 1_000_000_000
KEPT_SECONDS = 6 * 3600.0
BYTES_A_PLAN = 4_096


def planner_of(
    ctx: PageContext,
    subject: Subject,
    values: ValueIndex | None,
    report: Report | None = None,
    *,
    under_way: Event | None = None,
) -> Planner:
    """The AI provider first where there is a key and the agent does not say otherwise, the offline planner last.

    Behind an organization's own provider stands the installation's where an owner has allowed that. `report` is told what is
    being done; `under_way` is set when the project's budget has let the question in, or has not.
    """
    from lunara.ask.planners.offline import OfflinePlanner

    offline = OfflinePlanner(values)
    if subject.config.get("planner") == "offline":
        return offline
    from lunara.ask.planners.fallback import FallbackPlanner
    from lunara.ask.planners.shut import ShutPlanner

    say = _said(report)
    try:
        provider = provider_of(ctx)
    except (InvalidInput, Unavailable) as error:
        # Nobody else's account is asked in the place of one that does not open, or is not known now.
        return FallbackPlanner([ShutPlanner(error), offline], on_step=say)
    if provider is None:
        return offline
    asked = [provider]
    behind = of_installation(ctx.settings)
    if provider.whose == "organization" and behind is not None and ctx.organization.settings.get("installation_behind"):
        asked.append(behind)
    planners = [llm_planner(ctx, subject, values, one, say=say, under_way=under_way) for one in asked]
    return FallbackPlanner([*planners, offline], on_step=say)


def second_planner_of(
    ctx: PageContext, subject: Subject, values: ValueIndex | None, report: Report | None = None
) -> Planner | None:
    """Who plans a question once more, as the agent says, else the organization; None where nobody does.

    That is beside the AI provider alone: where Lunara's own planner answers there is no second road.
    """
    usual = "offline" if ctx.organization.settings.get("second_planner") else "off"
    wanted = str(subject.config.get("second") or usual)
    if wanted not in ("offline", "model") or subject.config.get("planner") == "offline":
        return None
    try:
        provider = provider_of(ctx)
    except (InvalidInput, Unavailable):
        return None
    if provider is None:
        return None
    model = str(subject.config.get("second_model") or "")
    if wanted == "model" and model:
        return llm_planner(ctx, subject, values, provider, say=_said(report), model=model)
    from lunara.ask.planners.offline import OfflinePlanner

    return OfflinePlanner(values)


def llm_planner(
    ctx: PageContext,
    subject: Subject,
    values: ValueIndex | None,
    provider: Provider,
    *,
    say: Steps | None,
    model: str | None = None,
    under_way: Event | None = None,
) -> LlmPlanner:
    """A planner that asks this provider, by the agent's settings and within the project's budget."""
    from lunara.ask.planners.llm import LlmPlanner

    purse: TokenBudget = TokenPurse(ctx.store, subject.source.project_id)
    return LlmPlanner(
        ctx.settings,
        provider=provider,
        model=model or model_of_agent(subject.config, provider.name),
        temperature=float(subject.config.get("temperature") or 0.0),
        values=values if ctx.organization.settings.get("values_allowed") else None,
        budget=purse if under_way is None else _Announced(purse, under_way),
        caps=caps_of(subject),
        memory=memory_of(ctx, subject),
        on_step=say,
    )


@dataclass(frozen=True)
class _Announced:
    """A purse that sets an event when it has let somebody in, or has not."""

    purse: TokenBudget
    event: Event

    def admit(self, tokens: int, seconds: float) -> tuple[int | None, Callable[[int], None]]:
        try:
            return self.purse.admit(tokens, seconds)
        finally:
            self.event.set()


def caps_of(subject: Subject) -> Caps:
    """What one question may take of an agent's tokens and money."""
    from lunara.ask.planners.calling import Caps

    tokens, dollars = limit_of(subject.config, "question_tokens"), limit_of(subject.config, "question_dollars")
    return Caps(tokens=int(tokens) if tokens else None, dollars=Decimal(str(dollars)) if dollars else None)


def limit_of(config: Mapping[str, Any], name: str) -> float | None:
    """A limit that an agent's configuration sets, which an import may have brought along; None for what is no limit."""
    found = config.get(name)
    if isinstance(found, bool) or not isinstance(found, int | float) or not LEAST[name] <= found <= MOST_LIMIT:
        return None
    return found


def forget_plans(ctx: PageContext, model_id: str = "") -> None:
    """Plan anew what is asked of a model (of every one where none is named)."""
    of_model = {"model_id": model_id} if model_id else {}
    cache.forget(organization_id=ctx.organization.id, what="plan", **of_model)


def _said(report: Report | None) -> Steps | None:
    return (lambda step, detail: report(step, detail=detail)) if report is not None else None


def memory_of(ctx: PageContext, subject: Subject) -> PlanMemory:
    """Plans of this organization, for people of one role, over one version of the model and the source."""

    class Kept:
        def get(self, fingerprint: str) -> Planned | None:
            found: Planned | None = cache.peek(self._key(fingerprint))
            return found

        def put(self, fingerprint: str, planned: Planned) -> None:
            cache.keep(self._key(fingerprint), planned, ttl=KEPT_SECONDS, size=BYTES_A_PLAN)

        def _key(self, fingerprint: str) -> cache.Key:
            return cache.Key(
                ctx.organization.id,
                "plan",
                source_id=subject.source.id,
                source_version=str(subject.source.version),
                model_id=subject.head.id,
                model_version=str(subject.version),
                fingerprint=f"{ctx.principal.role}:{subject.scope}:{fingerprint}",
            )

    return Kept()
