"""The shipped tables: size, links between them, and the column rules of data/README.md."""

import csv
import re
from difflib import SequenceMatcher

import numpy as np
import pytest
from all_of import all_of

from helpers import DATA, customer_share, load_table, order_stability
from helpers.tables.settings import apply

TABLES = sorted(path.stem for path in DATA.glob("*.csv"))

# The four lists that a new service may have to join, each the second half of a rule in data/README.md: who stands in it by its rows.

# capacity is `aws`
AUTO_SCALING = {
    "emr-serverless",
    "lambda-managed-runtime",
    "lambda-container-image",
    "dynamodb",
    "s3",
    "athena",
    "bedrock",
    "lambda-web-functions",
    "efs",
    "application-load-balancer",
    "kms",
    "secrets-manager",
    "redshift-serverless",
    "opensearch-serverless",
    "api-gateway",
    "cloudfront",
    "sqs",
    "sns",
    "eventbridge",
    "step-functions",
}
# availability is `aws`
ANSWERING = {
    "s3",
    "dynamodb",
    "athena",
    "bedrock",
    "kms",
    "secrets-manager",
    "opensearch-serverless",
    "api-gateway",
    "cloudfront",
    "sqs",
    "sns",
    "eventbridge",
}
# encryption-at-rest is `aws`
ENCRYPTED = {
    "emr-serverless",
    "lambda-managed-runtime",
    "lambda-container-image",
    "rds-custom-oracle",
    "aurora-serverless",
    "dynamodb",
    "s3",
    "redshift",
    "athena",
    "sagemaker-notebook",
    "bedrock",
    "snowball",
    "outposts",
    "lambda-web-functions",
    "elasticache",
    "aurora",
    "application-load-balancer",
    "rds-custom-sql-server",
    "kms",
    "secrets-manager",
    "eks-fargate",
    "redshift-serverless",
    "opensearch-serverless",
    "api-gateway",
    "cloudfront",
    "sqs",
    "sns",
    "eventbridge",
    "step-functions",
}
LAMBDA = {
    "lambda-managed-runtime",
    "lambda-container-image",
    "lambda-managed-instances",
    "lambda-web-functions",
    "lambda-microvms",
}
# logging is `shared`: logs or a history of the workload are kept by default
RECORD_LOGS = LAMBDA | {
    "emr-serverless",
    "emr-on-ec2",
    "emr-on-eks",
    "glue",
    "rds",
    "aurora-serverless",
    "redshift",
    "athena",
    "aurora",
    "kms",
    "secrets-manager",
    "redshift-serverless",
    "step-functions",
}

CHECKED = {
    "on-premises",
    "ec2",
    "emr-on-ec2",
    "emr-on-eks",
    "emr-serverless",
    "lambda-managed-runtime",
    "lambda-container-image",
}


