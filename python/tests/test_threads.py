"""Signals, other threads, and forks."""

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time

import pytest

import retold

# Texts that take far longer to compare than the test may last.
LONG = """
import itertools, sys, retold
def texts(begun=None):
    base = [f"w{n}" for n in range(400)]
    for number in range(1_000_000):
        base[number % 400] = f"x{number}"
        if number == begun:
            print("begun", flush=True)
        yield " ".join(base)
all = list(itertools.islice(texts(), ALL))
try:
    if all:
        print("begun", flush=True)
    JOB
except KeyboardInterrupt:
    print("interrupted", flush=True)
    sys.exit(7)
"""
posix = pytest.mark.skipif(os.name != "posix", reason="needs signals")


@posix
@pytest.mark.parametrize("search", ["dedup", "passages"])
def test_interrupts_while_documents_come(search):
    interrupt(0, f"retold.{search}(texts(begun=2000))")


@posix
@pytest.mark.parametrize(
    "job", ["dedup(all, exact=True, threshold=0.1)", "passages(all, min_tokens=8)"]
)
def test_interrupts_when_all_are_there(job):
    interrupt(20_000, f"retold.{job}")


def interrupt(count, job):
    script = LONG.replace("ALL", str(count)).replace("JOB", job)
    child = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    try:
        assert child.stdout.readline() == "begun\n"
        time.sleep(1)
        sent = time.monotonic()
        child.send_signal(signal.SIGINT)
        said, _ = child.communicate(timeout=60)
        assert (said, child.returncode) == ("interrupted\n", 7)
        assert time.monotonic() - sent < 5
    finally:
        child.kill()


def test_others_run_meanwhile(crowd):
    """A thread of Python makes progress while a search runs."""
    ticks, done = [], threading.Event()

    def tick():
        while not done.wait(0.001):
            ticks.append(time.monotonic())

    ticker = threading.Thread(target=tick)
    ticker.start()
    retold.passages(crowd, min_tokens=8)
    done.set()
    ticker.join()
    assert len(ticks) > 5


def test_from_several_threads(crowd):
    expected, outcomes = retold.dedup(crowd).kept, []

    def search():
        outcomes.append(retold.dedup(crowd, threads=2).kept)

    threads = [threading.Thread(target=search) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes == [expected] * 3


def kept(texts):
    return retold.dedup(texts).kept


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_after_a_fork():
    texts = ["One story.", "ONE STORY", "Another."]
    assert kept(texts) == [0, 2]
    with multiprocessing.get_context("fork").Pool(2) as pool:
        assert pool.map_async(kept, [texts] * 4).get(timeout=60) == [[0, 2]] * 4
