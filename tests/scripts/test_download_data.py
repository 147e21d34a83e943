"""The data downloader fetches every address into the volume, or says which one failed and leaves no part of it."""

import pytest

from kaito_gen.render.scripts.download_data import download_data

URL = "https://example.com/data/train-00000-of-00001.parquet?download=true"


def curl(status="200", body="rows", code=0):
    """A curl that writes ``body`` where ``-o`` says, prints ``status`` as ``-w`` asks, and ends with ``code``."""
    return f"""while [ "$1" != -o ]; do shift; done
printf '%s' '{body}' >"$2"
printf '%s' '{status}'
exit {code}"""


def download(container, *urls, keep_query=False, **environment):
    return container.run(
        download_data(keep_query=keep_query),
        **{"DATA_URLS": " ".join(urls), "DATA_VOLUME_PATH": str(container.disk / "data"), **environment},
    )


def test_a_file_lands_under_its_name(container, tree):
    container.fake("curl", curl())
    ended = download(container, URL)
    assert ended.code == 0, ended.log
    assert tree(container.disk / "data") == {"train-00000-of-00001.parquet": "rows"}
    (call,) = container.calls("curl")
    assert call[-1] == URL
    assert call[call.index("--proto") + 1] == call[call.index("--proto-redir") + 1] == "=http,https"


def test_a_query_never_shows_in_the_log(container):
    """It may be a signature."""
    container.fake("curl", curl(status="403"))
    ended = download(container, "https://example.com/a.csv?sig=s3cret#s3cret")
    assert ended.code == 1
    assert "s3cret" not in ended.log


NAMES = {
    "query and fragment": ("https://h/p/a.csv?x=1&y=2#z", "a.csv", "a.csv_x_1_y_2#z"),
    "no query": ("https://h/p/a.json", "a.json", "a.json"),
    "slash in the query": ("https://h/get?file=p/a.csv", "get", "a.csv"),
    "slash at the end": ("https://h/p/a.csv/", "a.csv", "a.csv"),
    "percent signs stay": ("https://h/a%20b.csv", "a%20b.csv", "a%20b.csv"),
    "brackets and stars": ("https://h/[a]*{b}.csv", "[a]*{b}.csv", "[a]*{b}.csv"),
    "upper-case scheme": ("HTTPS://h/a.csv", "a.csv", "a.csv"),
    "plain http": ("http://h:8080/a.csv", "a.csv", "a.csv"),
    "quotes and commands": ("https://h/a'\"$(x)`y`.csv", "a'\"$(x)`y`.csv", "a'\"$(x)`y`.csv"),
}


@pytest.mark.parametrize(("url", "name", "name_with_query"), NAMES.values(), ids=NAMES)
@pytest.mark.parametrize("keep_query", [False, True], ids=["v0.12", "v0.3"])
def test_file_names(container, tree, url, name, name_with_query, keep_query):
    container.fake("curl", curl())
    ended = download(container, url, keep_query=keep_query)
    assert ended.code == 0, ended.log
    assert tree(container.disk / "data") == {name_with_query if keep_query else name: "rows"}
    assert container.calls("curl")[0][-1] == url


def test_several_files(container, tree):
    container.fake("curl", curl(body="one"), curl(body="two"))
    assert download(container, "https://h/a.csv", "https://h/b.csv").code == 0
    assert tree(container.disk / "data") == {"a.csv": "one", "b.csv": "two"}


def test_two_files_of_one_name_are_both_kept_and_told(container, tree):
    container.fake("curl", curl(body="one"), curl(body="two"), curl(body="three"))
    ended = download(container, "https://h/x/a.csv", "https://h/y/a.csv", "https://h/z/a.csv")
    assert ended.code == 0
    assert tree(container.disk / "data") == {"a.csv": "one", "2-a.csv": "two", "3-a.csv": "three"}
    assert "a second file is called a.csv: kept as 2-a.csv" in ended.log


def test_a_file_of_an_earlier_run_is_replaced(container, tree):
    (container.disk / "data").mkdir()
    (container.disk / "data" / "a.csv").write_text("old")
    container.fake("curl", curl())
    assert download(container, "https://h/a.csv").code == 0
    assert tree(container.disk / "data") == {"a.csv": "rows"}


FAILURES = {
    "not found": (curl(status="404", body="no such file"), "HTTP status 404"),
    "partial content": (curl(status="206"), "HTTP status 206"),
    "empty body": (curl(body=""), "the file is empty"),
    "no file at all": ("printf 200", "the file is empty"),
    "timeout": (curl(status="000", body="ro", code=28), "curl ended with code 28"),
    "connection lost in the middle": (curl(body="ro", code=18), "curl ended with code 18"),
}


@pytest.mark.parametrize(("answer", "why"), FAILURES.values(), ids=FAILURES)
def test_three_failures_end_the_run_and_leave_no_part(container, tree, answer, why):
    container.fake("curl", answer)
    ended = download(container, URL)
    assert ended.code == 1
    assert len(container.calls("curl")) == 3
    assert tree(container.disk / "data") == {}
    shown = URL.partition("?")[0]
    assert [line for line in ended.log.splitlines() if line.startswith("data-downloader: ")] == [
        *(f"data-downloader: try {number} of 3 for {shown} failed: {why}" for number in (1, 2, 3)),
        f"data-downloader: cannot download {shown}",
    ]


@pytest.mark.parametrize(("answer", "why"), FAILURES.values(), ids=FAILURES)
def test_a_failure_is_tried_again(container, tree, answer, why):
    container.fake("curl", answer, answer, curl())
    ended = download(container, URL)
    assert ended.code == 0
    assert ended.log.count(why) == 2
    assert tree(container.disk / "data") == {"train-00000-of-00001.parquet": "rows"}


def test_the_files_before_a_failed_one_stay(container, tree):
    container.fake("curl", curl(), curl(status="404"))
    assert download(container, "https://h/a.csv", "https://h/b.csv", "https://h/c.csv").code == 1
    assert len(container.calls("curl")) == 4
    assert tree(container.disk / "data") == {"a.csv": "rows"}


@pytest.mark.parametrize("urls", ["", "   "], ids=["empty", "spaces"])
def test_an_empty_list_is_an_error(container, urls):
    ended = download(container, urls)
    assert (ended.code, ended.log) == (1, "data-downloader: DATA_URLS is empty: there is nothing to train on\n")


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("ftp://h/a.csv", "ftp://h/a.csv is neither an http nor an https address"),
        ("file:///etc/passwd", "file:///etc/passwd is neither an http nor an https address"),
        ("-o/etc/passwd", "-o/etc/passwd is neither an http nor an https address"),
        ("https://h/..?x", "https://h/.. has no file name"),
    ],
)
def test_addresses_that_are_refused(container, url, message):
    container.fake("curl", curl())
    ended = download(container, url)
    assert (ended.code, ended.log) == (1, f"data-downloader: {message}\n")
    assert container.calls("curl") == []


def test_a_missing_volume_path_is_an_error(container):
    ended = download(container, URL, DATA_VOLUME_PATH="")
    assert (ended.code, ended.log) == (1, "data-downloader: DATA_VOLUME_PATH is empty: nowhere to put the data\n")


def test_a_volume_that_cannot_be_written_fails(container):
    (container.disk / "data").write_text("a file, not a folder")
    container.fake("curl", curl())
    assert download(container, URL).code == 1
    assert container.calls("curl") == []


def test_an_address_runs_nothing(container, tree):
    container.fake("curl", curl())
    assert download(container, "https://h/$(touch${IFS}owned);touch owned/a.csv").code == 1
    assert not (container.disk / "owned").exists()
