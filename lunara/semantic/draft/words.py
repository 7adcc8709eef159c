"""Names as words: `salesorderheader` -> sales order header, `sbTxCustId` -> sb transaction customer id.

Two forms come out of a name. `spoken` words keep the language of the warehouse with abbreviations written out: labels are made
of them. `meaning` words are singular, plain ASCII and in English where a common foreign word is known: names are compared
by them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

from lunara.semantic.draft.skeleton import Skeletons
from lunara.semantic.draft.vocabulary import word_set

_PIECE = re.compile(r"[A-Z]+s(?![a-z])|[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[0-9]+")
_CUT = re.compile(r"[^0-9a-zA-Z]+")
_LONGEST_WORD = 18
_TECHNICAL = word_set("""
    str id ids fk pk sk bk hk nk hkey ts uid uuid guid url uri ip api epoch sku isbn iban bic ean upc ssn vin gps pdf html json
    xml csv ms crm erp b2b b2c kpi mac dns ein vat gmv arr ltv roi cpc cpm ctr nps pii usd eur gbp
""")
_UPPER = word_set("""
    id url uri ip api sku isbn iban bic ean upc ssn vin gps pdf html json xml csv crm erp kpi mac dns uuid guid
    gpa usd eur gbp vat nps gmv ltv roi cpc cpm ctr sla hr us uk eu tv vip pto faq rma dnc
""")
# Inside squashed names short words occur by chance, so only these count, and some only at one place.
_SHORT_ANYWHERE = word_set("""
    tax day due row end zip fee sum net avg min max tot exp emp ord inv job car pay tag cat geo loc org ref std
    sex url sku new old web bid ask raw dim fct src dst sub doc img log tot air box prd prod qty amt pct yr
""")
_SHORT_LAST = word_set("""
    id ids sk fk pk no nr nbr num cd dt amt qty cnt pct key val fee tax age by at on to uid url day tel fax zip
    yr str due ms hk bal
""")
_SHORT_FIRST = word_set("""
    is has in out id fk no num nr cod est med lab low top mo ext on in tot avg min max cnt dt days pct tx
""")
_SHORT_MIDDLE = frozenset(["to", "by", "of", "per", "and", "tx", "or", "in", "num"])
_NEVER_LAST = word_set("""
    age land ward wards man men ship ships ring rings est ton tons son ball able less ville wide wise ping ice
    port rate rates
