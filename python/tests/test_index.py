"""`Index`: what it answers, keeps and refuses."""

import datetime
import json
import os
import threading
import time

import pytest

import retold


@pytest.fixture
def index(tmp_path):
    with retold.Index.create(tmp_path / "seen", durability="relaxed") as index:
        yield index


def test_round_trip(tmp_path, ferry, council):
    path = tmp_path / "seen"
    with retold.Index.create(path) as index:
        assert index.insert("f", ferry, {"source": "post", "page": 7, "none": None}) == "added"
        assert index.insert("f", ferry, {"source": "post", "page": 7}) == "unchanged"
        assert index.insert("f", ferry) == "replaced"
        assert index.check_and_insert("c", council, {"lang": "en"}, seen=5).is_new
        assert repr(index) == f"Index({str(path)!r}, writing)"
    with retold.Index.open(path) as index:
        assert (len(index), "f" in index, "g" in index, index.get("g")) == (2, True, False, None)
        held = index.get("c")
        assert (held.id, held.text, held.fields, held.seen) == ("c", council, {"lang": "en"}, 5)
        assert [document.id for document in index] == ["f", "c"]
        match = index.check(ferry.upper()).best
        assert (match.id, match.relation, match.score, match.text) == ("f", "exact", 1.0, None)
        near = ferry + " It said so."
        verdict = index.check(near)
        assert (verdict.is_new, verdict.matches[0].relation) == (False, "near")
        assert verdict.matches[0].score == retold.similarity(ferry, near).jaccard
        assert isinstance(verdict.matches, tuple) and verdict.best is verdict.matches[0]
        assert (index.remove("f"), index.remove("f"), len(index)) == (True, False, 1)
        assert index.check("").is_new and index.check(near).matches == ()
        assert index.stats().documents == 1 and index.stats().bytes > 0
    assert retold.Index.verify(path) == []


def test_a_verdict_has_no_truth_value(index):
    with pytest.raises(TypeError, match="is_new"):
        if index.check("One story."):
            pass
    assert index and len(index) == 0


def test_settings(tmp_path):
    index = retold.Index.create(
        tmp_path / "seen", threshold=0.8, seed=7, told="template", passages=True, min_tokens=10,
        max_documents=9, window=datetime.timedelta(hours=1), memory=8 << 20,
    )
    expected = {
        "threshold": 0.8, "shingle_tokens": 5, "seed": 7, "told": ("exact", "near", "template"),
        "store": "text", "passages": True, "min_tokens": 10, "identity": 0.8, "containment": 0.9,
        "max_documents": 9, "window": 3600, "durability": "commit",
    }
    assert index.settings == expected
    index.close()
    reopened = retold.Index.open(tmp_path / "seen", durability="relaxed")
    assert reopened.settings == {**expected, "durability": "relaxed"}


def test_times(tmp_path):
    def day(number, **zone):
        return datetime.datetime(2025, 3, number, **zone)

    index = retold.Index.create(tmp_path / "seen", window="1w", durability="relaxed")
    east = datetime.timezone(datetime.timedelta(hours=2))
    index.insert("naive", "One story.", seen=day(1))
    index.insert("aware", "Another tale.", seen=day(1, tzinfo=east))
    index.insert("dated", "A third one.", {"date": "2025-03-05"})
    assert index.get("naive").seen - index.get("aware").seen == 7200
    assert index.get("dated").seen - index.get("naive").seen == 4 * 86_400
    index.insert("late", "And a fourth.", seen=day(9))
    assert index.check("One story.").is_new and not index.check("A third one.").is_new
    assert index.expire(day(6)) == 3 and [document.id for document in index] == ["late"]
    for time in ("2025-03-01", 1.5, None):
        with pytest.raises(TypeError):
            index.expire(time)


def test_the_first_go_first(tmp_path):
    index = retold.Index.create(tmp_path / "seen", max_documents=2, durability="relaxed")
    for name in "abc":
        index.insert(name, f"the story of {name} told in some words")
    assert [document.id for document in index] == ["b", "c"]


