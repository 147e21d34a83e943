"""The shell command of a v0.3 container: base command, launcher flags, script, model flags.

The release writes the flags of a group in random order, so that two of its own pods differ; ours are sorted.
"""

from collections.abc import Mapping

from kaito_gen.catalog.preset import Launch
from kaito_gen.render.v0_3.request import Request
from kaito_gen.render.v0_3.services import MASTER_PORT, headless_name

NODE_RANK = "$(echo $HOSTNAME | grep -o '[^-]*$')"
"""The pod's number, from its name; run by the container's shell."""


def inference_command(launch: Launch, flags: Mapping[str, str]) -> str:
    """Return the command that serves a preset; ``flags`` are the launcher's, rendezvous included."""
    return _join(launch.command, flags, "inference_api.py", launch.model_flags)


def tuning_command(launch: Launch, *, processes: int) -> str:
    """Return the command that tunes a preset with one process for each GPU of the machine."""
    flags = {**launch.launcher_flags, **launch.rendezvous_flags, "num_processes": str(processes)}
    return _join(launch.command, flags, "fine_tuning.py", launch.model_flags)


def launcher_flags(launch: Launch, request: Request) -> dict[str, str]:
    """Return the launcher's flags; a distributed preset's name its nodes, and its first pod where there are several.

    ``master_addr`` is the name of the Service where the release writes the cluster IP that the API server chose for
    it: manifests in Git are made before there is one, and the pods' own namespace resolves the name.
    In the release all llama presets share one set of flags, so that a distributed Workspace leaves its own in every
    later one of the same process. Here each Workspace has the flags that it gets in a process of its own.
    """
    flags = {**launch.launcher_flags, **launch.rendezvous_flags}
    if not launch.distributed:
        return flags
    flags |= {
        "nnodes": str(request.count),
        "nproc_per_node": str(launch.world_size // request.count),
        "rdzv_id": "job",
        "rdzv_endpoint": (
            f"{request.name}-0.{headless_name(request)}.{request.namespace}.svc.cluster.local:{MASTER_PORT}"
        ),
    }
    if request.count > 1:
        flags |= {
            "node_rank": NODE_RANK,
            "master_addr": request.name,
            "master_port": str(MASTER_PORT),
        }
    return flags


def _join(command: str, flags: Mapping[str, str], script: str, model_flags: Mapping[str, str]) -> str:
    return " ".join([command, *_sorted(flags), script, *_sorted(model_flags)])


def _sorted(flags: Mapping[str, str]) -> list[str]:
    return sorted(f"--{key}={value}" if value else f"--{key}" for key, value in flags.items())
