"""`passages`: places slice back, spread is told, pairs are listed."""

import pathlib

import pytest

import retold


def test_places_slice_back(notice):
    texts = [
        f"Sturm über der Küste – „Brücke gesperrt“ 🌊. {notice}",
        notice + " Ein Datum wurde nicht genannt.",
        "日本語の文章です。🎉" + notice,
    ]
    found = retold.passages([(f"id{number}", text) for number, text in enumerate(texts)])
    assert len(found) == 1
    passage = found[0]
    assert passage.text == notice.rstrip(".")
    assert [place.doc for place in passage.occurrences] == [0, 1, 2]
    for place in passage.occurrences:
        assert texts[place.doc][place.start : place.end] == notice.rstrip(".")
        assert (place.id, place.identity) == (f"id{place.doc}", 1.0)
    assert [(pair.a, pair.b) for pair in found.shared] == [(0, 1), (0, 2), (1, 2)]


def test_quotations(notice):
    texts = [f'Says one: "{notice}"', f'Says another: "{notice}"']
    (passage,) = retold.passages(texts)
    assert passage.kind == "quotation"
    assert [place.quoted for place in passage.occurrences] == [True, True]


def test_sources_and_dates(notice):
    documents = [
        {"text": f"Eins. {notice}", "source": "post", "date": "2025-03-02"},
        {"text": f"Zwei. {notice}", "source": "mail", "date": "2025-03-01"},
    ]
    (passage,) = retold.passages(documents)
    assert (passage.kind, passage.documents, passage.sources) == ("syndicated", 2, 2)
    assert (passage.first, passage.last) == ("2025-03-01", "2025-03-02")
    assert len(passage.id) == 16
    (passage,) = retold.passages(documents, source="outlet", date="day")
    assert (passage.kind, passage.sources, passage.first) == ("reprint", 0, None)


def test_a_sequence(notice):
    found = retold.passages([f"{notice} Noch einmal: {notice}"], min_tokens=10)
    assert list(found) == [found[index] for index in range(len(found))]
    assert found[-1] is found[len(found) - 1] and found[0:1] == (found[0],)
    with pytest.raises(IndexError):
        found[len(found)]


def test_settings(notice):
    texts = [notice, notice]
    assert len(retold.passages(texts, min_tokens=1000)) == 0
    for bad in ({"min_tokens": 3}, {"min_distinct": 2.0}, {"identity": 0.1}, {"containment": 2.0}):
        with pytest.raises(retold.SettingsError):
            retold.passages(texts, **bad)


def test_retellings():
    fixtures = pathlib.Path(__file__).parents[2] / "fixtures"
    text = "Über 🌊. " + (fixtures / "updated_statement.txt").read_text(encoding="utf-8")
    assert retold.passages([text]).retellings == ()
    pair = retold.passages([text], retellings=True).retellings[0]
    divider = text.index("16:20")
    assert pair.a.end <= divider < pair.b.start
    assert (pair.a.doc, pair.b.doc, pair.score > 0) == (0, 0, True)
    for anchor in pair.anchors:
        words = text[slice(*anchor.a)], text[slice(*anchor.b)]
        assert retold.tokens(words[0]) == retold.tokens(words[1]) != []
    assert retold.passages([text], retellings=True, retelling_score=1e9).retellings == ()


def test_threads_agree(crowd):
    def told(threads):
        found = retold.passages(crowd[:2000], threads=threads)
        return [(one.id, len(one.occurrences)) for one in found]

    assert told(1) == told(3) != []
