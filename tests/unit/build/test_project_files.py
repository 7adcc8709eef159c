"""Folder and zip of a moved project: what is written is read again, and what is no such thing is refused in words."""

from __future__ import annotations

import io
import stat
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lunara.build import project_files
from lunara.build.project_export import renamed, slug
from lunara.build.project_files import read_files, read_zip, write_files, zipped
from lunara.errors import InvalidInput

FILES = {"project.yaml": b"lunara_project: 1\n", "models/sales/v1.yaml": "größe: 1\n".encode(), "agents/a.yaml": b""}


@pytest.mark.parametrize("name", ["moved", "moved.zip"])
def test_what_is_written_is_read_again(tmp_path: Path, name: str) -> None:
    write_files(FILES, tmp_path / name)
    assert read_files(tmp_path / name) == FILES
    assert sorted(one.name for one in tmp_path.iterdir()) == [name]


@pytest.mark.parametrize("name", ["moved", "moved.zip"])
def test_nothing_is_written_over_unless_asked_for(tmp_path: Path, name: str) -> None:
    write_files(FILES, tmp_path / name)
    with pytest.raises(InvalidInput) as there:
        write_files({"project.yaml": b"2"}, tmp_path / name)
    assert there.value.code == "exists" and read_files(tmp_path / name) == FILES
    write_files({"project.yaml": b"2"}, tmp_path / name, force=True)
    assert read_files(tmp_path / name) == {"project.yaml": b"2"}


def test_a_folder_of_something_else_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "one.jpg").write_bytes(b"x")
    with pytest.raises(InvalidInput):
        write_files(FILES, tmp_path / "photos", force=True)
    assert [one.name for one in (tmp_path / "photos").iterdir()] == ["one.jpg"]
    (tmp_path / "empty").mkdir()
    write_files(FILES, tmp_path / "empty")
    assert read_files(tmp_path / "empty") == FILES


def test_what_somebody_keeps_beside_an_export_stays(tmp_path: Path) -> None:
    """As the repository that it is kept in."""
    moved = tmp_path / "moved"
    write_files({**FILES, "agents/old.yaml": b"x"}, moved)
    (moved / ".git").mkdir()
    (moved / ".git" / "HEAD").write_text("ref")
    (moved / "README.md").write_text("mine")
    write_files(FILES, moved, force=True)
    assert (moved / ".git" / "HEAD").read_text() == "ref" and (moved / "README.md").read_text() == "mine"
    assert {path.relative_to(moved).as_posix() for path in moved.rglob("*.yaml")} == set(FILES)
    (moved / "README.md").unlink()
    assert read_files(moved) == FILES


def test_a_zip_of_endless_entries_is_refused_before_they_are_listed() -> None:
    made = archive(*((f"{number:060}.yaml", b"") for number in range(70_000)))
    tracemalloc.start()
    with pytest.raises(InvalidInput, match="more files than a project may have"):
        read_zip(made, "x.zip")
    assert tracemalloc.get_traced_memory()[1] < 1_000_000
    tracemalloc.stop()


def test_where_nothing_can_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="cannot be written"):
        write_files(FILES, tmp_path / "no" / "such" / "folder")


def test_the_same_files_are_the_same_zip() -> None:
    assert zipped(FILES) == zipped(dict(reversed(FILES.items())))


def archive(*entries: tuple[zipfile.ZipInfo | str, bytes]) -> io.BytesIO:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as opened:
        for entry, data in entries:
            opened.writestr(entry, data)
    made.seek(0)
    return made