def read(name) -> list[dict]:
    """A table as plain text, without the help of helpers.model."""
    with open(DATA / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


CITING = [
    path.stem
    for path in sorted(DATA.glob("*.csv"))
    if path.stem != "sources" and "source" in read(path.stem)[0]
]


@pytest.fixture(scope="module")
def rows(model):
    return model.responsibilities


@pytest.fixture(scope="module")
def sources(model):
    return set(model.sources["source"])


@pytest.fixture(scope="module")
def column(rows):
    """The column of one domain: index service."""
    return lambda domain: rows[rows["domain"] == domain].set_index("service")


def agree(column, domain, owner, listed):
    """The rows of one owner in one column are those of one of the four lists above; if not, a message that says what to mend."""
    owners, name = column(domain)["owner"], next(key for key, it in globals().items() if it is listed)
    rows = set(owners.index[owners == owner])
    assert not rows ^ listed, (
        f"{domain} is {owner} in data/responsibilities.csv, and not in {name}: {sorted(rows - listed)}; "
        f"in {name} alone: {sorted(listed - rows)}. Read the rule of {domain} in data/README.md, "
        f"then mend the row, or {name} at the top of tests/test_data.py."
    )


# --- size and links ----------------------------------------------------------------


def test_every_service_has_every_domain_once():
    pairs = [(row["service"], row["domain"]) for row in read("responsibilities")]
    assert len(pairs) == len(set(pairs)) == len(read("services")) * len(read("domains"))


@all_of(TABLES)
def test_the_model_reads_every_row(name):
    assert len(load_table(name)) == len(read(name)) > 0


def test_the_main_scale(model):
    stops = model.services.dropna(subset=["scale_order"]).sort_values("scale_order")
    assert stops["scale_order"].tolist() == [1, 2, 3, 4, 5, 6]
    assert stops["service"].tolist() == [
        "on-premises",
        "ec2",
        "emr-on-ec2",
        "emr-on-eks",
        "emr-serverless",
        "lambda-managed-runtime",
    ]


NEEDS_NO_SOURCE = ("questions", "changes", "support", "resources", "objections")  # some of their rows


@all_of(CITING)
def test_every_source_cited_exists(name, sources):
    cited = {row[column] for row in read(name) for column in row if column.endswith("source")}
    cited -= {""} if name in NEEDS_NO_SOURCE else set()
    assert cited and cited <= sources


def test_links_are_https():
    for row in read("sources") + read("services"):
        assert re.match(r"https://[\w.-]+/\S*$", row["url"]), row["url"]


def test_the_word_of_aws_stands_on_a_page_of_aws():
    for row in read("sources"):
        if row["publisher"] == "AWS":
            host = row["url"].split("/")[2]
            assert re.search(r"(^|\.)(amazon\.com|serverlessland\.com|github\.com|github\.io)$", host), host


# --- texts -------------------------------------------------------------------------


@all_of(TABLES)
def test_no_internal_code_and_no_stray_blank(name):
    for row in read(name):
        for header, text in row.items():
            where = f"{name}, {header}: {text!r}"
            assert not re.search(r"\b[DTQ]\d\d\b", text), where
            assert text == text.strip() and "  " not in text, where
            assert not re.search(r"\bTODO\b|\bTBD\b|\uFFFD|â€", text), where


def spelling(text):
    """A sentence without what is only spelling: case, punctuation, British or American."""
    text = re.sub(r"[^a-z0-9 ]", "", text.lower())
    return re.sub(
        r"\s+",
        " ",
        text.replace("isation", "ization")
        .replace("ise", "ize")
        .replace("our", "or")
        .replace("licence", "license"),
    ).strip()


@pytest.mark.parametrize("duty", ["aws_duty", "customer_duty"])
def test_general_sentences_do_not_differ_in_spelling_only(rows, duty):
    general = rows[rows["scope"] == "general"]
    for domain, texts in general.groupby("domain")[duty]:
        texts = sorted(texts.unique())
        for i, one in enumerate(texts):
            for two in texts[i + 1 :]:
                near = SequenceMatcher(None, one, two).ratio()
                assert spelling(one) != spelling(two) and near < 0.9, (domain, one, two)


def test_general_rows_say_the_same_in_the_same_words(rows):
    """The same wording down a column means the same owner, basis and source; few wordings each."""
    general = rows[rows["scope"] == "general"]
    words = general.groupby(["domain", "aws_duty", "customer_duty"])
    assert (words[["owner", "basis", "source"]].nunique() == 1).all(axis=None)
    assert (words.ngroup().groupby(general["domain"]).nunique() <= 3).all()


def test_nobody_who_must_act_has_nothing_to_do(rows):
    idle = r"(?:Nothing|None)\b.{0,3}$"
    acts = {"aws": ["aws_duty"], "customer": ["customer_duty"], "shared": ["aws_duty", "customer_duty"]}
    for row in rows.to_dict("records"):
        for duty in acts[row["owner"]]:
            assert not re.match(idle, row[duty]), (row["service"], row["domain"], row[duty])


# --- the column rules --------------------------------------------------------------


def test_on_premises_everything_is_the_customers(rows):
    own = rows[rows["service"] == "on-premises"]
    assert set(own["owner"]) == {"customer"} and set(own["aws_duty"]) == {"None."}


def test_in_transit_is_shared_in_the_cloud(model, column):
    """A device at your site is not in the cloud, and Outposts shares anyway: a service link."""
    delivery = model.services.set_index("service")["delivery"]
    cloud = delivery.index[~delivery.isin(["on-premises", "device"])]
    assert set(column("encryption-in-transit").loc[cloud, "owner"]) == {"shared"}


def test_key_management_is_shared_where_there_is_a_default_key(column):
    """RDS Custom takes no key but one of the customer's."""
    owner = column("key-management")["owner"].drop("on-premises")
    assert {owner.pop(f"rds-custom-{engine}") for engine in ("oracle", "sql-server")} == {"customer"}
    assert set(owner) == {"shared"}


def test_capacity_is_of_aws_where_the_service_scales_by_itself(column):
    agree(column, "capacity", "aws", AUTO_SCALING)


def test_capacity_is_shared_where_you_set_the_limits(column):
    capacity = column("capacity")
    shared = capacity[capacity["owner"] == "shared"]
    assert len(shared) and shared["customer_duty"].str.contains("limits|number|maximum").all()


def test_capacity_is_the_customers_where_nothing_changes_by_itself(column):
    capacity = column("capacity")
    asked = capacity["aws_duty"].str.contains("ask for|only where told|neither by itself|changes no number")
    assert asked.any() and set(capacity.loc[asked, "owner"]) == {"customer"}


def test_logging_is_shared_where_workload_logs_are_kept_by_default(column):
    agree(column, "logging", "shared", RECORD_LOGS)


def test_logging_is_the_customers_where_it_must_be_turned_on(column):
    assert set(column("logging")["owner"]) == {"shared", "customer"}


def test_host_isolation_is_never_shared(column):
    assert set(column("host-isolation")["owner"].drop("on-premises")) == {"aws"}


def test_what_aws_rolls_out_once_it_is_told_to_is_shared(column):
    for domain in ("guest-os", "runtime-patching"):
        rows = column(domain)
        told = rows["aws_duty"].str.contains("once you start|drains nodes") & (rows["owner"] != "aws")
        assert told.any() and set(rows.loc[told, "owner"]) == {"shared"}


def test_the_network_is_the_customers_unless_aws_runs_the_endpoint(column):
    reach = column("network-reach")
    assert "aws" not in set(reach["owner"])
    assert (
        not reach.loc[reach["owner"] == "shared", "customer_duty"]
        .str.contains("^(?:Designs|Places it)")
        .any()
    )


def test_the_same_duties_have_the_same_owner():
    """Down a column, the default of every service and all its other options together."""
    seen = {}
    for row in read("responsibilities") + read("moves"):
        duties = row["domain"], spelling(row["aws_duty"]), spelling(row["customer_duty"])
        seen.setdefault(duties, {}).setdefault(row["owner"], []).append(row["service"])
    assert [owners for owners in seen.values() if len(owners) > 1] == []


def test_options_with_the_same_words_from_the_same_page_have_the_same_basis():
    """A page about keys says no more of a queue than of a table."""
    seen = {}
    for row in read("moves"):
        words = row["domain"], row["aws_duty"], row["customer_duty"], row["source"]
        seen.setdefault(words, {}).setdefault(row["basis"], []).append(row["service"])
    assert [bases for bases in seen.values() if len(bases) > 1] == []


def test_what_arrives_without_a_step_of_yours_is_not_shared(column):
    """Patches that come in a window, as on Redshift; a version that must be left makes a row shared."""
    for domain in ("guest-os", "runtime-patching"):
        rows = column(domain)
        idle = rows["customer_duty"].str.match("Nothing|Sets the window")
        assert idle.any() and set(rows.loc[idle, "owner"]) == {"aws"}


def test_an_image_of_yours_is_yours_in_every_option():
    """A custom image or a version that you hold back: nobody but you brings the fix."""
    held = re.compile(
        "does not rebuild yours|applies none to this function|[Nn]either patches nor tests|Adds nothing more"
    )
    owners = {
        (r["service"], r["option"], r["domain"]): r["owner"]
        for r in read("moves")
        if r["domain"] in ("guest-os", "runtime-patching") and held.search(r["aws_duty"])
    }
    assert len(owners) >= 6 and set(owners.values()) == {"customer"}, owners


def test_licensing_follows_the_platform_under_every_setting(model):
    for row in model.settings.options.query("is_default == 'no'").itertuples():
        rows = apply(model.defaults, model.settings, row.service, {row.setting: row.option})
        owner = rows.set_index("domain")["owner"]
        if row.service != "rds" and owner["platform-install"] != "shared":
            assert owner["licensing"] == owner["platform-install"], (row.service, row.setting, row.option)


def test_a_backup_is_shared_where_the_service_makes_it(column):
    backup = column("backup")
    makes = backup["aws_duty"].str.match("Takes|Backs up|Keeps (?:redundant copies|earlier versions)")
    assert set(backup.index[makes]) == set(backup.index[backup["owner"] == "shared"]) and makes.any()


def test_what_each_side_does_for_its_half_is_shared_in_the_cloud(column):
    for domain in ("incident-response", "compliance-evidence", "staffing"):
        assert set(column(domain)["owner"].drop("on-premises")) == {"shared"}, domain


def test_the_ground_is_yours_only_where_the_building_is(model, column):
    delivery = model.services.set_index("service")["delivery"]
    yours = set(delivery.index[delivery.isin(["on-premises", "device"])])
    for domain in ("site-security", "power-and-cooling"):
        owner = column(domain)["owner"]
        assert set(owner.index[owner == "customer"]) == yours and set(owner) == {"aws", "customer"}


def test_a_run_that_breaks_is_not_aws_alone(column):
    """Functions, tasks and jobs: whether they run again, and harmlessly, is prepared by you."""
    owner = column("availability")["owner"]
    jobs = sorted(LAMBDA | {"fargate", "glue", "emr-serverless", "emr-on-ec2", "step-functions"})
    assert "aws" not in set(owner[jobs])


def test_availability_is_of_aws_where_a_caller_has_only_to_ask_again(column):
    agree(column, "availability", "aws", ANSWERING)


def test_every_domain_has_its_rule():
    text = (DATA / "README.md").read_text("utf-8")
    rules = text[text.index("### How a column is kept even") : text.index("### Where sources disagree")]
    assert [row["domain"] for row in read("domains") if f"`{row['domain']}`" not in rules] == []


@pytest.mark.parametrize("service", ["ec2", "eks-managed-nodes", "emr-on-eks", "ecs-on-ec2", "on-premises"])
def test_availability_is_the_customers_where_aws_runs_the_control_plane_only(column, service):
    assert column("availability").loc[service, "owner"] == "customer"


@pytest.mark.parametrize("service", ["elastic-beanstalk", "eks-auto-mode", "fargate", "emr-on-ec2"])
def test_availability_is_shared_where_the_service_replaces_what_fails(column, service):
    row = column("availability").loc[service]
    assert re.search("[Rr]eplaces|[Rr]estarts", row["aws_duty"]) and row["owner"] == "shared"


@all_of([row["service"] for row in read("services")])
def test_licensing_follows_who_supplies_the_platform(service, column):
    """Who installs the platform alone supplies it. Where both install, the row may be either."""
    installs = column("platform-install").loc[service, "owner"]
    licenses = column("licensing").loc[service, "owner"]
    if service == "rds":
        assert (installs, licenses) == ("aws", "shared"), "the stated exception"
    else:
        assert installs == "shared" or licenses == installs


def test_an_offer_makes_no_row_shared(rows):
    offers = rows["aws_duty"].str.match(r"(Offers|Supports)\b(?!.*by default)")
    assert set(rows.loc[offers & (rows["owner"] == "shared"), "domain"]) == set()
    assert offers.sum() > 30


def test_at_rest_is_of_aws_where_all_new_data_is_encrypted_by_default(column):
    agree(column, "encryption-at-rest", "aws", ENCRYPTED)
    duties = column("encryption-at-rest").loc[sorted(ENCRYPTED), "aws_duty"]
    says_so = duties.str.contains("[Ee]ncrypt|^Wraps|^Keeps no")
    assert says_so.all(), duties[~says_so].to_dict()


def test_at_rest_is_the_customers_where_the_volumes_must_be_encrypted(column):
    at_rest = column("encryption-at-rest")["owner"]
    assert set(at_rest[["ec2", "emr-on-ec2", "emr-on-eks", "ecs-on-ec2", "eks-managed-nodes"]]) == {
        "customer"
    }


def test_an_image_of_yours_is_yours_to_patch(rows):
    owner = rows.set_index(["service", "domain"])["owner"]
    for domain in ("guest-os", "platform-install", "runtime-patching"):
        assert owner["lambda-container-image", domain] == "customer"
    assert (owner.xs("application-code", level="domain") == "customer").all()


def test_guest_os_is_that_of_the_node_where_there_is_a_node_to_see(column):
    owner = column("guest-os")["owner"]
    assert set(owner[["ec2", "ecs-on-ec2", "emr-on-eks", "lightsail"]]) == {"customer"}
    assert set(owner[["emr-on-ec2", "eks-managed-nodes", "fargate", "eks-fargate"]]) == {"shared"}
    assert set(owner[["emr-serverless", "lambda-managed-runtime", "eks-auto-mode"]]) == {"aws"}


def test_what_is_always_yours_in_every_service(column):
    for domain in (
        "application-code",
        "service-configuration",
        "identity-access",
        "data-content",
        "cost-control",
    ):
        assert set(column(domain)["owner"]) == {"customer"}, domain


def test_most_checked_rows_are_about_the_service(rows):
    """The seven core services are written row by row, the rest leans on the general rule."""
    general = rows["scope"].eq("general").groupby(rows["service"]).mean()
    assert general[sorted(CHECKED)].max() < 0.5
    assert set(rows["scope"]) == {"service", "general"} and set(rows["basis"]) == {"stated", "inferred"}


# --- parts -------------------------------------------------------------------------


PARTS = read("parts")
IN_PARTS = ("guest-os", "runtime-patching", "encryption-in-transit", "logging", "availability")


def test_parts_are_complete():
    jobs = [(row["service"], row["domain"], row["part"]) for row in PARTS]
    assert sorted(jobs) == sorted(
        (service, domain, part)
        for service in CHECKED
        for domain in IN_PARTS
        for part in ("build", "apply", "configure", "verify", "pay")
    )


def test_the_owner_of_a_row_is_whoever_applies(column):
    applies = {(row["service"], row["domain"]): row["owner"] for row in PARTS if row["part"] == "apply"}
    others = {
        key: (owner, column(key[1]).loc[key[0], "owner"])
        for key, owner in applies.items()
        if owner != column(key[1]).loc[key[0], "owner"]
    }
    assert others == {}, "the part apply, and the row of responsibilities.csv"


def test_a_shared_part_names_both_halves_and_no_other_part_names_a_half():
    halves = re.compile(r"AWS [^;]+; you [^;]+\.")
    for row in PARTS:
        assert bool(halves.fullmatch(row["duty"])) == (row["owner"] == "shared"), row["duty"]


def test_the_parts_tell_ec2_from_emr():
    of = {(row["service"], row["domain"], row["part"]): row["owner"] for row in PARTS}
    differ = [d for d in IN_PARTS if of["ec2", d, "apply"] != of["emr-on-ec2", d, "apply"]]
    assert differ == [d for d in IN_PARTS if d != "encryption-in-transit"]
    assert of["ec2", "guest-os", "build"] == of["emr-on-ec2", "guest-os", "build"] == "aws"


def test_the_sources_of_the_parts_exist():
    assert {row["source"] for row in PARTS} <= {row["source"] for row in read("sources")}


# --- questions ---------------------------------------------------------------------


QUESTIONS = read("questions")


def right(question):
    row = next(row for row in QUESTIONS if row["question"] == question)
    return row[f"option_{row['key']}"]


def test_answers_that_count_the_table(rows):
    assert "more than half" in right("02-how-many-stated")
    assert 0.5 < (rows["basis"] == "stated").mean() < 0.67
    share = customer_share(rows)
    emr = share[["emr-on-ec2", "emr-on-eks", "emr-serverless"]]
    assert right("04-which-form").startswith("EMR on EKS") and emr.idxmax() == "emr-on-eks"
    steps = (
        share[["on-premises", "ec2", "emr-on-ec2", "emr-on-eks", "emr-serverless", "lambda-managed-runtime"]]
        .diff()
        .iloc[1:]
    )
    assert right("06-along-the-scale") == "falls at three steps, rises at one and stays level at one"
    assert sorted(np.sign(steps.round(9))) == [-1, -1, -1, 0, 1]
    kept = order_stability(rows[rows["service"].isin(CHECKED)]).attrs["whole_order_kept"]
    assert right("06-random-weights") == "In fewer than half" and 0.1 < kept < 0.5
    bought, kinds = rows[rows["service"] != "on-premises"], {d["domain"]: d["kind"] for d in read("domains")}
    yours = bought["owner"].eq("customer").groupby(bought["domain"].map(kinds)).all()
    assert list(yours.index[yours]) == [right("09-which-kind").lower()]
    between = [c for c in read("checks") if int(c["lambda"]) < int(c["emr"]) < int(c["ec2"])]
    assert right("10-checks-for-emr") == "In two" and len(between) == 2


def test_an_image_of_yours_moves_three_domains(rows):
    assert right("05-container-image").startswith("Operating system, platform and runtime")
    owner = rows.pivot(index="domain", columns="service", values="owner")
    now = owner.index[
        (owner["lambda-container-image"] == "customer") & (owner["lambda-managed-runtime"] != "customer")
    ]
    assert {"guest-os", "platform-install", "runtime-patching"} <= set(now)


# --- prices, support, images -------------------------------------------------------


@all_of(read("prices"), lambda row: row["price"])
def test_a_price_has_a_date_a_source_and_a_unit(row, sources):
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", row["as_of"]) and row["as_of"] <= "2026-11-23"
    assert row["source"] in sources and row["unit"] and row["region"]
    assert 0 < float(row["usd"]) < 1000


@all_of(read("support"), lambda row: f"{row['product']} {row['version']}")
def test_support_ends_after_it_began(row):
    dates = [row[c] for c in ("released", "standard_end", "final_end") if row[c]]
    assert row["released"] and len(dates) >= 2
    assert dates == sorted(dates) and dates[0] < dates[-1]


def test_a_version_stands_once_in_support():
    keys = [(row["product"], row["version"]) for row in read("support")]
    assert len(keys) == len(set(keys))
    assert {product for product, _ in keys} == {"amazon-linux", "emr", "emr-spark", "lambda-runtime"}


def test_images_rise_and_carry_their_date():
    images = read("images")
    dates = [row["released"] for row in images]
    assert dates == sorted(set(dates)) and dates[-1] == "2026-08-17"
    assert all(row["image"].endswith(row["released"]) for row in images)


def test_a_case_of_custody_has_an_owner_and_duties_or_says_that_no_page_does():
    stored = load_table("custody")
    sources = set(load_table("sources")["source"])
    assert not stored.duplicated(["case", "domain"]).any()
    assert set(stored["source"]) <= sources
    for row in stored.itertuples():
        filled = [bool(row.owner), bool(row.aws_duty), bool(row.customer_duty)]
        assert filled == [row.basis != "not stated"] * 3, (row.case, row.domain)


def test_owners_are_aws_customer_shared():
    found, wrong = set(), []
    for path in sorted(DATA.glob("*.csv")):
        with open(path, encoding="utf-8", newline="") as file:
            for number, row in enumerate(csv.DictReader(file), start=2):
                owners = {value for column, value in row.items() if column.startswith("owner")}
                found |= owners - {""}
                # A question need not ask for an owner, and before a service existed it had none.
                may_be_empty = path.stem in ("questions", "changes", "custody")
                allowed = {"aws", "customer", "shared"} | ({""} if may_be_empty else set())
                wrong += [f"{path.name}, row {number}: the owner {owner!r}" for owner in owners - allowed]
    assert (found, wrong) == ({"aws", "customer", "shared"}, [])
