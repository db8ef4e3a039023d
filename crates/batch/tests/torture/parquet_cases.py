"""Parquet as pandas, polars, DuckDB and pyarrow write it: codecs, layouts, types, metadata."""

import datetime
import decimal
import json

import duckdb
import numpy
import pandas
import polars
import pyarrow
import pyarrow.parquet

import postings
from harness import case, check, reference, same

ROWS = postings.rows()
FEW = postings.small()


def table(**columns):
    """The postings with further columns."""
    found = pyarrow.Table.from_pylist(FEW)
    for name, values in columns.items():
        found = found.append_column(name, values)
    return found


def kept(path, output):
    """Parquet from Parquet: each column of the input, its type, values and metadata."""
    before, after = pyarrow.parquet.read_table(path), pyarrow.parquet.read_table(output)
    check(before.num_rows == after.num_rows, "as many rows", after.num_rows)
    names = after.column_names[:before.num_columns]
    check(names == before.column_names, "the columns first and in order", names)
    for n, field in enumerate(before.schema):
        check(after.schema.field(n).equals(field, check_metadata=True), f"type of `{field.name}`",
              f"expected {field} {field.metadata}",
              f"got {after.schema.field(n)} {after.schema.field(n).metadata}")
        values = [column.column(n).to_pylist() for column in (before, after)]
        check(same(*values, exact=True), f"values of `{field.name}`")
    return after


def all_outputs(t, path, ids=None):
    """Into each format, cell by cell."""
    want = pyarrow.parquet.read_table(path).to_pylist()
    kept(path, t.tag(path, out="out.parquet").keeps(want, by=None).output)
    t.tag(path, out="out.jsonl").keeps(want)
    t.tag(path, out="out.csv").keeps(want)


def with_codec(t, codec, by):
    """Read; brotli may be missing, and then it is said."""
    run = t.tag(t / "jobs.parquet", out="out.parquet", code=(0, 2) if codec == "brotli" else 0)
    if run.code == 0:
        run.keeps(ROWS, by=by)
    else:
        run.unread("jobs.parquet").noted("brotli")


@case(of=["snappy", "gzip", "zstd", "brotli", "lz4", None])
def pandas_codecs(t, codec):
    pandas.DataFrame(ROWS).to_parquet(t / "jobs.parquet", compression=codec, index=False)
    with_codec(t, codec, "polars")


@case(of=["snappy", "gzip", "zstd", "brotli", "lz4", "uncompressed"])
def polars_codecs(t, codec):
    polars.DataFrame(ROWS).write_parquet(t / "jobs.parquet", compression=codec)
    with_codec(t, codec, "duckdb")


@case(of=["snappy", "gzip", "zstd", "brotli", "lz4_raw", "uncompressed"])
def duckdb_codecs(t, codec):
    frame = pandas.DataFrame(ROWS)  # noqa: F841, read by the query
    duckdb.sql(f"copy frame to '{t / 'jobs.parquet'}' (compression {codec})")
    with_codec(t, codec, "polars")


@case(of=["v1", "v2"])
def duckdb_versions(t, version):
    frame = pandas.DataFrame(ROWS)  # noqa: F841, read by the query
    duckdb.sql(f"copy frame to '{t / 'jobs.parquet'}' (parquet_version {version})")
    t.tag(t / "jobs.parquet", out="out.parquet").keeps(ROWS, by="pandas")


@case(of=[
    ("group-of-one", {"row_group_size": 1}), ("groups-of-five", {"row_group_size": 5}),
    ("no-dictionary", {"use_dictionary": False}), ("pages-2", {"data_page_version": "2.0"}),
    ("small-pages", {"data_page_size": 100, "write_batch_size": 2}),
    ("no-statistics", {"write_statistics": False}), ("page-index", {"write_page_index": True}),
    ("checksums", {"write_page_checksum": True}), ("no-arrow-schema", {"store_schema": False}),
    ("version-1", {"version": "1.0"}),
    ("delta", {"use_dictionary": False, "column_encoding": "DELTA_BYTE_ARRAY"}),
    ("delta-length", {"use_dictionary": False, "column_encoding": "DELTA_LENGTH_BYTE_ARRAY"}),
])
def layout(t, options):
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(ROWS), t / "jobs.parquet", **options)
    run = t.tag(t / "jobs.parquet", out="out.parquet").keeps(ROWS, by="duckdb")
    kept(t / "jobs.parquet", run.output)