@pytest.mark.parametrize(
    "path",
    [
        "../project.yaml", "/etc/passwd", "a/../../b", "a\\b", "C:/x", "models//v1.yaml", ".hidden", "ä", "..", "./a.yaml",
        "a/./b.yaml", "a/..", "\\\\host\\share", "a.yaml:stream", "%2e%2e/a.yaml", "a.yaml ", " a.yaml", "a\n.yaml", "~/a.yaml",
        "\uff0e\uff0e/a.yaml", "a\u2044b.yaml", "\u202ea.yaml", "a" * 300 + ".yaml",
    ],
)  # fmt: skip
def test_paths_that_lead_elsewhere_are_refused(path: str) -> None:
    with pytest.raises(InvalidInput):
        read_zip(archive(("project.yaml", b""), (path, b"x")), "x.zip")


def test_a_path_twice_a_link_and_no_zip_are_refused() -> None:
    link = zipfile.ZipInfo("link")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with pytest.raises(InvalidInput):
        read_zip(archive((link, b"/etc/passwd")), "x.zip")
    with pytest.warns(UserWarning, match="Duplicate"), pytest.raises(InvalidInput):
        read_zip(archive(("a.yaml", b"1"), ("a.yaml", b"2")), "x.zip")
    with pytest.raises(InvalidInput, match=r"x\.zip"):
        read_zip(io.BytesIO(b"PK\x03\x04 and no more"), "x.zip")
    nameless = zipped({"a.yaml": b"1"}).replace(b"a.yaml", b"\0.yaml")  # a name ends where there is a zero
    with pytest.raises(InvalidInput, match=r"x\.zip"):
        read_zip(io.BytesIO(nameless), "x.zip")


@given(st.lists(st.tuples(st.integers(0, 2_000), st.integers(0, 255)), min_size=1, max_size=5))
def test_a_spoilt_zip_is_read_or_refused_in_words(changes: list[tuple[int, int]]) -> None:
    spoilt = bytearray(zipped(FILES))
    for at, byte in changes:
        spoilt[at % len(spoilt)] = byte
    try:
        read_zip(io.BytesIO(spoilt), "x.zip")
    except InvalidInput as told:
        assert told.hint


def test_a_link_in_a_folder_is_refused(tmp_path: Path) -> None:
    write_files(FILES, tmp_path / "moved")
    (tmp_path / "moved" / "agents" / "link.yaml").symlink_to("/etc/hostname")
    with pytest.raises(InvalidInput, match="link"):
        read_files(tmp_path / "moved")


def test_a_zip_that_unpacks_to_more_than_a_project_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """One file too large, all together too large, too many; what the zip claims of its sizes is not asked."""
    monkeypatch.setattr(project_files, "MOST_BYTES", 1_000_000)
    monkeypatch.setattr(project_files, "MOST_TOGETHER", 3_000_000)
    monkeypatch.setattr(project_files, "MOST_FILES", 10)
    bombs = (
        [("a.yaml", bytes(2_000_000))],
        [(f"{number}.yaml", bytes(900_000)) for number in range(5)],
        [(f"{number}.yaml", b"") for number in range(11)],
    )
    for bomb in bombs:
        with pytest.raises(InvalidInput, match="more than a project may"):
            read_zip(archive(*bomb), "x.zip")


@given(st.lists(st.text(max_size=80), max_size=30))
def test_every_name_has_a_file_name_of_its_own(names: list[str]) -> None:
    taken: set[str] = set()
    made = [slug(name, taken) for name in names]
    assert len(set(made)) == len(names)
    assert all(project_files._PART.fullmatch(one) for one in made)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["a", "b", "title"]), inner),
    max_leaves=20,
)


@given(JSON)
def test_references_are_told_by_name_and_back_and_nothing_else_is_touched(value: object) -> None:
    given_ = {"widgets": [{"figure": {"semantic_model_id": "1-2-3"}}, value], "other": value}
    named = renamed(given_, "semantic_model_id", "semantic_model", {"1-2-3": "sales"}.__getitem__)
    assert named == {"widgets": [{"figure": {"semantic_model": "sales"}}, value], "other": value}
    assert renamed(named, "semantic_model", "semantic_model_id", {"sales": "1-2-3"}.__getitem__) == given_
