"""Model services and tuning jobs as Workspaces and InferenceSets, exactly as KAITO knows them."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from kaito_gen.emit import NotFaithful
from kaito_gen.fleet import annotations as notes
from kaito_gen.fleet import bindings
from kaito_gen.fleet.bindings import plain
from kaito_gen.fleet.config_maps import (
    CONTEXT_SETTING,
    INFERENCE_KEY,
    TRAINING_KEY,
    config_map,
    inference_text,
    training_text,
)
from kaito_gen.fleet.dialects import INFERENCE_CONFIG, SET_FIELDS, WORKSPACE_FIELDS
from kaito_gen.fleet.fault import FieldPath, dotted
from kaito_gen.fleet.naming import a
from kaito_gen.fleet.placement import AUTO, Placement
from kaito_gen.fleet.scope import Draft, Scope, snake
from kaito_gen.fleet.service import RuntimeConfig, Service
from kaito_gen.fleet.templates import pod_template
from kaito_gen.fleet.tuning import TrainingConfig, Tuning
from kaito_gen.kinds import Manifest

_OF_MODELS: Final = "access"


def build_service(draft: Draft, service: Service, scope: Scope) -> None:
    """Fill a draft with the object of a model service and its ConfigMap."""
    if not _one_of(draft, scope, model=service.model, template=service.template):
        return
    kind = _kind(draft, service, scope)
    scope.name(draft, kind)
    version = scope.api_version(draft, kind)
    if version is None:
        return
    defaults = scope.defaults
    if service.template is not None:
        defaults = {name: value for name, value in defaults.items() if name != _OF_MODELS}
        if service.access is not None:
            path = (*draft.path, _OF_MODELS)
            scope.fault(
                path, f"{dotted(path)} is for a model, and here a template runs", "say it in the pod's own spec"
            )
    root: Manifest = {"apiVersion": version, "kind": kind}
    if kind == "InferenceSet":
        _inference_set(root, service, scope, defaults)
        template = root["spec"]["template"]
        resource, inference = template.setdefault("resource", {}), template.setdefault("inference", {})
        selected = root["spec"]
    else:
        root["metadata"] = scope.metadata(
            service, kind, annotations=notes.written(notes.WORKSPACE, service, scope.defaults)
        )
        bindings.write(bindings.WORKSPACE, service, root, defaults)
        selected = resource = root.setdefault("resource", {})
        inference = root.setdefault("inference", {})
        if scope.dialect.replicas_as_count and service.replicas is not None:
            _copies(draft, service, resource, scope)
    selected.setdefault("labelSelector", {"matchLabels": {"apps": service.name}})
    if service.template is not None:
        inference["template"] = pod_template(draft, service.template, scope)
    name = _runtime_config(draft, service, scope)
    if name:
        inference["config"] = name
        if INFERENCE_CONFIG in scope.dialect.lacks.get((kind, version), ()) and service.config is not None:
            scope.lacking(draft, "config", version)
    draft.root, draft.resource = root, resource
    settle_machine(draft, service, scope, chosen=service.model is not None)
    if kind == "InferenceSet" and not resource:
        del root["spec"]["template"]["resource"]


def build_tuning(draft: Draft, job: Tuning, scope: Scope) -> None:
    """Fill a draft with the Workspace of a tuning job and its ConfigMap."""
    scope.name(draft, "Workspace")
    for needed in ("model", "input", "output"):
        if getattr(job, needed) is None:
            scope.fault(draft.path, f"{dotted(draft.path)} needs {needed}", "or a manifest in place of everything else")
            return
    version = scope.api_version(draft, "Workspace")
    if version is None:
        return
    annotations = notes.written(notes.TUNING, job, scope.defaults)
    root: Manifest = {
        "apiVersion": version,
        "kind": "Workspace",
        "metadata": scope.metadata(job, "Workspace", annotations=annotations),
    }
    bindings.write(bindings.TUNING, job, root, scope.defaults)
    root.setdefault("resource", {}).setdefault("labelSelector", {"matchLabels": {"apps": job.name}})
    config = job.config
    if isinstance(config, TrainingConfig):
        text = _text(draft, scope, config, {"sections": config.sections})
        if config.sections is not None:
            text = _faithful(draft, scope, partial(training_text, plain(config.sections)))
        config = _write_config(draft, scope, config.name, TRAINING_KEY, text)
    if config:
        root["tuning"]["config"] = config
    draft.root, draft.resource = root, root["resource"]
    settle_machine(draft, job, scope, chosen=True)


def settle_machine(draft: Draft, entry: Placement, scope: Scope, *, chosen: bool) -> None:
    """Leave in the draft's resource the machine to ask for: none on brought nodes, ``auto`` where nothing is said.

    ``chosen`` says that a machine can be chosen by what the entry runs.
    """
    resource = draft.resource
    if resource is None:
        return
    path = (*draft.path, "machine")
    if not scope.target.provisions_nodes:
        if entry.machine not in (None, AUTO):
            scope.fault(
                path, f"{dotted(path)} is {entry.machine}, but with provisioner byo you bring the nodes", "leave it out"
            )
        resource.pop("instanceType", None)
    elif chosen:
        resource.setdefault("instanceType", AUTO)
    elif resource.get("instanceType", AUTO) == AUTO:
        scope.fault(path, f"{dotted(draft.path)} has no model to choose a machine by", "name the machine")
        draft.resource = None


def _one_of(draft: Draft, scope: Scope, **choices: object) -> bool:
    said = [name for name, value in choices.items() if value is not None]
    if len(said) == 1:
        return True
    names = " and ".join(said) if said else f"none of {', '.join((*choices, 'manifest'))}"
    path: FieldPath = (*draft.path, said[1]) if said else draft.path
    scope.fault(path, f"{dotted(draft.path)} says {names}", "say exactly one")
    return False


def is_set(service: Service, scope: Scope) -> bool:
    """Return whether a service becomes an InferenceSet, whose Workspaces have names that KAITO makes up."""
    several = service.replicas is not None and service.replicas != 1
    return service.kind == "InferenceSet" or (service.kind is None and several and not scope.dialect.replicas_as_count)


def _kind(draft: Draft, service: Service, scope: Scope) -> str:
    several = service.replicas is not None and service.replicas != 1
    as_set = is_set(service, scope)
    kind = "InferenceSet" if as_set else "Workspace"
    if kind == "Workspace" and several and not scope.dialect.replicas_as_count:
        path = (*draft.path, "replicas")
        scope.fault(
            path, f"{dotted(path)} is {service.replicas}, but a Workspace is one replica", "write kind: InferenceSet"
        )
    for name in WORKSPACE_FIELDS if as_set else SET_FIELDS:
        if getattr(service, snake(name)) is not None and not scope.dialect.replicas_as_count:
            path = (*draft.path, name)
            other = "Workspace" if as_set else "InferenceSet"
            scope.fault(path, f"{dotted(path)} has no place in {a(kind)}", f"leave it out, or write kind: {other}")
    return kind


def _inference_set(root: Manifest, service: Service, scope: Scope, defaults: Mapping[str, Any]) -> None:
    own = notes.written(notes.INFERENCE_SET, service, scope.defaults)
    root["metadata"] = scope.metadata(service, "InferenceSet", annotations=own)
    root["spec"] = {"template": {}}
    bindings.write(bindings.INFERENCE_SET, service, root, defaults)
    replica = notes.written(notes.REPLICA, service, scope.defaults)
    if replica:
        metadata = root["spec"]["template"].setdefault("metadata", {})
        metadata["annotations"] = {**metadata.get("annotations", {}), **replica}


def _copies(draft: Draft, service: Service, resource: dict[str, Any], scope: Scope) -> None:
    if service.count is not None:
        path = (*draft.path, "count")
        scope.fault(path, f"release {scope.dialect.release} has one number for nodes and replicas", "leave count out")
    resource["count"] = service.replicas


def _runtime_config(draft: Draft, service: Service, scope: Scope) -> str | None:
    """The name of the ConfigMap with the runtime's settings; written too where the fleet holds the settings."""
    config = service.config
    if isinstance(config, str):
        if service.context is not None:
            path = (*draft.path, "context")
            scope.fault(
                path, f"the context is set in ConfigMap {config}", "leave context out, or give the settings here"
            )
        return config
    if config is None and service.context is None:
        return None
    config = config or RuntimeConfig()
    path = (*draft.path, "context")
    if service.context is not None:
        if (service.runtime or scope.defaults.get("runtime")) == "transformers" or service.model is None:
            scope.fault(path, f"{dotted(path)} is a setting of vLLM alone", "leave it out")
        if config.text is not None or config.file is not None or CONTEXT_SETTING in (config.vllm or {}):
            scope.fault(path, f"the context is set in {dotted((*draft.path, 'config'))} too", "say it once")
    text = _text(draft, scope, config, {"vllm": config.vllm, "settings": config.settings})
    if text is None:
        write = partial(inference_text, vllm=config.vllm, settings=config.settings, context=service.context)
        text = _faithful(draft, scope, write)
    return _write_config(draft, scope, config.name, INFERENCE_KEY, text)


