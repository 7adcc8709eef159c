"""The warehouse's own words: distinct values of low-cardinality text fields, so that "Germany" finds its field.

What may identify a person is never in it: by the names of fields they are not read, and what reads like a contact, an account or
an identifier is dropped, with its whole field where that is usual in it.
"""

from __future__ import annotations

import logging
import re
import time
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from lunara.ask.reach import DataSpan, read_last_days, read_spans
from lunara.ask.tokens import stem
from lunara.connect.run import Limits, Runner
from lunara.connect.warehouse import CancelToken
from lunara.errors import OverBudget, Refused, TimedOut, UnknownField, WarehouseFailed
from lunara.semantic.compile import compile_query
from lunara.semantic.compiled import Clock
from lunara.semantic.model import Dimension, Scalar, SemanticModel, Table
from lunara.semantic.query import InlineMeasure, OrderBy, SemanticQuery

log = logging.getLogger(__name__)

V = TypeVar("V", bound=Scalar)

MAX_VALUES_PER_FIELD = 2_000
MAX_FIELDS = 400
MAX_VALUES = 200_000
MAX_VALUE_CHARACTERS = 80
PERSONAL_SHARE = 0.1
"""From this share of personal values on, none of a field's is kept."""

_WORD = re.compile(r"[^\W_]+")
_PERSONAL = re.compile(
    r"(^|[\s_])(e?mail|phone|mobile|fax|ssn|passport|iban|password|passwd|secret|token|birth\w*|dob|salary|"
    r"street|address|addr(?:ess)?line\d?|address\d|postal|zip|postcode|ip|latitude|longitude|credit\s?card|card\s?number|"
    r"account\s?number|tax\s?id|national\s?id|license|licence|guid|uuid|hash)($|[\s_\d])|first.?name|last.?name|"
    r"middle.?name|full.?name|sur.?name|maiden|email|phone|"
    # Also at the end of words that are written as one: "custaddress1", "shippostalcode".
    r"addr(?:ess)?\s?(?:line)?\s?\d*(?=\s|$)|(?:postal|zip)\s?code(?=\s|$)|postcode(?=\s|$)",
    re.IGNORECASE,
)
_PERSONAL_VALUE = re.compile(
    r"[^@\s]+@[^@\s]+\.[^@\s]+"  # an e-mail address
    r"|\+[\d\s().-]{8,20}|(?:[\s().-]{0,2}\d){10,19}"  # a telephone, card or account number
    r"|[A-Z]{2}\d{2}[\s]?(?:[A-Z0-9]{4}[\s]?){2,7}[A-Z0-9]{1,4}"  # an IBAN
    r"|[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}|[0-9a-fA-F]{32,}"  # an identifier, a hash
    r"|\d{1,3}(?:\.\d{1,3}){3}"  # an address of a machine
)
_DAY = re.compile(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}")
# The longer ones also within words that are written as one: "sbcustomer", "hremployees".
_PERSON_TABLE = re.compile(
    r"\b(user|staff|payroll|salar(?:y|ie)|guest|insured|pupil|donor|tenant|visitor|patron|shopper|travell?er|lessee|voter|caller)s?\b|"
    r"(person|people|customer|client|employee|patient|student|contact|member|subscriber|passenger|candidate|applicant|attendee|"
    r"participant|resident|borrower|volunteer|learner|policyholder|claimant|beneficiar(?:y|ie))s?\b",
    re.I,
)
_COMPANY_NAME = re.compile(r"(^|[\s_])(company|organi[sz]ation|firm|business|corporation|agency)[\s_]?name$", re.I)
_PERSON_NAME = re.compile(rf"(?:{_PERSON_TABLE.pattern})\s?name$", re.I)


@dataclass(frozen=True)
class Hit:
    """A value of `table.field` and how well the words fit it (1.0: the same words)."""

    table: str
    field: str
    value: Scalar
    score: float


def fold(text: str) -> str:
    """Lower case without accents, words separated by one space."""
    if text.isascii():
        return " ".join(_WORD.findall(text.lower()))
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return " ".join(_WORD.findall(plain))


