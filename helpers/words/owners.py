"""The three owners: what they are called, and the letter that stands for them."""

import pandas as pd

OWNERS = ("aws", "shared", "customer")

NAME = {"aws": "AWS", "shared": "shared", "customer": "you"}

# Above what each of the two does, which the tables say in the third person: "Writes and maintains ...".
DUTIES = {"aws": "AWS", "customer": "Customer (you)"}

# A ring, as full as your part is.
SIGN = {"aws": "○", "shared": "◐", "customer": "●"}

LETTER = {"aws": "A", "shared": "S", "customer": "Y"}


def split_of(owners: pd.Series) -> str:
    """`owners` in words: "15 yours, 5 shared, 6 AWS's"."""
    n = owners.value_counts()
    return f"{n.get('customer', 0)} yours, {n.get('shared', 0)} shared, {n.get('aws', 0)} AWS's"
