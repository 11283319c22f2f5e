//! Pays a bill the way many programs do: a 5xx is repeated, as the HTTP library's retry layer has it.
//!
//! Deliberately wrong, to show what `bayar prove` finds:
//!
//! ```text
//! cargo build -p bayar-cli --example prove_naive
//! bayar prove -- target/debug/examples/prove_naive {customer}
//! ```

use anyhow::{Context, Result, bail};
use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};
use std::{env, process::ExitCode, time::Duration};

const TRIES: u32 = 3;

struct Shop {
    client: Client,
    url: String,
    partner: String,
}

impl Shop {
    fn open() -> Result<Self> {
        let seconds = env::var("SINGAPAY_TIMEOUT_SECONDS").ok().and_then(|it| it.parse().ok()).unwrap_or(30.0);
        let client = Client::builder().timeout(Duration::from_secs_f64(seconds)).build()?;
        Ok(Self { client, url: env::var("SINGAPAY_URL")?, partner: env::var("SINGAPAY_PARTNER_ID")? })
    }

    fn post(&self, path: &str, body: &Value) -> RequestBuilder {
        let request = self.client.post(format!("{}{path}", self.url));
        request.header("x-partner-id", &self.partner).header("accept", "application/json").json(body)
    }
}

/// The mistake: a payment is repeated like any other request.
async fn send(request: RequestBuilder) -> Result<Value> {
    for attempt in 1..=TRIES {
        let answer = request.try_clone().context("a body that can be sent again")?.send().await?;
        if answer.status().is_server_error() && attempt < TRIES {
            say(&format!("attempt {attempt}: {}, trying again", answer.status()));
            continue;
        }
        return Ok(answer.json().await?);
    }
    bail!("no attempt left")
}

async fn pay(customer: &str) -> Result<Value> {
    let shop = Shop::open()?;
    let sign_in = shop.post("/api/v1.0/access-token/b2b", &json!({"grant_type": "client_credentials"}));
    let secret = env::var("SINGAPAY_CLIENT_SECRET")?;
    let token = send(sign_in.basic_auth(env::var("SINGAPAY_CLIENT_ID")?, Some(secret))).await?;
    let token = token["data"]["access_token"].as_str().context("no token")?.to_owned();
    let mut bill = json!({"product_code": env::var("SINGAPAY_PRODUCT_CODE")?, "customer_id": customer});
    let inquiry = shop.post("/api/v2/postpaid/inquiry", &json!({"command": "plnpos", "data": bill}));
    let quote = send(inquiry.bearer_auth(&token)).await?;
    bill["reference_number"] = quote["data"]["reference_number"].clone();
    bill["password"] = env::var("SINGAPAY_PASSWORD")?.into();
    let payment = shop.post("/api/v2/postpaid/payment", &json!({"command": "plnpos", "data": bill}));
    send(payment.bearer_auth(&token)).await
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let customer = env::args().nth(1).unwrap_or_default();
    match pay(&customer).await {
        Ok(answer) if answer["response_code"] == "00" => ExitCode::SUCCESS,
        Ok(answer) => {
            say(&format!("not paid: {} {}", answer["response_code"], answer["response_text"]));
            ExitCode::FAILURE
        }
        Err(trouble) => {
            say(&format!("not paid: {trouble}"));
            ExitCode::FAILURE
        }
    }
}

#[allow(clippy::print_stderr, reason = "an example talks to its user")]
fn say(text: &str) {
    eprintln!("{text}");
}
