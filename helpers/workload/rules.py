"""resources.csv and tool_defaults.csv: which resource is a part of which service, and what its properties say about a setting."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache

from ..tables.load import load_table

NOT_APPLICABLE = "not-applicable"  # an option of resources.csv: the part has no such setting


@dataclass(frozen=True)
class Rule:
    """One row of resources.csv; the columns are explained in data/README.md."""

    resource_type: str
    property_path: str
    condition: str
    role: str
    service: str
    setting: str
    option: str
    link: str


@dataclass(frozen=True)
class Rules:
    """The rules of one tool. Made by `rules_of()`."""

    roles: dict[str, tuple[Rule, ...]]  # by resource type: what the resource is
    patterns: tuple[tuple[str, Rule], ...]  # types with a *, such as AWS::IAM::*
    settings: dict[
        tuple[str, str], tuple[Rule, ...]
    ]  # by service and setting, in the order in which they are asked
    defaults: dict[tuple[str, str], str]  # the tool's own, by service and setting

    def of_type(self, kind: str) -> Iterable[Rule]:
        """What a resource of this type is, the first rule that holds first."""
        if kind in self.roles:
            return self.roles[kind]
        return [rule for pattern, rule in self.patterns if fnmatchcase(kind, pattern)]


@lru_cache
def rules_of(tool: str, folder: str | os.PathLike | None = None) -> Rules:
    """The rules of a tool, `cloudformation` or `terraform`. Raises TableError if a table is wrong."""
    table = load_table("resources", folder)
    roles, patterns, settings = {}, [], {}
    for row in table[table["tool"] == tool].drop(columns=["tool", "source"]).to_dict("records"):
        rule = Rule(**row)
        if rule.role == "setting":
            settings.setdefault((rule.service, rule.setting), []).append(rule)
        elif "*" in rule.resource_type:
            patterns.append((rule.resource_type, rule))
        else:
            roles.setdefault(rule.resource_type, []).append(rule)
    known = load_table("tool_defaults", folder)
    known = known[known["tool"] == tool]
    return Rules(
        {kind: tuple(rules) for kind, rules in roles.items()},
        tuple(patterns),
        {names: tuple(rules) for names, rules in settings.items()},
        {(row.service, row.setting): row.option for row in known.itertuples()},
    )
