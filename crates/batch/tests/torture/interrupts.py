"""Runs that are interrupted, and go on with --resume: the same bytes as without."""

import os
import pathlib
import random
import signal
import time

import pandas

import postings
from harness import LEFT_OVER, case, check, rejects_of, wait

COPIES = 400


def begun(t, process, limit=20):
    """Waits until a part of the output is written; whether the run goes on by then."""
    end = time.monotonic() + limit
    while time.monotonic() < end and process.poll() is None:
        parts = [path for path in t.path.iterdir() if LEFT_OVER in path.name]
        try:
            if any(path.stat().st_size > 10_000 for path in parts):
                return True
        except FileNotFoundError:
            pass
        time.sleep(0.002)
    return False


def source(t, kind, copies=COPIES):
    """Many postings with a broken line among them where the format has lines."""
    rows = postings.small(copies)
    path = t / f"in.{kind}"
    if kind == "jsonl":
        t.lines(rows)
        with path.open("a") as file:
            file.write("broken\n")
    elif kind == "csv":
        pandas.DataFrame(rows).to_csv(path, index=False)
    elif kind == "parquet":
        pandas.DataFrame(rows).to_parquet(path, row_group_size=1000)
    else:
        path.write_text("[" + ",\n".join(pandas.DataFrame(rows).to_json(
            orient="records", lines=True).splitlines()) + "]")
    return path


def result(path):
    """The bytes of an output and of its rejects."""
    rejects = rejects_of(path)
    return path.read_bytes(), rejects.read_bytes() if rejects.exists() else b""


def undisturbed(t, *paths, options=()):
    """What the same run gives in one go."""
    (t / "whole").mkdir()
    t.tag(*paths, out="whole/out.jsonl", options=options)
    return result(t / "whole" / "out.jsonl")


