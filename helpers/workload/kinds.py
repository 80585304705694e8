"""Which of the formats a file is in; of the others that people have at hand, what to do with them."""

from __future__ import annotations

from .errors import TemplateError

HCL = (
    "resource ",
    "provider ",
    "terraform {",
    "module ",
    "variable ",
    "data ",
    "locals {",
    "output ",
    "#",
    "//",
)

# For every kind of file that is no template of ours: the keys at the top that give it away, and the remedy.
FOREIGN = [
    ({"apiVersion", "kind"}, "is a manifest of Kubernetes. Give the template that makes the cluster: what runs inside "
                             "it is yours either way."),
    ({"terraform_version", "serial", "lineage"}, "is a raw state of Terraform. Give what `terraform show -json` prints."),
    ({"$schema", "contentVersion", "resources"}, "is a template of Azure. This table knows AWS only."),
    ({"service", "provider", "functions"}, "is a serverless.yml. Run `serverless package`, and give the file "
                                           "cloudformation-template-update-stack.json that it leaves in .serverless."),
    ({"service", "provider"}, "is a serverless.yml. Run `serverless package`, and give the file "
                              "cloudformation-template-update-stack.json that it leaves in .serverless."),
    ({"services"}, "is a Compose file. Give the template that makes what the containers run on."),
    ({"openapi"}, "describes an API, not a system. Give the template that deploys it."),
    ({"swagger"}, "describes an API, not a system. Give the template that deploys it."),
    ({"artifacts", "version"}, "is a manifest of CDK. Give the file ending in .template.json beside it."),
    ({"hosts", "tasks"}, "is a playbook of Ansible. Give the template that it deploys."),
]  # fmt: skip


def looks_like_hcl(text: str, file: str) -> bool:
    """Whether a text is a configuration of Terraform rather than what it prints."""
    if file.lower().endswith((".tf", ".hcl", ".tofu")):
        return True
    lines = [line for line in map(str.strip, text[:20_000].splitlines()) if line]
    return any(line.startswith("resource ") and line.endswith("{") for line in lines) and all(
        line.startswith(HCL) for line in lines[:1]
    )


def kind_of(data: object, file: str) -> str:
    """`cloudformation` or `terraform`. Raises TemplateError for anything else, with what to do about it."""
    if isinstance(data, list) and data and all(isinstance(one, dict) for one in data):
        raise TemplateError(file, "is a list. A template is a mapping with Resources at the top.")
    if not isinstance(data, dict):
        raise TemplateError(file, "is no template. A template is a mapping with Resources at the top.")
    if "Resources" in data:
        return "cloudformation"
    if "planned_values" in data or ("values" in data and "format_version" in data):
        return "terraform"
    if "format_version" in data and "terraform_version" in data:
        raise TemplateError(
            file, "is an empty state of Terraform. Show a plan instead: terraform show -json PLAN."
        )
    for keys, remedy in FOREIGN:
        if keys <= set(data):
            raise TemplateError(file, remedy)
    if "resources" in data:
        line = getattr(data, "lines", {}).get("resources")
        raise TemplateError(file, "Resources begins with a capital letter. Put it right.", line)
    raise TemplateError(
        file,
        "has no Resources at the top. Give a CloudFormation template, or what terraform show -json prints.",
    )
