//! `bayar snap` as a built binary: known answers, lines that can't be served, and what people see.

use serde_json::{Value, json};
use std::{
    fs,
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    time::{Duration, Instant},
};

#[path = "snap/lines.rs"]
mod lines;
#[path = "snap/people.rs"]
mod people;

/// The command, with nothing of the tester's own variables that matters to it.
fn bayar(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bayar"));
    command.arg("snap").args(arguments);
    command
}

/// Runs it with this standard input.
fn run(arguments: &[&str], input: impl AsRef<[u8]>) -> Output {
    let input = input.as_ref().to_vec();
    let mut child = bayar(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut stdin = child.stdin.take().expect("piped");
    let writer = std::thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output().expect("it ends");
    // A command that reads nothing closes the pipe.
    _ = writer.join().expect("no panic");
    output
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

/// Answers to JSON lines, as they came.
fn answers(arguments: &[&str], input: impl AsRef<[u8]>) -> Vec<String> {
    let output = run(arguments, input);
    assert!(output.status.success(), "{}", stderr(&output));
    stdout(&output).lines().map(str::to_owned).collect()
}

fn vectors() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors")
}

fn key(name: &str) -> String {
    vectors().join("keys").join(name).to_str().expect("UTF-8").to_owned()
}

fn key_text(name: &str) -> String {
    fs::read_to_string(key(name)).expect("the key is there")
}

/// A file with this content, for one test.
fn file(name: &str, content: impl AsRef<[u8]>) -> String {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, content).expect("written");
    path.to_str().expect("UTF-8").to_owned()
}