N = len(FEW)
MOMENT = datetime.datetime(2026, 1, 31, 10, 20, 30, 123456)
TYPES = {
    "timestamp-s": ([MOMENT.replace(microsecond=0)] * N, pyarrow.timestamp("s")),
    "timestamp-ms": ([MOMENT.replace(microsecond=123000)] * N, pyarrow.timestamp("ms")),
    "timestamp-us": ([MOMENT] * (N - 1) + [None], pyarrow.timestamp("us")),
    "timestamp-ns": ([MOMENT] * N, pyarrow.timestamp("ns")),
    "timestamp-zone": ([MOMENT] * N, pyarrow.timestamp("us", "Europe/Berlin")),
    "timestamp-early": ([datetime.datetime(1850, 2, 3)] * N, pyarrow.timestamp("us")),
    "date32": ([datetime.date(2026, 1, 31), None] * (N // 2) + [None] * (N % 2), pyarrow.date32()),
    "time64": ([datetime.time(10, 20, 30, 5)] * N, pyarrow.time64("us")),
    "decimal128": ([decimal.Decimal("120000.50")] * N, pyarrow.decimal128(12, 2)),
    "decimal-negative": ([decimal.Decimal("-0.005")] * N, pyarrow.decimal128(5, 3)),
    "decimal256": ([decimal.Decimal("1" * 50 + ".25")] * N, pyarrow.decimal256(60, 2)),
    "int8": ([-128, 127, None] * (N // 3) + [0] * (N % 3), pyarrow.int8()),
    "int64": ([2**63 - 1, -(2**63)] * (N // 2) + [0] * (N % 2), pyarrow.int64()),
    "uint64": ([2**64 - 1] * N, pyarrow.uint64()),
    "float32": ([1.5] * N, pyarrow.float32()),
    "float64": ([0.1, float("inf"), float("nan")] * (N // 3) + [1e300] * (N % 3),
                pyarrow.float64()),
    "bool": ([True, False, None] * (N // 3) + [None] * (N % 3), pyarrow.bool_()),
    "null": ([None] * N, pyarrow.null()),
    "large-string": (["große 🛡️"] * N, pyarrow.large_string()),
    "string-view": (["große 🛡️", None] * (N // 2) + [""] * (N % 2), pyarrow.string_view()),
    "dictionary": (["a", "b"] * (N // 2) + [None] * (N % 2),
                   pyarrow.dictionary(pyarrow.int8(), pyarrow.string())),
    "list": ([["a", None, 'b"'], [], None] * (N // 3) + [["x"]] * (N % 3),
             pyarrow.list_(pyarrow.string())),
    "list-of-lists": ([[[1], [], [2, 3]]] * N, pyarrow.list_(pyarrow.list_(pyarrow.int32()))),
    "large-list": ([[1, 2]] * N, pyarrow.large_list(pyarrow.int64())),
    "fixed-list": ([[1.0, 2.0]] * N, pyarrow.list_(pyarrow.float64(), 2)),
    "struct": ([{"city": "Köln", "pay": 1.5}, None] * (N // 2) + [None] * (N % 2),
               pyarrow.struct([("city", pyarrow.string()), ("pay", pyarrow.float64())])),
    "list-of-structs": ([[{"name": "dbt"}, {"name": None}]] * N,
                        pyarrow.list_(pyarrow.struct([("name", pyarrow.string())]))),
}


@case(of=list(TYPES))
def types(t, name):
    values, kind = TYPES[name]
    pyarrow.parquet.write_table(table(extra=pyarrow.array(values, kind)), t / "jobs.parquet")
    all_outputs(t, t / "jobs.parquet")


@case(of=[
    ("binary", [b"\x00\xff", None] * (N // 2) + [b""] * (N % 2), pyarrow.binary()),
    ("fixed-binary", [b"abcd"] * N, pyarrow.binary(4)),
    ("map", [[("a", 1), ("b", None)]] * N, pyarrow.map_(pyarrow.string(), pyarrow.int64())),
    ("duration", [datetime.timedelta(days=1, seconds=2)] * N, pyarrow.duration("us")),
    ("time32", [datetime.time(10, 20, 30)] * N, pyarrow.time32("ms")),
    ("float16", [numpy.float16(1.5)] * N, pyarrow.float16()),
    ("nanoseconds", [1_700_000_000_123_456_789] * N, pyarrow.timestamp("ns")),
])
def types_into_parquet(t, values, kind):
    """What other formats have no word for stays in Parquet; the others keep row and verdict."""
    pyarrow.parquet.write_table(table(extra=pyarrow.array(values, kind)), t / "jobs.parquet")
    run = t.tag(t / "jobs.parquet", out="out.parquet")
    kept(t / "jobs.parquet", run.output)
    for out in ("out.jsonl", "out.csv"):
        rows = t.tag(t / "jobs.parquet", out=out).rows()
        check([row["id"] for row in rows] == [row["id"] for row in FEW], "all rows", len(rows))
        check(any(row["extra"] not in (None, "") for row in rows), "the cells say something")


@case
def int96(t):
    path = t / "jobs.parquet"
    pyarrow.parquet.write_table(table(extra=pyarrow.array([MOMENT] * N, pyarrow.timestamp("ns"))),
                                path, use_deprecated_int96_timestamps=True)
    rows = t.tag(path).rows()
    check(all(row["extra"].startswith("2026-01-31") for row in rows), "dates", rows[0]["extra"])


@case
def pandas_index_and_types(t):
    """Index, nullable integers and categories are in pandas' metadata, and come back."""
    frame = pandas.DataFrame(FEW).assign(
        seats=pandas.array([1, None] * (N // 2) + [3] * (N % 2), dtype="Int64"),
        kind=pandas.Categorical(["x", "y"] * (N // 2) + ["x"] * (N % 2)),
        posted=pandas.Timestamp("2026-01-31", tz="UTC"),
    ).set_index(pandas.Index([f"row {n}" for n in range(N)], name="where"))
    frame.to_parquet(t / "jobs.parquet")
    run = t.tag(t / "jobs.parquet", out="out.parquet")
    after = pandas.read_parquet(run.output)
    check(after.index.name == "where", "the index", after.index)
    pandas.testing.assert_frame_equal(frame, after[list(frame.columns)])
    kept(t / "jobs.parquet", run.output)


@case
def metadata_of_schema_and_fields(t):
    label = {"names": ["a", "b"], "_type": "ClassLabel"}
    features = json.dumps({"info": {"features": {"label": label}}})
    fields = [pyarrow.field(name, pyarrow.string(), metadata={"comment": f"of {name}"})
              for name in FEW[0]]
    schema = pyarrow.schema(
        [*fields, pyarrow.field("label", pyarrow.int64(), metadata={"k": "ü"})],
        metadata={"huggingface": features, "owner": "me"})
    rows = pyarrow.Table.from_pylist([dict(row, label=1) for row in FEW], schema)
    pyarrow.parquet.write_table(rows, t / "jobs.parquet")
    after = kept(t / "jobs.parquet", t.tag(t / "jobs.parquet", out="out.parquet").output)
    found = after.schema.metadata or {}
    check(found.get(b"huggingface") == features.encode(), "HF features", list(found))
    check(found.get(b"owner") == b"me", "metadata of the schema", list(found))


@case
def not_null_stays(t):
    fields = [pyarrow.field(name, pyarrow.string(), nullable=False) for name in FEW[0]]
    schema = pyarrow.schema(fields)
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(FEW, schema), t / "jobs.parquet")
    kept(t / "jobs.parquet", t.tag(t / "jobs.parquet", out="out.parquet").output)


@case(of=["out.parquet", "out.csv", "out.jsonl"])
def no_rows(t, out):
    schema = pyarrow.Table.from_pylist(FEW).schema
    pyarrow.parquet.write_table(schema.empty_table(), t / "jobs.parquet")
    run = t.tag(t / "jobs.parquet", out=out, code=(0, 2)).said("jobs.parquet")
    check(run.rows() == [], "no rows")
    if out == "out.parquet":
        names = pyarrow.parquet.read_schema(run.output).names
        check(names[:4] == list(FEW[0]) and "rolecall_role" in names, "the schema", names)
    if out == "out.csv":
        check(run.output.read_text().startswith("id,title,company,description,rolecall_"), "header",
              run.output.read_text())


@case
def one_schema_in_several_files(t):
    for n in range(3):
        pyarrow.parquet.write_table(table().slice(n * 4, 4), t / f"{n}.parquet")
    run = t.tag(t / "0.parquet", t / "1.parquet", t / "2.parquet", out="out.parquet").keeps(FEW)
    check(pyarrow.parquet.read_schema(run.output).field("id").type == pyarrow.string(), "types")


@case(of=["out.parquet", "out.csv", "out.jsonl"])
def different_schemas(t, out):
    first = pyarrow.Table.from_pylist([dict(row, n=1) for row in FEW[:5]])
    second = pyarrow.Table.from_pylist([dict(row, n="two", more=[1, 2]) for row in FEW[5:]])
    pyarrow.parquet.write_table(first, t / "1.parquet")
    pyarrow.parquet.write_table(second, t / "2.parquet")
    t.tag(t / "1.parquet", t / "2.parquet", out=out).keeps(first.to_pylist() + second.to_pylist())


@case(of=["out.parquet", "out.csv", "out.jsonl"])
def with_other_formats(t, out):
    pyarrow.parquet.write_table(table().slice(0, 5), t / "1.parquet")
    t.lines(FEW[5:8], "2.jsonl")
    pandas.DataFrame(FEW[8:]).to_csv(t / "3.csv", index=False)
    rows = FEW[:8] + postings.nulled(FEW[8:])
    t.tag(t / "1.parquet", t / "2.jsonl", t / "3.csv", out=out).keeps(rows)


@case(of=["jobs", "jobs.csv", "jobs.json", "jobs.pq", "jobs.dat"])
def under_another_name(t, name):
    pyarrow.parquet.write_table(table(), t / name)
    t.tag(t / name).keeps(FEW)


@case(of=["gzip", "zstd"])
def compressed_as_a_whole(t, kind):
    """A Parquet file within gzip is read, or refused in words that say what to do."""
    name = {"gzip": "jobs.parquet.gz", "zstd": "jobs.parquet.zst"}[kind]
    with pyarrow.CompressedOutputStream(str(t / name), kind) as file:
        pyarrow.parquet.write_table(table(), file)
    run = t.tag(t / name, code=(0, 2))
    if run.code == 0:
        run.keeps(FEW)
    else:
        run.said(name, "Parquet", ["decompress", "unpack", "gzip -d", "gunzip", "zstd -d"])


@case
def standard_input(t):
    pyarrow.parquet.write_table(table(), t / "jobs.parquet")
    t.tag("-", data=(t / "jobs.parquet").read_bytes()).keeps(FEW)


@case
def names_that_differ_in_case(t):
    t_ = table(Title=pyarrow.array(["x"] * N), TITLE=pyarrow.array(["y"] * N))
    pyarrow.parquet.write_table(t_, t / "jobs.parquet")
    t.tag(t / "jobs.parquet", out="out.parquet").keeps(t_.to_pylist(), verdicts=False)
    t.tag(t / "jobs.parquet", out="out.csv").keeps(t_.to_pylist(), verdicts=False)


@case
def tagged_before(t):
    """Ours of an earlier run are replaced, and stand once."""
    t.lines(FEW)
    t.tag(t / "in.jsonl", out="first.parquet")
    run = t.tag(t / "first.parquet", out="out.parquet")
    names = pyarrow.parquet.read_schema(run.output).names
    check(len(names) == len(set(names)), "each column once", names)
    run.judges(run.rows(), [row["id"] for row in FEW])


@case
def lists_of_ours_are_lists(t):
    pyarrow.parquet.write_table(table(), t / "jobs.parquet")
    for name in (t / "jobs.parquet", t.lines(FEW)):
        schema = pyarrow.parquet.read_schema(t.tag(name, out="out.parquet").output)
        for column in ("skills", "flags", "secondary_roles"):
            kind = schema.field(f"rolecall_{column}").type
            check(pyarrow.types.is_list(kind) or pyarrow.types.is_large_list(kind),
                  f"rolecall_{column} is a list", kind)


@case
def polars_scans_what_we_write(t):
    t.lines(ROWS)
    run = t.tag(t / "in.jsonl", out="out.parquet")
    found = polars.scan_parquet(run.output).filter(polars.col("rolecall_role") == "ai").collect()
    want = [name for name, row in reference().items() if row["rolecall_role"] == "ai"]
    check(found["id"].to_list() == want, "the rows of a role", found["id"].to_list(), want)


@case
def duckdb_unnests_skills(t):
    t.lines(ROWS)
    run = t.tag(t / "in.jsonl", out="out.parquet")
    found = duckdb.sql(f"select unnest(rolecall_skills) from '{run.output}'").fetchall()
    want = [skill for row in reference().values() for skill in row["rolecall_skills"]]
    check([skill for (skill,) in found] == want, "the skills", found[:3], want[:3])
