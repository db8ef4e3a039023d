"""JSON that is broken: rows up to the fault, what is lost is a reject, and it is said."""

import json

import postings
from harness import case, check

ROWS = postings.small()
LINES = [json.dumps(row) for row in ROWS]


@case(of=[
    ("no-json", "this is no JSON"), ("cut", LINES[3][:60]), ("number", "17"), ("string", '"text"'),
    ("list", "[1, 2]"), ("comma-behind", LINES[3] + ","), ("single-quotes", "{'title': 'PM'}"),
    ("bytes", b'{"title": "\xff\xfe"}'), ("control", '{"title": "a\x01b", "description": }'),
    ("two-colons", '{"title":: "PM"}'), ("deep", '{"a":' * 100_000),
])
def line(t, broken):
    broken = broken.encode() if isinstance(broken, str) else broken
    lines = [line.encode() for line in LINES]
    t.write("jobs.jsonl", b"\n".join(lines[:5] + [broken] + lines[5:]) + b"\n")
    run = t.tag(t / "jobs.jsonl", code=(0, 2))
    if broken == (LINES[3] + ",").encode():
        if len(run.rows()) > len(ROWS):  # The comma is not the row's: it may be read all the same.
            return
    run.keeps(ROWS, unread=1)
    reject = run.rejects()[0]
    check(reject["line"] == 6 and reject["reason"], "the reject names its line", reject)
    check(reject["offset"] == sum(len(line) + 1 for line in lines[:5]), "and its offset", reject)
    run.said("could not be read")


@case
def strict(t):
    t.write("jobs.jsonl", "\n".join([*LINES, "broken"]))
    t.tag(t / "jobs.jsonl", options=["--strict"], code=(1, 2)).keeps(ROWS, unread=1)


@case(of=[
    ("missing-value", ',{"id": "x", "title": },' + ",".join(LINES[5:]) + "]"),
    ("missing-comma", LINES[5] + "," + ",".join(LINES[6:]) + "]"),
    ("cut-in-a-string", ',{"id": "x", "title": "Product'),
    ("cut-in-an-object", ',{"id": "x"'),
    ("cut-behind-a-comma", ","),
    ("cut-behind-a-row", ""),
    ("wrong-bracket", ',{"id": "x", "list": [1, 2}, {"id": "y"}]'),
    ("line-break-in-a-string", ',{"id": "x", "title": "a\nb"},{"id": "y"}]'),
])
def array(t, rest):
    t.write("jobs.json", "[" + ",".join(LINES[:5]) + rest)
    t.tag(t / "jobs.json", code=2).keeps(ROWS[:5], unread=1).unread("jobs.json")


@case
def array_with_a_row_that_is_no_utf8(t):
    t.write("jobs.json", f'[{LINES[0]},{{"id": "\ud800"}},{LINES[1]}]')
    t.tag(t / "jobs.json", code=(0, 2)).keeps(ROWS[:2], unread=1)


@case
def array_under_a_key_cut(t):
    t.write("jobs.json", '{"meta": 1, "jobs": [' + ",".join(LINES[:4]) + ', {"id": "x", ')
    t.tag(t / "jobs.json", code=2).keeps(ROWS[:4], unread=1).unread("jobs.json")


@case
def array_with_strangers(t):
    mixed = [LINES[0], "1", LINES[1], '"text"', "null", LINES[2], "[]", LINES[3]]
    t.write("jobs.json", "[" + ",".join(mixed) + "]")
    t.tag(t / "jobs.json", code=(0, 2)).keeps(ROWS[:4], unread=4)


@case
def array_and_more_behind(t):
    t.write("jobs.json", json.dumps(ROWS) + "\nthat was all")
    run = t.tag(t / "jobs.json", code=(0, 2))
    run.keeps(ROWS, unread=1).said("jobs.json")


@case
def two_arrays(t):
    t.write("jobs.json", json.dumps(ROWS[:5]) + "\n" + json.dumps(ROWS[5:]))
    run = t.tag(t / "jobs.json", code=(0, 2))
    check(len(run.rows()) == len(ROWS) or run.code == 2 and run.rejects(), "no row lost silently",
          len(run.rows()), run.stderr)


@case
def inner_objects_are_no_rows(t):
    similar = '[{"title": "B", "description": "C"}, {"title": }]'
    inner = f'{{"id": "x", "title": "A", "similar": {similar}}}'
    t.write("jobs.json", f"[{LINES[0]}, {inner}, {LINES[1]}]")
    t.tag(t / "jobs.json", code=2).keeps(ROWS[:1], unread=1).unread("jobs.json")


@case(of=[("array", "[", ",\n"), ("lines", "", "\n")])
def fifty_thousand_broken(t, before, between):
    broken = '{"title": "Scrum Master", "description": [[["Facilitate."}'
    t.write("jobs.json", before + between.join([broken] * 50_000))
    run, _, seconds = t.measured(t / "jobs.json", code=2)
    check(seconds < 10, "50,000 broken postings in less than 10 s", f"{seconds:.1f} s")
    check(run.rejects(), "there are rejects")


@case(of=[("empty", b""), ("blank", b" \n\n\t\n"), ("zeros", b"\0" * 5000), ("brace", b"{"),
          ("bracket", b"["), ("bytes", bytes(range(128, 256)) * 20), ("no-json", b"no json\n" * 9)])
def nothing_to_read(t, content):
    t.write("jobs.json", content)
    t.tag(t / "jobs.json", code=2).said("jobs.json")


@case
def one_of_two_is_empty(t):
    t.write("empty.jsonl", b"")
    t.lines(ROWS)
    t.tag(t / "in.jsonl", t / "empty.jsonl", code=(0, 2)).keeps(ROWS).said("empty.jsonl")


@case
def one_of_two_is_broken(t):
    t.write("broken.json", "[" + LINES[0] + ", {")
    t.lines(ROWS)
    run = t.tag(t / "broken.json", t / "in.jsonl", code=2)
    run.keeps(ROWS[:1] + ROWS, unread=1).unread("broken.json")


@case
def duplicate_keys(t):
    t.write("jobs.jsonl", '{"id": "nurse", "title": "Product Manager", ' + LINES[6][1:] + "\n")
    run = t.tag(t / "jobs.jsonl", code=0).keeps([ROWS[6]])
    run.noted("twice", "duplicate", "more than once", "same name", "repeated")
