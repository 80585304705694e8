"""From resources to parts: what each resource is, and what the file says about every setting of its service."""

from __future__ import annotations

from ..tables.settings import Settings
from .options import options_of, variants_of
from .parts import Choice, Other, Part, Workload
from .resource import Resource
from .rules import NOT_APPLICABLE, Rule, Rules
from .values import UNKNOWN, Either, is_true

ACCOUNT = "the file cannot show it"
# Where a resource states a name of its own, by which another may mean it.
OWN_NAMES = ("FunctionName", "BucketName", "ClusterName", "TableName", "LaunchTemplateName", "Name",
             "NamespaceName",
             "id", "arn", "name", "bucket", "function_name")  # fmt: skip


def workload_of(
    title: str, tool: str, resources: list[Resource], rules: Rules, settings: Settings
) -> Workload:
    """The workload of a file. Every resource becomes a part, supports one, or is listed as not covered."""
    parts, supporting, not_covered = [], [], []
    relations = Relations(resources)
    for resource in resources:
        rule = _role(resource, rules, relations)
        if rule is None or rule.role == "not-covered":
            not_covered.append(Other(resource.name, resource.type))
        elif rule.role == "supporting":
            supporting.append(Other(resource.name, resource.type))
        else:
            parts.append(_part(resource, rule.service, rules, relations, settings))
    return Workload(title, tool, tuple(parts), tuple(supporting), tuple(not_covered))


def _role(resource, rules, relations):
    for rule in rules.of_type(resource.type):
        if _result(rule, resource, relations)[0]:
            return rule
    return None


def _part(resource, base, rules, relations, settings):
    choices = _choices(resource, base, rules, relations, settings)
    service = base
    for name, choice in choices.items():
        if choice.option is None:
            continue
        becomes = variants_of(settings).get((base, name, choice.option))
        if becomes:
            # The other settings are those of a service that this is not; what was stated is still worth knowing.
            kept = {n: c for n, c in choices.items() if n == name or c.known == "stated"}
            service = becomes
            choices = kept | _choices(resource, service, rules, relations, settings)
            break
    return Part(resource.name, resource.type, base, service, choices, resource.only_if)


def _choices(resource, service, rules, relations, settings):
    found = {}
    for name in options_of(settings).get(service, ()):
        choice = _choice(resource, service, name, rules, relations)
        if choice is not None:
            found[name] = choice
    return found


def _choice(resource, service, setting, rules, relations):
    """The first rule that holds decides; one that cannot be decided means that we must ask."""
    seen = False
    for rule in rules.settings.get((service, setting), ()):
        holds, where, at = _result(rule, resource, relations)
        place = rule.property_path or at
        if holds is None:
            return Choice(None, "ask", f"{place} is not known before deployment")
        if holds and rule.option == NOT_APPLICABLE:
            return None
        if holds and not rule.option:
            return Choice(None, "ask", f"{place} does not decide it" if rule.property_path else ACCOUNT)
        if holds:
            silent = rule.condition == "absent" or (where is not None and where.filled_in(rule.property_path))
            return Choice(rule.option, "default" if silent else "stated", place)
        seen = seen or (rule.option not in ("", NOT_APPLICABLE) and _stands(rule, where))
    if seen:
        return Choice(None, "ask", "the file holds a value that the table does not know")
    default = rules.defaults.get((service, setting))
    return Choice(default, "default", "the file is silent") if default else Choice(None, "ask", ACCOUNT)


def _stands(rule, where):
    if where is None or not rule.property_path:
        return False
    return is_true("present", where.look(rule.property_path)) is not False


def _result(rule: Rule, resource: Resource, relations: Relations):
    """Whether a rule holds for a part, the resource in which it was seen, and the name of that resource."""
    seen = []
    for other in relations.reached(rule, resource):
        holds = _holds(rule, other)
        if holds:
            return True, other, other.name
        seen.append((holds, other, other.name))
    undecided = [result for result in seen if result[0] is None]
    if not seen and rule.link.startswith("names "):
        # One that may mean this part, or any other, or none of this file; unless the rule cannot hold of it anyway.
        undecided = [
            (None, other, other.name) for other in relations.loose(rule) if _holds(rule, other) is not False
        ][:1]
    return (undecided or seen or [(False, None, "")])[0]


def _holds(rule, other):
    return is_true(rule.condition, other.look(rule.property_path) if rule.property_path else [])


class Relations:
    """Which resource names which."""

    def __init__(self, resources: list[Resource]):
        self.by_type: dict[str, list[Resource]] = {}
        for resource in resources:
            self.by_type.setdefault(resource.type, []).append(resource)
        self.own = {resource.name: _own_names(resource) for resource in resources}
        self._index: dict[tuple[str, str | None], dict[str, list[Resource]]] = {}
        self.all_names = set().union(*self.own.values())
        self._loose: dict[tuple[str, str], list[Resource]] = {}
        self._named: dict[tuple[str, str], set[str]] = {}

    def reached(self, rule: Rule, part: Resource) -> list[Resource]:
        """The resources in which a rule looks, for one part: itself, or others (column link of resources.csv)."""
        if not rule.link:
            return [part] if part.type == rule.resource_type or "*" in rule.resource_type else []
        how, _, path = rule.link.partition(" ")
        if how == "all":
            return self.by_type.get(rule.resource_type, [])
        if how == "names":
            return self.found(rule.resource_type, path, self.own[part.name])
        if how == "by":
            kind, _, path = path.partition(" ")
            return self.found(kind, path, self.own[part.name])
        if how == "named":
            if (part.name, path) not in self._named:
                self._named[part.name, path] = part.names(path)
            return self.found(rule.resource_type, None, self._named[part.name, path])
        raise ValueError(f"{rule.link!r} is no link.")

    def found(self, kind: str, path: str | None, names: set[str]) -> list[Resource]:
        """The resources of a type that mean one of `names` at a path, or, with path None, that go by one of them."""
        if (kind, path) not in self._index:
            index = self._index[kind, path] = {}
            for resource in self.by_type.get(kind, []):
                for name in self.own[resource.name] if path is None else resource.names(path):
                    index.setdefault(name, []).append(resource)
        index = self._index[kind, path]
        reached = {found.name: found for name in sorted(names) if name in index for found in index[name]}
        return list(reached.values())

    def loose(self, rule: Rule) -> list[Resource]:
        """The resources of a rule's type whose target the file does not tell."""
        path = rule.link.partition(" ")[2]
        if (rule.resource_type, path) not in self._loose:
            self._loose[rule.resource_type, path] = [
                other
                for other in self.by_type.get(rule.resource_type, [])
                if not other.names(path) & self.all_names
                and any(value is UNKNOWN or isinstance(value, Either) for value in other.look(path))
            ]
        return self._loose[rule.resource_type, path]


def _own_names(resource):
    """The names under which others may mean a resource."""
    found = {resource.name}
    for path in OWN_NAMES:
        found |= {value for value in resource.look(path) if isinstance(value, str) and value}
    return found
