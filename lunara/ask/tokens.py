"""Words of a question: tokens with their numbers, quotes and stems. Everything else reads these tokens."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

TokenKind = Literal["word", "number", "quoted", "symbol", "date"]


@dataclass(frozen=True)
class Token:
    """One piece of the question. `low` is its lower-case word, `stem` its singular; `start:end` where it stood.

    `value` is the number of a number token; `percent` says that it carried a percent sign. `after_space` tells a
    parenthesis or hyphen apart from a new word. `measure` is the table and the name of the measure that it surely stands for,
    `field` those of a field, `table` the table whose rows it surely means.
    """

    text: str
    low: str
    stem: str
    start: int
    end: int
    kind: TokenKind = "word"
    value: float | int | None = None
    percent: bool = False
    measure: tuple[str, str] | None = None
    compared: tuple[str, str, str, str] | None = None
    """A table, a field of it, how that is compared, and the other field of the same row."""
    table: str | None = None
    field: tuple[str, str] | None = None


_MARKUP = re.compile(
    r"</?[A-Za-z][^<>]{0,200}>|```\w*|(?<!\w)[*_~#]{1,3}(?=\w)|(?<=\w)[*~]{1,3}(?!\w)|(?m:^\s*[#>]+\s)"
)
_CONTRACTIONS = (
    (re.compile(r"\b(can)'t\b", re.I), r"\1 not"),
    (re.compile(r"\b(wo)n't\b", re.I), "will not"),
    (re.compile(r"n't\b", re.I), " not"),
    (re.compile(r"\b(do|does|did|is|are|was|were|has|have|had)nt\b", re.I), r"\1 not"),
    (re.compile(r"\b(what|who|where|when|how|that|there|here|it|let)'s\b", re.I), r"\1 is"),
    (re.compile(r"'re\b", re.I), " are"),
    (re.compile(r"'ve\b", re.I), " have"),
    (re.compile(r"'ll\b", re.I), " will"),
    (re.compile(r"(?<=\w)'s\b", re.I), ""),
    (re.compile(r"(?<=s)'(?=\s|$)", re.I), ""),
)
_QUOTED = re.compile(r""""[^"]{1,200}"|“[^”]{1,200}”|`[^`]{1,200}`|(?<!\w)'(?:[^']|(?<=\w)'(?=\w)){1,200}'(?!\w)""")
_TOKEN = re.compile(
    r"""
    (?P<date>\d{4}-\d{1,2}-\d{1,2}(?:[T ]\d{1,2}:\d{2}(?::\d{2})?)?|\d{4}([/.])\d{1,2}\2\d{1,2}(?![\d/.]\d)
      |\d{1,2}[/.]\d{1,2}[/.]\d{4}|\d{4}-(?:0[1-9]|1[0-2])(?![\d-]))
  | (?P<number>(?:[$€£]\s?)?(?<![\w.])-?(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?
      (?:\s?(?:%|percent\b|k\b|m\b|mn\b|bn\b|b\b|thousand\b|million\b|billion\b|mio\b))?)
    (?![A-Za-z])
  | (?P<word>[^\W_]+(?:_[^\W_]+)*)
  | (?P<symbol>>=|<=|<>|!=|==|[<>=(),;:?!.%+/&*-])
    """,
    re.VERBOSE | re.IGNORECASE,
)


def _list(text: str) -> list[str]:
    return text.split()


