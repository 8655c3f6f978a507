"""Tables by the Arrow C stream interface, and datasets."""

import datetime

import pytest

import retold

TEXTS = ["One story.", "Another tale.", "ONE STORY", "Ein drittes Märchen."]


@pytest.fixture
def pa():
    return pytest.importorskip("pyarrow")


@pytest.mark.parametrize("layout", ["string", "large_string", "string_view", "dictionary"])
def test_layouts_of_strings(pa, layout):
    kind = pa.dictionary(pa.int8(), pa.string()) if layout == "dictionary" else getattr(pa, layout)()
    table = pa.table({"id": pa.array(list("abcd"), kind), "text": pa.array(TEXTS, kind)})
    deduped = retold.dedup(table)
    assert (deduped.removed[0].id, deduped.removed[0].witness_id) == ("c", "a")
    if layout != "string_view":  # which pyarrow cannot filter itself
        assert table.filter(pa.array(deduped.mask())).num_rows == 3


def test_chunks_slices_and_readers(pa, crowd):
    table = pa.table({"id": [id for id, _ in crowd], "text": [text for _, text in crowd]})
    kept = retold.dedup(crowd).kept
    chunks = pa.Table.from_batches(table.to_batches(max_chunksize=77))
    assert retold.dedup(table).kept == retold.dedup(chunks).kept == kept
    assert retold.dedup(chunks.to_reader()).kept == kept
    part = retold.dedup(crowd[100:200]).kept
    assert retold.dedup(table.slice(100, 100)).kept == part
    assert retold.dedup(table["text"]).kept == kept
    assert retold.dedup(table.slice(0, 0)).kept == []


@pytest.mark.parametrize("threads", [1, None])
def test_readers_of_generators(pa, threads):
    schema = pa.schema([("text", pa.string())])
    batches = (pa.record_batch([[f"Text {n}", "same"]], schema=schema) for n in range(300))
    reader = pa.RecordBatchReader.from_batches(schema, batches)
    assert retold.dedup(reader, threads=threads).counts.documents == 600


def test_errors_of_readers(pa):
    schema = pa.schema([("text", pa.string())])

    def batches():
        yield pa.record_batch([["a"]], schema=schema)
        raise ValueError("the disk is gone")

    with pytest.raises(retold.InputError, match="the disk is gone"):
        retold.dedup(pa.RecordBatchReader.from_batches(schema, batches()))


def test_fields_of_tables(pa):
    days = [datetime.date(2025, 3, day) for day in (3, 2, 1, 4)]
    times = [datetime.datetime(2025, 3, day, 12) for day in (3, 2, 1, 4)]
    columns = {"day": days, "number": [4, 5, 6, 7], "name": ["p", "q", None, "p"]}
    for unit in ("s", "ms", "us", "ns"):
        columns[unit] = pa.array(times, pa.timestamp(unit, "UTC"))
    columns["milliseconds"] = pa.array(days, pa.date64())
    table = pa.table({"text": TEXTS, **columns})
    assert retold.dedup(table).kept == [0, 1, 3]
    for field in ("day", "milliseconds", "s", "ms", "us", "ns"):
        assert retold.dedup(table, keep=f"earliest:{field}").kept == [1, 2, 3]
    assert retold.dedup(table, across="number").kept == [0, 1, 3]
    assert retold.dedup(table, within="name").kept == [0, 1, 2, 3]
    for bits in (8, 16, 32, 64):
        for sign in ("", "u"):
            cast = table["number"].cast(f"{sign}int{bits}")
            numbered = pa.table({"text": TEXTS, "id": cast})
            assert retold.dedup(numbered).removed[0].id == "6"
    with pytest.raises(retold.SettingsError, match="no document has the field `date`"):
        retold.dedup(table, keep="latest:date")


def test_bad_tables(pa):
    with pytest.raises(retold.InputError, match="document 1: its `text` is null"):
        retold.dedup(pa.table({"text": ["a", None]}))
    with pytest.raises(retold.SettingsError, match="no column `body`.*it has text, id"):
        retold.dedup(pa.table({"text": ["a"], "id": ["b"]}), text="body")
    with pytest.raises(retold.InputError, match="Int64, not strings"):
        retold.dedup(pa.table({"text": [1]}))
    with pytest.raises(retold.InputError, match="`id` holds"):
        retold.dedup(pa.table({"text": ["a"], "id": [[1]]}))
    all_null = pa.table({"text": ["a"], "id": pa.nulls(1)})
    assert retold.dedup(all_null).kept == [0]


def test_passages_of_tables(pa, notice):
    table = pa.table({"text": [f"Über. {notice}", notice], "source": ["a", "b"]})
    (passage,) = retold.passages(table)
    assert (passage.kind, passage.text) == ("syndicated", notice.rstrip("."))


def test_polars():
    pl = pytest.importorskip("polars")
    frame = pl.DataFrame({"text": TEXTS, "source": pl.Series(["a", "a", "b", "b"], dtype=pl.Categorical)})
    assert frame.filter(retold.dedup(frame).mask())["text"].to_list() == [TEXTS[i] for i in (0, 1, 3)]
    assert retold.dedup(frame, within="source").kept == [0, 1, 2, 3]
    assert retold.dedup(frame["text"]).kept == [0, 1, 3]


def test_pandas():
    pd = pytest.importorskip("pandas", minversion="2.2")
    pytest.importorskip("pyarrow")
    frame = pd.DataFrame({"text": TEXTS, "source": pd.Categorical(["a", "a", "b", "b"])})
    assert list(frame[retold.dedup(frame).mask()].index) == [0, 1, 3]
    assert retold.dedup(frame, within="source").kept == [0, 1, 2, 3]
    assert retold.dedup(frame["text"]).kept == [0, 1, 3]


def test_old_data_frames():
    class Frame:
        columns = ["text"]

        def to_dict(self):
            """As pandas before 2.2 has it."""

        def __iter__(self):
            return iter(self.columns)

    with pytest.raises(TypeError, match="to_dict"):
        retold.dedup(Frame())


@pytest.mark.parametrize("processes", [None, 2])
def test_datasets(processes):
    datasets = pytest.importorskip("datasets")
    dataset = datasets.Dataset.from_dict({"text": TEXTS})
    deduped = retold.dedup(dataset)
    expected = [TEXTS[index] for index in (0, 1, 3)]
    assert list(dataset.select(deduped.kept)["text"]) == expected
    mask = deduped.mask()
    clean = dataset.filter(
        lambda batch, rows: [mask[row] for row in rows],
        batched=True,
        with_indices=True,
        num_proc=processes,
    )
    assert list(clean["text"]) == expected
    digests = dataset.map(
        lambda batch: {"digest": [retold.MinHash(text).digest for text in batch["text"]]},
        batched=True,
        num_proc=processes,
    )
    assert digests["digest"][0] == digests["digest"][2] != digests["digest"][1]
