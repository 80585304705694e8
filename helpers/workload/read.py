"""The front door: a file becomes a workload, whichever of the formats it is in."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from ..tables.model import Model
from . import cloudformation, terraform
from .errors import TemplateError
from .json_text import read_json
from .kinds import kind_of, looks_like_hcl
from .parts import Workload
from .recognise import workload_of
from .rules import rules_of
from .table import is_table, read_table
from .text import LARGEST_YAML, read_text
from .yaml_text import read_yaml

STACK = ".template.json"  # how CDK names what it writes
RESOURCES_OF = {"cloudformation": cloudformation.resources_of, "terraform": terraform.resources_of}


def read_workload(path: str | os.PathLike, model: Model) -> Workload:
    """The workload that a file describes: a template of CloudFormation or SAM in YAML or JSON, also CDK's; what
    `terraform show -json` prints; or a table in CSV with the columns part, service, setting, option. Of a folder, such as
    cdk.out, its files ending in .template.json together, each part named with its stack.

    Nothing in the file is run, fetched or shown. Raises TemplateError (a ValueError) with the place and the remedy of a
    template, TableError with those of a table.
    """
    path = Path(path)
    stacks = sorted(path.glob("*" + STACK)) if path.is_dir() else []
    if stacks:
        return _together(path.name, [read_workload(stack, model) for stack in stacks])
    text = read_text(path)
    if is_table(path.name, text):
        return read_table(path, model)
    data = _unwrapped(_read(text, path.name), path.name)
    tool = kind_of(data, path.name)
    resources = RESOURCES_OF[tool](data, path.name)
    return workload_of(path.name, tool, resources, rules_of(tool), model.settings)


def _together(title, stacks):
    def of(what):
        return tuple(
            replace(one, name=f"{stack.title.removesuffix(STACK)}/{one.name}")
            for stack in stacks
            for one in getattr(stack, what)
        )

    return Workload(title, stacks[0].tool, of("parts"), of("supporting"), of("not_covered"))


def _read(text, file):
    if looks_like_hcl(text, file):
        raise TemplateError(
            file,
            "is written in HCL. Give what Terraform makes of it: terraform plan -out PLAN, then "
            "terraform show -json PLAN > plan.json.",
        )
    if text.lstrip()[:1] in "{[":
        return read_json(text, file)
    if len(text) > LARGEST_YAML:
        raise TemplateError(
            file, f"has more than {LARGEST_YAML >> 20} MB. CloudFormation takes 1 MB at most."
        )
    return read_yaml(text, file)


def _unwrapped(data, file):
    """The template in what `aws cloudformation get-template` prints."""
    if isinstance(data, dict) and "TemplateBody" in data and "Resources" not in data:
        body = data["TemplateBody"]
        return _read(body, file) if isinstance(body, str) and body.strip() else body
    return data
