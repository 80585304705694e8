"""An OSCAL component definition: one component a part, and one a service variant, with both sides of every control."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime
from pathlib import Path

from ...tables.model import Model
from ..matrix import matrix
from ..parts import Part, Workload
from .cells import plain
from .fedramp import controls_of
from .report import NOTE

VERSION = "1.1.3"  # of OSCAL
NAMESPACE = "https://on-the-hook.example/ns/oscal"  # of our properties; nothing is fetched from it
CATALOG = (
    "https://raw.githubusercontent.com/usnistgov/oscal-content/main/nist.gov/SP800-53/rev5/json/"
    "NIST_SP-800-53_rev5_catalog.json"
)
RESPONSIBILITY = {"aws": "provider", "shared": "shared", "customer": "customer"}


def write_oscal(workload: Workload, model: Model, path: Path) -> None:
    """Write the component definition as JSON. Raises OSError."""
    path.write_text(json.dumps(component_definition(workload, model)) + "\n", encoding="utf-8")


def component_definition(workload: Workload, model: Model) -> dict:
    """The document. The same workload gives the same ids; only `last-modified` is of the day it is made."""
    rows = list(matrix(workload, model).astype(str).itertuples(index=False))
    names = model.service_names
    controls = controls_of(model)
    height = len(model.domains)
    components = []
    for service in dict.fromkeys(part.service for part in workload.parts):
        base = list(model.of(service).reset_index().astype(str).itertuples(index=False))
        components.append(
            {
                "uuid": _id(workload, "service", service),
                "type": "service",
                "title": names[service],
                "description": "The service variant as the table has it, with the default of every setting.",
                "props": [_prop("service", service)],
                **_implementations(workload, service, base, controls),
            }
        )
    for at, part in enumerate(workload.parts):
        mine = rows[at * height : (at + 1) * height]
        components.append(_component(workload, at, part, names[part.service], mine, controls))
    made = {
        "uuid": _id(workload, "document"),
        "metadata": {
            "title": f"Who is on the hook: {plain(workload.title)}",
            "last-modified": datetime.now(UTC).isoformat(timespec="seconds"),
            "version": "draft",
            "oscal-version": VERSION,
            "remarks": NOTE,
        },
    }
    if components:
        made["components"] = components
    return {"component-definition": made}


def _component(workload, at, part: Part, service_name, rows, controls):
    props = [_prop("service", part.service)]
    if part.kind:
        props.append(_prop("resource-type", part.kind))
    props += [
        _prop(f"setting-{setting}", choice.option or "ask", f"known: {choice.known}")
        for setting, choice in part.settings.items()
    ]
    title = plain(part.name) or "a part without a name"
    return {
        "uuid": _id(workload, "part", str(at), part.name),
        "type": "service",
        "title": title,
        "description": f"{title}, as {service_name}.",
        "props": props,
        **_implementations(workload, f"{at} {part.name}", rows, controls),
    }


def _implementations(workload, key, rows, controls):
    requirements = []
    for row in rows:
        for control in controls[row.domain]:
            requirements.append(
                {
                    "uuid": _id(workload, key, row.domain, control),
                    "control-id": control.lower(),
                    "description": f"AWS: {row.aws_duty} You: {row.customer_duty}",
                    "props": [
                        _prop("domain", row.domain),
                        _prop("responsibility", RESPONSIBILITY[row.owner]),
                        _prop("basis", row.basis),
                        _prop("source", row.source),
                    ],
                }
            )
    # The domains without a control of NIST (cost, licences of a kind) are in no list of requirements.
    left_out = [row.domain for row in rows if not controls[row.domain]]
    description = "Who acts for each control, from the tables of On the Hook."
    if left_out:
        description += f" No control of SP 800-53 stands for: {', '.join(left_out)}."
    return {
        "control-implementations": [
            {
                "uuid": _id(workload, key, "controls"),
                "source": CATALOG,
                "description": description,
                "implemented-requirements": requirements,
            }
        ]
    }


def _prop(name, value, remarks=""):
    made = {"name": name, "ns": NAMESPACE, "value": plain(value) or "-"}
    return made | ({"remarks": remarks} if remarks else {})


def _id(workload, *names):
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "\n".join([NAMESPACE, workload.title, *names])))
