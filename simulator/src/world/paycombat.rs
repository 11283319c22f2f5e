//! What PayCombat knows at start: organisations and customers.
//! Plain data; no rule about it.

use std::fmt;

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
