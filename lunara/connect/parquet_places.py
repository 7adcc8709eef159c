"""Which tables of Parquet files there are and where each lies, as it is written in the connection form."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import SplitResult, unquote, urlsplit

from lunara.errors import InvalidInput

MOST_TABLES = 200

_NAME = re.compile(r"[A-Za-z_]\w{0,62}")
_QUERY = re.compile(r"[!-~]+")
_BUCKET = re.compile(r"[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]")


@dataclass(frozen=True)
class Place:
    """Where the files of one table lie: a URL of one file with its `query`, or a bucket and what its keys begin with."""

    name: str
    url: str = ""
    path: str = ""
    query: str = field(default="", repr=False)

    @property
    def address(self) -> str:
        """The URL with what follows its question mark, which may be a secret."""
        return f"{self.url}?{self.query}" if self.query else self.url


def read_places(text: str) -> tuple[Place, ...]:
    """`name = s3://bucket/path` or `name = https://host/file.parquet`, one a line. Raises InvalidInput naming the line."""
    found: dict[str, Place] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        name, mark, where = (part.strip() for part in line.partition("="))
        if not mark or not _NAME.fullmatch(name):
            raise InvalidInput(
                f"Line {number} of the tables is not “name = address”.",
                "Begin it with a name of letters, digits and underscores, then an equals sign.",
                field="tables",
            )
        if name.lower() in found:
            raise InvalidInput(f"The table {name} is there twice.", "Give each its own name.", field="tables")
        found[name.lower()] = _place(name, where, number)
    if not found:
        raise InvalidInput("No table is given.", "Write one a line: orders = s3://bucket/orders/", field="tables")
    if len(found) > MOST_TABLES:
        raise InvalidInput(
            f"{len(found):,} tables are more than {MOST_TABLES}.", "Make several data sources.", field="tables"
        )
    return tuple(found.values())


def _place(name: str, where: str, number: int) -> Place:
    """What is wrong is said without the address: it may hold a secret."""
    parts = address_parts(where)
    if parts is not None and "@" in parts.netloc:
        raise InvalidInput(
            f"Line {number}: the address of {name} holds a user or a password.",
            "Leave out what stands before the @. Keys of a storage have fields of their own.",
            field="tables",
        )
    if "?" in where:
        raise InvalidInput(
            f"Line {number}: the address of {name} goes on after a question mark, which may be a secret.",
            f"Move what follows it to “Secret ends of addresses”, as {name} = sig=…",
            field="tables",
        )
    wrong = InvalidInput(
        f"Line {number}: what stands there for {name} is not an address that is read.",
        "Give s3://bucket/path, gs://bucket/path (with its endpoint and HMAC keys), or https://host/file.parquet.",
        field="tables",
    )
    if parts is None:
        raise wrong
    if parts.scheme in ("https", "http"):
        if not parts.hostname or parts.fragment or not parts.path.strip("/"):
            raise wrong
        return Place(name, url=where)
    path = unquote(parts.path.lstrip("/"))
    if parts.scheme not in ("s3", "gs") or not _BUCKET.fullmatch(parts.netloc) or ".." in path.split("/"):
        raise wrong
    return Place(name, path=f"{parts.netloc}/{path}".rstrip("/"))


def address_parts(text: str) -> SplitResult | None:
    """The parts of an address; None for what is none, such as one whose port is no number."""
    try:
        parts = urlsplit(text)
        return parts if parts.port != 0 else None
    except ValueError:
        return None


def with_queries(places: Sequence[Place], text: str) -> tuple[Place, ...]:
    """The places with `name = what follows the question mark of its address`, one a line.

    Raises InvalidInput naming the line, and nothing of what stands in it.
    """
    found = {place.name.lower(): place for place in places}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        name, mark, query = (part.strip() for part in line.partition("="))
        query = query.removeprefix("?")
        if not mark or not _QUERY.fullmatch(query):
            raise InvalidInput(
                f"Line {number} of the secret ends of addresses is not “name = what follows the question mark”.",
                "Begin it with the name of a table and an equals sign.",
                field="queries",
            )
        place = found.get(name.lower())
        if place is None or not place.url or place.query:
            raise InvalidInput(
                f"Line {number} of the secret ends of addresses does not begin with the name of a table that takes one.",
                "Begin it with a table whose address is https://…, each once: orders = sig=…",
                field="queries",
            )
        found[name.lower()] = replace(place, query=query)
    return tuple(found.values())
