//! Threads that decode what will be wanted next.
//!
//! Jobs are begun in the order in which they are given, and their blocks are wanted in that order.
//! So the job whose turn it is has always been begun, and the threads that wait until there is
//! room for more of later jobs keep none from it. Who no longer wants the blocks of a job drops
//! its end of the channel, and the job ends with the next block.
//!
//! Memory: [`HELD`] blocks a thread, and as many again for what waits to be begun.

use super::buffer::Buffer;
use super::unpack::{Trouble, Unpacker};
use crate::input::reject::Flaw;
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{Builder, JoinHandle};

/// Blocks of a job that are held until they are wanted.
const HELD: usize = 8;

/// So many decoders keep up with what takes their output in turn.
const MOST_THREADS: usize = 8;

/// The threads, begun when there is work for them and joined when the last user is gone.
pub(crate) struct Pool {
    jobs: Option<Sender<Job>>,
    waiting: Arc<Mutex<Receiver<Job>>>,
    threads: Mutex<Vec<JoinHandle<()>>>,
    most: usize,
    /// Blocks that jobs may hold, over all.
    held: Arc<AtomicUsize>,
    block: usize,
}

/// Something to decode.
struct Job {
    open: Box<dyn FnOnce() -> Result<Unpacker, Flaw> + Send>,
    block: usize,
    to: SyncSender<Block>,
}

/// A job that was given.
pub(super) struct Begun {
    blocks: Receiver<Block>,
    _held: Held,
}

/// What a job made.
pub(super) struct Block {
    pub(super) bytes: Buffer,
    /// The bytes of the input that the job has taken so far.
    pub(super) taken: u64,
    /// With the last block: how the job ended.
    pub(super) end: Option<Result<(), Stop>>,
}

/// Why a job ended early.
pub(super) enum Stop {
    Flaw(Flaw),
    Trouble(Trouble),
    Panic(Box<dyn Any + Send>),
}

impl Stop {
    fn failed(why: &str) -> Self {
        let error = std::io::Error::other(why);
        Self::Trouble(Trouble { error, ended: false, failed: true })
    }
}

/// A share of what may be held.
struct Held {
    all: Arc<AtomicUsize>,
    count: usize,
}

impl Drop for Held {
    fn drop(&mut self) {
        self.all.fetch_sub(self.count, Ordering::Relaxed);
    }
}

impl Pool {
    /// At most `threads`, which make blocks of this size.
    pub(crate) fn new(threads: usize, block: usize) -> Self {
        let (jobs, waiting) = channel();
        Self {
            jobs: Some(jobs),
            waiting: Arc::new(Mutex::new(waiting)),
            threads: Mutex::default(),
            most: threads.clamp(1, MOST_THREADS),
            held: Arc::default(),
            block,
        }
    }

    /// Whether another job may be begun before it is its turn.
    pub(crate) fn has_room(&self) -> bool {
        self.held.load(Ordering::Relaxed) <= HELD * self.most
    }

    /// The bytes of a block.
    pub(super) fn block(&self) -> usize {
        self.block
    }

    /// Has `open` opened and decoded. Of what is small, fewer blocks are held.
    pub(super) fn begin(
        &self,
        small: bool,
        open: impl FnOnce() -> Result<Unpacker, Flaw> + Send + 'static,
    ) -> Begun {
        let count = if small { 1 } else { HELD };
        self.held.fetch_add(count, Ordering::Relaxed);
        let _held = Held { all: Arc::clone(&self.held), count };
        let (to, blocks) = sync_channel(count);
        let job = Job { open: Box::new(open), block: self.block, to };
        if let Some(jobs) = self.jobs.as_ref().filter(|_| self.has_thread()) {
            // The other end is kept by this pool.
            let _ = jobs.send(job);
        } else {
            // Where the system starts no thread, that is told like any flaw.
            let stop = Stop::failed("the system starts no thread to decode it");
            let _ = job.to.send(Block::ended(Err(stop)));
        }
        Begun { blocks, _held }
    }

    /// Begins one thread more unless there are enough; whether there is any.
    fn has_thread(&self) -> bool {
        let mut threads = lock(&self.threads);
        if threads.len() < self.most {
            let waiting = Arc::clone(&self.waiting);
            let thread = Builder::new().name("decode".into()).spawn(move || work(&waiting));
            threads.extend(thread);
        }
        !threads.is_empty()
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        // Without a sender, threads that wait for jobs end.
        self.jobs = None;
        for thread in lock(&self.threads).drain(..) {
            // What panics in a job is passed on with its blocks.
            let _ = thread.join();
        }
    }
}

