"""The verb ``schema``: the JSON Schema of fleets, overlays and settings, for editors and other tools."""

import argparse
import json
import sys

EXAMPLE = "kaito-gen schema fleet > fleet.schema.json"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the verb's arguments."""
    parser.add_argument(
        "file",
        nargs="?",
        choices=("fleet", "overlay", "settings"),
        default="fleet",
        help="which file (default: %(default)s)",
    )


def run(args: argparse.Namespace) -> int:
    """Print the schema."""
    sys.stdout.write(schema_text(args.file))
    return 0


def schema_text(name: str) -> str:
    """Return the schema of ``fleet``, ``overlay`` or ``settings`` files, as committed under schemas/kaito-gen."""
    from kaito_gen.fleet.fleet import Fleet, Overlay
    from kaito_gen.fleet.json_schema import json_schema
    from kaito_gen.fleet.settings import Settings

    schema = json_schema({"fleet": Fleet, "overlay": Overlay, "settings": Settings}[name])
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
