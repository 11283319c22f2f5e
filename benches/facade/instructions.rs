//! Instructions of one call, counted by callgrind within the function that makes the calls: neither starting up (which gathers
//! random numbers from the jitter of the machine, so never the same) nor fetching a token counts. The server is a process of
//! its own, which is not counted.
//!
//! Comes in: valgrind on the path. Stays out: time, which means nothing under valgrind.

use super::sides::{Side, Work};
use std::{
    env,
    io::{BufRead, BufReader},
    process::{Command, Stdio},
};

const CALLS: u64 = 1000;

/// Prints a table for `docs/performance.md`.
pub(crate) fn report() {
    let mut server = Command::new(env::current_exe().unwrap())
        .arg("serve")
        .stdout(Stdio::piped())
        .spawn()
        .expect("a server process");
    let mut address = String::new();
    BufReader::new(server.stdout.take().unwrap()).read_line(&mut address).unwrap();
    println!("\n| Instructions of one call | facade | raw client | by hand | facade : by hand | at most |");
    println!("| --- | --- | --- | --- | --- | --- |");
    for work in Work::ALL {
        let [facade, raw, by_hand] = [Side::Facade, Side::Raw, Side::ByHand].map(|s| of_one(address.trim(), work, s));
        let ratio = facade as f64 / by_hand as f64;
        println!("| {work} | {facade} | {raw} | {by_hand} | {ratio:.3} | 1.10 |");
    }
    server.kill().unwrap();
    server.wait().unwrap();
}

fn of_one(address: &str, work: Work, side: Side) -> u64 {
    let arguments = ["calls".to_owned(), address.to_owned(), work.to_string(), side.to_string(), CALLS.to_string()];
    let run = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null", "--toggle-collect=*counted_calls*"])
        .arg(env::current_exe().unwrap())
        .args(arguments)
        .output()
        .expect("valgrind must be installed");
    let words = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{words}");
    let count = words.lines().find_map(|line| line.split("Collected : ").nth(1));
    let count: Option<u64> = count.and_then(|count| count.trim().parse().ok());
    count.unwrap_or_else(|| panic!("no count in {words}")) / CALLS
}