_SCALE = {
    "k": 1e3,
    "thousand": 1e3,
    "m": 1e6,
    "mn": 1e6,
    "mio": 1e6,
    "million": 1e6,
    "b": 1e9,
    "bn": 1e9,
    "billion": 1e9,
}
_UNITS = {
    word: number
    for number, word in enumerate(
        _list(
            "zero one two three four five six seven eight nine ten eleven twelve thirteen"
            " fourteen fifteen sixteen seventeen eighteen nineteen"
        )
    )
}
_TENS = {w: (i + 2) * 10 for i, w in enumerate(_list("twenty thirty forty fifty sixty seventy eighty ninety"))}
_MULTIPLIERS = {"hundred": 100, "thousand": 1000, "million": 1_000_000, "billion": 1_000_000_000, "dozen": 12}
_IRREGULAR = {
    "people": "person",
    "persons": "person",
    "men": "man",
    "women": "woman",
    "children": "child",
    "feet": "foot",
    "mice": "mouse",
    "indices": "index",
    "indexes": "index",
    "analyses": "analysis",
    "diagnoses": "diagnosis",
    "crises": "crisis",
    "theses": "thesis",
    "bases": "base",
    "databases": "database",
    "series": "series",
    "species": "species",
    "news": "news",
    "movies": "movie",
    "cookies": "cookie",
    "calories": "calorie",
    "pies": "pie",
    "ties": "tie",
    "selfies": "selfie",
    "has": "has",
    "is": "is",
    "was": "was",
    "does": "does",
    "this": "this",
    "its": "its",
    "us": "us",
    "as": "as",
    "less": "less",
    "plus": "plus",
    "minus": "minus",
    "bus": "bus",
    "gas": "gas",
    "lens": "lens",
    "always": "always",
    "perhaps": "perhaps",
    "houses": "house",
    "warehouses": "warehouse",
    "courses": "course",
    "cases": "case",
    "expenses": "expense",
    "licenses": "license",
    "purchases": "purchase",
    "responses": "response",
    "leases": "lease",
    "releases": "release",
    "diseases": "disease",
    "horses": "horse",
    "causes": "cause",
    "uses": "use",
    "phases": "phase",
    "sizes": "size",
    "prizes": "prize",
    "axes": "axis",
    "invoices": "invoice",
    "matches": "match",
    "caches": "cache",
    "aches": "ache",
    "niches": "niche",
    "shoes": "shoe",
    "heroes": "hero",
    "potatoes": "potato",
    "ids": "id",
    "taxes": "tax",
    "boxes": "box",
    "buses": "bus",
    "statuses": "status",
    "bonuses": "bonus",
    "leaves": "leave",
    "lives": "live",
    "wives": "wife",
    "shelves": "shelf",
}


