"""Why a question is declined, in words, and which near questions can be answered."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lunara.ask.planners.offline.items import Item
from lunara.ask.planners.offline.lexicon import Lexicon, Target, label_of
from lunara.ask.planners.offline.words import COMMON_ENGLISH, FORECAST_WORDS, WRITE_WORDS, spread
from lunara.ask.question import Question
from lunara.ask.tokens import Token, stem, without_quoted

_INJECTION = re.compile(
    r"ignore (all |any |the )?(previous|prior|above|earlier) (instructions|rules|prompts?)|system prompt|"
    r"you are now|act as|jailbreak|\b(drop|truncate|alter)\s+table\b|;\s*(drop|delete|update|insert|alter)\b|"
    r"\bselect\b.+\bfrom\b|\bunion\s+select\b|\binsert\s+into\b|\bupdate\b.+\bset\b|\bdelete\s+from\b",
    re.IGNORECASE,
)


_PART_OF = re.compile(
    r"\bhow much of (?:the|our|its|their|each)\b[^.?!]*\b(?:has|have|had|was|were|is|are)\b", re.IGNORECASE
)
_FUTURE = re.compile(
    r"\b(?:what|how|which|who|when)\b[^.?!]*\bwill\b(?!\s+you\b)|\bgoing to (?:be|sell|earn|have|cost|make|need)\b",
    re.IGNORECASE,
)


def before_reading(text: str, tokens: Sequence[Token], lexicon: Lexicon, follow_up: bool = False) -> str | None:
    """A reason to decline that shows before any name is looked up: writing, forecasting, explaining, another language."""
    words = [t.low for t in tokens if t.kind == "word"]
    if _INJECTION.search(text):
        return "Questions are asked in plain words; statements and instructions to the system are not run. Nothing was changed."
    first = next(
        (
            w
            for w in words
            if w
            not in (
                "please",
                "can",
                "could",
                "you",
                "would",
                "now",
                "and",
                "then",
                "i",
                "want",
                "to",
                "we",
                "let",
                "us",
                "us",
                "just",
            )
        ),
        "",
    )
    if (
        first in WRITE_WORDS
        and not (
            first
            in ("set", "create", "add", "edit", "change", "modify", "remove", "update", "drop", "insert", "cancel")
            and _asks(words)
        )
        and (first not in ("remove", "add", "drop") or len(words) > 4 or not _about_view(words))
        and not (follow_up and first == "add" and len(words) <= 4)
        and not _is_name(words, first, lexicon)
    ):
        return f"Lunara only reads data, so it cannot {first} anything. Nothing was changed."
    if (
        any(w in FORECAST_WORDS for w in words)
        or any(
            w == "next" and {"year", "month", "quarter", "week"} & {*words[n + 1 : n + 2]} for n, w in enumerate(words)
        )
    ) and not any(lexicon.knows(w) for w in words if w in FORECAST_WORDS):
        return "The data says what has happened; it holds no forecast of what will."
    said = without_quoted(text)
    if _FUTURE.search(said) and not lexicon.knows("will"):
        return "The data says what has happened; it holds no forecast of what will."
    if _PART_OF.search(said):
        return "“How much of … has been …” is a part of a whole, made of two numbers. Ask for the ratio of the one to the other."
    if first == "why" or words[:2] == ["how", "come"] or words[:1] == ["explain"]:
        return (
            "The data says what happened, not why. Ask for the numbers behind it, for example by month or by group, or why a "
            "number changed from one period to another: “why did it change in March 2025?”."
        )
    if words and not _english(words, lexicon):
        return "Questions are understood in English only, so this one could not be read."
    return None


def _is_name(words: Sequence[str], first: str, lexicon: Lexicon) -> bool:
    """ "Grant amount by year", where grants are in the data: a name, unless something is done to what follows."""
    after = words[words.index(first) + 1 : words.index(first) + 2]
    named = any(m.exact and m.target.kind in ("table", "measure") for m in lexicon.fields((stem(first),)))
    return named and bool(after) and after[0] not in _OBJECTS


_OBJECTS = spread("the a an all every each this that these those my our from to into me us access")


def _asks(words: Sequence[str]) -> bool:
    return bool(set(words) & {"how", "many", "which", "what", "by", "per", "number", "total", "average"})


def _about_view(words: Sequence[str]) -> bool:
    return bool(set(words) & {"filter", "filters", "limit", "month", "time", "dimension", "column", "by"})


_OTHER_LANGUAGES = spread(
    """wie viele gibt es der die das und pro nach zeige mir alle welche ist cuántos cuantos hay por los las
    el la de del combien sont quels quelle le les des est par quanti sono il gli quantos são ile
    jest hoeveel zijn een het welke umsatz ventas ventes"""
)


def _english(words: Sequence[str], lexicon: Lexicon) -> bool:
    if any(ord(c) > 0x24F for w in words for c in w if c.isalpha()):
        latin = sum(all(ord(c) <= 0x24F for c in w) for w in words)
        return latin * 2 >= len(words)
    foreign = len(_OTHER_LANGUAGES & set(words))
    known = sum((w in COMMON_ENGLISH or lexicon.knows(stem(w))) and w not in _OTHER_LANGUAGES for w in words)
    return not (foreign >= 2 and foreign > known)


def unknown_words(unknown: Sequence[Item], lexicon: Lexicon) -> str:
    """The sentence that names the words which mean nothing here."""
    del lexicon
    named = [i for i in unknown if i.kind != "op"] or list(unknown)
    words = list(dict.fromkeys(f"“{i.text}”" for i in named))
    if all(i.kind == "op" for i in named):
        return f"It is not clear what {' and '.join(words)} is said of here. Name what is meant, with its own name in the data."
    if len(words) == 1:
        return f"Nothing in this data is called {words[0]}, so the question cannot be answered as asked."
    return f"Nothing in this data is called {', '.join(words[:-1])} or {words[-1]}, so the question cannot be answered as asked."


def nothing_named(question: Question, lexicon: Lexicon) -> str:
    """The sentence for a question that names nothing of the model, with what one can ask."""
    del question, lexicon
    return (
        "That names nothing that this data holds. "
        "Ask for a number of it, by its groups or over time, or for a list of what is in it."
    )


def no_reading(items: Sequence[Item], lexicon: Lexicon) -> str:
    """The sentence for names that do not fit where they stand."""
    del lexicon
    names = list(dict.fromkeys(f"“{i.text}”" for i in items if i.kind == "mention"))
    if not names:
        return "The question names nothing that this data holds."
    return f"{', '.join(names)} cannot be put together in the way the question asks."


def say_target(lexicon: Lexicon, target: Target) -> str:
    """What a name was taken as: "measure Revenue", "Country is Germany"."""
    label = label_of(lexicon, target)
    if target.kind == "value":
        return f"{label} is {target.value}"
    if target.kind == "table":
        return f"table {label}"
    if target.kind == "role":
        relationship = next((r for r in lexicon.model.relationships if r.name == target.name), None)
        return f"by way of {(relationship.label or target.name.replace('_', ' ')) if relationship else target.name}"
    if target.kind in ("measure", "derived"):
        return f"measure {label}"
    table = lexicon.tables[target.table]
    return f"field {label} of {table.label or table.name}"


_SAID = {
    "count": "count",
    "by": "grouped by",
    "order_by": "ordered by",
    "share": "share of the total",
    "running": "running total",
    "moving": "moving average",
    "growth": "change in percent",
    "difference": "change",
    "rank": "rank",
    "distinct": "each once",
    "not": "not",
    "without": "without",
    "between": "between",
    "trend": "over time",
}


def say_operator(item: Item) -> str:
    """What an operator was taken as, or ""."""
    for op in item.ops:
        if op.name == "agg":
            return {"avg": "average", "sum": "total", "max": "highest", "min": "lowest"}.get(op.arg, op.arg)
        if op.name in ("top", "super", "most_common", "direction"):
            return "highest first" if op.arg == "desc" else "lowest first"
        if op.name == "compare":
            return f"the condition {op.arg}"
        if op.name in _SAID:
            return _SAID[op.name]
    if item.adjective is not None:
        return "highest first" if item.adjective[0] == "desc" else "lowest first"
    return ""
