"""What QUALITY.md is computed from: predictions of the program and of the baselines, each made once."""
import json
import pathlib
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import curve
from baselines import BASELINES

ROOT = pathlib.Path(__file__).resolve().parents[2]
GOLD = ROOT.parent / "shared" / "gold" / "dev.jsonl"
sys.path.insert(0, str(GOLD.parent))
try:
    from score import LABELS, SPECIAL, rows, score, unprefixed  # noqa: F401
except ImportError:
    sys.exit(f"quality.py: needs {GOLD.parent}/score.py; the labelled postings are not part of the repository")

# Ways to group the companies.
SEEDS = (0, 1, 2)
# Written for this file. Posting i gets title i mod 4, so that each is used.
TITLES = {
    "ai": ["Senior Product Manager, AI Assistant", "Product Manager, Generative AI",
           "Product Manager, Conversational AI", "Lead Product Manager, LLM Applications"],
    "ml": ["Product Manager, Machine Learning", "Senior Product Manager, Recommendations",
           "Product Manager, Fraud Detection", "Product Manager, Search Ranking"],
    "data": ["Product Manager, Data Platform", "Senior Product Manager, Analytics",
             "Data Product Manager", "Product Owner, Data Warehouse"],
    "ai-platform": ["Product Manager, ML Platform", "Senior Product Manager, AI Infrastructure",
                    "Product Manager, Model Serving", "Technical Product Manager, MLOps"],
    "ai-trust-safety": ["Product Manager, Responsible AI", "Senior Product Manager, AI Safety",
                        "Product Manager, AI Governance", "Product Manager, AI Trust & Safety"],
    "ai-research": ["Product Manager, AI Research", "Senior Product Manager, Applied Research",
                    "Product Manager, Model Post-Training", "Research Product Manager"],
}


def rolecall(*arguments):
    """Runs the program; what it prints."""
    command = ["cargo", "run", "--quiet", "--release", "--package", "rolecall-cli", "--", *map(str, arguments)]
    run = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    if run.returncode != 0:
        sys.exit(f"quality.py: failed: {' '.join(command)}")
    return run.stdout


def swapped(gold):
    """Each specialised posting under a title of each other specialisation, those left out that its label allows as `also`."""
    out = []
    for i, row in enumerate(row for row in gold if row["primary"] in SPECIAL):
        for role in SPECIAL:
            if role != row["primary"] and role not in row["also"]:
                title = TITLES[role][i % len(TITLES[role])]
                out.append(row | {"id": f"{row['id']} {role}", "title": title})
    return out


def fits(only_curve):
    """The cross-validations, by name. Without titles only blind: that is the hardest."""
    out = {}
    for seed in SEEDS:
        fit = ("lexicon", "fit", GOLD, "--seed", seed)
        out[f"cv-{seed}"] = (*fit, "--cross-validate")
        out[f"blind-{seed}"] = (*fit, "--blind", "--cross-validate")
        out[f"blank-{seed}"] = (*fit, "--blind", "--blank-titles", "--cross-validate")
    out |= curve.jobs(("lexicon", "fit", GOLD, "--seed", 0))
    return {name: out[name] for name in map(curve.name, curve.LEAST)} if only_curve else out


def predictions(gold, scratch, only_curve=False):
    """Predictions by run, and what the runs printed. A file that .ci/figures has left in `scratch`
    is not made again."""
    jobs = fits(only_curve)
    if not only_curve:
        altered = scratch / "swapped-postings.jsonl"
        altered.write_text("".join(json.dumps(row) + "\n" for row in swapped(gold)), encoding="utf-8")
        jobs |= {"fitted": ("tag", GOLD, "-o"), "swapped": ("tag", altered, "-o")}
    paths = {name: scratch / f"{name}.jsonl" for name in jobs}
    todo = [name for name in jobs if not paths[name].exists()]
    build = ["cargo", "build", "--quiet", "--release", "--package", "rolecall-cli"]
    subprocess.run(build, cwd=ROOT, check=True)  # before several want to

    def make(name):
        printed = rolecall(*jobs[name], paths[name])
        paths[name].with_suffix(".txt").write_text(printed, encoding="utf-8")

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(make, todo))
    said = {name: [unprefixed(row) for row in rows(path)] for name, path in paths.items()}
    texts = {name: path.with_suffix(".txt") for name, path in paths.items()}
    return said, {name: path.read_text(encoding="utf-8") for name, path in texts.items() if path.exists()}


def baseline_predictions(gold, held_out, titled):
    """For each baseline, predictions by seed, on the folds that the `fold` of our own records tells."""
    out = {}
    for name, make in BASELINES.items():
        predict = make(gold, titled)
        out[name] = []
        for records in held_out:
            fold_of = {record["id"]: record["fold"] for record in records}
            roles = {}
            for fold in sorted(set(fold_of.values())):
                test = [i for i, row in enumerate(gold) if fold_of[row["id"]] == fold]
                train = [i for i, row in enumerate(gold) if fold_of[row["id"]] != fold]
                roles |= zip(test, predict(train, test))
            out[name].append([{"id": gold[i]["id"], "role": role} for i, role in roles.items()])
    return out
