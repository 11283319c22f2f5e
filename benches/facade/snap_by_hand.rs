//! Finnet's PIN reset with reqwest by hand: token, SNAP signature, headers, the same generated types for the bodies.
//!
//! Comes in: the address and the key. Stays out: the facade, the transport and the SNAP code of `bayar`.

use super::{
    http_by_hand::{EFFECT_TIMEOUT, READ_TIMEOUT, TokenByHand, effects, reads},
    sides::{CLIENT_ID, CLIENT_SECRET, reset_request},
};
use aws_lc_rs::{
    digest, hmac, rand,
    rand::SystemRandom,
    signature::{RSA_PKCS1_SHA256, RsaKeyPair},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use bayar::raw::finnet_snap::types::PinResetResponse;
use jiff::{Timestamp, tz::Offset};
use reqwest::{
    Client, StatusCode,
    header::{ACCEPT, CONTENT_TYPE, ORIGIN as ORIGIN_HEADER},
};
use std::time::Duration;

pub(crate) const CHANNEL_ID: &str = "95221";
pub(crate) const ORIGIN: &str = "www.example.com";
const PATH: &str = "/v1.0/pin/reset";

pub(crate) struct SnapByHand {
    reads: Client,
    effects: Client,
    base_url: String,
    token: TokenByHand,
    key: RsaKeyPair,
    secret: hmac::Key,
}

impl SnapByHand {
    pub(crate) fn new(address: &str, pem: &str) -> Self {
        let text: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
        Self {
            reads: reads(),
            effects: effects(),
            base_url: address.to_owned(),
            token: TokenByHand::default(),
            key: RsaKeyPair::from_pkcs8(&STANDARD.decode(text).unwrap()).unwrap(),
            secret: hmac::Key::new(hmac::HMAC_SHA512, CLIENT_SECRET.as_bytes()),
        }
    }

    pub(crate) async fn reset_pin(&self) {
        let token = match self.token.get() {
            Some(token) => token,
            None => self.fetch_token().await,
        };
        let body = serde_json::to_vec(&reset_request()).unwrap();
        let time = timestamp();
        let hash = hex(digest::digest(&digest::SHA256, &body).as_ref());
        let text = format!("POST:{PATH}:{token}:{hash}:{time}");
        let signature = STANDARD.encode(hmac::sign(&self.secret, text.as_bytes()));
        let answer = self
            .effects
            .post(format!("{}{PATH}", self.base_url))
            .header(ACCEPT, "application/json")
            .header(CONTENT_TYPE, "application/json")
            .bearer_auth(token)
            .header("X-TIMESTAMP", time)
            .header("X-SIGNATURE", signature)
            .header(ORIGIN_HEADER, ORIGIN)
            .header("X-EXTERNAL-ID", external_id())
            .header("X-PARTNER-ID", CLIENT_ID)
            .header("CHANNEL-ID", CHANNEL_ID)
            .body(body)
            .timeout(EFFECT_TIMEOUT)
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        let body = answer.bytes().await.unwrap();
        let answer: PinResetResponse = serde_json::from_slice(&body).unwrap();
        assert_eq!(answer.response_code.unwrap().as_str(), "2000600");
    }

    async fn fetch_token(&self) -> String {
        let time = timestamp();
        let mut signature = vec![0; self.key.public_modulus_len()];
        let text = format!("{CLIENT_ID}|{time}");
        self.key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), text.as_bytes(), &mut signature).unwrap();
        let answer: serde_json::Value = self
            .reads
            .post(format!("{}/v1.0/access-token/b2b", self.base_url))
            .header("X-TIMESTAMP", time)
            .header("X-CLIENT-KEY", CLIENT_ID)
            .header("X-SIGNATURE", STANDARD.encode(signature))
            .json(&serde_json::json!({ "grantType": "client_credentials" }))
            .timeout(READ_TIMEOUT)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        let token = answer["accessToken"].as_str().unwrap();
        self.token.keep(token, Duration::from_secs(answer["expiresIn"].as_str().unwrap().parse().unwrap()));
        token.to_owned()
    }
}

/// `2026-01-02T03:04:05+07:00`
fn timestamp() -> String {
    let local = Offset::constant(7).to_datetime(Timestamp::now());
    local.strftime("%Y-%m-%dT%H:%M:%S+07:00").to_string()
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.map(|digit| char::from(DIGITS[usize::from(digit)])).collect()
}

/// 32 random digits.
fn external_id() -> String {
    let mut bytes = [0; 16];
    rand::fill(&mut bytes).unwrap();
    format!("{:032}", u128::from_be_bytes(bytes) % 10_u128.pow(32))
}
