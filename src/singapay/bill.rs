//! What is to be paid: a postpaid bill.
//!
//! May use: the values. Must not know: how it is sent.

use crate::{Error, Personal, Phone};
use std::{fmt, str::FromStr};

/// The category of a postpaid bill, as Singapay's `command`.
///
/// Source: <https://docs.singapay.id/api-reference/postpaid-v2/payment-postpaid-v2.md>
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Command {
    /// `pdam`: water.
    Pdam,
    /// `plnpos`: electricity, PLN Pascabayar.
    PlnPos,
    /// `plnnon`: electricity charges beside the bill, PLN Non Tagihan.
    PlnNon,
    /// `intv`: internet and television.
    Intv,
    /// `bpjsks`: health insurance, BPJS Kesehatan.
    BpjsKs,
    /// `bputk`: BPJS Ketenagakerjaan. The provider's pages disagree on whether it is PU or BPU: ask them.
    BpuTk,
    /// `putk`: BPJS Ketenagakerjaan. The provider's pages disagree on whether it is BPU or PU: ask them.
    PuTk,
    /// `mobpos`: postpaid mobile phone.
    MobPos,
}

impl Command {
    /// All eight, in the order of the specification.
    pub const ALL: [Self; 8] =
        [Self::Pdam, Self::PlnPos, Self::PlnNon, Self::Intv, Self::BpjsKs, Self::BpuTk, Self::PuTk, Self::MobPos];

    /// The word on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pdam => "pdam",
            Self::PlnPos => "plnpos",
            Self::PlnNon => "plnnon",
            Self::Intv => "intv",
            Self::BpjsKs => "bpjsks",
            Self::BpuTk => "bputk",
            Self::PuTk => "putk",
            Self::MobPos => "mobpos",
        }
    }
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Command {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let words = || Self::ALL.map(Self::as_str).join(", ");
        Self::ALL.into_iter().find(|c| c.as_str() == text).ok_or_else(|| {
            Error::invalid("command", format!("no postpaid bill is called so; it is one of {}", words()))
        })
    }
}

/// A postpaid bill (*tagihan*) to inquire: whose, and of what. Nothing is checked until it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bill {
    pub(super) command: Command,
    pub(crate) product_code: String,
    pub(super) customer_id: Personal,
    pub(crate) period: Option<u32>,
    pub(crate) phone: Option<Phone>,
}

impl Bill {
    /// A bill of any category. Product codes come from Singapay; no list of them is published.
    #[must_use]
    pub fn new(command: Command, product_code: impl Into<String>, customer_id: impl Into<Personal>) -> Self {
        Self { command, product_code: product_code.into(), customer_id: customer_id.into(), period: None, phone: None }
    }

    /// PLN Pascabayar (*idpel*), product `SPPLNPOS`.
    #[must_use]
    pub fn pln_postpaid(customer_id: impl Into<Personal>) -> Self {
        Self::new(Command::PlnPos, "SPPLNPOS", customer_id)
    }

    /// PLN Non Tagihan (registration number), product `SPPLNNON`.
    #[must_use]
    pub fn pln_non_bill(customer_id: impl Into<Personal>) -> Self {
        Self::new(Command::PlnNon, "SPPLNNON", customer_id)
    }

    /// BPJS Kesehatan for a number of months, product `SPBPJSKSPOS` (from a published example; ask Singapay for
    /// the code of your account, and set it by [`product_code`](Self::product_code)).
    #[must_use]
    pub fn bpjs_kesehatan(customer_id: impl Into<Personal>, months: u32) -> Self {
        Self::new(Command::BpjsKs, "SPBPJSKSPOS", customer_id).period(months)
    }

    /// Water. Each water company has a product code of its own.
    #[must_use]
    pub fn pdam(product_code: impl Into<String>, customer_id: impl Into<Personal>) -> Self {
        Self::new(Command::Pdam, product_code, customer_id)
    }

    /// Internet and television. Each company has a product code of its own.
    #[must_use]
    pub fn internet_tv(product_code: impl Into<String>, customer_id: impl Into<Personal>) -> Self {
        Self::new(Command::Intv, product_code, customer_id)
    }

    /// Postpaid mobile phone. Each company has a product code of its own.
    #[must_use]
    pub fn mobile_postpaid(product_code: impl Into<String>, customer_id: impl Into<Personal>) -> Self {
        Self::new(Command::MobPos, product_code, customer_id)
    }

    /// Another product code than the usual one of the category.
    #[must_use]
    pub fn product_code(mut self, code: impl Into<String>) -> Self {
        self.product_code = code.into();
        self
    }

    /// How many months to pay. Needed for `bputk` and, by a third party's reading, for `bpjsks` and `putk`.
    #[must_use]
    pub fn period(mut self, months: u32) -> Self {
        self.period = Some(months);
        self
    }

    /// The customer's phone number, sent in the form `08…`. Optional in the specification.
    #[must_use]
    pub fn phone(mut self, phone: Phone) -> Self {
        self.phone = Some(phone);
        self
    }

    /// The category.
    #[must_use]
    pub fn command(&self) -> Command {
        self.command
    }

    /// Whose bill it is.
    #[must_use]
    pub fn customer_id(&self) -> &Personal {
        &self.customer_id
    }

    /// Checks only what the documents certainly ask for; the rest is for the provider to refuse. Each inquiry does it first.
    ///
    /// # Errors
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid), naming the field.
    pub fn check(&self) -> Result<(), Error> {
        filled("customer_id", self.customer_id.as_str())?;
        filled("product_code", &self.product_code)?;
        match (self.command, self.period) {
            (_, Some(0)) => Err(Error::invalid("period", "it is a number of months, 1 or more")),
            (Command::BpuTk, None) => {
                Err(Error::invalid("period", "bputk needs the number of months; set it by Bill::period"))
            }
            _ => Ok(()),
        }
    }
}

/// Not empty, no blanks around it, no control characters: each has come from a spreadsheet before.
pub(super) fn filled(field: &str, text: &str) -> Result<(), Error> {
    if text.is_empty() {
        return Err(Error::invalid(field, "it is empty"));
    }
    if text.trim() != text || text.chars().any(char::is_control) {
        return Err(Error::invalid(field, "it has blanks around it, or a control character in it"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_read_what_they_write() {
        for command in Command::ALL {
            assert_eq!(command.as_str().parse::<Command>().unwrap(), command);
        }
        assert_eq!("pulsa".parse::<Command>().unwrap_err().field(), Some("command"));
    }

    #[test]
    fn bad_bills_name_the_field() {
        let field = |bill: Bill| bill.check().unwrap_err().field().unwrap().to_owned();
        assert_eq!(field(Bill::pln_postpaid("")), "customer_id");
        assert_eq!(field(Bill::pln_postpaid("123 ")), "customer_id");
        assert_eq!(field(Bill::pdam("", "123")), "product_code");
        assert_eq!(field(Bill::bpjs_kesehatan("123", 0)), "period");
        assert_eq!(field(Bill::new(Command::BpuTk, "SP", "123")), "period");
    }
}
