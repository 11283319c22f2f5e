//! The nightly window in which a biller takes no orders.
//! Off unless a setting says when it is.

use super::{Visit, envelope::Refusal};
use crate::clock::WIB;

pub(super) fn refuse(visit: &Visit<'_>, command: &str) -> Result<(), Refusal> {
    let Some(window) = &visit.settings.cut_off else { return Ok(()) };
    let now = WIB.to_datetime(visit.at).time();
    let is_closed = if window.from <= window.to {
        window.from <= now && now < window.to
    } else {
        window.from <= now || now < window.to
    };
    if is_closed && window.commands.iter().any(|it| it == command) {
        return Err(Refusal::Business(window.answer.clone(), "the biller is closed at this time of day"));
    }
    Ok(())
}