def test_passages_slice_both_texts(tmp_path, notice):
    index = retold.Index.create(tmp_path / "seen", passages=True, told="contains")
    index.insert("b", f"Sturm 🌊 – {notice} Übrigens.")
    text = f"日本語の文章です。🎉 {notice} Weiter nichts Neues, "
    verdict = index.check(text + " ".join(f"wort{n}" for n in range(60)))
    match = verdict.best
    assert (verdict.is_new, match.id, match.relation) == (False, "b", "contains")
    (passage,) = match.passages
    assert text[passage.a] == match.text[passage.b] == notice.rstrip(".")
    assert match.text == index.get("b").text and passage.identity == 1.0
    # The text that was compared stays with the verdict, whatever becomes of the document.
    index.insert("b", "Etwas anderes.")
    assert match.text[passage.b] == notice.rstrip(".")


def test_shingles_keep_no_text(tmp_path, ferry):
    index = retold.Index.create(tmp_path / "seen", store="shingles")
    index.insert("a", ferry)
    assert index.get("a").text is None and not index.check(ferry + " Yes.").is_new


def test_many(index, crowd):
    done = index.insert_many(crowd)
    assert tuple(done) == (len(crowd), 0, 0) and len(index) == len(crowd)
    assert index.insert_many(iter(crowd[:500])).unchanged == 500
    records = ({"url": id, "body": text + " end", "lang": "en"} for id, text in crowd[:300])
    done = index.insert_many(records, id="url", text="body", fields=["lang"], threads=2)
    assert done.replaced == 300 and index.get("d0").fields == {"lang": "en"}
    texts = [text for _, text in crowd] + ["something that nobody told"]
    verdicts = list(index.check_many(iter(texts), threads=3))
    assert len(verdicts) == len(texts)
    assert [verdict.is_new for verdict in verdicts] == [False] * len(crowd) + [True]
    for text, verdict in list(zip(texts, verdicts))[::97]:
        again = index.check(text)
        assert repr(again) == repr(verdict)


def test_many_as_a_table(index):
    pa = pytest.importorskip("pyarrow")
    table = pa.table({"id": [1, 2], "text": ["One story.", "Another tale."]})
    assert index.insert_many(table).added == 2 and "1" in index
    with pytest.raises(retold.InputError, match="document 0 has no id"):
        index.insert_many(pa.table({"text": ["One story."]}))


def test_files_go_in_as_they_come(tmp_path, index, ferry, council):
    lines = [json.dumps({"id": id, "text": text, "day": "2025-03-01", "source": "post"}) + "\n"
             for id, text in [("f", ferry), ("copy", ferry.upper()), ("c", council)]]
    path, output = tmp_path / "in.jsonl", tmp_path / "new.jsonl"
    path.write_text("".join(lines))
    added = index.add_files(path, only_new=True, output=output, date="day", fields="source")
    assert (added["documents"], added["added"], added["told"], added["undated"]) == (3, 2, 1, 0)
    assert output.read_text() == lines[0] + lines[2]
    held = index.get("c")
    assert (held.seen, held.fields) == (1740787200, {"source": "post", "day": "2025-03-01"})
    path.write_text(lines[1] + "no record\n")
    with pytest.raises(retold.InputError, match="first 1 documents"):
        index.add_files([path])
    assert "copy" in index
    assert index.add_files([path], skip_errors=True)["rejected"] == {"invalid-json": 1}
    with pytest.raises(retold.SettingsError, match="only_new"):
        index.add_files(path, output=output)


def test_a_pipe_is_followed(tmp_path, index, ferry, council):
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    counts = []
    thread = threading.Thread(target=lambda: counts.append(index.add_files(fifo)["added"]))
    thread.start()
    with open(fifo, "w") as pipe:
        for number, text in enumerate([ferry, council]):
            pipe.write(json.dumps({"id": str(number), "text": text}) + "\n")
            pipe.flush()
            deadline = time.monotonic() + 60
            while str(number) not in index:
                assert time.monotonic() < deadline
                time.sleep(0.01)
    thread.join()
    assert counts == [2]
