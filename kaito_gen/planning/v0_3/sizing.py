"""What KAITO v0.3's controller makes of a Workspace: machine, GPUs that a pod asks for, disk.

It estimates nothing: the nodes are ``resource.count``. Two tables of machines meet here: admission compares one, the
GPU request comes from the other, and from the preset where that one lacks the machine. Source: KAITO v0.3.1, read
2026-08-21.
"""

from kaito_gen.catalog.catalog import Catalog
from kaito_gen.catalog.machine import Machine
from kaito_gen.catalog.preset import Launch, Preset
from kaito_gen.kinds import Manifest
from kaito_gen.planning import request
from kaito_gen.planning.request import Request
from kaito_gen.target import Target
from kaito_gen.value import Value

DEFAULT_MACHINE = "Standard_NC12s_v3"
"""What the CRD fills in where a Workspace names no instance type."""

ADMISSION_CLOUD = "azure"
"""The cloud of the one table that admission has; also what an installation without CLOUD_PROVIDER is judged by."""


class Sizing(Value, kw_only=True):
    """The controller's view of one Workspace."""

    request: Request
    preset: Preset | None
    machine: Machine | None
    """None where neither table has ``request.instance_type``."""
    count: int

    @property
    def launch(self) -> Launch | None:
        """The command that the pods start; None where there is no preset, or none that can be tuned."""
        if self.preset is None or self.request.workload not in ("preset", "tuning"):
            return None
        if self.request.workload == "tuning":
            return self.preset.tuning.launch if self.preset.tuning else None
        return self.preset.launch

    @property
    def distributed(self) -> bool:
        """Whether the workload starts as one job over all its nodes."""
        return self.launch is not None and self.launch.distributed

    @property
    def requested_gpus(self) -> int:
        """GPUs that each pod asks for; 0 for templates, which say so themselves."""
        if self.launch is None or self.preset is None:
            return 0
        if self.machine is not None and self.machine.requested_gpus is not None:
            return self.machine.requested_gpus
        tuning = self.preset.tuning if self.request.workload == "tuning" else None
        need = tuning.requirement if tuning else self.preset.requirement
        return need.gpus if need else 0

    @property
    def disk(self) -> str:
        """Disk that a claim asks for, as the release writes it; only inference presets ask for any."""
        need = self.preset.requirement if self.preset and self.request.workload == "preset" else None
        return need.disk if need else "0"


def size(workspace: Manifest, target: Target, catalog: Catalog) -> Sizing:
    """Return what the controller takes from a Workspace on this installation."""
    ask = request.read(workspace, instance_type=DEFAULT_MACHINE)
    return Sizing(
        request=ask,
        preset=catalog.preset(ask.preset) if ask.preset else None,
        machine=catalog.machine(target.cloud or ADMISSION_CLOUD, ask.instance_type),
        count=1 if ask.count is None else ask.count,
    )
