"""Words that Apache Ossie and Lunara have for the same: dialects, data types, context for planners, extensions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lunara.semantic.formats.format import Notes
from lunara.semantic.formats.sections import Section
from lunara.semantic.formats.sqltext import Change
from lunara.semantic.model import Dimension, DimensionType

# Ossie's dialects that are SQL, in the order in which they are preferred. MDX, TABLEAU and MAQL are none.
DIALECTS: dict[str, str | None] = {
    "ANSI_SQL": None,
    "SNOWFLAKE": "snowflake",
    "DATABRICKS": "databricks",
    "BIGQUERY": "bigquery",
}
# Who an extension is of, in each version: the older one has a closed list without us.
VENDORS = {"0.1.1": "COMMON", "0.2.0.dev0": "LUNARA"}

_TYPES: dict[str, tuple[DimensionType, str | None]] = {
    "String": ("string", None),
    "Integer": ("number", "integer"),
    "Decimal": ("number", "decimal"),
    "Float": ("number", "double"),
    "Boolean": ("boolean", None),
    "Date": ("time", "date"),
    "DateTime": ("time", "timestamp"),
    "DateTimeTz": ("time", "timestamptz"),
    "Time": ("string", "time"),
    "Opaque": ("string", None),
}
_WRITTEN_TYPES = (
    ("DateTimeTz", ("timestamptz", "timestamp with time zone", "timestamp_tz", "timestamp_ltz")),
    ("DateTime", ("timestamp", "datetime")),
    ("Date", ("date",)),
    ("Time", ("time",)),
    ("Integer", ("int", "bigint", "smallint", "tinyint", "hugeint", "long")),
    ("Decimal", ("decimal", "numeric", "number")),
    ("Float", ("double", "float", "real")),
)


def datatype_of(dimension: Dimension) -> str | None:
    """Ossie's data type of a dimension, None where the model does not know it."""
    if dimension.type == "boolean":
        return "Boolean"
    given = (dimension.data_type or "").lower()
    if given:
        found = next((name for name, starts in _WRITTEN_TYPES if given.startswith(starts)), None)
        if found is not None:
            return found
    return "String" if dimension.type == "string" and not given else None


def typed(section: Section) -> tuple[DimensionType, str | None]:
    """(type, data type) of a field from its `datatype` and `dimension.is_time`; ("string", None) where it says nothing."""
    datatype = section.text("datatype")
    found: tuple[DimensionType, str | None] = _TYPES.get(datatype, ("string", None))
    if datatype and datatype not in _TYPES:
        section.notes.lost(section.where, "datatype", f"{datatype} is no data type of Ossie")
    role = section.section("dimension")
    if role is None or not role.has("is_time"):
        if role is not None:
            role.done()
        return found
    is_time = role.flag("is_time")
    role.done()
    if is_time and not datatype:
        return "time", None
    if is_time != (found[0] == "time") and datatype != "Time":
        told = f"it is {'' if is_time else 'not '}a time there, and its values are {datatype}"
        if datatype:
            section.notes.changed(section.where, "is_time", told)
    return found


@dataclass
class Context:
    """What `ai_context` says: a text or a mapping."""

    instructions: str = ""
    synonyms: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()


def context_of(section: Section) -> Context:
    """The `ai_context` of a part."""
    value = section.raw("ai_context")
    if isinstance(value, str):
        return Context(value)
    if not isinstance(value, dict):
        return Context()
    inner = Section(value, f"{section.where}.ai_context", section.notes)
    found = Context(inner.text("instructions"), inner.texts("synonyms"), inner.texts("examples"))
    inner.done()
    return found


def written_expressions(section: Section) -> dict[str, str]:
    """The SQL of an expression by dialect; a bare text is ANSI. Nothing is noted."""
    value = section.data.get("expression")
    if isinstance(value, str):
        return {"ANSI_SQL": value}
    found: dict[str, str] = {}
    entries = value.get("dialects") if isinstance(value, dict) else None
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, dict) and isinstance(entry.get("expression"), str):
            found.setdefault(str(entry.get("dialect", "ANSI_SQL")), entry["expression"])
    return found


@dataclass(frozen=True)
class Expressions:
    """Reads expressions into one dialect (`target`), those written in `source` (a name of Ossie's) before others."""

    source: str
    target: str | None

    @classmethod
    def chosen(cls, parts: Iterator[Section], known: str | None) -> Expressions:
        """The dialect that most expressions have; the model's where it is known."""
        counts = dict.fromkeys(DIALECTS, 0)
        for part in parts:
            for dialect in written_expressions(part):
                if dialect in counts:
                    counts[dialect] += 1
        source = max(counts, key=lambda one: counts[one])
        return cls(source, known if known is not None else DIALECTS[source])

    def read(self, section: Section, notes: Notes) -> str | None:
        """The expression of a part; None, with a note, where it has none in SQL."""
        section.skip("expression")
        found = written_expressions(section)
        order = [self.source, *DIALECTS]
        dialect = next((one for one in order if found.get(one, "").strip()), None)
        if dialect is None:
            told = f"it is written in {', '.join(found)}, which is no SQL" if found else "it has no expression"
            notes.lost(section.where, "expression", told)
            return None
        name = str(section.data.get("name", ""))
        return Change(DIALECTS[dialect], self.target).of_text(found[dialect].strip(), notes, section.where, name)
