//! The one who writes the index: follows the change log, builds generations, swaps them in.

use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use corpora::{Catalogue, DataFolder, LanguageIdentifier, Lock};

use crate::build::{Rebuild, build, replace};
use crate::concepts::Terminology;
use crate::engine::{Engine, IndexStatus};
use crate::error::IndexError;
use crate::generation::{Generation, commit};
use crate::vocabulary_watch::VocabularyWatch;

/// How the keeper works.
#[derive(Debug, Clone, Copy)]
pub struct KeeperOptions {
    /// Memory of the index writer, in bytes, over all its threads; at least 15 MB a thread.
    pub writer_bytes: usize,
    /// Memory of the index writer while a whole generation is built: fewer, larger segments are
    /// written, and hardly any are merged.
    pub build_bytes: usize,
    /// Threads of the index writer.
    pub writer_threads: usize,
    /// Threads of the index writer while a whole generation is built.
    pub build_threads: usize,
    /// How often the change log is looked at.
    pub poll: Duration,
    /// Longest time that changes wait for a commit while more keep coming.
    pub commit_every: Duration,
}

impl Default for KeeperOptions {
    /// 64 MB and two threads, 320 MB and one thread for a build, five looks a second, a commit a
    /// second. Two threads each write the words of the whole collection: one takes a tenth less
    /// processor time, and as the keeper prepares the documents meanwhile, two processors are busy.
    fn default() -> Self {
        Self {
            writer_bytes: 64_000_000,
            build_bytes: 320_000_000,
            writer_threads: 2,
            build_threads: 1,
            poll: Duration::from_millis(200),
            commit_every: Duration::from_secs(1),
        }
    }
}

/// Changes applied before the keeper looks at its clock and its orders.
const STEP: usize = 200;

/// How long the keeper waits before it tries again after a failure.
const RETRY: Duration = Duration::from_secs(2);

/// Keeps the index of a data folder up to date in a thread of its own, until stopped or dropped.
#[derive(Debug)]
pub struct Keeper {
    engine: Arc<Engine>,
    orders: Sender<()>,
    thread: Option<JoinHandle<()>>,
}

impl Keeper {
    /// Starts to keep the index of `folder`. An index that is missing is begun and filled from the
    /// catalogue while it answers; one that another analysis built answers until its successor,
    /// built beside it, is swapped in.
    ///
    /// # Errors
    /// [`IndexError`] if the index can neither be opened nor made.
    pub fn start(
        folder: &DataFolder,
        lock: Lock,
        identifier: Arc<dyn LanguageIdentifier>,
        options: KeeperOptions,
    ) -> Result<Self, IndexError> {
        let terminology = Terminology::present(folder)?;
        terminology.remove_others(&folder.index());
        let watch = VocabularyWatch::new(folder.clone(), &terminology.fingerprint);
        let generation = open_or_begin(&folder.index(), &terminology.fingerprint)?;
        let engine = Arc::new(Engine::of(&generation, identifier, terminology)?);
        let (orders, inbox) = mpsc::channel();
        let work = Work {
            folder: folder.clone(),
            watch,
            engine: Arc::clone(&engine),
            options,
            generation,
            _lock: lock,
        };
        let run = move || work.run(&inbox);
        let thread = std::thread::Builder::new()
            .name("index-keeper".to_owned())
            .spawn(run);
        let thread = thread.map_err(|source| IndexError::Io {
            path: folder.index(),
            source,
        })?;
        Ok(Self {
            engine,
            orders,
            thread: Some(thread),
        })
    }

    /// The engine that answers from the index as it is at any moment.
    #[must_use]
    pub fn engine(&self) -> Arc<Engine> {
        Arc::clone(&self.engine)
    }

