"""`lunara convert`: what it reads, writes and tells, and that it is whole or not at all."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from lunara.semantic.sample import sample_model
from lunara.semantic.yaml import load_model
from tests.unit.cli.conftest import Run, Shop

CUBES = """
cubes:
  - name: orders
    sql_table: orders
    joins: [{name: users, relationship: many_to_one, sql: "{CUBE}.user_id = {users.id}"}]
    dimensions: [{name: id, sql: id, type: number, primary_key: true}]
    measures: [{name: count, type: count}, {name: total, type: sum, sql: amount}]
  - name: users
    sql_table: users
    dimensions: [{name: id, sql: id, type: number, primary_key: true}]
"""


@pytest.fixture
def cubes(tmp_path: Path) -> Path:
    path = tmp_path / "shop.yml"
    path.write_text(CUBES, encoding="utf-8")
    return path


def test_another_tool_s_model_becomes_lunara_s(run: Run, cubes: Path, tmp_path: Path) -> None:
    out = tmp_path / "model.yaml"
    told = run("convert", str(cubes), str(out), "--dialect", "postgres").json
    counts = {"tables": 2, "dimensions": 2, "measures": 2, "relationships": 1}
    assert told == {"from": "cube", "to": "lunara", "files": [str(out)], "read": counts, "written": counts, "notes": []}
    model = load_model(out.read_text(encoding="utf-8"))
    assert (model.name, model.dialect) == ("shop", "postgres")
    assert run("check", str(out)).code == 0


def test_lunara_s_model_becomes_another_tool_s_and_comes_back(run: Run, shop: Shop, tmp_path: Path) -> None:
    folder, back = tmp_path / "cubes of shop", tmp_path / "back.yaml"
    told = run("convert", shop.model, str(folder), "--to", "cube").json
    assert told["files"] == sorted(str(path) for path in folder.rglob("*.yml")) or len(told["files"]) == 21
    assert {note["effect"] for note in told["notes"]} <= {"lost", "changed", "kept"}
    assert set(told["notes"][0]) == {"where", "what", "why", "effect"}
    again = run("convert", str(folder), str(back)).json
    assert again["read"]["measures"] == told["written"]["measures"] == told["read"]["measures"]
    assert len(load_model(back.read_text(encoding="utf-8")).tables) == len(sample_model().tables)


def test_a_zip_and_stdin_are_read_and_stdout_is_written(run: Run, cubes: Path, tmp_path: Path) -> None:
    packed = tmp_path / "shop.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(cubes, "model/shop.yml")
    done = run("convert", str(packed), "-", "--dialect", "duckdb")
    assert done.code == 0 and load_model(done.out).name == "shop"
    assert "Read Cube: 2 tables, 2 dimensions, 2 measures, 1 relationship." in done.err
    piped = run("convert", "-", "-", "--format", "json", stdin=CUBES.encode())
    assert load_model(piped.out).name == "model"
    assert '"files": ["-"]' in piped.err


def test_a_table_is_told_for_people(run: Run, cubes: Path, tmp_path: Path) -> None:
    cubes.write_text(CUBES.replace("sql: amount", 'sql: "{nothing}"'), encoding="utf-8")
    told = run("convert", str(cubes), str(tmp_path / "m.yaml"), "--format", "table").out
    assert "Lost (1):" in told and "there is no nothing" in told


def test_strict_writes_nothing_when_something_is_lost(run: Run, cubes: Path, tmp_path: Path) -> None:
    out = tmp_path / "m.yaml"
    assert run("convert", str(cubes), str(out), "--strict", "--dialect", "duckdb").code == 0
    out.unlink()
    cubes.write_text(CUBES.replace("sql: amount", 'sql: "{nothing}"'), encoding="utf-8")
    done = run("convert", str(cubes), str(out), "--strict", "--dialect", "duckdb")
    assert done.code == 3 and not out.exists()
    assert (done.json["written"], done.json["files"]) == (None, [])
    assert [note["what"] for note in done.json["notes"]] == ["total"]


def test_files_in_a_folder_are_written_over_only_with_force(run: Run, shop: Shop, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    (folder / "cubes").mkdir(parents=True)
    (folder / "cubes" / "orders.yml").write_text("mine")
    done = run("convert", shop.model, str(folder), "--to", "cube")
    assert done.code == 2 and done.error["error"] == "exists"
    assert [path.name for path in folder.rglob("*.yml")] == ["orders.yml"]
    assert run("convert", shop.model, str(folder), "--to", "cube", "--force").code == 0
    assert (folder / "cubes" / "orders.yml").read_text() != "mine"
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".out")] == []


def test_nothing_is_written_outside_of_the_folder(run: Run, shop: Shop, tmp_path: Path) -> None:
    outside, folder = tmp_path / "outside", tmp_path / "out"
    outside.mkdir()
    folder.mkdir()
    (folder / "cubes").symlink_to(outside)
    done = run("convert", shop.model, str(folder), "--to", "cube", "--force")
    assert done.code == 2 and list(outside.iterdir()) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ["IN", "IN"],
        ["IN", "OUT", "--to", "nothing"],
        ["IN", "OUT", "--from", "lunara"],
        ["IN", "OUT", "--dialect", "klingon"],
        ["IN", "OUT", "--version", "9"],
        ["MODEL", "OUT"],
        ["MODEL", "-", "--to", "cube"],
        ["MODEL", "IN", "--to", "cube"],
        ["missing", "OUT"],
        ["IN", "/no/such/folder/m.yaml"],
    ],
)
def test_what_cannot_be_done_is_refused(
    run: Run, shop: Shop, cubes: Path, tmp_path: Path, arguments: list[str]
) -> None:
    named = {"IN": str(cubes), "OUT": str(tmp_path / "out.yaml"), "MODEL": shop.model}
    done = run("convert", *[named.get(word, word) for word in arguments])
    assert done.code == 2 and done.error["hint"]
    assert not (tmp_path / "out.yaml").exists()
    assert cubes.read_text(encoding="utf-8") == CUBES


def test_other_commands_say_that_a_foreign_model_is_to_be_converted(run: Run, cubes: Path, tmp_path: Path) -> None:
    told = run("check", str(cubes)).error
    assert told["error"] == "foreign_model" and "Cube" in told["message"]
    assert told["hint"] == f"Make one of it: lunara convert {cubes} model.yaml"
    assert "lunara convert" in run("compile", str(tmp_path), "{}").error["hint"]
    nonsense = tmp_path / "x.yaml"
    nonsense.write_text("a: 1")
    assert run("check", str(nonsense)).error["error"] == "invalid"


def test_a_disk_that_fails_leaves_everything_as_it_was(
    run: Run, shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.write_text

    def full(self: Path, *given: object, **named: object) -> int:
        if self.name == "products.yml":
            raise OSError(28, "No space left on device")
        return real(self, *given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(Path, "write_text", full)
    done = run("convert", shop.model, str(tmp_path / "out"), "--to", "cube")
    assert done.code == 2 and "No space left" in done.error["message"]
    assert not (tmp_path / "out").exists()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".out")] == []
