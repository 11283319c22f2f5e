//! What `bayar prove --json` prints.
//!
//! Declarations only; the schema in the repository is made of them.

use schemars::JsonSchema;
use serde::Serialize;

/// What the ledger saw. The counts are of bills; one bill may count in several of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Report {
    /// Bills that the program was run for.
    pub bills: usize,
    /// Bills that are paid, once or more often.
    pub paid: usize,
    /// Bills that are paid more than once.
    #[serde(rename = "paid twice")]
    pub paid_twice: usize,
    /// Bills that the program called paid, and that are not.
    #[serde(rename = "told paid but not")]
    pub told_paid_but_not: usize,
    /// Bills that the program called not paid, and that are paid.
    #[serde(rename = "told failed but paid")]
    pub told_failed_but_paid: usize,
    /// Bills without a verdict of the program after its last run, paid or not.
    #[serde(rename = "still open")]
    pub still_open: usize,
    /// The seed: with it, the same mix, number of bills and reruns, the same calls meet the same faults.
    pub seed: u64,
    /// The mix of faults, as `--faults` takes it.
    pub faults: String,
    /// How often a run could be repeated.
    pub reruns: u32,
    /// How often the program was run.
    pub runs: usize,
    /// How many of these runs were killed.
    pub killed: usize,
    /// How many runs ended in a way that is no verdict: another exit code, or a signal that was not ours.
    pub crashed: usize,
    /// The bills with which something is wrong, in their order.
    pub findings: Vec<Finding>,
}

impl Report {
    /// Anything was paid twice or told wrongly.
    #[must_use]
    pub fn is_bad(&self) -> bool {
        self.paid_twice + self.told_paid_but_not + self.told_failed_but_paid > 0
    }
}

/// What can be wrong with a bill.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub enum Kind {
    /// Paid more than once.
    #[serde(rename = "paid twice")]
    PaidTwice,
    /// The program called it paid; it is not.
    #[serde(rename = "told paid but not")]
    ToldPaidButNot,
    /// The program called it not paid; it is.
    #[serde(rename = "told failed but paid")]
    ToldFailedButPaid,
    /// No verdict after the last run.
    #[serde(rename = "still open")]
    StillOpen,
}

impl Kind {
    /// The words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::PaidTwice => "paid twice",
            Self::ToldPaidButNot => "told paid but not",
            Self::ToldFailedButPaid => "told failed but paid",
            Self::StillOpen => "still open",
        }
    }
}

/// A bill with which something is wrong, and what led to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Finding {
    /// Which bill, counted from 1.
    pub bill: usize,
    /// Its invented customer.
    pub customer: String,
    /// What is wrong with it.
    pub kinds: Vec<Kind>,
    /// How often it is paid, refunds and failures taken off.
    pub payments: usize,
    /// The runs of the program, oldest first.
    pub runs: Vec<Run>,
    /// What the provider's ledger holds, oldest first.
    pub ledger: Vec<Payment>,
}

/// One run of the program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Run {
    /// Minutes since the first run, by the provider's clock.
    pub minute: u64,
    /// How it ended.
    pub verdict: Verdict,
    /// Its exit code; null if it was killed.
    pub exit_code: Option<i32>,
    /// Its calls, oldest first; at most a hundred.
    pub calls: Vec<Call>,
    /// The last lines of its output, standard output and standard error together; credentials are masked.
    pub output: String,
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub enum Verdict {
    /// Exit code 0.
    #[serde(rename = "paid")]
    Paid,
    /// Exit code 1.
    #[serde(rename = "not paid")]
    NotPaid,
    /// Exit code 75.
    #[serde(rename = "open")]
    Open,
    /// Killed at a call, as the mix of faults had it.
    #[serde(rename = "killed")]
    Killed,
    /// Killed because it took longer than the limit.
    #[serde(rename = "took too long")]
    TookTooLong,
    /// Another exit code.
    #[serde(rename = "crashed")]
    Crashed,
    /// Ended by a signal that was not ours.
    #[serde(rename = "ended by a signal")]
    Signalled,
}

impl Verdict {
    /// The words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Paid => "paid",
            Self::NotPaid => "not paid",
            Self::Open => "open",
            Self::Killed => "killed",
            Self::TookTooLong => "took too long",
            Self::Crashed => "crashed",
            Self::Signalled => "ended by a signal",
        }
    }
}

/// One call of the program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Call {
    /// `token`, `inquiry`, `payment`, `list`, `detail`, or another operation's id; null if the provider has no such path.
    pub operation: Option<String>,
    /// The HTTP status of the answer; null if none was sent.
    pub status: Option<u16>,
    /// The provider's code in it.
    pub code: Option<String>,
    /// The reference number of the call, by number: 1 is the first of this bill.
    pub reference: Option<usize>,
    /// What was done to the call, by its name in `--faults`.
    pub fault: Option<String>,
    /// The same in words.
    pub fault_words: Option<String>,
    /// A payment that the provider executed because of this call, at once or later.
    pub executed: bool,
    /// What the provider found wrong with it.
    pub problem: Option<String>,
}

/// One executed payment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Payment {
    /// Its reference number, by number as in the calls.
    pub reference: Option<usize>,
    /// Whole rupiah.
    pub price: i64,
    /// When it was executed: minutes since the first run, by the provider's clock.
    pub minute: u64,
    /// What became of it: `success`, `failed`, `refunded` or `pending`.
    pub status: String,
    /// When it became so.
    pub settled_minute: u64,
    /// The deposit was lowered by it and not given back.
    pub counts: bool,
}
