"""What the names and types of a catalog say, before anything is decided: the material of every other step of the draft."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from lunara.connect.catalog import Catalog, Column, Table
from lunara.semantic.draft.documents import written_out_here
from lunara.semantic.draft.of_a_trade import short_here
from lunara.semantic.draft.role_words import TIME_NAMES, TIME_SPENT_NOUNS
from lunara.semantic.draft.vocabulary import word_set
from lunara.semantic.draft.words import (
    Lexicon,
    abbreviations,
    dictionary,
    is_foreign,
    meaning,
    snake,
    spoken,
    written_out,
)

Kind = Literal["integer", "decimal", "string", "boolean", "date", "timestamp", "clock", "uuid", "other"]
NUMERIC: frozenset[Kind] = frozenset(["integer", "decimal"])

_LAYERS = word_set("""
    dim dims fct fact facts stg stage staging tbl table vw view raw src mart dwh dw ods edw brg bridge lnk hub
    sat ref lkp lookup lu t v d f dbo public prod tb mst mstr int base core
""")
_TAILS = word_set("""
    dim dimension fact fct table tbl view vw latest current all master mst header hdr head data info information
    list record details detail snapshot profile main base basics basic
""")
_SHORT_UNITS = {"min": "minutes", "sec": "seconds", "hr": "hours"}  # of downtime_min; elsewhere min is the minimum
_LENGTHS = frozenset(("distance", "length", "range"))
_MOMENTS = {
    "eta": ("estimated", "arrival"),
    "etd": ("estimated", "departure"),
    "ata": ("actual", "arrival"),
    "atd": ("actual", "departure"),
}
"""What dates are called for short; a number called eta is something else."""
_HUNDREDTHS = frozenset(["cents", "cent", "pence"])
_IN_HUNDREDTHS = re.compile(r"[_ ]*(cents?|pence)$", re.IGNORECASE)
_TIMED = word_set("time played worked watched spent listened")
_WEAK_TAILS = frozenset(["detail", "details", "profile", "snapshot"])


@dataclass(frozen=True)
class Stats:
    """What a probe found in one column. `sampled` says that only some of the rows were looked at.

    `iso_dates` and `yes_no` are how many of its texts read as dates, and as yes or no.
    """

    rows: int
    filled: int
    distinct: int
    low: Any = None
    high: Any = None
    iso_dates: int = 0
    yes_no: int = 0
    sampled: bool = False
    values: tuple[str, ...] = ()

    @property
    def unique(self) -> bool:
        """Whether no value occurs twice and none is missing (among the rows looked at)."""
        return self.rows > 0 and self.filled == self.rows == self.distinct


@dataclass
class ColumnFacts:
    """One column. `words` are for labels, `sense` for comparing, `own` is `sense` without the table's name in front.

    `hundredths`: an amount of money kept in cents, of which `words` and `sense` say nothing: what is shown is divided by 100.
    """

    column: Column
    position: int
    kind: Kind
    words: tuple[str, ...]
    sense: tuple[str, ...]
    own: tuple[str, ...]
    stats: Stats | None = None
    role: Any = None
    hundredths: bool = False

    @property
    def name(self) -> str:
        """The physical name."""
        return self.column.name

    @property
    def bare(self) -> str:
        """The physical name, that of an amount in cents without them: total_cents -> total."""
        return _IN_HUNDREDTHS.sub("", self.name) if self.hundredths else self.name


@dataclass
class TableFacts:
    """One table. `aliases` are the ways in which other tables may speak of one of its rows, best first.

    `names` is what a probe found of a name split over two columns: how many rows, how many different names.
    """

    table: Table
    name: str
    words: tuple[str, ...]
    aliases: tuple[tuple[str, ...], ...]
    prefix: str
    columns: list[ColumnFacts]
    key: tuple[str, ...] = ()
    key_confidence: float = 0.0
    key_because: str = ""
    key_declared: bool = False
    unique_keys: list[tuple[str, ...]] = field(default_factory=list)
    rows: int | None = None
    names: tuple[int, int] | None = None
    homes: set[str] = field(default_factory=set)

    @property
    def entity(self) -> tuple[str, ...]:
        """What one row is, in comparable words."""
        return self.aliases[0] if self.aliases else ()

    @cached_property
    def has_moments(self) -> bool:
        """Whether a column of it holds dates or timestamps."""
        return any(column.kind in ("date", "timestamp") for column in self.columns)

    def column(self, name: str) -> ColumnFacts:
        """The facts of the column of that physical name. Raises KeyError."""
        return self._by_name[name]

    def __post_init__(self) -> None:
        self._by_name = {column.name: column for column in self.columns}


_KINDS: tuple[tuple[str, Kind], ...] = (
    (r"bool|^bit(\(1\))?$|^tinyint\(1\)", "boolean"),
    (r"timestamp|datetime|^smalldatetime", "timestamp"),
    (r"^date(32|64)?$|^nullable\(date", "date"),
    (r"^time\b|^timetz|^interval", "clock"),
    (r"uuid|uniqueidentifier|^guid", "uuid"),
    (
        r"\[\]|array|^list|^map|struct|^row\(|json|variant|^object|blob|binary|bytea|bytes|image|geo|point|polygon|line|xml|hstore|tsvector|vector|range$|^super$|^bit",
        "other",
    ),
    (r"^(numeric|decimal|number|dec|bignumeric|bigdecimal)\b", "decimal"),
    (r"float|double|real|money|fixed", "decimal"),
    (r"int|serial|^long|^short|^byte$|^year", "integer"),
    (r"char|text|string|clob|enum|name|citext|fixedstring|uuid|inet|cidr|macaddr|^set\b|^id$", "string"),
)


def kind_of(type_text: str) -> Kind:
    """The kind of a warehouse's type text; decimals without digits after the point are integers."""
    text = type_text.strip().lower()
    while (inner := re.fullmatch(r"(?:nullable|lowcardinality)\((.*)\)", text)) is not None:
        text = inner[1]
    exact = re.match(r"(?:numeric|decimal|number|dec)\s*\(\s*(\d+)\s*(?:,\s*(-?\d+)\s*)?\)", text)
    if exact:
        return "integer" if exact[2] is None or int(exact[2]) <= 0 else "decimal"
    if text in ("number", "others"):  # loosely typed sources
        return "decimal" if text == "number" else "other"
    for pattern, kind in _KINDS:
        if re.search(pattern, text):
            return kind
    return "other"


