"""The verb ``adopt``: existing Workspaces and their ConfigMaps become a fleet that synthesises back to them."""

import argparse
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from kaito_gen.cli.contents import content
from kaito_gen.data import load_catalog
from kaito_gen.documents import Document, parse
from kaito_gen.errors import InvalidInput, Problem, UsageError
from kaito_gen.files.create import create_files
from kaito_gen.fleet.adoption.adopting import Adopted, adopt
from kaito_gen.fleet.adoption.cleaning import unpacked
from kaito_gen.fleet.adoption.deducing import deduced_release, deduced_target
from kaito_gen.fleet.naming import LABEL, name_fault
from kaito_gen.kinds import RELEASES, ROOT_KINDS, Manifest, name_of, namespace_of
from kaito_gen.target import CLOUDS, PROVISIONERS

EXAMPLE = "kubectl get workspaces,configmaps -n models -o yaml | kaito-gen adopt - --out models"
STANDARD_INPUT = "-"
FLEET = "fleet.yaml"
SCHEMA = "fleet.schema.json"

type _Seen = dict[tuple[str, str, str, str], tuple[Document, tuple[str | int, ...]]]
"""Objects by group, kind, namespace and name: the document and the place in it."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the verb's arguments."""
    parser.add_argument("files", nargs="+", metavar="FILE", help="YAML or JSON with the objects; - is standard input")
    parser.add_argument("--out", type=Path, metavar="DIR", help="write fleet.yaml and its files there, not to stdout")
    parser.add_argument("--name", default="adopted", help="name of the fleet (default: %(default)s)")
    parser.add_argument("--release", choices=RELEASES, help="KAITO release (default: told by the objects)")
    parser.add_argument("--cloud", choices=CLOUDS, help="cloud (default: told by the machines)")
    parser.add_argument("--region", help="region, for prices")
    parser.add_argument("--provisioner", choices=PROVISIONERS, help="who makes nodes (default: told by the objects)")


def run(args: argparse.Namespace) -> int:
    """Print or write the fleet; say on stderr what is kept word for word and what is left out."""
    fault = name_fault(args.name, ("--name",), kind="Fleet", longest=LABEL)
    if fault:
        raise UsageError(f"{fault.message} ({fault.hint})" if fault.hint else fault.message)
    manifests = list(unpacked(list(_objects(args.files))))
    if not any(manifest.get("kind") in ROOT_KINDS for manifest in manifests):
        names = ", ".join(args.files)
        raise InvalidInput([Problem(f"{names}: no Workspace is there", hint="name the files that hold them")])
    release = args.release or deduced_release(manifests)
    catalog = load_catalog(release)
    said = {"cloud": args.cloud, "region": args.region, "provisioner": args.provisioner}
    target = deduced_target(manifests, said=said, catalog=catalog)
    adopted = adopt(manifests, name=args.name, target=target, catalog=catalog, inline=args.out is None)
    if args.out is None:
        sys.stdout.write(_text(adopted, schema=""))
    else:
        _write(args.out, adopted)
    for (section, name), comment in adopted.comments.items():
        print(f"note: {section}.{name}: {comment}", file=sys.stderr)
    for sentence in adopted.left_out:
        print(f"note: left out: {sentence}", file=sys.stderr)
    return 0


def _write(folder: Path, adopted: Adopted) -> None:
    from kaito_gen.cli.schema import schema_text
    from kaito_gen.emit import dump

    files = {FLEET: _text(adopted, schema=SCHEMA), SCHEMA: schema_text("fleet")}
    files |= {name: dump(manifest) for name, manifest in adopted.files.items()}
    create_files(folder, {name: text.encode() for name, text in files.items()})
    for name in files:
        print(folder / name)


def _text(adopted: Adopted, *, schema: str) -> str:
    from kaito_gen.fleet.adoption.writing import fleet_text

    head = [f"yaml-language-server: $schema={schema}"] if schema else []
    head += [f"Left out: {sentence}." for sentence in adopted.left_out]
    return fleet_text(adopted.fleet, comments=adopted.comments, head=head)


def _objects(files: Iterable[str]) -> Iterator[Manifest]:
    problems: list[Problem] = []
    first: _Seen = {}
    for path in files:
        try:
            for document in parse(content(path), path):
                if document.value is not None:
                    problems += _problems(document, first)
                    yield document.value
        except InvalidInput as error:
            problems += error.problems
    if problems:
        raise InvalidInput(problems)


def _problems(document: Document, first: _Seen) -> Iterator[Problem]:
    """Yield what is wrong with a document's objects; ``first`` says of each so far where it was given."""
    value: Any = document.value
    places: list[tuple[tuple[str | int, ...], Any]] = [((), value)]
    if isinstance(value, dict) and str(value.get("kind")).endswith("List") and isinstance(value.get("items"), list):
        places = [(("items", number), item) for number, item in enumerate(value["items"])]
    for keys, item in places:
        metadata = item.get("metadata") if isinstance(item, dict) else None
        named = isinstance(metadata, dict) and isinstance(metadata.get("name"), str) and metadata["name"]
        if not (named and isinstance(item.get("kind"), str) and isinstance(item.get("apiVersion"), str)):
            hint = "an object has apiVersion, kind and metadata.name"
            yield document.problem("this is no object that can be adopted", keys, hint)
        elif str(item["apiVersion"]).startswith("kaito-gen/"):
            yield document.problem("this is a fleet already", keys, "adopt takes KAITO's own objects")
        else:
            group = item["apiVersion"].rpartition("/")[0]
            place = (document, keys)
            before = first.setdefault((group, item["kind"], namespace_of(item), name_of(item)), place)
            if before is not place:
                message = f"{item['kind']} {name_of(item)} is given twice, first at {before[0].where(before[1])}"
                yield document.problem(message, keys, "leave one of them out")
