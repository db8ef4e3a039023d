"""Each format that is read into each that is written, read back by a client that did not write."""

import csv
import json

import duckdb
import pandas
import polars
import pyarrow
import pyarrow.csv
import pyarrow.parquet

import postings
from harness import case


def lines(path):
    pandas.DataFrame(postings.rows()).to_json(path, orient="records", lines=True)


def array(path):
    polars.DataFrame(postings.rows()).write_json(path)


def table(path):
    pandas.DataFrame(postings.rows()).to_csv(path, index=False)


def tabs(path):
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, postings.rows()[0], dialect="excel-tab")
        writer.writeheader()
        writer.writerows(postings.rows())


def parquet(path):
    polars.DataFrame(postings.rows()).write_parquet(path)


def concatenated(path):
    path.write_text("\n".join(json.dumps(row, indent=2) for row in postings.rows()))


INPUTS = {"in.jsonl": lines, "in.json": array, "in.csv": table, "in.tsv": tabs,
          "in.parquet": parquet, "objects.json": concatenated}
OUTPUTS = [("out.jsonl", None), ("out.jsonl.zst", None), ("out.csv", "duckdb"),
           ("out.csv.gz", "pandas"), ("out.tsv", "pandas"), ("out.parquet", "duckdb")]


@case(of=[(f"{kind}-to-{out}", kind, out, by) for kind in INPUTS for out, by in OUTPUTS])
def convert(t, kind, out, by):
    INPUTS[kind](t / kind)
    rows = postings.rows()
    if INPUTS[kind] in (table, tabs):
        rows = postings.nulled(rows)
    t.tag(t / kind, out=out).keeps(rows, by=by)


def jobspy_csv(path):
    frame = pandas.DataFrame(postings.jobspy())
    frame.to_csv(path, index=False, quoting=csv.QUOTE_NONNUMERIC)


def jobspy_json(path):
    pandas.DataFrame(postings.jobspy()).to_json(path, orient="records")


def jobspy_parquet(path):
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(postings.jobspy()), path)


def jobspy_duckdb(path):
    frame = pandas.DataFrame(postings.jobspy())  # noqa: F841, read by the query
    duckdb.sql(f"copy frame to '{path}'")


JOBSPY = [
    (f"{name}-to-{out}", function, name, out)
    for name, function in [
        ("jobs.csv", jobspy_csv), ("jobs.json", jobspy_json), ("jobs.parquet", jobspy_parquet),
        ("duckdb.csv", jobspy_duckdb), ("duckdb.parquet", jobspy_duckdb),
    ]
    for out in ("out.jsonl", "out.csv", "out.parquet")
]


@case(of=JOBSPY)
def jobspy(t, write, name, out):
    write(t / name)
    t.tag(t / name, out=out).keeps(postings.jobspy())
