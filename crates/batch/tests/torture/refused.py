"""What is none of the formats promised: refused before a row is read, and said what it is."""

import io
import json
import pickle
import sqlite3
import tarfile
import zipfile

import duckdb
import numpy
import pandas
import polars
import pyarrow
import pyarrow.feather
import pyarrow.ipc
import pyarrow.orc

import csv_cases
import postings
from harness import case, check

ROWS = postings.small()
FRAME = pandas.DataFrame(ROWS)
TABLE = pyarrow.Table.from_pylist(ROWS)
LINES = "".join(json.dumps(row) + "\n" for row in ROWS)
CSV = csv_cases.written(ROWS)


def zipped(**files):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/").replace("_DOT_", "."), content)
    return file.getvalue()


def xlsx():
    """As little as a workbook of Excel has."""
    return zipped(**{
        "[Content_Types].xml": '<?xml version="1.0"?><Types/>', "_rels/.rels": "<Relationships/>",
        "xl/workbook.xml": "<workbook/>", "xl/worksheets/sheet1.xml": "<worksheet/>",
        "xl/sharedStrings.xml": f"<sst>{CSV}</sst>",
    })


def tarred(kind="w"):
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode=kind) as archive:
        entry = tarfile.TarInfo("jobs.jsonl")
        entry.size = len(LINES)
        archive.addfile(entry, io.BytesIO(LINES.encode()))
    return file.getvalue()


def feather(**options):
    file = io.BytesIO()
    pyarrow.feather.write_feather(TABLE, file, **options)
    return file.getvalue()


def stream():
    file = io.BytesIO()
    with pyarrow.ipc.new_stream(file, TABLE.schema) as writer:
        writer.write_table(TABLE)
    return file.getvalue()


def orc():
    file = io.BytesIO()
    pyarrow.orc.write_table(TABLE, file)
    return file.getvalue()


def database(library):
    """The bytes of a database with one table of the postings."""
    def made(path):
        if library == "sqlite":
            connection = sqlite3.connect(path)
            FRAME.to_sql("jobs", connection, index=False)
        else:
            connection = duckdb.connect(str(path))
            connection.sql("create table jobs as from FRAME")
        connection.close()
    return made


def polars_file(method):
    def made(path):
        getattr(polars.DataFrame(ROWS), method)(path)
    return made


def array_of_numpy():
    file = io.BytesIO()
    numpy.save(file, numpy.array([row["description"] for row in ROWS]))
    return file.getvalue()


def ole():
    """The head that old Office files share, .xls among them."""
    return bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 16 + CSV.encode() * 2


RSS = "".join(
    f"<item><title>{row['id']}</title>"
    f"<description><![CDATA[{row['description']}]]></description></item>"
    for row in ROWS)

FILES = {
    "xlsx": ("jobs.xlsx", xlsx(), ["xlsx", "excel"]),
    "xlsx-named-csv": ("jobs.csv", xlsx(), ["xlsx", "excel"]),
    "xls": ("jobs.xls", ole(), ["xls", "excel", "office"]),
    "zip": ("jobs.zip", zipped(jobs_DOT_csv=CSV), ["zip"]),
    "zip-named-json": ("jobs.json", zipped(jobs_DOT_json=LINES), ["zip"]),
    "tar": ("jobs.tar", tarred(), ["tar"]),
    "tar-gz": ("jobs.tar.gz", tarred("w:gz"), ["tar"]),
    "tgz": ("jobs.tgz", tarred("w:gz"), ["tar"]),
    "feather": ("jobs.feather", feather(), ["feather", "arrow"]),
    "feather-lz4": ("jobs.arrow", feather(compression="lz4"), ["feather", "arrow"]),
    "arrow-stream": ("jobs.arrows", stream(), ["feather", "arrow"]),
    "orc": ("jobs.orc", orc(), ["orc"]),
    "pickle": ("jobs.pkl", pickle.dumps(FRAME), ["pickle"]),
    "pickle-of-rows": ("jobs.pickle", pickle.dumps(ROWS), ["pickle"]),
    "pickle-protocol-2": ("jobs.pkl", pickle.dumps(ROWS, protocol=2), ["pickle"]),
    "sqlite": ("jobs.db", database("sqlite"), ["sqlite"]),
    "sqlite-named-csv": ("jobs.csv", database("sqlite"), ["sqlite"]),
    "duckdb": ("jobs.duckdb", database("duckdb"), ["duckdb", "binary"]),
    "polars-ipc": ("jobs.ipc", polars_file("write_ipc"), ["arrow", "feather"]),
    "avro": ("jobs.avro", polars_file("write_avro"), ["avro", "binary"]),
    "numpy": ("jobs.npy", array_of_numpy(), ["numpy", "binary"]),
    "hdf5": ("jobs.h5", b"\x89HDF\r\n\x1a\n" + b"\0" * 2000, ["hdf", "binary"]),
    "pdf": ("job.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< >>\nendobj\n%%EOF\n", ["pdf"]),
    "docx": ("job.docx", zipped(word__document_DOT_xml="<w:document/>"), ["docx", "word", "zip"]),
    "png": ("job.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0" * 500, ["png", "image", "binary"]),
    "jpeg": ("job.txt", b"\xff\xd8\xff\xe0\0\x10JFIF\0" + bytes(range(256)) * 9,
             ["jpeg", "image", "binary", "utf-8"]),
    "seven-zip": ("jobs.7z", b"7z\xbc\xaf\x27\x1c\0\4" + b"\1" * 500, ["7z", "7-zip", "binary"]),
    "lz4": ("jobs.jsonl.lz4", b"\x04\x22\x4d\x18\x64\x40\xa7" + b"\1" * 500, ["lz4"]),
    "compress": ("jobs.csv.Z", b"\x1f\x9d\x90" + b"\1" * 500, ["compress", ".z", "binary"]),
    "xml": ("jobs.xml", f'<?xml version="1.0"?>\n<jobs>{RSS}</jobs>', ["xml"]),
    "rss": ("feed.rss", f'<?xml version="1.0"?>\n<rss version="2.0"><channel>{RSS}</channel></rss>',
            ["rss", "xml"]),
    "rss-without-declaration": ("feed", f'<rss version="2.0"><channel>{RSS}</channel></rss>',
                                ["rss", "xml"]),
    "atom": ("feed.xml", '<feed xmlns="http://www.w3.org/2005/Atom"><entry/></feed>',
             ["xml", "atom"]),
    "xml-named-html": ("jobs.html", f'<?xml version="1.0"?>\n<jobs>{RSS}</jobs>', ["xml"]),
    "xml-named-txt": (
        "jobs.txt", f'<?xml version="1.0" encoding="UTF-8"?>\n<jobs>{RSS}</jobs>', ["xml"]),
    "jsonp": ("jobs.json", f"callback({json.dumps(ROWS)});", ["jsonp", "javascript", "call"]),
    "jsonp-checked": ("jobs.js", f"/**/ typeof cb === 'function' && cb({json.dumps(ROWS)});",
                      ["jsonp", "javascript", "call"]),
    "var": ("jobs.js", f"var jobs = {json.dumps(ROWS, indent=1)};", ["javascript", "assign"]),
    "var-named-json": ("jobs.json", f"var jobs = {json.dumps(ROWS)};", ["javascript", "assign"]),
    "window": ("jobs.json", f"window.__DATA__ = {json.dumps(ROWS)}", ["javascript", "assign"]),
}


