"""Every rule by its identity: those that are functions, and those that reading and the schema stage bring with them."""

from collections.abc import Iterator

from kaito_gen.validate.finding import ERROR, NOTE, PRACTICE, SCHEMA, WARNING
from kaito_gen.validate.schema import rules as schema
from kaito_gen.value import Value


class Identity(Value):
    """What a user sees of a rule: its id, its stage, how heavy its findings are, and its sentence."""

    id: str
    stage: str
    severity: str
    summary: str


READING = (
    Identity("yaml", SCHEMA, ERROR, "a file cannot be read as Kubernetes reads YAML"),
    Identity("no-object", SCHEMA, ERROR, "a document is no Kubernetes object"),
    Identity("no-kind", SCHEMA, ERROR, "a document does not say what it is"),
    Identity("object-twice", PRACTICE, ERROR, "two files hold the same object"),
    Identity("object-removed", PRACTICE, NOTE, "an object is gone that an earlier version of the files holds"),
    Identity("helm-template", PRACTICE, NOTE, "a Helm template is judged only when it is rendered"),
    Identity("unknown-kind", PRACTICE, NOTE, "a kind has no schema, so its objects are not judged"),
    Identity("ignore-comment", PRACTICE, WARNING, "a comment that ignores a rule is wrong, or ignores nothing"),
)
"""What is said of files and documents before any schema is asked."""

SCHEMAS = (
    Identity(schema.TYPE, SCHEMA, ERROR, "a value has another type than the field"),
    Identity(schema.FORMAT, SCHEMA, ERROR, "a text does not have the format of the field"),
    Identity(schema.REQUIRED, SCHEMA, ERROR, "a field that must be there is missing"),
    Identity(schema.ENUM, SCHEMA, ERROR, "a value is none of those that the field takes"),
    Identity(schema.TOO_LONG, SCHEMA, ERROR, "a text is longer than the field takes"),
    Identity(schema.TOO_MANY, SCHEMA, ERROR, "a list or mapping has more entries than the field takes"),
    Identity(schema.VALUE, SCHEMA, ERROR, "a value is outside of what the field takes"),
    Identity(schema.DUPLICATE, SCHEMA, ERROR, "an entry stands twice in a list whose entries differ"),
    Identity(schema.ALTERNATIVES, SCHEMA, ERROR, "a value fits none, or too many, of a schema's alternatives"),
    Identity(schema.CEL, SCHEMA, ERROR, "a rule that the CRD itself writes in CEL does not hold"),
    Identity(schema.METADATA, SCHEMA, ERROR, "a name, label or annotation is not one that the API server takes"),
    Identity(schema.NAMESPACE, SCHEMA, ERROR, "an object has a namespace where its kind has none, or lacks one"),
    Identity(schema.IMMUTABLE, SCHEMA, ERROR, "a field is changed that the API server keeps as it is"),
    Identity(schema.SCALE, SCHEMA, ERROR, "the scale subresource cannot read its numbers"),
    Identity(schema.DECODE, SCHEMA, ERROR, "the API server cannot read the object as its kind at all"),
    Identity(schema.CRD, SCHEMA, ERROR, "a CRD is not one that the API server takes"),
    Identity(schema.UNKNOWN_FIELD, PRACTICE, ERROR, "a field that the kind does not have is dropped by the API server"),
)
"""What the schema stage says."""


def every_rule() -> Iterator[Identity]:
    """Yield the identity of every rule: reading, schemas, then the functions in their own order."""
    from kaito_gen.validate.rules import ALL

    yield from READING
    yield from SCHEMAS
    for rule in ALL:
        yield Identity(rule.id, rule.stage, rule.severity, rule.summary)
