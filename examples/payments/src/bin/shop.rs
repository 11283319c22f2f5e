//! A shop that pays water bills on request, with axum.
//!
//! ```text
//! cargo run -p bayar-payments-examples --bin shop       # brings a provider of its own; prints what to try
//! ```
//!
//! What to look at: the handler only waits. The payment runs in a task of `Payments`, so a client that leaves cuts nothing; a
//! repeated order gets its payment's state at once; a shop that was killed looks everything up before it listens again.
//!
//! Settings: `SHOP_ADDRESS` (127.0.0.1:0), `SHOP_JOURNAL` (shop.db), and `SINGAPAY_URL` with its credentials.
#![allow(clippy::print_stdout, reason = "a program talks to its terminal")]

use anyhow::Result;
use axum::{
    Json, Router,
    extract::{Path, State},
    http::StatusCode,
    routing::{get, post},
};
use bayar::{
    Rupiah, Settings, Singapay,
    payments::{Outcome, PayError, PayErrorKind, Payments, journal::SqliteJournal},
    singapay::Bill,
};
use bayar_payments_examples::{own_provider, singapay_from_env};
use bayar_simulator::Simulator;
use serde::{Deserialize, Serialize};
use std::{env, time::Duration};

const ACCOUNT: &str = "shop";
const PRODUCT: &str = "SPPDAMPOS";
/// How long a customer at the counter waits for an answer. The payment goes on.
const PATIENCE: Duration = Duration::from_secs(8);

/// What a client asks for. The order's number is the key: one payment for each, for ever.
#[derive(Deserialize)]
struct Order {
    order: String,
    customer: String,
    at_most: Rupiah,
}

/// What a client is told.
#[derive(Serialize)]
struct Answer {
    /// `paid`, `open`, `not_paid`, `refunded`; `nothing_sent` if it may be asked for again.
    outcome: &'static str,
    detail: String,
}

type Told = (StatusCode, Json<Answer>);

fn tell(status: StatusCode, outcome: &'static str, detail: impl ToString) -> Told {
    (status, Json(Answer { outcome, detail: detail.to_string() }))
}

async fn pay(State(payments): State<Payments>, Json(order): Json<Order>) -> Told {
    let bill = Bill::pdam(PRODUCT, order.customer);
    match payments.settle(order.order, &bill, order.at_most).answer_within(PATIENCE).await {
        Ok(outcome) => stands(&outcome),
        Err(error) => nothing_sent(&error),
    }
}

async fn look(State(payments): State<Payments>, Path(order): Path<String>) -> Told {
    match payments.find(ACCOUNT, &order).await {
        Ok(Some(outcome)) => stands(&outcome),
        Ok(None) => tell(StatusCode::NOT_FOUND, "nothing_sent", "no such order"),
        Err(error) => tell(StatusCode::SERVICE_UNAVAILABLE, "open", error),
    }
}

/// Every case: an open payment is neither paid nor unpaid, and its money stays on hold.
fn stands(outcome: &Outcome) -> Told {
    let state = outcome.payment().state();
    match outcome {
        Outcome::Paid(payment) => tell(StatusCode::OK, "paid", payment.transaction_id().unwrap_or_default()),
        Outcome::Open(_) => tell(StatusCode::ACCEPTED, "open", state),
        Outcome::NotPaid(_) => tell(StatusCode::OK, "not_paid", state),
        Outcome::Refunded(_) => tell(StatusCode::OK, "refunded", state),
    }
}

/// `Err` always means that nothing was sent.
fn nothing_sent(error: &PayError) -> Told {
    let status = match error.kind() {
        PayErrorKind::Invalid => StatusCode::BAD_REQUEST,
        PayErrorKind::KeyReused(_) | PayErrorKind::AlreadyOpen(_) => StatusCode::CONFLICT,
        PayErrorKind::AboveLimit | PayErrorKind::QuoteExpired => StatusCode::UNPROCESSABLE_ENTITY,
        _ => StatusCode::SERVICE_UNAVAILABLE,
    };
    tell(status, "nothing_sent", error)
}

#[tokio::main]
async fn main() -> Result<()> {
    let (singapay, _provider) = provider().await?;
    let journal = SqliteJournal::open(env::var("SHOP_JOURNAL").unwrap_or_else(|_| "shop.db".to_owned()))?;
    // Looks up what was open when the shop ended, and only then is there anybody to ask it.
    let payments = Payments::builder(journal).account(ACCOUNT, singapay).start().await?;
    let shop =
        Router::new().route("/payments", post(pay)).route("/payments/{order}", get(look)).with_state(payments.clone());
    let address = env::var("SHOP_ADDRESS").unwrap_or_else(|_| "127.0.0.1:0".to_owned());
    let listener = tokio::net::TcpListener::bind(address).await?;
    println!("listening on http://{}", listener.local_addr()?);
    let closing = async {
        _ = tokio::signal::ctrl_c().await;
    };
    axum::serve(listener, shop).with_graceful_shutdown(closing).await?;
    payments.shutdown(Duration::from_secs(70)).await;
    Ok(())
}

/// The one of the environment, or one of its own, to try it out.
async fn provider() -> Result<(Singapay, Option<Simulator>)> {
    if let Some(client) = singapay_from_env(Settings::default())? {
        return Ok((client, None));
    }
    println!("no SINGAPAY_URL: this shop brings a provider of its own. Try, with the address below:");
    println!(
        r#"curl ADDRESS/payments -H 'content-type: application/json' -d '{{"order":"1","customer":"0812345678","at_most":"100000"}}'"#
    );
    let (client, simulator) = own_provider().await?;
    Ok((client, Some(simulator)))
}