def read_catalog(catalog: Catalog) -> list[TableFacts]:
    """Facts of each table, in the catalog's order, with unique logical names."""
    tables = catalog.tables
    names, columns = [table.name for table in tables], [c.name for table in tables for c in table.columns]
    short = short_here(names + columns, written_out) | written_out_here(names, columns, written_out)
    lexicon = Lexicon(names + columns, short)
    houses = _houses(tables, lexicon)
    taken: set[str] = set()
    repeated = Counter(snake(table.name) for table in tables)
    called = {word for table in tables for word in lexicon.words(table.name)}
    return [
        _table(table, lexicon, houses[table.schema], repeated=repeated, taken=taken, called=called) for table in tables
    ]


def _houses(tables: Sequence[Table], lexicon: Lexicon) -> dict[str, str]:
    """The prefix of each schema's tables: of all tables, of all of the schema, or fused to the names of most of them."""
    whole = house_prefix([table.name for table in tables], lexicon)
    found: dict[str, str] = {}
    for schema in dict.fromkeys(table.schema for table in tables):
        names = [table.name for table in tables if table.schema == schema]
        found[schema] = whole or house_prefix(names, lexicon) or _fused_to_most(names, lexicon)
    return found


def _fused_to_most(names: Sequence[str], lexicon: Lexicon) -> str:
    """`sb` of sbcustomer, sbticker and sbtransaction where a view or another table beside them has none."""
    for length in (3, 2):
        for front, count in Counter(name.lower()[:length] for name in names).most_common(1):
            of = [name for name in names if name.lower().startswith(front)]
            if count >= 3 and count * 2 > len(names) and front.isalpha() and house_prefix(of, lexicon) == front:
                return front
    return ""


def common_start(names: Sequence[str]) -> str:
    """The letters with which all names start."""
    if not names:
        return ""
    low, high = min(names), max(names)
    length = next((i for i, (a, b) in enumerate(zip(low, high, strict=False)) if a != b), min(len(low), len(high)))
    return low[:length]


