"""`lunara export` and `lunara import`."""

from __future__ import annotations

from pathlib import Path

import pytest

from lunara.build.artifact import HOUSE_LOGO, PAINTED, Slide, SlideArt, SlidesContent, StyleBrief, content_json
from lunara.settings import Settings
from lunara.workspace.store import Store, local_principal, open_store
from tests.unit.cli.conftest import Run


@pytest.fixture
def local(workspace_settings: Settings, monkeypatch: pytest.MonkeyPatch, run: Run) -> Store:
    monkeypatch.setenv("LUNARA_HOME", str(workspace_settings.home))
    return open_store(workspace_settings, local_principal(workspace_settings))


@pytest.mark.parametrize("name", ["moved", "moved.zip"])
def test_a_project_goes_out_and_comes_back(run: Run, local: Store, tmp_path: Path, name: str) -> None:
    project = local.create_project("Shop")
    local.create_data_source(project.id, "Warehouse", "postgres", {"host": "db", "database": "d", "user": "u"}, {})
    file = str(tmp_path / name)
    out = run("export", "shop", file)
    assert (out.code, out.json["file"], out.json["files"]) == (0, file, 2), out.err
    again = run("export", "Shop", file)
    assert again.code == 2 and again.error["error"] == "exists" and "--force" in again.error["hint"]
    assert run("export", "Shop", file, "--force").code == 0
    back = run("import", "Shop, again", file)
    assert back.code == 0 and back.json["secrets_needed"] == ["Warehouse"]
    assert local.get_project(back.json["project"]).data_sources == 1
    assert run("import", file).json["name"] == "Shop"
    readable = run("import", file, "--format", "table").out
    assert "'Shop'" in readable and "Warehouse" in readable


def test_pictures_that_stay_behind_are_named(run: Run, local: Store, tmp_path: Path) -> None:
    project = local.create_project("Shop")
    art = SlideArt(image="3b0f7f9e-0000-4000-8000-000000000001")
    slides = [Slide(id=f"s{n}", kind="text", title="T", art=art if n != 2 else None) for n in (1, 2, 3)]
    deck = SlidesContent(slides=tuple(slides), template=PAINTED, brief=StyleBrief(logo=art.image))
    ours = SlidesContent(slides=(slides[1],), brief=StyleBrief(logo=HOUSE_LOGO))
    local.create_artifact(project.id, "slide", "Quarter", content_json(deck))
    local.create_artifact(project.id, "slide", "Plain", content_json(ours))
    file = str(tmp_path / "moved.zip")
    assert run("export", "Shop", file).code == 0
    assert run("import", "Again", file).json["pictures_lost"] == ["Quarter (slides 1 and 3, logo)"]
    assert "paint again those of Quarter (slides 1 and 3, logo)" in run("import", file, "--format", "table").out


def test_what_cannot_be_moved_is_said(run: Run, local: Store, tmp_path: Path) -> None:
    local.create_project("Shop")
    unknown = run("export", "Shp", str(tmp_path / "x"))
    assert unknown.code == 2 and "'Shop'" in unknown.error["hint"]
    (tmp_path / "photo.zip").write_bytes(b"nothing")
    assert run("import", str(tmp_path / "photo.zip")).error["hint"]
    assert run("import", str(tmp_path / "nowhere")).code == 2
    assert run("export", "Shop", str(tmp_path / "a" / "b")).code == 2


def test_where_people_sign_in_the_command_line_moves_nothing(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SUPABASE_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("SUPABASE_KEY", "publishable")
    told = run("export", "Shop", str(tmp_path / "x"))
    assert told.code == 2 and "sign-in" in told.error["message"]
