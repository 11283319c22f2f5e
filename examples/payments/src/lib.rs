//! What the examples share: where their Singapay is.
//!
//! May use: bayar; the simulator, where no provider is named.

use anyhow::{Context, Result};
use bayar::{
    Environment, Settings, Singapay,
    payments::{
        Outcome,
        machine::{Capability, Policy, State},
    },
    singapay::{Account, Credentials},
};
use bayar_simulator::{Simulator, demo};
use std::{env, time::Duration};

/// A client of the Singapay that the environment names: `SINGAPAY_URL` on this machine, with `SINGAPAY_PARTNER_ID`,
/// `SINGAPAY_CLIENT_ID`, `SINGAPAY_CLIENT_SECRET` and `SINGAPAY_PASSWORD`. Nothing without `SINGAPAY_URL`.
///
/// # Errors
/// An address that is not on this machine, or a credential that is missing.
pub fn singapay_from_env(settings: Settings) -> Result<Option<Singapay>> {
    let Ok(url) = env::var("SINGAPAY_URL") else { return Ok(None) };
    let environment = Environment::local(&url).context("SINGAPAY_URL")?;
    let account = Account::new(environment, Credentials::from_env("SINGAPAY")?);
    Ok(Some(Singapay::connect(account.settings(settings))?))
}

/// A simulator, and a client of it.
///
/// # Errors
/// It can't listen.
pub async fn own_provider() -> Result<(Singapay, Simulator)> {
    let simulator = Simulator::start().await?;
    let merchant = demo::MERCHANT;
    let credentials = Credentials {
        partner_id: merchant.partner_id.into(),
        client_id: merchant.client_id.into(),
        client_secret: merchant.client_secret.into(),
        password: merchant.password.into(),
    };
    let account = Account::new(Environment::local(&simulator.singapay_url())?, credentials);
    Ok((Singapay::connect(account)?, simulator))
}

/// For a provider on this machine, which answers at once or never.
#[must_use]
pub fn hurried_settings() -> Settings {
    Settings::default().effect_timeout(Duration::from_secs(2)).backoff(Duration::from_millis(20))
}

/// The usual rules with look-ups every few tenths of a second, because nobody waits an hour for an example. Everything that
/// keeps money safe is as it always is. No biller closes at night: the simulator doesn't.
#[must_use]
pub fn hurried_policy() -> Policy {
    let mut policy = Policy::new(Capability::ReferenceInList);
    policy.schedule = [100, 300, 600, 1_000, 2_000].map(Duration::from_millis).to_vec();
    policy.then_every = Duration::from_secs(1);
    policy
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
