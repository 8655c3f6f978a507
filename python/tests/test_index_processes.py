"""`Index` among threads and processes."""

import asyncio
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time

import pytest

import retold

posix = pytest.mark.skipif(os.name != "posix", reason="needs signals and fork")


def story(number):
    return " ".join(f"word{number * 50 + place}" for place in range(50))


def test_one_of_eight_threads_is_told_that_a_text_is_new(tmp_path):
    index = retold.Index.create(tmp_path / "seen", durability="relaxed")
    start, new = threading.Barrier(8), []

    def hammer(thread):
        start.wait()
        for number in range(300):
            if index.check_and_insert(f"{number}/{thread}", story(number)).is_new:
                new.append(number)

    threads = [threading.Thread(target=hammer, args=(thread,)) for thread in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(new) == list(range(300)) and len(index) == 300


def test_closing_waits_for_other_threads(tmp_path):
    index, failed = retold.Index.create(tmp_path / "seen", durability="relaxed"), []

    def insert():
        try:
            for number in range(1_000_000):
                index.insert(str(number), story(number))
        except retold.RetoldError as error:
            failed.append((number, str(error)))

    threads = [threading.Thread(target=insert) for _ in range(3)]
    for thread in threads:
        thread.start()
    time.sleep(0.3)
    index.close()
    for thread in threads:
        thread.join()
    assert len(failed) == 3 and all("closed" in said for _, said in failed)
    assert len(retold.Index.open(tmp_path / "seen")) == max(number for number, _ in failed)


def run(script, *arguments, **options):
    command = [sys.executable, "-c", script, *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, **options)


def test_a_reader_in_another_process_sees_what_was_inserted(tmp_path):
    index = retold.Index.create(tmp_path / "seen")
    script = """
import retold, sys
reader = retold.Index.open_reader(sys.argv[1])
for text in sys.stdin:
    print(reader.check(text.strip()).is_new, len(reader), flush=True)
"""
    child = run(script, index.path, stdin=subprocess.PIPE)

    def ask(number):
        print(story(number), file=child.stdin, flush=True)
        return child.stdout.readline().split()

    try:
        for number in range(20):
            assert ask(number) == ["True", str(number)]
            index.insert(str(number), story(number))
            assert ask(number) == ["False", str(number + 1)]
    finally:
        child.kill()
        child.wait()


def test_a_second_writer_is_refused(tmp_path):
    index = retold.Index.create(tmp_path / "seen")
    with pytest.raises(retold.LockedError, match=f"process {os.getpid()} writes"):
        retold.Index.open(tmp_path / "seen")
    with pytest.raises(retold.LockedError):
        retold.Index.verify(tmp_path / "seen")
    reader = retold.Index.open_reader(tmp_path / "seen")
    for change in (lambda: reader.insert("a", "b"), lambda: reader.insert_many([("a", "b")])):
        with pytest.raises(retold.LockedError, match="opened for reading"):
            change()
    index.close()
    retold.Index.open(tmp_path / "seen").close()


@posix
@pytest.mark.parametrize("how", ["insert", "insert_many", "relaxed"])
def test_what_was_told_survives_a_kill(tmp_path, how):
    script = """
import retold, sys
durability = "relaxed" if sys.argv[2] == "relaxed" else "commit"
index = retold.Index.create(sys.argv[1], durability=durability)
for number in range(1_000_000):
    id, text = str(number), " ".join(f"word{number * 50 + place}" for place in range(50))
    if sys.argv[2] == "insert_many":
        index.insert_many([(id, text)])
    else:
        index.insert(id, text)
    print(number, flush=True)
"""
    child = run(script, tmp_path / "seen", how)
    told = -1
    while told < 200:
        told = int(child.stdout.readline())
    child.send_signal(signal.SIGKILL)
    told = max([told, *map(int, child.stdout.read().split("\n")[:-1])])
    child.wait()
    with retold.Index.open(tmp_path / "seen") as index:
        assert told + 1 <= len(index) <= told + 2
        for number in range(told + 1):
            assert index.get(str(number)).text == story(number)
        assert index.check(story(told)).best.id == str(told)
    assert retold.Index.verify(tmp_path / "seen") == []


def in_a_fork(index, path, said):
    """What a child that was forked off may do, told to its parent."""
    for use in (
        lambda: index.insert("b", "Another tale."),
        lambda: index.insert_many([("b", "Another tale.")]),
        lambda: index.check_and_insert("b", "Another tale."),
        lambda: index.remove("a"),
        lambda: index.check("One story."),
        lambda: index.sync(),
    ):
        try:
            said.put(f"done: {use()}")
        except retold.LockedError as error:
            said.put(str(error))
    index.close()
    with retold.Index.open_reader(path) as reader:
        said.put([verdict.is_new for verdict in reader.check_many(["One story.", "Other."])])


@posix
def test_after_a_fork_the_child_reads_and_does_not_write(tmp_path):
    fork, path = multiprocessing.get_context("fork"), tmp_path / "seen"
    index = retold.Index.create(path)
    index.insert("a", "One story.")
    said = fork.Queue()
    child = fork.Process(target=in_a_fork, args=(index, path, said))
    child.start()
    for _ in range(6):
        assert f"forked off process {os.getpid()}" in said.get(timeout=30)
    assert said.get(timeout=30) == [False, True]
    child.join(30)
    assert child.exitcode == 0
    index.insert("b", "Another tale.")
    assert len(index) == 2


@posix
def test_a_child_can_drop_what_it_was_forked_off_with(tmp_path):
    """Nothing waits for threads that are not there, and no file is touched."""
    index = retold.Index.create(tmp_path / "seen", durability="relaxed")
    index.insert("a", "One story.")
    pid = os.fork()
    if pid == 0:
        signal.alarm(20)
        del index
        os._exit(0)
    assert os.waitpid(pid, 0)[1] == 0
    index.insert("b", "Another tale.")
    index.close()
    assert retold.Index.verify(tmp_path / "seen") == []


@posix
def test_a_child_does_not_keep_the_index_locked(tmp_path):
    index = retold.Index.create(tmp_path / "seen")
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(write)
        os.read(read, 1)
        os._exit(0)
    index.close()
    retold.Index.open(tmp_path / "seen").close()
    os.close(write)
    os.waitpid(pid, 0)


def read_in_a_fork(reader, said):
    said.put([verdict.is_new for verdict in reader.check_many(["One story.", "Other."])])


@posix
def test_a_reader_may_be_used_after_a_fork(tmp_path):
    fork = multiprocessing.get_context("fork")
    index = retold.Index.create(tmp_path / "seen")
    reader, said = retold.Index.open_reader(tmp_path / "seen"), fork.Queue()
    index.insert("a", "One story.")
    child = fork.Process(target=read_in_a_fork, args=(reader, said))
    child.start()
    assert said.get(timeout=30) == [False, True]
    child.join(30)


@posix
@pytest.mark.parametrize("job", ["insert_many(endless())", "check_many(t for _, t in endless())"])
def test_interrupts(tmp_path, job):
    script = """
import collections, retold, sys
def endless():
    for number in range(100_000_000):
        if number == 2000:
            print("begun", flush=True)
        yield str(number), " ".join(f"word{number * 50 + place}" for place in range(50))
with retold.Index.create(sys.argv[1]) as index:
    try:
        done = index.JOB
        collections.deque(done, maxlen=0)
    except KeyboardInterrupt:
        print("interrupted", flush=True)
        index.insert("after", "all")
        sys.exit(7)
"""
    child = run(script.replace("JOB", job), tmp_path / "seen")
    try:
        assert child.stdout.readline() == "begun\n"
        time.sleep(0.3)
        sent = time.monotonic()
        child.send_signal(signal.SIGINT)
        said, _ = child.communicate(timeout=60)
        assert (said, child.returncode) == ("interrupted\n", 7)
        assert time.monotonic() - sent < 5
    finally:
        child.kill()
    assert retold.Index.verify(tmp_path / "seen") == []
    assert "after" in retold.Index.open_reader(tmp_path / "seen")


def test_asyncio(tmp_path):
    """Calls on threads of the loop: each text is new once, and the loop goes on meanwhile."""

    async def main(index):
        async def tell(number):
            id, text = str(number), story(number % 100)
            return await asyncio.to_thread(index.check_and_insert, id, text)

        verdicts = await asyncio.gather(*map(tell, range(1000)))
        assert sum(verdict.is_new for verdict in verdicts) == 100
        assert not (await asyncio.to_thread(index.check, story(5))).is_new

        async def tick():
            while True:
                await asyncio.sleep(0.001)
                ticks.append(time.monotonic())

        ticks, documents = [], [(str(number), story(number)) for number in range(20_000)]
        ticker = asyncio.create_task(tick())
        begun = time.monotonic()
        done = await asyncio.to_thread(index.insert_many, documents)
        took = time.monotonic() - begun
        ticker.cancel()
        assert done.added + done.replaced + done.unchanged == 20_000
        # Reading the list takes the interpreter's lock, in turns of 5 ms with the loop.
        assert len(ticks) > took / 0.1, (len(ticks), took)

    with retold.Index.create(tmp_path / "seen", durability="relaxed") as index:
        asyncio.run(main(index))
