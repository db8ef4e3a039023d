"""Who looks for which kind of product manager: python polars_lazy.py postings.jsonl

The frame is lazy: rows are tagged as they are read, on all cores.
"""

import sys

import polars

import rolecall

postings = polars.scan_ndjson(sys.argv[1])
tagged = rolecall.tag(postings, columns=["role", "skills"])
kinds = (
    tagged.group_by("rolecall_role")
    .agg(
        polars.len().alias("postings"),
        polars.col("rolecall_skills").list.first().drop_nulls().mode().first().alias("top skill"),
    )
    .sort("postings", descending=True)
    .collect()
)
with polars.Config(tbl_rows=20):
    print(kinds)
