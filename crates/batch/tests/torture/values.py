"""Values that files easily change: numbers, nothing and empty, text that looks like something."""

import csv
import json
import math

import duckdb
import pandas
import polars
import pyarrow.parquet

import csv_cases
from harness import case, check

FEW = csv_cases.FEW
NUMBERS = {
    "zero": "0", "minus-zero": "-0", "minus-zero-point": "-0.0", "one": "1", "one-point": "1.0",
    "trailing-zeros": "1.500", "beyond-2-53": "9007199254740993",
    "largest-i64": "9223372036854775807",
    "smallest-i64": "-9223372036854775808", "largest-u64": "18446744073709551615",
    "beyond-u64": "18446744073709551616", "a-hundred-bits": "1267650600228229401496703205376",
    "a-thousand-digits": "1" + "0" * 999 + "1", "exponent": "1e5", "big-exponent": "1E+400",
    "small": "5e-324", "tenth": "0.1", "many-digits": "3.14159265358979323846264338327950288",
}


def lines_with(t, text, name="in.jsonl"):
    """The postings, each with a value that stands there as this JSON."""
    lines = [json.dumps(row)[:-1] + f', "n": {text}}}\n' for row in FEW]
    return t.write(name, "".join(lines))


@case(of=list(NUMBERS))
def number(t, name):
    """A number of JSON stands in JSON and in tables as it stood."""
    text = NUMBERS[name]
    source = lines_with(t, text)
    out = t.tag(source).output.read_text()
    check(out.count(f'"n":{text},') + out.count(f'"n": {text},') == len(FEW), f"`{text}` in JSON",
          out[-900:-700])
    rows = t.tag(source, out="out.csv").rows()
    check({row["n"] for row in rows} == {text}, f"`{text}` in a table", rows[0]["n"])
    cells = {row["n"] for row in t.tag(source, out="out.parquet").rows()}
    check(all(exact_enough(cell, text) for cell in cells), f"`{text}` in Parquet", cells)


def exact_enough(cell, text):
    """No digit of a whole number is lost; of others those beyond a float's."""
    if isinstance(cell, str):
        return cell == text
    if text.lstrip("-").isdigit():
        return cell == int(text)
    return math.isfinite(cell) and cell == float(text)


@case
def big_integers_beside_fractions(t):
    rows = [dict(FEW[0], n=9007199254740993), dict(FEW[1], n=0.5), dict(FEW[2], n=None)]
    t.lines(rows)
    t.tag(t / "in.jsonl").keeps(rows, exact=True)
    cells = [row["n"] for row in t.tag(t / "in.jsonl", out="out.parquet").rows()]
    check(str(cells[0]) == "9007199254740993", "no digit is lost in Parquet", cells)
    check(float(cells[1]) == 0.5 and cells[2] is None, "nor the fraction", cells)


@case
def big_integers_in_parquet(t):
    rows = [dict(row, n=2**63 - 1 - n) for n, row in enumerate(FEW)]
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows), t / "in.parquet")
    for out in ("out.parquet", "out.jsonl", "out.csv"):
        t.tag(t / "in.parquet", out=out).keeps(rows)


@case(of=["NaN", "Infinity", "-Infinity"])
def not_finite(t, text):
    """Python's json and pandas write them; the row stays, and so does what the cell says."""
    source = lines_with(t, text)
    said = {"NaN": ("nan",), "Infinity": ("inf", "infinity"), "-Infinity": ("-inf", "-infinity")}
    for out in ("out.jsonl", "out.csv", "out.parquet"):
        run = t.tag(source, out=out)
        rows = run.rows()
        check(len(rows) == len(FEW), "all rows", len(rows), run.stderr)
        run.judges(rows, [row["id"] for row in FEW])
        check(str(rows[0]["n"]).lower() in said[text], f"{text} in {out}", repr(rows[0]["n"]))


@case
def not_finite_in_an_array(t):
    rows = [dict(row, n=math.nan) for row in FEW]
    t.write("in.json", json.dumps(rows))
    t.tag(t / "in.json").keeps(rows)


@case
def not_finite_in_parquet(t):
    values = [math.nan, math.inf, -math.inf, None, 0.0, 1.5]
    rows = [dict(row, n=value) for row, value in zip(FEW, values)]
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows), t / "in.parquet")
    for out in ("out.jsonl", "out.csv", "out.parquet"):
        cells = [row["n"] for row in t.tag(t / "in.parquet", out=out).rows()]
        said = [str(cell).lower()[:4] for cell in cells]
        check(said[:3] in (["nan", "inf", "-inf"], ["nan", "infi", "-inf"]), f"in {out}", cells)
        check(cells[3] in (None, "") and float(cells[5]) == 1.5, f"the others in {out}", cells)


