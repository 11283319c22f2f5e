//! The services of the standard: what the two digits in the middle of a `responseCode` stand for.
//!
//! Comes in: the standard's list. Stays out: fields of requests and answers.

use ServiceEffect::{Money, None as Read, Other as Change};

/// What a service does besides answering.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ServiceEffect {
    /// Nothing: it may be asked again.
    None,
    /// It may move money, or take such a movement back.
    Money,
    /// It changes something else: a binding, a virtual account, a message to a customer.
    Other,
}

/// One service of the standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Service {
    /// Two digits, as in a `responseCode`.
    pub code: &'static str,
    /// Its name in the standard.
    pub name: &'static str,
    /// The HTTP method.
    pub method: &'static str,
    /// The path behind the version segment (`/v1.0/`).
    pub path: &'static str,
    /// What it does besides answering.
    pub effect: ServiceEffect,
}

impl Service {
    /// The service with this code.
    ///
    /// ```
    /// use bayar::snap::services::Service;
    ///
    /// assert_eq!(Service::find("54").map(|service| service.path), Some("debit/payment-host-to-host"));
    /// ```
    #[must_use]
    pub fn find(code: &str) -> Option<&'static Self> {
        let number: usize = code.parse().ok()?;
        ALL.get(number.checked_sub(1)?).filter(|service| service.code == code)
    }
}

const fn post(code: &'static str, name: &'static str, path: &'static str, effect: ServiceEffect) -> Service {
    other("POST", code, name, path, effect)
}

const fn other(
    method: &'static str,
    code: &'static str,
    name: &'static str,
    path: &'static str,
    effect: ServiceEffect,
) -> Service {
    Service { code, name, method, path, effect }
}

