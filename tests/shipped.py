"""The course's own tables and questions, read once for all the tests that only look at them."""

from helpers import load_bank, load_model

MODEL, BANK = load_model(), load_bank()
