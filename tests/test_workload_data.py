"""The tables that a template is read by, held to the schemas of CloudFormation, to settings.csv and to sources.csv."""

import fnmatch
import functools

from all_of import all_of

from helpers import load_table
from helpers.workload.paths import steps_of
from helpers.workload.rules import NOT_APPLICABLE
from helpers.workload.values import is_true

RESOURCES = load_table("resources")
DEFAULTS = load_table("tool_defaults")
LOOK_UPS = load_table("look_ups")
SETTINGS = load_table("settings")
OPTIONS = set(SETTINGS[["service", "setting", "option"]].itertuples(index=False, name=None))
CLOUDFORMATION = RESOURCES[RESOURCES["tool"] == "cloudformation"]

# A property of SAM is passed on to one of CloudFormation, under its own name unless it stands here. The pages of SAM say
# so; its schema cannot be installed beside our pins.
SAM = {
    "AWS::Serverless::Function": "AWS::Lambda::Function",
    "AWS::Serverless::SimpleTable": "AWS::DynamoDB::Table",
    "AWS::Serverless::LayerVersion": "AWS::Lambda::LayerVersion",
    "AWS::Serverless::Connector": None,
    "AWS::Serverless::MicrovmImage": "AWS::Lambda::MicrovmImage",
    "AWS::Serverless::NetworkConnector": "AWS::Lambda::NetworkConnector",
    "AWS::Serverless::WebFunction": "AWS::Lambda::WebFunctionEndpoint",
    "AWS::Serverless::CapacityProvider": "AWS::Lambda::CapacityProvider",
    "AWS::Serverless::Api": "AWS::ApiGateway::RestApi",
    "AWS::Serverless::HttpApi": "AWS::ApiGatewayV2::Api",
    "AWS::Serverless::WebSocketApi": "AWS::ApiGatewayV2::Api",
    "AWS::Serverless::StateMachine": "AWS::StepFunctions::StateMachine",
}
OF_SAM_ALONE = {
    "FunctionUrlConfig": ("AWS::Lambda::Url", "AuthType"),
    "CapacityProviderConfig": None,
    "Events": None,
    "Auth": None,
    "DefinitionBody": None,
    "DefinitionUri": None,
    "EndpointConfiguration": None,
    "Type": ("AWS::StepFunctions::StateMachine", "StateMachineType"),
    "AccessLogSetting": ("AWS::ApiGateway::Stage", None),
    "CacheClusterEnabled": ("AWS::ApiGateway::Stage", None),
    "MethodSettings": ("AWS::ApiGateway::Stage", None),
    "AccessLogSettings": ("AWS::ApiGatewayV2::Stage", None),
    "DefaultRouteSettings": ("AWS::ApiGatewayV2::Stage", None),
}
NEWER = {
    ("AWS::Lambda::Function", "RuntimeConfig")
}  # on its page already, and not yet in the schemas of October 2026
JSON_TEXT = {("AWS::OpenSearchServerless::SecurityPolicy", "Policy")}  # a string in the schemas
NOT_IN_SCHEMAS = {"AWS::CDK::Metadata"}  # CDK writes it, CloudFormation leaves it alone


@functools.cache
def schema_of(kind):
    from cfnlint.schema import PROVIDER_SCHEMA_MANAGER

    return PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", kind).schema


@functools.cache
def all_types():
    from cfnlint.schema import PROVIDER_SCHEMA_MANAGER

    return set(PROVIDER_SCHEMA_MANAGER.get_resource_types("us-east-1"))


def resolved(schema, node):
    while "$ref" in node:
        found = schema
        for key in node["$ref"].removeprefix("#/").split("/"):
            found = found[key]
        node = found
    return node


def stands_in(kind, path):
    """Whether a path leads to a property in the schema of a type."""
    schema = node = schema_of(kind)
    if (kind, path.split(".")[0]) in JSON_TEXT:
        return True
    for key, wanted in steps_of(path):
        node = resolved(schema, node)
        if (
            node.get("type") in ("object", ["object", "string"], ["string", "object"])
            and "properties" not in node
        ):
            return True  # JSON of its own, such as a policy
        if key not in node.get("properties", {}):
            return False
        node = resolved(schema, node["properties"][key])
        if wanted is not None:
            if "array" not in str(node.get("type")):
                return False
            node = resolved(schema, node["items"])
            if any(name not in node.get("properties", {}) for name in wanted):
                return False
    return True


@all_of(sorted(set(CLOUDFORMATION["resource_type"])))
def test_every_type_of_cloudformation_is_in_its_schemas(kind):
    if kind in NOT_IN_SCHEMAS or kind in SAM:
        return
    found = fnmatch.filter(all_types(), kind)
    assert found, f"{kind} is no type that CloudFormation has"


