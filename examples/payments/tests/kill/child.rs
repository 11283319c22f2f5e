//! The program that is killed, and the folder that outlives it.

use bayar_payments_examples::environment;
use bayar_simulator::Simulator;
use std::{
    fs,
    path::PathBuf,
    process::{ExitStatus, Stdio},
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};
use tokio::{
    io::{AsyncBufReadExt, BufReader, Lines},
    process::{ChildStdout, Command},
    time::timeout,
};

/// Far longer than anything here takes, also on a machine that is busy with other things.
const NEVER: Duration = Duration::from_secs(180);

pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let name = format!("kill-{}-{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
        _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn bills(&self, customers: &[String]) {
        fs::write(self.0.join("bills"), customers.join("\n")).unwrap();
    }
}

/// Kept when the test fails.
impl Drop for Folder {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            _ = fs::remove_dir_all(&self.0);
        }
    }
}

pub(crate) struct Child {
    process: tokio::process::Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Child {
    pub(crate) fn start(simulator: &Simulator, folder: &Folder) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pay-many"));
        command.arg(&folder.0).envs(environment(simulator)).stdout(Stdio::piped()).kill_on_drop(true);
        let mut process = command.spawn().unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines();
        Self { process, lines }
    }

    /// Everything that was open was looked up, and it pays.
    pub(crate) async fn ready(&mut self) {
        let line = timeout(NEVER, self.lines.next_line()).await.expect("it does not start").unwrap();
        assert_eq!(line.as_deref(), Some("ready"));
    }

    pub(crate) async fn wait(&self, milliseconds: u64) {
        tokio::time::sleep(Duration::from_millis(milliseconds)).await;
    }

    /// SIGKILL. Whether that is what it died of: it may have finished its bills before.
    pub(crate) async fn kill(mut self) -> bool {
        self.process.start_kill().unwrap();
        died_by_signal(self.process.wait().await.unwrap())
    }

    pub(crate) async fn finish(mut self) {
        let status = timeout(NEVER, self.process.wait()).await.expect("it does not end").unwrap();
        assert!(status.success(), "{status}");
    }
}

/// Waits for something that another process does.
pub(crate) async fn until(mut is_so: impl FnMut() -> bool) {
    let wait = async {
        while !is_so() {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    };
    timeout(NEVER, wait).await.expect("it does not come to that");
}

#[cfg(unix)]
fn died_by_signal(status: ExitStatus) -> bool {
    std::os::unix::process::ExitStatusExt::signal(&status) == Some(9)
}

#[cfg(not(unix))]
fn died_by_signal(status: ExitStatus) -> bool {
    !status.success()
}