def looks_personal(table: Table, dimension: Dimension) -> bool:
    """Whether a field's values may identify a person, so that they are never indexed.

    Judged by names alone: contact details, birth dates, addresses, and names of people.
    """
    words = f"{dimension.name} {dimension.label or ''}"
    if _PERSONAL.search(words.replace("_", " ")):
        return True
    if any(_PERSON_NAME.search(said.replace("_", " ")) for said in (dimension.name, dimension.label or "")):
        return True
    if any(_COMPANY_NAME.search(said) for said in (dimension.name, dimension.label or "")):
        return False  # customers that are companies
    named = re.search(r"name$", dimension.name, re.I) or re.search(r"name$", dimension.label or "", re.I)
    about = f"{table.name} {table.label or ''}".replace("_", " ")
    return bool(named and _PERSON_TABLE.search(about))


def reads_personal(value: str) -> bool:
    """Whether a value reads like a contact, an account or an identifier. A day is none.

    >>> [reads_personal(v) for v in ("ada@example.org", "+49 171 2345678", "(212) 555-0182", "Germany", "2012-2013")]
    [True, True, True, False, False]
    """
    text = value.strip()
    return _PERSONAL_VALUE.fullmatch(text) is not None and _DAY.fullmatch(text) is None


def impersonal(values: Sequence[V]) -> list[V]:
    """A field's values without those that read personal; none of them where that is usual in it.

    >>> impersonal(["ada@example.org", "Germany"])
    []
    """
    kept = [v for v in values if not reads_personal(str(v))]
    return [] if len(values) - len(kept) > PERSONAL_SHARE * len(values) else kept


