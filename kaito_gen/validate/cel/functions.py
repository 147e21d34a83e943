"""Every function and method that a rule may call in Kubernetes 1.33 to 1.37.

What a newer minor adds is there for the older ones as well: a CRD that a cluster took uses only what its minor has.
Most rules call nothing but functions of strings and lists; the other libraries are loaded for the first that does.
"""

from importlib import import_module

from kaito_gen.validate.cel import conversions, lists, strings
from kaito_gen.validate.cel.overloads import Function, merged

_COMMON = (conversions, strings, lists)
_OTHERS = ("network", "quantities", "semver", "named_formats", "times")


class _Libraries:
    """The functions and methods by name, of the common libraries first, of all once one of the others was needed."""

    def __init__(self) -> None:
        self._complete = False
        self._take(_COMMON)

    def _take(self, libraries: tuple[object, ...]) -> None:
        self.functions = merged(*(getattr(library, "FUNCTIONS", {}) for library in libraries))
        self.methods = merged(*(library.METHODS for library in libraries))  # type: ignore[attr-defined]
        self.namespaces = {name.rpartition(".")[0] for name in self.functions if "." in name}

    def complete(self) -> bool:
        """Load what is not loaded; return whether that was anything."""
        if self._complete:
            return False
        self._complete = True
        self._take((*_COMMON, *(import_module(f"kaito_gen.validate.cel.{name}") for name in _OTHERS)))
        return True


_LIBRARIES = _Libraries()


def function(name: str) -> Function | None:
    """Return a function such as ``size`` or ``ip.isCanonical``."""
    if name not in _LIBRARIES.functions:
        _LIBRARIES.complete()
    return _LIBRARIES.functions.get(name)


def method(name: str) -> Function | None:
    """Return a method, whose first argument is its receiver."""
    if name not in _LIBRARIES.methods:
        _LIBRARIES.complete()
    return _LIBRARIES.methods.get(name)


def is_namespace(name: str) -> bool:
    """Return whether functions have names that begin with this one and a dot."""
    return name in _LIBRARIES.namespaces or (_LIBRARIES.complete() and name in _LIBRARIES.namespaces)
