"""pydantic's compiled validator, loaded by itself, is the one that its package has."""

import subprocess
import sys

import pytest

from kaito_gen.fleet.schema_validator import SchemaValidator, ValidationError

OURS = "import kaito_gen.fleet.schema_validator as ours"
ALONE = f"import sys; {OURS}; assert 'pydantic_core' not in sys.modules"
FROZEN = (
    "import sys; from importlib.machinery import PathFinder",
    "sys.meta_path.insert(0, type('Frozen', (), {'find_spec': staticmethod(PathFinder.find_spec)}))",
    "PathFinder.find_spec = lambda *_: None",
)
PACKAGE = "import pydantic_core as theirs"
SAME = "assert ours.SchemaValidator is theirs.SchemaValidator and ours.ValidationError is theirs.ValidationError"
MODEL = "import pydantic; assert pydantic.create_model('M', a=(int, ...))(a='1').a == 1"


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param((ALONE, PACKAGE, SAME, MODEL), id="ours-first"),
        pytest.param((PACKAGE, OURS, SAME, MODEL), id="package-first"),
    ],
)
def test_whoever_comes_first_the_package_and_we_have_one_validator(lines: tuple[str, ...]) -> None:
    subprocess.run([sys.executable, "-c", "\n".join(lines)], check=True)


def test_where_the_compiled_module_cannot_be_found_alone_it_comes_with_its_package() -> None:
    """As in a frozen program, whose modules are no files."""
    subprocess.run([sys.executable, "-c", "\n".join((*FROZEN, OURS, PACKAGE, SAME))], check=True)


def test_it_validates() -> None:
    validator = SchemaValidator({"type": "int", "strict": True})
    assert validator.validate_python(3) == 3
    with pytest.raises(ValidationError):
        validator.validate_python("3")
