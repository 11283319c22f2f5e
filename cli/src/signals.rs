//! When somebody wants the command to stop.
//!
//! May use: tokio's signals.

use std::io;

/// Ends on Ctrl-C, and on SIGTERM where there is one, from when it is first waited for.
pub(crate) async fn stopped() -> io::Result<()> {
    Stop::listen()?.asked().await
}

/// Ctrl-C, and SIGTERM where there is one. Listens from when it is made, so that nothing comes too early.
pub(crate) struct Stop {
    #[cfg(unix)]
    signals: [tokio::signal::unix::Signal; 2],
}

impl Stop {
    #[cfg(unix)]
    pub(crate) fn listen() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { signals: [signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?] })
    }

    #[cfg(not(unix))]
    pub(crate) fn listen() -> io::Result<Self> {
        Ok(Self {})
    }

    #[cfg(unix)]
    pub(crate) async fn asked(self) -> io::Result<()> {
        let [mut interrupt, mut terminate] = self.signals;
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        Ok(())
    }

    #[cfg(not(unix))]
    pub(crate) async fn asked(self) -> io::Result<()> {
        tokio::signal::ctrl_c().await
    }
}
