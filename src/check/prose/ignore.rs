//! Comments that ask to leave something out: the next block, all up to another comment, the file.

/// What a comment asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Request {
    /// To leave out the block that follows.
    Next,
    /// To leave out what follows, up to [`Request::End`] or the end of the file.
    Start,
    End,
    /// To leave out the whole file.
    File,
}

impl Request {
    /// Of the inside of a comment.
    pub(super) fn of(comment: &str) -> Option<Self> {
        match comment.trim() {
            "retold-ignore" => Some(Self::Next),
            "retold-ignore-start" => Some(Self::Start),
            "retold-ignore-end" => Some(Self::End),
            "retold-ignore-file" => Some(Self::File),
            _ => None,
        }
    }
}

/// What the comments so far ask for.
#[derive(Default)]
pub(super) struct Ignores {
    next: bool,
    within: bool,
    all: bool,
}

impl Ignores {
    pub(super) fn heed(&mut self, request: Request) {
        match request {
            Request::Next => self.next = true,
            Request::Start => self.within = true,
            Request::End => self.within = false,
            Request::File => self.all = true,
        }
    }

    pub(super) fn heed_comment(&mut self, comment: &str) {
        if let Some(request) = Request::of(comment) {
            self.heed(request);
        }
    }

    /// Whether the block that begins is to be left out.
    pub(super) fn next(&self) -> bool {
        self.next
    }

    /// The same; the block after it is not.
    pub(super) fn take_next(&mut self) -> bool {
        std::mem::take(&mut self.next)
    }

    pub(super) fn within(&self) -> bool {
        self.within
    }

    pub(super) fn all(&self) -> bool {
        self.all
    }
}
