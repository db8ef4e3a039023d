"""What happens around a run: outputs that cannot be written, full disks, inputs that change."""

import json
import os
import pathlib
import resource
import shutil
import signal
import subprocess
import time

import pandas

import interrupts
import postings
from harness import Skipped, case, check, needs_root, wait

ROWS = postings.small(5)


def full():
    return open("/dev/full", "w")


@case
def standard_error_is_full(t):
    t.lines(ROWS)
    t.tag(t / "in.jsonl", code=(0, 2), stderr=full()).keeps(ROWS)


@case
def standard_error_is_full_with_rejects(t):
    t.write("in.jsonl", "broken\n" + "".join(json.dumps(row) + "\n" for row in ROWS))
    t.tag(t / "in.jsonl", code=(0, 2), stderr=full()).keeps(ROWS, unread=1)
    # Without an output file the reject itself goes to standard error, and would be lost.
    t.tag(t / "in.jsonl", out=None, code=2, stderr=full())


@case
def standard_error_is_full_and_refused(t):
    t.tag(t / "none.jsonl", code=2, stderr=full())
    t.tag(t / "none.jsonl", code=2, options=["--nonsense"], stderr=full())


@case
def standard_error_is_closed(t):
    t.lines(ROWS)
    t.tag(t / "in.jsonl", stderr=None, preexec_fn=lambda: os.close(2)).keeps(ROWS)


@case
def standard_output_is_full(t):
    t.lines(ROWS)
    t.tag(t / "in.jsonl", out=None, code=2, stdout=full()).said(["space", "full", "write"])


@case
def standard_output_is_closed(t):
    t.lines(ROWS)
    t.tag(t / "in.jsonl", out=None, code=(0, 2), stdout=None, preexec_fn=lambda: os.close(1))


@case
def both_are_full(t):
    t.lines(ROWS)
    t.tag(t / "in.jsonl", out=None, code=2, stdout=full(), stderr=full())


@case(of=[("no-directory", "none/report.html"), ("directory", "dir.html"),
          ("below-a-file", "in.jsonl/r.html"), ("proc", "/proc/report.html")])
def report_cannot_be_written(t, path):
    """Found out before the first row, not after an hour."""
    t.lines(ROWS)
    (t / "dir.html").mkdir()
    t.refused(t / "in.jsonl", options=["--report", str(t / path)], words=[path])


@case(of=[("no-directory", "none/out.jsonl"), ("below-a-file", "in.jsonl/out.jsonl"),
          ("proc", "/proc/out.jsonl")])
def output_cannot_be_written(t, path):
    t.lines(ROWS)
    t.refused(t / "in.jsonl", out=path, words=[path])


@case
def output_is_a_directory(t):
    t.lines(ROWS)
    (t / "out.jsonl").mkdir()
    t.tag(t / "in.jsonl", code=2).said("out.jsonl")
    check((t / "out.jsonl").is_dir() and not list((t / "out.jsonl").iterdir()), "as it was")


@case
def rejects_cannot_be_written(t):
    t.write("in.jsonl", "broken\n")
    (t / "out.rejects.jsonl").mkdir()
    t.tag(t / "in.jsonl", code=2).said("out.rejects.jsonl")


@case(of=[("private", 0o600), ("group", 0o664), ("read-only-others", 0o640), ("all", 0o666)])
def mode_of_a_replaced_output(t, mode):
    t.lines(ROWS)
    for name in ("out.jsonl", "out.parquet"):
        (t / name).write_text("old")
        (t / name).chmod(mode)
        t.tag(t / "in.jsonl", out=name).keeps(ROWS)
        found = (t / name).stat().st_mode & 0o777
        check(found == mode, f"mode {mode:o} stays", f"{found:o}")


@case
def owner_of_a_replaced_output(t):
    needs_root()
    t.lines(ROWS)
    (t / "out.jsonl").write_text("old")
    os.chown(t / "out.jsonl", 12345, 54321)
    t.tag(t / "in.jsonl").keeps(ROWS)
    found = (t / "out.jsonl").stat()
    check((found.st_uid, found.st_gid) == (12345, 54321), "the owner stays", found.st_uid)


@case
def mode_of_a_new_output(t):
    t.lines(ROWS)
    t.tag(t / "in.jsonl", umask=0o027).keeps(ROWS)
    mode = (t / "out.jsonl").stat().st_mode & 0o777
    check(mode == 0o640, "as the umask says", f"{mode:o}")


@case
def a_failed_run_leaves_the_old_output(t):
    t.write("in.jsonl", "broken\n")
    (t / "out.jsonl").write_text("old")
    t.tag(t / "none.jsonl", code=2)
    check((t / "out.jsonl").read_text() == "old", "the old output is there")


