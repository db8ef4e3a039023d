"""Null and the empty text, as far as clients tell them apart: each cell, from format to format."""

import itertools
import json

import duckdb
import pandas
import polars
import pyarrow
import pyarrow.csv
import pyarrow.parquet

import csv_cases
from harness import case, check, read_lines

NOTES = [None, "", "x", " ", '""', "null"]
ROWS = [dict(row, note=note, other=other, n=number)
        for row, note, other, number in zip(csv_cases.FEW, NOTES, reversed(NOTES),
                                            [1, None, None, 2, 3, None], strict=True)]
TEXTS = ("id", "title", "note", "other")


def lines(path):
    path.write_text("".join(json.dumps(row) + "\n" for row in ROWS))


def duckdb_table(path):
    frame = polars.DataFrame(ROWS)  # noqa: F841, read by the query
    duckdb.sql(f"copy frame to '{path}' (format csv, header)")


def tabs_of_polars(path):
    polars.DataFrame(ROWS).write_csv(path, separator="\t")


INPUTS = {
    "in.jsonl": lines,
    "in.parquet": lambda path: pyarrow.parquet.write_table(pyarrow.Table.from_pylist(ROWS), path),
    "polars.csv": lambda path: polars.DataFrame(ROWS).write_csv(path),
    "duckdb.csv": duckdb_table,
    "pyarrow.csv": lambda path: pyarrow.csv.write_csv(pyarrow.Table.from_pylist(ROWS), path),
    "in.tsv": tabs_of_polars,
}


def by_polars(path):
    separator = "\t" if path.suffix == ".tsv" else ","
    return polars.read_csv(path, separator=separator, infer_schema=False).to_dicts()


def by_duckdb(path):
    found = duckdb.connect().sql(f"from read_csv('{path}', all_varchar=true, header=true, "
                                 "quote='\"', escape='\"', allow_quoted_nulls=false)")
    return [dict(zip(found.columns, row)) for row in found.fetchall()]


def by_pyarrow(path):
    options = pyarrow.csv.ConvertOptions(
        strings_can_be_null=True, quoted_strings_can_be_null=False, null_values=[""],
        column_types=dict.fromkeys(TEXTS, pyarrow.string()))
    parsing = pyarrow.csv.ParseOptions(newlines_in_values=True)
    return pyarrow.csv.read_csv(path, parse_options=parsing, convert_options=options).to_pylist()


OUTPUTS = [
    ("polars", "out.csv", by_polars), ("duckdb", "out.csv", by_duckdb),
    ("pyarrow", "out.csv", by_pyarrow), ("polars", "out.tsv", by_polars),
    ("json", "out.jsonl", read_lines),
    ("polars", "out.parquet", lambda path: polars.read_parquet(path).to_dicts()),
]


@case(of=[(f"{kind}-to-{out}-by-{client}", kind, out, reader)
          for kind in INPUTS for client, out, reader in OUTPUTS])
def convert(t, kind, out, reader):
    INPUTS[kind](t / kind)
    rows = reader(t.tag(t / kind, out=out).output)
    check(len(rows) == len(ROWS), "all rows", len(rows))
    for row, want in zip(rows, ROWS):
        for name in TEXTS:
            check(row[name] == want[name], f"{want['id']}: `{name}`",
                  f"expected {want[name]!r}", f"got {row[name]!r}")
        number = row["n"] if row["n"] is None else int(row["n"])
        check(number == want["n"], f"{want['id']}: `n`", f"{want['n']}", f"{number}")


@case(of=["in.jsonl", "in.parquet", "polars.csv"])
def by_pandas(t, kind):
    """Both are nothing to it, and it writes both alike: null in Parquet."""
    INPUTS[kind](t / kind)
    frame = pandas.read_csv(t.tag(t / kind, out="out.csv").output, na_values=[""],
                            keep_default_na=False)
    for cell, want in zip(frame["note"], NOTES, strict=True):
        check(pandas.isna(cell) if want in (None, "") else cell == want, "note", repr(cell))
    check(frame["n"].dropna().tolist() == [1, 2, 3], "numbers are a column of numbers", frame["n"])
    frame.to_csv(t / "pandas.csv", index=False)
    run = t.tag(t / "pandas.csv", out="out.parquet")
    cells = pandas.read_parquet(run.output)["note"].tolist()
    for cell, want in zip(cells, NOTES, strict=True):
        check(pandas.isna(cell) if want in (None, "") else cell == want, "in Parquet", repr(cell))


@case(of=["out.csv", "out.tsv"])
def each_cell_as_it_stood(t, out):
    cells = list(itertools.product(["", '""', "x", '""""'], repeat=3))
    text = "".join(f"PM,{','.join(row)}\n" for row in [("a", "b", "c"), *cells])
    t.write("in.csv", text.replace("PM", "title", 1))
    delimiter = "," if out == "out.csv" else "\t"
    table = t.tag(t / "in.csv", out=out).output.read_text().splitlines()
    found = [tuple(line.split(delimiter)[1:4]) for line in table[1:]]
    check(found == cells, "cells", [pair for pair in zip(cells, found) if pair[0] != pair[1]][:3])
    again = t.tag(t / out, out=f"again{out[3:]}").output.read_text().splitlines()
    check(again == table, "the same once more")


@case(of=[("null", None), ("empty", "")])
def no_text(t, text):
    """Null and empty texts are the same to the verdict, from every format."""
    rows = [dict(row, description=text) for row in csv_cases.FEW]
    t.lines(rows, "lines.jsonl")
    polars.DataFrame(rows).with_columns(polars.col("description").cast(str)).write_csv(t / "1.csv")
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows), t / "1.parquet")
    roles = [[row["rolecall_role"] for row in t.tag(t / name).rows()]
             for name in ("lines.jsonl", "1.csv", "1.parquet")]
    check(roles[0] == roles[1] == roles[2] and set(roles[0]) != {"unclear"}, "roles", roles)
