"""Values are what frozen dataclasses are: declared by annotations, equal by content, never changed."""

import copy
import pickle
from collections.abc import Callable

import pytest

from kaito_gen.value import EMPTY, Value


class Place(Value):
    """A value with a field that is needed and others that are not."""

    path: str
    line: int = 0
    _source: str = ""


class Mark(Place):
    """Adds a field to those of its base, and changes a default."""

    line: int = 7
    note: str = ""


class Size(Value, kw_only=True):
    """Takes its fields by keyword only."""

    width: int
    height: int = 1

    @property
    def area(self) -> int:
        """Width by height."""
        return self.width * self.height


class Labelled(Place, kw_only=True):
    """Takes the fields of its base by position, its own by keyword."""

    label: str = ""


def test_fields_are_given_by_position_or_by_name() -> None:
    assert Place("a", 3) == Place(path="a", line=3) == Place("a", line=3)
    assert Place("a").line == 0
    assert Size(width=2, height=3).area == 6
    assert Labelled("a", 3, label="b").as_dict() == {"path": "a", "line": 3, "_source": "", "label": "b"}


def test_fields_of_a_base_come_first_and_may_have_another_default() -> None:
    assert list(Mark("a").as_dict().items()) == [("path", "a"), ("line", 7), ("_source", ""), ("note", "")]
    assert Mark("a", 1, "s", "n").note == "n"


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: Place(), "Place needs path"),
        (lambda: Place("a", lines=3), "Place has no lines"),
        (lambda: Place(lines=3), "Place needs path"),
        (lambda: Place("a", 1, "s", 2), "Place takes 3 fields by position, not 4"),
        (lambda: Size(2), "Size takes 0 fields by position, not 1"),
        (lambda: Labelled("a", 3, "s", "b"), "Labelled takes 3 fields by position, not 4"),
        (lambda: Place("a").replace(lines=3), "Place has no lines"),
    ],
)
def test_a_call_that_does_not_fit_the_fields_is_an_error(call: Callable[[], object], sentence: str) -> None:
    with pytest.raises(TypeError, match=sentence):
        call()


def test_values_are_equal_when_class_and_fields_are() -> None:
    assert Place("a") != Place("b")
    assert Place("a", 7) != Mark("a", 7)
    assert {Place("a"), Place("a", 0), Place("a", 1)} == {Place("a", 1), Place("a")}
    with pytest.raises(TypeError, match="unhashable"):
        hash(Place(["a"]))  # type: ignore[arg-type]


def test_values_are_never_changed() -> None:
    place = Place("a")
    with pytest.raises(AttributeError, match=r"Place\.line cannot be changed: use replace\(\)"):
        place.line = 3  # type: ignore[misc]
    with pytest.raises(AttributeError):
        place.colour = "red"  # type: ignore[attr-defined]
    with pytest.raises(AttributeError):
        del place.line
    assert place == Place("a")


def test_replace_returns_a_changed_copy() -> None:
    place = Place("a", 3)
    assert place.replace(path="b") == Place("b", 3)
    assert place == Place("a", 3)


def test_repr_shows_the_fields_without_private_ones() -> None:
    assert repr(Mark("a", note="n")) == "Mark(path='a', line=7, note='n')"


@pytest.mark.parametrize(
    "copied",
    [copy.copy, copy.deepcopy, lambda value: pickle.loads(pickle.dumps(value))],
    ids=["copy", "deep", "pickle"],
)
def test_values_survive_copying_and_pickling(copied: Callable[[Value], Value]) -> None:
    assert copied(Mark("a", 2, "s", "n")) == Mark("a", 2, "s", "n")


def test_the_empty_mapping_cannot_be_filled() -> None:
    with pytest.raises(TypeError):
        EMPTY["a"] = 1  # type: ignore[index]
