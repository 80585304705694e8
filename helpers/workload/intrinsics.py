"""The functions of CloudFormation, as far as a file decides them: parameters by their defaults, conditions, maps, joins."""

from __future__ import annotations

from .values import ABSENT, PERHAPS, UNKNOWN, Named, either

DEEPEST = 40  # functions inside one another
NO_VALUE = "AWS::NoValue"


class Resolver:
    """What the values of one template come to. `resources` are the names that a Ref may mean besides parameters."""

    def __init__(self, template: dict, resources: set[str]):
        self.resources = resources
        self.parameters = _section(template, "Parameters")
        self.conditions = _section(template, "Conditions")
        self.mappings = _section(template, "Mappings")
        self.decided: dict[str, bool | None] = {}
        self.depth = 0

    def __call__(self, value: object) -> object:
        """The value itself if it is plain, else what its function comes to (see values.py). Looks one level deep."""
        if not isinstance(value, dict) or len(value) != 1:
            return value
        [(name, argument)] = value.items()
        if name != "Ref" and not (isinstance(name, str) and name.startswith("Fn::")):
            return value
        if self.depth >= DEEPEST:
            return PERHAPS
        self.depth += 1
        try:
            return FUNCTIONS.get(name, _not_decided)(self, argument)
        finally:
            self.depth -= 1

    def condition(self, name: object) -> bool | None:
        """Whether a condition of the template holds with the defaults of its parameters; None if that is open."""
        if not isinstance(name, str) or name not in self.conditions:
            return None
        if name not in self.decided:
            self.decided[name] = None  # for a condition that asks for itself
            self.decided[name] = self.truth(self.conditions[name])
        return self.decided[name]

    def truth(self, value: object) -> bool | None:
        """Whether an expression of the section Conditions is true."""
        if not isinstance(value, dict) or len(value) != 1 or self.depth >= DEEPEST:
            return None
        [(name, argument)] = value.items()
        self.depth += 1
        try:
            if name == "Condition":
                return self.condition(argument)
            parts = argument if isinstance(argument, list) else [argument]
            if name == "Fn::Not":
                found = self.truth(parts[0]) if parts else None
                return None if found is None else not found
            if name in ("Fn::And", "Fn::Or"):
                found = [self.truth(part) for part in parts]
                decisive = name == "Fn::Or"
                return decisive if decisive in found else None if None in found else not decisive
            if name == "Fn::Equals" and len(parts) == 2:
                return _equal(self(parts[0]), self(parts[1]))
            return None
        finally:
            self.depth -= 1

    def text(self, value: object) -> str | None:
        """A value as text, or None if it is not known."""
        value = self(value)
        if isinstance(value, bool):
            return str(value).lower()
        return str(value) if isinstance(value, (str, int, float)) else None


def _section(template, name):
    found = template.get(name)
    return found if isinstance(found, dict) else {}


def _equal(one, other):
    plain = (str, int, float, bool)
    if not isinstance(one, plain) or not isinstance(other, plain):
        return None
    return _word(one) == _word(other)


def _word(value):
    return str(value).lower() if isinstance(value, bool) else str(value)


def _not_decided(resolver, argument):
    return UNKNOWN


def _ref(resolver, name):
    if name == NO_VALUE:
        return ABSENT
    if not isinstance(name, str):
        return UNKNOWN
    if name in resolver.parameters:
        return _default(resolver.parameters[name])
    return Named(name) if name in resolver.resources else UNKNOWN


def _default(parameter):
    if not isinstance(parameter, dict) or parameter.get("Default") is None:
        return UNKNOWN
    kind, default = str(parameter.get("Type", "String")), parameter["Default"]
    if kind.startswith("AWS::SSM::Parameter"):
        return UNKNOWN  # the default is the name of an entry, not its value
    if "List" in kind and isinstance(default, str):
        return [part.strip() for part in default.split(",")]
    if isinstance(default, str) and default.startswith("{{resolve:"):
        return UNKNOWN
    return default if isinstance(default, (str, int, float, bool)) else UNKNOWN


