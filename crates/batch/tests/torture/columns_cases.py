"""Which columns are read: sources by their names, columns that are named, and what is chosen."""

import json

import pandas
import pyarrow.parquet

import csv_cases
import postings
from harness import case, check

FEW = csv_cases.FEW

SOURCES = {
    "jobspy-old": ("TITLE", "COMPANY", "DESCRIPTION"),
    "kaggle-linkedin": ("title", "company_name", "description"),
    "kaggle-summaries": ("job_title", "company", "job_summary"),
    "bright-data": ("job_title", "company_name", "job_description"),
    "occupationcoder": ("job_title", "employer", "job_description"),
    "spaces": ("Job Title", "Company Name", "Job Description"),
    "camel": ("jobTitle", "companyName", "jobDescription"),
    "position": ("position", "employer", "details"),
    "hyphens": ("job-title", "company-name", "job-description"),
    "content": ("name", "organization", "content"),
    "role": ("role", "company", "text"),
}


@case(of=list(SOURCES))
def names(t, name):
    title, company, body = SOURCES[name]
    rows = [{"id": row["id"], title: row["title"], company: row["company"],
             body: row["description"]} for row in FEW]
    pandas.DataFrame(rows).to_csv(t / "in.csv", index=False)
    t.tag(t / "in.csv").keeps(rows)
    t.lines(rows)
    t.tag(t / "in.jsonl", out="out.parquet").keeps(rows)


@case
def greenhouse(t):
    import html
    jobs = [{"id": row["id"], "title": row["title"], "company_name": row["company"],
             "absolute_url": "https://example.org", "content": html.escape(row["description"]),
             "location": {"name": "Berlin"}, "departments": [{"id": 1, "name": "Product"}]}
            for row in FEW if row["id"] != "html"]
    t.write("board.json", json.dumps({"jobs": jobs, "meta": {"total": len(jobs)}}))
    t.tag(t / "board.json").keeps(jobs, verdicts=False)


@case
def lever(t):
    jobs = [{"id": row["id"], "text": row["title"], "categories": {"team": "Product"},
             "descriptionPlain": row["description"], "lists": [], "createdAt": 1700000000000}
            for row in FEW]
    t.write("postings.json", json.dumps(jobs))
    t.tag(t / "postings.json").keeps(jobs, verdicts=False)


@case
def ashby(t):
    jobs = [{"id": row["id"], "title": row["title"], "jobUrl": "https://example.org",
             "descriptionPlain": row["description"], "descriptionHtml": "<p>x</p>"} for row in FEW]
    t.write("board.json", json.dumps({"apiVersion": "1", "jobs": jobs}))
    t.tag(t / "board.json").keeps(jobs, verdicts=False)


OTHER = [{"key": row["id"], "Stelle": row["title"], "Firma": row["company"],
          "Beschreibung": row["description"]} for row in FEW]
NAMED = ["--title-column", "Stelle", "--company-column", "Firma", "--body-column", "Beschreibung",
         "--id-column", "key"]


@case(of=["csv", "jsonl", "parquet"])
def named(t, kind):
    path = t / f"in.{kind}"
    if kind == "csv":
        pandas.DataFrame(OTHER).to_csv(path, index=False)
    elif kind == "jsonl":
        t.lines(OTHER)
    else:
        pandas.DataFrame(OTHER).to_parquet(path)
    t.tag(path, options=NAMED, out="out.parquet").keeps(OTHER, key="key")


@case(of=[f"{column}-{kind}" for column in ("title", "company", "body", "id")
          for kind in ("csv", "jsonl", "parquet")])
def named_but_not_there(t, what):
    column, kind = what.split("-")
    path = t / f"in.{kind}"
    frame = pandas.DataFrame(FEW)
    frame.to_csv(path, index=False) if kind == "csv" else None
    frame.to_json(path, orient="records", lines=True) if kind == "jsonl" else None
    frame.to_parquet(path) if kind == "parquet" else None
    t.refused(path, options=[f"--{column}-column", "Titel"], words=["Titel"])


@case(of=["csv", "jsonl"])
def named_but_not_there_in_a_pipe(t, kind):
    frame = pandas.DataFrame(FEW)
    data = frame.to_csv(index=False) if kind == "csv" else frame.to_json(orient="records", lines=True)
    t.refused("-", data=data.encode(), options=["--title-column", "Titel"],
              words=["standard input", "Titel"])
    check(not list(t.path.iterdir()), "nothing is left", list(t.path.iterdir()))


@case
def named_and_in_one_of_two_files(t):
    """Where only some files have the column, it is said which have not."""
    t.lines(OTHER, "one.jsonl")
    t.lines(FEW, "two.jsonl")
    run = t.tag(t / "one.jsonl", t / "two.jsonl", options=["--title-column", "Stelle"], code=(0, 2))
    run.said("Stelle")


@case
def no_column_that_is_known(t):
    """Said, as nothing can be told of rows without a title and a text."""
    t.write("in.csv", "a,b,c\n1,2,3\n4,5,6\n")
    t.tag(t / "in.csv", code=(0, 2)).said(["column", "--title-column", "--body-column"])


@case
def explained(t):
    t.lines(FEW)
    run = t.tag(t / "in.jsonl", options=["--explain-columns"]).keeps(FEW)
    run.said("title", "description")


