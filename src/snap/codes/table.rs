//! The cases of the standard.
//!
//! Comes in: the standard's table. Stays out: what single providers make of it; see `CaseRule`.

use super::Category::{Business, Message, System};
use super::NextStep::{
    BindAgain, CheckSignature, Correct, FreshCustomerToken, FreshToken, GoOn, Inquire, InquireOriginal, Later, Otp,
    Stop,
};
use super::Standing::{Failed, InProgress, Open, Success};
use super::{Category, NextStep, Standing};

/// One case of the standard, for all services.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodeRow {
    /// The HTTP status in the code.
    pub http: u16,
    /// The case code.
    pub case: u8,
    /// The message of the standard; `[reason]` and `{field}` are filled in by the provider.
    pub message: &'static str,
    /// The standard's kind of answer; none for success.
    pub category: Option<Category>,
    /// Where the request stands, by the code alone.
    pub standing: Standing,
    /// What to do next.
    pub next: NextStep,
    /// What is worth knowing besides; may be empty.
    pub note: &'static str,
}

impl CodeRow {
    /// The row of a case, if the standard has one.
    #[must_use]
    pub fn find(http: u16, case: u8) -> Option<&'static Self> {
        TABLE.iter().find(|row| row.http == http && row.case == case)
    }

    /// The row as a line of a Markdown table: code, message, standing, next step, note.
    #[must_use]
    pub fn markdown(&self) -> String {
        let Self { http, case, message, standing, next, note, .. } = self;
        format!("| {http}-{case:02} | `{message}` | {} | {} | {note} |", standing.text(), next.text())
    }
}

const fn row(
    http: u16,
    case: u8,
    message: &'static str,
    category: Category,
    standing: Standing,
    next: NextStep,
    note: &'static str,
) -> CodeRow {
    CodeRow { http, case, message, category: Some(category), standing, next, note }
}

const SUCCESS: CodeRow = CodeRow {
    http: 200,
    case: 0,
    message: "Successful",
    category: None,
    standing: Success,
    next: GoOn,
    note: "for an inquiry, read latestTransactionStatus: only the inquiry succeeded",
};

const EARLIER: &str = "the earlier request may have been carried out: the likeliest sender is your own first attempt";
const PAID: &str = "the bill is paid, and your own first attempt may have paid it";
const DOOR: &str = "usually decided before anything is executed; for a payment, look it up once all the same";

