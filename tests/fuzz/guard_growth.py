"""How the guard's time grows with depth and with width: every word, call and bracket of each dialect, nested and side by side.

    python -m tests.fuzz.guard_growth [--dialects postgres,trino] [--depths 14,18,22] [--mixed 300] [--wide]

A parser that tries one reading, goes back and tries another doubles its work with each level. What is tried comes from the
tables of the dialect's own tokenizer and parser (types, functions, words, operators, brackets), so that what a new version of
sqlglot adds is tried with it. Texts are read in a process that ends itself when one takes longer than SECONDS. What took longer
than LIMIT, in the process's own time, is printed with its time; the exit code says whether anything was.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator

from lunara.errors import UnsafeSql
from lunara.guard import read_only
from lunara.guard.names import dialects
from lunara.guard.prove import forget
from lunara.guard.reading import engine_of

SECONDS = 2
LIMIT = 0.1  # for what is under 1 kB
WIDE_LIMIT = 1.0  # for 100 kB
WIDE = 100_000
CLOSERS = {"(": ")", "[": "]", "{": "}", "<": ">"}
# What opens and what closes, around a value. {n} is the depth, so that names may differ.
SHAPES: dict[str, tuple[str, str]] = {
    "bracket": ("(", ")"),
    "list": ("[", "]"),
    "list after a list": ("[1,", "]"),
    "subscript": ("a[", "]"),
    "slice": ("a[1:", "]"),
    "subscript of a bracket": ("(a)[", "]"),
    "braces": ("{'a':", "}"),
    "braces with a name": ("{a:", "}"),
    "braces with a list": ("{'a':[", "]}"),
    "list with braces": ("[{'a':", "}]"),
    "subquery": ("(select ", ")"),
    "subquery, compared": ("1 = (select ", ")"),
    "subquery in from": ("(select * from ", ") as x"),
    "subquery in from, without a name": ("(select * from ", ")"),
    "join in brackets": ("(t join ", " on true)"),
    "comma in brackets": ("(t, ", ")"),
    "table in brackets": ("(", ") as x"),
    "lateral": ("t, lateral (select * from ", ") as x"),
    "with": ("(with c as (select ", ") select * from c)"),
    "with within": ("with c as (", ") select * from c"),
    "union": ("(select 1 union select ", ")"),
    "union before": ("((select ", ") union (select 1))"),
    "values": ("(values (", "))"),
    "exists": ("exists (select ", ")"),
    "in": ("1 in (select ", ")"),
    "in a list": ("1 in (", ")"),
    "not in": ("1 not in (2, ", ")"),
    "any": ("1 = any (", ")"),
    "any of a query": ("1 = any (select ", ")"),
    "case": ("case when ", " then 1 end"),
    "case then": ("case when 1=1 then ", " end"),
    "case of": ("case ", " when 1 then 2 end"),
    "case else": ("case when 1=1 then 1 else ", " end"),
    "cast": ("cast(", " as int)"),
    "cast to an array": ("cast(", " as array<int>)"),
    "type within": ("cast(null as array<", ">)"),
    "type within, in brackets": ("cast(null as array(", "))"),
    "map type": ("cast(null as map<int,", ">)"),
    "struct type": ("cast(null as struct<a ", ">)"),
    "try_cast": ("try_cast(", " as int)"),
    "double colon": ("(", ")::int"),
    "double colon to a type": ("1::array(", ")"),
    "double colon with a size": ("1::decimal(", ")"),
    "double colon with a subscript": ("1::int[", "]"),
    "column type": ("json_table(a, '$' columns (nested path '$' columns (", ")))"),
    "interval": ("interval ", " day"),
    "interval in brackets": ("interval (", ") day"),
    "interval alone": ("interval ", ""),
    "interval text": ("interval '1' day + ", ""),
    "lambda": ("x -> ", ""),
    "lambda in a call": ("f(x -> ", ")"),
    "lambda of two": ("f((x, y) -> ", ")"),
    "lambda in words": ("f(lambda x : ", ")"),
    "named argument": ("f(a => ", ")"),
    "named argument, with :=": ("f(a := ", ")"),
    "named argument, with =": ("f(a = ", ")"),
    "call": ("f(", ")"),
    "call of a schema": ("s.f(", ")"),
    "call with a distinct": ("count(distinct ", ")"),
    "call with an order": ("f(a order by ", ")"),
    "call after a bracket": ("f(1)(", ")"),
    "call after a subscript": ("a[1](", ")"),
    "filter": ("count(*) filter (where ", ")"),
    "within group": ("f(1) within group (order by ", ")"),
    "over": ("sum(1) over (order by ", ")"),
    "partition": ("sum(1) over (partition by ", ")"),
    "window frame": ("sum(1) over (order by 1 rows ", " preceding)"),
    "not": ("not ", ""),
    "minus": ("- ", ""),
    "plus": ("+ ", ""),
    "tilde": ("~", ""),
    "at": ("@", ""),
    "at, apart": ("@ ", ""),
    "double at": ("@@", ""),
    "dollar": ("$", ""),
    "colon": (":", ""),
    "question mark": ("? ", ""),
    "path by colon": ("a:", ""),
    "path by colon, with a subscript": ("a:b[", "]"),
    "dots": ("a.", ""),
    "arrow": ("a -> ", ""),
    "arrow to a text": ("a ->> '$' -> ", ""),
    "is": ("1 is ", ""),
    "is distinct": ("1 is distinct from ", ""),
    "between": ("1 between 1 and ", ""),
    "between first": ("1 between ", " and 2"),
    "like": ("'a' like ", ""),
    "escape": ("'a' like 'b' escape ", ""),
    "or": ("1 or (", ")"),
    "and": ("1 and ", ""),
    "text and text": ("'a' ", ""),
    "alias": ("1 as a, ", ""),
    "at time zone": ("a at time zone ", ""),
    "collate": ("a collate ", ""),
    "concat": ("a || ", ""),
    "json": ("json_object('a': ", ")"),
    "json by key": ("json_object(key 'a' value ", ")"),
    "extract": ("extract(year from ", ")"),
    "trim": ("trim(both ' ' from ", ")"),
    "substring": ("substring(", " from 1 for 2)"),
    "position": ("position(", " in 'a')"),
    "overlay": ("overlay('a' placing ", " from 1)"),
    "convert": ("convert(int, ", ")"),
    "convert using": ("convert(", " using utf8)"),
    "decode": ("decode(1, 2, ", ", 3)"),
    "if": ("if(1, ", ", 2)"),
    "iif": ("iif(1=1, ", ", 2)"),
    "prior": ("prior ", ""),
    "connect": ("connect_by_root ", ""),
    "comprehension": ("[x for x in ", "]"),
    "map": ("map {'a': ", "}"),
    "map of keys": ("map([1],[", "])"),
    "array of a query": ("array(select ", ")"),
    "struct named": ("struct(", " as a)"),
    "struct typed": ("struct<a int>(", ")"),
    "array typed": ("array<int>[", "]"),
    "array of structs": ("array[struct(", ")]"),
    "struct of arrays": ("struct(array[", "] as a)"),
    "row of arrays": ("row(array[", "])"),
    "date with a text": ("date 'x' + ", ""),
    "timestamp, in brackets": ("timestamp(", ")"),
    "timestamp with a size": ("timestamp(3) ", ""),
    "pivot": ("(select * from t pivot(sum(a) for b in (", ")))"),
    "unnest": ("unnest(array[", "])"),
    "unnest in from": ("(select * from unnest(", "))"),
    "hint": ("/*+ a(", ") */"),
    "comment": ("/* ", " */"),
    "qualify": ("(select 1 qualify ", ")"),
    "group": ("(select 1 group by ", ")"),
    "grouping sets": ("(select 1 group by grouping sets ((", ")))"),
    "having": ("(select 1 having ", ")"),
    "where": ("(select 1 where ", ")"),
    "order": ("(select 1 order by ", ")"),
    "limit": ("(select 1 limit ", ")"),
    "columns": ("columns(", ")"),
    "star except": ("(select * except (a) replace (", " as a))"),
    "cube": ("(select 1 group by cube(", "))"),
    "jinja": ("{{", "}}"),
    "xml": ("xmlelement(name a, ", ")"),
    "match": ("match(a) against(", ")"),
    "operator": ("1 operator(+) ", ""),
    "glob": ("'a' glob ", ""),
    "ternary": ("1 ? ", " : 2"),
    "exclamation": ("!", ""),
    "variadic": ("f(variadic ", ")"),
    "national": ("n'a' || ", ""),
    "percent": ("1 % ", ""),
    "power": ("1 ^ ", ""),
    "two stars": ("1 ** ", ""),
    "first arrow of brackets": ("((a) -> ", ")"),
    "from first": ("(from ", ")"),
    "table call": ("(select * from table(", "))"),
    "final": ("(select * from f(", ") final)"),
    "using": ("(t join t using (", "))"),
    "nested joins": ("t join ", " on true"),
    "nested left joins": ("t left join ", " on 1=1"),
}
# Repeated with commas to a wide text; no depth.
UNITS = [
    *("a[1]", "(a)[1]", "a[1][2]", "a[b]", "{'a':1}", "[1]", "[[1]]", "array[1]", "array(1)", "struct(1)", "row(1)"),
    *("date(a)", "date '2024-01-01'", "date(date(a))", "(1)", "((1))", "(a, b)", "(select 1)", "f(a)", "f(x -> x)"),
    *("f((x, y) -> x)", "a:b", "a:b.c", "a::int", "a::decimal(1,2)", "cast(a as int)", "cast(a as array<int>)"),
    *("a -> 'b'", "a ->> 'b'", "case when a then b end", "interval '1' day", "interval 1 day", "a.b.c", "a.b.c.d.e"),
    *("'a' 'b'", "n'a'", "x'00'", "@a", ":a", "?", "$1", "count(*)", "sum(a) over (order by b)", "a is null", "not a"),
    *("a between 1 and 2", "a in (1)", "a in (select 1)", "exists (select 1)", "- 1", "1.5e3", "a as b", "a b", "*"),
    *("t.*", "a at time zone 'x'", "extract(year from a)", "json_extract(a, '$.b')", "a['b']", "map {'a': 1}"),
    *("array[array[1]]", "[{'a': [1]}]", "array(array(1))", "struct(struct(1))", "date", "timestamp", "interval"),
    *("if(a, b, c)", "coalesce(a, b)", "concat(a, b)", "a || b", "a + b", "date_add(a, interval 1 day)", "a /* b */"),
    *("date_trunc('day', a)", "a like 'b'", "/* b */ a", "a -- b\n", "`a`", '"a"', '"a"."b"', "a::int[]", "1::int"),
    *("json_value(a, '$.b')", "a:b[1]", "a:b::int", "a[1:2]", "try_cast(a as int)", "count(distinct a)", "{a: 1}"),
]
SEPARATORS = {
    "or": " or ", "plus": " + ", "minus": " - ", "star": " * ", "concat": " || ", "arrow": " -> ", "dot": ".",
    "double colon": "::", "union": " union select ", "colon": ":", "equals": " = ", "is": " is ", "in": " in ",
    "join": " from t join ", "question": " ?? ", "text": " 'a' ", "space": " ", "semicolon": ";", "lines": "\n",
    "at": " at time zone ", "collate": " collate ", "lambda": " => ", "power": " ^ ", "mod": " % ", "like": " like ",
}  # fmt: skip


def openers(dialect: str) -> Iterator[tuple[str, str]]:
    """What may open a level in `dialect`, with what closes it: by hand, and out of the dialect's own tables."""
    yield from SHAPES.values()
    engine = engine_of(dialect)
    parser, tokenizer = engine.parser_class, engine.tokenizer_class
    keywords = {str(word) for word in tokenizer.KEYWORDS if "{" not in word and "/*" not in word}
    calls = {str(name) for name in (*parser.FUNCTIONS, *parser.FUNCTION_PARSERS, *parser.NO_PAREN_FUNCTION_PARSERS)}
    calls |= {kind.name for kind in parser.TYPE_TOKENS}
    for word in sorted(calls | keywords):
        yield f"{word}(", ")"
        yield f"{word}(1, ", ")"
    for word in sorted(keywords | set(parser.NO_PAREN_FUNCTION_PARSERS)):
        yield f"{word} ", ""
        yield f"1 {word} ", ""
        yield f"{word}[", "]"
        yield f"{word}<", ">"
        yield f"{word} (select ", ")"
        yield f"(select * from {word} ", ")"


