"""Images and URLs of a tuning job: what the webhook's Go libraries take, to the letter."""

import pytest

from kaito_gen.render.image_reference import is_reference
from kaito_gen.validate.rules.data_url import UrlFault, refused_url
from kaito_gen.validate.rules.request_uri import parse_request_uri

IMAGES = {
    "name": True,
    "folder/name": True,
    "example.com:5000/a:1": True,
    "Example.com/a:1": True,  # a host, where case does not matter
    "UPPER/repo:1": True,  # a host as well
    "my_host.com/x": True,  # no host, but a folder's name
    "0/1": True,
    "localhost/a": True,
    "[::1]:5000/a": True,
    "a__b/c-d.e:Tag_1.0": True,
    f"a@sha256:{'a' * 64}": True,
    f"a:1@sha256:{'a' * 64}": True,
    f"a:{'t' * 128}": True,
    "": False,
    "UPPER": False,
    "a/UPPER/x": False,
    "example.com/Repo:1": False,
    "my_host:5000/x": False,
    "example.com/x:": False,
    "example.com/": False,
    "x:tag:tag": False,
    "-x": False,
    "<IMAGE>": False,
    "http://example.com/x": False,
    " a": False,
    "0" * 64: False,
    f"a:{'t' * 129}": False,
    f"a@sha256:{'a' * 63}": False,
    f"a@md5:{'a' * 32}": False,
    f"example.com/{'a' * 255}": True,
    f"example.com/{'a' * 256}": False,
    "a" * 247: True,  # library/ comes before it
    "a" * 248: False,
}


@pytest.mark.parametrize(("image", "taken"), IMAGES.items(), ids=[name[:40] or "empty" for name in IMAGES])
def test_what_an_image_reference_is(image: str, taken: bool) -> None:
    assert is_reference(image) is taken


def test_both_images_of_a_job_are_read(refused, tuning) -> None:
    tuning["tuning"] |= {"input": {"image": "A"}, "output": {"image": "B", "imagePushSecret": "push"}}
    del tuning["tuning"]["config"]
    found = refused(tuning, complete=False)
    assert found == {"input-image-malformed", "output-image-malformed"}


URLS = {
    "https://example.com": None,
    "HTTP://example.com:8080/x?y": None,
    "https://user:pass@example.com/x": None,
    "https://例え.jp/x": None,
    "http://localhost.example.com/": None,
    "http://metadata.google.internal./x": None,  # the dot escapes
    "http://0.0.0.0/": None,
    "http://[::]/": None,
    "http://127.1/": None,
    "http://2130706433/": None,
    "http://0x7f000001/": None,
    "http://010.0.0.1/": None,
    "http://100.64.0.1/": None,
    "http://172.32.0.1/": None,
    "http://224.0.1.1/": None,
    "http://[ff05::1]/": None,
    "": UrlFault.NO_HOST,
    "example.com/x": UrlFault.NO_HOST,
    "//example.com/x": UrlFault.NO_HOST,
    "https://": UrlFault.NO_HOST,
    "https:///x": UrlFault.NO_HOST,
    "https:example.com": UrlFault.NO_HOST,
    "file:///x": UrlFault.NO_HOST,
    "http://a b/": UrlFault.NO_HOST,
    "http://a\n": UrlFault.NO_HOST,
    "http://example.com/%zz": UrlFault.NO_HOST,
    "http://example.com:port/": UrlFault.NO_HOST,
    "http://[10.0.0.1]/": UrlFault.NO_HOST,
    "http://[::1/": UrlFault.NO_HOST,
    "http://%6cocalhost/": UrlFault.NO_HOST,
    "s3://bucket/x": UrlFault.SCHEME,
    "ftp://localhost/": UrlFault.SCHEME,
    "http://localhost/": UrlFault.LOCAL_NAME,
    "http://LOCALHOST:80/": UrlFault.LOCAL_NAME,
    "http://a.localhost/": UrlFault.LOCAL_NAME,
    "http://metadata.google.internal/x": UrlFault.LOCAL_NAME,
    "http://127.0.0.1/": UrlFault.LOCAL_ADDRESS,
    "http://10.1.2.3/": UrlFault.LOCAL_ADDRESS,
    "http://172.31.255.255/": UrlFault.LOCAL_ADDRESS,
    "http://192.168.0.1/": UrlFault.LOCAL_ADDRESS,
    "http://169.254.169.254/": UrlFault.LOCAL_ADDRESS,
    "http://224.0.0.1/": UrlFault.LOCAL_ADDRESS,
    "http://[::1]/": UrlFault.LOCAL_ADDRESS,
    "http://[fd00::1]/": UrlFault.LOCAL_ADDRESS,
    "http://[fe80::1%25eth0]/": UrlFault.LOCAL_ADDRESS,
    "http://[ff02::1]/": UrlFault.LOCAL_ADDRESS,
    "http://[::ffff:10.0.0.1]/": UrlFault.LOCAL_ADDRESS,
}


@pytest.mark.parametrize(("url", "fault"), URLS.items(), ids=[url or "empty" for url in map(repr, URLS)])
def test_where_training_data_may_come_from(url: str, fault: UrlFault | None) -> None:
    assert refused_url(url) is fault


def test_each_url_of_a_job_is_read(judged, tuning) -> None:
    tuning["tuning"]["input"] = {"urls": ["https://example.com/a", "http://localhost/", "x"]}
    found = {one.rule: one.keys for one in judged(tuning, complete=False) if one.rule.startswith("input-url")}
    assert found == {
        "input-url-local-name": ("tuning", "input", "urls", 1),
        "input-url-malformed": ("tuning", "input", "urls", 2),
    }


def test_a_request_uri_may_have_no_host() -> None:
    assert parse_request_uri("*") == ("", "")
    assert parse_request_uri("/a/path") == ("", "")
    assert parse_request_uri("mailto:somebody") == ("mailto", "")
    assert parse_request_uri(":x") is None


SOURCES = {
    "none": ({}, {"tuning-input-not-one"}),
    "empty list and text": ({"urls": [], "image": ""}, {"tuning-input-not-one"}),
    "an empty volume": ({"volumeSource": {}}, set()),
    "a volume and an image": ({"volumeSource": {}, "image": "a/b:1"}, {"tuning-input-not-one"}),
    "all three": (
        {"volumeSource": {}, "image": "a/b:1", "urls": ["https://example.com"]},
        {"tuning-input-not-one"},
    ),
}


@pytest.mark.parametrize(("source", "rules"), SOURCES.values(), ids=SOURCES)
def test_the_data_has_one_source(refused, tuning, source, rules) -> None:
    tuning["tuning"]["input"] = source
    assert refused(tuning, complete=False) == rules


RESULTS = {
    "none": ({}, {"tuning-output-not-one"}),
    "a secret alone": ({"imagePushSecret": "push"}, {"tuning-output-not-one"}),
    "an empty volume": ({"volumeSource": {}}, set()),
    "an image without a secret": ({"image": "a/b:1"}, {"push-secret-missing"}),
    "both": ({"image": "a/b:1", "imagePushSecret": "push", "volumeSource": {}}, {"tuning-output-not-one"}),
}


@pytest.mark.parametrize(("result", "rules"), RESULTS.values(), ids=RESULTS)
def test_the_result_goes_to_one_place(refused, tuning, result, rules) -> None:
    tuning["tuning"]["output"] = result
    assert refused(tuning, complete=False) == rules
