//! What exists before the first call: merchants, bills, partners, accounts, organisations, customers.
//! Plain data, chosen by the test; what calls change is kept by each provider and the ledger.

use std::fmt;

use crate::demo;

/// Everything the providers know at start. Adding something whose key is already there replaces it.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct World {
    /// Singapay merchants; the key is `client_id`.
    pub merchants: Vec<Merchant>,
    /// Singapay bills; the key is command, product code and customer id.
    pub bills: Vec<Bill>,
    /// Finnet partners; the key is `client_id`.
    pub partners: Vec<Partner>,
    /// Finnet e-money accounts; the key is the phone number.
    pub accounts: Vec<Account>,
    /// Finnet customer (B2B2C) tokens that are accepted, without `Bearer `.
    pub customer_tokens: Vec<String>,
    /// PayCombat organisations; the key is `token`.
    pub organisations: Vec<Organisation>,
    /// PayCombat customers; the key is data set and id.
    pub customers: Vec<Customer>,
}

impl World {
    /// A world in which nothing exists.
    #[must_use]
    pub fn empty() -> Self {
        Self::default()
    }

    /// The invented world of [`demo`].
    #[must_use]
    pub fn demo() -> Self {
        demo::world()
    }

    /// Adds or replaces a Singapay merchant.
    #[must_use]
    pub fn merchant(mut self, merchant: Merchant) -> Self {
        put(&mut self.merchants, merchant, |a, b| a.client_id == b.client_id);
        self
    }

    /// Adds or replaces a Singapay bill.
    #[must_use]
    pub fn bill(mut self, bill: Bill) -> Self {
        put(&mut self.bills, bill, Bill::is_same);
        self
    }

    /// Adds or replaces a Finnet partner.
    #[must_use]
    pub fn partner(mut self, partner: Partner) -> Self {
        put(&mut self.partners, partner, |a, b| a.client_id == b.client_id);
        self
    }

    /// Adds or replaces a Finnet e-money account.
    #[must_use]
    pub fn account(mut self, account: Account) -> Self {
        put(&mut self.accounts, account, Account::is_same);
        self
    }

    /// Adds a Finnet customer token, without `Bearer `.
    #[must_use]
    pub fn customer_token(mut self, token: impl Into<String>) -> Self {
        put(&mut self.customer_tokens, token.into(), |a, b| a == b);
        self
    }

    /// Adds or replaces a PayCombat organisation.
    #[must_use]
    pub fn organisation(mut self, organisation: Organisation) -> Self {
        put(&mut self.organisations, organisation, |a, b| a.token == b.token);
        self
    }

    /// Adds or replaces a PayCombat customer.
    #[must_use]
    pub fn customer(mut self, customer: Customer) -> Self {
        put(&mut self.customers, customer, Customer::is_same);
        self
    }
}

/// Replaces the item that is the same thing, or adds it.
pub(crate) fn put<T>(items: &mut Vec<T>, item: T, same: impl Fn(&T, &T) -> bool) {
    match items.iter_mut().find(|there| same(there, &item)) {
        Some(there) => *there = item,
        None => items.push(item),
    }
}

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
        self.is_for(other.command.as_str(), &other.product_code, &other.customer_id)
    }

    pub(crate) fn is_for(&self, command: &str, product_code: &str, customer_id: &str) -> bool {
        self.command.as_str() == command && self.product_code == product_code && self.customer_id == customer_id
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

/// A SNAP partner as Finnet knows it.
#[derive(Clone)]
pub struct Partner {
    /// Sent as `X-CLIENT-KEY` and `X-PARTNER-ID`.
    pub client_id: String,
    /// HMAC key of the transaction signature.
    pub client_secret: String,
    /// RSA public key, PEM with `BEGIN PUBLIC KEY`.
    pub public_key_pem: String,
    /// `CHANNEL-ID`, at most five characters.
    pub channel_id: String,
    /// `ORIGIN`, a domain without scheme.
    pub origin: String,
}

impl fmt::Debug for Partner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Partner").field("channel_id", &self.channel_id).finish_non_exhaustive()
    }
}

/// An e-money account at Finnet. Debug shows no phone number.
#[derive(Clone)]
pub struct Account {
    /// Phone number in the 08xx form.
    pub phone: String,
    /// What a PIN reset of this account is answered with.
    pub pin_reset: PinReset,
}

impl Account {
    /// An account whose PIN can be reset.
    #[must_use]
    pub fn new(phone: impl Into<String>) -> Self {
        Self { phone: phone.into(), pin_reset: PinReset::Succeeds }
    }

    /// With this answer to a PIN reset.
    #[must_use]
    pub fn pin_reset(mut self, answer: PinReset) -> Self {
        self.pin_reset = answer;
        self
    }

    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.phone == other.phone
    }
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account").field("pin_reset", &self.pin_reset).finish_non_exhaustive()
    }
}

/// What a PIN reset that passed every check is answered with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum PinReset {
    /// The success code of the settings; the reset is booked.
    #[default]
    Succeeds,
    /// This response code, with its documented message; the first three digits are the HTTP status. The reset is
    /// booked if that is 200.
    Answers(&'static str),
}

/// A PayCombat data set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum DataSet {
    /// `X-Type: sandbox`.
    #[default]
    Sandbox,
    /// `X-Type: production`.
    Production,
}

impl DataSet {
    /// The value of `X-Type`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sandbox => "sandbox",
            Self::Production => "production",
        }
    }
}

/// A PayCombat merchant organisation.
#[derive(Clone)]
pub struct Organisation {
    /// `X-Merchant-Identifier-Id` of the legacy face; opens both data sets.
    pub merchant_identifier: String,
    /// `X-token` of the merchant face.
    pub token: String,
    /// The data set that `token` opens.
    pub data_set: DataSet,
}

impl fmt::Debug for Organisation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Organisation").field("data_set", &self.data_set).finish_non_exhaustive()
    }
}

/// A PayCombat customer, an individual. Debug shows nothing about the person.
#[derive(Clone)]
#[non_exhaustive]
pub struct Customer {
    /// The data set it lives in.
    pub data_set: DataSet,
    /// `customer_` and 32 hex digits.
    pub id: String,
    /// Free text.
    pub description: String,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// `YYYY-MM-DD`.
    pub dob: String,
    /// E-mail address.
    pub email: String,
    /// National number without the leading zero; the country code is `+62`.
    pub phone_number: String,
    /// Value of the national identity.
    pub identification_value: String,
}

impl Customer {
    /// An invented person of this id.
    #[must_use]
    pub fn new(data_set: DataSet, id: impl Into<String>) -> Self {
        Self {
            data_set,
            id: id.into(),
            description: "Simulated customer".to_owned(),
            first_name: "Sari".to_owned(),
            last_name: "Contoh".to_owned(),
            dob: "1990-01-31".to_owned(),
            email: "sari.contoh@example.com".to_owned(),
            phone_number: "80000000001".to_owned(),
            identification_value: "0000000000000001".to_owned(),
        }
    }

    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.data_set == other.data_set && self.id == other.id
    }
}

impl fmt::Debug for Customer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Customer").field("data_set", &self.data_set).finish_non_exhaustive()
    }
}
