"""Primary keys: declared, else by name."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.semantic.draft.facts import NUMERIC, ColumnFacts, TableFacts
from lunara.semantic.draft.role_words import SNAPSHOT
from lunara.semantic.draft.vocabulary import word_set

KEY_WORDS = frozenset(["id", "key", "sk", "uuid", "guid", "pk", "fk", "uid", "bk", "nk", "hk", "hkey", "ids"])
CODE_WORDS = word_set("""
    code number nr no symbol ref reference abbreviation isbn sku upc ean vin iban slug
""")
# Names that tables have in common without meaning the same.
COMMON_NAMES = word_set("""
    id name title code description desc status state type kind email phone address comment note text label value amount date time
    url city country region number key category version sequence position sort order rank slug color currency language
    fax website image picture photo
""")
LINE_WORDS = frozenset(["line", "sequence", "position", "item", "row", "index", "ordinal", "entry"])
_HISTORY = frozenset(["valid", "effective", "version"])
_SATELLITES = frozenset(["sat", "satellite", "msat"])
_SEQUENCES = frozenset(["sequence", "ordinal", "ordering"])
NAMED = 0.78  # a key that the table's own name speaks for is at least as sure
_FELLOWS = word_set("""
    friend buddy follower followee followed following liker liked blocker blocked neighbor sibling partner spouse
""")
CALENDARS = frozenset(["date", "calendar", "day", "time", "spine"])
AUDIT = frozenset(
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


def fellows(table: TableFacts) -> tuple[ColumnFacts, ColumnFacts] | None:
    """The two references of a table that pairs rows of one kind: student_id and friend_id of friend; None for any other.

    Nothing but moments may stand beside them, and one at least is called by what it is to the other.
    """
    marked = [c for c in table.columns if key_stem(c) is not None]
    rest = [c for c in table.columns if c not in marked and c.kind not in ("date", "timestamp")]
    if len(marked) != 2 or rest or not all(key_stem(c) for c in marked):
        return None
    return (marked[0], marked[1]) if any(is_fellow(c) for c in marked) else None


def is_fellow(column: ColumnFacts) -> bool:
    """Whether a reference is called by what a row is to another one of its kind: friend_id, liked_id."""
    stem = key_stem(column)
    return stem is not None and len(stem) == 1 and stem[0] in _FELLOWS


def find_keys(tables: Sequence[TableFacts]) -> None:
    """Set `key`, its confidence and its evidence on each table, from declarations and names."""
    entities: dict[tuple[str, ...], set[str]] = {}
    for table in tables:
        for alias in table.aliases:
            entities.setdefault(alias, set()).add(table.name)
    for table in tables:
        table.unique_keys = [tuple(key) for key in table.table.unique_keys if key]
        if table.table.primary_key:
            set_key(table, table.table.primary_key, 1.0, "Declared as the primary key.")
            table.key_declared = True
            continue
        if len(table.unique_keys) == 1 and _not_null(table, table.unique_keys[0]):
            set_key(table, table.unique_keys[0], 0.97, "Declared unique and not null.")
            table.key_declared = True
            continue
        _by_name(table, entities)
    _at_home(tables)


def _not_null(table: TableFacts, key: Sequence[str]) -> bool:
    return all(not table.column(name).column.nullable for name in key)


def set_key(table: TableFacts, key: Sequence[str], confidence: float, because: str) -> None:
    """Say what identifies a row, how sure that is and why."""
    table.key, table.key_confidence, table.key_because = tuple(key), confidence, because


def _by_name(table: TableFacts, entities: dict[tuple[str, ...], set[str]]) -> None:
    if fellows(table) is not None:
        return  # friend_id of friend is the other one, not the row
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
        if history and column.own != ("id",):
            told = f"{because} Rows have a validity period, so its start belongs to the key."
            set_key(table, (column.name, history[0].name), 0.6, told)
            return
        lines = _line_key(table) if confidence < 0.9 else ()
        if lines and column.name == lines[0]:
            set_key(table, lines, 0.85, f"{' and '.join(lines)} number the rows of one parent.")
            return
        set_key(table, (column.name,), round(confidence - (0.1 if nullable else 0.0), 2), because)
        return
    lines = _line_key(table)
    if lines:
        set_key(table, lines, 0.85, f"{' and '.join(lines)} number the rows of one parent.")
        return
    states = _state_key(table)
    if states:
        set_key(table, states, 0.75, f"A row is the state of {states[0]} at {states[1]}.")


def _own_id(table: TableFacts) -> tuple[ColumnFacts, float, str] | None:
    for column in table.columns:
        if (
            column.own in (("id",), ("pk",), ("sk",), ("key",), ("uuid",), ("guid",), ("uid",), ("hk",), ("hkey",))
            and key_stem(column) is not None
        ):
            late = any(key_stem(other) is not None for other in table.columns[: column.position])
            return column, 0.85 if late else 0.97, f"{column.name} is this table's own identifier by name."
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
            if _two_things(table, column):
                continue
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


def _two_things(table: TableFacts, column: ColumnFacts) -> bool:
    """Whether the table's name is made of two references: player_id and award_id of awards_players."""
    return any(c is not column and (key_stem(c) or ("",))[-1] in table.entity for c in table.columns)