@dataclass
class ValueIndex:
    """Distinct values by their words. `fields` says how many values each field gave; full fields were left out.

    `spans` holds the first and last day of each default time ("orders.ordered_at"), `last_days` the last day of other dates.
    Build with `from_model` (the model's sample values) or `build_value_index` (from the warehouse).
    """

    fields: Mapping[str, int] = field(default_factory=dict)
    spans: Mapping[str, DataSpan] = field(default_factory=dict, repr=False)
    last_days: Mapping[str, date] = field(default_factory=dict, repr=False)
    _exact: dict[str, list[Hit]] = field(default_factory=dict, repr=False)
    _stemmed: dict[str, list[Hit]] = field(default_factory=dict, repr=False)
    _joined: dict[str, list[Hit]] = field(default_factory=dict, repr=False)
    _ranked: dict[str, list[Hit]] = field(default_factory=dict, repr=False)
    _by_shape: dict[tuple[int, str, int], list[str]] = field(default_factory=dict, repr=False)
    _by_field: dict[tuple[str, str], list[Scalar]] = field(default_factory=dict, repr=False)
    _sorted: list[str] = field(default_factory=list, repr=False)
    _letters: list[str] = field(default_factory=list, repr=False)

    def last_day(self, field: str) -> date | None:
        """The last day that a date ("orders.paid_on") holds; None where it is not known."""
        span = self.spans.get(field)
        return span.last if span is not None else self.last_days.get(field)

    @classmethod
    def from_values(cls, values: Mapping[tuple[str, str], Iterable[Scalar]]) -> ValueIndex:
        """An index over `{(table, field): values}`: short texts, nothing that reads personal, MAX_VALUES in all."""
        index = cls()
        counts: dict[str, int] = {}
        for (table, name), items in values.items():
            texts = [v for v in items if isinstance(v, str) and v.strip() and len(v) <= MAX_VALUE_CHARACTERS]
            found = impersonal(texts)
            if texts and not found:
                continue
            kept = found[: max(0, MAX_VALUES - sum(counts.values()))]
            for item in kept:
                index._add(table, name, item)
            counts[f"{table}.{name}"] = len(kept)
        index.fields = counts
        index._sorted = sorted(index._exact)
        for key in index._stemmed:
            index._by_shape.setdefault((len(key.split()), key[:1], len(key)), []).append(key)
        for (table, name), kept_values in index._by_field.items():
            for word, value in ranked(kept_values).items():
                index._ranked.setdefault(word, []).append(Hit(table, name, value, 1.0))
        index._letters = sorted({letter for _, letter, _ in index._by_shape})
        return index

    @classmethod
    def from_model(cls, model: SemanticModel) -> ValueIndex:
        """An index over the sample values that the model itself holds, of fields that people see and nothing personal."""
        return cls.from_values(
            {
                (t.name, d.name): d.sample_values
                for t in model.tables
                if not t.hidden
                for d in t.dimensions
                if d.sample_values and not d.hidden and not looks_personal(t, d)
            }
        )

    def _add(self, table: str, name: str, value: str) -> None:
        folded = fold(value)
        if not folded:
            return
        hit = Hit(table, name, value, 1.0)
        self._by_field.setdefault((table, name), []).append(value)
        self._exact.setdefault(folded, []).append(hit)
        stemmed = _stemmed(folded)
        self._stemmed.setdefault(stemmed, []).append(hit)
        spoken = _stemmed(fold(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", value)))
        if spoken != stemmed:  # "in progress" where the data writes "inProgress"
            self._stemmed.setdefault(spoken, []).append(hit)
        if 1 < len(stemmed.split()) <= _MOST_JOINED:
            self._joined.setdefault(_in_one_piece(folded), []).append(hit)

    def __len__(self) -> int:
        return len(self._exact)

    def lookup(self, stems: Sequence[str], raw: str) -> list[Hit]:
        """Values that read as these words, in any case, singular or plural."""
        folded = fold(raw)
        exact = self._exact.get(folded)
        if exact:
            return list(exact)
        stemmed = self._stemmed.get(_stemmed(folded)) or self._stemmed.get(" ".join(stems)) or self._compound(folded)
        if not stemmed:
            return []
        return [Hit(h.table, h.field, h.value, 0.97) for h in stemmed]

    def by_rank(self, word: str) -> list[Hit]:
        """Values that are a rank and this word, of fields whose values all are so: "1-URGENT" for "urgent"."""
        return list(self._ranked.get(_stemmed(fold(word)), ()))

    def _compound(self, folded: str) -> list[Hit]:
        """Values that are these words in one piece, or this word in several: "walk-in" and "walkin"."""
        pieces = len(folded.split())
        whole = _in_one_piece(folded)
        if pieces > _MOST_JOINED or len(whole) < _LEAST_JOINED or not whole.isalpha():
            return []
        return self._joined.get(whole, []) if pieces == 1 else self._stemmed.get(whole, [])

    def spelled(self, word: str) -> list[Hit]:
        """Values that a misspelt word or phrase most likely is; empty when none is close enough."""
        folded = _stemmed(fold(word))
        best = nearest_spelling(folded, self._near(folded))
        if best is None:
            return []
        return [Hit(h.table, h.field, h.value, 0.85) for h in self._stemmed[best]]

    def _near(self, folded: str) -> list[str]:
        """Values that it can be a misspelling of by their length: alike from the first letter on, or a letter off."""
        words, length = len(folded.split()), len(folded)
        pool: list[str] = []
        for letter in self._letters:
            reach = length // 3 if letter == folded[:1] else 1
            for other in range(length - reach, length + reach + 1):
                pool += self._by_shape.get((words, letter, other), ())
        return pool

    def beginning(self, word: str) -> list[Hit]:
        """The value of several words that begins with this one, if one value alone does so."""
        folded = fold(word)
        if len(folded) < 4:
            return []
        at = bisect_left(self._sorted, f"{folded} ")
        found = [text for text in self._sorted[at : at + 2] if text.startswith(f"{folded} ")]
        return list(self._exact[found[0]]) if len(found) == 1 else []

    def of_field(self, table: str, name: str, limit: int = 20) -> list[Scalar]:
        """Some values of one field, the most frequent first."""
        return self._by_field.get((table, name), [])[:limit]


def ranked(values: Sequence[Scalar]) -> dict[str, str]:
    """The values of a field by their word alone where each is a rank and a word, with ranks that count on from 0 or 1.

    >>> ranked(["1-URGENT", "2-HIGH", "3. Low"])
    {'urgent': '1-URGENT', 'high': '2-HIGH', 'low': '3. Low'}
    >>> ranked(["3-door", "5-door"])
    {}
    """
    read = [(m, v) for v in values if isinstance(v, str) and (m := _RANKED.fullmatch(v.strip()))]
    ranks = sorted(int(m.group(1)) for m, _ in read)
    if (
        len(read) < _LEAST_RANKS
        or len(read) != len(values)
        or ranks not in [[*range(n, n + len(ranks))] for n in (0, 1)]
    ):
        return {}
    words = [_stemmed(fold(m.group(2))) for m, _ in read]
    return {w: v for w, (_, v) in zip(words, read, strict=True) if w and words.count(w) == 1}


def nearest_spelling(word: str, pool: Sequence[str]) -> str | None:
    """The one entry that a misspelt word most likely is: a letter off, or very like it and beginning alike."""
    from rapidfuzz import fuzz, process
    from rapidfuzz.distance import OSA

    if len(word) < 5:
        return None
    found = process.extract(word, pool, scorer=fuzz.ratio, score_cutoff=78, limit=3)
    near = [(text, score) for text, score, _ in found if score >= 86 or OSA.distance(word, text) == 1]
    if not near or (len(near) > 1 and near[1][1] == near[0][1]):
        return None
    best, _ = near[0]
    return None if best[0] != word[0] and OSA.distance(word, best) > 1 else best  # "readmissions" are no admissions


_RANKED = re.compile(r"(\d{1,3})\s*[-.:)–]\s*([^\W\d].*)")
_LEAST_RANKS = 3
_MOST_JOINED, _LEAST_JOINED = 3, 5
"""Of so many words at most, and so many letters at least, is a value that may be written in one piece."""


def _in_one_piece(folded: str) -> str:
    return stem(folded.replace(" ", ""))


def _stemmed(folded: str) -> str:
    return " ".join(stem(w) for w in folded.split())


_KEY_WORD = re.compile(
    r"(^|[\s_])(id|key|no|number|guid|uuid|hash|url|uri|homepage|email|abstract|comment|note|notes|text|body)$", re.I
)


def indexable(table: Table, dimension: Dimension) -> bool:
    """Whether the values of a field belong into the index: text that people see, no key, no free text, and nothing personal."""
    if table.hidden or dimension.hidden or dimension.type != "string" or looks_personal(table, dimension):
        return False
    names = (dimension.name, dimension.label or "")
    return not any(_KEY_WORD.search(n.replace("_", " ")) for n in names)


def build_value_index(
    model: SemanticModel,
    runner: Runner,
    *,
    cancel: CancelToken | None = None,
    max_fields: int = MAX_FIELDS,
    max_values: int = MAX_VALUES_PER_FIELD,
    seconds: float = 60.0,
) -> ValueIndex:
    """Read the distinct values of text fields, most frequent first, by guarded statements.

    The span of each default time is read first, then the last day of other dates. Fields with more than `max_values` values
    keep the most frequent ones. Of more than `max_fields` those of tables that others refer to come first. Personal and hidden
    fields are never read. No more than `seconds` are spent in all, and a field that fails or takes too long is left out. Raises
    Cancelled, ConnectFailed, and OverBudget when the day's budget is used up.
    """
    cancel = cancel or CancelToken()
    spans = read_spans(model, runner, cancel=cancel, seconds=min(20.0, seconds / 3))
    last_days = read_last_days(model, runner, cancel=cancel, seconds=min(10.0, seconds / 6))
    fields = [(t, d) for t in model.tables for d in t.dimensions if indexable(t, d)]
    if len(fields) > max_fields:
        referred = {r.to_table for r in model.relationships}
        fields.sort(key=lambda field: field[0].name not in referred)
    deadline = time.monotonic() + seconds
    found: dict[tuple[str, str], list[Scalar]] = {}
    for table, dimension in fields[:max_fields]:
        cancel.raise_if_cancelled()
        left = deadline - time.monotonic()
        if left <= 0:
            log.info("values of %d fields were not indexed: out of time", len(fields) - len(found))
            break
        values = _values_of(
            model, runner, table, dimension, max_values=max_values, seconds=min(10.0, left), cancel=cancel
        )
        sampled = [v for v in dimension.sample_values if v not in values]
        found[(table.name, dimension.name)] = [*values, *sampled]
    index = ValueIndex.from_values(found)
    index.spans, index.last_days = spans, last_days
    return index


def _values_of(
    model: SemanticModel,
    runner: Runner,
    table: Table,
    dimension: Dimension,
    *,
    max_values: int,
    seconds: float,
    cancel: CancelToken,
) -> list[Scalar]:
    count = InlineMeasure(name="rows_of_value", table=table.name, aggregate="count")
    order = (OrderBy(field="rows_of_value", direction="desc"),)
    name = f"{table.name}.{dimension.name}"
    query = SemanticQuery(measures=(count,), dimensions=(name,), order_by=order, limit=max_values)
    try:
        compiled = compile_query(query, model, runner.dialect, Clock.now())
        limits = Limits(rows=max_values, bytes=4_000_000, seconds=seconds)
        result = runner.run(compiled.sql, limits=limits, cancel=cancel)
    except (Refused, UnknownField, TimedOut) as error:
        if isinstance(error, OverBudget) and error.of_the_day:
            raise  # tomorrow it has its values again: an index without them is not to be kept
        log.info("values of %s were not indexed: %s", name, error.message)
        return []
    except WarehouseFailed as error:
        if error.code == "cancelled":
            raise
        log.info("values of %s were not indexed: %s", name, error.message)
        return []
    return [row[0] for row in result.rows() if isinstance(row[0], str)]
