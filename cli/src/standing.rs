//! What a transaction proves, as a word and as an exit code.
//!
//! May use: bayar's Singapay. Must not know: any command.

use crate::exit::Exit;
use bayar::singapay::Standing;

/// The word for what a transaction proves.
pub(crate) fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Paid => "paid",
        Standing::Pending => "pending",
        Standing::NotPaid => "not_paid",
        Standing::Refunded => "refunded",
        Standing::Unclear => "unclear",
    }
}

/// How a command ends that found this.
pub(crate) fn exit(standing: Standing) -> Exit {
    match standing {
        Standing::Paid => Exit::Done,
        Standing::Pending => Exit::Pending,
        Standing::NotPaid | Standing::Refunded => Exit::Declined,
        Standing::Unclear => Exit::Unknown,
    }
}
