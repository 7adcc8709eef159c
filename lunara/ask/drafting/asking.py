"""One batch asked of a provider: one structured reply, asked again once when it cannot be read."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from lunara.ask.drafting.document import PARTS, SCHEMA, SYSTEM
from lunara.ask.planners.calling import Caps, Meter, TokenBudget, call_structured
from lunara.ask.planners.failures import LATER
from lunara.connect.warehouse import CancelToken
from lunara.errors import InvalidInput, Unavailable

if TYPE_CHECKING:
    from lunara.ask.planners.providers import Provider

CAPS = Caps(corrections=1)


class Asker:
    """Asks one provider's model, within a budget of tokens where there is one. `values`: those of the warehouse may be sent."""

    def __init__(self, provider: Provider, *, values: bool = False, budget: TokenBudget | None = None) -> None:
        self.provider, self.model, self.values = provider, provider.model, values
        self._budget = budget

    @property
    def seconds(self) -> float:
        """How long a batch may take at most."""
        return CAPS.seconds or self.provider.timeout_seconds * 2

    def ask(self, document: str, meter: Meter, cancel: CancelToken) -> Mapping[str, Any]:
        """The reply. `meter` has what it took, also where it fails.

        Raises Unavailable (its codes as `call_structured` has them, `over_budget` among them) and Cancelled.
        """
        try:
            called = call_structured(
                self.provider,
                instructions=SYSTEM,
                prompt=document,
                name="proposals",
                schema=SCHEMA,
                read=_a_reply,
                caps=CAPS,
                budget=self._budget,
                meter=meter,
                cancel=cancel,
            )
        except Unavailable as error:
            if error.hint != LATER:
                raise
            # There is no other planner for this.
            raise Unavailable(error.message, "Go on later: it goes on from this batch.", code=error.code) from error
        return called.value


def _a_reply(reply: Mapping[str, Any]) -> dict[str, Any]:
    """The parts of the reply. Raises InvalidInput for one of another form, in words that a provider can act on."""
    known = [part for part in PARTS if part in reply]
    if not known:
        raise InvalidInput("The reply has none of its parts.", f"Answer with an object of {', '.join(PARTS)}.")
    for part in known:
        if not isinstance(reply[part], list):
            raise InvalidInput(f'"{part}" is not a list.', "Make it a list of objects, an empty one for nothing.")
    return {part: _storable(reply[part]) for part in known}


def _storable(part: Any) -> Any:
    """A part of a reply as a database keeps it: letters and numbers that are none are replaced, since it is paid for.

    >>> _storable(["a\\x00b\\ud800", float("nan"), {"k\\x00": 1}])
    ['a�b�', None, {'k�': 1}]
    """
    if isinstance(part, str):
        return re.sub("[\x00\ud800-\udfff]", "�", part)
    if isinstance(part, float):
        return part if math.isfinite(part) else None
    if isinstance(part, Mapping):
        return {_storable(str(name)): _storable(value) for name, value in part.items()}
    return [_storable(one) for one in part] if isinstance(part, list) else part
