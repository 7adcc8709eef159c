"""Whose table a name means: case rules, default schemas, the allowed set, system catalogs, names that are files."""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Parts = tuple[str, ...]
Case = Literal["fold_lower", "fold_upper", "insensitive", "exact"]

# Engines fold ASCII letters only in identifiers; str.lower() would also turn the Kelvin sign into a k.
_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
_UPPER = str.maketrans(string.ascii_lowercase, string.ascii_uppercase)


@dataclass(frozen=True)
class NameRules:
    """How one dialect reads names. `session_words` are values of the session that look like columns.

    `sequence_words` are read from a sequence as if it were a table. `system_schemas` are its system schemas and databases beyond
    those of every dialect; a table with one of `system_marks` in its name tells of another one. `system_database` is what the
    first of several parts looks like where it is the engine's, `system_pattern` what a table's own name looks like then.
    `may_fold_quoted`: a setting of the server decides whether names in quotes keep their case. What is proven must hold either
    way: a table that is on the list by its own spelling is named by the same words both ways.
    """

    case: Case = "insensitive"
    default_schema: str = ""
    system_prefixes: tuple[str, ...] = ()
    system_names: frozenset[str] = frozenset()
    session_words: frozenset[str] = frozenset()
    sequence_words: frozenset[str] = frozenset()
    files_are_tables: bool = False
    system_schemas: frozenset[str] = frozenset()
    system_marks: str = ""
    system_database: re.Pattern[str] | None = None
    system_pattern: re.Pattern[str] | None = None
    may_fold_quoted: bool = False

    def fold(self, name: str, quoted: bool) -> str:
        """`name` as the engine stores or compares it."""
        if self.case == "insensitive" or (self.case == "fold_lower" and not quoted):
            return name.translate(_LOWER)
        if self.case == "fold_upper" and not quoted:
            return name.translate(_UPPER)
        return name

    def may_be(self, name: str, quoted: bool, folded: str) -> bool:
        """Whether the engine may take `name` for the one that is stored or compared as `folded`."""
        if self.may_fold_quoted and name.translate(_LOWER) == folded.translate(_LOWER):
            return True
        return self.fold(name, quoted) == folded


