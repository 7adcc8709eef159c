"""Business documents called by their letters (po, so, wo, gr, ap, ar), written out where the names around them bear that out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise

from lunara.semantic.draft.vocabulary import word_set

_PARTS = word_set("""
    header headers hdr head line lines item items ln dtl detail details number num no nr nbr id key date status type
    lineid amount amt total value
""")
"""What stands behind the letters of a document where they are no other word."""
_BUYING = word_set("""
    vendor vendors supplier suppliers purchase purchasing purchases buyer buyers procurement requisition requisitions
    receipt receipts lieferant lieferanten
""")
_SELLING = word_set("customer customers cust client clients buyer buyers sales kunde kunden dealer dealers")
_MAINTAINING = word_set("""
    asset assets equipment machine machines technician technicians maintenance work workcenter labor labour spare bom routing
""")
_INVOICES = word_set("invoice invoices inv payment payments voucher vouchers bill bills aging credit receipt receipts")
_DOCUMENTS: Mapping[str, tuple[tuple[str, ...], frozenset[str], frozenset[str]]] = {
    "po": (("purchase", "order"), _PARTS, _BUYING),
    "so": (("sales", "order"), _PARTS, _SELLING),
    "wo": (("work", "order"), _PARTS, _MAINTAINING),
    "gr": (("goods", "receipt"), _PARTS, _BUYING | {"po"}),
    "ap": (("accounts", "payable"), _INVOICES, _BUYING),
    "ar": (("accounts", "receivable"), _INVOICES, _SELLING),
}
"""Letters, what they stand for, what must follow them in the name of a table, and what must be named somewhere beside it."""
_CUT = re.compile(r"[^0-9A-Za-z]+|(?<=[a-z0-9])(?=[A-Z])")


def written_out_here(
    tables: Sequence[str], columns: Iterable[str], spelled: Callable[[str], str] = str
) -> dict[str, tuple[str, ...]]:
    """The letters of documents that these names use, each with the words that it stands for.

    A table is called after such a document and a part of it (`po_header`, `ap_invoice`), and another name of the catalog is one
    of the trade that has such documents (`vendor`), by itself or `spelled` out (`supp`). The letters alone are kept as they are.

    >>> written_out_here(["po_header", "po_line", "vendor"], [])
    {'po': ('purchase', 'order')}
    >>> written_out_here(["po_line", "street"], [])
    {}
    """
    named = [_pieces(name) for name in tables]
    beside = {word for pieces in named for word in pieces} | {word for name in columns for word in _pieces(name)}
    beside |= {word for piece in beside for word in spelled(piece).split()}
    found = {}
    for letters, (words, parts, trade) in _DOCUMENTS.items():
        told = any(a == letters and b in parts for pieces in named for a, b in pairwise(pieces))
        if told and trade & (beside - {letters}):
            found[letters] = words
    return found


def by_letters(name: str, words: Sequence[str]) -> str:
    """What a name says where its letters stand for some of these words: po line, of `po_line`; else nothing."""
    pieces = _pieces(name)
    for letters, (whole, _, _) in _DOCUMENTS.items():
        if letters in pieces and any(tuple(words[n : n + 2]) == whole for n in range(len(words) - 1)):
            return " ".join(pieces)
    return ""


def _pieces(name: str) -> list[str]:
    return [piece.lower() for piece in _CUT.split(name) if piece]
