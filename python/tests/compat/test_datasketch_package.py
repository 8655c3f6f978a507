"""What importing the package does, and the examples in its documentation."""

import doctest
import importlib
import subprocess
import sys

import pytest

pytest.importorskip("numpy")

MODULES = ["hashfunc", "lean_minhash", "lsh", "minhash", "storage", "_durable", "_params", "_schemes"]


def run(program):
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)


def test_retold_does_not_import_numpy():
    done = run("import retold, sys; sys.exit('numpy' in sys.modules)")
    assert done.returncode == 0, done.stderr


def test_without_numpy_the_error_says_what_to_do():
    done = run("import sys; sys.modules['numpy'] = None; import retold.compat.datasketch")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("ImportError: ")
    assert "pip install numpy" in done.stderr


def test_modules_have_the_names_of_datasketch():
    from retold.compat import datasketch
    from retold.compat.datasketch import lean_minhash, lsh, minhash

    assert datasketch.MinHash is minhash.MinHash
    assert datasketch.LeanMinHash is lean_minhash.LeanMinHash
    assert datasketch.MinHashLSH is lsh.MinHashLSH
    assert issubclass(datasketch.LeanMinHash, datasketch.MinHash)


def test_what_is_absent_is_named():
    with pytest.raises(ImportError, match="HyperLogLog"):
        from retold.compat.datasketch import HyperLogLog  # noqa: F401
    with pytest.raises(ImportError, match="Typo"):
        from retold.compat.datasketch import Typo  # noqa: F401
    from retold.compat import datasketch

    assert not hasattr(datasketch, "Typo")


@pytest.mark.parametrize("name", ["", *("." + module for module in MODULES)])
def test_examples(name):
    module = importlib.import_module("retold.compat.datasketch" + name)
    assert doctest.testmod(module).failed == 0
