"""JSON and JSON Lines: what clients write, and how files are laid out."""

import json

import duckdb
import pandas
import polars

import postings
from harness import case, check

ROWS = postings.rows()


def frame():
    return pandas.DataFrame(ROWS)


@case(of=[
    ("records", "jobs.json", {"orient": "records"}),
    ("records-indented", "jobs.json", {"orient": "records", "indent": 2}),
    ("records-plain", "jobs.json", {"orient": "records", "force_ascii": False}),
    ("lines", "jobs.jsonl", {"orient": "records", "lines": True}),
    ("lines-plain", "jobs.jsonl", {"orient": "records", "lines": True, "force_ascii": False}),
    ("lines-gzip", "jobs.jsonl.gz", {"orient": "records", "lines": True, "compression": "gzip"}),
    ("lines-zstd", "jobs.jsonl.zst", {"orient": "records", "lines": True, "compression": "zstd"}),
    ("records-gzip", "jobs.json.gz", {"orient": "records"}),
])
def pandas_to_json(t, name, options):
    frame().to_json(t / name, **options)
    t.tag(t / name).keeps(ROWS)


@case(of=["iso", "epoch"])
def pandas_dates(t, date_format):
    dated = frame()
    dated["date_posted"] = pandas.Timestamp("2026-01-31 10:20:30", tz="UTC")
    path = t / "jobs.jsonl"
    dated.to_json(path, orient="records", lines=True, date_format=date_format)
    want = [json.loads(line) for line in path.read_text().splitlines()]
    t.tag(path).keeps(want, exact=True)


@case
def pandas_table_orient(t):
    frame().to_json(t / "jobs.json", orient="table", index=False)
    t.tag(t / "jobs.json").keeps(ROWS)


@case(of=["jobs.ndjson", "jobs.jsonl"])
def polars_lines(t, name):
    polars.DataFrame(ROWS).write_ndjson(t / name)
    t.tag(t / name, out="out.parquet").keeps(ROWS, by="duckdb")


@case(of=[("lines", "jobs.json", ""), ("array", "jobs.json", ", array true"),
          ("gzip", "jobs.json.gz", ", compression gzip")])
def duckdb_copy(t, name, options):
    rows = frame()  # noqa: F841, read by the query
    duckdb.sql(f"copy rows to '{t / name}' (format json{options})")
    t.tag(t / name, out="out.csv").keeps(ROWS, by="polars")


@case(of=[
    ("plain", {"ensure_ascii": False}),
    ("escaped", {"ensure_ascii": True}),
    ("compact", {"separators": (",", ":")}),
    ("indent-2", {"indent": 2}),
    ("indent-tab", {"indent": "\t"}),
    ("sorted", {"sort_keys": True}),
])
def dump(t, options):
    t.write("jobs.json", json.dumps(ROWS, **options))
    t.tag(t / "jobs.json").keeps(ROWS, by=None, exact=True)


@case(of=["jobs", "data", "results", "postings", "items"])
def list_under_a_key(t, key):
    document = {"apiVersion": "1", "total": len(ROWS), key: ROWS, "next": None}
    t.write("jobs.json", json.dumps(document, indent=1))
    t.tag(t / "jobs.json").keeps(ROWS)


@case
def list_two_keys_down(t):
    t.write("jobs.json", json.dumps({"meta": {"n": 1}, "data": {"page": 1, "results": ROWS}}))
    t.tag(t / "jobs.json").keeps(ROWS)


LINES = [json.dumps(row, ensure_ascii=False) for row in ROWS]


@case(of=[
    ("crlf", "\r\n".join(LINES) + "\r\n"),
    ("no-last-newline", "\n".join(LINES)),
    ("blank-lines", "\n\n".join(LINES) + "\n\n\n"),
    ("spaces-around", "".join(f"  {line}  \n" for line in LINES)),
    ("tabs-around", "".join(f"\t{line}\t\n" for line in LINES)),
    ("mark", "\ufeff" + "\n".join(LINES)),
    ("mark-of-each-file-that-was-joined",
     "\ufeff" + "\n".join(LINES[:5]) + "\n\ufeff" + "\n".join(LINES[5:]) + "\n"),
    ("blank-first-line", "\n" + "\n".join(LINES)),
])
def lines_laid_out(t, content):
    t.write("jobs.jsonl", content)
    t.tag(t / "jobs.jsonl").keeps(ROWS)


@case(of=[
    ("mark", "\ufeff" + json.dumps(ROWS)),
    ("crlf", json.dumps(ROWS, indent=2).replace("\n", "\r\n")),
    ("blank-first", "\n \n" + json.dumps(ROWS)),
    ("one-row-a-line", "[\n" + ",\n".join(LINES) + "\n]"),
    ("space-behind", json.dumps(ROWS) + " \n\n"),
])
def array_laid_out(t, content):
    t.write("jobs.json", content)
    t.tag(t / "jobs.json").keeps(ROWS)


