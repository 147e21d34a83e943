"""What else exists beside the object in hand: ConfigMaps, Secrets, Nodes, claims, storage classes.

Three answers, not two: offline, an object that is in none of the files may still exist in the cluster. Only a
*complete* world (``--cluster FILE``, or the operator's caches) may say ABSENT.
"""

from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from typing import Final, Literal

from kaito_gen.kinds import Manifest, name_of, namespace_of


class Absence(Enum):
    """Why a lookup gave no object."""

    ABSENT = "absent"
    UNKNOWN = "unknown"


ABSENT: Final = Absence.ABSENT
UNKNOWN: Final = Absence.UNKNOWN


class World:
    """An immutable index of objects by kind, namespace and name.

    ``complete`` says that what is not here does not exist. Objects keep the order in which they were given; a later
    object of the same kind, namespace and name replaces an earlier one.
    """

    __slots__ = ("_objects", "complete")

    def __init__(self, objects: Iterable[Manifest] = (), *, complete: bool = False) -> None:
        self._objects: dict[str, dict[tuple[str, str], Manifest]] = {}
        self.complete = complete
        for manifest in objects:
            key = (namespace_of(manifest), name_of(manifest))
            self._objects.setdefault(str(manifest.get("kind")), {})[key] = manifest

    def get(
        self, kind: str, name: str, namespace: str = ""
    ) -> Manifest | Literal[Absence.ABSENT] | Literal[Absence.UNKNOWN]:
        """Return the object, or ABSENT, or UNKNOWN where this world cannot say.

        Leave ``namespace`` empty for kinds of cluster scope.
        """
        found = self._objects.get(kind, {}).get((namespace, name))
        if found is not None:
            return found
        return ABSENT if self.complete else UNKNOWN

    def find(self, kind: str, name: str, namespace: str = "") -> Manifest | None:
        """Return the object, or None where it is absent or unknown."""
        return self._objects.get(kind, {}).get((namespace, name))

    def of_kind(self, kind: str, *, labels: Mapping[str, str] | None = None) -> Iterator[Manifest]:
        """Yield the known objects of a kind that carry all of ``labels``, in the order they were given."""
        for manifest in self._objects.get(kind, {}).values():
            own = (manifest.get("metadata") or {}).get("labels")
            own = own if isinstance(own, Mapping) else {}  # files are looked up before anything has judged them
            if all(own.get(key) == value for key, value in (labels or {}).items()):
                yield manifest

    def objects(self) -> Iterator[Manifest]:
        """Yield every known object, kind by kind."""
        for manifests in self._objects.values():
            yield from manifests.values()


EMPTY = World()
"""Nothing known: what offline planning starts from."""