    /// Waits until the index contains the change log up to `sequence`; says whether it does.
    ///
    /// # Errors
    /// [`IndexError::KeeperGone`] if the keeper's thread has ended.
    pub fn wait_for(&self, sequence: u64, timeout: Duration) -> Result<bool, IndexError> {
        let until = Instant::now() + timeout;
        while self.engine.sequence() < sequence {
            if self.thread.as_ref().is_none_or(JoinHandle::is_finished) {
                return Err(IndexError::KeeperGone {
                    reason: "its thread has ended".to_owned(),
                });
            }
            if Instant::now() >= until {
                return Ok(false);
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        Ok(true)
    }

    /// Commits what was applied and ends. What was not applied yet is applied at the next start.
    ///
    /// # Errors
    /// [`IndexError::KeeperGone`] if the thread had failed.
    pub fn stop(mut self) -> Result<(), IndexError> {
        self.end()
    }

    fn end(&mut self) -> Result<(), IndexError> {
        let _ = self.orders.send(());
        let Some(thread) = self.thread.take() else {
            return Ok(());
        };
        thread.join().map_err(|_| IndexError::KeeperGone {
            reason: "its thread panicked".to_owned(),
        })
    }

    /// Builds a new generation from the catalogue and makes it the current one: `rsc reindex`.
    /// The generation before answers until then.
    ///
    /// # Errors
    /// [`IndexError`] if it cannot be built; the generation before then stays.
    pub fn rebuild(
        folder: &DataFolder,
        _lock: &Lock,
        progress: &mut dyn FnMut(Rebuild),
    ) -> Result<IndexStatus, IndexError> {
        let mut never = || false;
        let options = KeeperOptions::default();
        let catalogue = Catalogue::open_read_only(&folder.catalogue())?;
        let index = folder.index();
        let terminology = Terminology::present(folder)?;
        build(
            &index,
            &catalogue,
            &terminology,
            options,
            progress,
            &mut never,
        )?;
        let generation = Generation::current(&index, &terminology.fingerprint)?;
        let identifier = Arc::new(corpora::ScriptIdentifier);
        Engine::of(&generation, identifier, terminology)?.status()
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        let _ = self.end();
    }
}

fn open_or_begin(folder: &std::path::Path, vocabulary: &str) -> Result<Generation, IndexError> {
    match Generation::current(folder, vocabulary) {
        Ok(generation) => {
            generation.remove_others(folder)?;
            Ok(generation)
        }
        Err(error) => {
            // The catalogue is the truth: an index that cannot be opened is begun anew.
            if !matches!(error, IndexError::Missing { .. }) {
                tracing::warn!(%error, "the index is built anew");
            }
            let generation = Generation::create(folder, vocabulary)?;
            generation.make_current(folder)?;
            Ok(generation)
        }
    }
}

/// How far the change log was followed.
enum Followed {
    ToTheEnd,
    UntilTheVocabularyChanged,
}

struct Work {
    folder: DataFolder,
    watch: VocabularyWatch,
    engine: Arc<Engine>,
    options: KeeperOptions,
    generation: Generation,
    _lock: Lock,
}

impl Work {
    /// Follows the change log until told to stop; after a failure, again from the last commit; after a
    /// change of the vocabulary, with that.
    fn run(mut self, inbox: &mpsc::Receiver<()>) {
        crate::analysis::prepare_dictionaries();
        loop {
            let result = match self.renew(inbox) {
                Ok(true) => self.follow(inbox),
                Ok(false) => return,
                Err(error) => Err(error),
            };
            let result = match result {
                Ok(Followed::ToTheEnd) => return,
                Ok(Followed::UntilTheVocabularyChanged) => self.exchange_vocabulary(),
                Err(error) => Err(error),
            };
            match result {
                Ok(()) => {}
                Err(error) => {
                    tracing::error!(%error, "the index fell behind; trying again");
                    if inbox.recv_timeout(RETRY) != Err(RecvTimeoutError::Timeout) {
                        return;
                    }
                }
            }
        }
    }

    /// Understands queries by the changed vocabulary from now on; the generation is then out of date.
    fn exchange_vocabulary(&mut self) -> Result<(), IndexError> {
        let index = self.folder.index();
        let terminology = Terminology::present(&self.folder)?;
        self.generation = Generation::current(&index, &terminology.fingerprint)?;
        self.engine.exchange(Arc::clone(&terminology))?;
        terminology.remove_others(&index);
        Ok(())
    }

    /// Replaces a generation that another analysis built; false if told to stop meanwhile.
    fn renew(&mut self, inbox: &mpsc::Receiver<()>) -> Result<bool, IndexError> {
        if self.generation.up_to_date {
            return Ok(true);
        }
        tracing::info!(
            "the analysis or the vocabulary changed: a new generation of the index is built beside the old one"
        );
        let catalogue = Catalogue::open_read_only(&self.folder.catalogue())?;
        let terminology = self.engine.terminology();
        let mut stop = || inbox.try_recv() != Err(mpsc::TryRecvError::Empty);
        if !build(
            &self.folder.index(),
            &catalogue,
            &terminology,
            self.options,
            &mut |_| (),
            &mut stop,
        )? {
            return Ok(false);
        }
        self.generation = Generation::current(&self.folder.index(), &terminology.fingerprint)?;
        self.engine.switch(&self.generation)?;
        Ok(true)
    }

    fn follow(&mut self, inbox: &mpsc::Receiver<()>) -> Result<Followed, IndexError> {
        let catalogue = Catalogue::open_read_only(&self.folder.catalogue())?;
        let terminology = self.engine.terminology();
        let mut writer = self
            .generation
            .writer(self.options.writer_threads, self.options.writer_bytes)?;
        let mut sequence = self.generation.sequence()?;
        // Documents are numbered as they come: a higher number cannot be in the index yet.
        let mut highest = self.generation.highest_document()?;
        let (mut waiting, mut committed) = (false, Instant::now());
        loop {
            let changes = catalogue.changes_after(sequence, STEP)?;
            let mut changed: Vec<u64> = changes.iter().map(|change| change.document).collect();
            changed.sort_unstable();
            changed.dedup();
            for num in changed {
                replace(
                    &writer,
                    &self.generation,
                    &catalogue,
                    &terminology,
                    num,
                    num <= highest,
                )?;
                highest = highest.max(num);
            }
            if let Some(last) = changes.last() {
                sequence = last.seq;
                waiting = true;
            }
            let caught_up = changes.len() < STEP;
            if waiting && (caught_up || committed.elapsed() >= self.options.commit_every) {
                commit(&mut writer, sequence)?;
                self.engine.refresh()?;
                (waiting, committed) = (false, Instant::now());
            }
            let pause = if caught_up {
                self.options.poll
            } else {
                Duration::ZERO
            };
            let followed = if inbox.recv_timeout(pause) != Err(RecvTimeoutError::Timeout) {
                Followed::ToTheEnd
            } else if self.watch.has_changed() {
                Followed::UntilTheVocabularyChanged
            } else {
                continue;
            };
            if waiting {
                commit(&mut writer, sequence)?;
            }
            writer.wait_merging_threads()?;
            return Ok(followed);
        }
    }
}