""")
_PREPOSITIONS = frozenset(["on", "at", "by", "to"])
_MARKERS = frozenset(["id", "sk", "fk", "pk", "key", "code", "number", "no"])
_IRREGULAR = {
    "people": "person",
    "children": "child",
    "men": "man",
    "women": "woman",
    "mice": "mouse",
    "feet": "foot",
    "indices": "index",
    "analyses": "analysis",
    "diagnoses": "diagnosis",
    "criteria": "criterion",
    "movies": "movie",
    "cookies": "cookie",
    "categories": "category",
    "series": "series",
    "species": "species",
    "news": "news",
    "data": "data",
    "aliases": "alias",
    "buses": "bus",
    "statuses": "status",
    "sales": "sale",
    "addresses": "address",
    "businesses": "business",
    "taxes": "tax",
    "boxes": "box",
    "heroes": "hero",
    "potatoes": "potato",
    "salespeople": "salesperson",
    "households": "household",
    "series_": "series",
    "lens": "lens",
    "gas": "gas",
    "plus": "plus",
    "yes": "yes",
    "pos": "pos",
    "gps": "gps",
    "ms": "ms",
    "ds": "ds",
    "dbs": "db",
    "axes": "axis",
    "leaves": "leave",
    "lives": "life",
    "shelves": "shelf",
    "staff": "staff",
    "invoices": "invoice",
    "caches": "cache",
    "releases": "release",
    "purchases": "purchase",
    "expenses": "expense",
    "leases": "lease",
    "licenses": "license",
    "houses": "house",
    "warehouses": "warehouse",
    "courses": "course",
    "cases": "case",
    "nurses": "nurse",
    "responses": "response",
    "databases": "database",
    "diseases": "disease",
    "purposes": "purpose",
    "bases": "base",
    "phases": "phase",
    "franchises": "franchise",
    "exercises": "exercise",
    "causes": "cause",
    "horses": "horse",
    "races": "race",
}


@cache
def _list(name: str) -> tuple[str, ...]:
    text = files("lunara.semantic.draft").joinpath(name).read_text(encoding="utf-8")
    return tuple(line for line in text.splitlines() if line and not line.startswith("#"))


@cache
def abbreviations() -> dict[str, str]:
    """Abbreviation -> the word or words that it stands for."""
    return dict(line.split("=", 1) for line in _list("abbreviations.txt"))


@cache
def foreign() -> dict[str, str]:
    """Word of another language, in plain letters -> the English word or words (joined by `_`) for it."""
    listed = dict(pair.split("=", 1) for line in _list("foreign.txt") for pair in line.split())
    plain = {word for line in _list("words.txt") for word in line.split()} | set(abbreviations())
    # Inside compounds and in the plural most take an s: vertrag, vertragsnummer.
    more = {f"{word}s": english for word, english in listed.items() if len(word) > 4 and f"{word}s" not in plain}
    return more | listed


@cache
def dictionary() -> frozenset[str]:
    """Every word along which a squashed name may be cut."""
    words = {word for line in _list("words.txt") for word in line.split()}
    return frozenset(words | {fold(word) for word in words} | set(abbreviations()) | set(foreign()) | _TECHNICAL)


def fold(text: str) -> str:
    """Plain ASCII letters: `Straße` -> Strasse, `año` -> ano."""
    text = text.replace("ß", "ss").replace("æ", "ae").replace("ø", "o").replace("ł", "l")
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


@cache
def singular(word: str) -> str:
    """The singular of an English noun, good enough to compare names: categories -> category, addresses -> address."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes", "zes")):
        return word[:-2]
    return word[:-1]


@cache
def plural(word: str) -> str:
    """The plural of an English noun: category -> categories, person -> people."""
    known = {
        "person": "people",
        "child": "children",
        "man": "men",
        "woman": "women",
        "staff": "staff",
        "salesperson": "salespeople",
        "series": "series",
        "species": "species",
        "data": "data",
        "information": "information",
        "inventory": "inventory",
        "personnel": "personnel",
        "equipment": "equipment",
        "stock": "stock",
        "news": "news",
        "history": "history",
        "spend": "spend",
        "feedback": "feedback",
        "traffic": "traffic",
        "content": "content",
        "money": "money",
        "software": "software",
        "weather": "weather",
        "ins": "ins",
        "offs": "offs",
        "outs": "outs",
        "ups": "ups",
    }
    if word in known:
        return known[word]
    if word.endswith("s") and singular(word) != word:
        return word
    if word.endswith(("osis", "esis", "ysis", "isis")):
        return word[:-2] + "es"
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    if word.endswith(("s", "x", "ch", "sh", "z")):
        return word + "es"
    return word + "s"


@cache
def meaning_of(word: str) -> tuple[str, ...]:
    """A lower-case word as comparable English words, singular: qty -> quantity, kunden -> customer, dob -> date of birth."""
    word = fold(word) or word
    english = foreign().get(word) or compound(word)
    if english:
        return tuple(english.split("_"))
    return tuple(singular(part) for part in written_out(word).split())


@cache
def written_out(word: str) -> str:
    """An abbreviation as the word or words that it stands for: listed, or a known word without its vowels; else as it is."""
    listed = abbreviations().get(word)
    if listed is not None or word in dictionary():
        return listed or word
    return _skeletons().word(word) or word


@cache
def _skeletons() -> Skeletons:
    words = {word for line in _list("words.txt") for word in line.split()} - set(foreign())
    return Skeletons(words, {word: singular(word) for word in words})