@case
def output_through_a_link(t):
    t.lines(ROWS)
    (t / "other").mkdir()
    (t / "other" / "real.jsonl").write_text("old")
    (t / "out.jsonl").symlink_to(t / "other" / "real.jsonl")
    t.tag(t / "in.jsonl").keeps(ROWS)


@case
def output_within_the_directory_that_is_read(t):
    t.write("all/1.jsonl", "".join(json.dumps(row) + "\n" for row in ROWS) + "broken\n")
    for _ in range(2):
        run = t.tag(t / "all", out="all/out.jsonl", code=(0, 2))
        check(len(run.rows()) == len(ROWS), "its own output is not read", len(run.rows()))


@case
def no_space(t):
    """A full disk: --resume is named, and with more space the same bytes come out."""
    needs_root()
    disk = t / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)]
    if subprocess.run(mount, stderr=subprocess.DEVNULL, check=False).returncode:
        raise Skipped("no tmpfs can be mounted")
    try:
        t.lines(postings.small(400))
        for kind in ("jsonl", "csv", "parquet"):
            name = f"out.{kind}"
            subprocess.run(["mount", "-o", "remount,size=1m", str(disk)], check=True)
            run = t.tag(t / "in.jsonl", out=f"disk/{name}", code=2)
            run.said("--resume", ["space", "full"])
            check(not (disk / name).exists(), "no output that is not whole")
            subprocess.run(["mount", "-o", "remount,size=100m", str(disk)], check=True)
            t.tag(t / "in.jsonl", out=f"disk/{name}", options=["--resume"])
            t.tag(t / "in.jsonl", out=name)
            check((disk / name).read_bytes() == (t / name).read_bytes(), f"the same bytes: {kind}")
            for path in disk.iterdir():
                path.unlink()
    finally:
        subprocess.run(["umount", str(disk)], check=False)


def limited(what, value):
    def before():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(what, (value, value))
    return before


@case
def files_that_may_not_grow(t):
    t.lines(postings.small(400))
    run = t.tag(t / "in.jsonl", code=2, preexec_fn=limited(resource.RLIMIT_FSIZE, 500_000))
    check(not run.output.exists(), "no output that is not whole")
    t.tag(t / "in.jsonl", options=["--resume"]).keeps(postings.small(400))


@case
def few_open_files(t):
    inputs = [t.lines([row], f"{n:02}.jsonl") for n, row in enumerate(ROWS)]
    t.tag(*inputs, preexec_fn=limited(resource.RLIMIT_NOFILE, 20)).keeps(ROWS)


@case
def an_input_that_fails(t):
    """Reading gives an error of the system, as a broken disk does."""
    t.lines(ROWS)
    run = t.tag("/proc/self/mem", t / "in.jsonl", code=2).said("/proc/self/mem")
    check(not run.output.exists() or len(run.rows()) == len(ROWS), "the good file's rows")


@case
def an_input_that_may_not_be_read(t):
    needs_root()
    t.lines(ROWS).chmod(0o600)
    t.path.chmod(0o777)
    found = pathlib.Path(os.environ.get("TMPDIR", "/tmp")) / f"rolecall-{os.getpid()}"
    try:
        import harness
        shutil.copy(harness.BINARY, found)
        found.chmod(0o755)
        process = subprocess.run([found, "tag", "in.jsonl", "-o", "out.jsonl"], cwd=t.path,
                                 user=65534, stderr=subprocess.PIPE, check=False)
    finally:
        found.unlink(missing_ok=True)
    check(process.returncode == 2 and b"in.jsonl" in process.stderr, "refused", process.stderr)
    check(not (t / "out.jsonl").exists(), "no output")


def named_bytes(t):
    path = os.fsencode(t.path) + b"/jobs-\xff\xfe.jsonl"
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in ROWS)
    return path


@case
def a_name_that_is_no_utf8(t):
    import harness
    path = named_bytes(t)
    done = subprocess.run([harness.BINARY, "tag", path, "-o", t / "out.jsonl"], check=False,
                          stderr=subprocess.PIPE)
    check(done.returncode == 0 and b"panicked" not in done.stderr, "read", done.stderr)
    check(len((t / "out.jsonl").read_bytes().splitlines()) == len(ROWS), "all rows")


@case
def no_directory_for_temporary_files(t):
    t.lines(ROWS)
    env = dict(os.environ, TMPDIR=str(t / "none"), HOME=str(t / "none"))
    t.tag(t / "in.jsonl", out="out.parquet", env=env).keeps(ROWS)


@case
def bare_environment(t):
    t.lines(ROWS)
    t.tag(t / "in.jsonl", out="out.csv", env={}).keeps(ROWS)