_SESSION = frozenset(
    [
        "user",
        "current_user",
        "session_user",
        "system_user",
        "current_role",
        "current_catalog",
        "current_schema",
        "current_database",
    ]
)
_SEQUENCE = frozenset({"NEXTVAL", "CURRVAL"})
_SQL_SERVER_VIEWS = frozenset(
    f"sys{name}"
    for name in """aggregates altfiles cacheobjects charsets columns comments configures constraints curconfigs curconstraints
    databases depends devices filegroups files foreignkeys fulltextcatalogs indexes indexkeys languages lockinfo logins members
    messages objects oledbusers opentapes perfinfo permissions processes protects references remotelogins servers types
    users""".split()  # noqa: SIM905
)
_ORACLE_VIEWS = frozenset(
    f"{scope}_{name}"
    for scope in ("all", "user")
    for name in """arguments audit_object audit_session audit_statement audit_trail catalog col_comments col_privs
    col_privs_made col_privs_recd coll_types cons_columns constraints credentials db_links dependencies directories errors
    external_locations external_tables histograms identifiers ind_columns ind_expressions ind_partitions ind_statistics
    indexes jobs lobs method_params mview_logs mviews nested_tables obj_audit_opts object_tables objects objects_ae
    part_col_statistics part_histograms part_tables password_limits policies procedures queues recyclebin role_privs
    scheduler_job_args scheduler_job_log scheduler_job_run_details scheduler_jobs scheduler_programs segments sequences
    source source_ae stat_extensions statements subpart_col_statistics subpart_histograms synonyms sys_privs
    tab_col_statistics tab_cols tab_columns tab_comments tab_histograms tab_modifications tab_partitions tab_privs
    tab_privs_made tab_privs_recd tab_statistics tab_stats_history tab_subpartitions tables tablespaces triggers ts_quotas
    type_attrs type_methods types users views xml_tables""".split()  # noqa: SIM905
) | {
    "tab",
    "cat",
    "dict",
    "dictionary",
    "dict_columns",
    "database_properties",
    "global_name",
    "nls_database_parameters",
    "nls_instance_parameters",
    "nls_session_parameters",
    "plan_table",
    "product_component_version",
    "session_context",
    "session_privs",
    "session_roles",
    "role_sys_privs",
    "role_tab_privs",
    "unified_audit_trail",
}
_RULES: dict[str, NameRules] = {
    "duckdb": NameRules(
        "insensitive",
        "main",
        ("duckdb_", "pg_", "sqlite_", "pragma_"),
        session_words=_SESSION,
        files_are_tables=True,
        # Where DuckLake keeps what it knows of the tables.
        system_database=re.compile("__ducklake_.*"),
    ),
    "postgres": NameRules(
        "fold_lower",
        "public",
        ("pg_",),
        session_words=_SESSION,
        # Of extensions: what they keep secret, and what the server runs by itself.
        system_schemas=frozenset({"vault", "pgsodium", "cron"}),
    ),
    "redshift": NameRules(
        "fold_lower",
        "public",
        ("pg_", "stl_", "stll_", "stcs_", "stv_", "svl_", "svv_", "svcs_", "sys_"),
        session_words=_SESSION | {"current_user_id", "current_aws_account", "current_namespace", "current_session_arn"},
        may_fold_quoted=True,
    ),
    "sqlite": NameRules(
        "insensitive",
        "main",
        ("sqlite_", "pragma_"),
        # Tables that it makes out of nothing: of its own state, of files, of any number of rows.
        frozenset(
            [
                *("dbstat", "bytecode", "tables_used", "completion", "fsdir", "zipfile"),
                *("generate_series", "carray", "wholenumber", "memstat", "vfsstat"),
            ]
        ),
    ),
    "mysql": NameRules(
        "exact",
        session_words=frozenset({"current_user", "current_role"}),
        sequence_words=_SEQUENCE,
        system_schemas=frozenset({"ndbinfo", "mysql_innodb_cluster_metadata"}),
        # MariaDB's tables of as many numbers as their name says.
        system_pattern=re.compile(r"seq_[0-9]+_to_[0-9]+(_step_[0-9]+)?"),
    ),
    "bigquery": NameRules("exact", "", ("__",)),
    "snowflake": NameRules(
        "fold_upper",
        "PUBLIC",
        session_words=_SESSION - {"user"},
        sequence_words=_SEQUENCE,
        system_database=re.compile("snowflake"),
    ),
    "clickhouse": NameRules("exact", "default", system_schemas=frozenset({"_temporary_and_external_tables"})),
    "spark": NameRules(
        "insensitive",
        "default",
        session_words=_SESSION,
        files_are_tables=True,
        system_schemas=frozenset({"global_temp", "__databricks_internal"}),
    ),
    "trino": NameRules(
        "insensitive",
        session_words=_SESSION | {"current_path"},
        system_schemas=frozenset({"jmx"}),
        # A table's files, snapshots and partitions.
        system_marks="$",
        # Athena takes such a catalog for a function that it runs.
        system_database=re.compile("lambda:.*", re.DOTALL),
    ),
    "tsql": NameRules(
        "insensitive",
        "dbo",
        ("xp_", "sp_", "#"),
        _SQL_SERVER_VIEWS,
        _SESSION,
        system_schemas=frozenset(
            {
                *("master", "msdb", "tempdb", "model", "mssqlsystemresource", "distribution", "ssisdb"),
                *("rdsadmin", "queryinsights"),
            }
        ),
    ),
    "oracle": NameRules(
        "fold_upper",
        "",
        ("dba_", "cdb_", "v$", "gv$", "v_$", "gv_$", "x$"),
        _ORACLE_VIEWS,
        _SESSION | {"uid", "ora_invoking_user", "ora_invoking_userid"},
        _SEQUENCE,
        system_schemas=frozenset(
            """appqossys audsys ctxsys dbsfwuser dbsnmp dvsys gsmadmin_internal lbacsys mdsys ojvmsys olapsys ordsys outln wmsys
            xdb""".split()  # noqa: SIM905
        ),
    ),
}
_SAME = {"databricks": "spark", "athena": "trino", "presto": "trino", "mariadb": "mysql"}

