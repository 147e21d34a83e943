"""What objects name and do not hold: Secrets, ConfigMaps, volumes, accounts, storage classes.

Offline a name that is in no file may still be in the cluster, so that is a note; where the world is complete it is what
keeps pods from starting. What the webhook itself looks up (the configs of a Workspace) is said by its own rules.
"""

from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any, NamedTuple

from kaito_gen.kinds import KINDS, V0_3, V0_12, name_of, namespace_of
from kaito_gen.validate.finding import ERROR, NOTE, WARNING, Keys
from kaito_gen.validate.rule import Hit, Places, Subject
from kaito_gen.validate.rules.pods import WITH_PODS, containers, items, pod_spec
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
_ORIGINS = (("secretKeyRef", "Secret"), ("configMapKeyRef", "ConfigMap"))
_VOLUMES = (
    ("secret", "secretName", "Secret"),
    ("configMap", "name", "ConfigMap"),
    ("persistentVolumeClaim", "claimName", "PersistentVolumeClaim"),
)


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
    kind = subject.kind
    if kind == "Workspace":
        yield from _of_inference(part(subject.manifest, "inference"), ("inference",), subject)
        tunes = subject.manifest.get("tuning")
        if tunes is not None:
            yield from _of_tuning(tunes, ("tuning",), subject)
    elif kind == "InferenceSet":
        serves = part(subject.manifest, "spec", "template", "inference")
        yield from _of_inference(serves, ("spec", "template", "inference"), subject)
    elif kind == "PersistentVolumeClaim":
        yield _storage_class(part(subject.manifest, "spec"), ("spec",))
    elif kind in _OF_SPEC:
        yield from _OF_SPEC[kind](part(subject.manifest, "spec"))
    else:
        keys, pod = pod_spec(subject)
        yield from _of_pod(pod, keys)
        if kind == "StatefulSet":
            for index, claim in enumerate(items(part(subject.manifest, "spec"), "volumeClaimTemplates")):
                yield _storage_class(part(claim, "spec"), ("spec", "volumeClaimTemplates", index, "spec"))


def _of_inference(serves: Mapping[str, Any], keys: Keys, subject: Subject) -> Iterator[Reference]:
    if serves.get("preset"):
        yield from _of_preset(part(serves, "preset"), (*keys, "preset"), subject)
    if serves.get("adapters"):
        for index, adapter in enumerate(items(serves, "adapters")):
            yield from _of_source(part(adapter, "source"), (*keys, "adapters", index, "source"), subject)
    if serves.get("template"):
        yield from _of_pod(part(serves, "template", "spec"), (*keys, "template", "spec"))


def _of_tuning(tunes: Mapping[str, Any], keys: Keys, subject: Subject) -> Iterator[Reference]:
    yield from _of_preset(part(tunes, "preset"), (*keys, "preset"), subject)
    for side in ("input", "output"):
        yield from _of_source(part(tunes, side), (*keys, side), subject)
    yield Reference("Secret", _text(part(tunes, "output"), "imagePushSecret"), (*keys, "output", "imagePushSecret"))


def _of_preset(preset: Mapping[str, Any], keys: Keys, subject: Subject) -> Iterator[Reference]:
    options = part(preset, "presetOptions")
    if options:
        hard = "/" in str(preset.get("name") or "")
        where = (*keys, "presetOptions")
        yield Reference("Secret", _text(options, "modelAccessSecret"), (*where, "modelAccessSecret"), hard)
        if subject.target.release == V0_3:
            yield from _pull_secrets(options, where, mounted=False)


def _of_source(source: Mapping[str, Any], keys: Keys, subject: Subject) -> Iterator[Reference]:
    yield from _pull_secrets(source, keys, mounted=subject.target.release != V0_3)
    yield from _of_volume(part(source, "volumeSource"), (*keys, "volumeSource"))


