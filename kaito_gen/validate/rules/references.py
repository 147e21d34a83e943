"""What objects name and do not hold: Secrets, ConfigMaps, volumes, accounts, storage classes.

Offline a name that is in no file may still be in the cluster, so that is a note; where the world is complete it is what
keeps pods from starting. What the webhook itself looks up (the configs of a Workspace) is said by its own rules.
"""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any, NamedTuple

from kaito_gen.kinds import KINDS, V0_3, V0_12, name_of, namespace_of
from kaito_gen.validate.finding import ERROR, NOTE, WARNING, Keys
from kaito_gen.validate.rule import Hit, Places, Subject
from kaito_gen.validate.rules.pods import WITH_PODS, containers, items, pod_spec, workspace_part
from kaito_gen.validate.rules.trouble import trouble
from kaito_gen.validate.rules.walk import Step, once, part
from kaito_gen.world import Absence, World

_CLAIMS = ("PersistentVolumeClaim/v1",)
_PLACES: Places = {
    V0_12: (
        *WITH_PODS[V0_12],
        *_CLAIMS,
        *("RAGEngine/v1beta1", "RAGEngine/v1alpha1", "MultiRoleInference/v1alpha1", "ModelMirror/v1alpha1"),
    ),
    V0_3: (*WITH_PODS[V0_3], *_CLAIMS),
}
_GIVEN = frozenset({("ServiceAccount", "default"), ("ConfigMap", "kube-root-ca.crt")})
"""What every namespace has."""
_MAKERS = ("SealedSecret", "ExternalSecret", "Certificate")
"""Kinds that make a Secret of their own name, or of the one that they say."""


class Reference(NamedTuple):
    """One name: the kind that it is of, where it stands, and whether anything starts without it."""

    kind: str
    name: str
    keys: Keys
    needed: bool = True
    namespace: str | None = None
    """None for that of the object itself."""


@once
def _missing(subject: Subject) -> Iterator[Step]:
    told = set()
    for reference in references(subject):
        kind, name = reference.kind, reference.name
        if not name or (kind, name) in _GIVEN or (kind, name) in told:
            continue
        told.add((kind, name))
        own = namespace_of(subject.manifest) or "default"
        namespace = (reference.namespace or own) if KINDS[kind].namespaced else ""
        found = subject.world.get(kind, name, namespace)
        if found is Absence.UNKNOWN and name == subject.target.local_nvme_class:
            continue  # the release's chart installs it
        if isinstance(found, Absence) and not (kind == "Secret" and _is_made(subject.world, name, namespace)):
            yield "reference-missing", _hit(subject.world, reference, namespace, sure=found is Absence.ABSENT)


def _hit(world: World, reference: Reference, namespace: str, *, sure: bool) -> Hit:
    where = f"{reference.kind} {namespace}/{reference.name}" if namespace else f"{reference.kind} {reference.name}"
    message = f"{where} does not exist" if sure else f"cannot know: {where} is in none of the files"
    severity = NOTE if not sure else ERROR if reference.needed else WARNING
    return Hit(reference.keys, message, _meant(world, reference, namespace), severity)


def _meant(world: World, reference: Reference, namespace: str) -> str:
    known = [(namespace_of(one), name_of(one)) for one in world.of_kind(reference.kind)]
    elsewhere = next((place for place, name in known if name == reference.name and place != namespace), "")
    if elsewhere:
        return f"it is in namespace {elsewhere}, and is read from {namespace}"
    near = get_close_matches(reference.name, {name for place, name in known if place == namespace}, 1)
    return f"did you mean {near[0]}?" if near else ""


def _is_made(world: World, name: str, namespace: str) -> bool:
    for kind in _MAKERS:
        for maker in world.of_kind(kind):
            spec = part(maker, "spec")
            made = spec.get("secretName") or part(spec, "target").get("name") or name_of(maker)
            if made == name and namespace_of(maker) == namespace:
                return True
    return False


def references(subject: Subject) -> Iterator[Reference]:
    """Yield every name that an object needs to find something by."""
    spec = part(subject.manifest, "spec")
    if subject.kind in ("Workspace", "InferenceSet"):
        yield from _of_workspace(subject)
    elif subject.kind == "RAGEngine":
        yield from _of_engine(spec)
    elif subject.kind == "MultiRoleInference":
        token = _text(part(spec, "model"), "modelAccessSecret")
        yield Reference("Secret", token, ("spec", "model", "modelAccessSecret"))
        yield Reference("ConfigMap", _text(spec, "eppPluginsConfig"), ("spec", "eppPluginsConfig"))
        for index, role in enumerate(items(spec, "roles")):
            yield Reference("ConfigMap", _text(role, "runtimeConfig"), ("spec", "roles", index, "runtimeConfig"))
    elif subject.kind == "ModelMirror":
        secret, place = part(spec, "source", "accessSecret"), ("spec", "source", "accessSecret", "name")
        yield Reference("Secret", _text(secret, "name"), place, namespace=_text(secret, "namespace") or None)
        account, jobs = _text(spec, "serviceAccountName"), _text(spec, "jobNamespace") or None
        yield Reference("ServiceAccount", account, ("spec", "serviceAccountName"), namespace=jobs)
    elif subject.kind == "PersistentVolumeClaim":
        yield _storage_class(spec, ("spec",))
    keys, pod = pod_spec(subject)
    if pod:
        yield from _of_pod(pod, keys)
    if subject.kind == "StatefulSet":
        for index, claim in enumerate(items(spec, "volumeClaimTemplates")):
            yield _storage_class(part(claim, "spec"), ("spec", "volumeClaimTemplates", index, "spec"))