def is_foreign(word: str) -> bool:
    """Whether this is a known word of another language: it is neither cut, translated nor made plural in labels."""
    return fold(word) in foreign() or bool(compound(fold(word)))


_TAILS = {"art": "type", "typ": "type", "arten": "type", "typen": "type", "stufe": "level"}
"""What ends compounds of another language and is an English word, or none, where it stands alone."""
_SHORTEST_HEAD = 4


@cache
def compound(word: str) -> str:
    """The English words (joined by `_`) for one word of two known ones of another language: kursart is a course type.

    Empty where it is none, where it is an English word, or where it can be cut in ways that say different things.
    """
    if len(word) <= _SHORTEST_HEAD + 2 or not word.isalpha() or word in foreign() or word in dictionary():
        return ""
    tails = foreign() | _TAILS
    found = {
        f"{foreign()[word[:at]]}_{tails[word[at:]]}"
        for at in range(_SHORTEST_HEAD, len(word) - 2)
        if word[:at] in foreign() and word[at:] in tails
    }
    return found.pop() if len(found) == 1 else ""


class Lexicon:
    """Cuts names into words, with the shipped word list and the words of one catalog."""

    def __init__(self, names: Iterable[str] = (), short: Mapping[str, tuple[str, ...]] | None = None) -> None:
        """`short`: what pieces of names stand for in this catalog alone: po, for purchase order."""
        self._words = set(dictionary())
        self._cut: dict[str, tuple[str, ...]] = {}
        self._short = short or {}
        found = {piece.lower() for name in names for piece in _pieces(name)}
        # Words that only this catalog has: pieces of delimited names that are not themselves squashed words.
        self._words |= {word for word in found if len(word) >= 4 and word.isalpha() and self.cut(word) == (word,)}
        self._cut.clear()

    def knows(self, word: str) -> bool:
        """Whether the word stands in the list or in the catalog."""
        return word in self._words

    def words(self, name: str) -> tuple[str, ...]:
        """The lower-case words of a name as it is written, squashed parts cut: `ProductID` -> product, id."""
        return tuple(word for piece in _pieces(name) for word in self.cut(piece.lower()))

    def label_words(self, name: str) -> tuple[str, ...]:
        """The words of a name for a label: abbreviations written out, compounds of other languages left whole."""
        found: list[tuple[str, bool]] = []
        for piece in _pieces(name):
            cut = self.cut(piece.lower())
            found.extend(
                [(piece.lower(), True)] if any(is_foreign(word) for word in cut) else [(w, False) for w in cut]
            )
        return _written_out(found)

    def cut(self, piece: str) -> tuple[str, ...]:
        """One lower-case piece cut into known words; the piece itself when that would be a guess."""
        known = self._cut.get(piece)
        if known is None:
            known = self._cut[piece] = self._short.get(piece) or self._best_cut(piece)
        return known

    def _best_cut(self, piece: str) -> tuple[str, ...]:
        size = len(piece)
        if size <= 3 or size > 80 or piece in self._words or not piece.isalpha() or self._is_form(piece):
            return (piece,)
        # Cheapest path: a word costs one, a short word more, unknown letters (only a prefix of up to three) much more.
        cost = [0.0] + [1e9] * size
        back: list[int] = [0] * (size + 1)
        for end in range(2, size + 1):
            for start in range(max(0, end - _LONGEST_WORD), end - 1):
                if cost[start] >= 1e9 or not self._usable(piece[start:end], start == 0, end == size):
                    continue
                price = cost[start] + (1.0 if end - start > 3 else 1.4)
                if price < cost[end]:
                    cost[end], back[end] = price, start
            if end <= 3 and cost[end] >= 1e9:
                cost[end], back[end] = 9.0, 0
        if cost[size] >= 1e9:
            return self._compound(piece)
        parts: list[str] = []
        end = size
        while end:
            parts.insert(0, piece[back[end] : end])
            end = back[end]
        if len(parts) == 2 and parts[1] in _PREPOSITIONS and len(parts[0]) <= 3 and parts[0] not in _SHORT_ANYWHERE:
            return (piece,)  # a salon, the moon
        if parts[0] not in self._words:  # a house prefix before a key: sb + cust + id
            fits = parts[-1] in _MARKERS and len(parts) > 2 and any(len(part) > 3 for part in parts[1:-1])
            return tuple(parts) if fits else (piece,)
        return tuple(parts)

    def _is_form(self, piece: str) -> bool:
        """Whether it is the past of a known verb: packaged is package with a d, and nothing that is aged."""
        return piece.endswith("ed") and bool({piece[:-1], piece[:-2]} & self._words)

    def _compound(self, piece: str) -> tuple[str, ...]:
        """A compound of another language whose last word is known says what it is: arbeitspreis is a price."""
        for start in range(3, len(piece) - 4):
            if piece[start:] in foreign():
                return (piece[:start], piece[start:])
        return (piece,)

    def _usable(self, word: str, first: bool, last: bool) -> bool:
        if word not in self._words:
            return False
        if last and not first and word in _NEVER_LAST:
            return False
        if len(word) > 3:
            return True
        if word in _SHORT_ANYWHERE:
            return True
        return word in (_SHORT_FIRST if first else _SHORT_LAST if last else _SHORT_MIDDLE)