/// All services, in the order of their codes.
///
/// Source: <https://apidevportal.aspi-indonesia.or.id/api-services>
pub const ALL: &[Service] = &[
    post("01", "Card registration (bind)", "registration-card-bind", Change),
    post("02", "Card bind with limit", "registration/card-bind-limit", Change),
    other("GET", "03", "Card registration inquiry", "registration-card-inquiry/{custIdMerchant}", Read),
    post("04", "OTP verification", "otp-verification", Change),
    post("05", "Card unbind", "registration-card-unbind", Change),
    post("06", "Account creation", "registration-account-creation", Change),
    post("07", "Account binding", "registration-account-binding", Change),
    post("08", "Account binding inquiry", "registration-account-inquiry", Read),
    post("09", "Account unbinding", "registration-account-unbinding", Change),
    other("GET", "10", "Get auth code", "get-auth-code", Read),
    post("11", "Balance inquiry", "balance-inquiry", Read),
    post("12", "History list", "transaction-history-list", Read),
    post("13", "History detail", "transaction-history-detail", Read),
    post("14", "Bank statement", "bank-statement", Read),
    post("15", "Account inquiry, internal", "account-inquiry-internal", Read),
    post("16", "Account inquiry, external", "account-inquiry-external", Read),
    post("17", "Transfer intrabank", "transfer-intrabank", Money),
    post("18", "Transfer interbank", "transfer-interbank", Money),
    post("19", "Request for payment", "transfer-request-for-payment", Change),
    post("20", "Interbank bulk transfer", "transfer-interbank-bulk", Money),
    post("21", "Interbank bulk transfer notification", "transfer-interbank-bulk/notify", Change),
    post("22", "RTGS transfer", "transfer-rtgs", Money),
    post("23", "SKN transfer", "transfer-skn", Money),
    post("24", "VA inquiry", "transfer-va/inquiry", Read),
    post("25", "VA payment", "transfer-va/payment", Money),
    post("26", "VA status", "transfer-va/status", Read),
    post("27", "VA create", "transfer-va/create-va", Change),
    other("PUT", "28", "VA update", "transfer-va/update-va", Change),
    other("PUT", "29", "VA update status", "transfer-va/update-status", Change),
    post("30", "VA inquiry by partner", "transfer-va/inquiry-va", Read),
    other("DELETE", "31", "VA delete", "transfer-va/delete-va", Change),
    post("32", "VA inquiry intrabank", "transfer-va/inquiry-intrabank", Read),
    post("33", "VA payment intrabank", "transfer-va/payment-intrabank", Money),
    post("34", "VA payment notification intrabank", "transfer-va/notify-payment-intrabank", Change),
    post("35", "VA report", "transfer-va/report", Read),
    post("36", "Transfer status", "transfer/status", Read),
    post("37", "E-money account inquiry", "emoney/account-inquiry", Read),
    post("38", "Top-up", "emoney/topup", Money),
    post("39", "Top-up status", "emoney/topup-status", Read),
    post("40", "Bulk cash-in", "emoney/bulk-cashin-payment", Money),
    post("41", "Bulk cash-in notification", "emoney/bulk-cashin-notify", Change),
    post("42", "Bank account inquiry", "emoney/bank-account-inquiry", Read),
    post("43", "Transfer to bank", "emoney/transfer-bank", Money),
    post("44", "OTC cash-out", "emoney/otc-cashout", Money),
    post("45", "OTC cash-out status", "emoney/otc-status", Read),
    post("46", "OTC cash-out cancel", "emoney/otc-cancel", Money),
    post("47", "QR MPM generate", "qr/qr-mpm-generate", Change),
    post("48", "QR MPM decode", "qr/qr-mpm-decode", Read),
    post("49", "Apply one-time token", "qr/apply-ott", Change),
    post("50", "QR MPM payment", "qr/qr-mpm-payment", Money),
    post("51", "QR MPM query", "qr/qr-mpm-query", Read),
    post("52", "QR MPM notification", "qr/qr-mpm-notify", Change),
    post("53", "QR MPM status", "qr/qr-mpm-status", Read),
    post("54", "Direct debit payment", "debit/payment-host-to-host", Money),
    post("55", "Direct debit status", "debit/status", Read),
    post("56", "Direct debit notification", "debit/notify", Change),
    post("57", "Direct debit cancel", "debit/cancel", Money),
    post("58", "Direct debit refund", "debit/refund", Money),
    post("59", "QR CPM generate", "qr/qr-cpm-generate", Change),
    post("60", "QR CPM payment", "qr/qr-cpm-payment", Money),
    post("61", "QR CPM query", "qr/qr-cpm-query", Read),
    post("62", "QR CPM cancel", "qr/qr-cpm-cancel", Money),
    post("63", "Auth payment", "auth/payment", Money),
    post("64", "Auth payment query", "auth/query", Read),
    post("65", "Capture", "auth/capture", Money),
    post("66", "Capture query", "auth/capture-query", Read),
    post("67", "Void", "auth/void", Money),
    post("68", "Void query", "auth/void-query", Read),
    post("69", "Auth refund", "auth/refund", Money),
    post("70", "Fast e-mandate", "debit/fast-emandate", Change),
    post("71", "Fast direct debit payment", "debit/fast-payment", Money),
    post("72", "Fast direct debit notification", "debit/fast-notify", Change),
    post("73", "Access token B2B", "access-token/b2b", Read),
    post("74", "Access token B2B2C", "access-token/b2b2c", Change),
    post("75", "SKN transfer notification", "transfer-skn/notify", Change),
    post("76", "RTGS transfer notification", "transfer-rtgs/notify", Change),
    post("77", "QR MPM cancel", "qr/qr-mpm-cancel", Money),
    post("78", "QR MPM refund", "qr/qr-mpm-refund", Money),
    post("79", "QR CPM notification", "qr/qr-cpm-notify", Change),
    post("80", "QR CPM refund", "qr/qr-cpm-refund", Money),
    post("81", "OTP", "otp", Change),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_found_in_its_place() {
        assert_eq!(ALL.len(), 81);
        for (place, service) in ALL.iter().enumerate() {
            assert_eq!(service.code, format!("{:02}", place + 1));
            assert_eq!(Service::find(service.code), Some(service));
        }
        for unknown in ["00", "82", "1", "001", "US", ""] {
            assert_eq!(Service::find(unknown), None, "{unknown}");
        }
    }

    #[test]
    fn payments_move_money_and_inquiries_do_not() {
        let effect = |code| Service::find(code).expect(code).effect;
        for code in ["17", "18", "38", "43", "50", "54", "25", "58", "77"] {
            assert_eq!(effect(code), Money, "{code}");
        }
        for code in ["11", "12", "36", "39", "51", "55", "73"] {
            assert_eq!(effect(code), Read, "{code}");
        }
    }
}
