"""RAG engines, prefill and decode pairs and model mirrors as KAITO v0.12's objects."""

from collections.abc import Mapping
from typing import Final

from kaito_gen.fleet import annotations as notes
from kaito_gen.fleet import bindings
from kaito_gen.fleet.dialects import V1ALPHA1
from kaito_gen.fleet.engines import Llm, Mirror, MultiRole, Rag
from kaito_gen.fleet.fault import did_you_mean, dotted
from kaito_gen.fleet.scope import Draft, Scope
from kaito_gen.fleet.service import Service
from kaito_gen.fleet.workspaces import is_set, settle_machine
from kaito_gen.kinds import Manifest, name_of

_LISTENING: Final = ("Workspace", "Service")


def build_rag(draft: Draft, rag: Rag, scope: Scope) -> None:
    """Fill a draft with a RAGEngine."""
    root = _start(draft, "RAGEngine", scope, notes.written(notes.RAG, rag, {}))
    if root is None:
        return
    embedding = rag.embedding
    if embedding is None:
        scope.fault(draft.path, f"{dotted(draft.path)} needs embedding", "or a manifest in place of everything else")
        return
    bindings.write(bindings.RAG, rag, root, {})
    local = [name for name in ("model", "image", "pull_secret") if getattr(embedding, name) is not None]
    if (embedding.url is None) == (not local):
        path = (*draft.path, "embedding")
        scope.fault(path, f"{dotted(path)} is either run by the engine or a service", "say one of model, image and url")
    rows = bindings.EMBEDDING_LOCAL if embedding.url is None else bindings.EMBEDDING_REMOTE
    bindings.write(rows, rag, root, {})
    claim = bindings.RAG_CLAIM_V1ALPHA1 if root["apiVersion"] == V1ALPHA1 else bindings.RAG_CLAIM
    bindings.write(claim, rag, root, {})
    if rag.llm is not None and rag.llm.service is not None:
        _answered_by(draft, rag.llm, rag.llm.service, root, scope)
    draft.root = root
    compute = root.setdefault("spec", {}).get("compute")
    if compute is not None:
        compute.setdefault("labelSelector", {"matchLabels": {"apps": rag.name}})
        draft.resource = compute
        if rag.machine is not None:
            settle_machine(draft, rag, scope, chosen=False)


def _answered_by(draft: Draft, llm: Llm, name: str, root: Manifest, scope: Scope) -> None:
    """Point the engine at a service of the fleet: its Service listens on port 80 under the service's name."""
    path = (*draft.path, "llm", "service")
    if llm.url is not None:
        scope.fault(path, f"{dotted(path[:-1])} says service and url", "say one of them")
    service = next((one for one in scope.fleet.services if one.name == name and one.enabled is not False), None)
    if service is None:
        known = [one.name for one in scope.fleet.services if one.enabled is not False]
        scope.fault(path, f"the fleet has no service {name}", did_you_mean(name, known))
        return
    if not _has_own_service(service, scope):
        message = f"{dotted(path)}: nothing listens under the name {name}, because "
        message += (
            "its manifest has no such Workspace" if service.manifest else "the replicas of a set have other names"
        )
        scope.fault(path, message, "say url: that of a Service or gateway before it")
        return
    namespace = scope.namespace(service)
    host = name if namespace == scope.namespace(draft.entry) else f"{name}.{namespace or 'default'}.svc"
    answers = root["spec"].setdefault("inferenceService", {})
    answers["url"] = f"http://{host}/v1/chat/completions"
    if "contextWindowSize" not in answers:
        if service.context is None:
            scope.fault(
                path,
                f"{dotted(path)}: {name} does not say its context, and the engine must know it",
                "say context here or there",
            )
        answers["contextWindowSize"] = service.context


def _has_own_service(service: Service, scope: Scope) -> bool:
    """Whether the cluster will have a Service of the entry's name, which KAITO makes for each Workspace."""
    manifest = service.manifest
    if manifest is None:
        return not is_set(service, scope)
    documents = manifest.objects or (scope.files.get(manifest.file, ()) if manifest.file else ())
    return any(
        isinstance(one, Mapping) and one.get("kind") in _LISTENING and name_of(one) == service.name for one in documents
    )


def build_multi_role(draft: Draft, pair: MultiRole, scope: Scope) -> None:
    """Fill a draft with a MultiRoleInference."""
    root = _start(draft, "MultiRoleInference", scope, {})
    if root is None:
        return
    for needed in ("model", "roles"):
        if getattr(pair, needed) is None:
            scope.fault(draft.path, f"{dotted(draft.path)} needs {needed}", "or a manifest in place of everything else")
            return
    bindings.write(bindings.MULTI_ROLE, pair, root, {})
    root["spec"].setdefault("labelSelector", {"matchLabels": {"apps": pair.name}})
    draft.root = root


def build_mirror(draft: Draft, mirror: Mirror, scope: Scope) -> None:
    """Fill a draft with a ModelMirror."""
    root = _start(draft, "ModelMirror", scope, {})
    if root is None:
        return
    bindings.write(bindings.MIRROR, mirror, root, {})
    source = root.get("spec", {}).get("source")
    if source is not None:
        source.setdefault("registry", "huggingface")
    draft.root = root


def _start(draft: Draft, kind: str, scope: Scope, annotations: dict[str, str]) -> Manifest | None:
    scope.name(draft, kind)
    version = scope.api_version(draft, kind)
    if version is None:
        return None
    metadata = scope.metadata(draft.entry, kind, annotations=annotations)
    return {"apiVersion": version, "kind": kind, "metadata": metadata}
