"""Runs the cases: `run [--quick] [--binary PATH] [--list] [NAME ...]`."""

import argparse
import fnmatch
import importlib
import os
import pathlib
import signal
import subprocess
import sys
import time
import traceback

import harness

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[3]
GROUPS = sorted(
    path.stem for path in HERE.glob("*.py")
    if path.stem not in ("main", "harness", "postings", "measure")
)


def built():
    """The program, built from the sources."""
    command = ["cargo", "build", "--release", "--package", "rolecall-cli"]
    subprocess.run(command, cwd=ROOT, check=True)
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    return target / "release" / "rolecall"


def chosen(names, quick):
    """The cases that are asked for: a name, a group, or a pattern."""
    cases = [name for name, (_, _, slow) in harness.CASES.items() if not (quick and slow)]
    for name in names:
        fits = [one for one in cases if one.startswith(f"{name}/") or fnmatch.fnmatch(one, name)]
        if not fits:
            sys.exit(f"no case is called {name}; --list prints all")
        yield from fits
    if not names:
        yield from cases


def tried(name):
    """What is wrong after this case; None where nothing is."""
    function, arguments, _ = harness.CASES[name]
    scratch = harness.Scratch()
    try:
        function(scratch, *arguments)
    except AssertionError as error:
        return str(error) or "an assertion failed"
    except harness.Skipped:
        raise
    except Exception as error:  # A client that cannot read what we wrote is a failure as well.
        place = traceback.extract_tb(error.__traceback__)[-1]
        what = harness.shorten(f"{type(error).__name__}: {error}")
        return f"{what} ({pathlib.Path(place.filename).name}:{place.lineno})"
    finally:
        scratch.remove()
    return None


def main():
    parser = argparse.ArgumentParser(prog="run", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="a case, a group, or a pattern")
    parser.add_argument("--quick", action="store_true", help="without the slow cases")
    parser.add_argument("--binary", metavar="PATH", help="the program; built where not given")
    parser.add_argument("--list", action="store_true", help="print the names")
    parser.add_argument("--times", action="store_true", help="print the seconds of each case")
    options = parser.parse_args()
    for group in GROUPS:
        importlib.import_module(group)
    names = list(dict.fromkeys(chosen(options.names, options.quick)))
    if options.list:
        print(*names, sep="\n")
        return 0
    # Whoever started us may ignore it, as nohup does, and the programs under test would too.
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    harness.BINARY = str(pathlib.Path(options.binary or built()).resolve())
    passed = failed = 0
    for name in names:
        start = time.monotonic()
        try:
            wrong = tried(name)
        except harness.Skipped as reason:
            print(f"SKIPPED {name}: {reason}")
            continue
        passed, failed = passed + (wrong is None), failed + (wrong is not None)
        if wrong is not None:
            print(f"FAILED {name}: {wrong}", flush=True)
        if options.times:
            print(f"{time.monotonic() - start:6.2f} s  {name}", flush=True)
    print(f"{passed} passed, {failed} failed")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
