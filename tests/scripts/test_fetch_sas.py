"""``fetch-sas`` turns a model's address into a file that opens its weights, or says which step failed."""

import json
import shlex
import stat
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from kaito_gen.render.scripts.fetch_sas import FETCH_SAS_COMMAND, fetch_sas

PUBLIC = "https://example.com/registries/r/datarefs/m/versions/3?api-version=1"
BYO = "https://example.com/projects/p/models/m/versions/3"
BLOB = "https://acc0unt.blob.core.windows.net/c0ntainer/some/where"
TOKEN = "sv=1&sig=a%2Fb'c"
PAGE = """<?xml version="1.0"?><EnumerationResults><Blobs>{}</Blobs>{}</EnumerationResults>"""


def page(*names, marker=""):
    """One page of a container's listing."""
    blobs = "".join(f"<Blob><Name>{name}</Name></Blob>" for name in names)
    return PAGE.format(blobs, f"<NextMarker>{marker}</NextMarker>")


# The credential the program asks for, and a way that leads every https address to the test's own server.
AZURE = """
import http.client, os, urllib.request

class Here(urllib.request.HTTPSHandler):
    def https_open(self, request):
        return self.do_open(lambda host, **_: http.client.HTTPConnection("127.0.0.1", int(os.environ["HERE"])), request)

urllib.request.install_opener(urllib.request.build_opener(Here))

class WorkloadIdentityCredential:
    def __init__(self, client_id):
        if client_id == "unknown":
            raise ValueError("no federated credential")
        assert client_id == "client"

    def get_token(self, scope):
        return type("Token", (), {"token": "for " + scope})
"""


@pytest.fixture
def service():
    """A server that answers each path from a table, the last answer again and again, and keeps what it was asked."""

    class Service(BaseHTTPRequestHandler):
        answers: dict[str, list]
        asked: list[tuple]

        def do_GET(self):
            size = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(size).decode()
            self.asked.append((self.command, self.path, self.headers.get("Authorization"), body))
            queue = self.answers.get(self.path.partition("?")[0], [404])
            answer = queue.pop(0) if len(queue) > 1 else queue[0]
            text = "" if isinstance(answer, int) else answer if isinstance(answer, str) else json.dumps(answer)
            self.send_response(answer if isinstance(answer, int) else 200)
            self.send_header("Content-Length", str(len(text.encode())))
            self.end_headers()
            self.wfile.write(text.encode())

        def do_POST(self):
            self.do_GET()

        def log_message(self, *_):
            pass

    Service.asked = []
    granted = {"credential": {"sasUri": f"{BLOB.removesuffix('/some/where')}?{TOKEN}"}}
    Service.answers = {
        "/registries/r/models/m/versions/3": [{"id": "asset-1", "properties": {"modelUri": BLOB}}],
        "/registries/r/datarefs/m/versions/3": [{"blobReferenceForConsumption": granted}],
        "/projects/p/models/m/versions/3": [{"id": "asset-2", "blobReference": {"blobUri": BLOB}}],
        "/projects/p/models/m/versions/3/credentials": [{"blobReference": granted}],
        "/c0ntainer": [page("m/config.json", "m/model-1.safetensors", "m/model-2.safetensors")],
    }
    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    Service.port = server.server_port
    yield Service
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def fetch(tmp_path, service):
    """Run the program; returns exit code, log, and the variables that sourcing its file would set."""
    (tmp_path / "modules" / "azure").mkdir(parents=True)
    (tmp_path / "modules" / "azure" / "identity.py").write_text(AZURE)
    target = tmp_path / "streaming" / "env"

    def run(address=PUBLIC, kind="public", **environment):
        settings = {
            "STREAM_DATAREFS_URL": address,
            "STREAM_IDENTITY_CLIENT_ID": "client",
            "STREAM_SOURCE_TYPE": kind,
            "STREAM_ENV_FILE": str(target),
            "PYTHONPATH": str(tmp_path / "modules"),
            "RETRY_SECONDS": "0",
            "HERE": str(service.port),
            **environment,
        }
        words = [sys.executable, "-c", fetch_sas()]
        ended = subprocess.run(words, env=settings, capture_output=True, text=True, timeout=20, check=False)
        found = {}
        if target.exists():
            assert stat.S_IMODE(target.stat().st_mode) == 0o600
            found = dict(word.split("=", 1) for word in shlex.split(target.read_text()))
        assert not target.parent.exists() or [path.name for path in target.parent.iterdir()] in ([], ["env"])
        return ended.returncode, ended.stdout + ended.stderr, found

    return run