_PLURALS = {one: many for many, one in reversed(_IRREGULAR.items()) if many != one}


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The singular of an English word, lower case; anything that is not a plural comes back as it is.

    >>> [stem(w) for w in ("countries", "Boxes", "orders", "address", "people", "status")]
    ['country', 'box', 'order', 'address', 'person', 'status']
    """
    word = word.lower()
    known = _IRREGULAR.get(word)
    if known is not None:
        return known
    if len(word) <= 3 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "ches", "shes", "xes", "zzes")):
        return word[:-2]
    return word[:-1]


def plural(word: str) -> str:
    """Several of a thing; the word as it is where its plural would not be understood as it.

    >>> [plural(w) for w in ("country", "box", "day", "ID", "person", "status", "sales", "series")]
    ['countries', 'boxes', 'days', 'IDs', 'people', 'statuses', 'sales', 'series']
    """
    if word != word.lower():
        found = word + "s"
    elif word in _PLURALS:
        found = _PLURALS[word]
    elif word.endswith("y") and word[-2:-1] not in tuple("aeiou"):
        found = word[:-1] + "ies"
    else:
        found = word + ("es" if word.endswith(("s", "x", "z", "ch", "sh")) else "s")
    return found if stem(word) == word.lower() == stem(found) else word


@lru_cache(maxsize=20_000)
def verb_stems(word: str) -> tuple[str, ...]:
    """What a verb form may come from, most likely first: "shipped" -> ship, "serving" -> serve, serv.

    >>> verb_stems("shipped")[0], "serve" in verb_stems("serving")
    ('ship', True)
    """
    word = word.lower()
    found = []
    known = _VERBS.get(word)
    if known:
        found.append(known)
    for ending in ("ed", "ing"):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            base = word[: -len(ending)]
            if len(base) > 2 and base[-1] == base[-2] and base[-1] not in "sl":
                found.append(base[:-1])
            if base.endswith("i"):
                found.append(base[:-1] + "y")
            found.extend((base, base + "e"))
            if len(base) > 4 and base.endswith("ll"):
                found.append(base[:-1])  # cancelled -> cancel
    return tuple(dict.fromkeys(found))


_VERBS = {
    "bought": "buy",
    "sold": "sell",
    "paid": "pay",
    "written": "write",
    "wrote": "write",
    "made": "make",
    "taken": "take",
    "took": "take",
    "spent": "spend",
    "sent": "send",
    "shipped": "ship",
    "hired": "hire",
    "born": "birth",
    "given": "give",
    "held": "hold",
    "won": "win",
    "lost": "lose",
    "left": "leave",
    "built": "build",
    "begun": "begin",
    "began": "begin",
    "flown": "fly",
    "driven": "drive",
    "lent": "lend",
    "flew": "fly",
    "gave": "give",
    "came": "come",
    "became": "become",
    "went": "go",
    "drove": "drive",
    "rode": "ride",
    "ridden": "ride",
    "chose": "choose",
    "chosen": "choose",
    "spoke": "speak",
    "spoken": "speak",
    "taught": "teach",
    "led": "lead",
    "brought": "bring",
    "caught": "catch",
    "met": "meet",
    "kept": "keep",
    "ran": "run",
    "grew": "grow",
    "grown": "grow",
    "broke": "break",
    "broken": "break",
    "withdrawn": "withdraw",
    "withdrew": "withdraw",
    "shown": "show",
    "seen": "see",
    "saw": "see",
    "sung": "sing",
    "sang": "sing",
    "worn": "wear",
    "wore": "wear",
    "borne": "bear",
    "bred": "breed",
    "fed": "feed",
    "eaten": "eat",
    "ate": "eat",
    "drunk": "drink",
    "drank": "drink",
    "drawn": "draw",
    "drew": "draw",
    "stood": "stand",
    "sat": "sit",
    "dwelt": "dwell",
    "undertaken": "undertake",
    "undertook": "undertake",
}
_PASTS = {verb: past for past, verb in reversed(_VERBS.items())}


def past_form(verb: str) -> str | None:
    """A past form of a verb: one that `verb_stems` knows, else the regular one; None for what is no verb in its base form.

    >>> [past_form(v) for v in ("buy", "hire", "borrow", "use", "boats")]
    ['bought', 'hired', 'borrowed', 'used', None]
    """
    if verb in _PASTS:
        return _PASTS[verb]
    if stem(verb) != verb or len(verb) < 3:
        return None
    if verb.endswith("e"):
        return verb + "d"
    return next((made for made in (verb + "ed", verb + verb[-1] + "ed") if verb in verb_stems(made)), None)


def tokenize(text: str) -> list[Token]:
    """Split a question into tokens; markup and control characters are dropped, possessives and contractions opened."""
    return list(_tokens(text))


def without_quoted(text: str) -> str:
    """The text without what stands in quotes, which is a value and says nothing of what is asked."""
    return _QUOTED.sub(" ", _plain(text))


def _plain(text: str) -> str:
    """The text in one form of its letters and quotes, without control characters."""
    text = unicodedata.normalize("NFKC", text).replace("’", "'").replace("‘", "'")
    if text.count("`") % 2 == 0:
        text = text.replace("`", '"')
    return "".join(c if c.isprintable() or c.isspace() else " " for c in text)


@lru_cache(maxsize=256)
def _tokens(text: str) -> tuple[Token, ...]:
    text = _plain(text)
    tokens: list[Token] = []
    at, moved = 0, 0
    for match in _QUOTED.finditer(text):
        read = _said_plainly(text[at : match.start()])
        tokens += _read(read, at + moved)
        moved += len(read) - (match.start() - at)
        inner = match.group()[1:-1].strip()
        if inner:
            start, end = match.span()
            tokens.append(Token(inner, inner.lower(), inner.lower(), start + moved, end + moved, "quoted"))
        at = match.end()
    tokens += _read(_said_plainly(text[at:]), at + moved)
    return tuple(_spelled_numbers(tokens))


def _said_plainly(text: str) -> str:
    """Without markup, and with possessives and contractions opened."""
    text = _MARKUP.sub(" ", text)
    for pattern, replacement in _CONTRACTIONS:
        text = pattern.sub(replacement, text)
    return text


def _read(text: str, since: int) -> list[Token]:
    """The tokens of a text without quotes, which stands `since` so many characters from the beginning."""
    tokens: list[Token] = []
    for match in _TOKEN.finditer(text):
        raw, kind = match.group(), match.lastgroup or "symbol"
        start, end = match.start() + since, match.end() + since
        if kind == "number":
            tokens.append(_number(raw, start, end))
        elif kind == "word":
            tokens.extend(_words(raw, start))
        else:
            said = raw.lower() if kind == "date" else raw
            tokens.append(Token(raw, said, said, start, end, "date" if kind == "date" else "symbol"))
    return tokens


def _words(raw: str, start: int) -> list[Token]:
    pieces = [p for p in raw.split("_") if p]
    if len(pieces) == 1 and re.search(r"[a-z][A-Z]", raw) and not raw.isupper():
        pieces = re.findall(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z0-9]+|[A-Z]+|\d+", raw) or [raw]
    made, at = [], start
    for piece in pieces:
        low = piece.lower()
        made.append(Token(piece, low, stem(low), at, at + len(piece)))
        at += len(piece) + (1 if "_" in raw else 0)
    return made


def _number(raw: str, start: int, end: int) -> Token:
    lowered = raw.lower().strip().lstrip("$€£ ").replace(",", "")
    percent = lowered.endswith(("%", "percent"))
    lowered = lowered.removesuffix("percent").removesuffix("%").strip()
    match = re.match(r"(-?[\d.]+)\s*([a-z]*)$", lowered)
    number = float(match.group(1)) if match else 0.0
    if match and match.group(2):
        number *= _SCALE.get(match.group(2), 1)
    value: float | int = int(number) if number == int(number) and abs(number) < 1e15 else number
    return Token(raw.strip(), raw.strip().lower(), raw.strip().lower(), start, end, "number", value, percent)


def _spelled_numbers(tokens: list[Token]) -> list[Token]:
    """Join "a hundred thousand", "twenty five" into number tokens. "one" alone stays a word unless a unit follows."""
    out: list[Token] = []
    at = 0
    while at < len(tokens):
        end, value = _spelled(tokens, at)
        if end > at:
            span = tokens[at:end]
            text = " ".join(t.text for t in span)
            out.append(Token(text, text.lower(), text.lower(), span[0].start, span[-1].end, "number", value))
            at = end
        else:
            out.append(tokens[at])
            at += 1
    return out


def _spelled(tokens: list[Token], at: int) -> tuple[int, int]:
    total = current = 0
    position = at
    seen = False
    if tokens[at].low == "a" and at + 1 < len(tokens) and tokens[at + 1].low in _MULTIPLIERS:
        current, position = 1, at + 1
    while position < len(tokens):
        token = tokens[position]
        word = token.low
        if token.kind == "word" and word in _UNITS:
            current += _UNITS[word]
        elif token.kind == "word" and word in _TENS:
            current += _TENS[word]
        elif token.kind == "word" and word in _MULTIPLIERS and (seen or position > at):
            scale = _MULTIPLIERS[word]
            if scale == 100:
                current = max(current, 1) * 100
            else:
                total += max(current, 1) * scale
                current = 0
        else:
            break
        seen = True
        position += 1
    return (position, total + current) if seen else (at, 0)
