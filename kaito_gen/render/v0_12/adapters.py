"""LoRA adapters of an inference: pulled from images before the server starts, or mounted as they are.

Source: KAITO v0.12.0, pkg/workspace/image and pkg/workspace/inference; measured in kaito-v0.12-golden, 2026-08.
"""

from collections.abc import Sequence
from typing import Any

from kaito_gen.catalog.catalog import Catalog
from kaito_gen.planning.plan import Reason
from kaito_gen.render.command import shell
from kaito_gen.render.image_reference import complete
from kaito_gen.render.pods import Volume, pull_secrets_volume
from kaito_gen.render.scripts.pull_adapter import pull_adapter
from kaito_gen.render.v0_12.request import Adapter, Source

FOLDER = "/mnt/adapter"
_PULLED = Volume("adapter-volume", FOLDER, {"emptyDir": {}})


def mounted(adapters: Sequence[Adapter]) -> list[Volume]:
    """Return the volumes that the server mounts: one for all pulled adapters, one for each that is a volume itself."""
    own = [
        Volume(f"adapter-volume-{source.name}", f"{FOLDER}/{source.name}", source.volume)
        for source in _sources(adapters)
        if source.volume is not None
    ]
    return [_PULLED, *own] if _pulled(adapters) else own


def volumes(adapters: Sequence[Adapter]) -> list[Volume]:
    """Return every volume of the pod, those with the pullers' registry credentials among them."""
    found = mounted(adapters)
    credentials = [volume for source in _pulled(adapters) if (volume := _credentials(source))]
    return [*found[:1], *credentials, *found[1:]] if credentials else found


def pullers(adapters: Sequence[Adapter], catalog: Catalog) -> list[dict[str, Any]]:
    """Return the init containers that fetch adapters from images, one each."""
    return [_puller(source, catalog) for source in _pulled(adapters)]


def environment(adapters: Sequence[Adapter]) -> list[dict[str, str]]:
    """Return each adapter's strength under its name, adapters from images first; only transformers reads them."""
    weighted = [
        (adapter.source, adapter.strength) for adapter in adapters if adapter.source and adapter.strength is not None
    ]
    weighted.sort(key=lambda item: item[0].volume is not None)
    return [{"name": source.name, "value": strength} for source, strength in weighted]


def pull_secrets(adapters: Sequence[Adapter]) -> list[str]:
    """Return the names of all secrets that adapters are pulled with."""
    return [secret for source in _sources(adapters) for secret in source.pull_secrets]


def refusal(adapters: Sequence[Adapter]) -> Reason | None:
    """Return why KAITO cannot make pods with these adapters, or None when it can."""
    if any(adapter.source is None for adapter in adapters):
        return Reason(
            "adapter-without-source", "an adapter has no source, at which KAITO's controller panics: give it an image"
        )
    return None


def notes(adapters: Sequence[Adapter]) -> list[Reason]:
    """Return what KAITO accepts of adapters and then does not do."""
    return [
        Reason("adapter-urls", f"adapter {source.name} is not fetched from its urls: only images and volumes work")
        for source in _pulled(adapters)
        if source.urls
    ]


def data_puller(image: str, folder: str, *, name: str, volumes: Sequence[Volume], catalog: Catalog) -> dict[str, Any]:
    """Return the init container that lays the data of an image into a folder."""
    command = shell(pull_adapter(complete(image), folder))
    return {
        "name": name,
        "image": catalog.image("skopeo"),
        "command": command[:2],
        "args": command[2:],
        "volumeMounts": [volume.mount() for volume in volumes],
    }


def _puller(source: Source, catalog: Catalog) -> dict[str, Any]:
    credentials = _credentials(source)
    return data_puller(
        source.image,
        f"{FOLDER}/{source.name}",
        name=f"puller-{source.name}",
        volumes=[_PULLED, *([credentials] if credentials else [])],
        catalog=catalog,
    )


def _credentials(source: Source) -> Volume | None:
    if not source.pull_secrets:
        return None
    use = f"{source.name}-inference-adapter"
    return pull_secrets_volume(f"docker-config-{use}", f"/root/.docker/config.d/{use}", source.pull_secrets)


def _sources(adapters: Sequence[Adapter]) -> list[Source]:
    return [adapter.source for adapter in adapters if adapter.source]


def _pulled(adapters: Sequence[Adapter]) -> list[Source]:
    """Return the sources that are images, or nothing that works: KAITO gives each a puller."""
    return [source for source in _sources(adapters) if source.volume is None]