@case(of=[("high", "\\ud83d"), ("low", "\\ude00"), ("swapped", "\\ude00\\ud83d")])
def lone_surrogate(t, text):
    """Half a character, as cut JavaScript strings have it: the row stays or is a reject."""
    line = json.dumps(FEW[0])[:-1] + f', "n": "cut {text} here"}}\n'
    rest = "".join(json.dumps(row) + "\n" for row in FEW[1:])
    t.write("in.jsonl", line + rest)
    for out in ("out.jsonl", "out.csv", "out.parquet"):
        run = t.tag(t / "in.jsonl", out=out, code=(0, 2))
        rows = run.rows()
        check(len(rows) + len(run.rejects()) == len(FEW), f"all rows in {out}", len(rows))
        if len(rows) == len(FEW):
            check("cut " in rows[0]["n"] and " here" in rows[0]["n"], "its text", rows[0]["n"])
            run.judges(rows, [row["id"] for row in FEW])


@case
def lone_surrogate_in_the_text(t):
    rows = [dict(row, description=row["description"] + " \ud83d") for row in FEW]
    t.lines(rows, ensure_ascii=True)
    run = t.tag(t / "in.jsonl")
    check(len(run.rows()) == len(rows), "all rows", run.rejects()[:1])
    run.judges(run.rows(), [row["id"] for row in FEW])


TEXTS = {
    "empty": "", "space": " ", "zero-padded": "007", "plus": "+49", "number": "1.50",
    "exponent": "1e5",
    "true": "true", "none": "None", "nan": "nan", "null": "null", "na": "N/A", "date": "2026-01-02",
    "formula": "=SUM(A1:A9)", "at": "@cmd", "minus": "-1+1", "tab-first": "\t=1", "quote": '"',
    "quotes": '""', "quoted": '"x"', "single": "'", "comma": ",", "newline": "\n", "crlf": "a\r\nb",
    "cr": "a\rb", "both-ends": "  x  ", "backslash": "\\",
    "backslash-n": "\\n", "backslash-quote": '\\"',
    "json": '{"a": [1, "x"]}', "brackets": "[1, 2]", "zero-byte": "a\0b", "control": "\x01\x1f\x7f",
    "mark": "\ufeffx", "separator": "\u2028\u2029", "composed": "é", "decomposed": "e\u0301",
    "emoji": "👩‍👩‍👧‍👦", "flag": "🇩🇪",
    "right-to-left": "\u202eabc\u202c", "private": "\ue000",
    "last-plane": "\U0010ffff", "nonsense": "\ufffd", "semicolon": "a;b",
    "hash": "# x", "nbsp": "\u00a0x\u00a0",
}


@case(of=["jsonl", "csv", "tsv", "parquet"])
def texts_into(t, kind):
    """Text of every kind is the same text in every output."""
    rows = []
    for n, (name, text) in enumerate(TEXTS.items()):
        row = FEW[n % len(FEW)]
        rows.append(dict(row, id=f"{row['id']}#{n}", note=text, key=name))
    t.lines(rows)
    run = t.tag(t / "in.jsonl", out=f"out.{kind}")
    for row, other in zip(rows, run.rows(), strict=True):
        check(other["note"] == row["note"], f"text `{row['key']}`", repr(other["note"]))
    run.judges(run.rows(), [row["id"] for row in rows])


@case(of=["jsonl", "csv", "parquet"])
def texts_from_csv_into(t, kind):
    rows = [dict(FEW[0], id=f"ai#{n}", note=text) for n, text in enumerate(TEXTS.values())]
    t.write("in.csv", csv_cases.written(rows, quoting=csv.QUOTE_ALL))
    t.tag(t / "in.csv", out=f"out.{kind}").keeps(rows)


@case(of=["jsonl", "csv", "parquet"])
def texts_from_parquet_into(t, kind):
    rows = [dict(FEW[0], id=f"ai#{n}", note=text) for n, text in enumerate(TEXTS.values())]
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows), t / "in.parquet")
    t.tag(t / "in.parquet", out=f"out.{kind}").keeps(rows)


