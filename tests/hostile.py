"""Copies of the tables with hostile words in every column of text."""

import csv

from helpers import DATA

SCALE = ["on-premises", "ec2", "emr-on-ec2", "emr-on-eks", "emr-serverless", "lambda-managed-runtime"]
TEXTS = {
    "domains": ["name", "definition", "aws_control_category", "nist_800_53", "csa_ccm"],
    "services": ["name", "summary"],
    "sources": ["title", "publisher", "summary"],
    "responsibilities": ["aws_duty", "customer_duty"],
}
# What the views of settings, clusters and bills read, too.
MORE = {
    "settings": ["summary"],
    "moves": ["aws_duty", "customer_duty"],
    "changes": ["before", "after", "conflict"],
    "images": ["image"],
    "prices": ["item", "unit", "region", "note"],
}


def folder_of(path, words, link="https://x.org/", keep=frozenset(), services=SCALE, texts=TEXTS):
    """The tables in `texts` with `words` in every column of text, for `services` or, if that is None, for all."""
    for name, columns in texts.items():
        with open(DATA / f"{name}.csv", encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        rows = [row for row in rows if services is None or row.get("service", services[0]) in services]
        for row in rows:
            row.update({c: words for c in columns if (name, c) not in keep})
            if "url" in row:
                row["url"] = link
        with open(path / f"{name}.csv", "w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows(rows)
    return path
