"""Uploaded files; keys and odd table names do not come with files."""

from __future__ import annotations

import duckdb

from lunara.connect.ingestion import UploadedFile, ingest
from tests.contract.places import ODD_NAMES, Place, Resources, file_sum, quoted


def make(resources: Resources) -> Place:
    """See the module."""
    folder = resources.folder
    odd = folder / "odd.csv"
    odd.write_text(
        ",".join(quoted(name) for name in ODD_NAMES) + "\n" + ",".join("7" for _ in ODD_NAMES) + "\n", encoding="utf-8"
    )
    tables = {
        "parent": "id,code,name\n1,a,Ann\n2,b,Bob\n",
        "child": "id,parent_id,amount,big,made_at,note\n1,1,12.34,9007199254740993,2024-02-29 13:14:15,<b>é</b>\n"
        "2,1,0.10,-9223372036854775807,1999-12-31 23:59:59,\n3,,,,,\n",
        "nothing_in_it": "id,amount,note\n",
        "wide": ",".join(f"c{n}" for n in range(1500)) + "\n" + ",".join("1" for _ in range(1500)) + "\n",
        "both_of_them": "name,amount\nAnn,12.34\nAnn,0.10\n",
        "numbers": "n\n" + "\n".join(map(str, range(60000))) + "\n",
    }
    found = []
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
        found.append(UploadedFile(f"{name}.csv", folder / f"{name}.csv"))
    report = ingest([*found, UploadedFile("odd.csv", odd)], folder / "made")
    assert report.refused == () and report.database is not None
    path = report.database
    empty, junk = folder / "empty.duckdb", folder / "junk.duckdb"
    duckdb.connect(str(empty)).close()
    junk.write_text("this is no database " * 500)
    return Place(
        "files",
        "main",
        {"path": str(path)},
        {},
        ({"path": str(empty)}, {}),
        lambda: file_sum(path),
        "select count(*) from numbers a, numbers b, numbers c where a.n * b.n + c.n = 17",
        {"file_missing": ({"path": str(folder / "nope.duckdb")}, {}), "not_a_database": ({"path": str(junk)}, {})},
        has_keys=False,
    )
