//! Which test plays which row of the failure matrix. A row, or a shipped scenario, without one fails here.

use bayar::payments::machine::State::{self, *};
use bayar_simulator::Scenario;
use std::collections::BTreeSet;

crate::trials!(every_row_has_a_test);

/// A scenario that needs nothing but a payment: the state right after it, after recovery, and how many calls it took.
pub(crate) struct Row {
    pub(crate) scenario: &'static str,
    pub(crate) now: State,
    pub(crate) later: State,
    pub(crate) calls: usize,
}

const fn row(scenario: &'static str, now: State, later: State) -> Row {
    Row { scenario, now, later, calls: 1 }
}

/// Played with every crash. Those of the client's side are played as far as the simulator contributes.
pub(crate) const PLAYED: &[Row] = &[
    row("01-crash-before-intent", Paid, Paid),
    row("07-lost-before-the-body", Unknown, Review),
    row("07-lost-under-way", Unknown, Review),
    row("07-reset-under-way", Unknown, Review),
    row("08-answer-late", Unknown, Paid),
    row("08-answer-lost", Unknown, Paid),
    row("08-answer-reset", Unknown, Paid),
    row("09-executed-late", Unknown, Paid),
    row("09-gateway-time-out-executed-late", Unknown, Paid),
    row("10-bad-gateway-executed", Unknown, Paid),
    row("10-bad-gateway-not-executed", Unknown, Review),
    row("10-system-error-executed", Unknown, Paid),
    row("10-system-error-not-executed", Unknown, Review),
    row("11-html-executed", Unknown, Paid),
    row("11-html-not-executed", Unknown, Review),
    row("11-invalid-utf8", Unknown, Paid),
    row("11-missing-field", Unknown, Paid),
    row("11-truncated", Unknown, Paid),
    Row { calls: 2, ..row("12-unauthorized", Paid, Paid) },
    row("13-validation-error", NotPaid, NotPaid),
    row("14-code-06-executed", Unknown, Paid),
    row("14-code-06-not-executed", Unknown, Review),
    row("14-code-07-executed", Unknown, Paid),
    row("14-code-07-not-executed", Unknown, Review),
    row("14-conflict-executed", Unknown, Paid),
    row("14-too-many-requests", Unknown, Review),
    row("15-redirect-307", Unknown, Review),
    row("15-redirect-308-executed", Unknown, Paid),
    row("17-pending-then-silence", Pending, Review),
    row("17-pending-then-success", Pending, Paid),
    row("18-other-price", Unknown, Review),
    // The list says whose bill it was.
    row("18-other-target", Unknown, Paid),
    row("20-look-up-fails", Unknown, Paid),
    row("20-look-up-lags", Unknown, Paid),
    row("21-duplicate-rows", Unknown, Paid),
    row("21-two-candidates", Unknown, Review),
    row("22-two-workers", Unknown, Paid),
    row("24-same-key-again", Pending, Paid),
    row("25-new-key-same-target", Pending, Paid),
    row("26-callback-late", Paid, Paid),
    row("26-callback-never", Paid, Paid),
    row("26-callback-out-of-order", Paid, Paid),
    row("26-callback-repeated", Paid, Paid),
    row("27-failed-then-success", Pending, Review),
    row("28-refund-after-success", Paid, Paid),
    row("29-clock-wrong", Paid, Paid),
    row("31-caller-dropped", Unknown, Paid),
    row("33-sigterm-during-send", Unknown, Paid),
];

/// Rows in which the client goes wrong, or more than one payment takes part, and the tests that do it.
const BY_HAND: &[(u32, &[&str])] = &[
    (1, &["matrix::crashes_around_each_write"]),
    (2, &["matrix::an_inquiry_is_repeated"]),
    (3, &["matrix::crashes_around_each_write"]),
    (4, &["matrix::crashes_around_each_write", "refusals::a_permit_that_cannot_be_stored_sends_nothing"]),
    (5, &["matrix::crashes_around_each_write"]),
    (6, &["refusals::what_was_never_sent_is_an_error_and_may_be_repeated"]),
    (16, &["matrix::crashes_around_each_write"]),
    (19, &["buys::goods_that_come_later_are_looked_up"]),
    (22, &["calls::two_processes_send_once", "matrix::two_workers_of_one_shared_journal"]),
    (
        23,
        &[
            "matrix::a_worker_that_oversleeps_sends_nothing",
            "refusals::a_permit_that_runs_out_sends_nothing",
            "departure::a_permit_that_runs_out_while_connecting_sends_nothing",
        ],
    ),
    (24, &["calls::a_repeated_key_pays_once"]),
    (25, &["calls::an_open_target_is_named"]),
    (26, &["matrix::callbacks_are_hints", "matrix::forged_callbacks_change_nothing"]),
    (27, &["matrix::callbacks_are_hints"]),
    (28, &["matrix::callbacks_are_hints"]),
    (29, &["matrix::a_wrong_clock_loses_no_payment"]),
    (30, &["matrix::a_restored_journal_sends_nothing"]),
    (31, &["calls::a_dropped_future_cuts_nothing", "walk::every_fault_with_a_caller_that_leaves"]),
    (32, &["matrix::crashes_around_each_write", "aftermath::an_answer_that_cannot_be_stored_is_an_open_outcome"]),
    (33, &["calls::shutting_down_waits_for_sends", "matrix::a_shutdown_that_cannot_wait_loses_nothing"]),
    (34, &["aftermath::the_feed_comes_again_until_done"]),
];

async fn every_row_has_a_test() {
    let trials: BTreeSet<String> = super::trials().iter().map(|trial| trial.name().to_owned()).collect();
    for test in BY_HAND.iter().flat_map(|(_, tests)| *tests) {
        assert!(trials.contains(&format!("payments::{test}")), "there is no test {test}");
    }
    let mut rows: BTreeSet<u32> = BY_HAND.iter().map(|(row, _)| *row).collect();
    for scenario in Scenario::names().into_iter().map(|name| Scenario::find(name).unwrap()) {
        let Some(row) = scenario.row else { continue };
        let played = PLAYED.iter().any(|one| one.scenario == scenario.name);
        assert!(played || rows.contains(&row), "no test plays {}", scenario.name);
        rows.insert(row);
    }
    assert_eq!(rows, (1..=34).collect(), "rows of the matrix that have a test");
}
