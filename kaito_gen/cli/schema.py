"""The verb ``schema``: the JSON Schema of fleets and overlays, for editors and other tools."""

import argparse
import json
import sys

EXAMPLE = "kaito-gen schema fleet > fleet.schema.json"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the verb's arguments."""
    parser.add_argument(
        "file", nargs="?", choices=("fleet", "overlay"), default="fleet", help="which file (default: %(default)s)"
    )


def run(args: argparse.Namespace) -> int:
    """Print the schema."""
    sys.stdout.write(schema_text(args.file))
    return 0


def schema_text(name: str) -> str:
    """Return the schema of ``fleet`` or ``overlay`` files, as it is committed under schemas/kaito-gen."""
    from kaito_gen.fleet.fleet import Fleet, Overlay
    from kaito_gen.fleet.json_schema import json_schema

    schema = json_schema(Overlay if name == "overlay" else Fleet)
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