_SYSTEM_SCHEMAS = frozenset(
    [
        "information_schema",
        "pg_catalog",
        "pg_toast",
        "pg_internal",
        "mysql",
        "performance_schema",
        "sys",
        "system",
        "temp",
        "account_usage",
        "organization_usage",
        "md_information_schema",
    ]
)
# Spark takes format.`place` for a file.
_FILE_FORMATS = frozenset(
    [
        "text",
        "csv",
        "json",
        "xml",
        "parquet",
        "orc",
        "avro",
        "delta",
        "iceberg",
        "hudi",
        "binaryfile",
        "image",
        "libsvm",
    ]
)
_FILE_SUFFIXES = (
    ".csv",
    ".tsv",
    ".txt",
    ".parquet",
    ".json",
    ".jsonl",
    ".ndjson",
    ".xlsx",
    ".xls",
    ".db",
    ".duckdb",
    ".sqlite",
    ".sqlite3",
    ".arrow",
    ".arrows",
    ".ipc",
    ".vortex",
    ".lance",
    ".sas7bdat",
    ".dta",
    ".feather",
    ".avro",
    ".orc",
    ".gz",
    ".zst",
    ".bz2",
    ".geojson",
    ".shp",
    ".gpkg",
)


def dialects() -> tuple[str, ...]:
    """The dialects that the guard knows."""
    return tuple(sorted((*_RULES, *_SAME)))


def family(dialect: str) -> str:
    """The dialect whose rules and function list hold for `dialect`; KeyError when the guard does not know it."""
    found = _SAME.get(dialect, dialect)
    if found not in _RULES:
        raise KeyError(dialect)
    return found


@lru_cache(maxsize=64)
def name_rules(dialect: str) -> NameRules:
    """The rules of `dialect`."""
    return _RULES[family(dialect)]


def join_parts(parts: Iterable[str]) -> str:
    """`schema.table`, with a part in double quotes when it holds a dot or a quote."""
    return ".".join(
        '"' + part.replace('"', '""') + '"' if "." in part or '"' in part else part for part in parts if part
    )


def split_parts(entry: str) -> Parts:
    """The reverse of `join_parts`."""
    parts, rest = [], entry
    while rest:
        if rest.startswith('"'):
            end = 1
            while (end := rest.find('"', end)) != -1 and rest[end : end + 2] == '""':
                end += 2
            if end == -1:
                return (entry,)
            parts.append(rest[1:end].replace('""', '"'))
            rest = rest[end + 1 :].removeprefix(".")
        else:
            part, _, rest = rest.partition(".")
            parts.append(part)
    return tuple(parts)


@lru_cache(maxsize=256)
def allowed_parts(allowed: frozenset[str], dialect: str) -> frozenset[Parts]:
    """`allowed` as folded tuples; a bare name stands for itself in the default schema, so both spellings are kept."""
    rules = name_rules(dialect)
    default = rules.fold(rules.default_schema, True)
    result: set[Parts] = set()
    for entry in allowed:
        parts = table_key((rules.fold(part, True) for part in split_parts(entry)), dialect)
        result.add(parts)
        if default and len(parts) == 1:
            result.add((default, *parts))
        elif default and len(parts) == 2 and parts[0] == default:
            result.add(parts[1:])
    return frozenset(result)


def table_key(parts: Iterable[str], dialect: str) -> Parts:
    """A table's folded parts as they are compared: what BigQuery quotes together may be project, dataset and table."""
    if family(dialect) == "bigquery":
        return tuple(piece for part in parts for piece in part.split("."))
    return tuple(parts)