def house_prefix(names: Sequence[str], lexicon: Lexicon) -> str:
    """The prefix that every table of the house carries and that means nothing: `sb` of sbCustomer, sbTicker."""
    if len(names) < 3:
        return ""
    prefix = common_start([name.lower() for name in names])
    if "_" in prefix:
        prefix = prefix[: prefix.rindex("_") + 1]
    short = prefix.rstrip("_")
    longest = 40 if prefix.endswith("__") or prefix.split("_")[0] in _LAYERS else 6
    if not 1 <= len(short) <= longest or any(len(name) - len(prefix) < 2 for name in names):
        return ""
    if prefix.endswith("_"):
        return prefix
    if len(short) > 3 or short in dictionary():
        return ""
    rest = [name[len(prefix) :] for name in names]
    readable = sum(all(lexicon.knows(word) for word in lexicon.words(part)) for part in rest)
    return prefix if readable * 2 >= len(rest) else ""


def _column_prefix(table: Table, house: str) -> str:
    """The prefix that all columns of one table carry: `ss_`, `sbTx`, `c_`."""
    names = [column.name for column in table.columns]
    if len(names) < 2:
        return (
            house if names and house and names[0].lower().startswith(house) and len(names[0]) > len(house) + 1 else ""
        )
    prefix = common_start(names)
    if "_" in prefix:
        prefix = prefix[: prefix.rindex("_") + 1]
    elif prefix and (prefix[-1].isupper() or not all(name[len(prefix) : len(prefix) + 1].isupper() for name in names)):
        lower = prefix.lower()
        shouted = len(prefix) <= 3 and len(names) >= 4 and all(name.isupper() and "_" not in name for name in names)
        if not shouted and not (house and lower.startswith(house) and len(names) >= 4):
            border = max(
                (i for i in range(1, len(prefix)) if prefix[i].isupper() and prefix[i - 1].islower()), default=0
            )
            prefix = prefix[:border]
    if any(len(name) <= len(prefix) for name in names):
        return ""
    return prefix


def _table(
    table: Table, lexicon: Lexicon, house: str, *, repeated: Counter[str], taken: set[str], called: set[str]
) -> TableFacts:
    """Facts of one table. `called` are the words of all table names."""
    bare = table.name[len(house) :] if house and table.name.lower().startswith(house) else table.name
    raw = list(lexicon.words(bare)) or ["table"]
    while len(raw) > 1 and raw[0] in _LAYERS:
        raw.pop(0)
    while len(raw) > 1 and raw[-1] in ("dim", "fact", "fct", "tbl", "table", "view", "vw"):
        raw.pop()
    aliases = _aliases(raw)
    name = snake(table.name) or f"table_{len(taken) + 1}"
    if repeated[snake(table.name)] > 1 and table.schema:
        name = snake(f"{table.schema}_{table.name}") or name
    name = unique_name(name, taken)
    prefix = _column_prefix(table, house)
    short = _front(raw[0], table, lexicon)
    columns = [
        _column(c, i, lexicon, house=house, prefix=prefix, aliases=aliases, subject=raw[0], called=called, short=short)
        for i, c in enumerate(table.columns)
    ]
    _without_short(columns, raw[-1], lexicon)
    return TableFacts(table, name, _title(bare, raw, lexicon), aliases, prefix, columns, rows=table.row_count)


def _front(subject: str, table: Table, lexicon: Lexicon) -> str:
    """The letters that stand for the table's own word before several of its columns: `crs` of a course; "" for none."""
    said = [words for c in table.columns if len(words := lexicon.words(c.name)) > 1]
    if (subject[0], "name") in said:
        return subject[0]  # `CName` of a course
    times = Counter(words[0] for words in said)
    return next((word for word in times if times[word] > 1 and len(word) > 1 and _short_for(word, subject)), "")


def _title(bare: str, raw: Sequence[str], lexicon: Lexicon) -> tuple[str, ...]:
    """The words for a table's label; the name as it is where it is of another language."""
    return lexicon.label_words(bare) if any(is_foreign(word) for word in raw) else spoken(raw)