def _pull_secrets(holder: Mapping[str, Any], keys: Keys, *, mounted: bool) -> Iterator[Reference]:
    """Yield secrets for images; v0.12 mounts them as well, so that nothing starts without them."""
    for index, name in enumerate(holder.get("imagePullSecrets") or ()):
        yield Reference("Secret", str(name), (*keys, "imagePullSecrets", index), mounted)


def _of_roles(spec: Mapping[str, Any]) -> Iterator[Reference]:
    token = _text(part(spec, "model"), "modelAccessSecret")
    yield Reference("Secret", token, ("spec", "model", "modelAccessSecret"))
    yield Reference("ConfigMap", _text(spec, "eppPluginsConfig"), ("spec", "eppPluginsConfig"))
    for index, role in enumerate(items(spec, "roles")):
        yield Reference("ConfigMap", _text(role, "runtimeConfig"), ("spec", "roles", index, "runtimeConfig"))


def _of_mirror(spec: Mapping[str, Any]) -> Iterator[Reference]:
    secret, keys = part(spec, "source", "accessSecret"), ("spec", "source", "accessSecret", "name")
    yield Reference("Secret", _text(secret, "name"), keys, namespace=_text(secret, "namespace") or None)
    account, jobs = _text(spec, "serviceAccountName"), _text(spec, "jobNamespace") or None
    yield Reference("ServiceAccount", account, ("spec", "serviceAccountName"), namespace=jobs)


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
    if pod.get("imagePullSecrets"):
        for index, secret in enumerate(items(pod, "imagePullSecrets")):
            yield Reference("Secret", _text(secret, "name"), (*keys, "imagePullSecrets", index, "name"), needed=False)
    if pod.get("volumes"):
        for index, volume in enumerate(items(pod, "volumes")):
            yield from _of_volume(volume, (*keys, "volumes", index))
    for where, container in containers(keys, pod):
        if container.get("envFrom"):
            for index, source in enumerate(items(container, "envFrom")):
                for field, kind in (("secretRef", "Secret"), ("configMapRef", "ConfigMap")):
                    yield from _optional(source.get(field), "name", kind, (*where, "envFrom", index, field))
        if container.get("env"):
            for index, variable in enumerate(items(container, "env")):
                origin = part(variable, "valueFrom")
                for field, kind in _ORIGINS if origin else ():
                    place = (*where, "env", index, "valueFrom", field)
                    yield from _optional(origin.get(field), "name", kind, place)


def _of_volume(volume: Mapping[str, Any], keys: Keys) -> Iterator[Reference]:
    for field, name, kind in _VOLUMES:
        if field in volume:
            yield from _optional(volume[field], name, kind, (*keys, field))
    for index, source in enumerate(items(part(volume, "projected"), "sources") if "projected" in volume else ()):
        for field, kind in (("secret", "Secret"), ("configMap", "ConfigMap")):
            yield from _optional(source.get(field), "name", kind, (*keys, "projected", "sources", index, field))


def _optional(holder: Any, field: str, kind: str, keys: Keys) -> Iterator[Reference]:
    """Yield the reference of a part that may say itself that it can do without."""
    if isinstance(holder, dict) and holder.get("optional") is not True:
        yield Reference(kind, _text(holder, field), (*keys, field))


def _storage_class(claim: Mapping[str, Any], keys: Keys) -> Reference:
    return Reference("StorageClass", _text(claim, "storageClassName"), (*keys, "storageClassName"))


def _text(holder: Mapping[str, Any], field: str) -> str:
    value = holder.get(field)
    return value if isinstance(value, str) else ""


_OF_SPEC: Mapping[str, Callable[[Mapping[str, Any]], Iterator[Reference]]] = {
    "RAGEngine": _of_engine,
    "MultiRoleInference": _of_roles,
    "ModelMirror": _of_mirror,
}

RULES = (trouble("reference-missing", _missing, _PLACES, "What an object names is not there.", severity=ERROR),)
