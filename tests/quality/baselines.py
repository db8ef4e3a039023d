"""Three simple ways to the same labels, for comparison: a title regex, keyword counts, TF-IDF with a linear SVM.

Each is made from all postings and then asked, fold by fold: `make(gold, titled)` gives `predict(train, test)`, which takes lists of
positions in `gold` and answers a role for each of `test`. Nothing learns from a posting in `test`.
"""
import html
import re

import numpy as np
from scipy.sparse import hstack
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer
from sklearn.metrics import f1_score
from sklearn.svm import LinearSVC

PRODUCT_MANAGER = re.compile(
    r"\bproduct (manager|management|owner|lead)\b|\b(head|director|vp|vice president) of product\b|\b(cpo|apm)\b", re.I
)
NOT_PRODUCT_MANAGER = re.compile(
    r"\bproduct marketing\b|\b(program|project) manager\b|\b(engineer|designer|analyst|scientist|architect)\b", re.I
)
# In this order: the rarer and more telling first.
TITLES = [
    ("ai-trust-safety", r"responsible ai|\b(gen)?ai\b.*\b(safety|governance|policy|ethics)\b|trust (&|and) safety|safeguards"),
    ("ai-research", r"\bresearch\b|post-training|model behaviou?r"),
    ("ai-platform", r"\b(ai|ml|machine learning|agent|agentic|model)\b.*\b(platform|infrastructure|infra|tools|tooling|api)\b"
                    r"|\bplatform\b.*\b(ai|ml)\b|mlops|inference|\bgpu\b|developer.*\bai\b"),
    ("ai", r"\b(ai|genai|gen ai|llms?|agents?|agentic|copilot|chatbot|assistant|generative|conversational)\b"),
    ("ml", r"\b(ml|machine learning|recommendations?|ranking|relevance|personali[sz]ation|personali[sz]ed|fraud|ads|search|vision)\b"),
    ("data", r"\b(data|analytics|insights|reporting|bi|business intelligence|cdp)\b"),
]
KEYWORDS = {
    "ai": ["llm", "llms", "generative ai", "genai", "gen ai", "prompt", "prompts", "copilot", "chatbot", "ai agents", "agentic",
           "rag", "hallucination", "conversational ai", "ai assistant"],
    "ml": ["machine learning", "ml models", "recommendation", "recommendations", "ranking", "relevance", "personalization",
           "personalisation", "fraud", "predictive", "forecasting", "computer vision", "targeting"],
    "data": ["data platform", "data products", "data pipelines", "data warehouse", "data lake", "data governance", "data quality",
             "data model", "etl", "analytics", "dashboards", "reporting", "metadata", "lineage"],
    "ai-platform": ["mlops", "ml platform", "ai platform", "ai infrastructure", "inference", "gpu", "gpus", "model serving",
                    "model training", "feature store", "fine-tuning", "evaluation framework", "ml engineers"],
    "ai-trust-safety": ["responsible ai", "ai safety", "ai governance", "ai ethics", "red teaming", "red-teaming", "safeguards",
                        "misuse", "abuse", "harms", "safety", "model risk"],
    "ai-research": ["research scientists", "researchers", "research team", "research lab", "post-training", "model behavior",
                    "research roadmap", "state-of-the-art"],
}
# How many keywords a specialisation must have; which is best, the other folds say.
THRESHOLDS = [1, 2, 3, 4, 6, 8, 12, 16, 24]


def plain(body):
    """Words without markup; some bodies come escaped, so tags may appear only once entities are gone."""
    return " ".join(re.sub(r"<[^>]+>", " ", html.unescape(html.unescape(body))).split())


def is_product_manager(text):
    return bool(PRODUCT_MANAGER.search(text)) and not NOT_PRODUCT_MANAGER.search(text)


def title_regex(gold, titled):
    def role(title):
        if not is_product_manager(title):
            return "not-pm"
        return next((role for role, pattern in TITLES if re.search(pattern, title, re.I)), "other-pm")

    roles = [role(row["title"] if titled else "") for row in gold]
    return lambda train, test: [roles[i] for i in test]


def keyword_counts(gold, titled):
    patterns = [re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b", re.I) for words in KEYWORDS.values()]
    texts = [f"{row['title'] if titled else ''}\n{plain(row['description'])}" for row in gold]
    counts = np.array([[len(pattern.findall(text)) for pattern in patterns] for text in texts])
    # The gate reads the title; without titles, whether the body speaks of a product manager anywhere.
    gate = [is_product_manager(row["title"]) if titled else bool(PRODUCT_MANAGER.search(text)) for row, text in zip(gold, texts)]
    labels = [row["primary"] for row in gold]
    roles = list(KEYWORDS)

    def answers(which, threshold):
        return ["not-pm" if not gate[i] else roles[counts[i].argmax()] if counts[i].max() >= threshold else "other-pm" for i in which]

    def predict(train, test):
        truth = [labels[i] for i in train]
        best = max(THRESHOLDS, key=lambda t: f1_score(truth, answers(train, t), average="macro", zero_division=0))
        return answers(test, best)

    return predict


def tf_idf(gold, titled):
    # Title and body apart: in one vector the title drowns in the body, and the baseline would be weaker than it need be.
    # Counted once for all folds; what a fold may know (which terms there are, how rare each is) comes from its training rows.
    count = CountVectorizer(ngram_range=(1, 2), stop_words="english", dtype=np.float64)
    texts = {2: [plain(row["description"]) for row in gold]}
    if titled:
        texts[1] = [row["title"] for row in gold]
    counts = {least: count.fit_transform(some) for least, some in texts.items()}  # by how many rows a term must be in
    labels = np.array([row["primary"] for row in gold])

    def predict(train, test):
        seen, asked = [], []
        for least, some in counts.items():
            known = np.flatnonzero(some[train].getnnz(axis=0) >= least)
            weigh = TfidfTransformer(sublinear_tf=True)
            seen.append(weigh.fit_transform(some[train][:, known]))
            asked.append(weigh.transform(some[test][:, known]))
        model = LinearSVC(class_weight="balanced", random_state=0)
        return model.fit(hstack(seen).tocsr(), labels[train]).predict(hstack(asked).tocsr()).tolist()

    return predict


BASELINES = {"title regex": title_regex, "keyword count": keyword_counts, "TF-IDF": tf_idf}
