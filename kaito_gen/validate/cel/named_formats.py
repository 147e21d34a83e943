"""``format.dns1123Label().validate(text)``: names and formats by name, as Kubernetes adds them to CEL."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import NamedTuple

from kaito_gen.render.labels import is_container_name, is_label_key, is_label_value, is_service_name, is_subdomain
from kaito_gen.validate.cel.overloads import Overloads
from kaito_gen.validate.cel.values import NONE, Optional
from kaito_gen.validate.schema.formats import holds


class Format(NamedTuple):
    """A format by its name."""

    name: str

    @property
    def cel_type(self) -> str:
        """The name of the type."""
        return "kubernetes.NamedFormat"


def _prefix(check: Callable[[str], bool]) -> Callable[[str], bool]:
    """Return the check of what a generated name begins with: a dash at its end is not the end of the name."""
    return lambda text: check(f"{text[:-2]}a" if len(text) > 1 and text.endswith("-") else text)


_CHECKS: Mapping[str, Callable[[str], bool]] = {
    "dns1123Label": is_container_name,
    "dns1123Subdomain": is_subdomain,
    "dns1035Label": is_service_name,
    "qualifiedName": is_label_key,
    "dns1123LabelPrefix": _prefix(is_container_name),
    "dns1123SubdomainPrefix": _prefix(is_subdomain),
    "dns1035LabelPrefix": _prefix(is_service_name),
    "labelValue": is_label_value,
    **{name: partial(holds, name) for name in ("uri", "uuid", "byte", "date", "datetime")},
}


def _named(name: str) -> Optional:
    return Optional(True, Format(name)) if name in _CHECKS else NONE


def _validate(named: Format, text: str) -> Optional:
    return NONE if _CHECKS[named.name](text) else Optional(True, [f"must be of the format {named.name}"])


FUNCTIONS: Overloads = {
    "format.named": (((str,), _named),),
    **{f"format.{name}": (((), partial(Format, name)),) for name in _CHECKS},
}
METHODS: Overloads = {"validate": (((Format, str), _validate),)}
