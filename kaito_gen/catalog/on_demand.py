"""A mapping whose values are made when they are asked for.

A run needs one preset of sixty and one machine of hundreds; reading all the others took a tenth of its time.
"""

from collections.abc import Callable, Iterator, Mapping


class OnDemand[K, V](Mapping[K, V]):
    """What the functions of a mapping return, called again for every question: they remember their answers."""

    __slots__ = ("_functions",)

    def __init__(self, functions: Mapping[K, Callable[[], V]]) -> None:
        self._functions = functions

    def __getitem__(self, key: K) -> V:
        return self._functions[key]()

    def __iter__(self) -> Iterator[K]:
        return iter(self._functions)

    def __len__(self) -> int:
        return len(self._functions)

    def __contains__(self, key: object) -> bool:
        return key in self._functions