def _faithful(draft: Draft, scope: Scope, write: Callable[[], str]) -> str:
    try:
        return write()
    except NotFaithful as error:
        scope.fault((*draft.path, "config"), f"{dotted((*draft.path, 'config'))}: {error}", "write it in another way")
        return " "


def _text(
    draft: Draft, scope: Scope, config: RuntimeConfig | TrainingConfig, settings: Mapping[str, object]
) -> str | None:
    path = (*draft.path, "config")
    said = [name for name in ("file", "text") if getattr(config, name) is not None]
    said += [name for name, value in settings.items() if value is not None]
    if len(said) > 1 and said[0] in ("file", "text"):
        scope.fault((*path, said[1]), f"{dotted(path)} says {' and '.join(said)}", "say one of them")
    if config.file is None:
        return config.text
    content = scope.files.get(config.file, b"")
    try:
        return content.decode() if isinstance(content, bytes) else ""
    except UnicodeDecodeError:
        scope.fault((*path, "file"), f"{config.file} is not text in UTF-8", "save it as UTF-8")
        return ""


def _write_config(draft: Draft, scope: Scope, name: str | None, key: str, text: str | None) -> str:
    if not text:
        path = (*draft.path, "config")
        scope.fault(path, f"{dotted(path)} has no settings", "write some, or leave config out")
    name = name or f"{draft.entry.name}-config"
    draft.beside.append(config_map(scope.metadata(draft.entry, "ConfigMap", name=name), key, text or ""))
    return name
