//! What is inquired before it is paid, in one form.
//!
//! May use: what can be bought. Sends nothing.

use super::{Bill, Prepaid};
use crate::{Error, Personal};

/// Something that is inquired first and then paid by the reference number of the inquiry: a [`Bill`] or a [`Prepaid`]
/// product. No other type can be.
pub trait Inquirable: Clone + sealed::Sealed {}

impl Inquirable for Bill {}
impl Inquirable for Prepaid {}

pub(super) mod sealed {
    use super::{Bill, Prepaid};

    pub trait Sealed {
        fn target(&self) -> Target<'_>;
    }

    #[derive(Clone, Copy, Debug)]
    pub enum Target<'a> {
        Bill(&'a Bill),
        Prepaid(&'a Prepaid),
    }
}
pub(super) use sealed::Target;

impl sealed::Sealed for Bill {
    fn target(&self) -> Target<'_> {
        Target::Bill(self)
    }
}

impl sealed::Sealed for Prepaid {
    fn target(&self) -> Target<'_> {
        Target::Prepaid(self)
    }
}

impl<'a> Target<'a> {
    pub(super) fn check(self) -> Result<(), Error> {
        match self {
            Self::Bill(bill) => bill.check(),
            Self::Prepaid(prepaid) => prepaid.check(),
        }
    }

    pub(super) fn product_code(self) -> &'a str {
        match self {
            Self::Bill(bill) => &bill.product_code,
            Self::Prepaid(prepaid) => &prepaid.product_code,
        }
    }

    pub(super) fn customer_id(self) -> &'a Personal {
        match self {
            Self::Bill(bill) => &bill.customer_id,
            Self::Prepaid(prepaid) => &prepaid.customer_id,
        }
    }
}