EXPECTED = {
    "AZURE_STORAGE_SAS_TOKEN": TOKEN,
    "AZURE_STORAGE_ACCOUNT_NAME": "acc0unt",
    "STREAM_MODEL_URI": "az://c0ntainer/m",
}


def test_a_public_model_is_opened_through_its_registry(fetch, service):
    code, log, found = fetch()
    assert (code, found) == (0, EXPECTED), log
    assert service.asked[:2] == [
        (
            "GET",
            "/registries/r/models/m/versions/3?api-version=1",
            "Bearer for https://management.azure.com/.default",
            "",
        ),
        (
            "POST",
            "/registries/r/datarefs/m/versions/3?api-version=1",
            "Bearer for https://management.azure.com/.default",
            json.dumps({"blobUri": BLOB, "assetId": "asset-1"}),
        ),
    ]
    assert TOKEN not in log


def test_a_model_of_one_s_own_is_opened_through_its_project(fetch, service):
    code, log, found = fetch(BYO + "/", "byo")
    assert (code, found) == (0, EXPECTED), log
    assert [asked[:3] for asked in service.asked[:2]] == [
        ("GET", "/projects/p/models/m/versions/3", "Bearer for https://ai.azure.com/.default"),
        ("POST", "/projects/p/models/m/versions/3/credentials", "Bearer for https://ai.azure.com/.default"),
    ]
    assert json.loads(service.asked[1][3]) == {"blobUri": BLOB}


def test_the_listing_is_asked_for_with_the_token_alone(fetch, service):
    """The access token of the identity is not for the storage account."""
    fetch()
    assert service.asked[2] == ("GET", f"/c0ntainer?{TOKEN}&restype=container&comp=list", None, "")


FOLDERS = {
    "one file": (["a/b/model.safetensors"], "az://c0ntainer/a/b"),
    "at the top": (["model.safetensors"], "az://c0ntainer"),
    "a common folder": (["a/b/1.safetensors", "a/c/2.safetensors"], "az://c0ntainer/a"),
    "nothing in common": (["a/1.safetensors", "b/2.safetensors"], "az://c0ntainer"),
    "names alike": (["ab/1.safetensors", "ac/2.safetensors"], "az://c0ntainer"),
    "an entity": (["a&amp;b/1.safetensors"], "az://c0ntainer/a&b"),
}


@pytest.mark.parametrize(("names", "expected"), FOLDERS.values(), ids=FOLDERS)
def test_weights_are_streamed_from_their_common_folder(fetch, service, names, expected):
    service.answers["/c0ntainer"] = [page("README.md", *names)]
    assert fetch()[2]["STREAM_MODEL_URI"] == expected


def test_a_listing_of_several_pages_is_read_to_its_end(fetch, service):
    service.answers["/c0ntainer"] = [page("m/a/1.safetensors", marker="n&amp;xt"), page("m/b/2.safetensors")]
    assert fetch()[2]["STREAM_MODEL_URI"] == "az://c0ntainer/m"
    assert service.asked[3][1].endswith("&marker=n%26xt")


