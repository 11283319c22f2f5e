//! How far two clocks are apart, for people.
//!
//! Texts only.

use bayar::Lang;

/// Less than this is no fault: the provider's time comes in whole seconds, and answers take time.
pub(crate) const TOLERANCE: u64 = 5;

/// `seconds` is what has to be added to this machine's time.
pub(crate) fn apart(seconds: i64, lang: Lang) -> String {
    let by = seconds.unsigned_abs();
    match (lang, seconds < 0) {
        (Lang::Id, true) => format!("mesin ini {by} detik lebih cepat daripada penyedia"),
        (Lang::Id, false) => format!("mesin ini {by} detik lebih lambat daripada penyedia"),
        (_, true) => format!("this machine is {by} s ahead of the provider"),
        (_, false) => format!("this machine is {by} s behind the provider"),
    }
}

/// What to do about it.
pub(crate) fn advice(lang: Lang) -> &'static str {
    match lang {
        Lang::Id => "atur jam: timedatectl set-ntp true",
        _ => "set the clock: timedatectl set-ntp true",
    }
}
