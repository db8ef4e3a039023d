"""Large inputs: rows of 15 MB, wide tables, many rows; peak of memory and time."""

import csv
import json
import time

import pandas
import pyarrow
import pyarrow.parquet

import postings
from harness import case, check

BIG = 15_000_000
LIMIT = 300


def big_rows(number=10):
    """Rows of 15 MB of text each, and no two the same."""
    for n in range(number):
        text = f"Own roadmap {n} and its data contracts; say \"no\".\n"
        yield {"id": f"big-{n}", "title": "Data Product Manager", "company": "Acme",
               "description": (text * (BIG // len(text) + 1))[:BIG]}


def write_big(path, kind):
    if kind == "parquet":
        schema = pyarrow.schema([(name, pyarrow.string()) for name in
                                 ("id", "title", "company", "description")])
        with pyarrow.parquet.ParquetWriter(path, schema, use_dictionary=False) as writer:
            for row in big_rows():
                # A row a group: what is in one page is in memory whole, see below.
                writer.write_table(pyarrow.Table.from_pylist([row], schema))
        return
    with open(path, "w", encoding="utf-8", newline="") as file:
        if kind == "csv":
            writer = csv.DictWriter(file, ["id", "title", "company", "description"])
            writer.writeheader()
            writer.writerows(big_rows())
        elif kind == "jsonl":
            file.writelines(json.dumps(row) + "\n" for row in big_rows())
        else:
            for n, row in enumerate(big_rows()):
                file.write(("[" if n == 0 else ",\n") + json.dumps(row))
            file.write("]")


KINDS = ("jsonl", "json", "csv", "parquet")


@case(of=[(f"{kind}-to-{out}", kind, out) for kind in KINDS for out in ("jsonl", "csv", "parquet")],
      slow=True)
def memory_of_big_rows(t, kind, out):
    write_big(t / f"in.{kind}", kind)
    run, peak, _ = t.measured(t / f"in.{kind}", out=f"out.{out}")
    print(f"peak of 15 MB rows, {kind} to {out}: {peak} MB", flush=True)
    for row, want in zip(run.rows(), big_rows(), strict=True):
        check(row["description"] == want["description"], "the whole text", row["id"])
    check(not run.rejects(), "no rejects", len(run.rejects()))
    check(peak < LIMIT, f"less than {LIMIT} MB", f"{peak} MB")


@case(slow=True)
def memory_of_a_page_of_big_values(t):
    """Parquet with 300 rows of 1 MB in one page, which the reader decodes whole: twice its size,
    as SECURITY.md says, comes on top of the limit."""
    page = 300
    rows = [{"id": f"r{n}", "title": "Nurse", "description": f"{n} Care. " * 100_000}
            for n in range(page)]
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows), t / "in.parquet")
    run, peak, _ = t.measured(t / "in.parquet", out="out.parquet")
    print(f"peak of 1 MB rows, parquet to parquet: {peak} MB", flush=True)
    check(pyarrow.parquet.read_metadata(run.output).num_rows == page, "all rows")
    most = LIMIT + 2 * page
    check(peak < most, f"less than {most} MB", f"{peak} MB")


@case(of=list(KINDS), slow=True)
def memory_of_many_rows(t, kind):
    rows = postings.small(18_000)
    frame = pandas.DataFrame(rows)
    path = t / f"in.{kind}"
    if kind == "csv":
        frame.to_csv(path, index=False)
    elif kind == "parquet":
        frame.to_parquet(path, index=False)
    else:
        frame.to_json(path, orient="records", lines=kind == "jsonl")
    run, peak, _ = t.measured(path, out="out.parquet")
    print(f"peak of 200,000 rows, {kind} to parquet: {peak} MB", flush=True)
    check(pyarrow.parquet.read_metadata(run.output).num_rows == len(rows), "all rows")
    check(peak < LIMIT, f"less than {LIMIT} MB", f"{peak} MB")


def wide(t, kind, columns):
    """Two postings with so many columns; the time that it takes to tag them."""
    names = [f"c{n}" for n in range(columns)]
    rows = [{"id": name, "title": postings.POSTINGS[name][0], "company": postings.POSTINGS[name][1],
             "description": postings.POSTINGS[name][2], **dict.fromkeys(names, "x")}
            for name in ("ml", "ai")]
    path = t / f"in.{kind}"
    if kind == "csv":
        with open(path, "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(rows[0])
            writer.writerows(row.values() for row in rows)
    elif kind == "parquet":
        pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows), path)
    else:
        t.lines(rows)
    run, _, seconds = t.measured(path)
    return run.keeps(rows), seconds


@case(of=[("csv", "csv", 1_000_000), ("jsonl", "jsonl", 1_000_000), ("parquet", "parquet", 20_000)],
      slow=True)
def very_wide(t, kind, columns):
    _, took = wide(t, kind, columns)
    print(f"{columns} columns of {kind}: {took:.1f} s", flush=True)
    check(took < 10, "less than 10 s", f"{took:.1f} s")


@case(of=["csv", "jsonl"])
def wide_in_linear_time(t, kind):
    _, took = wide(t, kind, 100_000)
    check(took < 3, "100,000 columns in less than 3 s", f"{took:.1f} s")


@case(of=["csv", "parquet"])
def wide_into(t, out):
    names = [f"c{n}" for n in range(5000)]
    rows = [dict(row, **dict.fromkeys(names, "x")) for row in postings.small()]
    t.lines(rows)
    run, _, seconds = t.measured(t / "in.jsonl", out=f"out.{out}")
    run.keeps(rows)
    check(seconds < 20, "less than 20 s", f"{seconds:.1f} s")


@case
def each_row_has_columns_of_its_own(t):
    rows = [dict(row, **{f"own_{n}": n}) for n, row in enumerate(postings.small(100))]
    t.lines(rows)
    t.tag(t / "in.jsonl").keeps(rows)
    t.tag(t / "in.jsonl", out="out.csv", limit=60).keeps(rows)


@case
def many_small_files(t):
    (t / "all").mkdir()
    rows = postings.small(60)
    for n, row in enumerate(rows):
        t.write(f"all/{n:04}.json", json.dumps([row]))
    t.tag(t / "all").keeps(rows)


@case(slow=True)
def lines_of_64_mb(t):
    """Speed, for the record: no limit but that it ends."""
    rows = postings.small(13_000)
    text = "".join(json.dumps(row) + "\n" for row in rows)
    t.write("in.jsonl", text)
    start = time.monotonic()
    _, _, seconds = t.measured(t / "in.jsonl")
    took = time.monotonic() - start
    print(f"{len(text) / 1e6:.0f} MB of JSON Lines: {took:.1f} s, {seconds:.1f} s of processors",
          flush=True)