/// Every case of the standard.
///
/// Where the standard calls a repeated request a success or a conflict (404-14, 404-18, 409), the standing here is
/// open: the answer is about an *earlier* request, and only an inquiry tells how that one ended.
///
/// Source: <https://apidevportal.aspi-indonesia.or.id/api-services>, technical standard 1.0.2.
#[rustfmt::skip]
pub const TABLE: &[CodeRow] = &[
    SUCCESS,
    row(202, 0, "Request In Progress", System, InProgress, Inquire, ""),
    row(400, 0, "Bad Request", System, Failed, Correct, ""),
    row(400, 1, "Invalid Field Format {field}", Message, Failed, Correct, ""),
    row(400, 2, "Invalid Mandatory Field {field}", Message, Failed, Correct, ""),
    row(401, 0, "Unauthorized. [reason]", System, Failed, CheckSignature, DOOR),
    row(401, 1, "Invalid Token (B2B)", System, Failed, FreshToken, DOOR),
    row(401, 2, "Invalid Customer Token", System, Failed, FreshCustomerToken, DOOR),
    row(401, 3, "Token Not Found (B2B)", System, Failed, FreshToken, DOOR),
    row(401, 4, "Customer Token Not Found", System, Failed, BindAgain, DOOR),
    row(403, 0, "Transaction Expired", Business, Failed, Stop, ""),
    row(403, 1, "Feature Not Allowed [reason]", System, Failed, Stop, "ask the provider to open the feature"),
    row(403, 2, "Exceeds Transaction Amount Limit", Business, Failed, Stop, ""),
    row(403, 3, "Suspected Fraud", Business, Failed, Stop, ""),
    row(403, 4, "Activity Count Limit Exceeded", Business, Failed, Later, ""),
    row(403, 5, "Do Not Honor", Business, Failed, Stop, ""),
    row(403, 6, "Feature Not Allowed At This Time [reason]", System, Failed, Later, "the cut-off of the provider"),
    row(403, 7, "Card Blocked", Business, Failed, Stop, ""),
    row(403, 8, "Card Expired", Business, Failed, Stop, ""),
    row(403, 9, "Dormant Account", Business, Failed, Stop, ""),
    row(403, 10, "Need To Set Token Limit", Business, Failed, Stop, "set the limit first"),
    row(403, 11, "OTP Blocked", System, Failed, Stop, ""),
    row(403, 12, "OTP Lifetime Expired", System, Failed, Otp, ""),
    row(403, 13, "OTP Sent To Cardholder", System, InProgress, Otp, "the request waits for the OTP"),
    row(403, 14, "Insufficient Funds", Business, Failed, Stop, ""),
    row(403, 15, "Transaction Not Permitted. [reason]", Business, Failed, Stop, ""),
    row(403, 16, "Suspend Transaction", Business, Failed, Stop, ""),
    row(403, 17, "Token Limit Exceeded", Business, Failed, Stop, ""),
    row(403, 18, "Inactive Card/Account/Customer", Business, Failed, Stop, ""),
    row(403, 19, "Merchant Blacklisted", Business, Failed, Stop, ""),
    row(403, 20, "Merchant Limit Exceed", Business, Failed, Stop, ""),
    row(403, 21, "Set Limit Not Allowed", Business, Failed, Stop, ""),
    row(403, 22, "Token Limit Invalid", Business, Failed, Stop, ""),
    row(403, 23, "Account Limit Exceed", Business, Failed, Stop, ""),
    row(404, 0, "Invalid Transaction Status", Business, Failed, InquireOriginal, "the original is in another state"),
    row(404, 1, "Transaction Not Found", Business, Failed, InquireOriginal,
        "right after a time-out the provider may not have the transaction yet: not final by itself"),
    row(404, 2, "Invalid Routing", System, Failed, Correct, ""),
    row(404, 3, "Bank Not Supported By Switch", System, Failed, Stop, ""),
    row(404, 4, "Transaction Cancelled", Business, Failed, Stop, ""),
    row(404, 5, "Merchant Is Not Registered For Card Registration Services", Business, Failed, Stop, ""),
    row(404, 6, "Need To Request OTP", System, Failed, Otp, ""),
    row(404, 7, "Journey Not Found", System, Failed, Correct, ""),
    row(404, 8, "Invalid Merchant", Business, Failed, Correct, ""),
    row(404, 9, "No Issuer", Business, Failed, Stop, ""),
    row(404, 10, "Invalid API Transition", System, Failed, Correct, ""),
    row(404, 11, "Invalid Card/Account/Customer [info]/Virtual Account", Business, Failed, Correct, ""),
    row(404, 12, "Invalid Bill/Virtual Account [reason]", Business, Failed, Stop, "blocked, suspended or not found"),
    row(404, 13, "Invalid Amount", Business, Failed, Correct, ""),
    row(404, 14, "Paid Bill", Business, Open, Inquire, PAID),
    row(404, 15, "Invalid OTP", System, Failed, Otp, ""),
    row(404, 16, "Partner Not Found", Business, Failed, Correct, ""),
    row(404, 17, "Invalid Terminal", Business, Failed, Correct, ""),
    row(404, 18, "Inconsistent Request", Business, Open, Inquire,
        "the same partnerReferenceNo was used with other data; the standard says by service how the first one counts"),
    row(404, 19, "Invalid Bill/Virtual Account", Business, Failed, Stop, "expired"),
    row(405, 0, "Requested Function Is Not Supported", System, Failed, Stop, ""),
    row(405, 1, "Requested Operation Is Not Allowed", Business, Failed, Stop, "cancel or refund isn't possible now"),
    row(409, 0, "Conflict", System, Open, Inquire, EARLIER),
    row(409, 1, "Duplicate partnerReferenceNo", System, Open, Inquire,
        "the standard reads it as success of the earlier request if the data are the same; fetch them to be sure"),
    row(429, 0, "Too Many Requests", System, Open, Later, "for a payment, ask for the status first"),
    row(500, 0, "General Error", System, Open, Inquire, ""),
    row(500, 1, "Internal Server Error", System, Open, Inquire, "some messages invite a retry: not for payments"),
    row(500, 2, "External Server Error", System, Open, Inquire, ""),
    row(504, 0, "Timeout", System, Open, Inquire, "from the issuer or further down; it may have been carried out"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_in_order_and_once() {
        assert!(TABLE.windows(2).all(|pair| (pair[0].http, pair[0].case) < (pair[1].http, pair[1].case)));
        assert_eq!(TABLE.len(), 63);
    }

    #[test]
    fn the_guide_has_every_row() {
        let guide = include_str!("../../../docs/snap.md");
        for row in TABLE {
            assert!(guide.contains(&row.markdown()), "docs/snap.md lacks {}", row.markdown());
        }
    }

    #[test]
    fn server_errors_and_conflicts_are_open() {
        for row in TABLE {
            let open = row.standing == Open;
            assert!(!(row.http >= 500 || row.http == 409) || open, "{row:?}");
            assert!(row.http < 500 || row.next == Inquire, "{row:?}");
        }
    }
}
