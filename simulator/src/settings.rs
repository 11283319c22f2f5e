//! What the providers' documents leave open, each with the cautious default. The one place for assumptions.
//! A fact that a document states is no setting; it is written where it is used.

use std::time::Duration;

/// Assumptions about all providers, and the simulator's own limits.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Settings {
    /// Singapay.
    pub singapay: SingapaySettings,
    /// Finnet.
    pub finnet: FinnetSettings,
    /// PayCombat.
    pub paycombat: PayCombatSettings,
    /// Seed of the identifiers that the simulator makes. Default: another one each time, so that the identifiers of
    /// two simulators don't meet.
    pub seed: u64,
    /// Largest request body that is read, in bytes; a larger one is answered with 413. Default 1 MiB.
    pub body_limit: usize,
    /// How many calls the recorder keeps; the oldest leave first. Default 10,000.
    pub recorded_calls: usize,
    /// How many bytes of bodies the recorder keeps altogether; the oldest calls leave first. Default 16 MiB.
    pub recorded_bytes: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            singapay: SingapaySettings::default(),
            finnet: FinnetSettings::default(),
            paycombat: PayCombatSettings::default(),
            seed: fastrand::u64(..),
            body_limit: 1 << 20,
            recorded_calls: 10_000,
            recorded_bytes: 16 << 20,
        }
    }
}

/// A Singapay business answer whose code or status is not documented.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BusinessAnswer {
    /// HTTP status.
    pub http: u16,
    /// `response_code`.
    pub code: String,
    /// `response_text`.
    pub text: String,
}

impl BusinessAnswer {
    /// An answer with this status, code and text.
    #[must_use]
    pub fn new(http: u16, code: impl Into<String>, text: impl Into<String>) -> Self {
        Self { http, code: code.into(), text: text.into() }
    }
}

/// What a second payment of one reference number does. No document says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum SecondPayment {
    /// It is refused like an unknown reference, so that a client can't tell "spent" from "never existed".
    #[default]
    RefusedAsUnknown,
    /// It is executed again and charged again.
    ExecutedAgain,
}

/// A zone in which the date filters of the list are read. No document says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum DateZone {
    /// UTC+7.
    #[default]
    Wib,
    /// UTC.
    Utc,
}

/// Assumptions about Singapay.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SingapaySettings {
    /// Lifetime of an access token. The documents say `"3600"` seconds.
    pub token_lifetime: Duration,
    /// A call without `Accept`, which every page declares as required, is refused with 422. Default true.
    pub accept_required: bool,
    /// `period` is required for `bpjsks` and `bputk`, as one third-party reading says. Default true.
    pub period_required: bool,
    /// An inquiry for a bill that does not exist. Default 200 `06`.
    pub unknown_bill: BusinessAnswer,
    /// A payment of an unknown (or spent) reference. `06 inquiry not found` is documented, its status is not: 200.
    pub unknown_reference: BusinessAnswer,
    /// What a second payment of one reference does. Default: refused as unknown.
    pub second_payment: SecondPayment,
    /// How long a reference can be paid after its inquiry. Default: for ever.
    pub reference_lifetime: Option<Duration>,
    /// How many unpaid references are remembered; the oldest are forgotten first. Default 20,000.
    pub unpaid_references: usize,
    /// A wrong `data.password`. Default 200 `08`, which is a guess from the visible order of the code list.
    pub wrong_password: BusinessAnswer,
    /// The deposit does not cover the price. Default 200 `03` (unknown error): the code is not documented, and a
    /// client that does not know it has to look the payment up.
    pub insufficient_balance: BusinessAnswer,
    /// The development server's rule: a customer id that was paid for can't be used again on that day (UTC+7), until
    /// it is reset. Default false.
    pub customer_once_a_day: bool,
    /// A customer id that was used up by that rule. Default 200 `07`.
    pub customer_used: BusinessAnswer,
    /// A `mobpos` customer id that is no phone number is answered with `04` and a text; this is its HTTP status.
    /// Default 422, as for every other `04`.
    pub bad_customer_id_http: u16,
    /// The zone of `start_date` and `end_date`, which filter by the day of payment, both ends included. Default UTC+7.
    pub date_zone: DateZone,
}

