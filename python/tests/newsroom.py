"""A site of made-up news on this machine, of which it is known what repeats what."""

import contextlib
import http.server
import random
import threading

BOILERPLATE = "Subscribe to our letter. All rights reserved. Read more about our use of cookies."
LINKS = 50


class Site:
    """So many articles, of which some are copies and some are updated.

    Copies stand under other addresses, with the same text in capitals or with other punctuation;
    updates have a sentence more. All pages share their boilerplate, and some of the notices are
    the same but for their numbers, which is other news. ``told`` names the article that each copy
    (``exact``) or update (``near``) repeats; an article is listed on an earlier index page than its
    copies, so that a crawl in order meets it first.
    """

    def __init__(self, articles, seed=7):
        chance = random.Random(seed)
        words = [f"{a}{b}{c}" for a in "bdfgk" for b in ("ar", "el", "in", "ot", "um") for c in "aeio"]
        self.texts, self.told = [], {}
        originals = []
        for number in range(articles):
            kind = chance.choice("nnnnneeuq") if originals else "n"
            of = chance.choice(originals) if originals else None
            if kind == "e":
                text = self.texts[of].upper().replace(",", " –")
                self.told[number] = ("exact", of)
            elif kind == "u":
                text = self.texts[of] + " " + sentence(chance, words, 9)
                self.told[number] = ("near", of)
            elif kind == "q":
                price = chance.randrange(10**6)
                text = f"Market notice {number}. The crown closed at {price} to the dollar, said the bank."
            else:
                text = " ".join(sentence(chance, words, 14) for _ in range(12))
                originals.append(number)
            self.texts.append(text)

    def story(self, number):
        """The article that an article tells, which is itself for most."""
        return self.told[number][1] if number in self.told else number

    def page(self, path):
        """The page of an address, or None."""
        name, _, number = path.strip("/").rpartition("/")
        if name == "index" and number.isdigit():
            first = int(number) * LINKS
            last = min(first + LINKS, len(self.texts))
            links = [f'<a class="article" href="/news/{n}">{n}</a>' for n in range(first, last)]
            if last < len(self.texts):
                links.append(f'<a class="next" href="/index/{int(number) + 1}">more</a>')
            return "".join(links)
        if name == "news" and number.isdigit() and int(number) < len(self.texts):
            article = f"<article>{self.texts[int(number)]}</article>"
            return f"<nav>Home, World, Sport</nav>{article}<footer>{BOILERPLATE}</footer>"
        return None

    @contextlib.contextmanager
    def served(self):
        """The address of the first index page, as long as it is served."""
        site = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            # Or else each page waits for an acknowledgement of its head.
            disable_nagle_algorithm = True

            def do_GET(self):
                page = site.page(self.path)
                body = f"<html><body>{page}</body></html>".encode()
                self.send_response(404 if page is None else 200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/index/0"
        finally:
            server.shutdown()
            server.server_close()


def sentence(chance, words, length):
    """Some words, of which hardly five follow each other twice."""
    chosen = [chance.choice(words) + str(chance.randrange(50)) for _ in range(length)]
    return " ".join(chosen).capitalize() + ", said one."
