//! The same work by each side.
//!
//! Comes in: the address of the server. Stays out: measuring.

use super::{
    biller_by_hand::BillerByHand,
    snap_by_hand::{CHANNEL_ID, ORIGIN, SnapByHand},
};
use bayar::{
    Environment, Finnet, Phone, Rupiah, Secret, Singapay, finnet,
    raw::{finnet_snap, singapay_biller},
    singapay,
};
use futures_util::future::join_all;
use std::{fmt, fs, str::FromStr};

pub(crate) const CLIENT_ID: &str = "invented-client";
pub(crate) const CLIENT_SECRET: &str = "an-invented-client-secret-of-48-characters-12345";
pub(crate) const PARTNER_ID: &str = "an-invented-partner-id";
pub(crate) const PHONE: &str = "081234567890";
pub(crate) const REFERENCE: &str = "12345678901234567890123456789012";

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Work {
    Balance,
    PinReset,
}

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Side {
    Facade,
    Raw,
    ByHand,
}

impl Work {
    pub(crate) const ALL: [Self; 2] = [Self::Balance, Self::PinReset];
}

impl fmt::Display for Work {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Balance => "balance",
            Self::PinReset => "PIN reset",
        })
    }
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Facade => "facade",
            Self::Raw => "raw client",
            Self::ByHand => "by hand",
        })
    }
}

impl FromStr for Work {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|w| w.to_string() == text).ok_or_else(|| text.to_owned())
    }
}

impl FromStr for Side {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        [Self::Facade, Self::Raw, Self::ByHand]
            .into_iter()
            .find(|s| s.to_string() == text)
            .ok_or_else(|| text.to_owned())
    }
}

pub(crate) struct Sides {
    singapay: Singapay,
    finnet: Finnet,
    reset: finnet::ResetPin,
    biller_by_hand: BillerByHand,
    snap_by_hand: SnapByHand,
}

impl Sides {
    /// So many calls by each of those that are at it at once, before the other side's turn.
    pub(crate) const CALLS_A_TURN: usize = 4;

    pub(crate) fn new(address: &str) -> Self {
        let environment = Environment::local(address).unwrap();
        let pem =
            fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/keys/partner-pkcs8.pem")).unwrap();
        let biller = singapay::Credentials {
            partner_id: PARTNER_ID.into(),
            client_id: CLIENT_ID.into(),
            client_secret: CLIENT_SECRET.into(),
            password: "invented".into(),
        };
        let snap = finnet::Credentials {
            client_id: CLIENT_ID.into(),
            client_secret: CLIENT_SECRET.into(),
            private_key: finnet::Key::Pem(Secret::new(pem.clone())),
            channel_id: CHANNEL_ID.into(),
            origin: ORIGIN.into(),
        };
        Self {
            singapay: Singapay::connect(singapay::Account::new(environment.clone(), biller)).unwrap(),
            finnet: Finnet::connect(finnet::Account::new(environment, snap)).unwrap(),
            reset: finnet::ResetPin::new(Phone::parse(PHONE).unwrap()).partner_reference(REFERENCE),
            biller_by_hand: BillerByHand::new(address),
            snap_by_hand: SnapByHand::new(address, &pem),
        }
    }

    /// `count` calls by each of `at_once`.
    pub(crate) fn calls(&self, work: Work, side: Side, at_once: usize, count: usize) -> impl AsyncFn() {
        async move || {
            let lane = || async {
                for _ in 0..count {
                    self.call(work, side).await;
                }
            };
            join_all((0..at_once).map(|_| lane())).await;
        }
    }

    async fn call(&self, work: Work, side: Side) {
        match (work, side) {
            (Work::Balance, Side::Facade) => balance_is_right(self.singapay.balance().await.unwrap().amount()),
            (Work::Balance, Side::Raw) => balance_is_right(self.raw_balance().await),
            (Work::Balance, Side::ByHand) => balance_is_right(self.biller_by_hand.balance().await),
            (Work::PinReset, Side::Facade) => _ = self.finnet.reset_pin(&self.reset).await.unwrap().done().unwrap(),
            (Work::PinReset, Side::Raw) => self.raw_reset().await,
            (Work::PinReset, Side::ByHand) => self.snap_by_hand.reset_pin().await,
        }
    }

    async fn raw_balance(&self) -> Rupiah {
        let answer = self.singapay.raw().check_balance(&balance_request()).await.unwrap().into_inner();
        read_balance(&answer)
    }

    async fn raw_reset(&self) {
        let answer = self.finnet.raw().pin_reset(&reset_request()).await.unwrap().into_inner();
        assert_eq!(answer.response_code.unwrap().as_str(), "2000600");
    }
}

fn balance_is_right(balance: Rupiah) {
    assert_eq!(balance.whole(), Some(8_910_003));
}

pub(crate) fn balance_request() -> singapay_biller::types::CheckBalanceRequest {
    use singapay_biller::types::{CheckBalanceRequest, CheckBalanceRequestCommand};
    CheckBalanceRequest { command: CheckBalanceRequestCommand::CheckBalance }
}

pub(crate) fn read_balance(answer: &singapay_biller::types::CheckBalanceResponse) -> Rupiah {
    assert_eq!(answer.response_code.as_ref().unwrap().as_str(), "00");
    answer.data.as_ref().unwrap().balance.as_ref().unwrap().as_str().parse().unwrap()
}

pub(crate) fn reset_request() -> finnet_snap::types::PinResetRequest {
    finnet_snap::types::PinResetRequest { partner_reference_no: REFERENCE.parse().unwrap(), phone_no: PHONE.into() }
}
