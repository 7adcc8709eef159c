"""Model files from a path: what is read, what is left out, and that nothing outside of it is reached."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from lunara.errors import InvalidInput
from lunara.semantic.formats import gather as module
from lunara.semantic.formats.gather import gather, gather_file, gather_several


def put(root: Path, **files: str) -> Path:
    for name, text in files.items():
        path = root / name.replace("__", "/").replace("_yml", ".yml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def zipped(files: dict[str, bytes]) -> io.BytesIO:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    made.seek(0)
    return made


def test_a_folder_gives_its_model_files_by_path(tmp_path: Path) -> None:
    root = put(tmp_path / "shop", model__a_yml="a: 1", model__deep__b_yml="b: 2", **{"README.md": "x"})
    found = gather(root, "duckdb").documents
    assert dict(found.files) == {"model/a.yml": "a: 1", "model/deep/b.yml": "b: 2"}
    assert (found.name, found.dialect) == ("shop", "duckdb")


def test_what_is_built_installed_or_hidden_is_left_out(tmp_path: Path) -> None:
    put(tmp_path, a_yml="a: 1")
    for folder in (".git", "node_modules", "target", "dbt_packages", "x/.hidden", "x/node_modules/y"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "b.yml").write_text("b: 2")
    assert list(gather(tmp_path).documents.files) == ["a.yml"]
    assert list(gather(tmp_path / "target").documents.files) == ["b.yml"], "asked for by name it is read"


def test_links_are_not_followed(tmp_path: Path) -> None:
    secret = put(tmp_path / "outside", secret_yml="s: 1")
    root = put(tmp_path / "in", a_yml="a: 1")
    (root / "b.yml").symlink_to(secret / "secret.yml")
    (root / "folder").symlink_to(secret)
    (root / "again").symlink_to(root)
    found = gather(root)
    assert list(found.documents.files) == ["a.yml"]
    assert {note.where for note in found.notes} == {"b.yml", "folder", "again"}


def test_what_is_no_text_is_told(tmp_path: Path) -> None:
    root = put(tmp_path, a_yml="a: 1")
    (root / "b.yml").write_bytes(b"\xff\xfe\x00")
    (root / "c.yml").write_bytes(b"a\x00b")
    assert {note.where for note in gather(root).notes} == {"b.yml", "c.yml"}


def test_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = put(tmp_path, a_yml="a: 1", b_yml="b: 22222222")
    monkeypatch.setattr(module, "MOST_BYTES", 6)
    assert [note.where for note in gather(root).notes] == ["b.yml"]
    with pytest.raises(InvalidInput, match="more than"):
        gather(root / "b.yml")
    monkeypatch.setattr(module, "MOST_BYTES", 100)
    monkeypatch.setattr(module, "MOST_TOGETHER", 10)
    with pytest.raises(InvalidInput, match="more than"):
        gather(root)
    monkeypatch.setattr(module, "MOST_TOGETHER", 1000)
    monkeypatch.setattr(module, "MOST_FILES", 1)
    with pytest.raises(InvalidInput, match="more than"):
        gather(root)
    monkeypatch.setattr(module, "MOST_ENTRIES", 1)
    with pytest.raises(InvalidInput, match="more than"):
        gather(root)


def test_nothing_to_read_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing"):
        with pytest.raises(InvalidInput):
            gather(path)


def test_a_zip_is_a_folder() -> None:
    found = gather_file(zipped({"m/a.yml": b"a: 1", "m/node_modules/b.yml": b"b", "__MACOSX/a.yml": b"x"}), "m.zip")
    assert dict(found.documents.files) == {"m/a.yml": "a: 1"}
    assert found.documents.name == "m"


def test_an_entry_without_a_name_is_none_of_the_model() -> None:
    made = zipped({"a.yml": b"a: 1", "b.yml": b"b: 1"}).getvalue().replace(b"b.yml", b"\0.yml")  # a name ends at a zero
    assert list(gather_file(io.BytesIO(made), "m.zip").documents.files) == ["a.yml"]


def test_a_zip_reaches_nothing_outside_and_unpacks_only_so_much(monkeypatch: pytest.MonkeyPatch) -> None:
    made = zipped({"../../etc/a.yml": b"a", "/abs.yml": b"a", "ok.yml": b"o: 1", "bomb.yml": b"0" * 30_000_000})
    with zipfile.ZipFile(made, "a") as archive:
        link = zipfile.ZipInfo("link.yml")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    made.seek(0)
    found = gather_file(made, "m.zip")
    assert list(found.documents.files) == ["ok.yml"]
    assert {note.where for note in found.notes} == {"../../etc/a.yml", "/abs.yml", "bomb.yml", "link.yml"}
    monkeypatch.setattr(module, "MOST_TOGETHER", 3_000_000)
    many = zipped({f"{number}.yml": b"0" * 1_000_000 for number in range(5)})
    assert len(many.getvalue()) < 10_000
    with pytest.raises(InvalidInput, match="more than"):
        gather_file(many, "m.zip")


@pytest.mark.parametrize("data", [b"PK\x03\x04", b"PK\x03\x04" + b"x" * 500])
def test_a_broken_zip_is_refused(data: bytes) -> None:
    with pytest.raises(InvalidInput, match="zip"):
        gather_file(io.BytesIO(data), "m.zip")


def test_several_files() -> None:
    found = gather_several([("a.yml", io.BytesIO(b"a: 1")), ("z.zip", zipped({"a.yml": b"b: 2", "c.yml": b"c: 3"}))])
    assert dict(found.documents.files) == {"a.yml": "a: 1", "2/a.yml": "b: 2", "c.yml": "c: 3"}
