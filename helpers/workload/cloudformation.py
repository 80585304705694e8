"""A CloudFormation or SAM template, also one that CDK wrote, as a list of resources."""

from __future__ import annotations

from functools import partial

from .errors import TemplateError
from .intrinsics import Resolver, names_in
from .loops import without_loops
from .paths import look
from .resource import Resource
from .sam import with_globals
from .values import UNKNOWN


def resources_of(template: dict, file: str) -> list[Resource]:
    """The resources of a template, in its order. Raises TemplateError where it has none, or one is no resource.

    A loop (Fn::ForEach) whose list the file does not tell, and a macro in place of a resource, come as a resource of
    the type `Fn::ForEach` or `Fn::Transform`.
    """
    lines = getattr(template, "lines", {})
    section = template.get("Resources")
    if not isinstance(section, dict):
        raise TemplateError(
            file,
            "Resources must be a mapping of names to resources, each with a Type.",
            lines.get("Resources"),
        )
    lines = getattr(section, "lines", {})
    resolver = Resolver(template, {name for name in section if isinstance(name, str)})
    section = without_loops(section, resolver)
    resolver.resources |= set(section)
    return [
        _resource(name, body, template, resolver, file, lines.get(name)) for name, body in section.items()
    ]


def _resource(name, body, template, resolver, file, line):
    if name.startswith("Fn::"):
        kind = "::".join(name.split("::")[:2])
        return Resource(name, kind, lambda path: [UNKNOWN], lambda path: set(), line=line)
    if not isinstance(body, dict) or not isinstance(body.get("Type"), str):
        raise TemplateError(
            file, f"the resource {name[:60]!r} has no Type. Write one, such as Type: AWS::S3::Bucket.", line
        )
    properties = body.get("Properties")
    if properties is not None and not isinstance(properties, dict):
        raise TemplateError(
            file, f"the Properties of the resource {name[:60]!r} must be a mapping of names to values.", line
        )
    properties = with_globals(template, body["Type"], properties or {})
    return Resource(
        name,
        body["Type"],
        partial(look, properties, resolve=resolver),
        partial(_names, properties, resolver.resources),
        only_if=_only_if(body.get("Condition"), resolver),
        line=line,
    )


def _only_if(condition, resolver):
    if not isinstance(condition, str) or resolver.condition(condition) is True:
        return ""
    return f"the condition {condition[:60]} holds"


def _names(properties, resources, path):
    for key in filter(None, path.replace("[]", "").split(".")):
        properties = properties.get(key) if isinstance(properties, dict) else None
    found = names_in(properties)
    if isinstance(properties, str):
        found.add(properties)
    return found