@case
def nothing_and_empty(t):
    """null, the empty text and a column that is not there: as far as the format can tell them."""
    rows = [dict(FEW[0], n=None), dict(FEW[1], n=""), FEW[2]]
    t.lines(rows)
    got = t.tag(t / "in.jsonl").rows()
    check(got[0]["n"] is None and got[1]["n"] == "" and "n" not in got[2], "in JSON", got)
    got = t.tag(t / "in.jsonl", out="out.parquet").rows()
    check([row["n"] for row in got] == [None, "", None], "in Parquet", [row["n"] for row in got])
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows), t / "in.parquet")
    got = t.tag(t / "in.parquet").rows()
    check(got[0].get("n") is None and got[1]["n"] == "", "from Parquet to JSON", got[:2])


@case
def types_of_json_in_parquet(t):
    """Whole numbers, numbers and truth values are columns of their kind; what is mixed is text."""
    rows = [dict(row, i=n, f=n / 4, b=n % 2 == 0, s="x", m=[1, "one", True, None, 0.5, {}][n])
            for n, row in enumerate(FEW)]
    t.lines(rows)
    run = t.tag(t / "in.jsonl", out="out.parquet").keeps(rows)
    kinds = {field.name: str(field.type) for field in pyarrow.parquet.read_schema(run.output)}
    check([kinds[name] for name in "ifb"] == ["int64", "double", "bool"], "types", kinds)
    check("string" in kinds["s"] and "string" in kinds["m"], "types", kinds)


@case
def truth_values(t):
    rows = [dict(row, remote=n % 2 == 0, sure=None if n else True) for n, row in enumerate(FEW)]
    t.lines(rows)
    for out, by in [("out.jsonl", None), ("out.csv", None), ("out.parquet", "polars")]:
        t.tag(t / "in.jsonl", out=out).keeps(rows, by=by)


@case(of=["jsonl", "csv", "parquet"])
def lists_of_ours(t, kind):
    """Real lists in Parquet, arrays in JSON Lines, joined with `;` in a table."""
    t.lines(FEW)
    rows = t.tag(t / "in.jsonl", out=f"out.{kind}").rows()
    plain = t.tag(t / "in.jsonl", out="plain.jsonl").rows()
    for row, want in zip(rows, plain):
        for column in ("rolecall_skills", "rolecall_flags", "rolecall_secondary_roles"):
            have = row[column]
            wanted = ";".join(want[column]) if kind == "csv" else want[column]
            check(have == wanted, f"{column} in {kind}", f"expected {wanted}", f"got {have!r}")


@case
def columns_of_ours_in_the_input(t):
    rows = [dict(row, rolecall_role="nonsense", rolecall_mine="kept?") for row in FEW]
    t.lines(rows)
    run = t.tag(t / "in.jsonl")
    check(run.output.read_text().count('"rolecall_role"') == len(FEW), "each once")
    run.judges(run.rows(), [row["id"] for row in FEW])


@case(of=["", " ", "a.b", "a b", "é", "日本", "rolecall", "ROLE", "$ref", "__proto__", 'q"',
          "n" * 3000])
def names_of_columns(t, name):
    rows = [dict(row, **{name: "x"}) for row in FEW]
    t.lines(rows)
    for out in ("out.jsonl", "out.parquet"):
        t.tag(t / "in.jsonl", out=out).keeps(rows)
    cells = [list(row.values()) for row in t.tag(t / "in.jsonl", out="out.csv").rows()]
    check(all(row[4] == "x" for row in cells), "the cell in a table", cells[0][:5])


@case
def deep_values(t):
    deep = "[" * 100 + "]" * 100
    source = lines_with(t, deep)
    for out in ("out.jsonl", "out.csv", "out.parquet"):
        t.tag(source, out=out).keeps([dict(row, n=json.loads(deep)) for row in FEW])


@case
def dates_of_clients(t):
    frame = pandas.DataFrame(FEW).assign(at=pandas.Timestamp("2026-01-31 10:20:30.123456"))
    frame.to_csv(t / "1.csv", index=False)
    t.tag(t / "1.csv").keeps([dict(row, at="2026-01-31 10:20:30.123456") for row in FEW])
    polars.from_pandas(frame).write_csv(t / "2.csv")
    t.tag(t / "2.csv").keeps([dict(row, at="2026-01-31T10:20:30.123456") for row in FEW])
    duckdb.sql(f"copy frame to '{t / '3.json'}'")
    t.tag(t / "3.json").keeps([dict(row, at="2026-01-31 10:20:30.123456") for row in FEW])
