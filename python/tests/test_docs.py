"""Every public name is documented, its examples run, and the stubs describe what there is."""

import doctest
import importlib.util
import pathlib
import subprocess
import sys

import pytest

import retold

HERE = pathlib.Path(__file__).parent
# Shown by an example of another, or too long to show.
PLAIN = {"Retelling", "Span", "Anchor", "IoError", "BudgetError", "DamagedError", "RetoldError"}


def run(name, thing):
    finder = doctest.DocTestFinder(exclude_empty=False)
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    for test in finder.find(thing, name, module=False, globs={"retold": retold}):
        runner.run(test)
    return runner.summarize(verbose=False)


@pytest.mark.parametrize("name", retold.__all__)
def test_examples_of_public_names(name):
    thing = getattr(retold, name)
    assert thing.__doc__, f"{name} says nothing"
    failed, attempted = run(name, thing)
    assert failed == 0
    assert attempted > 0 or name in PLAIN, f"{name} shows nothing"


def test_examples_of_the_package_and_the_readme():
    failed, attempted = run("retold", type("Package", (), {"__doc__": retold.__doc__}))
    assert (failed, attempted > 0) == (0, True)
    failed, attempted = doctest.testfile(str(HERE.parent / "README.md"), module_relative=False)
    assert (failed, attempted > 10) == (0, True)


@pytest.mark.skipif(importlib.util.find_spec("mypy") is None, reason="mypy is not installed")
def test_stubs_and_types(tmp_path):
    def check(*command):
        command = [sys.executable, "-m", *command]
        done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
        assert done.returncode == 0, done.stdout

    check("mypy.stubtest", "retold._retold")
    script = tmp_path / "use.py"
    script.write_text(
        "import retold\n"
        "deduped = retold.dedup(['a'], keep=['longest'])\n"
        "score: float = deduped.removed[0].score\n"
        "places: list[retold.Occurrence] = retold.passages(['a'])[0].occurrences\n"
        "summary: dict[str, object] = retold.dedup_files('a')\n"
        "with retold.Index.create('a', window='30d') as index:\n"
        "    best = index.check_and_insert('a', 'b', seen=5).best\n"
        "    found: list[slice] = [place.b for place in best.passages] if best else []\n"
        "    new: list[bool] = [verdict.is_new for verdict in index.check_many(['a'])]\n"
        "    ids: list[str] = [document.id for document in index]\n"
    )
    check("mypy", "--strict", "--cache-dir", str(tmp_path), str(script))
    if importlib.util.find_spec("scrapy") is not None:
        script.write_text("import retold.scrapy\n")
        check("mypy", "--strict", "--cache-dir", str(tmp_path), str(script))
