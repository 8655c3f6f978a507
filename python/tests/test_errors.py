"""One class for each kind of error."""

import subprocess
import sys

import pytest

import retold


def test_bases():
    for error in (retold.SettingsError, retold.InputError):
        assert issubclass(error, retold.RetoldError) and issubclass(error, ValueError)
    assert issubclass(retold.IoError, retold.RetoldError) and issubclass(retold.IoError, OSError)
    for error in (retold.BudgetError, retold.LockedError, retold.DamagedError):
        assert issubclass(error, retold.RetoldError)


@pytest.mark.parametrize(
    "settings",
    [
        {"threshold": 0.0},
        {"threshold": float("nan")},
        {"shingle_tokens": 0},
        {"shingle_tokens": 65},
        {"keep": "newest"},
        {"keep": ["longest", "earliest"]},
        {"remove": "everything"},
        {"window": "30 days"},
        {"across": "a", "within": "a"},
        {"threads": 0},
        {"threads": 10**9},
    ],
)
def test_settings(settings):
    with pytest.raises(retold.SettingsError):
        retold.dedup(["a"], **settings)


@pytest.mark.parametrize("settings", [{"threshold": "high"}, {"text": 5}, {"keep": 5}])
def test_types_of_settings(settings):
    with pytest.raises(TypeError):
        retold.dedup(["a"], **settings)


def test_files(tmp_path, ferry):
    news, clean = tmp_path / "news.jsonl", tmp_path / "clean.jsonl"
    with pytest.raises(retold.IoError, match="news.jsonl"):
        retold.dedup_files([news])
    news.write_text('{"text": "one"}\nno record\n')
    with pytest.raises(retold.InputError, match="record 2"):
        retold.dedup_files(news, clean)
    summary = retold.dedup_files(str(news), clean, skip_errors=True)
    assert (summary["documents"], sum(summary["rejected"].values())) == (1, 1)
    news.write_text('{"text": "one"}\n' * 4)
    clean.unlink()
    with pytest.raises(retold.BudgetError):
        retold.dedup_files(news, clean, max_removed="10%")
    assert not clean.exists()
    with pytest.raises(retold.SettingsError):
        retold.dedup_files(news, memory="little")


def test_files_report(tmp_path):
    news = tmp_path / "news.jsonl"
    news.write_text('{"id": "a", "text": "one"}\n{"id": "b", "text": "ONE"}\n')
    summary = retold.dedup_files([news], tmp_path / "clean.jsonl", report=tmp_path / "report")
    assert summary["removed_by"]["exact"] == 1
    assert (tmp_path / "clean.jsonl").read_text() == '{"id": "a", "text": "one"}\n'
    assert '"witness":"a"' in (tmp_path / "report" / "removed.jsonl").read_text()


def test_without_scrapy_the_error_says_what_to_do():
    program = "import sys; sys.modules['scrapy'] = None; import retold; import retold.scrapy"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("ImportError: retold.scrapy needs Scrapy")
