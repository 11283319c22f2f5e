//! What Singapay knows at start: merchants and bills.
//! Plain data; no rule about it.

use std::fmt;

/// A Singapay merchant: its four credentials and its deposit.
#[derive(Clone)]
pub struct Merchant {
    /// API key, sent as `X-PARTNER-ID`.
    pub partner_id: String,
    /// User of the token request.
    pub client_id: String,
    /// Password of the token request.
    pub client_secret: String,
    /// `data.password` of payments.
    pub password: String,
    /// Deposit in rupiah.
    pub balance: i64,
}

impl fmt::Debug for Merchant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Merchant").field("balance", &self.balance).finish_non_exhaustive()
    }
}

/// The commands of the postpaid operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Command {
    /// Water.
    Pdam,
    /// Electricity, monthly bill.
    Plnpos,
    /// Electricity, other charges.
    Plnnon,
    /// Internet and television.
    Intv,
    /// BPJS Kesehatan.
    Bpjsks,
    /// BPJS Ketenagakerjaan; which of its two kinds is disputed in the documents.
    Bputk,
    /// BPJS Ketenagakerjaan; which of its two kinds is disputed in the documents.
    Putk,
    /// Mobile phone, monthly bill.
    Mobpos,
}

impl Command {
    /// All commands in the order of the published enumeration.
    pub const ALL: [Self; 8] =
        [Self::Pdam, Self::Plnpos, Self::Plnnon, Self::Intv, Self::Bpjsks, Self::Bputk, Self::Putk, Self::Mobpos];

    /// The command as it is sent, for example `plnpos`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pdam => "pdam",
            Self::Plnpos => "plnpos",
            Self::Plnnon => "plnnon",
            Self::Intv => "intv",
            Self::Bpjsks => "bpjsks",
            Self::Bputk => "bputk",
            Self::Putk => "putk",
            Self::Mobpos => "mobpos",
        }
    }

    /// The name shown for its product and category.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Pdam => "PDAM",
            Self::Plnpos => "PLN Pascabayar",
            Self::Plnnon => "PLN Non Tagihan",
            Self::Intv => "Internet TV",
            Self::Bpjsks => "BPJS Kesehatan",
            Self::Bputk | Self::Putk => "BPJS Ketenagakerjaan",
            Self::Mobpos => "Pulsa Pascabayar",
        }
    }
}

/// A bill that can be looked up and paid. Debug shows no customer id and no name.
#[derive(Clone)]
#[non_exhaustive]
pub struct Bill {
    /// Which kind of bill.
    pub command: Command,
    /// For example `SPPLNPOS`.
    pub product_code: String,
    /// The customer's number at the biller.
    pub customer_id: String,
    /// Shown by the inquiry and the receipt.
    pub customer_name: String,
    /// The bill alone, in rupiah.
    pub amount: i64,
    /// What the merchant is charged, in rupiah: amount, late fee and administration fee.
    pub price: i64,
    /// Part of `price`, in rupiah.
    pub late_fee: i64,
    /// Free text; a `period` in the request goes first.
    pub period: Option<String>,
}

impl Bill {
    /// A bill of `amount` rupiah for which `price` rupiah are charged.
    #[must_use]
    pub fn new(command: Command, product_code: &str, customer_id: &str, amount: i64, price: i64) -> Self {
        Self {
            command,
            product_code: product_code.to_owned(),
            customer_id: customer_id.to_owned(),
            customer_name: "JOHN DOE".to_owned(),
            amount,
            price,
            late_fee: 0,
            period: None,
        }
    }

    /// With this name.
    #[must_use]
    pub fn named(mut self, customer_name: &str) -> Self {
        customer_name.clone_into(&mut self.customer_name);
        self
    }

    /// With this period.
    #[must_use]
    pub fn period(mut self, period: &str) -> Self {
        self.period = Some(period.to_owned());
        self
    }

    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.command == other.command
            && self.product_code == other.product_code
            && self.customer_id == other.customer_id
    }
}

impl fmt::Debug for Bill {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bill")
            .field("command", &self.command)
            .field("product_code", &self.product_code)
            .field("amount", &self.amount)
            .field("price", &self.price)
            .finish_non_exhaustive()
    }
}
