"""What SAM adds to a template before CloudFormation sees it, as far as parts and settings depend on it: Globals."""

from __future__ import annotations

SERVERLESS = "AWS::Serverless::"


def with_globals(template: dict, kind: str, properties: dict) -> dict:
    """The properties of a resource with what Globals says for its kind, such as Function.

    As SAM does: what the resource says wins, maps are merged, lists are joined.
    """
    common = template.get("Globals")
    common = common.get(kind.removeprefix(SERVERLESS)) if isinstance(common, dict) else None
    if not kind.startswith(SERVERLESS) or not isinstance(common, dict):
        return properties
    return _merged(common, properties, 0)


def _merged(common, own, depth):
    if depth > 20 or _is_function(own) or _is_function(common):
        return own
    if isinstance(common, dict) and isinstance(own, dict):
        made = dict(common)
        for key, value in own.items():
            made[key] = _merged(common[key], value, depth + 1) if key in common else value
        return made
    return common + own if isinstance(common, list) and isinstance(own, list) else own


def _is_function(value):
    return isinstance(value, dict) and any(key == "Ref" or str(key).startswith("Fn::") for key in value)
