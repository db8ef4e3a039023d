"""Tables that are broken: quotes, cells and headers; every row is kept, or said to be lost."""

import csv

import postings
from csv_cases import BARE, FEW, written
from harness import case, check

MANY = [dict(row, id=f"{row['id']}#{n}") for n in range(100) for row in FEW]


def plain_rows(number):
    return [{"id": str(n), "title": "Product Manager", "description": f"Own the roadmap {n}"}
            for n in range(number)]


def table(rows):
    return [",".join(rows[0]), *(",".join(row.values()) for row in rows)]


@case(of=[("first", 1), ("middle", 2500), ("last", 5000)])
def quote_never_closed(t, line):
    """5,000 rows, one of them with a quote that opens a cell and is never closed."""
    rows = plain_rows(5000)
    lines = table(rows)
    lines[line] = lines[line].replace(",Own", ',"Own')
    t.write("jobs.csv", "\n".join(lines) + "\n")
    run = t.tag(t / "jobs.csv", code=(0, 2))
    run.noted("quote")
    got = run.rows()
    check(len(got) == 5000, "5,000 rows expected", len(got), len(run.rejects()))
    rows[line - 1]["description"] = got[line - 1]["description"].replace('"', "")
    run.keeps([dict(row, description=other["description"]) if n == line - 1 else row
               for n, (row, other) in enumerate(zip(rows, got))], verdicts=False)


@case
def quotes_never_closed_in_two_rows(t):
    lines = table(plain_rows(5000))
    for line in (100, 4000):
        lines[line] = lines[line].replace(",Own", ',"Own')
    t.write("jobs.csv", "\n".join(lines) + "\n")
    run = t.tag(t / "jobs.csv", code=(0, 2)).noted("quote")
    ids = [row["id"] for row in run.rows()]
    check(ids == [str(n) for n in range(5000)], "5,000 rows expected", len(ids))


@case(of=[
    ("unclosed", 'id,"title,description'), ("stray", 'id,ti"tle,description'),
    ("unclosed-last", 'id,title,"description'), ("behind", 'id,"title"x,description'),
])
def quote_in_the_header(t, header):
    rows = plain_rows(300)
    t.write("jobs.csv", "\n".join([header, *table(rows)[1:]]) + "\n")
    run = t.tag(t / "jobs.csv", code=(0, 2))
    got = run.rows() if run.output.exists() else []
    if run.code == 2 and not got:
        run.said("jobs.csv", ["header", "first line", "quote"])
        return
    check(len(got) == 300, "300 rows expected", len(got), run.stderr)
    check([row["id"] for row in got] == [row["id"] for row in rows], "each row")


@case
def text_behind_a_closing_quote(t):
    lines = table(plain_rows(500))
    lines[200] = '199,Product Manager,"Own the" roadmap 199'
    t.write("jobs.csv", "\n".join(lines) + "\n")
    run = t.tag(t / "jobs.csv", code=(0, 2)).noted("quote")
    got = run.rows()
    check([row["id"] for row in got] == [str(n) for n in range(500)], "500 rows", len(got))
    check("roadmap 199" in got[199]["description"], "its text", got[199]["description"])


@case
def quotes_within_text(t):
    rows = [dict(row, company='Disk 5" Ltd') for row in plain_rows(300)]
    t.write("jobs.csv", "\n".join(table(rows)) + "\n")
    t.tag(t / "jobs.csv").keeps(rows, verdicts=False)


@case
def quotes_alone_around_a_word(t):
    """As exports without escapes write it: `"Own "the" roadmap"`."""
    lines = table(plain_rows(300))
    lines[100] = '99,Product Manager,"Own "the" roadmap, all of it"'
    t.write("jobs.csv", "\n".join(lines) + "\n")
    run = t.tag(t / "jobs.csv", code=(0, 2)).noted("quote")
    check([row["id"] for row in run.rows()] == [str(n) for n in range(300)], "300 rows",
          len(run.rows()))


@case(of=[("start", 0), ("end", 1)])
def quote_unclosed_among_cells_of_many_lines(t, side):
    text = written(MANY, quoting=csv.QUOTE_ALL)
    bad = '"x","Product Manager","Acme","Own the roadmap\n'
    head, _, rest = text.partition("\n")
    t.write("jobs.csv", head + "\n" + (bad + rest if side == 0 else rest + bad))
    run = t.tag(t / "jobs.csv", code=(0, 2)).noted("quote")
    ids = [row["id"] for row in run.rows()]
    lost = [row["id"] for row in MANY if row["id"] not in ids]
    check(not lost, "no row is lost", f"{len(lost)} lost", lost[:3])
    check("x" in ids or run.rejects(), "nor the broken one", ids[:2])


