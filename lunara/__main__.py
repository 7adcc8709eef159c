"""`python -m lunara`: the command line."""

from lunara.cli.main import main

if __name__ == "__main__":
    raise SystemExit(main())
