"""How much of the lexicon carries its accuracy: only the terms that at least k companies use.

`quality.py --curve` prints the table; QUALITY.md has it too.
"""
import re

LEAST = (0, 1, 2, 3, 5, 8)
TERMS = re.compile(r"(\d+) terms \((\d+) surface forms\)")


def name(least):
    """The run that answers for so many companies; the first two serve other sections too."""
    return {0: "cv-0", 1: "blind-0"}.get(least, f"least-{least}")


def jobs(fit):
    """What is left to run: `fit` is the command without the last option and its file."""
    return {name(least): (*fit, "--blind", "--least-companies", least, "--cross-validate")
            for least in LEAST if least > 1}


def points(printed, scored):
    """For each k: companies, terms, surface forms and figures."""
    found = {least: TERMS.findall(printed[name(least)]) for least in LEAST if least}
    whole = found[LEAST[1]][0]
    return [(least, *(found[least][1] if least else whole), scored(name(least))) for least in LEAST]


def table_rows(points):
    keys = ("accuracy", "macro_f1", "big4_f1")
    return [[least, terms, forms, *(f"{figures[key]:.3f}" for key in keys)]
            for least, terms, forms, figures in points]


HEAD = ["companies at least", "terms", "surface forms", "accuracy", "macro-F1", "big-4"]
