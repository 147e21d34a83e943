"""Every function and method that a rule may call in Kubernetes 1.33 to 1.37.

What a newer minor adds is there for the older ones as well: a CRD that a cluster took uses only what its minor has.
"""

from kaito_gen.validate.cel import conversions, lists, named_formats, network, quantities, semver, strings, times
from kaito_gen.validate.cel.overloads import merged

_LIBRARIES = (conversions, strings, lists, network, quantities, semver, named_formats)

FUNCTIONS = merged(*(library.FUNCTIONS for library in _LIBRARIES))
METHODS = merged(*(library.METHODS for library in (*_LIBRARIES, times)))
NAMESPACES = frozenset(name.rpartition(".")[0] for name in FUNCTIONS if "." in name)
