//! What Singapay sells in advance: tokens, credit, data, games.
//! Plain data; no rule about it.

use std::fmt;

/// The commands of the prepaid operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PrepaidCommand {
    /// PLN token: inquiry first.
    Plntok,
    /// Game top-up: inquiry first.
    Topupg,
    /// Mobile credit: paid directly.
    Pulsa,
    /// Mobile data: paid directly.
    Data,
    /// Game voucher: paid directly.
    Vouchg,
}

impl PrepaidCommand {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Plntok, Self::Topupg, Self::Pulsa, Self::Data, Self::Vouchg];

    /// The command as it is sent, for example `plntok`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Plntok => "plntok",
            Self::Topupg => "topupg",
            Self::Pulsa => "pulsa",
            Self::Data => "data",
            Self::Vouchg => "vouchg",
        }
    }

    /// Paid without an inquiry, and so without a reference number in the request.
    #[must_use]
    pub fn is_direct(self) -> bool {
        matches!(self, Self::Pulsa | Self::Data | Self::Vouchg)
    }

    /// Its customer id is a phone number.
    pub(crate) fn is_for_a_phone(self) -> bool {
        self.is_direct()
    }
}

/// A prepaid product. It can be bought for any customer id of the right form.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Product {
    /// Which kind of product.
    pub command: PrepaidCommand,
    /// For example `SPPLNTOK`.
    pub code: String,
    /// Shown in list, detail and callback.
    pub name: String,
    /// Code of its category, for example `TELASP`.
    pub category_code: String,
    /// Name of its category.
    pub category_name: String,
    /// In rupiah.
    pub amount: i64,
    /// What the merchant is charged, in rupiah.
    pub price: i64,
}

impl Product {
    /// A product of `amount` rupiah for which `price` rupiah are charged.
    #[must_use]
    pub fn new(command: PrepaidCommand, code: &str, name: &str, amount: i64, price: i64) -> Self {
        Self {
            command,
            code: code.to_owned(),
            name: name.to_owned(),
            category_code: command.as_str().to_uppercase(),
            category_name: name.to_owned(),
            amount,
            price,
        }
    }

    /// In this category.
    #[must_use]
    pub fn category(mut self, code: &str, name: &str) -> Self {
        code.clone_into(&mut self.category_code);
        name.clone_into(&mut self.category_name);
        self
    }
}

impl fmt::Debug for Product {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Product").field("code", &self.code).field("price", &self.price).finish_non_exhaustive()
    }
}