def nested(levels: Iterable[tuple[str, str]]) -> str:
    """A query of levels within each other around a value."""
    levels = list(levels)
    return "select " + "".join(o for o, _ in levels) + "1" + "".join(c for _, c in reversed(levels))


def nests(dialect: str, depth: int, mixed: int) -> Iterator[str]:
    """Each opener `depth` deep, where a row of values stands and where a table does, and `mixed` of them at random."""
    found = list(openers(dialect))
    for opener in found:
        yield nested([opener] * depth)
    for before, after in SHAPES.values():
        yield "select * from " + before * depth + "t" + after * depth
        yield before * depth + "select 1" + after * depth
        yield "select " + before * depth
    at_random = random.Random(f"{dialect}{depth}")
    doubling = [
        *SHAPES.values(),
        *((f"{kind.name}(", ")") for kind in engine_of(dialect).parser_class.TYPE_TOKENS),
    ]
    for number in range(mixed):
        some = at_random.sample(found if number % 2 else doubling, 3)
        yield nested(at_random.choice(some) for _ in range(depth))


def wide(size: int) -> Iterator[str]:
    """Texts of `size` without depth."""
    for unit in UNITS:
        for joint in (",", " and "):
            one = unit + joint
            yield "select " + one * ((size - 20) // len(one)) + unit
        yield "select f(" + (unit + ",") * ((size - 30) // (len(unit) + 1)) + unit + ")"
    for joint in SEPARATORS.values():
        yield "select a" + (joint + "a") * ((size - 20) // (len(joint) + 1))
        yield "select " + joint * ((size - 20) // len(joint))


def texts(dialect: str, depths: Iterable[int], mixed: int, wide_too: bool) -> Iterator[str]:
    """All that is tried in `dialect`."""
    for depth in depths:
        yield from nests(dialect, depth, mixed)
    if wide_too:
        yield from wide(WIDE)


def limit(text: str) -> float:
    """The seconds that a text may take: a tenth up to 1 kB, and in proportion beyond."""
    return max(LIMIT, WIDE_LIMIT * len(text) / WIDE)


def taken(text: str, dialect: str) -> float:
    """The guard's own seconds on a text that it does not remember."""
    forget()
    begun = time.process_time()
    with contextlib.suppress(UnsafeSql):
        read_only(text, dialect)
    return time.process_time() - begun


def _child(dialect: str, depths: list[int], mixed: int, wide_too: bool, first: int) -> None:
    """Print the number of each text before it is read, and its seconds after."""
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    taken("select 1", dialect)
    for number, text in enumerate(texts(dialect, depths, mixed, wide_too)):
        if number < first:
            continue
        print(json.dumps([number]), flush=True)
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
        seconds = taken(text, dialect)
        if seconds > limit(text):  # once more: something else may have disturbed it
            seconds = min(seconds, taken(text, dialect))
        signal.setitimer(signal.ITIMER_PROF, 0)
        if seconds > limit(text):
            print(json.dumps([number, seconds]), flush=True)


def slow(dialect: str, depths: list[int], mixed: int = 0, wide_too: bool = False) -> Iterator[tuple[str, float | None]]:
    """The texts that take too long, with their seconds; None for one that did not end or ended the process."""
    all_texts = list(texts(dialect, depths, mixed, wide_too))
    first = 0
    while first < len(all_texts):
        order = [dialect, ",".join(map(str, depths)), str(mixed), str(int(wide_too)), str(first)]
        done = subprocess.run(
            [sys.executable, "-m", "tests.fuzz.guard_growth", "--child", *order], stdout=subprocess.PIPE, text=True
        )
        said = [json.loads(line) for line in done.stdout.splitlines()]
        yield from ((all_texts[one[0]], one[1]) for one in said if len(one) == 2)
        if done.returncode == 0:
            return
        last = said[-1][0] if said else first
        yield all_texts[last], None
        first = last + 1


def main() -> None:
    """Print what is slow."""
    if sys.argv[1:2] == ["--child"]:
        dialect, depths, mixed, wide_too, first = sys.argv[2:]
        _child(dialect, list(map(int, depths.split(","))), int(mixed), wide_too == "1", int(first))
        return
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dialects", default=",".join(dialects()))
    parser.add_argument("--depths", default="14,18,22")
    parser.add_argument("--mixed", type=int, default=300)
    parser.add_argument("--wide", action="store_true")
    asked = parser.parse_args()
    found = 0
    for dialect in asked.dialects.split(","):
        for text, seconds in slow(dialect, list(map(int, asked.depths.split(","))), asked.mixed, asked.wide):
            found += 1
            print(f"{dialect}: {'more' if seconds is None else f'{seconds:.2f} s'}: {text[:160]!r}", flush=True)
        print(f"{dialect}: done", flush=True)
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
