//! Every operation over real HTTP against the simulator, in one process that logs at trace level and reads its own log.
//!
//! A harness of its own, because the last test can only run after all others: no secret, token, password, phone number or
//! name of the fixtures may stand in a log line, a Debug output or an error text.
// Clippy knows tests by `#[test]`, which a harness of its own has not.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr)]
#![allow(clippy::needless_pass_by_value, clippy::type_complexity, clippy::cognitive_complexity)]

mod answers;
mod any;
mod clock;
mod desk;
mod effects;
mod finnet;
mod inputs;
mod limits;
mod networks;
mod paycombat;
mod payments;
mod prepaid;
mod reads;
mod samples;
mod seam;
mod singapay;
#[path = "../support/mod.rs"]
mod support;
mod tokens;
mod witness;

use libtest_mimic::{Arguments, Trial};
use std::process::ExitCode;

/// Lists async test functions as trials, each on a runtime of its own.
#[macro_export]
macro_rules! trials {
    ($($name:ident),* $(,)?) => {
        pub(crate) fn trials() -> Vec<libtest_mimic::Trial> {
            vec![$($crate::trial(concat!(module_path!(), "::", stringify!($name)), $name)),*]
        }
    };
}

fn trial<T, F>(name: &str, test: T) -> Trial
where
    T: FnOnce() -> F + Send + 'static,
    F: Future<Output = ()>,
{
    let name = name.trim_start_matches("wire::").to_owned();
    Trial::test(name, move || {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        runtime.block_on(test());
        Ok(())
    })
}

fn main() -> ExitCode {
    witness::listen();
    let arguments = Arguments::from_args();
    let everything = arguments.filter.is_none() && !arguments.list && !arguments.ignored;
    let trials = [
        answers::trials(),
        any::trials(),
        clock::trials(),
        effects::trials(),
        finnet::trials(),
        inputs::trials(),
        limits::trials(),
        networks::trials(),
        paycombat::trials(),
        payments::trials(),
        prepaid::trials(),
        reads::trials(),
        samples::trials(),
        seam::trials(),
        singapay::trials(),
        tokens::trials(),
    ];
    let conclusion = libtest_mimic::run(&arguments, trials.into_iter().flatten().collect());
    if conclusion.has_failed() {
        return ExitCode::FAILURE;
    }
    witness::judge(everything)
}
