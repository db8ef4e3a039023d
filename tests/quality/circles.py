"""Modules of a crate that import each other, in circles of any length: `circles.py CRATE...`
Folders count as one module, and so do the files in each of them.

Reads the `crate::`, `super::` and `self::` paths outside of unit tests. Exits 1 where there is a circle.
"""
import pathlib
import re
import sys


def imports(crate):
    """Which modules each module names."""
    root = pathlib.Path(crate) / "src"
    modules = {}
    for file in root.rglob("*.rs"):
        name = str(file.relative_to(root))[:-3].replace("/mod", "").replace("/", "::")
        if name not in ("lib", "main"):
            modules[name] = file
    graph = {name: set() for name in modules}
    for name, file in modules.items():
        text = re.sub(r"//.*", "", file.read_text(encoding="utf-8").split("#[cfg(test)]")[0])
        parent = name.rpartition("::")[0]
        paths = re.findall(r"crate::([a-z_0-9]+(?:::[a-z_0-9]+)*)", text)
        for group, inner in re.findall(r"crate::((?:[a-z_0-9]+::)*)\{([^}]*)\}", text):
            paths += [group + part.strip() for part in inner.split(",") if part.strip()]
        paths += [f"{parent}::{path}".lstrip(":") for path in re.findall(r"super::([a-z_0-9]+)", text)]
        if parent and re.search(r"super::\{?[A-Z]", text):
            paths.append(parent)
        paths += [f"{name}::{path}" for path in re.findall(r"use self::([a-z_0-9]+)", text)]
        for path in paths:
            parts = path.split("::")
            known = ("::".join(parts[:k]) for k in range(len(parts), 0, -1))
            target = next((one for one in known if one in modules), None)
            if target and target != name:
                graph[name].add(target)
    return graph


def folders(files):
    """The same for the files and folders at the top of a crate."""
    graph = {name.partition("::")[0]: set() for name in files}
    for name, targets in files.items():
        top = name.partition("::")[0]
        graph[top] |= {target.partition("::")[0] for target in targets} - {top}
    return graph


def reachable(graph, start):
    seen, todo = set(), [start]
    while todo:
        for target in graph[todo.pop()] - seen:
            seen.add(target)
            todo.append(target)
    return seen


def main():
    failed = False
    for crate in sys.argv[1:]:
        files = imports(crate)
        for graph in (files, folders(files)):
            reach = {name: reachable(graph, name) for name in graph}
            circles = {frozenset(b for b in reach[a] if a in reach[b])
                       for a in graph if a in reach[a]}
            for circle in circles:
                print(f"FAIL {crate}: {', '.join(sorted(circle))} import each other")
                failed = True
    sys.exit(failed)


if __name__ == "__main__":
    main()