impl Begun {
    /// The next block, once it is there.
    pub(super) fn next(&self) -> Block {
        // A job always tells how it ended; one that does not must not pass for whole.
        let gone = |_| Block::ended(Err(Stop::failed("the thread that decodes it is gone")));
        let block = self.blocks.recv().unwrap_or_else(gone);
        match block.end {
            Some(Err(Stop::Panic(panic))) => std::panic::resume_unwind(panic),
            _ => block,
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn work(waiting: &Mutex<Receiver<Job>>) {
    loop {
        let Ok(job) = lock(waiting).recv() else { return };
        let to = job.to.clone();
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| job.run())) {
            let _ = to.send(Block::ended(Err(Stop::Panic(panic))));
        }
    }
}

impl Job {
    /// Sends block after block, until there are no more or nobody wants them.
    fn run(self) {
        let mut unpacker = match (self.open)() {
            Ok(unpacker) => unpacker,
            Err(flaw) => {
                let _ = self.to.send(Block::ended(Err(Stop::Flaw(flaw))));
                return;
            }
        };
        loop {
            let block = Block::of(&mut unpacker, self.block);
            let last = block.end.is_some();
            if self.to.send(block).is_err() || last {
                return;
            }
        }
    }
}

impl Block {
    /// The next `size` bytes.
    pub(super) fn of(unpacker: &mut Unpacker, size: usize) -> Self {
        let mut bytes = Buffer::with_room(size);
        let filled = unpacker.fill(size as u64, bytes.end());
        let end = match filled {
            Err(trouble) => Some(Err(Stop::Trouble(trouble))),
            Ok(()) => (bytes.len() < size).then_some(Ok(())),
        };
        Self { bytes, taken: unpacker.taken(), end }
    }

    /// The end alone.
    pub(super) fn ended(end: Result<(), Stop>) -> Self {
        Self { bytes: Buffer::default(), taken: 0, end: Some(end) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io;
    use std::io::Read;
    use std::time::Duration;

    const BLOCK: usize = 100;

    /// Zeros without end, counted.
    struct Endless(Arc<AtomicUsize>);

    impl Read for Endless {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            into.fill(0);
            self.0.fetch_add(into.len(), Ordering::Relaxed);
            Ok(into.len())
        }
    }

    fn endless(pool: &Pool) -> (Begun, Arc<AtomicUsize>) {
        let count = Arc::<AtomicUsize>::default();
        let raw = Endless(Arc::clone(&count));
        (pool.begin(false, move || Unpacker::new(raw, None)), count)
    }

    #[test]
    fn what_nobody_takes_is_not_made() {
        let pool = Pool::new(2, BLOCK);
        let jobs: Vec<_> = (0..5).map(|_| endless(&pool)).collect();
        assert!(!pool.has_room());
        std::thread::sleep(Duration::from_millis(50));
        let made: usize = jobs.iter().map(|(_, count)| count.load(Ordering::Relaxed)).sum();
        // Two jobs run; each holds its blocks, and has the next in hand.
        assert!(made <= 2 * (HELD + 1) * BLOCK, "{made}");
        assert_eq!(jobs[0].0.next().bytes.len(), BLOCK);
        // The others end when nobody wants them, and so do the threads.
        drop(jobs);
        assert!(pool.has_room());
    }

    #[test]
    fn jobs_of_any_number_are_taken_in_turn_by_any_number_of_threads() {
        for threads in 1..4 {
            let pool = Pool::new(threads, BLOCK);
            let texts = (0..50u8).map(|i| vec![i; usize::from(i) * 30]);
            let begun = texts
                .clone()
                .map(|text| pool.begin(true, move || Unpacker::new(io::Cursor::new(text), None)));
            let begun: Vec<Begun> = begun.collect();
            for (job, text) in begun.into_iter().zip(texts) {
                let mut made = Vec::new();
                loop {
                    let block = job.next();
                    made.extend_from_slice(&block.bytes);
                    assert_eq!(block.taken, made.len() as u64);
                    if let Some(end) = block.end {
                        assert!(end.is_ok());
                        break;
                    }
                }
                assert_eq!(made, text);
            }
        }
    }

    #[test]
    fn a_panic_comes_to_who_waits() {
        let pool = Pool::new(1, BLOCK);
        let job = pool.begin(false, || panic!("on another thread"));
        let panic = catch_unwind(AssertUnwindSafe(|| drop(job.next()))).unwrap_err();
        assert_eq!(panic.downcast_ref(), Some(&"on another thread"));
        // The thread goes on.
        assert_eq!(endless(&pool).0.next().bytes.len(), BLOCK);
    }
}