def function_key(parts: Sequence[tuple[str, bool]], dialect: str) -> Parts:
    """A function's name, with its schema before it, as the engine compares it; each part with whether it is quoted."""
    rules = name_rules(dialect)
    folded = [rules.fold(name, quoted) for name, quoted in parts]
    if family(dialect) == "mysql":  # where only the database's name has a case
        folded[-1] = folded[-1].translate(_LOWER)
    return table_key(folded, dialect)


@lru_cache(maxsize=256)
def function_keys(entries: frozenset[str], dialect: str) -> frozenset[Parts]:
    """Functions as somebody wrote them (`schema.name`, a part in double quotes where it is quoted), as they are compared."""
    return frozenset(function_key(written_parts(entry), dialect) for entry in entries)


def written_parts(entry: str) -> tuple[tuple[str, bool], ...]:
    """The parts of a name as it is written, each with whether it stands in double quotes.

    >>> written_parts('pricing."Net"')
    (('pricing', False), ('Net', True))
    """
    found: list[tuple[str, bool]] = []
    rest = entry
    while rest:
        quoted = rest.startswith('"')
        name = split_parts(rest)[0]
        rest = rest[len(name) + (2 + name.count('"') if quoted else 0) :].removeprefix(".")
        found.append((name, quoted))
    return tuple(found)


def _comparable(name: str) -> str:
    """`name` as the most lenient engine compares it: past width, accents, spaces at its end, and letters that are no other's.

    SQL Server's collations take `[ｓｙｓ ]` for sys, and MySQL folds the dotted capital I to an i.
    """
    if not name.isascii():
        wide = unicodedata.normalize("NFKD", name.replace("ı", "i"))
        name = "".join(letter for letter in wide if unicodedata.category(letter)[0] not in "MC").casefold()
    return name.translate(_LOWER).rstrip(" ")


def is_system(parts: Parts, dialect: str) -> bool:
    """Whether the name lies in a system catalog, whatever its case or quoting."""
    rules = name_rules(dialect)
    low = [piece for part in parts for piece in _comparable(part).split(".")]
    schemas = _SYSTEM_SCHEMAS | rules.system_schemas
    if any(piece in schemas or piece.startswith("pg_") for piece in low[:-1]):
        return True
    if "information_schema" in low and len(low) > 1:
        return True
    if len(low) > 1 and rules.system_database is not None and rules.system_database.fullmatch(low[0]):
        return True
    if rules.system_pattern is not None and rules.system_pattern.fullmatch(low[-1]):
        return True
    if any(mark in parts[-1] for mark in rules.system_marks):
        return True
    return low[-1].startswith(rules.system_prefixes) or low[-1] in rules.system_names


def is_file(parts: Parts, dialect: str, *, listed: bool = False) -> bool:
    """Whether an engine that reads files named like tables would take these parts of a name for one.

    `listed`: the table is on the list. A catalog has tables that are called like files, so `"sales.csv"` is one then; what has a
    path and a file's end in its name, or is like a file with its schema alone (`sales.csv`), is not.
    """
    if not name_rules(dialect).files_are_tables:
        return False
    # A table may be called `<script>…</script>`; the engine looks for a file only by the ends that it knows.
    path = any(mark in part for part in parts for mark in "/\\:*?")
    known = dialect != "duckdb" or any(end in part.lower() for part in parts for end in _FILE_SUFFIXES)
    if path and (known or not listed):
        return True
    if family(dialect) == "spark" and len(parts) == 2:
        schema = parts[0].lower()  # or the class that reads the format
        if schema in _FILE_FORMATS or schema.startswith(("org.apache.", "com.databricks.")):
            return True
    # DuckDB looks for a file by all parts, with the dots between them.
    if dialect == "duckdb" and len(parts) > 1 and f".{parts[-1]}".lower() in _FILE_SUFFIXES:
        return True
    return not listed and parts[-1].lower().endswith(_FILE_SUFFIXES)
