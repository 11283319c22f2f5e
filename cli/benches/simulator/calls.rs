//! The two calls that are measured, as bytes that can be sent again: an inquiry, and a signed PIN reset.
//! Signed by `bayar::snap`, so that the simulator has a right signature to check.

use crate::{load, server::Server};
use anyhow::{Context, Result};
use base64::{Engine, engine::general_purpose::STANDARD};
use bayar::{
    Secret,
    snap::{PrivateKey, Profile, sign},
};
use bayar_simulator::demo;
use std::{
    ops::Range,
    sync::atomic::{AtomicU64, Ordering},
};

/// A request, ready to be written.
#[derive(Clone)]
pub(crate) struct Request {
    pub(crate) bytes: Vec<u8>,
    /// Digits that are another number in each call.
    number: Option<Range<usize>>,
}

/// No two calls of a run have the same `X-EXTERNAL-ID`.
static NUMBER: AtomicU64 = AtomicU64::new(1);

impl Request {
    /// Puts the next number in.
    pub(crate) fn count(&self, bytes: &mut [u8]) {
        let Some(place) = &self.number else { return };
        let mut left = NUMBER.fetch_add(1, Ordering::Relaxed);
        for digit in bytes[place.clone()].iter_mut().rev() {
            *digit = b'0' + u8::try_from(left % 10).unwrap_or_default();
            left /= 10;
        }
    }
}

const EXTERNAL_ID: &str = "000000000000000000";

fn post(host: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Request {
    let mut head = format!(
        "POST {path} HTTP/1.1\r\nHost: {host}\r\nAccept: application/json\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\n",
        body.len()
    );
    headers.iter().for_each(|(name, value)| head += &format!("{name}: {value}\r\n"));
    let bytes = format!("{head}\r\n{body}").into_bytes();
    let key = format!("X-EXTERNAL-ID: {EXTERNAL_ID}");
    let found = bytes.windows(key.len()).position(|it| it == key.as_bytes());
    let number = found.map(|at| at + key.len() - EXTERNAL_ID.len()..at + key.len());
    Request { bytes, number }
}

fn inquiry_with(host: &str, token: &str) -> Request {
    let bill = demo::PLN_POSTPAID;
    let body = format!(
        r#"{{"command":"plnpos","data":{{"customer_id":"{}","product_code":"{}"}}}}"#,
        bill.customer_id, bill.product_code
    );
    let headers = [("X-PARTNER-ID", demo::MERCHANT.partner_id), ("Authorization", &format!("Bearer {token}"))];
    post(host, "/api/v2/postpaid/inquiry", &headers, &body)
}

/// The inquiry for a server that looks at no token.
pub(crate) fn any_inquiry(server: &Server) -> Request {
    inquiry_with(
        &server.singapay,
        "a-token-that-nobody-issued-but-about-as-long-as-one-is-in-the-simulator-and-elsewhere",
    )
}

/// The inquiry with a token of the simulator.
pub(crate) async fn inquiry(server: &Server) -> Result<Request> {
    let pair = STANDARD.encode(format!("{}:{}", demo::MERCHANT.client_id, demo::MERCHANT.client_secret));
    let headers = [("X-PARTNER-ID", demo::MERCHANT.partner_id), ("Authorization", &format!("Basic {pair}"))];
    let body = r#"{"grant_type":"client_credentials"}"#;
    let call = post(&server.singapay, "/api/v1.0/access-token/b2b", &headers, body);
    let answer = load::once(&server.singapay, &call).await?;
    let token = answer["data"]["access_token"].as_str().context("no access_token")?;
    Ok(inquiry_with(&server.singapay, token))
}

fn pin_reset_with(host: &str, token: &str) -> Request {
    let (path, time, partner) = ("/v1.0/pin/reset", now(), demo::PARTNER);
    let body = format!(r#"{{"partnerReferenceNo":"789123434523423470","phoneNo":"{}"}}"#, demo::PHONE);
    let (secret, bearer) = (Secret::new(partner.client_secret), Secret::new(token));
    let signed = sign::transaction_hmac(&Profile::standard(), &secret, "POST", path, &bearer, body.as_bytes(), &time);
    let headers = [
        ("Authorization", &*format!("Bearer {token}")),
        ("X-TIMESTAMP", &time),
        ("X-SIGNATURE", signed.signature()),
        ("ORIGIN", partner.origin),
        ("X-PARTNER-ID", partner.client_id),
        ("X-EXTERNAL-ID", EXTERNAL_ID),
        ("CHANNEL-ID", partner.channel_id),
    ];
    post(host, path, &headers, &body)
}

/// The PIN reset for a server that looks at no token and no signature.
pub(crate) fn any_pin_reset(server: &Server) -> Request {
    pin_reset_with(&server.finnet, "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")
}

/// The PIN reset with a token of the simulator; its time is good for five minutes.
pub(crate) async fn pin_reset(server: &Server) -> Result<Request> {
    let (time, partner) = (now(), demo::PARTNER);
    let key = PrivateKey::from_pem(partner.private_key_pem)?;
    let signed = sign::token_with_key(partner.client_id, &time, &key)?;
    let headers = [("X-TIMESTAMP", &*time), ("X-CLIENT-KEY", partner.client_id), ("X-SIGNATURE", signed.signature())];
    let body = r#"{"grantType":"client_credentials"}"#;
    let call = post(&server.finnet, "/v1.0/access-token/b2b", &headers, body);
    let answer = load::once(&server.finnet, &call).await?;
    Ok(pin_reset_with(&server.finnet, answer["accessToken"].as_str().context("no accessToken")?))
}

/// Now, as the headers of SNAP have it.
fn now() -> String {
    let wib = jiff::tz::Offset::constant(7).to_datetime(jiff::Timestamp::now());
    wib.strftime("%Y-%m-%dT%H:%M:%S+07:00").to_string()
}