@case
def title_alone(t):
    rows = [{"id": row["id"], "title": row["title"]} for row in FEW]
    t.lines(rows)
    t.tag(t / "in.jsonl").keeps(rows, verdicts=False)


@case(of=["nan", "NaN", "None", "null", "N/A", ""])
def empty_text_of_clients(t, text):
    """A cell that says that there is nothing is no text; the cell stays as it is."""
    rows = [dict(row, description=text) for row in FEW]
    t.write("in.csv", csv_cases.written(rows))
    got = t.tag(t / "in.csv").keeps(postings.nulled(rows), verdicts=False).rows()
    blank = [dict(row, description="") for row in FEW]
    want = t.tag(t.lines(blank), out="blank.jsonl").rows()
    check([row["rolecall_role"] for row in got] == [row["rolecall_role"] for row in want], "roles")


@case
def only_some_roles(t):
    t.lines(postings.rows())
    run = t.tag(t / "in.jsonl", options=["--only", "ai,data"])
    roles = {row["rolecall_role"] for row in run.rows()}
    check(roles <= {"ai", "data"} and roles, "only these", roles)


@case(of=["out.csv", "out.tsv", "out.parquet", "out.jsonl"])
def only_a_role_that_none_has(t, out):
    """An output without rows still has its header or schema."""
    t.lines([row for row in FEW if row["id"] == "nurse"])
    run = t.tag(t / "in.jsonl", out=out, options=["--only", "ai-research"])
    check(run.rows() == [], "no rows", run.rows())
    if out.endswith("parquet"):
        names = pyarrow.parquet.read_schema(run.output).names
    else:
        names = run.output.read_text().strip().split("\t" if out == "out.tsv" else ",")
    if out != "out.jsonl":
        check("title" in names and "rolecall_role" in names, "the columns", names)


@case
def least_confidence(t):
    t.lines(postings.rows())
    run = t.tag(t / "in.jsonl", options=["--min-confidence", "0.9"])
    sure = [row["rolecall_confidence"] for row in run.rows()]
    check(sure and min(sure) >= 0.9, "sure rows", sure)


@case(of=["out.jsonl", "out.csv", "out.parquet"])
def evidence(t, out):
    t.lines(FEW)
    run = t.tag(t / "in.jsonl", out=out, options=["--columns", "default,evidence"])
    run.keeps(FEW)
    check(any("evidence" in name for name in run.rows()[0]), "the evidence", list(run.rows()[0]))


DEFAULT = ["role", "confidence", "runner_up", "margin", "close_call"]


@case(of=[("one", "role"), ("order", "confidence,role"), ("facts", "level,years,pay,warnings"),
          ("title", "title_verdict,role"), ("file", "file"), ("all", "all"),
          ("default-and-more", "default,level")])
def of_ours_chosen(t, names):
    """The columns that are asked for, in that order, in each format."""
    t.lines(FEW)
    for out in ("out.jsonl", "out.csv", "out.parquet"):
        run = t.tag(t / "in.jsonl", out=out, options=["--columns", names])
        run.keeps(FEW, verdicts=False)
        ours = [name.removeprefix("rolecall_") for name in run.rows()[0] if name not in FEW[0]]
        if names.startswith(("all", "default")):
            check(ours[:5] == DEFAULT and "level" in ours, "all of ours", ours)
            run.judges(run.rows(), [row["id"] for row in FEW])
        else:
            groups = [name.split("_")[0] if name[:3] in ("pay", "yea") else name for name in ours]
            check(list(dict.fromkeys(groups)) == names.split(","), f"{names}, in that order", ours)


@case
def facts_of_ours(t):
    """Pay is a number, in whatever format."""
    t.lines(FEW)
    for out in ("out.jsonl", "out.csv", "out.parquet"):
        rows = t.tag(t / "in.jsonl", out=out, options=["--columns", "all"]).rows()
        row = {row["id"]: row for row in rows}["research"]
        pay = [float(row["rolecall_pay_min"]), float(row["rolecall_pay_max"])]
        check(pay == [180_000, 240_000], "the pay", pay)
        check(row["rolecall_pay_currency"] == "USD", "its currency", row["rolecall_pay_currency"])


@case(of=["nonsense", "role,nonsense", ""])
def of_ours_unknown(t, names):
    t.refused(t.lines(FEW), options=["--columns", names], words=[["columns"]])


@case
def standard_output(t):
    t.lines(FEW)
    run = t.tag(t / "in.jsonl", out=None)
    ids = [json.loads(line)["id"] for line in run.stdout.splitlines()]
    check(ids == [row["id"] for row in FEW], "rows on standard output", ids)
    run = t.tag(t / "in.jsonl", out=None, options=["--format", "csv"])
    header = run.stdout.split(b"\n")[0]
    check(header.startswith(b"id,title,company,description,rolecall_"), "a table", header)


@case
def summary_names_what_was_written(t):
    t.lines(FEW)
    run = t.tag(t / "in.jsonl", out="out.csv").said("out.csv")
    wide = max(len(line) for line in run.stderr.replace(str(t.path), "").splitlines())
    check(wide <= 80, "80 columns at most", wide)
