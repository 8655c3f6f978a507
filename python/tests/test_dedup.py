"""`dedup`: what documents may be, what the settings do, what comes out."""

from collections import UserDict

import pytest

import retold


def test_outcome(ferry, council):
    deduped = retold.dedup([("wire", ferry), ("other", council), ("again", ferry.upper())])
    assert len(deduped) == 3
    assert deduped.kept == [0, 1]
    assert deduped.mask() == [True, True, False]
    assert deduped.mask_bytes() == b"\1\1\0"
    assert [deduped.is_kept(index) for index in range(3)] == deduped.mask()
    (removal,) = deduped.removed
    assert (removal.index, removal.id, removal.witness, removal.witness_id) == (2, "again", 0, "wire")
    assert (removal.relation, removal.score) == ("exact", 1.0)
    (cluster,) = deduped.clusters
    assert (cluster.members, cluster.kept, len(cluster.id)) == ([0, 2], [0], 16)
    counts = deduped.counts
    assert (counts.documents, counts.kept, counts.removed, counts.capped) == (3, 2, 1, 0)
    assert 0 < deduped.miss_rate < 0.001
    assert deduped.removed is deduped.removed
    with pytest.raises(IndexError):
        deduped.is_kept(3)


def test_nothing():
    for documents in [[], iter(())]:
        deduped = retold.dedup(documents, across="source")
        assert (len(deduped), deduped.kept, deduped.removed, deduped.mask()) == (0, [], (), [])


@pytest.mark.parametrize(
    "shape",
    [
        lambda number, text: text,
        lambda number, text: (str(number), text),
        lambda number, text: (number, text),
        lambda number, text: {"text": text},
        lambda number, text: {"id": number, "text": text},
        lambda number, text: {"id": None, "text": text, "more": object()},
        lambda number, text: UserDict(id=str(number), text=text),
        lambda number, text: type("Text", (str,), {})(text),
    ],
)
def test_shapes_of_documents(shape, ferry, council):
    texts = [ferry, council, ferry + " More tomorrow."]
    documents = [shape(number, text) for number, text in enumerate(texts)]
    for given in (documents, tuple(documents), (document for document in documents)):
        removal = retold.dedup(given).removed[0]
        assert (removal.id, removal.witness_id, removal.relation) == ("2", "0", "near")


def test_named_fields(ferry):
    documents = [
        {"key": "a", "body": ferry, "day": "2025-03-02", "lang": "en"},
        {"key": "b", "body": ferry, "day": "2025-03-01", "lang": "en"},
        {"key": "c", "body": ferry, "day": "2024-01-01", "lang": "de"},
    ]
    names = {"text": "body", "id": "key"}
    assert retold.dedup(documents, **names).kept == [0]
    assert retold.dedup(documents, **names, keep="earliest:day").kept == [2]
    assert retold.dedup(documents, **names, keep=["prefer:lang=en", "latest:day"]).kept == [0]
    assert retold.dedup(documents, **names, within="lang").kept == [0, 2]
    assert retold.dedup(documents, **names, across="lang").kept == [0, 1]
    assert retold.dedup(documents, **names, window="day=30d").kept == [0, 2]
    with pytest.raises(retold.SettingsError, match="no document has the field `date`"):
        retold.dedup(documents, **names, keep="earliest:date")


def test_dates_as_objects(ferry):
    import datetime

    days = [datetime.date(2025, 3, 2), datetime.date(2025, 3, 1)]
    utc = datetime.timezone.utc
    times = [datetime.datetime(2025, 3, day, 12, tzinfo=utc) for day in (2, 1)]
    for dates in (days, times):
        documents = [{"text": ferry, "date": date} for date in dates]
        assert retold.dedup(documents, keep="earliest:date").kept == [1]


def test_relations_that_go(ferry):
    rates = "The crown closed at {} to the dollar after a calm day, said the bank of the islands."
    documents = [ferry, "", rates.format(301.25), rates.format(299.5), ferry + ferry[::-1], "..."]
    assert retold.dedup(documents).kept == [0, 1, 2, 3, 4, 5]
    assert retold.dedup(documents, remove="template").kept == [0, 1, 2, 4, 5]
    assert retold.dedup(documents, remove=["empty", "contains"]).kept == [1, 2, 3, 4]
    assert retold.dedup(documents, remove=None).counts.empty == 2


def test_exact_threshold_and_threads_agree(crowd):
    first = retold.dedup(crowd, threads=1)
    assert first.counts.removed > 1000
    seen = [(removal.index, removal.witness, removal.score) for removal in first.removed]
    for threads in (2, 5, None):
        again = retold.dedup(iter(crowd), threads=threads)
        assert [(one.index, one.witness, one.score) for one in again.removed] == seen
    exact = retold.dedup(crowd, exact=True)
    assert (exact.miss_rate, exact.kept) == (0.0, first.kept)
    assert retold.dedup(crowd, threshold=1.0).counts.removed < len(seen)
    assert retold.dedup(crowd, shingle_tokens=1, seed=7, threshold=0.5).counts.removed >= len(seen)
