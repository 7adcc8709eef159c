"""Starts the bqemulator, run by the Python of its environment: `python -P start_bqemulator.py start --rest-port=… --grpc-port=…`.

DuckDB looks for pandas at every call of a function that is written in Python, of which the emulator has some, and where there is
none it goes through all the folders of packages again: nine tenths of the time of a statement over thirty thousand rows. Here it
is told at once that there is none.
"""

import sys


class _NoPandas:
    """The first of those that are asked where a module is."""

    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> None:
        """Raises ModuleNotFoundError for pandas; of any other module it knows nothing."""
        if name == "pandas":
            raise ModuleNotFoundError("No module named 'pandas'", name=name)


if __name__ == "__main__":
    sys.meta_path.insert(0, _NoPandas)  # type: ignore[arg-type]

    from bqemulator.cli import main

    main()
