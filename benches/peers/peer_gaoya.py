"""gaoya: MinHashStringIndex, which compares the candidates' sketches with the threshold by itself.

There are two ways in.  With our shingles (the default) gaoya sees the same sets as the others; its
wrapper's bulk insertion of tokens runs on one thread, so the index beneath it is called for the parallel
one.  With `--native` gaoya reads the text itself, which is its fastest way: it cuts words at ASCII
punctuation and white space only, so its shingles are not quite those of the truth.

A chunk is inserted before it is asked for, and only earlier documents are taken from the answer.  gaoya
keeps no way from a document's number back to its sketch, so asking sketches every document again.
"""

import itertools
import re
import sys

from gaoya.minhash import MinHashStringIndex

import common

NATIVE_WORD = re.compile(r"[^\s!-/:-@\[-`{-~]+", re.ASCII)


def native_documents(path):
    """Yield (id, text) of the texts with a shingle; gaoya gives all shorter ones the same sketch."""
    for name, text in common.read_documents(path):
        if sum(1 for _ in itertools.islice(NATIVE_WORD.finditer(text), common.SHINGLE_WORDS)) == common.SHINGLE_WORDS:
            yield name, text


def main():
    native = "--native" in sys.argv
    sys.argv = [word for word in sys.argv if word != "--native"]
    options = common.peer_arguments(__doc__)
    index = MinHashStringIndex(
        hash_size=32,
        jaccard_threshold=options.threshold,
        num_bands=options.bands,
        band_size=options.rows,
        num_hashes=common.PERMUTATIONS,
        analyzer="word",
        lowercase=True,
        ngram_range=(common.SHINGLE_WORDS, common.SHINGLE_WORDS),
        id_container="vec",
    ).minhash_index
    if native:
        documents = native_documents(options.corpus)
        insert, ask = index.par_bulk_insert_docs, index.par_bulk_query_return_similarity
    else:
        documents = common.shingled(options.corpus, options.words)
        insert, ask = index.par_bulk_insert_tokens, index.par_bulk_query_tokens_return_similarity
    names = []
    with open(options.pairs, "w", encoding="utf-8") as pairs:
        for chunk in common.chunks(documents):
            start = len(names)
            names += [name for name, _ in chunk]
            contents = [content for _, content in chunk]
            insert(list(range(start, len(names))), contents)
            for number, answers in enumerate(ask(contents), start):
                for other, _ in answers:
                    if other < number:
                        pairs.write(f"{names[other]}\t{names[number]}\n")


if __name__ == "__main__":
    main()
