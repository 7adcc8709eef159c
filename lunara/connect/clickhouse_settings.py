"""What a ClickHouse session is fixed to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lunara.connect.clickhouse_catalog import rows_of

# An account's profile may cut every result, also those of questions about the server itself.
WHOLE: Mapping[str, str] = {"limit": "0", "offset": "0", "result_overflow_mode": "throw"}
# Fixed so that a statement means the same wherever it runs: rows that an outer join misses and aggregates over nothing are null,
# days before 1970 are days, and a limit that the account's profile sets is an error and never a part of the rows in silence.
# Nor may it make counts rough, leave out shards that do not answer, or give a cached answer. What a server does not know of
# these is left out.
SETTINGS: Mapping[str, str] = {
    "join_use_nulls": "1",
    "aggregate_functions_null_for_empty": "1",
    "enable_extended_results_for_datetime_functions": "1",
    "empty_result_for_aggregation_by_empty_set": "0",
    "count_distinct_implementation": "uniqExact",
    "join_default_strictness": "ALL",
    "transform_null_in": "0",
    "cast_keep_nullable": "0",
    "cast_string_to_date_time_mode": "basic",
    "prefer_column_name_to_alias": "0",
    "enable_positional_arguments": "1",
    "decimal_check_overflow": "1",
    "skip_unavailable_shards": "0",
    "use_query_cache": "0",
    **WHOLE,
    "timeout_overflow_mode": "throw",
    "read_overflow_mode": "throw",
    "read_overflow_mode_leaf": "throw",
    "group_by_overflow_mode": "throw",
    "sort_overflow_mode": "throw",
    "set_overflow_mode": "throw",
    "join_overflow_mode": "throw",
    "distinct_overflow_mode": "throw",
    "transfer_overflow_mode": "throw",
    # Else a statement may be stopped before its time because the engine thinks that it will take longer.
    "timeout_before_checking_execution_speed": "0",
    "cancel_http_readonly_queries_on_client_close": "1",
    "allow_ddl": "0",
    "allow_introspection_functions": "0",
    "output_format_arrow_string_as_string": "1",
    "output_format_arrow_low_cardinality_as_dictionary": "0",
    "output_format_arrow_fixed_string_as_fixed_byte_array": "1",
    "output_format_arrow_date_as_uint16": "0",
    "output_format_arrow_uuid_as_fixed_byte_array": "0",
    "output_format_arrow_variant_as_string": "1",
    "output_format_arrow_compression_method": "lz4_frame",
    "print_pretty_type_names": "0",
}


def known_settings(client: Any) -> dict[str, tuple[str, int]]:
    """Settings that the server has, of those that matter here: the account's value, and whether it may not change it."""
    names = ", ".join(f"'{name}'" for name in (*SETTINGS, "readonly", "max_memory_usage", "session_timezone"))
    asked = f"select name, value, readonly from system.settings where name in ({names})"
    answer = client.raw_query(asked, settings=dict(WHOLE), fmt="JSONCompactEachRow")
    return {name: (value, int(fixed)) for name, value, fixed in rows_of(answer)}
