"""Fetch a short-lived SAS token for weights that are streamed from a storage account (static mirror, v0.12).

The two services that hand out tokens (Azure ML registries: ``public``, Azure AI Foundry: ``byo``) differ in the
audience of the access token, in how the address of a model becomes the address that hands out its token, and in where
their answers keep the same two facts. Those differences are one table in the program. What main containers source is
written to a file of its own and renamed, readable by its owner alone: it is never half there.

Addresses, audiences and field names: KAITO v0.12 (read 2026-08).
"""

FETCH_SAS_COMMAND = 'pip install --no-cache-dir -q azure-identity==1.19.0 && python3 -c "$FETCH_SAS_SCRIPT"'
"""How KAITO v0.12 starts the program where it travels as the environment variable ``FETCH_SAS_SCRIPT``."""


def fetch_sas() -> str:
    """Return the Python program of init container ``fetch-sas`` (``python:3.12-slim``, ConfigMap or environment).

    Environment: ``STREAM_DATAREFS_URL``, ``STREAM_IDENTITY_CLIENT_ID``, ``STREAM_SOURCE_TYPE`` (``public`` or
    ``byo``), ``STREAM_ENV_FILE`` (the file to write); workload identity adds the ``AZURE_*`` ones. The file sets
    ``AZURE_STORAGE_SAS_TOKEN``, ``AZURE_STORAGE_ACCOUNT_NAME`` and ``STREAM_MODEL_URI``. The program needs
    ``azure-identity==1.19.0``.
    """
    return _PROGRAM


_PROGRAM = r'''"""Writes the SAS token and the address of a streamed model to a file that the main container sources."""

import json
import os
import posixpath
import shlex
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
import xml.etree.ElementTree

PUBLIC = {
    "audience": "https://management.azure.com",
    "model": lambda path: path.replace("/datarefs/", "/models/", 1),
    "token": lambda path: path,
    "accepts": lambda path: "/datarefs/" in path,
    "form": ".../datarefs/MODEL/versions/VERSION",
}
BYO = {
    "audience": "https://ai.azure.com",
    "model": lambda path: path,
    "token": lambda path: path + "/credentials",
    "accepts": lambda path: not path.endswith("/credentials"),
    "form": ".../models/MODEL/versions/VERSION, without /credentials",
}
SOURCES = {"public": PUBLIC, "byo": BYO}
PAUSE = float(os.environ.get("RETRY_SECONDS", "2"))


class Failure(Exception):
    """Says in one sentence why there is no token."""


def setting(name):
    value = os.environ.get(name, "").strip()
    if not value:
        raise Failure(f"{name} is not set")
    return value


def read(request, what):
    """The body of an answer; three tries where another may help. Addresses may hold a token: they are not shown."""
    for rest in (2, 1, 0):
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.read()
        except urllib.error.HTTPError as error:
            if not rest or (error.code < 500 and error.code not in (408, 429)):
                raise Failure(f"{what}: HTTP status {error.code} {error.reason}") from None
        except OSError as error:
            if not rest:
                raise Failure(f"{what}: {getattr(error, 'reason', error)}") from None
        time.sleep(PAUSE)


def ask(address, bearer, what, body=None):
    headers = {"Authorization": "Bearer " + bearer, "Content-Type": "application/json"}
    data = None if body is None else json.dumps(body).encode()
    try:
        answer = json.loads(read(urllib.request.Request(address, data=data, headers=headers), what))
    except ValueError:
        raise Failure(f"{what}: the answer is not JSON") from None
    if not isinstance(answer, dict):
        raise Failure(f"{what}: the answer is not an object")
    return answer


def within(answer, *paths):
    """The first text found at one of the paths."""
    for path in paths:
        value = answer
        for key in path:
            value = value.get(key) if isinstance(value, dict) else None
        if isinstance(value, str) and value:
            return value
    return ""


def weight_files(sas):
    """Names of the safetensors files in the container that a SAS address opens, page by page."""
    found, marker = [], ""
    while True:
        query = "&restype=container&comp=list" + ("&marker=" + urllib.parse.quote(marker, safe="") if marker else "")
        try:
            page = xml.etree.ElementTree.fromstring(read(sas + query, "listing the container"))
        except xml.etree.ElementTree.ParseError:
            raise Failure("listing the container: the answer is not XML") from None
        found += [name.text for name in page.iterfind("Blobs/Blob/Name") if (name.text or "").endswith(".safetensors")]
        marker = page.findtext("NextMarker") or ""
        if not marker:
            return found


def write(path, values):
    folder = os.path.dirname(os.path.abspath(path))
    os.makedirs(folder, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=folder)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.writelines(f"{name}={shlex.quote(value)}\n" for name, value in values.items())
    os.replace(draft, path)


def main():
    address, client = setting("STREAM_DATAREFS_URL"), setting("STREAM_IDENTITY_CLIENT_ID")
    kind, target = setting("STREAM_SOURCE_TYPE"), setting("STREAM_ENV_FILE")
    source = SOURCES.get(kind)
    if source is None:
        raise Failure(f"STREAM_SOURCE_TYPE is {kind!r}: it must be public or byo")
    parts = urllib.parse.urlsplit(address)
    path = parts.path.rstrip("/")
    if parts.scheme != "https" or not parts.netloc or not source["accepts"](path):
        raise Failure(f"STREAM_DATAREFS_URL must be an https address of the form {source['form']} for {kind}")

    from azure.identity import WorkloadIdentityCredential

    try:
        bearer = WorkloadIdentityCredential(client_id=client).get_token(source["audience"] + "/.default").token
    except Exception as error:
        raise Failure(f"identity {client} gets no access token: {error}") from None

    model = ask(parts._replace(path=source["model"](path)).geturl(), bearer, "looking up the model")
    blob = within(
        model, ("properties", "modelUri"), ("blobReference", "blobUri"), ("blobReferenceForConsumption", "blobUri")
    )
    place = urllib.parse.urlsplit(blob)
    account, container = place.netloc.partition(".")[0], place.path.strip("/").partition("/")[0]
    if not account or not container:
        raise Failure("looking up the model: the answer names no storage account and container")
    body = {"blobUri": blob}
    if kind == "public" and within(model, ("id",)):
        body["assetId"] = model["id"]
    granted = ask(parts._replace(path=source["token"](path)).geturl(), bearer, "asking for a SAS token", body)
    sas = within(
        granted,
        ("blobReferenceForConsumption", "credential", "sasUri"),
        ("blobReference", "credential", "sasUri"),
    )
    token = sas.partition("?")[2]
    if not token:
        raise Failure("asking for a SAS token: the answer holds none")

    names = weight_files(sas)
    if not names:
        raise Failure("the container holds no safetensors files: there is nothing to stream")
    folder = posixpath.commonpath([posixpath.dirname(name) for name in names])
    values = {
        "AZURE_STORAGE_SAS_TOKEN": token,
        "AZURE_STORAGE_ACCOUNT_NAME": account,
        "STREAM_MODEL_URI": "az://" + posixpath.join(container, folder).rstrip("/"),
    }
    write(target, values)
    print(f"fetch-sas: {values['STREAM_MODEL_URI']} of account {account} can be read", flush=True)


try:
    main()
except Failure as failure:
    sys.exit(f"fetch-sas: {failure}")
'''
