"""Primary keys: declared, else by name, else by what a probe counted."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.semantic.draft.facts import NUMERIC, ColumnFacts, TableFacts
from lunara.semantic.draft.vocabulary import word_set

KEY_WORDS = frozenset(["id", "key", "sk", "uuid", "guid", "pk", "fk", "uid", "bk", "nk", "ids"])
CODE_WORDS = word_set("""
    code number nr no symbol ref reference abbreviation isbn sku upc ean vin iban slug
""")
LINE_WORDS = frozenset(["line", "sequence", "position", "item", "row", "index", "ordinal", "entry"])
_HISTORY = frozenset(["valid", "effective", "active", "version", "start", "begin"])
_CALENDAR = frozenset(["date", "calendar", "day", "time"])
_AUDIT = frozenset(
    [
        "created",
        "modified",
        "updated",
        "inserted",
        "loaded",
        "changed",
        "deleted",
        "rowguid",
        "synced",
        "timestamp",
        "update",
    ]
)


def key_stem(column: ColumnFacts) -> tuple[str, ...] | None:
    """What the column identifies: customer_id -> (customer,), fk_cliente -> (customer,); None when it is no key by name.

    The empty tuple means the row of its own table (`id`).
    """
    sense = column.sense
    if column.kind not in ("integer", "decimal", "string", "uuid", "other"):
        return None
    if len(sense) > 1 and sense[0] in ("fk", "pk"):
        sense = sense[1:]
        if sense[-1] not in KEY_WORDS:
            return sense
    if sense[-1] in ("rowguid",) or sense[-2:] == ("row", "guid"):
        return None
    if sense[-1] in KEY_WORDS:
        return sense[:-1]
    if sense[0] in KEY_WORDS and len(sense) > 1 and sense[0] != "key":
        return sense[1:]
    return None


def code_stem(column: ColumnFacts) -> tuple[str, ...] | None:
    """What a code or number stands for: country_code -> (country,), KundenNr -> (customer,); None when it is none."""
    sense = column.sense
    if column.kind not in ("integer", "decimal", "string") or len(sense) < 2:
        return None
    if sense[-1] in CODE_WORDS:
        return sense[:-1]
    if sense[0] in ("code", "number", "cod"):
        return sense[2:] if sense[1] in ("of",) else sense[1:]
    return None


def find_keys(tables: Sequence[TableFacts]) -> None:
    """Set `key`, its confidence and its evidence on each table, from declarations and names."""
    entities: dict[tuple[str, ...], set[str]] = {}
    for table in tables:
        for alias in table.aliases:
            entities.setdefault(alias, set()).add(table.name)
    for table in tables:
        table.unique_keys = [tuple(key) for key in table.table.unique_keys if key]
        if table.table.primary_key:
            _set(table, table.table.primary_key, 1.0, "Declared as the primary key.")
            table.key_declared = True
            continue
        if len(table.unique_keys) == 1 and _not_null(table, table.unique_keys[0]):
            _set(table, table.unique_keys[0], 0.97, "Declared unique and not null.")
            table.key_declared = True
            continue
        _by_name(table, entities)


def _not_null(table: TableFacts, key: Sequence[str]) -> bool:
    return all(not table.column(name).column.nullable for name in key)


def _set(table: TableFacts, key: Sequence[str], confidence: float, because: str) -> None:
    table.key, table.key_confidence, table.key_because = tuple(key), confidence, because


def _by_name(table: TableFacts, entities: dict[tuple[str, ...], set[str]]) -> None:
    columns = table.columns
    history = [
        c
        for c in columns
        if c.kind in ("date", "timestamp")
        and c.sense[-1] in ("from", "start", "begin")
        and _HISTORY & set(c.sense)
        and any(o.sense[-1] in ("to", "end", "until") for o in columns)
    ]
    for rule in (
        _own_id,
        _entity_key,
        _entity_code,
        _abbreviated,
        _tail_key,
        _calendar,
        _leading,
        _leading_code,
        _entity_name,
    ):
        found = rule(table)
        if found is None:
            continue
        column, confidence, because = found
        stem = key_stem(column) or code_stem(column) or ()
        if stem not in table.aliases and any(entities.get(stem[i:], set()) - {table.name} for i in range(len(stem))):
            continue  # it points at another table
        nullable = column.column.nullable and any(not c.column.nullable for c in columns)
        if history:
            _set(
                table,
                (column.name, history[0].name),
                0.6,
                f"{because} Rows have a validity period, so its start belongs to the key.",
            )
            return
        _set(table, (column.name,), round(confidence - (0.1 if nullable else 0.0), 2), because)
        return
    lines = _line_key(table)
    if lines:
        _set(table, lines, 0.85, f"{' and '.join(lines)} number the rows of one parent.")


def _own_id(table: TableFacts) -> tuple[ColumnFacts, float, str] | None:
    for column in table.columns:
        if (
            column.own in (("id",), ("pk",), ("sk",), ("key",), ("uuid",), ("guid",), ("uid",))
            and key_stem(column) is not None
        ):
            return column, 0.97, f"{column.name} is this table's own identifier by name."
        if len(column.own) == 2 and column.own[0] in KEY_WORDS and column.own[1:] == table.entity:
            return column, 0.95, f"{column.name} names this table's rows."
    return None


def _entity_key(table: TableFacts) -> tuple[ColumnFacts, float, str] | None:
    for column in table.columns:
        stem = key_stem(column)
        if stem and stem in table.aliases:
            return column, 0.96, f"{column.name} is the table's name with a key word."
    for column in table.columns:
        stem = key_stem(column)
        # web_sales_order_id of web_sales, lux_listing_id of dim_lux_listings_mapping stay out: the stem must end the name
        if stem and column.position == 0 and any(alias[-len(stem) :] == stem for alias in table.aliases):
            return column, 0.85, f"{column.name} is the first column and ends the table's name."
    first = table.columns[0] if table.columns else None
    coded = code_stem(first) if first is not None else None
    if (
        first is not None
        and coded
        and any(len(alias) > len(coded) and alias[-len(coded) :] == coded for alias in table.aliases)
    ):
        return first, 0.8, f"{first.name} numbers the rows and is the first column."
    for column in table.columns[:1]:
        stem = key_stem(column)
        leads = stem is not None and column.sense[0] in KEY_WORDS
        if stem and leads and any(alias[: len(stem)] == stem for alias in table.aliases):
            return column, 0.85, f"{column.name} is the first column and begins the table's name."
    return None


def _tail_key(table: TableFacts) -> tuple[ColumnFacts, float, str] | None:
    """verification_id of id_verifications, also where it is not the first column."""
    found = []
    for column in table.columns:
        stem = key_stem(column)
        if stem and any(len(alias) > len(stem) and alias[-len(stem) :] == stem for alias in table.aliases):
            found.append(column)
    return (found[0], 0.78, f"{found[0].name} ends the table's name.") if len(found) == 1 else None


def _entity_code(table: TableFacts) -> tuple[ColumnFacts, float, str] | None:
    for column in table.columns:
        stem = code_stem(column)
        if stem and stem in table.aliases:
            return (
                column,
                0.88 if column.position == 0 else 0.78,
                f"{column.name} is the code of the table's rows by name.",
            )
    return None


def _abbreviated(table: TableFacts) -> tuple[ColumnFacts, float, str] | None:
    """aid of author, stuid of student, cid of conference: an abbreviation of the table's name with `id`."""
    if not table.entity:
        return None
    whole = "".join(table.entity)
    initials = "".join(word[0] for word in table.entity)
    for column in table.columns:
        text = "".join(column.sense)
        for mark in ("id", "key", "sk", "no"):
            head = text.removesuffix(mark)
            if head == text or not head or column.kind not in ("integer", "string", "uuid", "decimal"):
                continue
            if head == initials and len(text) <= 6 and mark == "id":
                return column, 0.88, f"{column.name} is the table's initial with {mark}."
            if 3 <= len(head) < len(table.entity[0]) and whole.startswith(head):
                return column, 0.9, f"{column.name} is the table's name, shortened, with {mark}."
    return None


