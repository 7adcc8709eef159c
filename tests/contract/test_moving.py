"""A project moved between workspaces: what comes along, what stays behind, and that it comes whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from lunara.build.artifact import content_json, parse_content
from lunara.build.project_export import export_project
from lunara.build.project_files import Files
from lunara.build.project_import import import_project
from lunara.errors import InvalidInput, LunaraError, NotPermitted
from lunara.semantic.sample import sample_model
from lunara.workspace.records import Project
from lunara.workspace.store import Store
from tests.contract.worlds import World

MODEL = sample_model().model_dump(mode="json", by_alias=True, exclude_none=True)
CATALOG = {"dialect": "postgres", "tables": [{"schema": "public", "name": "orders", "columns": []}]}


def dashboard(model_id: str, title: str) -> dict[str, Any]:
    tile = {
        "id": "t1",
        "kind": "kpi",
        "title": title,
        "figure": {"semantic_model_id": model_id, "query": {"measures": ["revenue"]}},
        "place": {"x": 0, "y": 0, "w": 4, "h": 2},
    }
    return content_json(parse_content("dashboard", {"widgets": [tile]}))


@pytest.fixture
def project(owner: Store) -> Project:
    """Two of most things, with names that are alike, and a reference to a model that is gone."""
    project = owner.create_project("Größe & mehr", "What we sell.\nSecond line: yes")
    config = {"host": "db.example.test", "port": "5432", "user": "reader", "sslmode": "prefer", "database": "shop"}
    secrets = {"password": "hunter2-secret"}
    warehouse = owner.create_data_source(project.id, "Warehouse", "postgres", config, secrets, catalog=CATALOG)
    owner.create_data_source(project.id, "warehouse!", "duckdb", {"path": "/data/x.duckdb"}, {})
    model = owner.create_semantic_model(project.id, warehouse.id, "Sales", MODEL, {"a": {"status": "accepted"}})
    owner.save_semantic_model(model.id, {**MODEL, "description": "Second"}, {}, based_on=1, note="better")
    owner.publish_semantic_model(model.id, 2)
    owner.save_semantic_model(model.id, {**MODEL, "description": "'yes' 2025-01-01 1e3"}, {}, based_on=2)
    gone = owner.create_semantic_model(project.id, warehouse.id, "Gone", MODEL, {})
    for name in ("Analyst", "analyst"):
        config_ = {"semantic_model_id": model.id, "semantic_model_version": 2, "starter_questions": ["how many?"]}
        owner.create_agent(project.id, name, description="d", instructions="Be brief: always.", config=config_)
    made = owner.create_artifact(project.id, "dashboard", "Overview", dashboard(model.id, "Revenue"), description="x")
    owner.save_artifact(made.id, based_on=1, name="Overview 2", content=dashboard(model.id, "Net"), note="renamed")
    owner.set_artifact_status(made.id, "published")
    owner.create_artifact(project.id, "dashboard", "Broken", dashboard(gone.id, "Lost"))
    owner.create_artifact(project.id, "report", "Weekly", {"blocks": [], "title": "Weekly"})
    owner.create_artifact(project.id, "slide", "Deck", {"slides": []})
    owner.delete_semantic_model(gone.id)
    session = owner.create_session(project.id, semantic_model_id=model.id, title="my private question")
    owner.append_messages(session.id, [("user", {"text": "what does Anna earn?"})])
    return project


def names_of(store: Store, project_id: str) -> dict[str, Any]:
    """Everything of a project that has no id in it."""
    models = {head.id: head.name for head in store.list_semantic_models(project_id)}

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {
                key: models.get(held, "?") if key == "semantic_model_id" else plain(held) for key, held in value.items()
            }
        return [plain(one) for one in value] if isinstance(value, list) else value

    return {
        "sources": sorted(
            (
                one.name,
                one.kind,
                json.dumps(dict(one.config), sort_keys=True),
                json.dumps(store.load_catalog(one.id), sort_keys=True),
            )
            for one in store.list_data_sources(project_id)
        ),
        "models": {
            head.name: (
                head.published_version,
                [
                    (version.version, version.content, version.review)
                    for number in range(1, head.latest_version + 1)
                    for version in [store.get_semantic_model_version(head.id, number)]
                ],
            )
            for head in store.list_semantic_models(project_id)
        },
        "agents": sorted(
            (one.name, one.description, one.instructions, json.dumps(plain(dict(one.config)), sort_keys=True))
            for one in store.list_agents(project_id=project_id)
        ),
        "artifacts": {
            (one.type, one.name): (
                one.status,
                one.description,
                [
                    (version.name, plain(dict(version.content)))
                    for number in range(1, one.version + 1)
                    for version in [store.get_artifact_version(one.id, number)]
                ],
            )
            for one in store.list_artifacts(project_id=project_id)
        },
    }


def test_what_people_share_comes_along(owner: Store, other: Store, project: Project) -> None:
    files = export_project(owner, project.id)
    made = import_project(other, files)
    assert names_of(other, made.project.id) == names_of(owner, project.id)
    assert (made.project.name, made.project.description) == (project.name, project.description)
    assert made.project.archived_at is None and made.project.organization_id == other.principal.organization_id
    assert made.unlocked == ("Warehouse",)
    (notes,) = [
        [one.note for one in other.list_semantic_model_versions(head.id)]
        for head in other.list_semantic_models(made.project.id)
    ]
    assert notes[1].startswith("better (Olga Owner, 20")
    again = import_project(owner, export_project(other, made.project.id), name="Back home")
    assert names_of(owner, again.project.id) == names_of(owner, project.id) and again.project.name == "Back home"


def test_files_are_readable_and_hold_no_secret_no_id_and_nobodys_own(owner: Store, project: Project) -> None:
    files = export_project(owner, project.id)
    assert set(files) == {
        "project.yaml",
        "data_sources/warehouse.yaml",
        "data_sources/warehouse-2.yaml",
        next(path for path in files if path.endswith(".catalog.json")),
        "models/sales/model.yaml",
        *(f"models/sales/v{number}{ending}" for number in (1, 2, 3) for ending in (".yaml", ".review.json")),
        "agents/analyst.yaml",
        "agents/analyst-2.yaml",
        "dashboards/overview-2/artifact.yaml",
        "dashboards/overview-2/v1.json",
        "dashboards/overview-2/v2.json",
        "dashboards/broken/artifact.yaml",
        "dashboards/broken/v1.json",
        "reports/weekly/artifact.yaml",
        "reports/weekly/v1.json",
        "slides/deck/artifact.yaml",
        "slides/deck/v1.json",
    }
    text = b"\n".join(files.values()).decode()
    ids = [project.id, owner.principal.user_id, owner.principal.organization_id]
    ids += [one.id for one in owner.list_semantic_models(project.id)]
    ids += [one.id for one in owner.list_data_sources(project.id)]
    for unwanted in ("hunter2", "Anna", "my private question", owner.principal.email, *ids):
        assert unwanted not in text
    assert '"semantic_model": "sales"' in files["dashboards/overview-2/v2.json"].decode()


def test_an_address_leaves_without_a_credential_in_it_and_does_not_come_with_one(owner: Store) -> None:
    """Such as was stored before the form refused it."""
    made = owner.create_project("Signed")
    tables = "a = https://h/a.parquet?sig=S3CRET\nb = s3://lake/b@c/"
    owner.create_data_source(made.id, "Files", "parquet", {"tables": tables, "endpoint": "https://u:S3CRET@h"}, {})
    owner.create_data_source(made.id, "Server", "postgres", {"host": "u:S3CRET@h", "database": "d", "user": "u"}, {})
    files = export_project(owner, made.id)
    assert "S3CRET" not in b"\n".join(files.values()).decode()
    assert "b = s3://lake/b@c/" in files["data_sources/files.yaml"].decode()
    assert import_project(owner, files, name="Again").unlocked == ("Files", "Server")
    path = "data_sources/files.yaml"
    with pytest.raises(InvalidInput, match="question mark") as refused:
        import_project(owner, {**files, path: files[path].replace(b"a.parquet", b"a.parquet?sig=S3CRET")})
    assert "S3CRET" not in str(refused.value)


def test_a_model_that_did_not_come_along_is_none_of_the_new_workspace(
    owner: Store, other: Store, project: Project
) -> None:
    """Nor is an id that somebody wrote into the files."""
    theirs = other.create_project("Theirs")
    source = other.create_data_source(theirs.id, "S", "duckdb", {"path": "x"}, {})
    victim = other.create_semantic_model(theirs.id, source.id, "Victim", MODEL, {})
    files = dict(export_project(owner, project.id))
    content = json.loads(files["dashboards/broken/v1.json"])
    content["widgets"][0]["figure"]["semantic_model"] = victim.id
    files["dashboards/broken/v1.json"] = json.dumps(content).encode()
    agent = files["agents/analyst.yaml"].decode()
    files["agents/analyst.yaml"] = agent.replace("config:", f"config:\n  semantic_model_id: {victim.id}").encode()
    made = import_project(other, files)
    (broken,) = [one for one in other.list_artifacts(project_id=made.project.id) if one.name == "Broken"]
    kept = other.get_artifact(broken.id).content["widgets"][0]["figure"]["semantic_model_id"]
    assert victim.id not in json.dumps([dict(one.config) for one in other.list_agents(project_id=made.project.id)])
    assert kept != victim.id and kept not in {one.id for one in other.list_semantic_models(made.project.id)}


def test_roles(world: World, owner: Store, project: Project) -> None:
    files = export_project(world.member(owner, "editor"), project.id)
    with pytest.raises(NotPermitted):
        export_project(world.member(owner, "viewer"), project.id)
    with pytest.raises(LunaraError):
        export_project(world.newcomer("Eve"), project.id)
    for role in ("editor", "viewer"):
        member = world.member(owner, role)
        with pytest.raises(NotPermitted):
            import_project(member, files)
    assert [one.project.name for one in owner.list_projects()] == [project.name]
    import_project(world.member(owner, "admin"), files, name="By an admin")


def changed(path: str, change: Callable[[str], str]) -> Callable[[Files], Files]:
    return lambda files: {**files, path: change(files[path].decode()).encode()}


WRONG = {
    "no project": (lambda files: {"x.yaml": b"a: 1"}, "project.yaml"),
    "another layout": (
        changed("project.yaml", lambda t: t.replace("lunara_project: 1", "lunara_project: 9")),
        "layout",
    ),
    "no name": (changed("project.yaml", lambda t: t.replace("name:", "nome:", 1)), "name is missing"),
    "broken yaml": (changed("agents/analyst.yaml", lambda t: "a: [1"), "agents/analyst.yaml"),
    "a secret": (changed("data_sources/warehouse.yaml", lambda t: t + "  password: x\n"), "password"),
    "an unknown kind": (
        changed("data_sources/warehouse.yaml", lambda t: t.replace("kind: ", "kind: my")),
        "data_sources/warehouse.yaml: ",
    ),
    "a model of no source": (changed("models/sales/model.yaml", lambda t: t.replace("warehouse", "nix")), "nix"),
    "a wrong model": (changed("models/sales/v3.yaml", lambda t: t + "nonsense: 1\n"), "models/sales/v3.yaml"),
    "a version missing": (lambda files: {p: d for p, d in files.items() if p != "models/sales/v2.yaml"}, "v2.yaml"),
    "versions downwards": (
        changed("models/sales/model.yaml", lambda t: t.replace("version: 3", "version: 1")),
        "upwards",
    ),
    "published nowhere": (changed("models/sales/model.yaml", lambda t: t.replace("published: 2", "published: 8")), "8"),
    "a wrong tile": (changed("dashboards/broken/v1.json", lambda t: t.replace('"kpi"', '"gauge"')), "broken/v1.json"),
    "no json": (changed("dashboards/broken/v1.json", lambda t: t[:-5]), "broken/v1.json"),
    "published is a list": (
        changed("models/sales/model.yaml", lambda t: t.replace("published: 2", "published: [2]")),
        "[2]",
    ),
    "published is a word": (
        changed("models/sales/model.yaml", lambda t: t.replace("published: 2", "published: true")),
        "True",
    ),
    "a wrong published version": (
        changed("models/sales/v2.yaml", lambda t: t + "nonsense: 1\n"),
        "models/sales/v2.yaml",
    ),
    "a setting that no form takes": (
        lambda files: {
            **files,
            "data_sources/x.yaml": b"name: X\nkind: mysql\nconfig: {host: h, user: u, database: d, sslmode: Verify}",
        },
        "Verify",
    ),
    "deep": (
        lambda files: {**files, "dashboards/broken/v1.json": b'{"a": ' + b"[" * 900 + b"]" * 900 + b"}"},
        "dashboards/broken/v1.json",
    ),
    "many parts": (
        lambda files: {**files, "dashboards/broken/v1.json": b'{"a": [' + b"[]," * 1_600_000 + b"[]]}"},
        "dashboards/broken/v1.json",
    ),
    "a file of nothing": (lambda files: {**files, "notes/readme.yaml": b"x: 1"}, "notes/readme.yaml"),
    "no text": (lambda files: {**files, "agents/analyst.yaml": b"\xff\xfe"}, "UTF-8"),
    "a long name": (changed("agents/analyst.yaml", lambda t: t.replace("name: ", "name: " + "A" * 300)), "200"),
}


def test_what_is_wrong_is_named_and_nothing_is_made(owner: Store, other: Store, project: Project) -> None:
    files = export_project(owner, project.id)
    for case, (spoil, named) in WRONG.items():
        with pytest.raises(InvalidInput) as told:
            import_project(other, spoil(files))
        assert named in told.value.message and told.value.hint, case
    assert other.list_projects() == other.list_projects(archived=True) == []


def test_an_import_that_is_stopped_leaves_nothing(owner: Store, other: Store, project: Project) -> None:
    files = export_project(owner, project.id)
    steps: list[str] = []
    import_project(other, files, name="Whole", on_step=steps.append)

    class Stop(Exception):
        pass

    for stop_at in (1, 2, len(steps) // 2, len(steps) - 1):
        told: list[str] = []

        def stopping(step: str, told: list[str] = told, stop_at: int = stop_at) -> None:
            if len(told) == stop_at:
                raise Stop
            told.append(step)

        with pytest.raises(Stop):
            import_project(other, files, on_step=stopping)
    assert [one.project.name for one in other.list_projects()] == ["Whole"]
    assert other.list_projects(archived=True) == []
