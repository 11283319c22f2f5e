//! One thread that reads, beside the one that writes.
//!
//! May use: rusqlite. Never writes.

use crate::payments::journal::JournalError;
use rusqlite::Connection;
use std::{
    fmt,
    sync::mpsc::{Sender, channel},
    thread::{self, JoinHandle},
};
use tokio::sync::oneshot;

type Job = Box<dyn FnOnce(&Connection) + Send>;

pub(super) struct Reader {
    /// Gone only while it is dropped.
    jobs: Option<Sender<Job>>,
    thread: Option<JoinHandle<()>>,
}

impl Reader {
    pub(super) fn start(db: Connection) -> Result<Self, JournalError> {
        let (jobs, waiting) = channel::<Job>();
        let run = move || waiting.iter().for_each(|job| job(&db));
        let thread = thread::Builder::new().name("bayar-reader".into()).spawn(run).map_err(JournalError::store)?;
        Ok(Self { jobs: Some(jobs), thread: Some(thread) })
    }

    pub(super) fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, JournalError> + Send + 'static,
    ) -> impl Future<Output = Result<T, JournalError>> + Send {
        let (tell, told) = oneshot::channel();
        let job: Job = Box::new(move |db| {
            _ = tell.send(work(db));
        });
        let handed = self.jobs.as_ref().is_some_and(|jobs| jobs.send(job).is_ok());
        async move {
            let gone = || JournalError::store("the thread that reads the journal has ended");
            handed.then_some(()).ok_or_else(gone)?;
            told.await.map_err(|_| gone())?
        }
    }
}

/// Everything that was handed over is done, and the file is closed, when this returns.
impl Drop for Reader {
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            _ = thread.join();
        }
    }
}

impl fmt::Debug for Reader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reader").finish_non_exhaustive()
    }
}