def _lettered(pieces: list[str]) -> list[str]:
    """`LName` is the abbreviation lname, not an L and a name: a letter and a word that are listed together stay together."""
    made: list[str] = []
    for piece in pieces:
        if made and len(made[-1]) == 1 and (made[-1] + piece).lower() in abbreviations():
            made[-1] += piece
        else:
            made.append(piece)
    return made


def _pieces(name: str) -> list[str]:
    """A name at its visible borders: punctuation, camel case, digits after a word."""
    found: list[str] = []
    for part in re.split(r"[\W_]+", name):
        if not part:
            continue
        plain = part if part.isascii() else fold(part)
        if not plain or (
            not part.isascii() and (part.islower() or part[1:].islower())
        ):  # a script without Latin letters stays one word
            found.append(part)
        elif re.fullmatch(r"[A-Z0-9]+s?", plain) or re.fullmatch(r"[a-z0-9]+", plain):
            found.extend(_digits(plain))
        else:
            found.extend(_lettered(_PIECE.findall(plain)))
    return found


def _digits(part: str) -> list[str]:
    match = re.fullmatch(r"([A-Za-z]{3,})([0-9]+)", part)
    return [match[1], match[2]] if match else [part]


def spoken(words: Iterable[str]) -> tuple[str, ...]:
    """Words with abbreviations written out, for people: qty -> quantity."""
    return _written_out([(word, False) for word in words])


def _written_out(words: list[tuple[str, bool]]) -> tuple[str, ...]:
    """Abbreviations written out, except in words that stay as they are."""
    placed = zip(words, _in_place(w for w, _ in words), strict=True)
    return tuple(
        part
        for (written, kept), (word, stays) in placed
        for part in ([written] if kept or stays else written_out(word).split())
    )


def meaning(words: Iterable[str]) -> tuple[str, ...]:
    """Words as comparable English, singular."""
    return tuple(part for word, as_is in _in_place(words) for part in ((word,) if as_is else meaning_of(word)))


def _in_place(words: Iterable[str]) -> list[tuple[str, bool]]:
    """Each word, and whether it stands where it is no abbreviation: no before show, opt before in and out, ins behind check.

    What an abbreviation is short for only beside certain words is written out: ttl before an amount is its total.
    """
    listed = list(words)
    pairs = zip(["", *listed], listed, [*listed[1:], ""], strict=False)
    return [(_beside(word, behind, after), _as_is(word, after, behind)) for behind, word, after in pairs]


