"""pydantic's compiled validator, without the package around it.

The package ``pydantic_core`` declares the types of its schemas, for type checkers, and takes 25 ms for that at every
start; the compiled module inside takes 2. So that module is loaded by itself, under its own name: a program that
imports the package later gets the same one. Where it cannot be found alone, it comes with the package.
"""

import sys
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from types import ModuleType
from typing import TYPE_CHECKING, Final

_PACKAGE: Final = "pydantic_core"
_MODULE: Final = "pydantic_core._pydantic_core"


def _compiled() -> ModuleType:
    package = None if _PACKAGE in sys.modules else PathFinder.find_spec(_PACKAGE)
    found = PathFinder.find_spec(_MODULE, package.submodule_search_locations) if package else None
    if found is None or found.loader is None:
        import pydantic_core

        return pydantic_core
    module = module_from_spec(found)
    sys.modules[_MODULE] = module
    found.loader.exec_module(module)
    return module


if TYPE_CHECKING:
    from pydantic_core import CoreSchema as CoreSchema
    from pydantic_core import ErrorDetails as ErrorDetails
    from pydantic_core import SchemaValidator as SchemaValidator
    from pydantic_core import ValidationError as ValidationError
else:
    _loaded = _compiled()
    SchemaValidator, ValidationError = _loaded.SchemaValidator, _loaded.ValidationError
