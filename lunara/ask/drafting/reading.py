"""From a provider's reply to proposals: what names something else than the batch's items, or is no plain text, is dropped."""

from __future__ import annotations

import re
import unicodedata
from collections import ChainMap
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import Any

from lunara.ask.drafting.document import ids_of, table_of, unfit
from lunara.ask.drafting.index import index_of
from lunara.ask.drafting.proposals import Dropped, Kind, Origin, Proposal, Value
from lunara.ask.drafting.whose import Words
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.unseen import has_unseen
from lunara.errors import InvalidInput, LunaraError
from lunara.semantic.expressions import parse_fragment
from lunara.semantic.model import DerivedMeasure, Measure, SemanticModel
from lunara.semantic.review import Item, walk_items

MOST_LABEL, MOST_DESCRIPTION, MOST_SYNONYM, MOST_SYNONYMS, MOST_INSTRUCTION = 60, 500, 40, 5, 300
MOST_MEASURES, MOST_INSTRUCTIONS = 4, 5
MOST_ENTRIES = 60
"""Of one part of a reply: twice as many as a batch has items."""
MOST_DROPPED, MOST_TOLD = 200, 200
_TABLES, _MEASURES, _ROADS = " tables", " measures", " roads"
_NAME = re.compile(r"[a-z][a-z0-9_]{0,60}")


@dataclass
class Read:
    """What a reply proposes, and what of it is dropped."""

    proposals: list[Proposal] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)


def read_reply(
    reply: Mapping[str, Any],
    model: SemanticModel,
    keys: Sequence[str],
    origin: Origin,
    words: Words,
    *,
    whole: bool,
    taken: Taken | None = None,
) -> Read:
    """The proposals of a reply about these items. Nothing in it can be about anything else of the model.

    `taken` has the words of the model and of what was proposed before in the same run: no word is proposed for two items, also
    not by two batches.
    """
    reading = _Reading(model, keys, origin, words, (Taken(model) if taken is None else taken).beside())
    for entry in _entries(reply, "words")[:MOST_ENTRIES]:
        reading.words_of_item(entry)
    for entry in _entries(reply, "measures")[:MOST_MEASURES]:
        reading.measure(entry)
    for entry in _entries(reply, "filters")[:MOST_ENTRIES]:
        reading.filter(entry)
    for entry in _entries(reply, "instructions")[:MOST_INSTRUCTIONS] if whole else ():
        reading.instruction(entry)
    del reading.read.dropped[MOST_DROPPED:]
    return reading.read


def _entries(reply: Mapping[str, Any], part: str) -> list[Mapping[str, Any]]:
    found = reply.get(part)
    return [entry for entry in found if isinstance(entry, Mapping)] if isinstance(found, list) else []


