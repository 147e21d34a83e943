"""The flags that describe a Target, shared by the verbs that take Workspaces instead of a fleet."""

import argparse

from kaito_gen.errors import UsageError
from kaito_gen.kinds import RELEASES, V0_12
from kaito_gen.target import CLOUDS, PROVISIONERS, PUSHERS, NodeClasses, Streaming, Target, problems, settle


def add_target_options(parser: argparse.ArgumentParser) -> None:
    """Add every flag of a KAITO installation; defaults are those of the release's own chart."""
    group = parser.add_argument_group("target", "the KAITO installation that the manifests will meet")
    group.add_argument("--release", choices=RELEASES, default=V0_12, help="KAITO release (default: %(default)s)")
    group.add_argument("--cloud", choices=(*CLOUDS, "none"), default="azure", help="CLOUD_PROVIDER (default: azure)")
    group.add_argument("--region", default="", help="for prices, such as swedencentral")
    group.add_argument(
        "--provisioner",
        choices=(*PROVISIONERS, "none"),
        default="azure-gpu-provisioner",
        help="who buys nodes (none: the flag was never set)",
    )
    group.add_argument("--gate", action="append", default=[], metavar="NAME[=BOOL]", help="a feature gate; repeatable")
    group.add_argument(
        "--node-class", action="append", default=[], metavar="NAME", help="a node class, the default first; repeatable"
    )
    group.add_argument("--node-class-api", metavar="GROUP/VERSION/KIND/RESOURCE", help="API of the node classes")
    group.add_argument("--node-image-family", default="ubuntu", help="--default-node-image-family (default: ubuntu)")
    group.add_argument("--registry", default=Target().registry, help="PRESET_REGISTRY_NAME")
    group.add_argument("--release-namespace", default=Target().release_namespace, help="where KAITO is installed")
    group.add_argument(
        "--local-nvme-class", default=Target().local_nvme_class, help="StorageClass of local NVMe disks ('' for none)"
    )
    group.add_argument("--streaming-storage-class", default="", help="--default-model-mirror-storage-class")
    group.add_argument("--streaming-service-account", default="", help="--default-streaming-service-account")
    group.add_argument("--cluster-name", default=Target().cluster_name, help="CLUSTER_NAME (v0.3 on AWS)")
    group.add_argument(
        "--registered-model",
        action="append",
        default=[],
        metavar="ID",
        help="a model that the webhook has met before (v0.12, v1alpha1 Workspaces); repeatable",
    )
    group.add_argument("--pusher", choices=PUSHERS, default="release", help="who pushes tuning results (v0.3)")


def target_from(args: argparse.Namespace) -> Target:
    """Return the settled Target that the flags describe; UsageError when no such installation can exist."""
    target = Target(
        release=args.release,
        cloud="" if args.cloud == "none" else args.cloud,
        region=args.region,
        provisioner="" if args.provisioner == "none" else args.provisioner,
        gates=dict(_gate(text) for text in args.gate),
        node_image_family=args.node_image_family,
        registry=args.registry,
        release_namespace=args.release_namespace,
        local_nvme_class=args.local_nvme_class,
        streaming=Streaming(args.streaming_storage_class, args.streaming_service_account),
        pusher=args.pusher,
        registered_models=tuple(args.registered_model),
        cluster_name=args.cluster_name,
    )
    found = problems(target)
    if found:
        raise UsageError("; ".join(found))
    target = settle(target)
    classes = target.node_classes
    if args.node_class_api:
        parts = args.node_class_api.split("/")
        if len(parts) != 4 or not all(parts):
            msg = f"--node-class-api {args.node_class_api!r}: write karpenter.k8s.aws/v1/EC2NodeClass/ec2nodeclasses"
            raise UsageError(msg)
        group, version, kind, resource = parts
        classes = NodeClasses(group, kind, version, resource, classes.names)
    if args.node_class:
        classes = classes.replace(names=tuple(args.node_class))
    return target.replace(node_classes=classes)


def _gate(text: str) -> tuple[str, bool]:
    name, given, value = text.partition("=")
    if not given:
        return name, True
    if value.lower() not in ("true", "false"):
        msg = f"--gate {text!r}: write {name}=true or {name}=false"
        raise UsageError(msg)
    return name, value.lower() == "true"
