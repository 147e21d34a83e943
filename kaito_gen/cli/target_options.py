"""The flags that describe a Target, shared by the verbs that take Workspaces instead of a fleet."""

import argparse

from kaito_gen.errors import UsageError
from kaito_gen.kinds import RELEASES
from kaito_gen.target import CLOUDS, PROVISIONERS, PUSHERS, NodeClasses, Target, problems, settle

DEFAULT = Target()
_PLAIN = (
    "release",
    "cloud",
    "region",
    "provisioner",
    "node_image_family",
    "registry",
    "release_namespace",
    "local_nvme_class",
    "pusher",
    "cluster_name",
)


def add_target_options(parser: argparse.ArgumentParser) -> None:
    """Add every flag of a KAITO installation; one that is not given leaves the setting to :func:`target_from`."""
    group = parser.add_argument_group("target", "the KAITO installation that the manifests will meet")
    group.add_argument("--release", choices=RELEASES, help=f"KAITO release (default: {Target().release})")
    group.add_argument("--cloud", choices=(*CLOUDS, "none"), help=f"CLOUD_PROVIDER (default: {Target().cloud})")
    group.add_argument("--region", help="for prices, such as swedencentral")
    group.add_argument(
        "--provisioner", choices=(*PROVISIONERS, "none"), help="who buys nodes (none: the flag was never set)"
    )
    group.add_argument("--gate", action="append", default=[], metavar="NAME[=BOOL]", help="a feature gate; repeatable")
    group.add_argument(
        "--node-class", action="append", default=[], metavar="NAME", help="a node class, the default first; repeatable"
    )
    group.add_argument("--node-class-api", metavar="GROUP/VERSION/KIND/RESOURCE", help="API of the node classes")
    group.add_argument("--node-image-family", help="--default-node-image-family (default: ubuntu)")
    group.add_argument("--registry", help="PRESET_REGISTRY_NAME")
    group.add_argument("--release-namespace", help="where KAITO is installed")
    group.add_argument("--local-nvme-class", help="StorageClass of local NVMe disks ('' for none)")
    group.add_argument("--streaming-storage-class", help="--default-model-mirror-storage-class")
    group.add_argument("--streaming-service-account", help="--default-streaming-service-account")
    group.add_argument("--cluster-name", help="CLUSTER_NAME (v0.3 on AWS)")
    group.add_argument(
        "--registered-model",
        action="append",
        default=[],
        metavar="ID",
        help="a model that the webhook has met before (v0.12, v1alpha1 Workspaces); repeatable",
    )
    group.add_argument("--pusher", choices=PUSHERS, help="who pushes tuning results (v0.3; default: release)")


def target_from(args: argparse.Namespace, base: Target = DEFAULT) -> Target:
    """Return the settled Target that the flags make of ``base``, which is not settled yet.

    The default is the release's own chart. UsageError when no such installation can exist.
    """
    said = {name: getattr(args, name) for name in _PLAIN if getattr(args, name) is not None}
    said |= {name: "" for name in ("cloud", "provisioner") if said.get(name) == "none"}
    streaming = {"storage_class": args.streaming_storage_class, "service_account": args.streaming_service_account}
    target = base.replace(
        **said,
        gates={**base.gates, **dict(_gate(text) for text in args.gate)},
        streaming=base.streaming.replace(**{name: value for name, value in streaming.items() if value is not None}),
        registered_models=(*base.registered_models, *args.registered_model),
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
