//! What the providers' documents leave open, each with the cautious default. The one place for assumptions.
//! A fact that a document states is no setting; it is written where it is used.

use std::time::Duration;

use jiff::{Timestamp, civil, tz::Offset};

use crate::{
    clock::{WIB, text_at},
    fault::{Settlement, Status},
};

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
    /// How many calls the recorder keeps; the oldest leave first. Default 5,000.
    pub recorded_calls: usize,
    /// How many bytes of headers and bodies the recorder keeps altogether; the oldest calls leave first.
    /// Default 4 MiB.
    pub recorded_bytes: usize,
    /// How many executed payments the ledger keeps one by one; the oldest are forgotten first, and are then only in the
    /// sums of the deposits. Default 5,000.
    pub ledger_executions: usize,
    /// How many callbacks are remembered; the oldest leave first. Default 1,000.
    pub callbacks_kept: usize,
    /// How many connections a provider serves at the same time; further ones wait. Default 1,024.
    pub connections: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            singapay: SingapaySettings::default(),
            finnet: FinnetSettings::default(),
            paycombat: PayCombatSettings::default(),
            seed: fastrand::u64(..),
            body_limit: 1 << 20,
            recorded_calls: 5_000,
            recorded_bytes: 4 << 20,
            ledger_executions: 5_000,
            callbacks_kept: 1_000,
            connections: 1_024,
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

/// A zone in which times are written, or dates read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum DateZone {
    /// UTC+7.
    #[default]
    Wib,
    /// UTC.
    Utc,
}

impl DateZone {
    fn offset(self) -> Offset {
        match self {
            Self::Wib => WIB,
            Self::Utc => Offset::UTC,
        }
    }

    pub(crate) fn day(self, time: Timestamp) -> civil::Date {
        self.offset().to_datetime(time).date()
    }

    pub(crate) fn text(self, time: Timestamp) -> String {
        text_at(self.offset(), time)
    }
}

/// The zones of Singapay's times. None is written with its zone, and the samples disagree: one of them is in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Zones {
    /// `created_at` of inquiry and payment answers. UTC+7.
    pub answer_created_at: DateZone,
    /// `created_at` in list and detail. UTC.
    pub row_created_at: DateZone,
    /// `created_at` in callbacks. UTC+7.
    pub callback_created_at: DateZone,
    /// `paid_at` everywhere. UTC+7.
    pub paid_at: DateZone,
    /// `inquired_at` everywhere. UTC+7.
    pub inquired_at: DateZone,
}

impl Default for Zones {
    fn default() -> Self {
        let wib = DateZone::Wib;
        Self {
            answer_created_at: wib,
            row_created_at: DateZone::Utc,
            callback_created_at: wib,
            paid_at: wib,
            inquired_at: wib,
        }
    }
}

/// Hours in which a biller takes neither inquiries nor payments, in UTC+7; they may pass midnight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CutOff {
    /// Closed from this time of day on.
    pub from: civil::Time,
    /// Open again at this time of day.
    pub to: civil::Time,
    /// The commands that are concerned.
    pub commands: Vec<String>,
    /// The answer in these hours.
    pub answer: BusinessAnswer,
}

