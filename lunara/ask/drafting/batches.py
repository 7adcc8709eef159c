"""A model in batches that a provider is asked about one by one, and what that would cost."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from hashlib import sha256

from lunara.ask.drafting.asking import CAPS
from lunara.ask.drafting.document import SCHEMA, SYSTEM, document_of, length_of, sent
from lunara.ask.planners.metering import dollars_for
from lunara.ask.planners.providers import Provider
from lunara.ask.shown import tokens_of, written
from lunara.semantic.model import SemanticModel, Table
from lunara.semantic.review import references

MOST_ITEMS = 30
"""Of a batch: about so many words come back of each."""
MOST_TABLES = 3000
"""Of a run: as many as `bench_enrich` goes through. A larger model is drafted in several."""
TOKENS_AN_ITEM, TOKENS_BESIDE = 70, 400
"""Of a reply: what is written of an item, and of measures, conditions and instructions."""


@dataclass(frozen=True)
class Batch:
    """Items that are asked about together; `whole` is the one about the model as a whole."""

    keys: tuple[str, ...]
    whole: bool = False


@dataclass(frozen=True)
class Cost:
    """What a run would take: an estimate of its tokens, what it takes at most, and dollars where the price is known.

    `sampled`: it was told from some of the prompts, and what it takes at most is an estimate as well.
    """

    batches: int
    items: int
    prompt_tokens: int
    reply_tokens: int
    most_tokens: int
    dollars: Decimal | None
    sampled: bool = False

    @property
    def tokens(self) -> int:
        """Prompts and replies."""
        return self.prompt_tokens + self.reply_tokens


def tables_to_draft(model: SemanticModel, most: int = MOST_TABLES) -> list[str]:
    """The tables that a run is about when nobody chooses: those that say least of themselves first come, at most so many."""
    shown = [table for table in model.tables if not table.hidden]
    bare = sorted(shown, key=lambda table: bool(table.description))
    wanted = {table.name for table in bare[:most]}
    return [table.name for table in shown if table.name in wanted]


def batches_of(model: SemanticModel, tables: Collection[str]) -> tuple[Batch, ...]:
    """The batches of these tables, in the model's order, and one about the model as a whole. Hidden items are in none."""
    found: list[Batch] = []
    waiting: list[str] = []
    for table in model.tables:
        if table.name not in tables or table.hidden:
            continue
        keys = [*_keys(table)]
        if len(waiting) + len(keys) > MOST_ITEMS and waiting:
            found.append(Batch(tuple(waiting)))
            waiting = []
        while len(keys) > MOST_ITEMS:
            found.append(Batch(tuple(keys[:MOST_ITEMS])))
            keys = keys[MOST_ITEMS:]
        waiting += keys
    waiting += _derived(model, tables)
    found += [Batch(tuple(waiting[at : at + MOST_ITEMS])) for at in range(0, len(waiting), MOST_ITEMS)]
    if found:
        found.append(Batch((), whole=True))
    return tuple(found)


def _derived(model: SemanticModel, tables: Collection[str]) -> list[str]:
    """The calculated measures that are over measures of these tables, directly or through others."""
    names = {n for t in model.tables if t.name in tables for m in t.measures for n in (m.name, f"{t.name}.{m.name}")}
    found: dict[str, None] = {}
    while more := [m for m in model.measures if m.name not in found and references(m.expression) & names]:
        found |= dict.fromkeys(m.name for m in more)
        names |= {m.name for m in more}
    return [f"measure:{m.name}" for m in model.measures if m.name in found and not m.hidden]


def _keys(table: Table) -> Iterator[str]:
    yield f"table:{table.name}"
    yield from (f"dimension:{table.name}.{d.name}" for d in table.dimensions if not d.hidden)
    yield from (f"measure:{table.name}.{m.name}" for m in table.measures if not m.hidden)


def cost_of(
    model: SemanticModel, batches: Sequence[Batch], provider: Provider, *, values: bool, sample: int | None = None
) -> Cost:
    """What asking about these batches would take.

    `sample`: of so many of them the prompts are written down, the longest among them, and the others are taken to be like these.
    """
    prompt, most_prompt, sampled = _prompts(model, batches, values, sample)
    items = sum(len(batch.keys) for batch in batches)
    reply = items * TOKENS_AN_ITEM + len(batches) * TOKENS_BESIDE
    most = (CAPS.corrections + 1) * (most_prompt + len(batches) * CAPS.reply_tokens)
    return Cost(len(batches), items, prompt, reply, most, dollars_for(provider, prompt, reply), sampled)


def _prompts(model: SemanticModel, batches: Sequence[Batch], values: bool, sample: int | None) -> tuple[int, int, bool]:
    """Tokens of all prompts as they are thought to be, and where each is as long as the longest that was written down; whether
    some were not.
    """
    alike = [batch for batch in batches if not batch.whole]
    if sample is None or len(alike) <= sample:
        every = sum(_prompt_tokens(model, batch, values=values) for batch in batches)
        return every, every, False
    own = sum(_prompt_tokens(model, batch, values=values) for batch in batches if batch.whole)
    letters = {batch: length_of(model, batch.keys) for batch in alike}
    ordered = sorted(alike, key=letters.__getitem__, reverse=True)
    longest, others = ordered[: sample // 4], sorted(ordered[sample // 4 :], key=_drawn)
    drawn, rest = others[: sample - len(longest)], others[sample - len(longest) :]
    long = [_prompt_tokens(model, batch, values=values) for batch in longest]
    found = [_prompt_tokens(model, batch, values=values) for batch in drawn]
    written_down, frames = own + sum(long) + sum(found), _frame_tokens() * len(drawn)
    each = (sum(found) - frames) / max(sum(letters[batch] for batch in drawn), 1)
    like = _frame_tokens() * len(rest) + round(each * sum(letters[batch] for batch in rest))
    return written_down + like, written_down + max(long + found) * len(rest), True


def _drawn(batch: Batch) -> bytes:
    """An order of batches that follows none that a model has."""
    return sha256("\n".join(batch.keys).encode()).digest()


def _prompt_tokens(model: SemanticModel, batch: Batch, *, values: bool) -> int:
    return _frame_tokens() + tokens_of(sent(document_of(model, batch.keys, whole=batch.whole, values=values)))


@lru_cache(maxsize=1)
def _frame_tokens() -> int:
    return tokens_of(SYSTEM) + tokens_of(written(SCHEMA))
