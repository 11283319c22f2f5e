//! The naive programs are caught, the careful ones are not, and the same seed finds the same.
//!
//! `BAYAR_PROVE_BILLS=200` asks for the long form: then each seed alone must catch the naive ones.

use crate::{counts, example, prove, script};
use serde_json::Value;
use std::thread;

const SEEDS: std::ops::RangeInclusive<u64> = 1..=10;

fn bills() -> Option<u64> {
    std::env::var("BAYAR_PROVE_BILLS").ok().and_then(|it| it.parse().ok())
}

/// A proof that is made twice, with the same outcome to the last letter.
fn twice(bills: u64, seed: u64, program: &[&str]) -> Value {
    let (bills, seed) = (bills.to_string(), seed.to_string());
    // A machine that is busy with other things must not look like a provider that does not answer.
    let options = ["--json", "--bills", &bills, "--seed", &seed, "--timeout", "2s", "--"];
    let arguments = [&options, program, &["{customer}"]].concat();
    let (first, second) = (prove(&arguments), prove(&arguments));
    assert_eq!(first.out, second.out, "seed {seed} found something else");
    let report = first.json();
    let bad = counts(&report)[2..5].iter().any(|count| *count > 0);
    assert_eq!(first.code, i32::from(bad), "{first:?}");
    report
}

/// All seeds, half of them at a time.
fn all_seeds(short: u64, program: &[&str]) -> Vec<[u64; 6]> {
    let bills = bills().unwrap_or(short);
    let half = |odd: u64| {
        let seeds = SEEDS.filter(move |seed| seed % 2 == odd);
        seeds.map(|seed| counts(&twice(bills, seed, program))).collect::<Vec<_>>()
    };
    thread::scope(|scope| {
        let odd = scope.spawn(|| half(1));
        [half(0), odd.join().unwrap()].concat()
    })
}

fn is_caught(short: u64, program: &[&str]) {
    let all = all_seeds(short, program);
    let caught = all.iter().filter(|[_, _, paid_twice, ..]| *paid_twice > 0).count();
    assert!(caught == all.len() || bills().is_none() && caught > 1, "{program:?} {all:?}");
}

fn is_careful(short: u64, program: &[&str]) {
    let all = all_seeds(short, program);
    let sum = |at: usize| all.iter().map(|counts| counts[at]).sum::<u64>();
    assert_eq!([sum(2), sum(3), sum(4)], [0; 3], "{program:?} {all:?}");
    // It does its work besides: being careful is no use to anybody who pays nothing.
    assert!(sum(1) * 2 > sum(0) && sum(5) * 3 < sum(0), "{program:?} {all:?}");
}

#[test]
fn the_naive_program_in_python_is_caught_paying_twice() {
    is_caught(8, &["python3", &script("naive.py")]);
}

#[test]
fn the_naive_program_in_rust_is_caught_paying_twice() {
    is_caught(16, &[&example("prove_naive")]);
}

#[test]
fn the_careful_program_in_python_is_not() {
    is_careful(8, &["python3", &script("careful.py")]);
}

#[test]
fn the_careful_program_in_rust_is_not() {
    is_careful(8, &[&example("prove_careful")]);
}

#[test]
fn a_program_on_payments_is_not() {
    is_careful(6, &[&example("prove_payments")]);
}
