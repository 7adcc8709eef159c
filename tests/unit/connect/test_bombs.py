"""Small files that are large inside are refused before they are unpacked."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from lunara.connect import excel
from lunara.connect.ingestion import UploadedFile, ingest


@pytest.mark.parametrize("part", ["xl/sharedStrings.xml", "xl/styles.xml", "xl/media/image1.png"])
def test_a_workbook_whose_parts_would_fill_the_memory_is_refused(
    tmp_path: Path, part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(["a"])
    book.active.append([1])
    book.save(tmp_path / "ok.xlsx")
    with zipfile.ZipFile(tmp_path / "ok.xlsx") as old, zipfile.ZipFile(tmp_path / "bomb.xlsx", "w") as new:
        for entry in old.infolist():
            if entry.filename != part:
                new.writestr(entry, old.read(entry))
        with new.open(zipfile.ZipInfo(part), "w", force_zip64=True) as grown:
            grown.write(b" " * 3_000_000)
    monkeypatch.setattr(excel, "MAX_HELD", 2_000_000)
    report = ingest(
        [UploadedFile("ok.xlsx", tmp_path / "ok.xlsx"), UploadedFile("bomb.xlsx", tmp_path / "bomb.xlsx")],
        tmp_path / "out",
    )
    assert [table.file for table in report.tables] == ["ok.xlsx"]
    assert [(one.file, "too large" in one.reason) for one in report.refused] == [("bomb.xlsx", True)]
