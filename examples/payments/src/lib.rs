//! What the examples share: where their Singapay is.
//!
//! May use: bayar; the simulator, where no provider is named.

use anyhow::{Context, Result};
use bayar::{
    Environment, Settings, Singapay,
    payments::{Outcome, machine::State},
    singapay::{Account, Credentials},
};
use bayar_simulator::{Simulator, demo};
use std::{env, time::Duration};

/// A client of the Singapay that the environment names: `SINGAPAY_URL` on this machine, with `SINGAPAY_PARTNER_ID`,
/// `SINGAPAY_CLIENT_ID`, `SINGAPAY_CLIENT_SECRET` and `SINGAPAY_PASSWORD`. Nothing without `SINGAPAY_URL`.
///
/// # Errors
/// An address that is not on this machine, or a credential that is missing.
pub fn singapay_from_env() -> Result<Option<Singapay>> {
    let Ok(url) = env::var("SINGAPAY_URL") else { return Ok(None) };
    let environment = Environment::local(&url).context("SINGAPAY_URL")?;
    let account = Account::new(environment, Credentials::from_env("SINGAPAY")?);
    // A provider on this machine answers at once or never.
    let settings = Settings::default().effect_timeout(Duration::from_secs(2)).backoff(Duration::from_millis(20));
    Ok(Some(Singapay::connect(account.settings(settings))?))
}

/// The environment that leads to a simulator.
#[must_use]
pub fn environment(simulator: &Simulator) -> Vec<(&'static str, String)> {
    let merchant = demo::MERCHANT;
    vec![
        ("SINGAPAY_URL", simulator.singapay_url()),
        ("SINGAPAY_PARTNER_ID", merchant.partner_id.to_owned()),
        ("SINGAPAY_CLIENT_ID", merchant.client_id.to_owned()),
        ("SINGAPAY_CLIENT_SECRET", merchant.client_secret.to_owned()),
        ("SINGAPAY_PASSWORD", merchant.password.to_owned()),
    ]
}

/// Nothing will happen to it any more without a person or new evidence.
#[must_use]
pub fn is_settled(outcome: &Outcome) -> bool {
    let state = outcome.payment().state();
    state.is_closed() || state == State::Review
}