def _if(resolver, argument):
    if not isinstance(argument, list) or len(argument) != 3:
        return PERHAPS
    decided = resolver.condition(argument[0])
    if decided is None:
        return either([resolver(argument[1]), resolver(argument[2])])
    return resolver(argument[1] if decided else argument[2])


def _get_att(resolver, argument):
    parts = argument.split(".", 1) if isinstance(argument, str) else argument
    if isinstance(parts, list) and parts and isinstance(parts[0], str) and parts[0] in resolver.resources:
        return Named(parts[0], str(parts[1]) if len(parts) > 1 else "")
    return UNKNOWN


def _sub(resolver, argument):
    text, names = argument, {}
    if isinstance(argument, list):
        text = argument[0] if argument else None
        names = argument[1] if len(argument) > 1 and isinstance(argument[1], dict) else {}
    if not isinstance(text, str):
        return UNKNOWN
    made, rest = [], text
    while "${" in rest:
        before, _, rest = rest.partition("${")
        name, closed, rest = rest.partition("}")
        if not closed:
            return UNKNOWN
        name = name.strip()
        if name.startswith("!"):
            made += [before, "${" + name[1:] + "}"]
            continue
        known = resolver.text(names.get(name, {"Ref": name}))
        if known is None:
            # alone, it is the same as a Ref
            whole = not before and not rest and not made
            return resolver({"Fn::GetAtt": name} if "." in name else {"Ref": name}) if whole else UNKNOWN
        made += [before, known]
    return "".join([*made, rest])


def _join(resolver, argument):
    if not isinstance(argument, list) or len(argument) != 2:
        return UNKNOWN
    parts = resolver(argument[1])
    if not isinstance(parts, list):
        return UNKNOWN
    texts = [resolver.text(part) for part in parts]
    mark = resolver.text(argument[0])
    return UNKNOWN if None in texts or mark is None else mark.join(texts)


def _select(resolver, argument):
    if not isinstance(argument, list) or len(argument) != 2:
        return UNKNOWN
    place, items = resolver.text(argument[0]), resolver(argument[1])
    if isinstance(items, list) and place is not None and place.isdecimal() and int(place) < len(items):
        return resolver(items[int(place)])
    return UNKNOWN


def _split(resolver, argument):
    if not isinstance(argument, list) or len(argument) != 2:
        return UNKNOWN
    mark, text = resolver.text(argument[0]), resolver.text(argument[1])
    return text.split(mark) if mark and text is not None else UNKNOWN


def _find_in_map(resolver, argument):
    if not isinstance(argument, list) or len(argument) < 3:
        return UNKNOWN
    found = resolver.mappings
    for key in argument[:3]:
        key = resolver.text(key)
        if key is None or not isinstance(found, dict) or key not in found:
            return UNKNOWN
        found = found[key]
    return found


def _transform(resolver, argument):
    return PERHAPS  # a macro may make anything of it, or nothing


FUNCTIONS = {
    "Ref": _ref,
    "Fn::If": _if,
    "Fn::GetAtt": _get_att,
    "Fn::Sub": _sub,
    "Fn::Join": _join,
    "Fn::Select": _select,
    "Fn::Split": _split,
    "Fn::FindInMap": _find_in_map,
    "Fn::Transform": _transform,
}


def names_in(value: object) -> set[str]:
    """Every name that Ref, GetAtt, Sub or DependsOn may mean below a value, whatever the conditions say."""
    found, todo, seen = set(), [value], set()
    while todo:
        one = todo.pop()
        if not isinstance(one, (dict, list)) or id(one) in seen:
            continue
        seen.add(id(one))
        if isinstance(one, dict):
            found |= _named(one)
            todo += one.values()
        else:
            todo += one
    return found


def _named(mapping):
    found = set()
    for key, value in mapping.items():
        if key == "Ref" and isinstance(value, str):
            found.add(value)
        elif key == "Fn::GetAtt":
            name = value[0] if isinstance(value, list) and value else value
            if isinstance(name, str):
                found.add(name.split(".", 1)[0])
        elif key == "Fn::Sub":
            text = value[0] if isinstance(value, list) and value else value
            if isinstance(text, str):
                found |= {part.partition("}")[0].split(".", 1)[0].strip() for part in text.split("${")[1:]}
    return found
