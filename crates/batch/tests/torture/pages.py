"""Web pages with schema.org postings, as sites and their tools write them, and plain text."""

import gzip
import html
import json

import postings
from harness import case, check

ROWS = [row for row in postings.small() if row["description"]]


def posting(row):
    return {"@context": "https://schema.org/", "@type": "JobPosting", "title": row["title"],
            "identifier": {"@type": "PropertyValue", "value": row["id"]},
            "description": row["description"], "hiringOrganization": {"name": row["company"]}}


POSTINGS = [posting(row) for row in ROWS]


def script(content, kind='type="application/ld+json"'):
    content = content if isinstance(content, str) else json.dumps(content)
    return f"<script {kind}>{content}</script>"


def page(*scripts, head=""):
    return (f"<!DOCTYPE html>\n<html><head>{head}<title>Jobs</title></head><body><h1>Jobs</h1>"
            f"<script>var x = {{}};</script>{''.join(scripts)}<p>Privacy</p></body></html>")


def expect(run, number=len(ROWS), verdicts=True):
    rows = run.rows()
    check(len(rows) == number, f"{number} postings", len(rows), run.stderr)
    titles = [row.get("title") for row in rows]
    check(titles == [row["title"] for row in ROWS[:number]], "titles", titles)
    if verdicts:
        run.judges(rows, [row["id"] for row in ROWS[:number]])
    return run


TYPE = [dict(one, **{"@type": ["JobPosting", "Thing"]}) for one in POSTINGS]
PAGES = {
    "scripts": page(*map(script, POSTINGS)),
    "array": page(script(POSTINGS)),
    "graph": page(script({"@context": "https://schema.org", "@graph": [
        {"@type": "Organization", "name": "x"}, *POSTINGS]})),
    "list-of-types": page(script(TYPE)),
    "other-kinds-beside": page(script({"@type": "BreadcrumbList", "itemListElement": []}),
                               script(POSTINGS), script([{"@type": "WebSite", "name": "x"}])),
    "type-upper": page(script(POSTINGS, 'TYPE="Application/LD+JSON"')),
    "type-bare": page(script(POSTINGS, "type=application/ld+json")),
    "type-single": page(script(POSTINGS, "data-x='1' type='application/ld+json' id=a")),
    "type-charset": page(script(POSTINGS, 'type="application/ld+json; charset=utf-8"')),
    "cdata": page(script(f"//<![CDATA[\n{json.dumps(POSTINGS)}\n//]]>")),
    "comment": page(script(f"<!--\n{json.dumps(POSTINGS)}\n-->")),
    "semicolon": page(script(json.dumps(POSTINGS) + ";")),
    "spaced": page(script(f"\n\n   {json.dumps(POSTINGS, indent=4)}\n\n")),
    "upper-tags": page(f'<SCRIPT TYPE="application/ld+json">{json.dumps(POSTINGS)}</SCRIPT>'),
    "crlf": page(script(json.dumps(POSTINGS, indent=1))).replace("\n", "\r\n"),
    "no-doctype": f"<html><body>{script(POSTINGS)}",
    "script-before-html": script(POSTINGS) + "<html><body></body></html>",
    "mark": "\ufeff" + page(script(POSTINGS)),
    "plain-unicode": page(script(json.dumps(POSTINGS, ensure_ascii=False))),
    "big": page(script(POSTINGS), head=f"<style>{'p { color: red } ' * 200_000}</style>"),
    "list-of-items": page(script({"@type": "ItemList", "itemListElement": [
        {"@type": "ListItem", "position": n, "item": one} for n, one in enumerate(POSTINGS)]})),
    "schema-address": page(script([dict(one, **{"@type": "https://schema.org/JobPosting"})
                                   for one in POSTINGS])),
}


@case(of=list(PAGES))
def layout(t, name):
    t.write("jobs.html", PAGES[name])
    expect(t.tag(t / "jobs.html"))


