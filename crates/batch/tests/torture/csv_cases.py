"""CSV and its kin as clients write them: quoting, separators, line ends, encodings, headers."""

import csv
import io

import duckdb
import pandas
import polars
import pyarrow
import pyarrow.csv

import postings
from harness import case, check

ROWS = postings.rows()
# Text that a writer without quotes can write.
BARE = postings.nulled(
    {name: "".join(c for c in cell if c.isalnum() or c in " .-&") for name, cell in row.items()}
    for row in postings.small()
)
FEW = [row for row in ROWS if row["id"] in ("ai", "ml", "data", "html", "research", "nurse")]


def written(rows=None, **options):
    """The rows as Python's csv module writes them."""
    rows = ROWS if rows is None else rows
    file = io.StringIO(newline="")
    writer = csv.writer(file, **{"lineterminator": "\n"} | options)
    writer.writerow(rows[0])
    writer.writerows([list(row.values()) for row in rows])
    return file.getvalue()


@case(of=[
    ("minimal", {}), ("all", {"quoting": csv.QUOTE_ALL}),
    ("nonnumeric", {"quoting": csv.QUOTE_NONNUMERIC}),
    ("strings", {"quoting": csv.QUOTE_NONNUMERIC, "lineterminator": "\r\n"}),
    ("escapechar", {"quoting": csv.QUOTE_NONNUMERIC, "escapechar": "\\"}),
    ("crlf", {"lineterminator": "\r\n"}),
    ("cr-with-newlines", {"lineterminator": "\r", "quoting": csv.QUOTE_ALL}),
    ("semicolon", {"delimiter": ";"}), ("tab", {"delimiter": "\t"}), ("pipe", {"delimiter": "|"}),
    ("semicolon-all", {"delimiter": ";", "quoting": csv.QUOTE_ALL}),
])
def module(t, options):
    t.write("jobs.csv", written(**options))
    t.tag(t / "jobs.csv").keeps(ROWS if "quoting" in options else postings.nulled(ROWS))


@case
def carriage_returns(t):
    """Line ends of an old Mac."""
    t.write("jobs.csv", written(BARE, lineterminator="\r"))
    t.tag(t / "jobs.csv").keeps(BARE, verdicts=False)


@case(of=[("comma", ","), ("tab", "\t"), ("semicolon", ";"), ("pipe", "|")])
def bare(t, delimiter):
    t.write("jobs.csv", written(BARE, quoting=csv.QUOTE_NONE, delimiter=delimiter))
    t.tag(t / "jobs.csv").keeps(BARE, verdicts=False)


@case
def backslash_before_quotes(t):
    options = {"doublequote": False, "escapechar": "\\"}
    t.write("jobs.csv", written(quoting=csv.QUOTE_ALL, **options))
    t.tag(t / "jobs.csv").keeps(ROWS)
    # In cells without quotes around them a backslash may also stand for itself.
    t.write("jobs.csv", written(**options))
    ids = [row["id"] for row in t.tag(t / "jobs.csv").rows()]
    check(ids == [row["id"] for row in ROWS], "all rows", ids)


@case
def jobspy_options(t):
    frame = pandas.DataFrame(postings.jobspy())
    frame.to_csv(t / "jobs.csv", quoting=csv.QUOTE_NONNUMERIC, escapechar="\\", index=False)
    t.tag(t / "jobs.csv", out="out.parquet").keeps(postings.jobspy(), by="polars")


@case
def jobspy_with_backslashes(t):
    rows = [dict(row, path="C:\\jobs\\" + row["id"]) for row in postings.jobspy()]
    pandas.DataFrame(rows).to_csv(t / "jobs.csv", index=False, quoting=csv.QUOTE_NONNUMERIC)
    t.tag(t / "jobs.csv").keeps(rows)


@case(of=[
    ("plain", {}), ("semicolon", {"sep": ";"}), ("tab", {"sep": "\t"}), ("pipe", {"sep": "|"}),
    ("all", {"quoting": csv.QUOTE_ALL}), ("crlf", {"lineterminator": "\r\n"}),
    ("mark", {"encoding": "utf-8-sig"}), ("utf-16", {"encoding": "utf-16"}),
    ("utf-16-le", {"encoding": "utf-16-le"}), ("utf-16-be", {"encoding": "utf-16-be"}),
    ("gzip", {"compression": "gzip"}), ("zstd", {"compression": "zstd"}),
])
def pandas_to_csv(t, options):
    pandas.DataFrame(ROWS).to_csv(t / "jobs.csv", index=False, **options)
    t.tag(t / "jobs.csv", out="out.csv").keeps(ROWS, by="duckdb")