def _calendar(table: TableFacts) -> tuple[ColumnFacts, float, str] | None:
    if not table.entity or table.entity[-1] not in (*_CALENDAR, "spine"):
        return None
    first = table.columns[0] if table.columns else None
    if first is not None and first.kind in ("date", "timestamp"):
        return first, 0.9, f"{first.name} is the day (or moment) of a calendar table."
    return None


def _leading(table: TableFacts) -> tuple[ColumnFacts, float, str] | None:
    """The first column when it is the only key-like one, or is not null where others may be."""
    if not table.columns:
        return None
    first = table.columns[0]
    if key_stem(first) is None:
        return None
    others = [c for c in table.columns[1:] if key_stem(c) is not None]
    if not others:
        return first, 0.74, f"{first.name} is the first column and the only one named like a key."
    if len(others) * 2 < len(table.columns) - 1:
        return first, 0.7, f"{first.name} is the first column and named like a key."
    return None


def _leading_code(table: TableFacts) -> tuple[ColumnFacts, float, str] | None:
    """iata_code of airports, tail_number of aircraft: a code in front, and nothing named like an identifier."""
    if not table.columns or any(key_stem(c) is not None for c in table.columns):
        return None
    first = table.columns[0]
    if code_stem(first) is None or set(first.sense) & LINE_WORDS:
        return None
    if (
        any(c.kind in ("date", "timestamp") for c in table.columns)
        and sum(code_stem(c) is not None for c in table.columns) > 1
    ):
        return None
    return first, 0.74, f"{first.name} is a code in the first column, and the table has no identifier."


