"""Which tables there are, which columns each has, and what a cell may hold."""

from pathlib import Path

from ..words.owners import OWNERS

DATA = Path(__file__).resolve().parents[2] / "data"

LAYERS = ("ground", "host", "platform", "workload", "guardrails", "run", "organisation")

KINDS = ("security", "operations", "engineering", "finance", "people")


FAMILIES = ("baseline", "compute", "analytics", "containers", "platform", "database",
            "storage", "network", "integration", "ai", "security", "device")  # fmt: skip


DELIVERIES = ("on-premises", "iaas", "paas", "serverless", "device")

STATUSES = ("available", "closed-to-new-customers", "ending")

BASES = ("stated", "inferred")

SCOPES = ("service", "general")

FORMS = ("text", "lesson", "a", "b")

QUESTION_KINDS = ("case", "pair", "dispute")

ORDERED = (OWNERS, LAYERS)  # the words of these stand in a meaningful order
# What other matrices write for the three owners. A table of one's own may say so, too.
SAME_AS = {
    "amazon": "aws", "amazon web services": "aws", "csp": "aws", "provider": "aws", "cloud provider": "aws",
    "both": "shared", "joint": "shared", "aws and customer": "shared", "you": "customer", "yours": "customer",
}  # fmt: skip
# An owner is who must act. These say something else, and no word of ours means the same.
NO_OWNER = {
    **dict.fromkeys(
        ("nobody", "none", "no one", "unassigned"),
        "Who must act? If nobody at your place does, it is 'customer' all the same.",
    ),
    **dict.fromkeys(
        ("third party", "third-party", "partner", "vendor", "supplier", "msp"),
        "Whoever works for you acts for you: write 'customer', and name them in customer_duty.",
    ),
    **dict.fromkeys(
        ("not stated", "unknown", "tbd", "?", "-"),
        "Decide who must act, and write basis 'inferred'.",
    ),
    **dict.fromkeys(
        ("not applicable", "n/a", "na"),
        "Shares compare the same domains on every service: leave the domain out of domains.csv, or say who would act.",
    ),
}  # fmt: skip


