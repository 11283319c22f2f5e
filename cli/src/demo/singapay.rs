//! A bill paid, and a bill whose answer is lost and found.
//!
//! May use: bayar, the simulator's scripts and ledger.

use super::{
    report::{LostAnswer, SingapayReport},
    times,
};
use crate::output::{CARE, GOOD, Story, styled};
use anyhow::{Context, Result};
use bayar::{
    Effect, Environment, Rupiah, Singapay,
    singapay::{Account, Bill, Credentials, Lookup, Quote, Receipt, Standing},
};
use bayar_simulator::{Fault, Operation, Simulator, demo::MERCHANT};
use std::time::SystemTime;

const CUSTOMER: &str = "114676170021";

pub(super) fn connect(simulator: &Simulator) -> Result<Singapay> {
    let credentials = Credentials {
        partner_id: MERCHANT.partner_id.into(),
        client_id: MERCHANT.client_id.into(),
        client_secret: MERCHANT.client_secret.into(),
        password: MERCHANT.password.into(),
    };
    let environment = Environment::local(&simulator.singapay_url())?;
    Ok(Singapay::connect(Account::new(environment, credentials))?)
}

pub(super) async fn pay(simulator: &Simulator, client: &Singapay, story: &mut Story) -> Result<SingapayReport> {
    story.heading("1  Singapay: look up an electricity bill and pay it")?;
    let before = client.balance().await?.amount();
    story.step("token", "fetched once, by HTTP Basic; kept for every call that follows")?;
    let quote = inquire(client, story).await?;
    let effect = client.pay_unguarded(&quote).await?;
    story.step("payment", &told(&effect))?;
    if let Effect::Done(receipt) = &effect {
        story.step("receipt", &struk(receipt))?;
    }
    let after = client.balance().await?.amount();
    story.step("balance", &format!("{before} before, {after} after"))?;
    let executions = ledger(simulator, &quote, story)?;
    story.gap()?;
    Ok(SingapayReport {
        outcome: if matches!(effect, Effect::Done(_)) { "paid".to_owned() } else { effect.name().to_owned() },
        executions,
        price: whole(quote.price())?,
        balance_before: whole(before)?,
        balance_after: whole(after)?,
    })
}

pub(super) async fn lose_the_answer(simulator: &Simulator, client: &Singapay, story: &mut Story) -> Result<LostAnswer> {
    story.heading("2  Singapay: the provider pays, and the connection drops before the answer")?;
    let quote = inquire(client, story).await?;
    simulator.script(Operation::PostpaidPaymentV2, 1, Fault::DropAfterExecuting);
    let sent_at = SystemTime::now();
    let effect = client.pay_unguarded(&quote).await?;
    story.step("payment", &told(&effect))?;
    story.step("", "a retry here could pay twice; \"failed\" would be a lie. Look it up instead:")?;
    let found = client.look_up(&quote, sent_at).await?;
    story.step("look-up", &found_text(&found))?;
    let executions = ledger(simulator, &quote, story)?;
    story.gap()?;
    Ok(LostAnswer { first: effect.name().to_owned(), resolved: resolved(&found).to_owned(), executions })
}

async fn inquire(client: &Singapay, story: &mut Story) -> Result<Quote> {
    let quote = client.inquire(&Bill::pln_postpaid(CUSTOMER)).await?;
    story.step(
        "inquiry",
        &format!(
            "{CUSTOMER} {}, {} to pay, reference {}",
            quote.customer_name(),
            quote.price(),
            quote.reference_number()
        ),
    )?;
    Ok(quote)
}

fn ledger(simulator: &Simulator, quote: &Quote, story: &mut Story) -> Result<u64> {
    let executions = simulator.ledger().executions(quote.reference_number());
    let style = if executions == 1 { GOOD } else { CARE };
    story.step("ledger", &format!("the provider executed this payment {}", styled(style, times(executions))))?;
    Ok(executions)
}

fn told(effect: &Effect<Receipt>) -> String {
    match effect {
        Effect::Done(receipt) => format!("{}, transaction {}", styled(GOOD, "done"), receipt.transaction_id()),
        other => {
            let why = other.report().map(ToString::to_string).unwrap_or_default();
            format!("{}: {why}", styled(CARE, other.name()))
        }
    }
}

fn struk(receipt: &Receipt) -> String {
    let (name, paid, at) = (receipt.customer_name(), receipt.price(), receipt.created_at().unwrap_or("-"));
    format!("{name}, {paid}, {at} WIB")
}

fn found_text(found: &Lookup) -> String {
    let style = if resolved(found) == "paid" { GOOD } else { CARE };
    let detail = match found {
        Lookup::Found(row) => {
            format!(", transaction {}, paid at {}", row.transaction_id(), row.paid_at().unwrap_or("-"))
        }
        Lookup::Absent => ", which proves nothing yet".to_owned(),
        Lookup::Contradiction(rows) => format!(", {} rows with this reference: a case for a person", rows.len()),
    };
    format!("every page of the list, matched by reference number: {}{detail}", styled(style, resolved(found)))
}

fn resolved(found: &Lookup) -> &'static str {
    match found {
        Lookup::Found(row) => match row.standing() {
            Standing::Paid => "paid",
            Standing::Pending => "pending",
            Standing::NotPaid => "not paid",
            Standing::Refunded => "refunded",
            Standing::Unclear => "unclear",
        },
        Lookup::Absent => "absent",
        Lookup::Contradiction(_) => "contradiction",
    }
}

fn whole(amount: Rupiah) -> Result<i64> {
    amount.whole().context("an amount has sen")
}
