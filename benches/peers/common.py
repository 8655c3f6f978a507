"""What every peer shares, so that they differ in their sketches and nothing else.

Words are lower-cased runs of `\\w`, shingles are runs of five words, sketches have 128 permutations, and
all use the same number of LSH bands.  A text of one to four words is one shingle of all of them; a text
without words has no shingles and is never anybody's duplicate.
"""

import argparse
import itertools
import json
import re
import sys
import unicodedata

SHINGLE_WORDS = 5
PERMUTATIONS = 128
SEED = 42
CHUNK = 1000  # documents handed to a peer's bulk interface at a time, to bound memory


def fail(message):
    """End this program with one line for the person who ran it."""
    sys.exit(f"{sys.argv[0].rsplit('/', 1)[-1]}: {message}")


def word_pattern(words):
    """The regular expression of a word.

    `python` is Python's own `\\w+`, which leaves out combining marks and so cuts Sinhala, Tamil or Hindi
    words at their vowel signs.  `unicode` keeps the marks and the joiners, as Unicode's (and Rust's) `\\w`;
    only those of the Basic Multilingual Plane, because Python looks any others up one by one, far slower.
    """
    if words == "python":
        return re.compile(r"\w+")
    marks = "".join(c for c in map(chr, range(0x10000)) if unicodedata.category(c)[0] == "M")
    return re.compile(rf"[\w\u200c\u200d{marks}]+")


def read_documents(path):
    """Yield (id, text) for every JSON line, or say which line is no document."""
    with open(path, encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                document = json.loads(line)
                name, text = document["id"], document["text"]
            except (ValueError, KeyError, TypeError) as error:
                fail(f"{path}, line {number}: no JSON object with `id` and `text` ({error!r})")
            if not isinstance(text, str) or not isinstance(name, (str, int)):
                fail(f"{path}, line {number}: `text` must be a string and `id` a string or a number")
            yield str(name), text


def shingles(words):
    """The word 5-grams in order, as strings; repeats are kept, since a minimum does not mind them."""
    if len(words) <= SHINGLE_WORDS:
        return [" ".join(words)] if words else []
    return [" ".join(words[i : i + SHINGLE_WORDS]) for i in range(len(words) - SHINGLE_WORDS + 1)]


def shingled(path, words):
    """Yield (id, shingles) of every document that has a word."""
    find = word_pattern(words).findall
    for name, text in read_documents(path):
        found = shingles(find(text.lower()))
        if found:
            yield name, found


def chunks(items, size=CHUNK):
    """Lists of at most `size` items."""
    items = iter(items)
    while chunk := list(itertools.islice(items, size)):
        yield chunk


def banding(threshold, permutations=PERMUTATIONS):
    """(bands, rows) with bands * rows = permutations and the least missed plus needless candidates.

    This is datasketch's rule (equal weights on the two areas beside the S-curve), kept to the divisors of
    the number of permutations because rensa takes no others.
    """
    def cost(bands):
        rows, steps = permutations // bands, 1000
        curve = ((s, 1 - (1 - s**rows) ** bands) for s in ((k + 0.5) / steps for k in range(steps)))
        return sum(hit if s < threshold else 1 - hit for s, hit in curve)

    bands = min((b for b in range(1, permutations + 1) if permutations % b == 0), key=cost)
    return bands, permutations // bands


class Groups:
    """Disjoint sets of document numbers."""

    def __init__(self, count):
        self.parent = list(range(count))

    def root(self, number):
        while self.parent[number] != number:
            self.parent[number] = self.parent[self.parent[number]]
            number = self.parent[number]
        return number

    def join(self, one, two):
        self.parent[self.root(one)] = self.root(two)


def peer_arguments(description, more=lambda parser: None):
    """The command line that run.py gives to every peer; `more` adds what only one has."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("corpus")
    parser.add_argument("pairs", help="file to write, one `id<TAB>id` a line")
    parser.add_argument("--threshold", type=float, default=0.7)
    parser.add_argument("--bands", type=int, help="LSH bands; a divisor of 128")
    parser.add_argument("--words", choices=("python", "unicode"), default="python")
    more(parser)
    arguments = parser.parse_args()
    arguments.bands = arguments.bands or banding(arguments.threshold)[0]
    arguments.rows = PERMUTATIONS // arguments.bands
    return arguments
