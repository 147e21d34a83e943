"""What an object costs an hour by list price, compared with what a team lets one cost; without a limit, nothing."""

from collections.abc import Iterator

from kaito_gen.kinds import V0_3, V0_12
from kaito_gen.planning.plan import Plan
from kaito_gen.validate.finding import ERROR, NOTE, PRACTICE
from kaito_gen.validate.rule import Hit, Places, Subject
from kaito_gen.validate.rules.trouble import is_sound, planned, trouble
from kaito_gen.validate.rules.walk import Step, once, part

_PLACES: Places = {
    V0_12: ("Workspace/v1beta1", "Workspace/v1alpha1", "InferenceSet/v1beta1", "InferenceSet/v1alpha1"),
    V0_3: ("Workspace/v1alpha1",),
}


@once
def _cost(subject: Subject) -> Iterator[Step]:
    limit = subject.limits.usd_per_hour
    if limit is None:
        return
    keys: tuple[str, ...] = ("resource", "instanceType")
    copies, workspace = 1, subject
    if subject.kind == "InferenceSet":
        from kaito_gen.validate.rules.v0_12.made import workspaces_of  # of one release, and few have a limit

        made = workspaces_of(subject)
        if not made:
            return
        workspace, keys = made[0][0], ("spec", "template", *keys)
        copies = int(part(subject.manifest, "spec").get("replicas") or 0)
    answer = planned(workspace) if is_sound(workspace) else None
    if not isinstance(answer, Plan) or answer.brought:
        return
    if answer.usd_per_hour is None:
        region = f"in {subject.target.region}" if subject.target.region else "without a region"
        message = f"cannot know: no price {region}, so this is not compared with {limit:g} USD an hour"
        yield "cost-above-limit", Hit(keys, message, "name the region with --region", NOTE)
    elif answer.usd_per_hour * copies > limit:
        nodes = answer.nodes * copies
        message = (
            f"{nodes} node{'s' * (nodes != 1)} cost {answer.usd_per_hour * copies:.2f} USD an hour by list price, the "
            f"limit is {limit:g}"
        )
        yield "cost-above-limit", Hit(keys, message, "take a cheaper machine, or have the limit raised")


RULES = (
    trouble("cost-above-limit", _cost, _PLACES, "An object costs more than it may.", stage=PRACTICE, severity=ERROR),
)