impl Default for SingapaySettings {
    fn default() -> Self {
        Self {
            token_lifetime: Duration::from_secs(3_600),
            accept_required: true,
            period_required: true,
            unknown_bill: BusinessAnswer::new(200, "06", "bill not found"),
            unknown_reference: BusinessAnswer::new(200, "06", "inquiry not found"),
            second_payment: SecondPayment::default(),
            reference_lifetime: None,
            unpaid_references: 20_000,
            wrong_password: BusinessAnswer::new(200, "08", "permission denied"),
            insufficient_balance: BusinessAnswer::new(200, "03", "insufficient balance"),
            customer_once_a_day: false,
            customer_used: BusinessAnswer::new(200, "07", "customer id has already been used today"),
            bad_customer_id_http: 422,
            date_zone: DateZone::default(),
        }
    }
}

/// How a signature is written. Finnet's pages disagree.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignatureText {
    /// Standard base64 with padding, as on the merchant pages.
    #[default]
    Base64,
    /// Lower-case hex, as in the prose about validation. Concerns the transaction signature only.
    Hex,
}

/// Assumptions about Finnet.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct FinnetSettings {
    /// Lifetime of an access token. Default 900 seconds, as in the national standard.
    pub token_lifetime: Duration,
    /// `expiresIn` is text (national standard) and not a number (one Finnet page). Default true.
    pub expires_in_is_text: bool,
    /// How far `X-TIMESTAMP` may lie from the simulator's clock, either way. Default 300 seconds.
    pub timestamp_window: Duration,
    /// Text form of the transaction signature. Default base64.
    pub signature_text: SignatureText,
    /// `CHANNEL-ID` and `ORIGIN` must be the partner's own. Default true.
    pub channel_and_origin_checked: bool,
    /// `responseMessage` of a success. Default: that of every sample body; the code tables say `Successful`.
    pub success_message: String,
    /// Response code of a PIN reset that was done. Default `2000600`, as in the sample; the table says `2000000`.
    pub pin_reset_success: String,
    /// Service part of the other codes of a PIN reset. Default `00`, as in the table.
    pub pin_reset_service: String,
    /// Response code for a phone number without an account; the table has no such row. Default `4000000`.
    pub pin_reset_unknown_account: String,
}

impl Default for FinnetSettings {
    fn default() -> Self {
        Self {
            token_lifetime: Duration::from_secs(900),
            expires_in_is_text: true,
            timestamp_window: Duration::from_secs(300),
            signature_text: SignatureText::default(),
            channel_and_origin_checked: true,
            success_message: "Request has been processed successfully".to_owned(),
            pin_reset_success: "2000600".to_owned(),
            pin_reset_service: "00".to_owned(),
            pin_reset_unknown_account: "4000000".to_owned(),
        }
    }
}

/// Assumptions about PayCombat, which documents no error answer at all. Errors have the outer envelope with `status`
/// false, a text in `message` and `data` null.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct PayCombatSettings {
    /// A required header is missing, or `X-Type` is none of the two words. Default 400.
    pub bad_header_http: u16,
    /// Unknown `X-Merchant-Identifier-Id` or `X-token`. Default 401.
    pub unknown_caller_http: u16,
    /// Unknown or deleted customer. Default 404.
    pub unknown_customer_http: u16,
    /// A deleted customer can still be fetched and deleted again. Default false.
    pub deleted_customer_visible: bool,
}

impl Default for PayCombatSettings {
    fn default() -> Self {
        Self {
            bad_header_http: 400,
            unknown_caller_http: 401,
            unknown_customer_http: 404,
            deleted_customer_visible: false,
        }
    }
}