@case
def escaped_descriptions(t):
    rows = [dict(one, description=html.escape(one["description"])) for one in POSTINGS]
    t.write("jobs.html", page(script(rows)))
    expect(t.tag(t / "jobs.html"), verdicts=False)


@case(of=["jobs.htm", "jobs.txt", "jobs", "jobs.json", "jobs.csv"])
def under_another_name(t, name):
    t.write(name, page(script(POSTINGS)))
    expect(t.tag(t / name))


@case(of=["utf-16", "utf-8-sig"])
def encodings(t, encoding):
    t.write("jobs.html", page(script(json.dumps(POSTINGS, ensure_ascii=False))), encoding)
    expect(t.tag(t / "jobs.html"))


@case
def within_gzip(t):
    t.write("jobs.html.gz", gzip.compress(page(script(POSTINGS)).encode()))
    expect(t.tag(t / "jobs.html.gz"))


@case
def a_directory_of_pages(t):
    for n, one in enumerate(POSTINGS):
        t.write(f"site/{n:02}.html", page(script(one)))
    expect(t.tag(t / "site", out="out.parquet"))


@case(of=[("value", '{"@type": "JobPosting", "title": }'),
          ("cut", '{"@type": "JobPosting", "title": "x'),
          ("comma", '{"@type": "JobPosting", "title": "x",}')])
def one_script_is_broken(t, broken):
    """The others are read; the broken one is a reject, for a posting may be in it."""
    t.write("jobs.html", page(script(POSTINGS[0]), script(broken), script(POSTINGS[1])))
    run = expect(t.tag(t / "jobs.html", code=(0, 2)), 2)
    check(run.rejects() and "JobPosting" in run.rejects()[0]["raw"], "one reject", run.rejects())


@case
def line_breaks_within_strings(t):
    """As sites write it that paste text into JSON: read, or a reject and said."""
    broken = json.dumps(POSTINGS[0]).replace("\\n", "\n")
    t.write("jobs.html", page(script(POSTINGS[1]), script(broken)))
    run = t.tag(t / "jobs.html", code=(0, 2))
    check(len(run.rows()) + len(run.rejects()) == 2, "two postings", len(run.rows()), run.rejects())


@case
def script_never_closed(t):
    text = page(*map(script, POSTINGS[:3]))
    t.write("jobs.html", text[:text.rindex("</script>") - 20])
    run = t.tag(t / "jobs.html", code=(0, 2))
    check(len(run.rows()) + len(run.rejects()) == 3, "nothing lost", len(run.rows()), run.stderr)


@case
def page_without_postings(t):
    """A page of text is one posting or none; never rows of markup."""
    t.write("jobs.html", page())
    run = t.tag(t / "jobs.html", code=(0, 2))
    rows = run.rows() if run.output.exists() else []
    check(len(rows) <= 1, "one row at most", len(rows))
    check(rows or run.code == 2 or run.rejects(), "not passed over in silence", run.stderr)


@case(of=["job.txt", "job.md", "job.text", "job"])
def plain_text(t, name):
    row = postings.small()[0]
    t.write(name, f"{row['title']}\n\n{row['description']}\n")
    rows = t.tag(t / name).rows()
    check(len(rows) == 1 and rows[0]["rolecall_role"] == "ai", "one posting", rows)


@case
def plain_text_with_braces_and_commas(t):
    text = "Product Manager, Growth\n\n{Team} Own activation, retention, sales\n[Remote] a, b\n"
    t.write("job.txt", text)
    check(len(t.tag(t / "job.txt").rows()) == 1, "one posting")


@case
def script_that_would_run(t):
    """A title with markup is text in the report."""
    row = dict(postings.small()[0], title="</script><script>alert(1)</script>Product Manager")
    t.lines([row])
    t.tag(t / "in.jsonl", options=["--report", str(t / "report.html")])
    report = (t / "report.html").read_text()
    check("<script>alert(1)" not in report, "no script of a posting's in the report")