@case
def pandas_index(t):
    pandas.DataFrame(ROWS).to_csv(t / "jobs.csv")
    run = t.tag(t / "jobs.csv")
    got = run.rows()
    check(len(got) == len(ROWS), "all rows", len(got))
    check([list(row.values())[0] for row in got] == [str(n) for n in range(len(ROWS))], "the index")
    run.judges(got, [row["id"] for row in ROWS])


@case(of=["NA", "NULL", "nan", "None", "\\N", "-"])
def pandas_empty_cells(t, na):
    rows = [dict(row, company=None) for row in FEW]
    pandas.DataFrame(rows).to_csv(t / "jobs.csv", index=False, na_rep=na)
    run = t.tag(t / "jobs.csv")
    check([row["company"] for row in run.rows()] == [na] * len(rows), "cells as they are")


@case
def pandas_decimal_comma(t):
    rows = [dict(row, pay=1234.5) for row in FEW]
    pandas.DataFrame(rows).to_csv(t / "jobs.csv", index=False, sep=";", decimal=",")
    t.tag(t / "jobs.csv").keeps([dict(row, pay="1234,5") for row in FEW])


@case(of=[
    ("plain", {}), ("always", {"quote_style": "always"}), ("mark", {"include_bom": True}),
    ("non-numeric", {"quote_style": "non_numeric"}), ("crlf", {"line_terminator": "\r\n"}),
    ("semicolon", {"separator": ";"}), ("tab", {"separator": "\t"}),
])
def polars_write_csv(t, options):
    polars.DataFrame(ROWS).write_csv(t / "jobs.csv", **options)
    t.tag(t / "jobs.csv", out="out.csv").keeps(ROWS, by="pandas")


@case(of=[("plain", ""), ("quoted", "force_quote *, "), ("pipe", "delimiter '|', "),
          ("tab", "delimiter '\t', "), ("backslash", "escape '\\', ")])
def duckdb_copy(t, options):
    frame = pandas.DataFrame(ROWS)  # noqa: F841, read by the query
    duckdb.sql(f"copy frame to '{t / 'jobs.csv'}' (format csv, {options}header)")
    t.tag(t / "jobs.csv", out="out.csv").keeps(ROWS, by="polars")


@case(of=["needed", "all_valid"])
def pyarrow_write_csv(t, quoting):
    options = pyarrow.csv.WriteOptions(quoting_style=quoting)
    pyarrow.csv.write_csv(pyarrow.Table.from_pylist(ROWS), t / "jobs.csv", options)
    t.tag(t / "jobs.csv", out="out.csv").keeps(ROWS, by="duckdb")


TABLE = written(FEW)
SEMICOLONS = written(FEW, delimiter=";")


@case(of=[
    ("sep-semicolon", "sep=;\n" + SEMICOLONS), ("sep-comma", "sep=,\n" + TABLE),
    ("sep-crlf", "sep=;\r\n" + written(FEW, delimiter=";", lineterminator="\r\n")),
    ("sep-quoted", '"sep=;"\n' + SEMICOLONS), ("sep-mark", "\ufeffsep=;\n" + SEMICOLONS),
    ("comment", "# exported on 2026-01-02, by hand\n" + TABLE),
    ("comments", "# exported\n# rows: 6\n#\n" + TABLE),
    ("title-line", "Job postings of January\n" + TABLE),
    ("title-and-blank", "Job postings of January\n\n" + TABLE),
    ("title-with-commas", "Job postings,,,\n" + TABLE),
    ("blank-lines-above", "\n\n" + TABLE), ("blank-lines-below", TABLE + "\n\n\n"),
    ("mark", "\ufeff" + TABLE),
    ("mark-before-quoted", "\ufeff" + written(FEW, quoting=csv.QUOTE_ALL)),
    ("no-last-newline", TABLE.rstrip("\n")),
])
def around_the_table(t, content):
    t.write("jobs.csv", content)
    t.tag(t / "jobs.csv").keeps(FEW)


@case
def joined_files_have_a_mark_in_the_middle(t):
    t.write("jobs.csv", "\ufeff" + written(FEW[:3]) + "\ufeff" + written(FEW[3:]).split("\n", 1)[1])
    t.tag(t / "jobs.csv").keeps(FEW)