class _Reading:
    def __init__(self, model: SemanticModel, keys: Sequence[str], origin: Origin, words: Words, taken: Taken) -> None:
        self._model, self._origin, self._words = model, origin, words
        self._ids = ids_of(model, keys)
        index = index_of(model)
        self._items: dict[str, Item] = {key: index.items[key][0] for key in self._ids.values()}
        self.taken = taken
        self.read = Read()

    def words_of_item(self, entry: Mapping[str, Any]) -> None:
        key = self._key(entry.get("id"), "label", entry.get("label"))
        if key is None:
            return
        item = self._items[key]
        label = self._text(key, "label", entry.get("label"), MOST_LABEL)
        if label and label != item.label and not self._label(key, item, label):
            label = ""
        description = self._text(key, "description", entry.get("description"), MOST_DESCRIPTION)
        if description and description != getattr(item, "description", ""):
            self._add(key, "description", description, getattr(item, "description", ""))
        raw = entry.get("synonyms")
        self._synonyms(key, item, label, raw if isinstance(raw, list) else [])

    def _label(self, key: str, item: Item, label: str) -> bool:
        """Propose a label; False where another item has it."""
        if other := self.taken.by(key, label):
            self._drop(key, "label", label, f"{other} is called that already.")
            return False
        self._add(key, "label", label, item.label or "")
        return True

    def _synonyms(self, key: str, item: Item, label: str, raw: Sequence[Any]) -> None:
        known = {words_of(text) for text in (item.name, item.label or "", label, *item.synonyms)}
        fresh: list[str] = []
        for one in raw[:MOST_SYNONYMS]:
            text = self._text(key, "synonyms", one, MOST_SYNONYM)
            stems = words_of(text)
            if not text or not stems or stems in known:
                continue
            if other := self.taken.by(key, text):
                self._drop(key, "synonyms", text, f"It means {other} already.")
                continue
            known.add(stems)
            fresh.append(text)
        if fresh:
            self._add(key, "synonyms", fresh, list(item.synonyms))

    def measure(self, entry: Mapping[str, Any]) -> None:
        name, about = str(entry.get("name") or ""), "a calculated measure"
        if not _NAME.fullmatch(name):
            self._drop(about, "measure", name, "Its name is not one in snake case.")
            return
        expression = self._sql(name, "measure", entry.get("expression"), "expression")
        if not expression:
            return
        value = {"name": name, "expression": expression}
        for part, most in (("label", MOST_LABEL), ("description", MOST_DESCRIPTION)):
            if text := self._text(name, "measure", entry.get(part), most):
                value[part] = text
        if other := self.taken.by(f"measure:{name}", value.get("label", name)):
            self._drop(name, "measure", f"{name} = {expression}", f"{other} is called that already.")
            return
        if entry.get("format") in ("number", "currency", "percent"):
            value["format"] = str(entry["format"])
        self._add(f"measure:{name}", "measure", value, "", because=entry.get("because"))

    def filter(self, entry: Mapping[str, Any]) -> None:
        raw = entry.get("condition")
        key = self._key(entry.get("measure"), "filter", raw)
        if key is None:
            return
        item = self._items[key]
        if not isinstance(item, Measure):
            self._drop(key, "filter", str(raw or ""), "Only measures of a table have a condition.")
        elif item.filter:
            self._drop(key, "filter", str(raw or ""), "The measure has a condition already.")
        elif condition := self._sql(key, "filter", raw, "condition"):
            self._add(key, "filter", condition, "", because=entry.get("because"), beside=True)

    def instruction(self, entry: Mapping[str, Any]) -> None:
        text = self._text("the model", "instruction", entry.get("text"), MOST_INSTRUCTION)
        if text and text not in self._model.instructions:
            self._add("", "instruction", text, "", because=entry.get("because"), beside=True)

    def _sql(self, about: str, kind: Kind, raw: Any, what: str) -> str:
        """An expression as it runs, without comments: what people read of it is all of it. Empty for what is dropped."""
        text = raw.strip() if isinstance(raw, str) else ""
        if not text or len(text) > MOST_DESCRIPTION:
            self._drop(about, kind, text or str(raw or ""), f"It has no {what}, or a very long one.")
            return ""
        try:
            plain = "" if has_unseen(text) else _without_comments(text, self._model.dialect, about)
        except LunaraError as error:
            self._drop(about, kind, text, str(error))
            return ""
        if not plain.isprintable() or has_unseen(plain) or not plain:
            self._drop(about, kind, text, f"Its {what} has signs that are not seen.")
            return ""
        return plain

    def _key(self, raw: Any, kind: Kind, value: Any) -> str | None:
        key = self._ids.get(str(raw))
        if key is None:
            self._drop(str(raw), kind, str(value or ""), "It is about something that was not asked about.")
        return key

    def _text(self, about: str, kind: Kind, raw: Any, most: int) -> str:
        """A text for people, or an empty one for what is none."""
        if raw is None:
            return ""
        text = unicodedata.normalize("NFC", " ".join(raw.split())) if isinstance(raw, str) else ""
        if not text:
            if raw not in ("", []):
                self._drop(about, kind, str(raw), "It is not a text.")
            return ""
        if len(text) > most:
            self._drop(about, kind, text, f"It is longer than {most} characters.")
            return ""
        if unfit(text):
            self._drop(about, kind, text, "It holds markup, an address, or signs that are not seen.")
            return ""
        return text

    def _add(
        self, key: str, kind: Kind, value: Value, before: str | list[str], *, because: Any = "", beside: bool = False
    ) -> None:
        if kind in ("label", "description", "synonyms"):
            whose = self._words.whose(key, self._items[key], kind)
            # Synonyms are added to those that are there, so only somebody who has chosen them himself is asked apart.
            beside = whose == "person" and (kind != "synonyms" or self._words.by_hand(key, kind))
        reason = " ".join(because.split())[:MOST_TOLD] if isinstance(because, str) and not unfit(because) else ""
        proposal = Proposal(key, kind, value, self._origin, before, beside, reason)
        self.read.proposals.append(proposal)
        self.taken.take(proposal)

    def _drop(self, about: str, kind: Kind, value: str, reason: str) -> None:
        self.read.dropped.append(Dropped(_seen(about), kind, _seen(value), reason, self._origin.batch))


def _without_comments(text: str, dialect: str | None, where: str) -> str:
    """The expression alone. Raises InvalidInput for what cannot be read."""
    return str(parse_fragment(text, dialect, where).sql(dialect=dialect, comments=False))


def _seen(text: str) -> str:
    """What was written, so that it can be shown."""
    return "".join(sign if sign.isprintable() and not has_unseen(sign) else "�" for sign in text)[:MOST_TOLD]


class Taken:
    """Which item is called what: tables and measures are asked for by themselves, dimensions beside those of their table."""

    def __init__(self, model: SemanticModel) -> None:
        self._found: ChainMap[tuple[str, tuple[str, ...]], str] = ChainMap()
        for key, kind, item, parent in walk_items(model):
            place = {"dimension": parent, "table": _TABLES, "relationship": _ROADS}.get(kind, _MEASURES)
            for text in (item.name, item.label or "", *item.synonyms):
                self._found.setdefault((place, words_of(text)), key)

    def beside(self) -> Taken:
        """These words, and a place for others that are not among them: what a reply proposes may not hold."""
        fresh = copy(self)
        fresh._found = self._found.new_child()
        return fresh

    def take(self, proposal: Proposal) -> None:
        """The words of a proposal are its item's from now on."""
        value = proposal.value
        texts: Iterable[str] = ()
        if proposal.kind == "label":
            texts = (str(value),)
        elif proposal.kind == "synonyms":
            texts = map(str, value)
        elif isinstance(value, dict):
            texts = (value["name"], value.get("label", ""))
        kind, _, name = proposal.key.partition(":")
        place = {"dimension": name.rpartition(".")[0], "table": _TABLES}.get(kind, _MEASURES)
        for text in texts:
            self._found.setdefault((place, words_of(text)), proposal.key)

    def by(self, key: str, text: str) -> str:
        """Another item that would be meant by a word of the item of that key, empty when there is none."""
        stems = words_of(text)
        for place in (table_of(key), _TABLES, _MEASURES):
            other = self._found.get((place, stems), key)
            if other != key:
                return other.partition(":")[2]
        return ""


def measure_of(value: Mapping[str, str]) -> DerivedMeasure:
    """The calculated measure that a proposal is. Raises InvalidInput."""
    shape = {"format": {"kind": value["format"]}} if value.get("format") else {}
    try:
        return DerivedMeasure.model_validate({**{k: v for k, v in value.items() if k != "format"}, **shape})
    except ValueError as error:
        raise InvalidInput("It is not a measure.", "Propose a name and an expression.") from error
