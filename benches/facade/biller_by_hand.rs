//! Singapay's balance with reqwest by hand: token, headers, the same generated types for the bodies.
//!
//! Comes in: the address. Stays out: the facade and the transport of `bayar`.

use super::{
    http_by_hand::{READ_TIMEOUT, TokenByHand, reads},
    sides::{CLIENT_ID, CLIENT_SECRET, PARTNER_ID, balance_request, read_balance},
};
use bayar::{Rupiah, raw::singapay_biller::types::CheckBalanceResponse};
use reqwest::{Client, StatusCode, header::ACCEPT};
use std::time::Duration;

pub(crate) struct BillerByHand {
    http: Client,
    base_url: String,
    token: TokenByHand,
}

impl BillerByHand {
    pub(crate) fn new(address: &str) -> Self {
        Self { http: reads(), base_url: address.to_owned(), token: TokenByHand::default() }
    }

    pub(crate) async fn balance(&self) -> Rupiah {
        let token = match self.token.get() {
            Some(token) => token,
            None => self.fetch_token().await,
        };
        let answer = self
            .http
            .post(format!("{}/api/v1/check-balance", self.base_url))
            .header(ACCEPT, "application/json")
            .header("X-PARTNER-ID", PARTNER_ID)
            .bearer_auth(token)
            .json(&balance_request())
            .timeout(READ_TIMEOUT)
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        let body = answer.bytes().await.unwrap();
        let answer: CheckBalanceResponse = serde_json::from_slice(&body).unwrap();
        read_balance(&answer)
    }

    async fn fetch_token(&self) -> String {
        let answer: serde_json::Value = self
            .http
            .post(format!("{}/api/v1.0/access-token/b2b", self.base_url))
            .header("X-PARTNER-ID", PARTNER_ID)
            .basic_auth(CLIENT_ID, Some(CLIENT_SECRET))
            .json(&serde_json::json!({ "grantType": "client_credentials" }))
            .timeout(READ_TIMEOUT)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        let token = answer["data"]["access_token"].as_str().unwrap();
        self.token.keep(token, Duration::from_secs(answer["data"]["expires_in"].as_str().unwrap().parse().unwrap()));
        token.to_owned()
    }
}
