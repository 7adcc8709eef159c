"""Fifty people of ten organizations, signed in, who open Home and a dashboard at the same moment.

    python -m tests.benchmarks.bench_people [--organizations 10] [--people 5] [--rounds 3]

The real server on Supabase's protocol (stand-ins over a real Postgres), driven over the web socket of Streamlit's front end, each
person with a cookie of their own. Each organization's names and values hold a word of its own; every byte that anybody receives
is searched for those of the others. Times are from opening the tab to the end of the script, on the dashboard to the last chart.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

from lunara.build.artifact import content_json, empty_content
from lunara.charts.spec import ChartSpec
from lunara.connect.ingestion import UploadedFile
from lunara.connect.warehouse import CancelToken
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import DimensionRef, SemanticQuery
from lunara.settings import Settings, load_settings
from lunara.ui.components.add_to import added, figure_for
from lunara.ui.model_desk import content_of
from lunara.ui.page import PageContext, clock_of
from lunara.ui.upload import read_uploads, save_upload
from lunara.ui.warehouses import POOL
from lunara.workspace import runtime
from lunara.workspace.embedded import EmbeddedServer
from lunara.workspace.records import Role
from lunara.workspace.store import Store, open_store
from tests.benchmarks.live import ROOT, Server, figure, percentile, serving
from tests.benchmarks.people import Told, Who
from tests.contract.worlds import SupabaseWorld, supabase_world
from tests.workspace_data import TEMPLATE

CHARTS = 3
ROWS = 2_000
ROLES: tuple[Role, ...] = ("viewer", "editor", "viewer", "admin")

MODEL = SemanticModel.model_validate({
    "name": "sales",
    "dialect": "duckdb",
    "tables": [{
        "name": "sales", "source": "main.sales", "label": "Sales", "primary_key": ["id"], "default_time": "sold_on",
        "dimensions": [
            {"name": "id", "type": "number", "hidden": True},
            {"name": "who", "label": "Seller"},
            {"name": "product", "label": "Product"},
            {"name": "sold_on", "type": "time", "label": "Sold on"},
        ],
        "measures": [
            {"name": "sale_count", "aggregate": "count", "label": "Sales"},
            {"name": "revenue", "aggregate": "sum", "expression": "amount", "label": "Revenue"},
        ],
    }],
})  # fmt: skip


@dataclass(frozen=True)
class Load:
    """Everything that was measured."""

    told: Told
    alone: Told
    before_mb: float
    during_mb: float
    after_mb: float
    people: int
    organizations: int


def organization(world: SupabaseWorld, settings: Settings, number: int, people: int) -> list[Who]:
    """One with a source, a published model and a published dashboard of five figures; its people, the owner first."""
    word = f"Zeta{number:03}x{number * 7919 % 1000:03}"
    owner = open_store(settings, world.principal(f"owner-{word}@example.test".lower(), f"Olga {word}"))
    project = owner.create_project(f"Project {word}", f"Sales of {word}")
    company = owner.organization()
    ctx = PageContext(settings, owner.principal, owner, company, project, clock_of(company))
    path = settings.home / f"{word}.csv"
    lines = [
        f"{row},{word} {row % 6},{word} product {row % 9},{1 + row % 97}.25,{2024 + row % 2}-{1 + row % 12:02}-{1 + row % 28:02}"
        for row in range(ROWS)
    ]
    path.write_text("\n".join(["id,who,product,amount,sold_on", *lines]) + "\n", encoding="utf-8")
    read = read_uploads(ctx, [UploadedFile("sales.csv", path)], lambda *a, **k: None, CancelToken())
    source = save_upload(ctx, read, f"Files of {word}")
    head = owner.create_semantic_model(project.id, source.id, f"Sales of {word}", content_of(MODEL), {})
    owner.publish_semantic_model(head.id, 1)
    board = empty_content("dashboard", f"Board {word}")
    month = DimensionRef(field="sold_on", grain="month")
    for kind, chart, query in (
        ("kpi", ChartSpec(kind="kpi", y=("revenue",)), SemanticQuery(measures=("revenue",))),
        (
            "chart",
            ChartSpec(kind="bar", x="who", y=("revenue",)),
            SemanticQuery(measures=("revenue",), dimensions=("who",)),
        ),
        (
            "chart",
            ChartSpec(kind="bar_horizontal", x="product", y=("sale_count",)),
            SemanticQuery(measures=("sale_count",), dimensions=("product",)),
        ),
        (
            "chart",
            ChartSpec(kind="line", x="sold_on_month", y=("revenue",)),
            SemanticQuery(measures=("revenue",), dimensions=(month,)),
        ),
        (
            "table",
            ChartSpec(kind="table", x="who", y=("sale_count",)),
            SemanticQuery(measures=("sale_count",), dimensions=("who",)),
        ),
    ):
        title = f"{word} as {chart.kind}"
        board = added(board, kind, title, figure_for(head.id, query, chart, title))  # type: ignore[arg-type]
    made = owner.create_artifact(project.id, "dashboard", f"Board {word}", content_json(board))
    owner.set_artifact_status(made.id, "published")
    stores: list[Store] = [owner, *(world.member(owner, ROLES[one % len(ROLES)]) for one in range(people - 1))]
    query = f"project={project.id}&artifact={made.id}"
    return [Who(one.principal.email, (word, word.lower()), query) for one in stores]


@contextmanager
def company(organizations: int, people: int) -> Iterator[tuple[Server, list[Who]]]:
    """The served workspace, and everybody in it."""
    with tempfile.TemporaryDirectory(prefix="lunara-people-") as folder:
        home = Path(folder, "served")
        home.mkdir()
        postgres = EmbeddedServer(Path(folder), load_settings({}).postgres_bin)
        try:
            runtime.prepare(postgres.address(), TEMPLATE)
            with supabase_world(postgres, Path(folder, "world")) as world:
                settings = replace(world.settings, home=home)
                everybody = [
                    who for number in range(organizations) for who in organization(world, settings, number, people)
                ]
                POOL.close()
                environ = {
                    "SUPABASE_URL": settings.supabase_url,
                    "SUPABASE_KEY": settings.supabase_key,
                    "LUNARA_SECRET_KEY": ",".join(settings.secret_keys),
                }
                with serving(["run", "Home.py"], home, environ=environ) as server:
                    yield server, everybody
        finally:
            postgres.leave()


def visited(server: Server, people: list[Who], rounds: int, held: float = 0.0) -> Told:
    """What these people, in a process of their own, see and wait for."""
    given = {
        "url": server.url, "people": [dataclasses.asdict(who) for who in people], "rounds": rounds, "charts": CHARTS,
        "held": held,
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.people"],
        input=json.dumps(given),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return Told(**json.loads(done.stdout))


def load(server: Server, everybody: list[Who], rounds: int) -> Load:
    """One person alone, then everybody at once; the server's memory with nobody's tab, everybody's, and nobody's again."""
    alone = visited(server, everybody[:1], max(rounds, 2))
    before = server.memory_mb()
    most, ended = [before], threading.Event()

    def look() -> None:
        while not ended.wait(0.5):
            most.append(server.memory_mb())

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        told = visited(server, everybody, rounds, held=2.0)
    finally:
        ended.set()
        watcher.join()
    time.sleep(25.0 if len(everybody) > 10 else 1.0)  # the server collects garbage every 20 seconds
    return Load(told, alone, before, max(most), server.memory_mb(), len(everybody), len({who.own for who in everybody}))


def lines(found: Load) -> list[str]:
    """To print. Raises AssertionError when anything went wrong, or anybody saw what is another organization's."""
    told = found.told
    for one in (told, found.alone):
        if one.errors or one.foreign:
            raise AssertionError(f"{len(one.errors)} errors: {one.errors[:5]}; foreign: {one.foreign[:5]}")
    made = []
    for page in ("home", "dashboard"):
        single = median(seconds for one in getattr(found.alone, page)[1:] for seconds in one) * 1000
        rounds: list[list[float]] = getattr(told, page)
        named = [("first", rounds[0])] + ([("again", [s for one in rounds[1:] for s in one])] if rounds[1:] else [])
        for when, seconds in named:
            if len(seconds) % found.people:
                raise AssertionError(f"{page}: {len(seconds)} times of {found.people} people")
            for share in (0.5, 0.95):
                name = f"{page}, {found.people} at once, {when}: p{share * 100:.0f}"
                made.append(figure(name, percentile(seconds, share) * 1000, single, "ms", "one person alone"))
    made.append(figure("server's memory, its most", found.during_mb, found.before_mb, "MB", "before they came"))
    made.append(figure("server's memory, after they left", found.after_mb, found.before_mb, "MB", "before they came"))
    made.append(
        f"{found.people} people of {found.organizations} organizations, {told.bytes / 1e6:,.1f} MB received, "
        f"{len(told.errors)} errors, {len(told.foreign)} words of another organization; signed in within "
        f"{max(told.signing_in):,.1f} s"
    )
    return made


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--organizations", type=int, default=10)
    parser.add_argument("--people", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    with company(given.organizations, given.people) as (server, everybody):
        print("\n".join(lines(load(server, everybody, given.rounds))))


if __name__ == "__main__":
    main()
