"""What JobSpy scraped, tagged: python jobspy_pandas.py jobs.csv

JobSpy returns a frame of pandas. In place of reading its file, scrape:

    jobs = jobspy.scrape_jobs(site_name=["indeed"], search_term="product manager")
"""

import sys

import pandas

import rolecall

jobs = pandas.read_csv(sys.argv[1])
tagged = rolecall.tag(jobs, columns=["role", "confidence", "close_call", "level", "pay"])

# Those worth reading: product management of a kind that is sure.
wanted = ~tagged["rolecall_role"].isin(["not-pm", "unclear"]) & ~tagged["rolecall_close_call"]
shown = ["title", "company", "rolecall_role", "rolecall_confidence", "rolecall_level"]
print(tagged.loc[wanted, shown].to_string(index=False))
