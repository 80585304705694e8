"""How much of the templates in a folder the table covers: python -m benchmarks.bench_templates FOLDER. Prints Markdown.

A template counts if it is CloudFormation or SAM and has at least one resource. Compute, data and messaging are the types
that AWS itself sorts so; what supports them (IAM, network, logs) is left out of the second share.
"""

import sys
from collections import Counter
from pathlib import Path

from helpers import load_model
from helpers.workload.errors import TemplateError
from helpers.workload.matrix import known_counts
from helpers.workload.read import read_workload

ENDINGS = {".yaml", ".yml", ".json", ".template"}
MORE = 25  # types written out
# The services whose resources a workload is made of; the rest deploys, watches or guards them.
MADE_OF = {
    "Lambda", "Serverless", "EC2", "AutoScaling", "ECS", "EKS", "EMR", "EMRServerless", "EMRContainers",
    "Batch", "AppRunner", "Lightsail", "ElasticBeanstalk", "RDS", "DynamoDB", "S3", "EFS", "FSx",
    "ElastiCache", "Redshift", "RedshiftServerless", "OpenSearchService", "Elasticsearch",
    "OpenSearchServerless", "Neptune", "DocDB", "Athena", "Glue", "Kinesis", "KinesisFirehose", "SQS",
    "SNS", "Events", "Pipes", "StepFunctions", "ApiGateway", "ApiGatewayV2", "CloudFront", "AppSync",
    "MSK", "AmazonMQ", "SageMaker", "Bedrock", "ElasticLoadBalancingV2", "KMS", "SecretsManager",
    "Timestream", "Cassandra", "MemoryDB", "IoT", "Cognito"
}  # fmt: skip


def main(folder: str) -> None:
    model = load_model()
    templates = with_part = made_of = with_part_of = 0
    resources, missing, known = Counter(), Counter(), Counter()
    for path in sorted(Path(folder).rglob("*")):
        if path.suffix.lower() not in ENDINGS or not path.is_file():
            continue
        try:
            workload = read_workload(path, model)
        except (TemplateError, ValueError):
            continue
        if workload.tool != "cloudformation" or not (
            workload.parts or workload.supporting or workload.not_covered
        ):
            continue
        templates += 1
        with_part += bool(workload.parts)
        left = [other.kind for other in workload.not_covered if _service(other.kind) in MADE_OF]
        if workload.parts or left:
            made_of += 1
            with_part_of += bool(workload.parts)
        resources["covered"] += len(workload.parts)
        resources["not covered"] += len(left)
        missing.update(left)
        known.update(known_counts(workload))
    settings = sum(known.values()) or 1
    print(f"| Templates read | {templates:,} |\n|---|---|")
    print(f"| with a part | {with_part:,} ({with_part / max(templates, 1):.1%}) |")
    print(
        f"| with compute, data or messaging | {made_of:,}, of which with a part {with_part_of / max(made_of, 1):.1%} |"
    )
    share = resources["covered"] / max(sum(resources.values()), 1)
    print(f"| such resources | {sum(resources.values()):,}, of which covered {share:.1%} |")
    for word in ("stated", "default", "ask"):
        print(f"| settings: {word} | {known[word]:,} ({known[word] / settings:.1%}) |")
    print("\nNot covered, most often:", ", ".join(f"{kind} {n}" for kind, n in missing.most_common(MORE)))


def _service(kind):
    parts = kind.split("::")
    return parts[1] if len(parts) > 2 and parts[0] == "AWS" else ""


if __name__ == "__main__":
    if len(sys.argv) == 2:
        main(sys.argv[1])
    else:
        print("Give a folder of templates: python -m benchmarks.bench_templates FOLDER")
