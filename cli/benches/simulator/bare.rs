//! The floor: axum that parses the request and answers the same JSON, and does nothing else.
//! This program, started once more; no check, no state, no record.

use anyhow::Result;
use axum::{Json, Router, routing::post};
use serde::{Deserialize, Serialize};
use std::io::Write;

const ASKED: &str = "BAYAR_BENCH_BARE";

/// The environment of a bare server.
pub(crate) fn environment() -> (&'static str, &'static str) {
    (ASKED, "1")
}

pub(crate) fn is_asked_for() -> bool {
    std::env::var_os(ASKED).is_some()
}

#[derive(Deserialize)]
struct Asked {
    command: String,
    data: AskedData,
}

#[derive(Deserialize)]
struct AskedData {
    customer_id: String,
    product_code: String,
}

#[derive(Serialize)]
struct Bill {
    command: String,
    response_code: &'static str,
    response_text: &'static str,
    data: BillData,
}

#[derive(Serialize)]
struct BillData {
    amount: &'static str,
    customer_name: &'static str,
    period: &'static str,
    customer_id: String,
    reference_number: String,
    price: &'static str,
    late_fee: &'static str,
    created_at: &'static str,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Reset {
    #[serde(rename = "partnerReferenceNo")]
    _partner_reference_no: String,
    #[serde(rename = "phoneNo")]
    _phone_no: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Done {
    response_code: &'static str,
    response_message: &'static str,
}

async fn inquire(Json(asked): Json<Asked>) -> Json<Bill> {
    let reference_number = format!("{}RJBL0080217757411749548209", asked.data.product_code);
    let data = BillData {
        amount: "69674",
        customer_name: "JOHN DOE",
        period: "4",
        customer_id: asked.data.customer_id,
        reference_number,
        price: "74194",
        late_fee: "0",
        created_at: "2025-06-10 16:36:49",
    };
    Json(Bill { command: asked.command, response_code: "00", response_text: "Inquiry success", data })
}

async fn reset(Json(_): Json<Reset>) -> Json<Done> {
    Json(Done { response_code: "2000600", response_message: "Request has been processed successfully" })
}

/// Serves until it is killed, in a runtime like that of `bayar simulator`; prints its address.
pub(crate) fn serve() -> Result<()> {
    tokio::runtime::Runtime::new()?.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        println!("{}", listener.local_addr()?);
        std::io::stdout().flush()?;
        let router =
            Router::new().route("/api/v2/postpaid/inquiry", post(inquire)).route("/v1.0/pin/reset", post(reset));
        Ok(axum::serve(axum::serve::ListenerExt::tap_io(listener, |io| drop(io.set_nodelay(true))), router).await?)
    })
}
