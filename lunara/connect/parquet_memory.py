"""What a Parquet file may make of memory: a few hundred bytes can say one value ten thousand million times.

pyarrow, which reads them, has no limit of its own, and makes a row group's column whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lunara.errors import ConnectFailed

if TYPE_CHECKING:
    import pyarrow.dataset as ds

# What one column of one row group may take, and all of its columns, when they are read. Writers begin a new row group after
# a million rows, or less.
COLUMN_BYTES = 2**29
GROUP_BYTES = 2**32
_WIDTHS = {"BOOLEAN": 1, "INT32": 4, "INT64": 8, "INT96": 8, "FLOAT": 4, "DOUBLE": 8, "BYTE_ARRAY": 4}
_TEXTS = frozenset({"STRING", "JSON", "ENUM", "NONE"})


def in_bounded_memory(dataset: ds.Dataset, **options: Any) -> ds.Dataset:
    """The dataset, reading texts, nested ones too, as codes and a dictionary: a value that a file repeats is held once.

    Its first file tells what there is to be read, so that no more files than that are opened here. Raises ConnectFailed, with
    the code `out_of_memory`, for a file that says more numbers than it may.
    """
    import pyarrow.dataset as ds

    first = next(iter(dataset.get_fragments()), None)
    if first is None:
        return dataset
    _refuse_bombs(first.metadata, first.path)
    leaves = [first.metadata.schema.column(number) for number in range(len(first.metadata.schema))]
    folders = partitions(dataset)
    texts = [
        leaf.path
        for leaf in leaves
        if leaf.physical_type == "BYTE_ARRAY" and leaf.logical_type.type in _TEXTS and leaf.path not in folders
    ]
    if not texts:
        return dataset
    once = ds.ParquetFileFormat(read_options=ds.ParquetReadOptions(dictionary_columns=texts))
    return ds.dataset(dataset.files, filesystem=dataset.filesystem, format=once, **options)


def partitions(dataset: ds.Dataset) -> tuple[str, ...]:
    """Names of the columns that its folders are."""
    partitioning = getattr(dataset, "partitioning", None)
    return tuple(partitioning.schema.names) if partitioning is not None else ()


def _refuse_bombs(metadata: Any, path: str) -> None:
    for number in range(metadata.num_row_groups):
        group = metadata.row_group(number)
        sizes = [
            max(group.column(place).num_values, group.num_rows) * _WIDTHS.get(leaf.physical_type, leaf.length)
            for place, leaf in ((place, metadata.schema.column(place)) for place in range(group.num_columns))
        ]
        if max(sizes, default=0) > COLUMN_BYTES or sum(sizes) > GROUP_BYTES:
            raise ConnectFailed(
                f"{path} cannot be read piece by piece: a row group of it takes {sum(sizes) / 1e9:,.1f} GB of memory.",
                "Write it with smaller row groups: a million rows is what most programs make.",
                code="out_of_memory",
            )
