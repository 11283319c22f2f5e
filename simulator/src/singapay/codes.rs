//! Answers by response code, for faults and magic values: what the provider would say with this code.
//! Which magic values there are stands in `crate::magic`; here is what they do.

use std::{collections::BTreeMap, time::Duration};

use super::envelope::Refusal;
use crate::{
    fault::{Settlement, Status},
    settings::BusinessAnswer,
    world::{Bill, Command},
};

/// What the magic customer ids of an operation begin with; three digits follow.
pub(crate) const INQUIRY: &[&str] = &["990000000"];
pub(crate) const PAYMENT: &[&str] = &["991000000", "089910000"];
pub(crate) const LIST: &[&str] = &["992000000"];
/// The same for transaction ids.
pub(crate) const DETAIL: &[&str] = &["MAGIC000000000000000000"];

/// Codes that are no refusal: the call goes on, and its magic bill or settlement gives them.
const GO_ON: [&str; 4] = ["000", "001", "050", "006"];

fn digits<'a>(value: &'a str, family: &[&str]) -> Option<&'a str> {
    let rest = family.iter().find_map(|prefix| value.strip_prefix(prefix))?;
    (rest.len() == 3 && rest.bytes().all(|it| it.is_ascii_digit())).then_some(rest)
}

/// Refuses a value of this family with the code in its last digits.
pub(super) fn refuse_magic(value: Option<&str>, family: &[&str]) -> Result<(), Refusal> {
    let Some(digits) = value.and_then(|value| digits(value, family)) else { return Ok(()) };
    let goes_on = match digits {
        "000" => true,
        // Not found is what the detail says anyway, in its own way.
        "006" => family == DETAIL,
        other => family == PAYMENT && GO_ON.contains(&other),
    };
    if goes_on { Ok(()) } else { Err(refusal(digits.strip_prefix('0').unwrap_or(digits))) }
}

/// The bill of a magic customer id that is not refused by the inquiry.
pub(super) fn magic_bill(command: Command, product_code: &str, customer_id: &str) -> Option<Bill> {
    digits(customer_id, INQUIRY).or_else(|| digits(customer_id, PAYMENT))?;
    Some(Bill::new(command, product_code, customer_id, 50_000, 52_500))
}

/// How the payment of a magic customer id settles.
pub(super) fn magic_settlement(customer_id: &str) -> Option<Settlement> {
    match digits(customer_id, PAYMENT)? {
        "000" => Some(Settlement::at_once(Status::Success)),
        "001" => Some(Settlement::at_once(Status::Pending).then(Duration::from_secs(30), Status::Success)),
        "050" => Some(Settlement::at_once(Status::Refunded)),
        _ => None,
    }
}

/// The refusal with this response code; three digits are an HTTP status.
pub(super) fn refusal(code: &str) -> Refusal {
    match code {
        "04" => {
            let message = "The selected data.customer id is invalid.".to_owned();
            Refusal::Fields(BTreeMap::from([("data.customer_id".to_owned(), message)]))
        }
        "6" => Refusal::Business(BusinessAnswer::new(404, "6", "Transaction not found"), ASKED_FOR),
        "99" => Refusal::SystemError,
        "401" => Refusal::NotSignedIn(ASKED_FOR),
        "403" => Refusal::NotAPartner,
        other => match other.parse::<u16>() {
            Ok(http) if other.len() == 3 => Refusal::Door(http),
            _ => Refusal::Business(BusinessAnswer::new(200, other, text(other)), ASKED_FOR),
        },
    }
}

const ASKED_FOR: &str = "asked for by a magic value or a fault";

fn text(code: &str) -> &'static str {
    match code {
        "00" => "Operation completed successfully",
        "01" => "Payment pending",
        "02" => "canceled",
        "03" => "unknown error",
        "05" => "deadline exceeded",
        "06" => "inquiry not found",
        "07" => "already exists",
        "08" => "permission denied",
        "50" => "Transaction refunded",
        _ => "unlisted code",
    }
}