# What each column holds: a tuple is the list of allowed words, a name is one of
# the kinds of cell in cells.py, `-> table` is a key of that table.
TABLES = {
    "domains": {
        "domain": "key", "order": "number", "name": "text", "layer": LAYERS,
        "kind": KINDS, "definition": "text", "aws_control_category": "any",
        "nist_800_53": "any", "csa_ccm": "any",
    },
    "services": {
        "service": "key", "name": "text", "family": FAMILIES, "delivery": DELIVERIES,
        "scale_order": "number or empty", "summary": "text", "status": STATUSES,
        "url": "url",
    },
    "sources": {
        "source": "key", "title": "text", "publisher": "text", "url": "url",
        "copy_date": "copy date", "summary": "text",
    },
    "responsibilities": {
        "service": "-> services", "domain": "-> domains", "owner": OWNERS,
        "aws_duty": "text", "customer_duty": "text", "basis": BASES, "scope": SCOPES,
        "source": "-> sources", "checked_on": "date",
    },
    "prices": {
        "price": "key", "service": "slug", "item": "text", "unit": "text",
        "usd": "amount", "region": "text", "as_of": "date", "source": "slug",
        "note": "any",
    },
    "support": {
        "product": "text", "version": "text", "released": "date or empty",
        "standard_end": "date or empty", "final_end": "date or empty",
        "source": "slug", "conflict": "any", "conflict_source": "slug or empty",
    },
    "parts": {
        "service": "slug", "domain": "slug", "part": "slug", "owner": OWNERS, "duty": "text",
        "basis": BASES, "source": "slug",
    },
    "beliefs": {
        "belief": "key", "statement": "text", "true_for": "text", "not_true_for": "text",
        "evidence": "text", "service": "slug or empty", "domain": "slug or empty",
        "notebook": "slug", "source": "slug", "checked_on": "date",
    },
    "questions": {
        "question": "key", "notebook": "slug", "form": FORMS, "kind": QUESTION_KINDS,
        "pair": "slug or empty", "topic": "slug", "difficulty": ("1", "2", "3"), "stem": "text",
        "option_a": "text", "why_a": "text", "belief_a": "slug or empty",
        "option_b": "text", "why_b": "text", "belief_b": "slug or empty",
        "option_c": "text", "why_c": "text", "belief_c": "slug or empty",
        "option_d": "any", "why_d": "any", "belief_d": "slug or empty",
        "key": "letters", "owner": ("", *OWNERS), "parts": "any", "next_step": "any",
        "helped_by": "any", "service": "slug or empty", "domain": "slug or empty",
        "settings": "any", "source": "slug or empty", "checked_on": "date",
    },
    "ask_backs": {"question": "-> questions", "option": ("a", "b", "c", "d"), "ask_back": "text"},
    "abilities": {"ability": "key", "sentence": "text", "topics": "text", "notebook": "slug"},
    "debriefs": {"notebook": "slug", "heading": "text", "ask": "text", "say": "text"},
    "takeaways": {"notebook": "slug", "line": "count", "heading": "text"},
    "objections": {
        "notebook": "slug", "heading": "text", "says": "text", "answer": "text", "source": "slug or empty",
        "checked_on": "date",
    },
    "sorting": {
        "sorting": "slug", "notebook": "slug", "text": "text", "owner": OWNERS, "why": "text", "service": "slug",
        "domain": "slug or empty", "settings": "any", "source": "-> sources", "checked_on": "date",
    },
    "pairs": {"pair": "key", "notebook": "slug", "rule": "text", "source": "slug"},
    "settings": {
        "service": "-> services", "setting": "slug", "option": "slug", "is_default": ("yes", "no"),
        "becomes": "slug or empty", "excludes": "any", "summary": "text", "source": "-> sources",
        "checked_on": "date",
    },
    "moves": {
        "service": "-> services", "setting": "slug", "option": "slug", "domain": "-> domains",
        "owner": OWNERS, "aws_duty": "text", "customer_duty": "text", "basis": BASES,
        "source": "-> sources",
    },
    "changes": {
        "date": "year, month or day", "service": "-> services", "domain": "-> domains", "before": "text",
        "after": "text", "owner_before": ("", *OWNERS), "owner_after": ("", *OWNERS), "source": "-> sources",
        "conflict": "any", "conflict_source": "slug or empty",
    },
    "custody": {
        "case": "slug", "name": "text", "custody": "text", "status": ("available", "withdrawn"), "domain": "-> domains",
        "owner": ("", *OWNERS), "aws_duty": "any", "customer_duty": "any", "basis": (*BASES, "not stated"),
        "source": "-> sources", "checked_on": "date",
    },
    "tools": {
        "tool": "key", "name": "text", "domain": "-> domains", "does": "text", "does_not": "text",
        "on_by_default": ("yes", "no", "not stated"), "costs": ("yes", "no", "in part", "not stated"),
        "source": "-> sources", "default_source": "-> sources", "costs_source": "-> sources", "checked_on": "date",
    },
    "incidents": {
        "year": "count", "list": ("named", "vendor-case", "disclosure", "open-bucket"), "cause": "slug",
        "side": ("customer", "customer-supplier", "provider", "shared", "undetermined"), "domain": "slug", "impact": "slug",
        "stays_on_lambda": ("yes", "partly", "no", "unknown"), "incidents": "count", "source": "-> sources",
    },
    "flaws": {
        "flaw": "key", "date": "date", "service": "any", "severity": "text", "kind": "slug", "title": "text",
        "customer_action": ("no", "partial", "yes", "not-stated"), "entry": ("finalized", "stub", "stub-ai"),
        "reference": "url", "source": "-> sources",
    },
    "checks": {
        "tool": "key", "as_of": "date", "ec2": "count", "emr": "count", "lambda": "count", "source": "-> sources",
    },
    "deadlines": {
        "runtime": "text", "times_changed": "count", "first_published": "date", "last_published": "date",
        "shift_days": "count", "source": "-> sources",
    },
    "images": {"image": "text", "released": "date", "source": "slug"},
    "resources": {
        "tool": ("cloudformation", "terraform"), "resource_type": "text", "property_path": "any", "condition": "text",
        "role": ("part", "setting", "supporting", "not-covered"), "service": "slug or empty",
        "setting": "slug or empty", "option": "slug or empty", "link": "any", "source": "slug or empty",
    },
    "tool_defaults": {
        "service": "-> services", "setting": "slug", "tool": ("console", "api", "cloudformation", "terraform"),
        "option": "slug", "source": "-> sources",
    },
    "look_ups": {"service": "-> services", "setting": "slug", "command": "text"},
    "workload": {"part": "text", "service": "slug", "setting": "slug or empty", "option": "slug or empty"},
}  # fmt: skip
