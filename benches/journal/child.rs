//! What one process measures: started by the others, prints one number per line.
//!
//! Comes in: what to do, on which file. Stays out: comparisons.

use crate::{probe, raw, recovery, work};
use bayar::payments::journal::SqliteJournal;
use std::{
    fs::File,
    path::Path,
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

/// This program as a child.
pub(crate) fn command() -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.arg("child");
    command
}

/// The numbers that a child prints.
pub(crate) fn numbers(command: &mut Command) -> Vec<f64> {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).lines().filter_map(|line| line.parse().ok()).collect()
}

pub(crate) fn run(arguments: &[String]) {
    let text = |n: usize| arguments.get(n).map_or("", String::as_str);
    let number = |n: usize| text(n).parse::<u64>().unwrap();
    let path = Path::new(text(1));
    let time = || Duration::from_millis(number(2));
    match text(0) {
        "disk" => println!("{}", probe::overwrite(path, time(), File::sync_data)),
        "disk-fsync" => println!("{}", probe::overwrite(path, time(), File::sync_all)),
        "plain" => println!("{}", raw::plain(path, time())),
        "groups" => println!("{}", raw::groups(path, number(3), time())),
        "pay" => println!("{}", pay(path, number(3), u64::MAX, time())),
        "count" => println!("{}", pay(path, number(3), number(2), Duration::MAX)),
        "fill" => recovery::fill(path, number(2), number(3), text(4)),
        "recover" => recovery::recover(path),
        other => panic!("nothing is called {other:?}"),
    }
}

/// So many callers, each of which pays one bill after the other; payments per second.
fn pay(path: &Path, callers: u64, most: u64, time: Duration) -> f64 {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let journal = Arc::new(SqliteJournal::open(path).unwrap());
    let next = Arc::new(AtomicU64::new(0));
    let start = Instant::now();
    let caller = |_| {
        let (journal, next) = (journal.clone(), next.clone());
        runtime.spawn(async move {
            let mut done = 0;
            while start.elapsed() < time {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= most {
                    break;
                }
                work::pay(&journal, number).await;
                done += 1;
            }
            done
        })
    };
    let tasks: Vec<_> = (0..callers).map(caller).collect();
    let done: u64 = tasks.into_iter().map(|task| runtime.block_on(task).unwrap()).sum();
    let rate = done as f64 / start.elapsed().as_secs_f64();
    drop(journal);
    rate
}
