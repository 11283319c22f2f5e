//! `bayar prove`: a program in any language pays bills while calls fail and it is killed; then the ledger is read.
//!
//! May use: the simulator. Must not know: how a report is printed or drawn.

mod child;
mod judge;
pub mod mix;
mod page;
mod plan;
mod report;
mod stage;
mod words;

pub use page::page;
pub use report::{Call, Finding, Kind, Payment, Report, Run, Verdict};
pub use words::{summary, words};

use self::{
    child::{End, Program},
    judge::{Case, Played},
    mix::Mix,
    plan::Plan,
    stage::Stage,
};
use anyhow::{Context, Result};
use bayar_simulator::demo;
use std::{collections::BTreeMap, path::Path, time::Duration};

/// What is to be proved, and how.
#[derive(Clone, Debug)]
pub struct Proof {
    /// How many bills.
    pub bills: usize,
    /// The seed of bills, faults and kills.
    pub seed: u64,
    /// What goes wrong.
    pub mix: Mix,
    /// How often a run is repeated that was killed or said that the payment is open.
    pub reruns: u32,
    /// A run that ended in any other way without a verdict is repeated too.
    pub rerun_crashes: bool,
    /// The environment variable of the base URL.
    pub url_env: String,
    /// A run that takes longer is killed.
    pub limit: Duration,
    /// How long the program is asked to wait for an answer.
    pub time_out: Duration,
    /// The command; `{customer}` is replaced in each part.
    pub command: Vec<String>,
}

impl Proof {
    /// Runs the program for every bill, and again where that is needed; then reads the ledger. `tell` hears of each
    /// round: which one, and how many bills are in it.
    ///
    /// # Errors
    /// The program can't be started, or something on this machine.
    pub async fn run(&self, tell: impl Fn(u32, usize)) -> Result<Report> {
        let folder = tempfile::Builder::new().prefix("bayar-prove-").tempdir().context("a folder for the program")?;
        let mut stage = Stage::open(self.seed, self.bills, self.reruns, self.time_out).await?;
        let customers: Vec<_> = demo::pln_bills(self.seed, self.bills).into_iter().map(|it| it.customer_id).collect();
        let program = self.program(&stage.url(), folder.path());
        let mut played: BTreeMap<usize, Vec<Played>> = (0..self.bills).map(|bill| (bill, Vec::new())).collect();
        for round in 0..=self.reruns {
            let due = |runs: &[Played]| runs.last().is_none_or(|last| self.runs_again(last.end));
            let bills: Vec<_> = played.iter().filter(|(_, runs)| due(runs)).map(|(bill, _)| *bill).collect();
            if bills.is_empty() {
                break;
            }
            tell(round + 1, bills.len());
            if round > 0 {
                stage.step();
            }
            for bill in bills {
                stage.begin(Plan::draw(&self.mix, self.seed, bill, round + 1));
                let customer = &customers[bill];
                let (end, output) =
                    program.run(customer, stage.killing_point()).await.with_context(|| self.missing())?;
                let run = Played { end, minute: stage.now(), calls: stage.calls(), output };
                played.entry(bill).or_default().push(run);
            }
        }
        stage.settle();
        let report = self.report(&stage, &customers, &played, &judge::secrets(&program.environment, &stage.url()));
        stage.close().await;
        Ok(report)
    }

    fn missing(&self) -> String {
        format!("{} can't be started", self.command.first().map_or("", String::as_str))
    }

    fn runs_again(&self, end: End) -> bool {
        match end {
            End::Exited(75) | End::Killed | End::TookTooLong => true,
            // Ended by a signal is killed, whoever did it.
            End::Signalled => true,
            End::Exited(0 | 1) => false,
            End::Exited(_) => self.rerun_crashes,
        }
    }

    fn program(&self, url: &str, folder: &Path) -> Program {
        let merchant = demo::MERCHANT;
        let time_out = format!("{}", self.time_out.as_secs_f64());
        let environment = [
            (self.url_env.as_str(), url),
            ("SINGAPAY_PARTNER_ID", merchant.partner_id),
            ("SINGAPAY_CLIENT_ID", merchant.client_id),
            ("SINGAPAY_CLIENT_SECRET", merchant.client_secret),
            ("SINGAPAY_PASSWORD", merchant.password),
            ("SINGAPAY_PRODUCT_CODE", demo::PLN_POSTPAID.product_code),
            ("SINGAPAY_TIMEOUT_SECONDS", &time_out),
            ("BAYAR_PROVE_STATE", &folder.to_string_lossy()),
            // Most HTTP libraries would send loopback calls to a proxy of the environment.
            ("NO_PROXY", "127.0.0.1,localhost"),
            ("no_proxy", "127.0.0.1,localhost"),
        ];
        let environment = environment.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        Program { command: self.command.clone(), environment, limit: self.limit }
    }

    fn report(
        &self,
        stage: &Stage,
        customers: &[String],
        played: &BTreeMap<usize, Vec<Played>>,
        secrets: &[(String, String)],
    ) -> Report {
        let cases: Vec<_> = played.iter().map(|(bill, runs)| Case::of(stage, *bill, &customers[*bill], runs)).collect();
        let all: Vec<_> = cases.iter().map(Case::kinds).collect();
        let count = |kind| all.iter().filter(|kinds| kinds.contains(&kind)).count();
        let ends: Vec<_> = played.values().flatten().map(|run| run.end).collect();
        let ended = |which: fn(&End) -> bool| ends.iter().filter(|end| which(end)).count();
        Report {
            bills: self.bills,
            paid: cases.iter().filter(|case| case.payments() > 0).count(),
            paid_twice: count(Kind::PaidTwice),
            told_paid_but_not: count(Kind::ToldPaidButNot),
            told_failed_but_paid: count(Kind::ToldFailedButPaid),
            still_open: count(Kind::StillOpen),
            seed: self.seed,
            faults: self.mix.to_string(),
            reruns: self.reruns,
            runs: ends.len(),
            killed: ended(|end| matches!(end, End::Killed | End::TookTooLong)),
            crashed: ended(|end| matches!(end.verdict(), Verdict::Crashed | Verdict::Signalled)),
            findings: cases.iter().filter_map(|case| case.finding(secrets)).collect(),
        }
    }
}