@case
def a_slow_pipe(t):
    """Rows that come in pieces, cut within characters."""
    process = t.start("-", stdin=subprocess.PIPE)
    content = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS[:11]).encode()
    for at in range(0, len(content), 997):
        process.stdin.write(content[at:at + 997])
        process.stdin.flush()
        time.sleep(0.02)
    process.stdin.close()
    process.stdin = None
    code, said = wait(process)
    check(code == 0, "exit code 0", code, said)
    rows = [json.loads(line) for line in (t / "out.jsonl").read_bytes().splitlines()]
    check([row["id"] for row in rows] == [row["id"] for row in ROWS[:11]], "all rows", len(rows))


@case
def a_pipe_that_ends_within_a_row(t):
    content = "".join(json.dumps(row) + "\n" for row in ROWS).encode()[:-50]
    t.tag("-", data=content, code=(0, 2)).keeps(ROWS[:-1], unread=1)


@case(of=["jsonl", "csv"])
def a_named_pipe(t, kind):
    os.mkfifo(t / f"jobs.{kind}")
    process = t.start(t / f"jobs.{kind}")
    frame = pandas.DataFrame(ROWS)
    with open(t / f"jobs.{kind}", "w", encoding="utf-8") as file:
        if kind == "csv":
            frame.to_csv(file, index=False)
        else:
            frame.to_json(file, orient="records", lines=True)
    code, said = wait(process)
    check(code == 0, "exit code 0", code, said)
    check(len((t / "out.jsonl").read_bytes().splitlines()) == len(ROWS), "all rows")


def while_read(t, change, kind="jsonl"):
    """Changes the input as soon as a part of it is written, and gives what came of it."""
    rows = postings.small(3000)
    path = t / f"in.{kind}"
    if kind == "jsonl":
        t.lines(rows)
    else:
        pandas.DataFrame(rows).to_parquet(path, row_group_size=2000)
    process = t.start(path)
    check(interrupts.begun(t, process), "changed while it was read")
    change(path)
    code, said = wait(process)
    written = (t / "out.jsonl").read_bytes().count(b"\n") if (t / "out.jsonl").exists() else 0
    return code, said, written, len(rows)


def truncate(path):
    """To what begins with whole rows, so that only the length tells."""
    with open(path, "rb") as file:
        size = file.read(path.stat().st_size // 2 + 2_000_000).rfind(b"\n") + 1
    os.truncate(path, size)


@case
def input_cut_while_read(t):
    code, said, written, rows = while_read(t, truncate)
    check(written < rows, "it was cut in time", written)
    check(code == 2 and "in.jsonl" in said, "exit code 2, said with its name", code, said)


@case
def input_emptied_while_read(t):
    code, said, written, rows = while_read(t, lambda path: os.truncate(path, 0))
    check(code == 2 and "in.jsonl" in said, "exit code 2, said with its name", code, written, said)


@case
def parquet_cut_while_read(t):
    code, said, written, rows = while_read(t, lambda path: os.truncate(path, 100), "parquet")
    check(written == rows or code == 2 and "in.parquet" in said, "all rows, or said", code, said)


@case
def input_replaced_while_read(t):
    """By a rename, as editors do: all rows of the old one come out, or it is said."""
    def replace(path):
        t.lines(ROWS, "new.jsonl").rename(path)
    code, said, written, rows = while_read(t, replace)
    check(code == 0 and written == rows or code == 2 and "in.jsonl" in said, "all, or said",
          code, written, said)


@case
def input_deleted_while_read(t):
    code, said, written, rows = while_read(t, lambda path: path.unlink())
    check(code == 0 and written == rows or code == 2 and "in.jsonl" in said, "all, or said",
          code, written, said)


@case
def input_overwritten_while_read(t):
    """In place, with as many bytes of other postings."""
    def overwrite(path):
        size = path.stat().st_size
        with open(path, "r+b") as file:
            file.write(b'{"id": "x", "title": "Nurse", "description": "Care"}\n' * (size // 53 + 1))
            file.truncate(size)
    code, said, _, _ = while_read(t, overwrite)
    check(code == 2 and "in.jsonl" in said, "exit code 2, said with its name", code, said)


@case
def second_input_vanishes(t):
    """Read late, and gone by then: named, and the rows of the first are there."""
    rows = postings.small(3000)
    t.lines(rows)
    t.lines(ROWS, "late.jsonl")
    process = t.start(t / "in.jsonl", t / "late.jsonl")
    check(interrupts.begun(t, process), "in time")
    (t / "late.jsonl").unlink()
    code, said = wait(process)
    check(code == 2 and "late.jsonl" in said, "exit code 2, said with its name", code, said)
