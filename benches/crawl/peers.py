"""What two peers in memory do under the load of a crawl, to be held against `cargo bench --bench crawl`.

Each document is made a sketch of (128 permutations, word 5-grams), and inserted one after the other; every
`N / 2000`th is held out and asked for after that. Sketching, mostly Python's shingling, is timed apart.

    pip install datasketch rensa
    python3 benches/crawl/peers.py corpus.jsonl --documents 500000 --peer datasketch
"""

import argparse
import json
import re
import resource
import time

THRESHOLD = 0.7
PERMUTATIONS = 128


def documents(path, count):
    with open(path, encoding="utf-8") as lines:
        for _, line in zip(range(count), lines):
            record = json.loads(line)
            yield record["id"], record["text"]


def shingles(text):
    words = re.findall(r"\w+", text.lower())
    return {" ".join(words[i : i + 5]) for i in range(max(1, len(words) - 4))}


class Datasketch:
    def __init__(self):
        from datasketch import MinHash, MinHashLSH

        self.minhash = MinHash
        self.index = MinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS)
        self.prototype = MinHash(num_perm=PERMUTATIONS)

    def sketch(self, found):
        sketch = self.prototype.copy()
        sketch.update_batch([shingle.encode() for shingle in found])
        return sketch

    def insert(self, number, sketch):
        self.index.insert(number, sketch, check_duplication=False)

    def query(self, sketch):
        return self.index.query(sketch)


class Rensa:
    def __init__(self):
        from rensa import RMinHash, RMinHashLSH

        self.minhash = RMinHash
        self.index = RMinHashLSH(THRESHOLD, PERMUTATIONS, 16)

    def sketch(self, found):
        sketch = self.minhash(PERMUTATIONS, 42)
        sketch.update(list(found))
        return sketch

    def insert(self, number, sketch):
        self.index.insert(number, sketch)

    def query(self, sketch):
        return self.index.query(sketch)


def shown(times):
    times.sort()
    at = lambda share: times[int((len(times) - 1) * share)] * 1e6
    return f"{len(times) / sum(times):.0f}/s; p50 {at(.5):.0f} us, p99 {at(.99):.0f} us, p99.9 {at(.999):.0f} us"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus")
    parser.add_argument("--documents", type=int, default=500_000)
    parser.add_argument("--peer", choices=["datasketch", "rensa"], required=True)
    options = parser.parse_args()
    peer = Datasketch() if options.peer == "datasketch" else Rensa()
    step = max(options.documents // 2000, 2)
    asked, sketching, inserting, asking = [], [], [], []
    for number, (_, text) in enumerate(documents(options.corpus, options.documents)):
        begin = time.perf_counter()
        sketch = peer.sketch(shingles(text))
        sketched = time.perf_counter()
        sketching.append(sketched - begin)
        if number % step == step - 1:
            asked.append(sketch)
            continue
        peer.insert(number, sketch)
        inserting.append(time.perf_counter() - sketched)
    for sketch in asked:
        begin = time.perf_counter()
        peer.query(sketch)
        asking.append(time.perf_counter() - begin)
    held = len(inserting)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{options.peer}: {held} documents")
    print(f"  sketch  {shown(sketching)}")
    print(f"  insert  {shown(inserting)} (a sketch that is there)")
    print(f"  query   {shown(asking)} (a sketch that is there; candidates, not compared)")
    print(f"  memory  {memory:.0f} MiB, {memory * 2**20 / held:.0f} bytes a document")


if __name__ == "__main__":
    main()
