"""Which dimension shows a row of a table to people."""

from __future__ import annotations

from lunara.semantic.draft.words import is_foreign, meaning_of, singular
from lunara.semantic.model import Dimension, SemanticModel

_KNOWN_BY = frozenset(
    (
        *("plate", "license plate", "licence plate", "number plate", "plate number", "vin", "isbn", "sku", "barcode"),
        *("registration", "registration number", "registration plate", "serial number", "serial", "asset tag"),
        *("tracking number", "reference number", "call sign", "iban", "email address", "e mail"),
    )
)
"""What is written on a thing, or sent to, so that people know it by that where it has no name."""

_PERSON_OF = frozenset(
    (
        *("primary contact", "main contact", "lead contact", "contact person", "head of household", "householder"),
        *("holder", "account holder", "cardholder", "card holder", "guardian", "lead guest", "lead passenger"),
    )
)
"""Who stands for a family, a company or an account: they are known by that person's name, not by the address of a mailbox."""

_PERSONS = [{"first", "name"}, {"last", "name"}, {"family", "name"}, {"given", "name"}, {"full", "name"}, {"surname"}]


def display_dimension(model: SemanticModel, table: str) -> str | None:
    """The name of the dimension that names a row: `name`, `title`, `customer_name`, else a last name or a code,
    else what is written on the thing ("license plate", "serial number"), else the text that describes it ("customer details").

    A person's title is none of these: it is the job or the form of address. None when there is no such dimension.
    Works on any model, drafted or written by hand, by the names and labels of its text dimensions.
    """
    found = model.table(table)
    if found is None:
        return None
    texts = [d for d in found.dimensions if d.type == "string"]
    entity = _words(found.name) | _words(found.label or "")
    if any(set(_label(d).split()) - entity in _PERSONS for d in texts):
        texts = [d for d in texts if _label(d).split()[-1:] != ["title"]]
    ranked = sorted(((_score(d, entity), -i, d) for i, d in enumerate(texts)), key=lambda item: item[:2], reverse=True)
    said = [one for score, _, one in ranked if score > 0]
    if (
        len(said) > 1
        and _label(said[0]).split()[-1:] == ["code"]
        and _column(said[0]) in map(str.lower, found.primary_key)
    ):
        return said[
            1
        ].name  # a code that rows are told apart by is read by those who know it, what it stands for by all
    return said[0].name if said else None


def _column(dimension: Dimension) -> str:
    return (dimension.expression or dimension.name).strip('"').lower()


def _words(text: str) -> set[str]:
    return {singular(word) for word in _in_english(text).split()}


def _label(dimension: Dimension) -> str:
    return _in_english(dimension.label or dimension.name)


def _in_english(text: str) -> str:
    """The lower-case words, those of a language that is known in English: a Titel is a title."""
    words = text.lower().replace("_", " ").split()
    return " ".join(part for word in words for part in (meaning_of(word) if is_foreign(word) else (word,)))


def _score(dimension: Dimension, entity: set[str]) -> float:
    label = _label(dimension)
    words = label.split()
    if not words:
        return 0.0
    hidden = 4.0 if dimension.hidden else 0.0
    last, rest = words[-1], set(words[:-1])
    if label in ("name", "full name", "display name") or (dimension.name == "name" and _words(label) <= entity):
        return 10.0 - hidden + (0.5 if label in ("full name", "display name") else 0.0)
    if last == "name" and rest and rest <= entity | {"full", "display"}:
        return 9.5 - hidden
    if label == "title" or (last == "title" and rest & entity):
        return 8.0 - hidden
    if set(words) <= entity:
        return 8.5 - hidden
    if (last == "name" and rest & {"last", "family"}) or label == "surname":
        return 6.0 - hidden
    if label in ("label", "username", "user name", "caption", "subject", "headline", "company", "login"):
        return 5.5 - hidden
    if last == "name" and not rest & {"first", "given", "middle", "street", "file", "host", "domain", "parent"}:
        return 5.0 - hidden
    if label in _PERSON_OF:
        return 4.0 - hidden
    if label in ("code", "symbol", "email") or (last in ("code", "symbol", "number") and rest & entity):
        return 3.0 - hidden
    if label in _KNOWN_BY:
        return 2.8 - hidden
    if label == "description" or (last == "description" and rest and rest <= entity):
        return 2.5 - hidden
    if last in ("detail", "details") and rest and rest <= entity:
        return 2.4 - hidden
    return 0.0