def _of_workspace(subject: Subject) -> Iterator[Reference]:
    for names in (("inference", "preset"), ("tuning", "preset")):
        keys, preset = workspace_part(subject, *names)
        options, where = part(preset, "presetOptions"), (*keys, "presetOptions")
        hard = "/" in str(preset.get("name") or "")
        yield Reference("Secret", _text(options, "modelAccessSecret"), (*where, "modelAccessSecret"), hard)
        if subject.target.release == V0_3:
            yield from _pull_secrets(options, where, mounted=False)
    mounted = subject.target.release != V0_3
    keys, serves = workspace_part(subject, "inference")
    for index, adapter in enumerate(items(serves, "adapters")):
        yield from _of_source(part(adapter, "source"), (*keys, "adapters", index, "source"), mounted=mounted)
    for side in ("input", "output"):
        keys, holder = workspace_part(subject, "tuning", side)
        yield from _of_source(holder, keys, mounted=mounted)
        yield Reference("Secret", _text(holder, "imagePushSecret"), (*keys, "imagePushSecret"))


def _of_source(source: Mapping[str, Any], keys: Keys, *, mounted: bool) -> Iterator[Reference]:
    yield from _pull_secrets(source, keys, mounted=mounted)
    yield from _of_volume(part(source, "volumeSource"), (*keys, "volumeSource"))


def _pull_secrets(holder: Mapping[str, Any], keys: Keys, *, mounted: bool) -> Iterator[Reference]:
    """Yield secrets for images; v0.12 mounts them as well, so that nothing starts without them."""
    for index, name in enumerate(holder.get("imagePullSecrets") or ()):
        yield Reference("Secret", str(name), (*keys, "imagePullSecrets", index), mounted)


def _of_engine(spec: Mapping[str, Any]) -> Iterator[Reference]:
    for kind, names in (
        ("Secret", ("inferenceService", "accessSecret")),
        ("Secret", ("storage", "vectorDB", "accessSecret")),
        ("Secret", ("embedding", "remote", "accessSecret")),
        ("Secret", ("embedding", "local", "modelAccessSecret")),
        ("Secret", ("embedding", "local", "imagePullSecret")),
        ("PersistentVolumeClaim", ("storage", "persistentVolume", "persistentVolumeClaim")),
    ):
        needed = kind == "PersistentVolumeClaim"
        yield Reference(kind, _text(part(spec, *names[:-1]), names[-1]), ("spec", *names), needed)


def _of_pod(pod: Mapping[str, Any], keys: Keys) -> Iterator[Reference]:
    yield Reference("ServiceAccount", _text(pod, "serviceAccountName"), (*keys, "serviceAccountName"))
    for index, secret in enumerate(items(pod, "imagePullSecrets")):
        yield Reference("Secret", _text(secret, "name"), (*keys, "imagePullSecrets", index, "name"), needed=False)
    for index, volume in enumerate(items(pod, "volumes")):
        yield from _of_volume(volume, (*keys, "volumes", index))
    for where, container in containers(keys, pod):
        for index, source in enumerate(items(container, "envFrom")):
            for field, kind in (("secretRef", "Secret"), ("configMapRef", "ConfigMap")):
                yield from _optional(part(source, field), "name", kind, (*where, "envFrom", index, field))
        for index, variable in enumerate(items(container, "env")):
            for field, kind in (("secretKeyRef", "Secret"), ("configMapKeyRef", "ConfigMap")):
                chosen = part(variable, "valueFrom", field)
                yield from _optional(chosen, "name", kind, (*where, "env", index, "valueFrom", field))


def _of_volume(volume: Mapping[str, Any], keys: Keys) -> Iterator[Reference]:
    if not volume:
        return
    yield from _optional(part(volume, "secret"), "secretName", "Secret", (*keys, "secret"))
    yield from _optional(part(volume, "configMap"), "name", "ConfigMap", (*keys, "configMap"))
    claim, where = part(volume, "persistentVolumeClaim"), (*keys, "persistentVolumeClaim", "claimName")
    yield Reference("PersistentVolumeClaim", _text(claim, "claimName"), where)
    for index, source in enumerate(items(part(volume, "projected"), "sources")):
        for field, kind in (("secret", "Secret"), ("configMap", "ConfigMap")):
            yield from _optional(part(source, field), "name", kind, (*keys, "projected", "sources", index, field))


def _optional(holder: Mapping[str, Any], field: str, kind: str, keys: Keys) -> Iterator[Reference]:
    """Yield the reference of a part that may say itself that it can do without."""
    if holder and holder.get("optional") is not True:
        yield Reference(kind, _text(holder, field), (*keys, field))


def _storage_class(claim: Mapping[str, Any], keys: Keys) -> Reference:
    return Reference("StorageClass", _text(claim, "storageClassName"), (*keys, "storageClassName"))


def _text(holder: Mapping[str, Any], field: str) -> str:
    value = holder.get(field)
    return value if isinstance(value, str) else ""


RULES = (trouble("reference-missing", _missing, _PLACES, "What an object names is not there.", severity=ERROR),)
