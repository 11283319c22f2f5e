//! The short form of `cargo xtask price-of-safety`: on a bad Friday our rules pay nothing twice and report nothing paid as
//! failed, and the same day does both to the rivals, so that it can be noticed at all.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "../benches/price_of_safety/mod.rs"]
mod friday;
#[path = "../benches/price_of_safety/table.rs"]
#[allow(dead_code, reason = "the table itself is for the guide")]
mod table;

use friday::{PLAYERS, RIVALS_FROM, SHORT, play};

const PAYMENTS: u64 = 20_000;

// rule: on a bad Friday nothing is paid twice, and nothing paid is reported as failed
#[test]
fn a_bad_friday_costs_reviews_and_no_money() {
    let mut tallies = play(PAYMENTS, 1);
    for ((name, _), tally) in PLAYERS.iter().zip(&mut tallies).take(RIVALS_FROM) {
        let broken = (tally.twice, tally.failed_but_paid, tally.paid_but_not);
        assert_eq!((tally.payments, broken), (PAYMENTS, (0, 0, 0)), "{name}");
        assert!(tally.held(50) < 60.0, "{name}");
    }
    let rivals = &tallies[RIVALS_FROM..];
    assert!(rivals.iter().all(|tally| tally.twice + tally.failed_but_paid > 0), "this Friday is not bad enough");
    // The price: no more than what nobody can know, which is what was not executed without a word.
    assert!((1..PAYMENTS / 40).contains(&tallies[0].review), "{}", tallies[0].review);
}

#[test]
fn the_same_seed_is_the_same_friday() {
    let [one, two, other] = [7, 7, 8].map(|seed| {
        let tallies = play(500, seed);
        tallies.map(|mut t| (t.twice, t.failed_but_paid, t.review, t.sends, t.look_ups, t.held(95) as u64))
    });
    assert_eq!(one, two);
    assert_ne!(one, other);
}

/// Table and picture take a minute to make, so that they are not made anew by each run of the tests; a short day is.
#[test]
fn the_table_in_the_guide_is_of_these_rules_and_this_mix() {
    let counts = table::counts(&table::lines(&mut play(SHORT.0, SHORT.1)));
    let stored = include_str!("../benches/price_of_safety/short.txt");
    assert_eq!(stored, counts, "docs/payments.md tells of another Friday; run `cargo xtask price-of-safety`");
}
