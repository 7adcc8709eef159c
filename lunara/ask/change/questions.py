"""How people ask why a number changed: the words that tell of what, when, and which way it is supposed to have gone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from lunara.semantic.query import DimensionRef, SemanticQuery

Way = Literal["up", "down"]
_DOWN = (
    r"fall|fell|fallen|falling|drop(?:ped|ping)?|decreas(?:e|ed|es|ing)|declin(?:e|ed|es|ing)|shrink|shrank|shrunk|shrinking|"
    r"worsen(?:ed|ing)?|sink|sank|sunk|sinking|plung(?:e|ed)|slump(?:ed)?|dip(?:ped)?|(?:go|going|went|gone|come|came) down"
)
_UP = (
    r"ris(?:e|en|es|ing)|rose|increas(?:e|ed|es|ing)|grow|grew|grown|grows|growing|improv(?:e|ed|es|ing)|climb(?:ed|ing)?|"
    r"jump(?:ed)?|surg(?:e|ed)|spik(?:e|ed)|(?:go|going|went|gone|come|came) up"
)
_ANY = r"chang(?:e|ed|es|ing)|mov(?:e|ed|ing)|shift(?:ed)?|differ(?:ed|s)?"
_NOUNS = (
    r"(?P<ndown>fall|drop|decrease|decline|dip|slump|plunge)|(?P<nup>rise|increase|growth|jump|improvement|spike|surge)|"
    r"(?P<nany>changes?|difference|movement|shift)"
)
_LOWER, _HIGHER = r"lower|down|less|smaller|worse|weaker", r"higher|up|more|larger|bigger|greater|better|stronger"
_WHY = (
    r"(?:(?:and|so|but|then|please)\s+)*(?:can you |could you |please )*(?:(?:explain|tell me|show me) )?"
    r"(?:why|how come|what made)"
)
_FORMS = tuple(
    re.compile(form, re.IGNORECASE | re.DOTALL)
    for form in (
        rf"{_WHY}\s+(?:(?:did|do|does|has|have|had|is|are|was|were)\s+)?(?P<x>.+?)\s+(?:been\s+)?"
        rf"(?:(?P<down>{_DOWN})|(?P<up>{_UP})|(?P<any>{_ANY}))\b(?P<rest>.*)",
        rf"{_WHY}\s+(?:is|are|was|were)\s+(?P<x>.+?)\s+(?:so much\s+|so\s+)?(?:(?P<down>{_LOWER})|(?P<up>{_HIGHER})|"
        rf"(?P<any>different))\b(?P<rest>.*)",
        r"(?:and\s+)?what(?:'s|’s)?\s+(?:is\s+|was\s+|has\s+|have\s+)?(?:drove|drives|driving|driven|caused|causes|causing|"
        r"explains?|explained|behind|led to|contributed to)\s+(?:the\s+|this\s+|that\s+)?"
        rf"(?:{_NOUNS})\s+(?:in|of|for)\s+(?P<x>.+)",
        r"(?:and\s+)?what\s+(?:drove|pushed|brought|is driving|was driving)\s+(?P<x>.+?)\s+(?:(?P<down>down)|(?P<up>up))\b"
        r"(?P<rest>.*)",
        rf"(?:please\s+)?(?:explain|analy[sz]e|decompose)\s+(?:the\s+|this\s+|that\s+)?(?:{_NOUNS})\s+(?:in|of|for)\s+(?P<x>.+)",
        r"(?:what\s+(?:is|are|was|were)\s+)?(?:the\s+)?(?:reasons?|causes?|drivers?)\s+(?:for|of|behind)\s+(?:the\s+)?"
        rf"(?:{_NOUNS})\s+(?:in|of|for)\s+(?P<x>.+)",
    )
)
_BARE = re.compile(
    rf"{_WHY}(?:\s+(?:is|was|are|were)\s+(?:it|that|this|they)(?:\s+so)?|\s+(?:that|this|so))?", re.IGNORECASE
)
_HOW_MUCH = re.compile(
    r"^\s*(?:so much|that much|so|a lot|much|sharply|significantly|suddenly|strongly|like that)\b", re.IGNORECASE
)
_BY = re.compile(
    r"(?:(?:and|now|ok|then|what about|how about|explain (?:it|that)|show (?:it|that)|the same)\s+)*"
    r"(?:by|per)\s+(?P<x>.+?)(?:\s+instead)?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Why:
    """What is asked: the words that say of what (and when), and which way it is supposed to have gone."""

    about: str
    way: Way | None
    asked: str
    bare: bool = False
    """Only "why?", of the answer before."""


def read_why(text: str) -> Why | None:
    """A question why something changed; None for any other."""
    text = " ".join(text.split()).rstrip(" ?!.")
    for form in _FORMS:
        found = form.fullmatch(text)
        if found is None:
            continue
        named = {name: value for name, value in found.groupdict().items() if value is not None}
        rest = _HOW_MUCH.sub("", named.get("rest", "")).strip()
        way: Way | None = "down" if named.keys() & {"down", "ndown"} else "up" if named.keys() & {"up", "nup"} else None
        about = f"{named['x']} {rest}".strip()
        verb = next((named[key] for key in ("down", "up", "any", "ndown", "nup", "nany") if key in named), "")
        return Why(about, way, f"why … {verb}")
    return None


def read_bare_why(text: str, before: object) -> Why | None:
    """A mere "why?" or "why is that?" after the answer `before`, where that tells of several periods; None for any other."""
    if not isinstance(before, SemanticQuery) or _BARE.fullmatch(" ".join(text.split()).rstrip(" ?!.")) is None:
        return None
    told = bool(before.measures) and (grained(before) is not None or before.compare is not None)
    return Why("it", None, "why", bare=True) if told else None


def read_other_dimension(text: str) -> str | None:
    """ "by country" or "and by country instead?" after an explanation: the words of the dimension; None for any other text."""
    found = _BY.fullmatch(" ".join(text.split()).rstrip(" ?!."))
    return found["x"] if found is not None else None


def grained(query: SemanticQuery) -> DimensionRef | None:
    """The dimension by whose months, years and so on a query is grouped."""
    return next((one for one in query.dimensions if isinstance(one, DimensionRef) and one.grain is not None), None)