def _entity_name(table: TableFacts) -> tuple[ColumnFacts, float, str] | None:
    """state_name of state: a natural key, only where nothing is named like an identifier."""
    if any(key_stem(c) is not None or code_stem(c) is not None for c in table.columns) or not table.columns:
        return None
    first = table.columns[0]
    if first.kind == "string" and any(first.sense == (*alias, "name") for alias in table.aliases):
        return first, 0.7, f"{first.name} names the rows, and the table has no identifier."
    return None


def _line_key(table: TableFacts) -> tuple[str, ...]:
    lines = [
        c
        for c in table.columns
        if c.kind in NUMERIC
        and (
            (len(c.sense) >= 2 and c.sense[-2] in LINE_WORDS and c.sense[-1] in ("number", "no", "id", "sequence"))
            or c.sense in (("line",), ("sequence",), ("sequence", "number"), ("item", "sequence"))
        )
    ]
    if not lines or not table.columns:
        return ()
    line = lines[0]
    about = line.sense[: next(i for i, word in enumerate(line.sense) if word in LINE_WORDS or word == "sequence")]
    for column in table.columns:
        stem = key_stem(column) or code_stem(column)
        if not stem or column is line:
            continue
        # order_id with order_line_no, or order_id in front of a table of order lines
        if (about and stem == about) or (column.position <= 1 and table.entity[: len(stem)] == stem):
            return (column.name, line.name)
    return ()


def apply_junctions(tables: Sequence[TableFacts], references: dict[str, dict[str, float]]) -> None:
    """Tables that consist of references to others: both together are the key. `references`: table -> column -> confidence."""
    for table in tables:
        if table.key:
            continue
        linked = [c for c in table.columns if references.get(table.name, {}).get(c.name, 0.0) >= 0.7]
        plain = [
            c
            for c in table.columns
            if c not in linked and not _AUDIT & set(c.sense) and c.kind not in ("date", "timestamp")
        ]
        if (
            len(linked) == 2
            and len(plain) <= 1
            and not any(c.kind in ("date", "timestamp") and not _AUDIT & set(c.sense) for c in table.columns)
        ):
            names = tuple(c.name for c in linked)
            _set(
                table,
                names,
                0.85 if not plain else 0.65,
                f"A junction: {names[0]} and {names[1]} together identify a row.",
            )


def composite_guesses(table: TableFacts, linked: dict[str, float]) -> list[list[str]]:
    """What may identify a row of a table without a key: its moment with its references; these with few-valued texts."""
    moments = [c for c in table.columns if c.kind in ("date", "timestamp") and not _AUDIT & set(c.sense)]
    references = [c for c in table.columns if c.name in linked]
    lines = [c for c in table.columns if c.sense[-1] in ("number", "no", "sequence", "line") and c.kind in NUMERIC]
    texts = [c for c in table.columns if c.kind == "string" and c.name not in linked and c.stats is not None
             and c.stats.filled == c.stats.rows and 1 < c.stats.distinct <= 60]  # fmt: skip
    if not references or not (moments or lines or len(references) > 1):
        return []
    first = [c.name for c in [*moments[:1], *references[:4], *lines[:1]]]
    return [first, first + [c.name for c in texts[:2]]] if moments and texts else [first]


def settle_by_counts(table: TableFacts) -> None:
    """Correct a guessed key with what a probe counted: keep it when unique, look for another unique column when not."""
    if (
        table.key_declared
        or not table.columns
        or (table.columns[0].stats is None and not any(c.stats for c in table.columns))
    ):
        return
    if len(table.key) == 2:
        stats = table.column(table.key[0]).stats
        if stats is not None and stats.unique and key_stem(table.column(table.key[0])) in table.aliases:
            _set(
                table, table.key[:1], 0.85, f"Each value of {table.key[0]} occurs once, so no second column is needed."
            )
        return
    if len(table.key) == 1:
        stats = table.column(table.key[0]).stats
        if stats is None or stats.rows == 0:
            return
        if stats.unique:
            strength = 0.98 if stats.rows >= 20 else min(0.97, table.key_confidence + 0.04)
            where = " in the rows looked at" if stats.sampled else ""
            _set(
                table,
                table.key,
                max(table.key_confidence, strength),
                f"{table.key_because} Its {stats.rows:,} values are all different{where}.",
            )
            return
        _set(table, (), 0.0, f"{table.key[0]} is not unique: {stats.distinct:,} values in {stats.rows:,} rows.")
    if table.key:
        return
    for column in table.columns:
        stats = column.stats
        if (
            stats is None
            or not stats.unique
            or stats.rows < 2
            or column.kind in ("decimal", "date", "timestamp", "boolean", "clock", "other")
        ):
            continue
        named = key_stem(column) is not None or code_stem(column) is not None
        natural = (
            column.kind == "string" and column.sense[-1] in ("name", "code", "title", "symbol", "email")
        ) or column.sense in table.aliases
        if (named and column.position <= 1) or (natural and column.position == 0 and stats.rows >= 5):
            _set(
                table,
                (column.name,),
                0.92 if named and stats.rows >= 50 else 0.8,
                f"The {stats.rows:,} values of {column.name} are all different.",
            )
            return
