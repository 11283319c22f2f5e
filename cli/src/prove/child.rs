//! The program under judgement: started, watched, killed with everything that it started.
//!
//! May use: the operating system. Must not know: the simulator, what a run means.

use std::{
    io::{self, PipeReader, Read},
    process::{ExitStatus, Stdio},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{process, sync::oneshot};

/// So much of a program's output is kept.
const TAIL_BYTES: usize = 2_048;
const TAIL_LINES: usize = 12;
/// How long to wait for output after the program has ended.
const PATIENCE: Duration = Duration::from_secs(3);

/// How a run of the program ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// By itself.
    Exited(i32),
    /// By a signal that was not ours, or in a way that has no number.
    Signalled,
    /// Killed at a call, as planned.
    Killed,
    /// Killed because it took too long.
    TookTooLong,
}

/// A command line with its environment.
#[derive(Clone, Debug)]
pub(super) struct Program {
    pub(super) command: Vec<String>,
    pub(super) environment: Vec<(String, String)>,
    pub(super) limit: Duration,
}

impl Program {
    /// Runs it for a customer; it is killed when `point` is reached. Gives its end and its last lines.
    ///
    /// # Errors
    /// It can't be started.
    pub(super) async fn run(&self, customer: &str, point: impl Future<Output = ()>) -> io::Result<(End, String)> {
        let (reader, writer) = io::pipe()?;
        let mut child = self.command(customer, writer)?.spawn()?;
        let group = Group(child.id());
        let tail = Tail::of(reader);
        let end = tokio::select! {
            status = child.wait() => ended(status?),
            () = point => End::Killed,
            () = tokio::time::sleep(self.limit) => End::TookTooLong,
        };
        drop(group);
        _ = child.start_kill();
        child.wait().await?;
        Ok((end, tail.text().await))
    }

    fn command(&self, customer: &str, output: io::PipeWriter) -> io::Result<process::Command> {
        let filled = self.command.iter().map(|argument| argument.replace("{customer}", customer));
        let mut command = process::Command::new(filled.clone().next().unwrap_or_default());
        command.args(filled.skip(1)).envs(self.environment.iter().cloned()).env("SINGAPAY_CUSTOMER_ID", customer);
        command.stdin(Stdio::null()).stdout(output.try_clone()?).stderr(output).kill_on_drop(true);
        #[cfg(unix)]
        command.process_group(0);
        Ok(command)
    }
}

fn ended(status: ExitStatus) -> End {
    status.code().map_or(End::Signalled, End::Exited)
}

/// A process and what it started; dropping it kills them all.
struct Group(Option<u32>);

impl Drop for Group {
    fn drop(&mut self) {
        #[cfg(unix)]
        if let Some(pid) = self.0.and_then(|id| rustix::process::Pid::from_raw(i32::try_from(id).ok()?)) {
            _ = rustix::process::kill_process_group(pid, rustix::process::Signal::KILL);
        }
    }
}

/// The last that a program said.
struct Tail {
    bytes: Arc<Mutex<Vec<u8>>>,
    closed: oneshot::Receiver<()>,
}

impl Tail {
    /// Reads in a thread of its own, which ends when the last writer has gone.
    fn of(mut reader: PipeReader) -> Self {
        let (closing, closed) = oneshot::channel();
        let bytes = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&bytes);
        std::thread::spawn(move || {
            let mut buffer = [0; 4_096];
            while let Ok(count @ 1..) = reader.read(&mut buffer) {
                let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
                kept.extend_from_slice(&buffer[..count]);
                let surplus = kept.len().saturating_sub(TAIL_BYTES);
                kept.drain(..surplus);
            }
            _ = closing.send(());
        });
        Self { bytes, closed }
    }

    async fn text(self) -> String {
        _ = tokio::time::timeout(PATIENCE, self.closed).await;
        let bytes = self.bytes.lock().unwrap_or_else(PoisonError::into_inner);
        last_lines(&String::from_utf8_lossy(&bytes))
    }
}

fn last_lines(text: &str) -> String {
    let printable = |line: &str| line.replace(|c: char| c.is_control() && c != '\t', " ").trim_end().to_owned();
    let lines: Vec<_> = text.lines().map(printable).filter(|line| !line.is_empty()).collect();
    lines[lines.len().saturating_sub(TAIL_LINES)..].join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{future, time::Instant};

    fn shell(script: &str, limit: Duration) -> Program {
        let command = ["sh", "-c", script, "{customer}"].map(str::to_owned).to_vec();
        Program { command, environment: vec![("COLOUR".to_owned(), "red".to_owned())], limit }
    }

    const LONG: Duration = Duration::from_secs(60);

    #[tokio::test]
    async fn a_program_gets_its_customer_and_its_environment() {
        let program = shell("echo $0 $COLOUR $SINGAPAY_CUSTOMER_ID; echo '\u{1b}[31mbad' >&2; exit 75", LONG);
        let (end, said) = program.run("1234", future::pending()).await.unwrap();
        assert_eq!((end, said.as_str()), (End::Exited(75), "1234 red 1234\n [31mbad"));
    }

    #[tokio::test]
    async fn what_a_program_started_is_killed_with_it() {
        let started = Instant::now();
        let program = shell("sleep 50 & sleep 50", Duration::from_millis(50));
        assert_eq!(program.run("1", future::pending()).await.unwrap().0, End::TookTooLong);
        let program = shell("sleep 50 & sleep 50", LONG);
        assert_eq!(program.run("1", async {}).await.unwrap().0, End::Killed);
        let program = shell("sleep 50 & exit 0", LONG);
        assert_eq!(program.run("1", future::pending()).await.unwrap().0, End::Exited(0));
        assert!(started.elapsed() < Duration::from_secs(40));
    }

    #[tokio::test]
    async fn a_signal_of_its_own_is_told_apart_and_a_missing_program_is_an_error() {
        assert_eq!(shell("kill -TERM $$", LONG).run("1", future::pending()).await.unwrap().0, End::Signalled);
        let missing = Program { command: vec!["/no/such/program".to_owned()], environment: vec![], limit: LONG };
        assert_eq!(missing.run("1", future::pending()).await.unwrap_err().kind(), io::ErrorKind::NotFound);
    }

    #[tokio::test]
    async fn only_the_end_of_long_output_is_kept() {
        let (_, said) = shell("seq 1 100000", LONG).run("1", future::pending()).await.unwrap();
        assert_eq!(said.lines().last(), Some("100000"));
        assert_eq!(said.lines().count(), TAIL_LINES);
    }
}
