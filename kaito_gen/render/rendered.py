"""The answer of rendering, as a value."""

from kaito_gen.kinds import Manifest
from kaito_gen.planning.plan import Reason
from kaito_gen.value import Value


class Rendered(Value):
    """Everything a controller creates for one root object, in apply order.

    ``stops`` says why the rest could not be made (no machine fits, a preset that cannot be tuned ...): ``objects``
    then ends where the release's own controller would. ``notes`` are worth telling and stop nothing.
    """

    objects: tuple[Manifest, ...]
    stops: tuple[Reason, ...] = ()
    notes: tuple[Reason, ...] = ()