def interrupt(t, kind, out, number, kill):
    """Interrupts so many runs at moments by chance, resumes each, and compares."""
    path = source(t, kind)
    start = time.monotonic()
    t.tag(path, out=f"whole/{out}")
    took = time.monotonic() - start
    want = result(t / "whole" / out)
    chance = random.Random(13)
    midway = 0
    for n in range(number):
        process = t.start(path, out=out)
        time.sleep(chance.uniform(0, took))
        process.send_signal(kill)
        code, _ = wait(process)
        midway += code != 0
        # At times it is interrupted once more.
        if n % 4 == 0:
            process = t.start(path, out=out, options=["--resume"])
            time.sleep(chance.uniform(0, took / 2))
            process.send_signal(kill)
            wait(process)
        t.tag(path, out=out, options=["--resume"])
        check(result(t / out) == want, f"the same bytes, run {n}")
        (t / out).unlink()
        rejects_of(t / out).unlink(missing_ok=True)
    check(midway >= number // 3, "most were interrupted midway", midway)


PAIRS = [("jsonl", "out.jsonl"), ("csv", "out.csv.gz"), ("parquet", "out.parquet"),
         ("json", "out.parquet")]


@case(of=[(f"{kind}-to-{out}", kind, out) for kind, out in PAIRS])
def killed(t, kind, out):
    (t / "whole").mkdir()
    interrupt(t, kind, out, 5, signal.SIGKILL)


@case(of=[(f"{kind}-to-{out}", kind, out) for kind, out in PAIRS], slow=True)
def killed_fifty_times(t, kind, out):
    (t / "whole").mkdir()
    interrupt(t, kind, out, 50, signal.SIGKILL)


@case(of=[(name, getattr(signal, name)) for name in ("SIGINT", "SIGTERM", "SIGHUP")])
def signalled(t, number):
    (t / "whole").mkdir()
    interrupt(t, "jsonl", "out.jsonl", 4, number)


@case
def code_of_an_interrupt(t):
    path = source(t, "jsonl", 2000)
    process = t.start(path)
    check(begun(t, process), "in time")
    process.send_signal(signal.SIGINT)
    code, said = wait(process)
    check(code == 130 and "--resume" in said, "130, and --resume is named", code, said)
    check(not (t / "out.jsonl").exists(), "no output that is not whole")


@case
def reader_that_closes(t):
    """As `| head -1` does: 141, and not a word of panic."""
    process = t.start(source(t, "jsonl", 3000), out=None)
    process.stdout.readline()
    process.stdout.close()
    process.stdout = None
    code, said = wait(process)
    check(code in (141, -signal.SIGPIPE), "exit code 141", code, said)


@case
def hangup_under_nohup(t):
    """A signal that the caller had ignored stays ignored."""
    path = source(t, "jsonl", 2000)
    process = t.start(path, preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
    check(begun(t, process), "in time")
    process.send_signal(signal.SIGHUP)
    code, said = wait(process)
    check(code == 0, "it ends its work", code, said)


def broken_off(t, path, out="out.jsonl", options=()):
    """A run that is killed midway."""
    process = t.start(path, out=out, options=options)
    check(begun(t, process), "in time")
    process.kill()
    wait(process)
    check(not (t / out).exists(), "killed midway")


def or_refused(t, path, want, options=()):
    """--resume gives what a new run gives, or is refused; never a mixture."""
    run = t.tag(path, options=["--resume", *options], code=(0, 2))
    if run.code == 0:
        check(result(t / "out.jsonl") == want, "what a new run gives")
    else:
        run.said(["without --resume"])


@case
def other_content_of_the_same_size_and_time(t):
    path = source(t, "jsonl", 2000)
    broken_off(t, path)
    before = path.stat()
    content = path.read_bytes().replace(b"Registered Nurse", b"Registered Bakes")
    path.write_bytes(content)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    whole = undisturbed(t, path)
    or_refused(t, path, whole)


@case
def same_content_with_another_time(t):
    """Copied or touched: nothing has changed, and it goes on."""
    path = source(t, "jsonl", 2000)
    whole = undisturbed(t, path)
    broken_off(t, path)
    content = path.read_bytes()
    path.unlink()
    path.write_bytes(content)
    os.utime(path, (1, 1))
    t.tag(path, options=["--resume"])
    check(result(t / "out.jsonl") == whole, "the same bytes")


@case
def more_rows_were_added(t):
    path = source(t, "jsonl", 2000)
    broken_off(t, path)
    with path.open("a") as file:
        file.write('{"id": "ml", "title": "Product Manager", "description": "x"}\n')
    whole = undisturbed(t, path)
    or_refused(t, path, whole)


@case(of=[("only", ["--only", "ai"]), ("columns", ["--columns", "default,level"]),
          ("blank", ["--blank-titles"]),
          ("column", ["--title-column", "company"])])
def other_options(t, options):
    path = source(t, "jsonl", 2000)
    whole = undisturbed(t, path, options=options)
    broken_off(t, path)
    or_refused(t, path, whole, options)


@case
def other_order_of_inputs(t):
    first, second = source(t, "jsonl", 2000), source(t, "csv", 2000)
    whole = undisturbed(t, second, first)
    process = t.start(first, second)
    check(begun(t, process), "in time")
    process.kill()
    wait(process)
    run = t.tag(second, first, options=["--resume"], code=(0, 2))
    if run.code == 0:
        check(result(t / "out.jsonl") == whole, "what a new run gives")


@case
def nothing_to_resume(t):
    """Without a run that was broken off, --resume begins, or says that there is none."""
    rows = postings.small(3)
    t.lines(rows)
    run = t.tag(t / "in.jsonl", options=["--resume"], code=(0, 2))
    if run.code == 0:
        run.keeps(rows)


@case
def without_resume_it_begins_again(t):
    path = source(t, "jsonl", 2000)
    whole = undisturbed(t, path)
    broken_off(t, path)
    t.tag(path)
    check(result(t / "out.jsonl") == whole, "the same bytes")


@case(of=["part", "state"])
def what_was_left_is_damaged(t, ending):
    path = source(t, "jsonl", 2000)
    whole = undisturbed(t, path)
    broken_off(t, path)
    left = [one for one in t.path.iterdir() if one.name.endswith(f"{LEFT_OVER}{ending}")]
    for one in left:
        one.write_bytes(one.read_bytes()[:-20] if ending == "state" else one.read_bytes()[:500])
    or_refused(t, path, whole)


@case
def resumed_on_another_number_of_threads(t):
    path = source(t, "jsonl", 2000)
    whole = undisturbed(t, path)
    broken_off(t, path, options=["--jobs", "1"])
    t.tag(path, options=["--resume", "--jobs", "7"])
    check(result(t / "out.jsonl") == whole, "the same bytes")


@case
def parquet_is_read_once(t):
    """Parquet to Parquet: as many bytes are read as there are, by the kernel's figures."""
    path = source(t, "parquet", 1000)
    process = t.start(path, out="out.parquet")
    most = 0
    while process.poll() is None:
        try:
            figures = pathlib.Path(f"/proc/{process.pid}/io").read_text().split()
            most = max(most, int(figures[1]))
        except (OSError, IndexError):
            break
    wait(process)
    size = path.stat().st_size
    check(most < 2 * size + 20_000_000, "it is not read over and over", most, size)
