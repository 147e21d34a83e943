"""YAML and JSON as Kubernetes reads them, with the place of every value.

``read`` gives the documents of a file and the problems with the others; ``parse`` insists that a file is wholly right.
"""

from kaito_gen.documents.document import Document, Reading
from kaito_gen.documents.limits import MAX_BYTES
from kaito_gen.documents.reading import parse, read

__all__ = ["MAX_BYTES", "Document", "Reading", "parse", "read"]