@case(of=[("shorter", -1), ("longer", 1), ("much-longer", 50)])
def rows_of_other_lengths(t, cells):
    lines = table(plain_rows(200))
    cut = lines[50].rsplit(",", 1)[0]
    lines[50] = cut if cells < 0 else lines[50] + ",extra" * cells
    t.write("jobs.csv", "\n".join(lines) + "\n")
    run = t.tag(t / "jobs.csv", code=(0, 2))
    got = run.rows()
    check(len(got) + len(run.rejects()) == 200, "200 rows", len(got), len(run.rejects()))
    check(cells < 0 or run.rejects() or run.rejects(tagged=True) or "extra" in str(got[49]),
          "cells too many are kept or said", run.stderr)


@case
def comma_behind_every_row(t):
    rows = plain_rows(100)
    head, *others = table(rows)
    t.write("jobs.csv", "\n".join([head, *(line + "," for line in others)]) + "\n")
    run = t.tag(t / "jobs.csv", code=(0, 2))
    check(len(run.rows()) + len(run.rejects()) == 100, "100 rows", len(run.rows()))


@case(of=[("empty", b""), ("mark", b"\xef\xbb\xbf"), ("newlines", b"\n\n\r\n"),
          ("zeros", b"\0" * 999), ("bytes", bytes(range(128, 255)) * 30)])
def no_table(t, content):
    t.write("jobs.csv", content)
    t.tag(t / "jobs.csv", code=2).said("jobs.csv")


@case(of=[(out, out) for out in ("out.csv", "out.tsv", "out.jsonl", "out.parquet")])
def header_alone(t, out):
    """A table of no rows: it is said, and what comes of it has the header."""
    t.write("jobs.csv", "id,title,company,description\n")
    run = t.tag(t / "jobs.csv", out=out, code=(0, 2)).said("jobs.csv")
    check(run.rows() == [], "no rows", run.rows())
    if out == "out.jsonl":
        return
    if out == "out.parquet":
        import pyarrow.parquet
        names = pyarrow.parquet.read_schema(run.output).names
    else:
        names = run.output.read_text().strip().split("," if out == "out.csv" else "\t")
    check(names[:4] == ["id", "title", "company", "description"], "the input's columns", names)
    check("rolecall_role" in names, "and ours", names)


@case
def no_header(t):
    """Rows without a header: said, and never the first posting taken for names in silence."""
    t.write("jobs.csv", written(FEW).split("\n", 1)[1])
    t.tag(t / "jobs.csv", code=(0, 2)).said(["header", "column"])


@case
def binary_in_a_row(t):
    lines = [line.encode() for line in table(plain_rows(100))]
    lines[40] = b"39,Product Manager,Own \xff\xfe roadmap"
    t.write("jobs.csv", b"\n".join(lines))
    run = t.tag(t / "jobs.csv", code=(0, 2))
    check(len(run.rows()) + len(run.rejects()) == 100, "100 rows", len(run.rows()))
    run.said(["could not be read", "UTF-8"])


@case(of=[("under-the-limit", 60), ("above-the-limit", 70)], slow=True)
def huge_cell(t, megabytes):
    """Cells up to 64 MB; one above costs itself, and the table goes on."""
    head, *others = written(FEW).split("\n", 1)
    huge = f'huge,Product Manager,Acme,"{"Own the roadmap. " * (megabytes * 62_500)}"\n'
    t.write("jobs.csv", f"{head}\n{huge}{others[0]}")
    run = t.tag(t / "jobs.csv", code=0 if megabytes < 64 else (0, 2))
    rows = run.rows()
    kept = len(rows) - len(FEW)
    check(kept == (megabytes < 64), "the rows", len(rows))
    check(kept or run.rejects(), "the row above the limit is a reject")
    check(not kept or len(rows[0]["description"]) == megabytes * 1_062_500, "its whole text")
    run.judges(rows[kept:], [row["id"] for row in FEW])


@case
def cell_of_twenty_megabytes(t):
    text = "Own the roadmap. " * 1_250_000
    rows = [dict(FEW[0], id="ai#1", note=text), FEW[1]]
    t.write("jobs.csv", written([dict(row, note=row.get("note", "")) for row in rows]))
    t.tag(t / "jobs.csv").keeps(rows)


@case
def text_that_looks_like_a_table(t):
    rows = [dict(row, description=f"a,b,c\n1,2,3\n{row['description']}") for row in BARE]
    t.write("jobs.csv", written(rows, quoting=csv.QUOTE_ALL))
    t.tag(t / "jobs.csv").keeps(rows, verdicts=False)


@case
def first_cell_of_many_lines(t):
    rows = [dict({"description": row["description"]}, **row) for row in postings.small()]
    t.write("jobs.csv", written(rows, quoting=csv.QUOTE_ALL))
    t.tag(t / "jobs.csv").keeps(rows)
