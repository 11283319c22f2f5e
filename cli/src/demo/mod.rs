//! `bayar demo`: the main job from end to end against the simulator.
//!
//! May use: bayar as a user would. What it reports as executed is read from the simulator's ledger.

mod finnet;
mod paycombat;
mod report;
mod singapay;

pub use report::{FinnetReport, LostAnswer, PayCombatReport, Report, SingapayReport, schema};

use crate::output::Story;
use bayar_simulator::Simulator;

/// Runs all four parts against a simulator that was started with the demo world.
///
/// # Errors
/// A step that could not be sent, or a story that could not be told.
pub async fn run(simulator: &Simulator, story: &mut Story) -> anyhow::Result<Report> {
    let client = singapay::connect(simulator)?;
    Ok(Report {
        singapay: singapay::pay(simulator, &client, story).await?,
        lost_answer: singapay::lose_the_answer(simulator, &client, story).await?,
        finnet: finnet::reset_pin(simulator, story).await?,
        paycombat: paycombat::delete_customer(simulator, story).await?,
    })
}

fn times(n: u64) -> String {
    if n == 1 { "once".to_owned() } else { format!("{n} times") }
}