PATHS = sorted(
    set(CLOUDFORMATION[CLOUDFORMATION["property_path"] != ""][["resource_type", "property_path", "link"]].itertuples(
        index=False, name=None))
)  # fmt: skip


@all_of(PATHS)
def test_every_path_of_cloudformation_is_in_its_schemas(row):
    kind, path, link = row
    if link.startswith("by "):
        kind = link.split(" ")[1]
    first = path.split(".")[0].split("[")[0]
    if kind in SAM:
        other = OF_SAM_ALONE.get(first, (SAM[kind], path))
        if other is None:
            return
        kind, path = other[0], other[1] or path
    assert stands_in(kind, path) != ((kind, path) in NEWER)


LINKS = sorted(
    set(
        CLOUDFORMATION[CLOUDFORMATION["link"] != ""][["resource_type", "service", "link"]].itertuples(
            index=False, name=None
        )
    )
)


@all_of(LINKS)
def test_every_link_names_a_property(row):
    kind, service, link = row
    how, *words = link.split(" ")
    if how == "named" and words:
        parts = CLOUDFORMATION[(CLOUDFORMATION["role"] == "part") & (CLOUDFORMATION["service"] == service)]
        assert any(stands_in(part, *words) for part in parts["resource_type"])
    elif how == "by":
        kind, path = words
        assert stands_in(kind, path)
    elif how == "names":
        assert stands_in(kind, *words)
    else:
        assert how in ("named", "all") and not words


def test_every_service_setting_and_option_of_a_rule_exists():
    services = set(load_table("services")["service"])
    for row in RESOURCES.itertuples(index=False):
        where = f"{row.resource_type} {row.property_path} {row.condition}"
        if row.role == "setting":
            assert row.option in ("", NOT_APPLICABLE) or (row.service, row.setting, row.option) in OPTIONS, (
                where
            )
            assert any(
                row.setting == setting and row.service == service for service, setting, _ in OPTIONS
            ), where
        else:
            assert (row.role == "part") == (row.service != "") and not row.setting and not row.option, where
            assert row.service in services | {""}, where


def test_every_condition_can_be_read():
    for condition in set(RESOURCES["condition"]):
        assert is_true(condition, ["nothing that any rule expects"]) in (True, False, None)


def test_no_rule_stands_twice_and_none_after_one_that_always_holds():
    settings = RESOURCES[RESOURCES["role"] == "setting"].drop(columns="source")
    assert not settings.duplicated().any()
    roles = RESOURCES[RESOURCES["role"] != "setting"]
    for kind, rows in roles.groupby(["tool", "resource_type"], sort=False):
        final = [row.condition == "exists" and not row.link for row in rows.itertuples()]
        assert not any(final[:-1]), kind


def test_every_rule_that_decides_something_has_a_source():
    keys = set(load_table("sources")["source"])
    for row in RESOURCES.itertuples(index=False):
        decides = row.role in ("part", "setting") or row.property_path
        assert row.source in keys if decides else row.source in keys | {""}, row
    assert set(DEFAULTS["source"]) <= keys


def test_the_defaults_of_a_tool_are_options_and_stand_once():
    assert not DEFAULTS.duplicated(["service", "setting", "tool"]).any()
    for row in DEFAULTS.itertuples(index=False):
        assert (row.service, row.setting, row.option) in OPTIONS, row


def test_the_traps_that_tools_lay():
    """Where the same silence means different things: the reason why defaults are kept for each tool."""
    default = DEFAULTS.set_index(["service", "setting", "tool"])["option"]
    assert default["dynamodb", "capacity-mode", "cloudformation"] == "provisioned"
    assert default["dynamodb", "capacity-mode", "console"] == "on-demand"
    assert default["rds", "backup-retention", "terraform"] == "zero"
    assert default["rds", "backup-retention", "cloudformation"] == "one-day-or-more"
    assert default["emr-on-ec2", "auto-termination", "console"] == "on"
    assert default["emr-on-ec2", "auto-termination", "cloudformation"] == "off"


def test_there_is_a_command_for_every_setting_that_may_have_to_be_asked():
    asked = set(LOOK_UPS[["service", "setting"]].itertuples(index=False, name=None))
    settings = {(service, setting) for service, setting, _ in OPTIONS}
    assert settings - asked == set(), "settings without a row in data/look_ups.csv"
    assert asked - settings == set(), "rows of data/look_ups.csv without a setting"
    assert not LOOK_UPS.duplicated(["service", "setting"]).any()
