//! The wallet tells its story, and its books are right.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::process::Command;

#[test]
fn killed_between_change_and_done_it_loses_nothing_and_books_nothing_twice() {
    let output = Command::new(env!("CARGO_BIN_EXE_wallet")).output().unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{told}{}", String::from_utf8_lossy(&output.stderr));
    let line = told.lines().find(|line| line.starts_with("killed ")).unwrap();
    let numbers: Vec<usize> = line.split(|c: char| !c.is_ascii_digit()).filter_map(|word| word.parse().ok()).collect();
    let [kills, changes, again] = numbers[..] else { panic!("{line}") };
    assert!(kills >= 10 && again >= kills && changes >= again, "each kill made a change come again: {line}");
    for part in ["Rp246.500", "Rp92.500", "not paid", "free Rp661.000, on hold Rp0", "nothing lost"] {
        assert!(told.contains(part), "{part}: {told}");
    }
}