@case
def header_again_in_the_middle(t):
    t.write("jobs.csv", written(FEW[:3]) + written(FEW[3:]))
    run = t.tag(t / "jobs.csv", code=(0, 2))
    ids = [row["id"] for row in run.rows() if row["id"] != "id"]
    check(ids == [row["id"] for row in FEW], "all rows are there", ids)


@case
def line_ends_of_both_kinds(t):
    head, *others = written(BARE, quoting=csv.QUOTE_NONE).rstrip("\n").split("\n")
    ends = ["\n", "\r\n"]
    text = head + "\r\n" + "".join(line + ends[n % 2] for n, line in enumerate(others))
    t.write("jobs.csv", text)
    t.tag(t / "jobs.csv").keeps(BARE, verdicts=False)


@case(of=[("crlf", "\r\n"), ("cr", "\r"), ("tab", "\t"), ("zero", "\0"), ("mark", "\ufeff"),
          ("page", "\f"), ("next-line", "\u0085"), ("bell", "\a")])
def inside_a_cell(t, text):
    rows = [dict(row, note=f"before{text}behind") for row in FEW]
    t.write("jobs.csv", written(rows, quoting=csv.QUOTE_ALL))
    t.tag(t / "jobs.csv", out="out.jsonl").keeps(rows)
    t.tag(t / "jobs.csv", out="out.csv")
    with open(t / "out.csv", encoding="utf-8", newline="") as file:
        got = [row["note"] for row in csv.DictReader(file)]
    check(got == [row["note"] for row in rows], "the same in a table", got[:1])


@case(of=["jobs.txt", "jobs.json", "jobs", "jobs.tsv", "jobs.jsonl", "jobs.dat"])
def under_another_name(t, name):
    t.write(name, written(FEW))
    t.tag(t / name).keeps(FEW)


@case
def tabs_named_csv_and_commas_in_cells(t):
    t.write("jobs.csv", written(delimiter="\t"))
    t.tag(t / "jobs.csv").keeps(postings.nulled(ROWS))


@case(of=["comma", "semicolon", "tab"])
def standard_input(t, kind):
    delimiter = {"comma": ",", "semicolon": ";", "tab": "\t"}[kind]
    run = t.tag("-", data=written(delimiter=delimiter).encode())
    run.keeps(postings.nulled(ROWS))


@case
def same_names_twice(t):
    header, *others = written(FEW).split("\n", 1)
    t.write("jobs.csv", header.replace("id", "title,id", 1) + "\n" + "".join(
        written([{"first": "PM"} | row for row in FEW]).split("\n", 1)[1]))
    run = t.tag(t / "jobs.csv", code=(0, 2))
    cells = [cell for row in run.rows() for cell in row.values()]
    check(all(row["title"] in cells for row in FEW), "no column hides another", list(run.rows()[0]))


@case
def one_column(t):
    t.write("jobs.csv", written([{"description": row["description"]} for row in FEW],
                                quoting=csv.QUOTE_ALL))
    rows = t.tag(t / "jobs.csv").rows()
    check([row["description"] for row in rows] == [row["description"] for row in FEW], "the texts")


@case(of=[("newline", "a\nb"), ("quote", 'say "x"'), ("comma", "a, b"), ("long", "n" * 5000),
          ("emoji", "🛡️"), ("zero", "a\0b")])
def names_of_columns(t, name):
    rows = [dict(row, **{name: "x"}) for row in FEW]
    t.write("jobs.csv", written(rows))
    t.tag(t / "jobs.csv").keeps(rows)
    t.tag(t / "jobs.csv", out="out.csv").keeps(rows)


@case
def cells_of_json(t):
    rows = [dict(row, raw='{"a": "b\\n", "c": [1, "\\"x\\""]}') for row in FEW]
    t.write("jobs.csv", written(rows, quoting=csv.QUOTE_ALL))
    t.tag(t / "jobs.csv").keeps(rows)


@case(of=["cp1252", "latin-1"])
def one_byte_encodings(t, encoding):
    """Not promised; but then it is said, and no row is lost without a word."""
    rows = [row for row in ROWS if row["id"] in ("ai", "data", "ml")]
    t.write("jobs.csv", written(rows), encoding)
    run = t.tag(t / "jobs.csv", code=(0, 2))
    got = run.rows() if run.output.exists() else []
    check(len(got) + len(run.rejects()) == 3 or run.code == 2, "three rows", len(got))
    if not any("Größe" in row["description"] for row in got):
        run.said(["UTF-8", "encoding", "could not be read"])
