"""What `terraform show -json` prints of a plan or a state, as a list of resources.

A plan tells three things apart: what the author wrote (`configuration`), what is known before it is applied
(`planned_values`), and what only AWS will say (`after_unknown`). A state holds what is there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from .errors import TemplateError
from .paths import look, steps_of
from .resource import Resource
from .values import ABSENT, PERHAPS, Named, is_true

INDEX = re.compile(r"\[[^\]]*\]")  # of a resource made by count or for_each
LAST_INDEX = re.compile(r"\[[^\]]*\]$")
REFERENCE = re.compile(r"(aws_\w+\.[\w-]+)(\[(?:\d+|\"[^\"]*\")\])?")


def resources_of(shown: dict, file: str) -> list[Resource]:
    """The managed resources of a plan or a state, modules included. Raises TemplateError if it holds neither."""
    planned = isinstance(shown.get("planned_values"), dict)
    values = shown.get("planned_values" if planned else "values")
    if not isinstance(values, dict):
        raise TemplateError(
            file, "holds no values. Apply the plan, or show the plan: terraform show -json PLAN."
        )
    unknown = _after_unknown(shown)
    written = dict(_written(_mapping(shown, "configuration"))) if planned else {}
    found = []
    for resource in _resources(values.get("root_module"), file):
        address = resource["address"]
        found.append(
            _resource(
                address,
                resource["type"],
                _mapping(resource, "values"),
                unknown.get(address, {}),
                written.get(INDEX.sub("", address)) if planned else None,
            )
        )
    return found


def _mapping(holder, key):
    value = holder.get(key) if isinstance(holder, dict) else None
    return value if isinstance(value, dict) else {}


def _list(holder, key):
    value = holder.get(key) if isinstance(holder, dict) else None
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _resources(module, file) -> Iterator[dict]:
    todo = [module]
    while todo:
        module = todo.pop(0)
        for resource in _list(module, "resources"):
            if resource.get("mode", "managed") != "managed":
                continue
            if not isinstance(resource.get("address"), str) or not isinstance(resource.get("type"), str):
                raise TemplateError(
                    file, "a resource has no address or type. Give what terraform show -json prints."
                )
            yield resource
        todo = _list(module, "child_modules") + todo


def _after_unknown(shown):
    return {
        change["address"]: _mapping(_mapping(change, "change"), "after_unknown")
        for change in _list(shown, "resource_changes")
        if isinstance(change.get("address"), str)
    }


def _written(configuration) -> Iterator[tuple[str, dict]]:
    """For every resource of the configuration its address without indexes, and what was written there."""
    todo = [("", _mapping(configuration, "root_module"))]
    while todo:
        prefix, module = todo.pop()
        for resource in _list(module, "resources"):
            name = resource.get("address", "")
            yield prefix + str(name), _mapping(resource, "expressions")
        for name, call in _mapping(module, "module_calls").items():
            todo.append((f"{prefix}module.{name}.", _mapping(call, "module")))


def _resource(address, kind, values, unknown, written):
    """One resource. `written` is None for a state, and for a resource that the configuration does not show."""
    return Resource(
        address,
        kind,
        partial(_look, values, unknown, written),
        partial(_names, address, address[: address.rfind(kind + ".")], values, written),
        filled_in=partial(_filled_in, written),
    )


def _look(values, unknown, written, path):
    found = look(values, path)
    if is_true("present", found) or not unknown:
        return found
    later = look(unknown, path)
    if True not in later:
        # A whole block may come later: then its last known step says true.
        later = [True] if _whole_block(unknown, path) else later
    if True not in later:
        return found
    if written is None:
        return [PERHAPS]
    expression = _expression(written, path)
    if expression is None:
        return [ABSENT]  # nobody wrote it: the provider, or AWS, chooses
    references = _references(expression)
    # What another resource makes is there for certain; a variable or a function may come to nothing.
    made = references and all(_is_resource(name) for name in references)
    return [Named(references[-1]) if made and len(references) <= 2 else PERHAPS]


def _whole_block(unknown, path):
    value = unknown
    for key, _ in steps_of(path):
        value = value.get(key) if isinstance(value, dict) else None
        if value is True:
            return True
        if isinstance(value, list):
            value = value[0] if value else None
            if value is True:
                return True
    return False


def _expression(written, path):
    value = written
    for key, _ in steps_of(path):
        if isinstance(value, list):
            value = value[0] if value else None
        value = value.get(key) if isinstance(value, dict) else None
        if value is None:
            return None
        if isinstance(value, dict) and ("references" in value or "constant_value" in value):
            return value
    return value


def _references(expression):
    found = expression.get("references") if isinstance(expression, dict) else None
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []


def _is_resource(reference):
    return reference.split(".", 1)[0].startswith("aws_")


def _filled_in(written, path):
    return written is not None and bool(path) and _expression(written, path) is None


def _names(address, module, values, written, path):
    """What a resource means at a path: other resources by reference, or by the id, name or ARN that stands there."""
    found = {value for value in look(values, path) if isinstance(value, str) and value} if path else set()
    index = LAST_INDEX.search(address)
    index = index.group() if index else ""
    for name in _all_references(_expression(written, path) if path and written else written):
        reference = REFERENCE.match(name)
        if reference:
            # Without an index, it means the one resource of that name, or the one made for the same key.
            plain, own = module + reference.group(1), reference.group(2)
            found |= {plain + own} if own else {plain, plain + index}
    return found


def _all_references(expression):
    todo = [expression]
    while todo:
        value = todo.pop()
        if isinstance(value, dict):
            yield from _references(value)
            todo += value.values()
        elif isinstance(value, list):
            todo += value
