"""datatrove: its four MinHash stages, one after the other, with the local executor.

Its unit of work is a file, so the corpus is first cut into as many as there are processes.  It gets our
words through its own interface for tokenizers, and no normalisation but lower case: its default one turns
all numbers into 0, and its tokenizers are other packages and models.  A text of one to four words has no
shingle there.  Who shares a band is joined, without a look at the sketches; of each cluster one document
stays.  The answer is (who goes, who stays).
"""

import struct
from pathlib import Path

from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.dedup.minhash import (
    MinhashConfig, MinhashDedupBuckets, MinhashDedupCluster, MinhashDedupFilter, MinhashDedupSignature,
)
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers import JsonlWriter
from datatrove.utils.text import TextNormConfig
from datatrove.utils.word_tokenizers import WordTokenizer

import common


class Words(WordTokenizer):
    """The words of common.py; datatrove has lower-cased the text before."""

    def __init__(self, words):
        super().__init__()
        self.find = common.word_pattern(words).findall

    def word_tokenize(self, text):
        return self.find(text)

    def sent_tokenize(self, text):
        return [text]

    def span_tokenize(self, text):
        return [(0, len(text))]


def cut(corpus, folder, parts):
    """The corpus as `parts` files of about the same size, whole lines each."""
    folder.mkdir()
    size = Path(corpus).stat().st_size
    with open(corpus, "rb") as source:
        for part in range(parts):
            with open(folder / f"{part:05}.jsonl", "wb") as target:
                end = size * (part + 1) // parts
                target.write(source.read(max(0, end - source.tell())))
                target.write(source.readline())


def stages(options, scratch):
    """The pipeline of each stage, with its number of tasks."""
    plain = TextNormConfig(norm_whitespace=False, remove_punctuation=False,
                           norm_unicode_diacritics=False, norm_numbers=False)
    config = MinhashConfig(n_grams=common.SHINGLE_WORDS, num_buckets=options.bands,
                           hashes_per_bucket=options.rows, seed=common.SEED, norm_config=plain)
    signatures, buckets, removals = (str(scratch / name) for name in ("signatures", "buckets", "removals"))
    reader = JsonlReader(str(scratch / "in"), compression=None)
    yield [reader, MinhashDedupSignature(signatures, config, Words(options.words))], options.processes
    yield [MinhashDedupBuckets(signatures, buckets, config=config)], options.bands
    yield [MinhashDedupCluster(buckets, removals, config, save_cluster_id=True)], 1
    writer = JsonlWriter(str(scratch / "out"), compression=None)
    yield [reader, MinhashDedupFilter(removals), writer], options.processes


def clusters(scratch, parts):
    """Yield (id, cluster, whether it goes) of every document in a cluster."""
    for part in range(parts):
        # Its reader passes over empty texts without counting them.
        names = [name for name, text in common.read_documents(scratch / "in" / f"{part:05}.jsonl") if text]
        member, gone = (scratch / "removals" / f"{part:06}.{kind}" for kind in ("clusters", "remove"))
        if not member.exists():
            continue
        goes = {number for number, in struct.iter_unpack("<I", gone.read_bytes())} if gone.exists() else ()
        for number, cluster in struct.iter_unpack("<II", member.read_bytes()):
            yield names[number], cluster, number in goes


def main():
    options = common.peer_arguments(__doc__, lambda parser: parser.add_argument("--processes", type=int, default=2))
    scratch = Path(options.pairs).parent
    cut(options.corpus, scratch / "in", options.processes)
    for number, (pipeline, tasks) in enumerate(stages(options, scratch), 1):
        executor = LocalPipelineExecutor(pipeline, tasks=tasks, workers=min(tasks, options.processes),
                                         logging_dir=str(scratch / "logs" / str(number)), start_method="fork")
        executor.run()
    found = list(clusters(scratch, options.processes))
    stays = {cluster: name for name, cluster, goes in found if not goes}
    with open(options.pairs, "w", encoding="utf-8") as pairs:
        pairs.writelines(f"{name}\t{stays[cluster]}\n" for name, cluster, goes in found if goes)


if __name__ == "__main__":
    main()