@case(of=list(FILES))
def file(t, name):
    file, content, words = FILES[name]
    if callable(content):
        content(t / file)
    else:
        t.write(file, content)
    run = t.refused(t / file, words=[file, words])
    check(len(run.stderr) < 2000, "said in few words", run.stderr)


@case(of=["split", "columns", "index", "values"])
def orient_of_pandas(t, orient):
    FRAME.to_json(t / "jobs.json", orient=orient)
    t.refused(t / "jobs.json", words=["jobs.json", "orient", "records"])


@case
def orient_split_of_one_row(t):
    FRAME.head(1).to_json(t / "jobs.json", orient="split")
    t.refused(t / "jobs.json", words=["jobs.json", "orient", "records"])


@case
def address(t):
    for name in ("https://example.org/jobs.json", "http://localhost:1/a.csv", "s3://b/a.csv"):
        t.refused(name, words=[name, ["url", "address", "download", "fetch", "curl"]])


@case
def standard_input(t):
    t.refused("-", data=xlsx(), words=["standard input", ["xlsx", "excel"]])


@case(of=["first", "last"])
def among_good_files(t, place):
    """One of two is refused: nothing is written, before an hour's work is done."""
    t.write("jobs.xlsx", xlsx())
    good = t.lines(ROWS)
    names = [t / "jobs.xlsx", good] if place == "first" else [good, t / "jobs.xlsx"]
    t.refused(*names, words=["jobs.xlsx", ["xlsx", "excel"]])


@case
def in_a_directory(t):
    """A directory has other files too: they are named, and the postings are read."""
    t.write("all/jobs.xlsx", xlsx())
    t.write("all/jobs.jsonl", LINES)
    t.write("all/notes.docx", b"PK\3\4")
    run = t.tag(t / "all", code=(0, 2)).said("jobs.xlsx")
    check(not run.output.exists() or len(run.rows()) == len(ROWS), "the rows")


@case(of=[("name", "none.jsonl"), ("pattern", "none-*.jsonl"), ("directory", "none/")])
def not_there(t, name):
    t.refused(t / name, words=["none"])


@case
def empty_directory(t):
    (t / "empty").mkdir()
    t.refused(t / "empty", words=["empty"])


@case(of=["out.xlsx", "out.json5", "out", "out.feather"])
def output_of_no_known_format(t, out):
    t.refused(t.lines(ROWS), out=out, words=[["format", "jsonl"]])


@case
def output_is_the_input(t):
    source = t.lines(ROWS)
    before = source.read_bytes()
    run = t.tag(source, out="in.jsonl", code=2).said("in.jsonl")
    check(source.read_bytes() == before, "the input is as it was", run.stderr)


@case
def output_is_a_link_to_the_input(t):
    source = t.lines(ROWS)
    before = source.read_bytes()
    (t / "out.jsonl").symlink_to(source)
    t.tag(source, out="out.jsonl", code=2)
    check(source.read_bytes() == before, "the input is as it was")


@case
def a_device(t):
    t.tag("/dev/null", code=2).said("/dev/null")
