//! A customer is deleted.
//!
//! May use: bayar, the simulator's demo organisation.

use super::report::PayCombatReport;
use crate::output::{CARE, GOOD, Story, styled};
use anyhow::Result;
use bayar::{
    Environment, PayCombat,
    paycombat::{Account, Credentials},
};
use bayar_simulator::{
    Simulator,
    demo::{CUSTOMER_ID, ORGANISATION},
};

pub(super) async fn delete_customer(simulator: &Simulator, story: &mut Story) -> Result<PayCombatReport> {
    story.heading("4  PayCombat: delete a customer")?;
    let client = connect(simulator)?;
    let effect = client.customers().delete(CUSTOMER_ID).await?;
    let style = if effect.report().is_none() { GOOD } else { CARE };
    story.step("delete", &format!("{CUSTOMER_ID}: {}", styled(style, effect.name())))?;
    let customer_id = effect.done().ok().map(|deleted| deleted.customer().customer_id.as_str().to_owned());
    Ok(PayCombatReport { customer_id })
}

fn connect(simulator: &Simulator) -> Result<PayCombat> {
    let credentials = Credentials {
        merchant_identifier: Some(ORGANISATION.merchant_identifier.into()),
        token: Some(ORGANISATION.token.into()),
    };
    let environment = Environment::local(&simulator.paycombat_url())?;
    Ok(PayCombat::connect(Account::new(environment, credentials))?)
}