impl CutOff {
    /// PLN, roughly as it is known: 23:00 to 01:00, answered with 200 `03`, as the code is unknown.
    #[must_use]
    pub fn pln() -> Self {
        Self {
            from: civil::time(23, 0, 0, 0),
            to: civil::time(1, 0, 0, 0),
            commands: ["plnpos", "plnnon", "plntok"].map(str::to_owned).to_vec(),
            answer: BusinessAnswer::new(200, "03", "biller is in its cut-off"),
        }
    }
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
    /// How many unpaid references are remembered; the oldest are forgotten first. Default 5,000.
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
    /// The zones of times in answers, rows and callbacks. Default: mixed, as in the samples.
    pub zones: Zones,
    /// How late a payment and its turns appear in the list (not in the detail). Default: at once.
    pub list_lag: Duration,
    /// An inquiry that was not paid stands in the list, as `pending` without `paid_at`. Default false.
    pub unpaid_in_list: bool,
    /// How many transactions list and detail remember; the oldest are forgotten first. Default 5,000.
    pub transactions_kept: usize,
    /// How a postpaid payment settles. Default: success at once.
    pub postpaid_settlement: Settlement,
    /// How a PLN token or a game top-up settles. Default: success at once.
    pub prepaid_settlement: Settlement,
    /// How credit, data and vouchers settle. Default `pending, 30s success`: pending is the documented first answer.
    pub direct_settlement: Settlement,
    /// A direct payment of an unknown product. Default 200 `06`.
    pub unknown_product: BusinessAnswer,
    /// How long after its payment a PLN token shows. Default 60 seconds: the documented sample has a null token.
    pub token_after: Option<Duration>,
    /// How long after its payment a voucher code shows, once the payment is a success. Default: at once.
    pub voucher_after: Option<Duration>,
    /// The field of `other_info` that holds a PLN token. Default `token`.
    pub token_field: String,
    /// The field of `other_info` that holds a voucher code. Default `voucher_code`.
    pub voucher_field: String,
    /// Hours in which a biller is closed. Default none; [`CutOff::pln`] is one.
    pub cut_off: Option<CutOff>,
    /// Where callbacks are sent, an `http` address. Default none: none is sent.
    pub callback_url: Option<String>,
    /// How long after its event a callback is sent. Default 1 second.
    pub callback_delay: Duration,
    /// How often each callback is sent although it was received. Default once; duplicates are documented as normal.
    pub callback_copies: u32,
    /// How often a callback that was not received is sent again. Default none: by what went wrong, as the same vendor's
    /// payment host does it (500 once, 503 four times, 400 and 404 twice, other redirects never, no answer once, others
    /// five times).
    pub callback_retries: Option<u32>,
    /// The time between two attempts. Default 60 seconds, as on the payment host.
    pub callback_spacing: Duration,
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
            unpaid_references: 5_000,
            wrong_password: BusinessAnswer::new(200, "08", "permission denied"),
            insufficient_balance: BusinessAnswer::new(200, "03", "insufficient balance"),
            customer_once_a_day: false,
            customer_used: BusinessAnswer::new(200, "07", "customer id has already been used today"),
            bad_customer_id_http: 422,
            date_zone: DateZone::default(),
            zones: Zones::default(),
            list_lag: Duration::ZERO,
            unpaid_in_list: false,
            transactions_kept: 5_000,
            postpaid_settlement: Settlement::default(),
            prepaid_settlement: Settlement::default(),
            direct_settlement: Settlement::at_once(Status::Pending).then(Duration::from_secs(30), Status::Success),
            unknown_product: BusinessAnswer::new(200, "06", "product not found"),
            token_after: Some(Duration::from_secs(60)),
            voucher_after: Some(Duration::ZERO),
            token_field: "token".to_owned(),
            voucher_field: "voucher_code".to_owned(),
            cut_off: None,
            callback_url: None,
            callback_delay: Duration::from_secs(1),
            callback_copies: 1,
            callback_retries: None,
            callback_spacing: Duration::from_secs(60),
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
    /// Signatures must be right, and `X-TIMESTAMP` near the clock. False is for fuzzers, which can't sign: both must
    /// then only be there and have their form, and what was wrong is still recorded. Default true.
    pub signatures_checked: bool,
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
    /// How many `X-EXTERNAL-ID`s of a day are remembered for certain; when twice as many came, the older half is
    /// forgotten. Default 125,000.
    pub external_ids: usize,
}

impl Default for FinnetSettings {
    fn default() -> Self {
        Self {
            token_lifetime: Duration::from_secs(900),
            expires_in_is_text: true,
            timestamp_window: Duration::from_secs(300),
            signature_text: SignatureText::default(),
            signatures_checked: true,
            channel_and_origin_checked: true,
            success_message: "Request has been processed successfully".to_owned(),
            pin_reset_success: "2000600".to_owned(),
            pin_reset_service: "00".to_owned(),
            pin_reset_unknown_account: "4000000".to_owned(),
            external_ids: 125_000,
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
