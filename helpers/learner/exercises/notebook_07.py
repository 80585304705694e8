"""Notebook 07: one setting moves the line."""

from functools import partial

from ...numbers.moves import reach_of_settings
from ...numbers.scale import customer_share
from ...tables.model import Model
from .answers import rows
from .exercise import Exercise, Slip

LAMBDA = "lambda-managed-runtime"


def share_under(model: Model, setting: str = "", option: str = "") -> float:
    """Your share of the function with one setting changed, or with all as they come."""
    changed = model.with_settings(LAMBDA, {setting: option} if setting else {})
    return float(customer_share(rows(changed, LAMBDA))[LAMBDA])


def settings_of_rds(model: Model, condition: str) -> set[str]:
    return set(reach_of_settings(model, "rds").query(condition)["setting"])


EXERCISES = {
    "07-manual-share": Exercise(
        right=partial(share_under, setting="update-mode", option="manual"),
        because="In manual, patches that AWS applied by itself wait for you.",
        hint="Use with_settings with update-mode manual, then the share of lambda-managed-runtime.",
        slips=(
            Slip(share_under, "That is the share with every setting as it comes."),
            Slip(
                partial(share_under, setting="update-mode", option="function-update"),
                "That is the mode function update. In manual a second domain moves.",
            ),
            Slip(
                partial(share_under, setting="package-type", option="container-image"),
                "That is the container image.",
            ),
        ),
    ),
    "07-rds-to-you": Exercise(
        right=partial(settings_of_rds, condition="change > 0"),
        because="Each of these brings a job back to you, or a part of one, that RDS does if the setting is left alone.",
        hint="Filter reach on the service rds and on a change above 0, and give the column setting.",
        slips=(
            Slip(
                partial(settings_of_rds, condition="change < 0"),
                "Those give a domain to AWS. Look for the other direction.",
            ),
            Slip(
                partial(settings_of_rds, condition="hands > 0"),
                "Those change hands in either direction. Keep a change above 0.",
            ),
            Slip(partial(settings_of_rds, condition="hands >= 0"), "Those are all settings of RDS."),
        ),
    ),
}
