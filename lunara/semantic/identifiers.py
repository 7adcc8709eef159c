"""Identifiers: quoted exactly when the dialect needs it, so that SQL stays readable and odd names stay right."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache

from sqlglot import exp
from sqlglot.dialects.dialect import Dialect

MAX_BYTES = 63
_PLAIN = re.compile(r"[a-z_][a-z0-9_]*")
_PLAIN_ANY_CASE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_FOLDS_TO_UPPER = frozenset({"snowflake"})
_RESERVED = frozenset(
    """access account add all alter analyze and any array as asc assert_rows_modified asymmetric at authorization before
    between binary both by call cascade case cast change char character check collate collation column condition connect
    connection constraint continue convert create cross cube current current_catalog current_date current_role
    current_schema current_time current_timestamp current_user cursor database databases declare default deferrable delayed
    delete desc describe deterministic distinct div do drop dual each else elseif empty end enclosed enum escape escaped
    except exclude exists exit explain extract false fetch final float following for force foreign freeze from full fulltext
    function generated glob global grant group grouping groups hash having high_priority if ignore ilike in
    increment index infile initially inner inout insensitive insert int integer intersect interval into is isnull issue
    iterate join key keys kill lag lambda last_value lateral lead leading leave left like limit linear lines load
    localtime localtimestamp lock long loop match maxvalue merge minus mod modifies natural new no not notnull null
    nullif nulls numeric of off offset on only optimize option optionally or order organization out outer outfile over
    overlaps partition percent_rank pivot placing precision preceding prewhere primary procedure proto purge qualify range rank
    read reads recursive references regexp release rename repeat replace require resignal respect restrict return
    returning revoke right rlike rollup row row_number rows sample schema schemas select semi sensitive separator session_user set
    settings show signal similar some spatial ssl start starting straight_join struct summarize symmetric system table tablesample
    terminated then to top trailing treat trigger true try_cast unbounded undo union unique unlock unnest unpivot unsigned
    update usage use user using values variadic varying verbose view when whenever where while window with within write xor
    year_month zerofill anti asof positional action date time timestamp type value values text string number
    """.split()  # noqa: SIM905
)


@lru_cache(maxsize=32)
def _keywords(dialect: str) -> frozenset[str]:
    tokenizer = Dialect.get_or_raise(dialect).tokenizer_class
    return frozenset(word.lower() for word in tokenizer.KEYWORDS if word.isidentifier()) | _RESERVED


@lru_cache(maxsize=16_384)
def _needs_quotes(name: str, dialect: str) -> bool:
    upper = dialect in _FOLDS_TO_UPPER
    plain = (
        _PLAIN.fullmatch(name) or (upper and name.isupper() and _PLAIN_ANY_CASE.fullmatch(name))
        if upper
        else _PLAIN.fullmatch(name)
    )
    return not plain or name.lower() in _keywords(dialect)


def column_identifier(name: str, dialect: str) -> exp.Identifier:
    """A name of the warehouse (a column as the model has it)."""
    return exp.Identifier(this=name, quoted=_needs_quotes(name, dialect))


def output_identifier(name: str, dialect: str) -> exp.Identifier:
    """A name of our own (an alias); quoted also where the dialect would change its case."""
    return exp.Identifier(this=name, quoted=dialect in _FOLDS_TO_UPPER or _needs_quotes(name, dialect))


def fitted(name: str) -> str:
    """The name, shortened to what every warehouse keeps (63 bytes) without becoming ambiguous."""
    if len(name.encode()) <= MAX_BYTES:
        return name
    digest = hashlib.sha256(name.encode()).hexdigest()[:8]
    return name.encode()[: MAX_BYTES - 9].decode(errors="ignore") + "_" + digest
