"""rolecall as a function of SQL: python duckdb_udf.py postings.jsonl

DuckDB hands over columns of Arrow, some thousand rows at a time. To tag a whole relation, call
``rolecall.tag(relation)``.
"""

import sys

import duckdb
import pyarrow

import rolecall


def role(title: pyarrow.Array, text: pyarrow.Array) -> pyarrow.Array:
    rows = pyarrow.table({"title": title, "text": text})
    return rolecall.tag(rows, columns="role")["rolecall_role"]


connection = duckdb.connect()
connection.create_function(
    "rolecall_role", role, ["VARCHAR", "VARCHAR"], "VARCHAR", type="arrow", null_handling="special"
)
connection.sql(
    f"""
    select rolecall_role(title, description) as role, count(*) as postings
    from read_json({sys.argv[1]!r}) group by role order by postings desc
    """
).show()