@case(of=[("utf-16", "utf-16", ""), ("utf-16-le-mark", "utf-16-le", "\ufeff"),
          ("utf-16-be-mark", "utf-16-be", "\ufeff"), ("utf-16-le", "utf-16-le", ""),
          ("utf-16-be", "utf-16-be", ""), ("utf-8-sig", "utf-8-sig", "")])
def encoding(t, encoding, mark):
    t.write("lines.jsonl", mark + "\n".join(LINES), encoding)
    t.write("array.json", mark + json.dumps(ROWS, ensure_ascii=False), encoding)
    for name in ("lines.jsonl", "array.json"):
        t.tag(t / name).keeps(ROWS)


@case(of=["jobs.csv", "jobs.txt", "jobs.tsv", "jobs", "jobs.dat", "jobs.json", "jobs.html"])
def lines_under_another_name(t, name):
    t.write(name, "\n".join(LINES))
    t.tag(t / name).keeps(ROWS)


@case(of=["jobs.csv", "jobs.txt", "jobs.jsonl", "jobs", "jobs.md"])
def array_under_another_name(t, name):
    t.write(name, json.dumps(ROWS, indent=2))
    t.tag(t / name).keeps(ROWS)


@case(of=[("lines", "\n".join(LINES)), ("array", json.dumps(ROWS))])
def standard_input(t, content):
    t.tag("-", data=content.encode()).keeps(ROWS)


@case
def one_object(t):
    t.write("job.json", json.dumps(ROWS[0], indent=4))
    t.tag(t / "job.json").keeps(ROWS[:1])


@case(of=[("array", "[]"), ("array-spaced", " [ \n ] "), ("under-a-key", '{"jobs": []}')])
def no_postings(t, content):
    t.write("jobs.json", content)
    t.tag(t / "jobs.json", code=(0, 2)).keeps([]).said("jobs.json")


@case
def columns_that_only_some_rows_have(t):
    rows = [dict(row, **{f"extra_{n}": n}) for n, row in enumerate(ROWS)]
    t.lines(rows, "in.jsonl")
    for out, by in [("out.jsonl", None), ("out.csv", "pandas"), ("out.parquet", "polars")]:
        t.tag(t / "in.jsonl", out=out).keeps(rows, by=by)


@case
def order_of_columns(t):
    t.lines([{"z": 1, **ROWS[0], "a": 2, "m": None}])
    row = t.tag(t / "in.jsonl").rows()[0]
    want = ["z", "id", "title", "company", "description", "a", "m"]
    check(list(row)[:7] == want, "columns in their order, ours last", list(row))


@case
def nested(t):
    rows = [dict(row, tags=["a", "b;c", None], where={"city": "Köln", "geo": {"lat": 50.94}},
                 empty=[], nothing={}) for row in ROWS]
    t.lines(rows, "in.jsonl")
    for out, by in [("out.jsonl", None), ("out.csv", "duckdb"), ("out.parquet", None)]:
        t.tag(t / "in.jsonl", out=out).keeps(rows, by=by)


@case
def several_files(t):
    inputs = [t.lines([row], f"{n:02}.jsonl") for n, row in enumerate(ROWS)]
    t.tag(*inputs).keeps(ROWS)
    (t / "all").mkdir()
    for path in inputs:
        path.rename(t / "all" / path.name)
    t.tag(t / "all").keeps(ROWS)
    t.tag(t / "all" / "*.jsonl").keeps(ROWS)


@case(of=["name with spaces.jsonl", "quote'\".jsonl", "größe-日本.jsonl", "line\nbreak.jsonl",
          "-dash.jsonl", "[set]*.jsonl"])
def names_of_files(t, name):
    t.write(name, "\n".join(LINES))
    t.tag(t / name, out=f"out {name}").keeps(ROWS)


@case(of=[("nothing", ""), ("space", " "), ("newlines", "\n\n")])
def objects_with_this_between(t, between):
    t.write("jobs.json", between.join(LINES))
    t.tag(t / "jobs.json").keeps(ROWS)


@case
def pretty_objects_joined(t):
    t.write("jobs.jsonl", "\n".join(json.dumps(row, indent=2) for row in ROWS) + "\n")
    t.tag(t / "jobs.jsonl").keeps(ROWS)


@case
def a_thousand_rows_in_order(t):
    rows = postings.small(100)
    t.lines(rows)
    t.tag(t / "in.jsonl").keeps(rows)
    t.tag(t / "in.jsonl", out="one.jsonl", options=["--jobs", "1"]).keeps(rows)
    check((t / "out.jsonl").read_bytes() == (t / "one.jsonl").read_bytes(), "the same bytes")