def _aliases(raw: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    found: list[tuple[str, ...]] = [meaning(raw)]
    rest = list(raw)
    while len(rest) > 1 and rest[-1] in _TAILS and rest[-1] not in _WEAK_TAILS:
        rest = rest[:-1]
        found.append(meaning(rest))
    return tuple(dict.fromkeys(found))


def _column(
    column: Column,
    position: int,
    lexicon: Lexicon,
    *,
    house: str,
    prefix: str,
    aliases: tuple[tuple[str, ...], ...],
    subject: str,
    called: set[str],
    short: str = "",
) -> ColumnFacts:
    rest, lead = column.name, ""
    if prefix:
        front = prefix[len(house) :] if prefix.lower().startswith(house) else prefix
        known = lexicon.words(front)
        rest = column.name[len(prefix) :]
        if known and all(len(word) > 2 and lexicon.knows(word) for word in known):
            lead = front  # a prefix that says something stays: sbCustName -> customer name
    words = (lexicon.words(lead) + lexicon.words(rest)) or lexicon.words(column.name) or ("column", str(position + 1))
    told = (lexicon.label_words(lead) + lexicon.label_words(rest)) or spoken(words)
    begins = 3 <= len(words[0]) < len(subject) and subject.startswith(words[0])
    if begins and words[0] in abbreviations() and words[0] not in called:
        words = (subject, *words[1:])  # `inv_qty` of the table inventory is not about invoices
        told = spoken(words)
    elif short and words[0] == short and len(words) > 1:
        told = spoken(
            (subject, *words[1:])
        )  # `crs_description` of the table course; keys stay comparable with those elsewhere
    if (
        len(words) > 1
        and words[-1] in _SHORT_UNITS
        and set(meaning(words[:-1])) & (TIME_NAMES | TIME_SPENT_NOUNS | _TIMED)
    ):
        words, told = (*words[:-1], _SHORT_UNITS[words[-1]]), (*told[:-1], _SHORT_UNITS[words[-1]])
    kind = kind_of(column.type)
    if kind in NUMERIC and words[-1] == "nm" and _LENGTHS & set(meaning(words[:-1])):
        words, told = (*words[:-1], "nautical", "miles"), (*told[:-1], "nautical", "miles")  # no name is a number
    if kind in ("date", "timestamp") and words[-1] in _MOMENTS:
        words, told = (*words[:-1], *_MOMENTS[words[-1]]), (*told[:-1], *_MOMENTS[words[-1]])
    hundredths = kind in NUMERIC and len(words) > 1 and words[-1] in _HUNDREDTHS and words[-2] not in ("per", "in")
    if hundredths:
        words, told = words[:-1], told[:-1]
    sense = meaning(words)
    own = sense
    for alias in aliases:
        if alias and len(sense) > len(alias) and sense[: len(alias)] == alias:
            own = sense[len(alias) :]
            break
    if own == sense and prefix and len(prefix) > len(house):
        stem = meaning(lexicon.words(prefix[len(house) :] if prefix.lower().startswith(house) else prefix))
        if stem and len(sense) > len(stem) and sense[: len(stem)] == stem:
            own = sense[len(stem) :]
    return ColumnFacts(column, position, kind, told, sense, own, hundredths=hundredths)


_TELLS = word_set("name id no nr num number code key title description desc")


def _without_short(columns: Sequence[ColumnFacts], subject: str, lexicon: Lexicon) -> None:
    """Leave a short form of the table's own word out of `own`: `crs_description` of the table course is its description.

    It must stand before several columns, one of which is what the rows are called by, and be no word of the language.
    """
    fronts: dict[str, list[ColumnFacts]] = {}
    for column in columns:
        words = lexicon.words(column.name)
        if len(words) > 1 and column.own == column.sense:
            fronts.setdefault(words[0], []).append(column)
    for front, of in fronts.items():
        if not _short_for(front, subject) or len(of) < 2 or not any(lexicon.words(c.name)[-1] in _TELLS for c in of):
            continue
        for column in of:
            stem = meaning((front,))
            if column.sense[: len(stem)] == stem and len(column.sense) > len(stem):
                column.own = column.sense[len(stem) :]


def _short_for(front: str, subject: str) -> bool:
    """Whether letters stand for a word: its first one, and further ones of it in their order."""
    if not subject.isalpha() or front in dictionary() or len(front) + 2 > len(subject) or front[0] != subject[0]:
        return False
    rest = iter(subject)
    return all(letter in rest for letter in front)


def unique_name(name: str, taken: set[str]) -> str:
    """`name`, or `name_2`, `name_3` … when it is taken; the result is added to `taken`."""
    found, number = name, 2
    while found in taken:
        found, number = f"{name}_{number}", number + 1
    taken.add(found)
    return found
