//! Magic values: a customer id, transaction id, phone number or header for every response code of every operation.
//! Data only; the providers act on it, and a test calls every row.

use serde::Serialize;

use crate::{
    fault::FAULT_HEADER,
    operation::{Operation, Provider},
    world::PinReset,
};

/// One magic value: put it into the field, and the operation answers with the code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Magic {
    /// In small letters.
    pub provider: &'static str,
    /// As [`Operation::id`].
    pub operation: &'static str,
    /// A field of the body (a dotted path), `path` for the id in the path, or a request header.
    pub field: &'static str,
    /// The value.
    pub value: String,
    /// `response_code`, `responseCode`, or the HTTP status where there is no code.
    pub code: String,
    /// HTTP status.
    pub http: u16,
    /// What the code means.
    pub meaning: &'static str,
}

/// Code, HTTP status, meaning.
type Code = (&'static str, u16, &'static str);

/// Codes that an inquiry, a list or a payment can be refused with.
const REFUSALS: [Code; 9] = [
    ("02", 200, "cancelled; not executed"),
    ("03", 200, "unknown error; not executed"),
    ("04", 422, "wrong field"),
    ("05", 200, "deadline exceeded; not executed"),
    ("06", 200, "not found"),
    ("07", 200, "already exists; not executed"),
    ("08", 200, "permission denied, a guess from the order of the code list"),
    ("99", 500, "system error; not executed"),
    ("401", 401, "token is not valid"),
];

const NOT_A_PARTNER: Code = ("403", 403, "X-PARTNER-ID is not known");

const SUCCESS: Code = ("00", 200, "success");

/// Codes of a payment that is executed.
const EXECUTED: [Code; 3] =
    [SUCCESS, ("01", 200, "pending; success after 30 seconds"), ("50", 200, "executed and refunded at once")];

/// Codes of the calls that have no field for a value.
const BARE: [Code; 4] =
    [("00", 200, "success"), ("99", 500, "system error"), ("401", 401, "token is not valid"), NOT_A_PARTNER];

const TOKEN: [Code; 4] = [
    ("401", 401, "client id and secret are wrong"),
    ("403", 403, "X-PARTNER-ID is not known"),
    ("422", 422, "grant_type is wrong"),
    ("500", 500, "system error"),
];

const SNAP_TOKEN: [Code; 6] = [
    ("4007300", 400, "body is no JSON object"),
    ("4007301", 400, "a field has a wrong form"),
    ("4007302", 400, "a mandatory field or header is missing"),
    ("4017300", 401, "signature, client or time is wrong"),
    ("5007300", 500, "general error"),
    ("5047300", 504, "timeout"),
];

/// Answers to a signed call that no phone number asks for, because it was sent wrongly.
const SNAP_CONFLICT: Code = ("4090000", 409, "X-EXTERNAL-ID was used today");

const PAYCOMBAT: [Code; 10] = [
    ("400", 400, "a header is missing or wrong"),
    ("401", 401, "caller is not known"),
    ("402", 402, "request failed"),
    ("403", 403, "forbidden"),
    ("404", 404, "customer is not known"),
    ("406", 406, "not acceptable"),
    ("409", 409, "conflict"),
    ("429", 429, "too many requests"),
    ("500", 500, "internal server error"),
    ("502", 502, "bad gateway"),
];

/// Every magic value of every operation, in the order of the operations.
#[must_use]
pub fn all() -> Vec<Magic> {
    Operation::ALL.into_iter().flat_map(of).collect()
}

fn of(operation: Operation) -> Vec<Magic> {
    let refusals = || REFUSALS.into_iter().chain([NOT_A_PARTNER]);
    let header = |code: &str| format!("code={code}");
    match operation {
        Operation::GenerateAccessToken => rows(operation, FAULT_HEADER, TOKEN, header),
        Operation::PostpaidInquiryV2 | Operation::PrepaidInquiryV2 => {
            let mut all = rows(operation, "data.customer_id", refusals(), |code| numbered("990000000", code));
            all.extend(success_of_inquiry(operation));
            all
        }
        Operation::PostpaidPaymentV2 => {
            let codes = EXECUTED.into_iter().chain(refusals());
            rows(operation, "data.customer_id", codes, |code| numbered("991000000", code))
        }
        Operation::PrepaidPaymentV2 => {
            let codes = EXECUTED.into_iter().chain(refusals());
            rows(operation, "data.customer_id", codes, |code| numbered("089910000", code))
        }
        Operation::ListBillTransaction => {
            let codes = [SUCCESS].into_iter().chain(refusals());
            rows(operation, "data.customer_id", codes, |code| numbered("992000000", code))
        }
        Operation::DetailBillTransaction => {
            let codes = refusals().map(|it| if it.0 == "06" { ("6", 404, "transaction not found") } else { it });
            rows(operation, "data.transaction_id", codes, |code| numbered("MAGIC000000000000000000", code))
        }
        Operation::CheckBalance | Operation::ResetCustomerId => rows(operation, FAULT_HEADER, BARE, header),
        Operation::AccessTokenB2b => rows(operation, FAULT_HEADER, SNAP_TOKEN, header),
        Operation::PinReset => pin_reset(operation, header),
        Operation::DeleteCustomer | Operation::GetCustomer => {
            rows(operation, "path", PAYCOMBAT, |code| format!("customer_magic_{code}"))
        }
    }
}

fn rows(
    operation: Operation,
    field: &'static str,
    codes: impl IntoIterator<Item = Code>,
    value: impl Fn(&str) -> String,
) -> Vec<Magic> {
    let row = |(code, http, meaning): Code| Magic {
        provider: operation.provider().id(),
        operation: operation.id(),
        field,
        value: value(code),
        code: code.to_owned(),
        http,
        meaning,
    };
    codes.into_iter().map(row).collect()
}

/// The prefix and three digits.
fn numbered(prefix: &str, code: &str) -> String {
    format!("{prefix}{code:0>3}")
}

fn success_of_inquiry(operation: Operation) -> Vec<Magic> {
    rows(operation, "data.customer_id", [SUCCESS], |code| numbered("990000000", code))
}

/// Phone numbers end in the code; the one answer that no account gives is asked for by header.
fn pin_reset(operation: Operation, header: impl Fn(&str) -> String) -> Vec<Magic> {
    let done = ("2000600", 200, "Request has been processed successfully");
    let documented = PinReset::DOCUMENTED.into_iter().map(|(code, meaning)| {
        let http = code[..3].parse().unwrap_or_default();
        (code, http, meaning)
    });
    let phones = std::iter::once(done).chain(documented);
    let mut all = rows(operation, "phoneNo", phones, |code| format!("08990{code}"));
    all.extend(rows(operation, FAULT_HEADER, [SNAP_CONFLICT], header));
    all
}

/// The magic values of one provider.
#[must_use]
pub fn of_provider(provider: Provider) -> Vec<Magic> {
    all().into_iter().filter(|it| it.provider == provider.id()).collect()
}
