//! What is bought besides the payment: an electricity token, a voucher code. Paid and delivered are two facts.
//! When it shows is decided here, where it shows in `rows`.

use jiff::Timestamp;

use super::purchase::{Kind, Purchase};
use crate::{clock::later, fault::Orders, ids::Ids, settings::SingapaySettings, world::PrepaidCommand};

/// The goods, and from when on they show.
pub(super) fn make(
    ids: &mut Ids,
    settings: &SingapaySettings,
    purchase: &Purchase,
    orders: &Orders,
    at: Timestamp,
) -> Option<(Timestamp, String)> {
    let Kind::Prepaid(command) = purchase.kind else { return None };
    let (goods, after) = match command {
        PrepaidCommand::Plntok => (ids.token_number(), settings.token_after),
        PrepaidCommand::Vouchg => (ids.voucher_code(), settings.voucher_after),
        _ => return None,
    };
    let after = orders.goods.unwrap_or(after)?;
    Some((later(at, after), goods))
}
