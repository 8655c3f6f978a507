"""How documents are taken: lazily, in batches, with errors that name the document."""

import gc

import pytest

import retold


class Watched(str):
    """A string that is counted while it lives."""

    alive = 0
    most = 0

    def __new__(cls, text):
        Watched.alive += 1
        Watched.most = max(Watched.most, Watched.alive)
        return super().__new__(cls, text)

    def __del__(self):
        Watched.alive -= 1


@pytest.mark.parametrize("search", [retold.dedup, retold.passages])
def test_generators_are_not_collected(search):
    gc.collect()
    Watched.alive = Watched.most = 0
    search(Watched(f"text number {number}") for number in range(20_000))
    assert 0 < Watched.most < 20


class Trouble(Exception):
    pass


@pytest.mark.parametrize("search", [retold.dedup, retold.passages])
def test_exceptions_of_generators_pass_through(search):
    trouble, taken = Trouble("the line is dead"), []

    def documents():
        for number in range(10_000):
            if number == 5000:
                raise trouble
            taken.append(number)
            yield f"text number {number}"

    with pytest.raises(Trouble) as raised:
        search(documents())
    assert raised.value is trouble
    assert len(taken) == 5000


def test_a_generator_may_call_retold():
    texts = (" ".join(retold.tokens(f"Text {n}")) for n in range(3000))
    assert retold.dedup(texts, remove="template").counts.documents == 3000
    inner = (str(retold.dedup([f"A{n}", f"a{n}"]).kept) for n in range(3))
    assert retold.dedup(inner).kept == [0]


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ("half \ud83d", "document 2: its text has a lone surrogate"),
        (("id \udc80", "text"), "document 2: its id has a lone surrogate"),
        ({"text": "t", "source": "\ud800"}, "document 2: source has a lone surrogate"),
        ({"text": None}, "document 2: its `text` is no string but NoneType"),
        ({"text": b"bytes"}, "document 2: its `text` is no string but bytes"),
        ({"body": "text"}, "document 2 has no field `text`"),
        (b"bytes", "not bytes"),
        (7, "not int"),
        (None, "not NoneType"),
        (("a", "b", "c"), "not tuple"),
    ],
)
def test_bad_documents(document, message):
    documents = [{"text": "one", "source": "s"}, {"text": "two"}, document]
    for given in (documents, iter(documents)):
        with pytest.raises(retold.InputError, match=message):
            retold.dedup(given, across="source")


@pytest.mark.parametrize("documents", ["one text", b"bytes", {"id": "text"}, 5, None])
def test_what_is_not_documents(documents):
    for search in (retold.dedup, retold.passages):
        with pytest.raises(TypeError):
            search(documents)


def test_odd_texts():
    texts = ["", "\0", "a\0b", "\U0010ffff", "e\u0301" * 50, "x" * 300_000, "\ufeff", " \n" * 9]
    deduped = retold.dedup(texts * 2)
    assert deduped.counts.documents == 16
    assert len(retold.passages(texts * 2, min_tokens=10)) >= 0