@pytest.mark.parametrize("path", ["/registries/r/models/m/versions/3", "/c0ntainer"])
@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_service_that_stumbles_is_asked_again(fetch, service, path, status):
    service.answers[path] = [status, status, *service.answers[path]]
    assert fetch()[2] == EXPECTED


MODEL, GRANT, LIST = "/registries/r/models/m/versions/3", "/registries/r/datarefs/m/versions/3", "/c0ntainer"
FAILURES = {
    "model not found": (MODEL, 404, 1, "looking up the model: HTTP status 404"),
    "model service is away": (MODEL, 503, 3, "looking up the model: HTTP status 503"),
    "model answer is no JSON": (MODEL, "<html>", 1, "looking up the model: the answer is not JSON"),
    "model answer is a list": (MODEL, [1], 1, "looking up the model: the answer is not an object"),
    "model answer has no place": (MODEL, {"properties": None}, 1, "the answer names no storage account and container"),
    "model's place is no address": (MODEL, {"properties": {"modelUri": "here"}}, 1, "names no storage account"),
    "token refused": (GRANT, 403, 1, "asking for a SAS token: HTTP status 403"),
    "no token": (GRANT, {"blobReference": {"credential": {}}}, 1, "asking for a SAS token: the answer holds none"),
    "token without a query": (GRANT, {"blobReference": {"credential": {"sasUri": BLOB}}}, 1, "holds none"),
    "listing refused": (LIST, 403, 1, "listing the container: HTTP status 403"),
    "listing is no XML": (LIST, "{}", 1, "listing the container: the answer is not XML"),
    "no weights": (LIST, page("m/config.json"), 1, "no safetensors files: there is nothing to stream"),
}


@pytest.mark.parametrize(("path", "answer", "tries", "message"), FAILURES.values(), ids=FAILURES)
def test_a_step_that_fails_is_named_and_leaves_no_file(fetch, service, path, answer, tries, message):
    service.answers[path] = [answer]
    code, log, found = fetch()
    assert (code, found) == (1, {})
    assert log.startswith("fetch-sas: ")
    assert message in log
    assert len(log.splitlines()) == 1
    assert len([asked for asked in service.asked if asked[1].partition("?")[0] == path]) == tries
    assert TOKEN not in log


SETTINGS = {
    "no address": ({"address": ""}, "STREAM_DATAREFS_URL is not set"),
    "no identity": ({"STREAM_IDENTITY_CLIENT_ID": " "}, "STREAM_IDENTITY_CLIENT_ID is not set"),
    "no file": ({"STREAM_ENV_FILE": ""}, "STREAM_ENV_FILE is not set"),
    "unknown type": ({"kind": "private"}, "STREAM_SOURCE_TYPE is 'private': it must be public or byo"),
    "byo address for public": ({"address": BYO}, "must be an https address of the form .../datarefs/"),
    "token address for byo": ({"address": BYO + "/credentials", "kind": "byo"}, "without /credentials for byo"),
    "plain http": ({"address": PUBLIC.replace("https", "http")}, "must be an https address"),
    "identity without access": ({"STREAM_IDENTITY_CLIENT_ID": "unknown"}, "identity unknown gets no access token"),
}


@pytest.mark.parametrize(("settings", "message"), SETTINGS.values(), ids=SETTINGS)
def test_settings_that_cannot_work_are_named(fetch, service, settings, message):
    code, log, found = fetch(**settings)
    assert (code, found) == (1, {})
    assert message in log
    assert len(log.splitlines()) == 1
    assert service.asked == []


def test_nobody_answers(fetch, service):
    code, log, found = fetch(HERE="1")
    assert (code, found) == (1, {})
    assert log.startswith("fetch-sas: looking up the model: ")


def test_the_program_travels_in_a_variable_that_its_command_names():
    assert FETCH_SAS_COMMAND.endswith('python3 -c "$FETCH_SAS_SCRIPT"')
    assert "azure-identity==1.19.0" in FETCH_SAS_COMMAND
