"""The rules of the schema stage, by what a user has to do about them."""

TYPE = "schema-type"
FORMAT = "schema-format"
REQUIRED = "schema-required"
ENUM = "schema-enum"
TOO_LONG = "schema-too-long"
TOO_MANY = "schema-too-many"
VALUE = "schema-value"
DUPLICATE = "schema-duplicate"
ALTERNATIVES = "schema-alternatives"
CEL = "schema-rule"
METADATA = "schema-metadata"
NAMESPACE = "schema-namespace"
IMMUTABLE = "schema-immutable"
SCALE = "schema-scale"
DECODE = "schema-decode"
CRD = "schema-crd"
UNKNOWN_FIELD = "unknown-field"

SCHEMA_RULES = (
    TYPE,
    FORMAT,
    REQUIRED,
    ENUM,
    TOO_LONG,
    TOO_MANY,
    VALUE,
    DUPLICATE,
    ALTERNATIVES,
    CEL,
    METADATA,
    IMMUTABLE,
    SCALE,
    DECODE,
    CRD,
)
"""Each of them makes the API server refuse the document."""

BLOCKING = frozenset({TYPE, FORMAT, REQUIRED, ENUM, TOO_LONG, TOO_MANY})
"""With one of these found, the API server does not run the rules that a CRD writes in CEL."""