def _beside(word: str, behind: str, after: str) -> str:
    for told, other in ((_BEFORE, after), (_BEHIND, behind)):
        stands_for, where = told.get(word, (word, frozenset()))
        if other in where or written_out(other) in where:
            return stands_for
    return word


_MOVED = frozenset(("date", "time", "timestamp", "location", "branch", "station", "address", "place", "br"))
_DAYS = frozenset(("date", "time", "timestamp", "day"))
_YEARLY = word_set("fee fees income salary revenue rate premium budget leave cost dues turnover")
_BEFORE: dict[str, tuple[str, frozenset[str]]] = {
    "ttl": (
        "total",
        frozenset(("amount", "quantity", "count", "price", "cost", "value", "tax", "sales", "hours", "due")),
    ),
    "act": ("active", frozenset(("flag", "indicator"))),
    "lst": ("last", frozenset(("name",))),
    "br": ("branch", frozenset(("id", "name", "code", "number", "key", "type", "address", "manager"))),
    "pu": ("pickup", _MOVED),
    "do": ("dropoff", _MOVED),
    "ot": ("overtime", frozenset(("hours", "hour", "minutes", "pay", "rate", "amount", "cost"))),
    "chg": ("change", frozenset(("order", "orders", "request", "requests"))),
    "reg": ("registration", _DAYS),
    "cr": (
        "credit",
        frozenset(("limit", "rating", "terms", "hold", "note", "notes", "score", "balance", "days", "line")),
    ),
    "prd": ("period", frozenset(("start", "end", "from", "to", "begin", "year", "month", "closed", "days"))),
    "oh": ("on hand", frozenset(("quantity", "units", "stock", "value"))),
    "instl": ("installation", _DAYS),
    "ann": ("annual", _YEARLY),
    "tm": ("time", frozenset(("in", "out", "start", "end"))),
}
"""Abbreviations of several words, and the words before which they stand for this one: "ttl" alone may be a title."""


_PRICED = word_set("""
    cost retail unit list sale sales sell selling buy buying purchase net gross base standard average minimum maximum market
    wholesale item regular
""")
_TIMED = word_set("""
    start end stop arrival arrive departure depart begin open opening close closing pickup dropoff event scheduled actual tee play
    check in out
""")
_BEHIND: dict[str, tuple[str, frozenset[str]]] = {
    "prd": (
        "period",
        frozenset(("account", "accounting", "fiscal", "financial", "pay", "payroll", "report", "posting", "billing")),
    ),
    "oh": ("on hand", frozenset(("quantity", "units", "stock", "value"))),
    "pr": ("price", _PRICED),
    "tm": ("time", _TIMED),
}
"""The same by the word that they stand behind: the quantity on hand of "qty_oh"."""


_GOING_IN = frozenset(
    ("add", "break", "buy", "check", "clock", "drop", "log", "move", "opt", "plug", "sign", "tie", "trade", "walk")
)
"""What stands before "ins" where they are no insurance: check-ins, log-ins."""


def _as_is(word: str, after: str, behind: str) -> bool:
    if word == "no":
        return after.isalpha() and after not in ("of", "in", "per") and not after.endswith("s")
    if word == "ins":
        return behind in _GOING_IN
    return word == "opt" and after in ("in", "out")


def sentence(words: Iterable[str]) -> str:
    """A label: `order id` -> Order ID."""
    text = " ".join(word.upper() if word in _UPPER else word for word in words)
    return text[:1].upper() + text[1:]


def snake(name: str) -> str:
    """A safe logical name: ASCII, lower case, starts with a letter. `Größe (cm)` -> grosse_cm; nothing left: ``."""
    parts = [piece.lower() for piece in _pieces(name)]
    text = _CUT.sub("_", fold("_".join(parts)).lower()).strip("_")
    if text[:1].isdigit():
        text = "n_" + text
    return text[:60].rstrip("_")
