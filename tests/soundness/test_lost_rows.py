"""An optimizer of DuckDB loses rows of two facts that are reached over the same joins; as a source it runs without that one."""

from __future__ import annotations

from pathlib import Path

import duckdb

from lunara.connect.duckdb import connect

TABLES = """
create table a (n integer, b_id integer);
insert into a values (8, 6), (3, 5), (0, 1);
create table b (id integer, n integer, c_id integer);
insert into b values (0, -3, 1), (1, 3, null), (2, 4, 2), (3, null, 2), (4, 2, 1), (5, -1, null), (6, 4, 3);
create table c (id integer, day varchar);
insert into c values (0, null), (1, null), (2, 'x'), (3, 'y');
create table d (c_id integer, b_id integer);
insert into d values (1, 0), (null, 1), (2, 2), (3, 2), (0, 3), (null, 2);
"""
JOINED = """left join c on b.c_id = c.id left join d on c.id = d.c_id left join b b2 on d.b_id = b2.id
left join c c2 on b2.c_id = c2.id where exists (select 1 from d d2 where c2.id = d2.c_id) group by c.day"""
FACTS = f"""with x as (select c.day, avg(a.n) as v from a left join b on a.b_id = b.id {JOINED}),
y as (select c.day, min(b.n) as w from b {JOINED})
select day, v, null as w from x union all select day, null, w from y order by all"""


def test_a_source_loses_no_rows_of_two_facts(tmp_path: Path) -> None:
    path = tmp_path / "facts.duckdb"
    with duckdb.connect(str(path)) as made:
        made.execute(TABLES)
    source, _ = connect(str(path))
    try:
        rows = source.execute(FACTS).fetchall()
    finally:
        source.close()
    assert rows == [("x", None, 4), ("y", 8.0, None), ("y", None, 4), (None, None, -3)]
