"""Postings of several roles, with text that files easily lose, and rows as JobSpy lays them out."""

import datetime

LONG = "\n".join(
    f"- Section {n}: own the catalogue, its lineage and the contracts of table {n}"
    for n in range(2500)
)

POSTINGS = {
    "ai": (
        "Senior Product Manager, AI Assistant",
        "Nordlicht, Inc.",
        "You own our LLM assistant.\n- Define evals, prompts and agent workflows\n"
        '- Say "no" to demos, and "yes" to token cost\n- 5+ years of product management',
    ),
    "ml": (
        "Product Manager, Recommendations",
        "Kauf & Co",
        "Own ranking and recommendation models.\n\nWork with data scientists on features, "
        "training data and A/B tests; watch precision, recall and drift.",
    ),
    "data": (
        "Data Product Manager",
        "Müller Straße GmbH",
        "Own schemas, data contracts, lineage and the catalogue.\n\nSLAs for pipelines; "
        "Snowflake, dbt, Airflow. Größe, naïve, café: all of it.",
    ),
    "platform": (
        "AI Platform Product Manager",
        "株式会社例",
        "日本のチームです。 Own the eval framework, prompt registry, model gateway and "
        "GPU quota for our AI teams. 你好，世界",
    ),
    "safety": (
        "Product Manager, Responsible AI 🛡️",
        "Safe 👩‍🔬 Labs",
        "Own policy, red teaming, model cards and mitigations for jailbreaks 🚨. "
        "EU AI Act; harm taxonomy 👍🏽.",
    ),
    "html": (
        "Product Manager, Growth",
        "Tags <b>&</b> Sons",
        "<p>Own activation &amp; retention.</p><ul><li>Run experiments</li>"
        "<li>Own the roadmap</li></ul><a href=\"https://example.org/?a=1&b=2\">more</a>",
    ),
    "nurse": (
        "Registered Nurse, 3 PM - 11 PM",
        "St. Anna's",
        "Care for patients on the ward;\tgive medication (5 ml), keep records, 'hand over'.",
    ),
    "hidden": (
        "Machine\u200b Learning Product Manager",
        "Zero\u00a0Width",
        "Own fraud mo\u00addels, feature\u2011stores and la\u200bbels.\u2028New line\u0085next. "
        "e\u0301 and é; \u202bעברית\u202c",
    ),
    "formula": (
        "=HYPERLINK(\"x\")&Product Owner",
        "+49 Ltd",
        "@team -- own the backlog, the roadmap; 'discovery'.\n=1+1\n-2\n# not a comment",
    ),
    "research": (
        "Research Product Manager, Foundation Models",
        "Lab, Ltd.",
        "Turn research prototypes into products with research scientists; "
        "plan pre-training runs and model launches. Pay $180,000 - $240,000 a year.",
    ),
    "long": ("Principal Product Manager, Data Platform", "Long & Longer", LONG),
    "title-only": ("Technical Program Manager, Generative AI", "Tbd", ""),
}


def rows(copies=1):
    """The postings with an id, a title, a company and a text each."""
    return [
        {"id": name if copy == 0 else f"{name}#{copy}", "title": title, "company": company,
         "description": text}
        for copy in range(copies)
        for name, (title, company, text) in POSTINGS.items()
    ]


def small(copies=1):
    """The postings without the long one."""
    return [row for row in rows(copies) if not row["id"].startswith("long")]


def nulled(rows):
    """The rows as a table says them that has no quotes around empty cells: null for no text."""
    return [{name: cell or None for name, cell in row.items()} for row in rows]


def jobspy():
    """Rows with the columns of JobSpy, in its order: text, dates, numbers with gaps."""
    found = []
    for n, row in enumerate(rows()):
        paid = n % 3 == 0
        found.append({
            "id": row["id"], "site": ["indeed", "linkedin", "google"][n % 3],
            "job_url": f"https://example.org/job?id={n}&a=b", "job_url_direct": None,
            "title": row["title"], "company": row["company"], "location": "Berlin, BE, Germany",
            "date_posted": datetime.date(2026, 1, 1 + n).isoformat(),
            "job_type": "fulltime", "salary_source": "direct_data" if paid else None,
            "interval": "yearly" if paid else None, "min_amount": 100000.5 if paid else None,
            "max_amount": 150000.0 if paid else None, "currency": "USD" if paid else None,
            "is_remote": n % 2 == 0, "job_level": None, "emails": "a@example.org, b@example.org",
            "description": row["description"],
        })
    return found
