"""`lunara demo` and `lunara serve`."""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from lunara.cli.command import Command, add_format
from lunara.cli.output import chosen_format, print_json, progress
from lunara.errors import InvalidInput


def _configure_demo(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "directory", nargs="?", default="lunara-demo", metavar="DIR", help="folder to write to (default: lunara-demo)"
    )
    parser.add_argument("--seed", type=int, help="another shop: same shape, other numbers")
    parser.add_argument(
        "--today", metavar="YYYY-MM-DD", help="the shop's three years end with the month before this date"
    )
    add_format(parser, "table", "json")


def _demo(arguments: argparse.Namespace) -> int:
    from datetime import date

    from lunara.connect.sample import SEED, make_sample
    from lunara.semantic.sample import sample_model_text

    try:
        today = date.fromisoformat(arguments.today) if arguments.today else None
    except ValueError:
        raise InvalidInput(f"{arguments.today!r} is not a date.", "Write --today like 2026-03-31.") from None
    folder = Path(arguments.directory).expanduser().absolute()
    seed = SEED if arguments.seed is None else arguments.seed
    warehouse = make_sample(folder / "shop.duckdb", seed=seed, today=today, on_step=progress)
    model = folder / "shop.yaml"
    model.write_text(sample_model_text(), encoding="utf-8")
    source = f"duckdb://{warehouse}"
    if chosen_format(arguments) == "json":
        print_json({"source": source, "model": str(model)})
    else:
        print(f"Source: {source}\nModel:  {model}\n\nTry:    lunara ask {model} {source} 'revenue by month'")
    return 0


def _configure_serve(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, help="port of the app (default: 8501)")
    parser.add_argument("--address", help="address to listen on (default: this machine only)")
    parser.add_argument("--headless", action="store_true", help="do not open a browser")


def _serve(arguments: argparse.Namespace) -> int:
    home = Path(__file__).resolve().parents[2] / "Home.py"
    if not home.is_file():
        raise InvalidInput(
            "The app's pages are not installed beside this command.",
            "Run it in a checkout of Lunara: streamlit run Home.py",
        )
    options = [f"--server.address={arguments.address or '127.0.0.1'}"]
    if arguments.port is not None:
        options.append(f"--server.port={arguments.port}")
    if arguments.headless:
        options.append("--server.headless=true")
    # The folder matters: Streamlit reads .streamlit/ and pages/ from where it is started.
    command = [sys.executable, "-m", "streamlit", "run", str(home), *options]
    return subprocess.run(command, cwd=home.parent, check=False).returncode  # noqa: S603 - our own command


DEMO = Command("demo", "make the sample warehouse and its model", _configure_demo, _demo)
SERVE = Command("serve", "start the app", _configure_serve, _serve)