def _tail_key(table: TableFacts) -> tuple[ColumnFacts, float, str] | None:
    """verification_id of id_verifications, also where it is not the first column."""
    found = []
    for column in table.columns:
        stem = key_stem(column)
        ends = stem and any(len(alias) > len(stem) and alias[-len(stem) :] == stem for alias in table.aliases)
        if ends and not _two_things(table, column):
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
        for mark in ("id", "key", "sk", "number", "no", "code"):
            head = text.removesuffix(mark)
            if head == text or not head or column.kind not in ("integer", "string", "uuid", "decimal"):
                continue
            if head == initials and len(text) <= 6 and mark == "id":
                return column, 0.88, f"{column.name} is the table's initial with {mark}."
            if head == initials and len(head) >= 2 and column.position == 0:
                return column, 0.88, f"{column.name} is the table's initial with {mark}."
            if 3 <= len(head) < len(table.entity[0]) and whole.startswith(head):
                return column, 0.9, f"{column.name} is the table's name, shortened, with {mark}."
    return None


def _calendar(table: TableFacts) -> tuple[ColumnFacts, float, str] | None:
    if not table.entity:
        return None
    by_day = "daily" in table.entity and not any(key_stem(c) is not None for c in table.columns)
    if table.entity[-1] not in CALENDARS and not by_day:
        return None
    first = table.columns[0] if table.columns else None
    if first is not None and first.kind in ("date", "timestamp"):
        told = "the day of a row, one for each day" if by_day else "the day (or moment) of a calendar table"
        return first, 0.8 if by_day else 0.9, f"{first.name} is {told}."
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
            or (len(c.sense) >= 2 and (c.sense[-1] in _SEQUENCES or c.sense[-2:] == ("sequence", "number")))
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
        if column.position == 0 and set(table.entity) & {"line", "item"} and "line" in line.sense:
            return (column.name, line.name)
    return ()


def _state_key(table: TableFacts) -> tuple[str, ...]:
    """policy_no and as_of_date of policy_balances, customer_hk and load_dts of sat_customer: a thing and a moment, in front."""
    first = table.columns[:3]
    things = [c for c in first if key_stem(c) or code_stem(c)]
    moments = [c for c in first if c.kind in ("date", "timestamp")]
    satellite = bool(set(table.table.name.lower().split("_")[:2]) & _SATELLITES)
    if not satellite:
        moments = [c for c in moments if not AUDIT & set(c.sense)]
    numbered = any(key_stem(c) is not None and c not in things for c in table.columns)
    told = satellite or set(table.entity) & SNAPSHOT or (len(things) == 1 and not numbered)
    return (things[0].name, moments[0].name) if told and things and moments else ()


def _at_home(tables: Sequence[TableFacts]) -> None:
    """Of the tables that begin with the same column, the one that is about it keeps it as its key: patients for subject_id."""
    sharing: dict[str, list[TableFacts]] = {}
    for table in tables:
        if len(table.key) == 1 and not table.key_declared and table.column(table.key[0]).own != ("id",):
            sharing.setdefault(table.key[0].lower(), []).append(table)
    for group in sharing.values():
        named = [t for t in group if t.key_confidence >= NAMED]
        alone = [t for t in group if not any(key_stem(c) for c in t.columns if c.name != t.key[0])]
        home = named or alone
        guests = [t for t in group if t not in home and t.key_confidence < NAMED and _opens_with_two(t)]
        if len(home) != 1 or not guests:
            continue
        key = home[0].key
        home[0].homes.add(key[0].lower())
        told = f"{home[0].key_because} The tables that begin with {key[0]} too are about other things."
        set_key(home[0], key, max(home[0].key_confidence, 0.85), told)
        for table in guests:
            set_key(table, (), 0.0, "")
            states = _state_key(table)
            if states:
                set_key(table, states, 0.75, f"A row is the state of {states[0]} at {states[1]}.")


def _opens_with_two(table: TableFacts) -> bool:
    """Whether a second reference or a moment follows the first column, as in a table of what happened to something."""
    second = table.columns[1] if len(table.columns) > 1 else None
    return second is not None and (key_stem(second) is not None or second.kind in ("date", "timestamp"))


def is_common(sense: tuple[str, ...]) -> bool:
    """Whether tables have this name in common without meaning the same."""
    return len(sense) == 1 and sense[0] in COMMON_NAMES
