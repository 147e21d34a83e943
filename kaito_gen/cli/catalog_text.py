"""The catalog as text for people."""

from collections.abc import Mapping

from kaito_gen.catalog.catalog import Catalog
from kaito_gen.catalog.machine import Machine, Price
from kaito_gen.catalog.preset import Preset, Retired
from kaito_gen.cli.catalog_selection import Selection
from kaito_gen.cli.table import details, table

_NUMBERS = ("CONTEXT", "WEIGHTS", "GPUS", "MEMORY", "USD/H", "CC")


def as_text(catalog: Catalog, selection: Selection) -> str:
    """Return the selection as aligned text, with the sources of what it shows below it."""
    if selection.what == "prices":
        return _prices(catalog, selection)
    if selection.what == "machines":
        if selection.whole:
            return "\n".join(_machine(catalog, machine, selection.region) for machine in selection.machines)
        return _machines(catalog, selection)
    if selection.whole:
        return "\n".join(_preset(preset, catalog.release) for preset in selection.presets)
    return _presets(selection)


def _presets(selection: Selection) -> str:
    header = ("MODEL", "ALIAS", "CONTEXT", "WEIGHTS", "GPUS", "MEMORY", "TUNING", "NOTES")
    rows = [
        (
            preset.name,
            ", ".join(preset.aliases),
            str(preset.model.token_limit) if preset.model else "",
            preset.model.weights if preset.model else "",
            str(preset.requirement.gpus) if preset.requirement else "",
            preset.requirement.total_memory if preset.requirement else "",
            "yes" if preset.tuning and not preset.tuning.fails else "no",
            _remarks(preset),
        )
        for preset in selection.presets
    ]
    rows += [(retired.name, "", "", "", "", "", "", _retirement(retired)) for retired in selection.retired]
    return table(header, rows, right=_NUMBERS) + _sources({preset.source for preset in selection.presets})


def _remarks(preset: Preset) -> str:
    remarks = [
        "deprecated" if preset.deprecated else "",
        "gated" if preset.gated else "",
        "bring the image" if preset.private else "",
    ]
    return ", ".join(filter(None, remarks))


def _retirement(retired: Retired) -> str:
    said = "deprecated" if retired.deprecated else "not served"
    return f"{said}: write {retired.successor}" if retired.successor else said


def _preset(preset: Preset, release: str) -> str:
    model, vllm, tuning, requirement = preset.model, preset.vllm, preset.tuning, preset.requirement
    fields = [("release", release), ("aliases", ", ".join(preset.aliases)), ("license", preset.license)]
    if model:
        fields += [
            ("weights", model.weights),
            ("context", f"{model.token_limit} tokens"),
            ("architecture", ", ".join(model.architectures)),
            ("layers", str(model.layers)),
            ("heads", f"{model.heads}, of which {model.kv_heads} for keys and values"),
            ("quantization", model.quantization),
        ]
    if requirement:
        fields += [
            ("GPUs", str(requirement.gpus)),
            ("GPU memory", f"{requirement.total_memory} in all, {requirement.memory_per_gpu} each"),
            ("disk", requirement.disk),
        ]
    if vllm:
        fields += [
            ("tool calls", vllm.tool_call_parser),
            ("reasoning", vllm.reasoning_parser),
            ("vLLM flags", _flags(vllm.flags)),
        ]
    if preset.launch:
        fields.append(("command", f"{preset.launch.command} {_flags(preset.launch.launcher_flags)}"))
        fields.append(("model flags", _flags(preset.launch.model_flags)))
    if model:
        fields.append(("runtimes", "vllm, transformers" if preset.transformers else "vllm"))
    tunable = "no" if tuning is None else f"fails: {tuning.fails}" if tuning.fails else "yes"
    fields += [("tuning", tunable), ("notes", _remarks(preset)), ("source", preset.source)]
    return details(preset.name, fields)


def _flags(flags: Mapping[str, str]) -> str:
    return " ".join(f"--{name}={value}" if value else f"--{name}" for name, value in sorted(flags.items()))


def _machines(catalog: Catalog, selection: Selection) -> str:
    header = ("MACHINE", "CLOUD", "GPUS", "MEMORY", "GPU", "CC", "NVME", "USD/H", "NOTES")
    priced = [catalog.price(machine.cloud, selection.region, machine.name) for machine in selection.machines]
    rows = [
        (
            machine.name,
            machine.cloud,
            str(machine.gpus),
            f"{machine.memory_gib}Gi",
            machine.gpu_model,
            machine.compute_capability,
            "yes" if machine.nvme else "",
            _usd(price),
            "" if machine.admitted else "not admitted",
        )
        for machine, price in zip(selection.machines, priced, strict=True)
    ]
    sources = {machine.source for machine in selection.machines} | {_dated(price) for price in priced}
    return table(header, rows, right=_NUMBERS) + _sources(sources)


def _machine(catalog: Catalog, machine: Machine, region: str) -> str:
    regions = [name for name in catalog.regions(machine.cloud) if not region or name == region]
    known = [(name, price) for name in regions if (price := catalog.price(machine.cloud, name, machine.name))]
    cheapest = min(known, key=lambda pair: pair[1].usd_per_hour, default=None)
    start = "" if region else "from "
    fields = [
        ("release", catalog.release),
        ("cloud", machine.cloud),
        ("GPUs", f"{machine.gpus} {machine.gpu_model}".strip()),
        ("GPU memory", f"{machine.memory_gib}Gi in all"),
        ("CUDA", machine.compute_capability),
        ("NVMe", "weights go to the local disk" if machine.nvme else ""),
        ("notes", "" if machine.admitted else "admission does not know it"),
        ("price", f"{start}{_usd(cheapest[1])} USD/h in {cheapest[0]}, {cheapest[1].as_of}" if cheapest else "unknown"),
        ("source", machine.source),
    ]
    return details(machine.name, fields)


def _prices(catalog: Catalog, selection: Selection) -> str:
    found = list(selection.prices(catalog))
    rows = [(machine.cloud, region, machine.name, _usd(price), str(price.as_of)) for region, machine, price in found]
    if not rows:
        return "no price is known\n"
    header = ("CLOUD", "REGION", "MACHINE", "USD/H", "AS OF")
    return table(header, rows, right=_NUMBERS) + _sources({_dated(price) for _, _, price in found})


def _usd(price: Price | None) -> str:
    return "" if price is None else f"{price.usd_per_hour:.2f}"


def _dated(price: Price | None) -> str:
    return "" if price is None else f"{price.source}, {price.as_of}"


def _sources(sources: set[str]) -> str:
    given = sorted(filter(None, sources))
    return "\n" + "".join(f"source: {source}\n" for source in given) if given else ""
