//! A customer, as both faces show it.
//!
//! May use: raw.

use crate::{
    Personal, Response,
    raw::{paycombat_legacy, paycombat_merchant},
};

/// A customer. Personal data is masked in `Debug`.
///
/// `is_active: false` is no proof of deletion, and no field says that a customer was deleted.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Customer {
    /// The id, in the samples `customer_` and 32 hex digits.
    pub customer_id: Personal,
    /// `individual` or `company`, as it came.
    pub kind: Option<String>,
    /// The merchant's description.
    pub description: Option<Personal>,
    /// The merchant's own reference.
    pub organization_reference_id: Option<Personal>,
    /// Whether the customer may use services.
    pub is_active: Option<bool>,
    /// Whether a wallet can be made for the customer.
    pub is_wallet_ready: Option<bool>,
    /// Which fields are missing for a wallet. In the documented schema, not in its example.
    pub missing_field: Option<Vec<String>>,
    /// The person, for an individual.
    pub individual: Option<Individual>,
    /// ISO 8601, UTC, as it came.
    pub created_at: Option<String>,
    /// ISO 8601, UTC, as it came. Neither disabling nor deleting moves it in the samples.
    pub updated_at: Option<String>,
    response: Response,
}

impl Customer {
    /// The answer as it came, that of the deletion for a deleted customer.
    #[must_use]
    pub fn response(&self) -> &Response {
        &self.response
    }
}

/// The person behind a customer. Every text is masked in `Debug`.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Individual {
    /// First name.
    pub first_name: Option<Personal>,
    /// Last name.
    pub last_name: Option<Personal>,
    /// Date of birth, `YYYY-MM-DD`.
    pub dob: Option<Personal>,
    /// E-mail address.
    pub email: Option<Personal>,
    /// Phone number with country code and plus sign.
    pub phone_number_e164: Option<Personal>,
    /// Nationality, ISO 3166-1 alpha-2.
    pub nationality: Option<Personal>,
    /// Kind of identity document, `NATIONAL_ID` in the sample.
    pub identification_type: Option<Personal>,
    /// Number of the identity document.
    pub identification_value: Option<Personal>,
}

/// Both documents describe one record; the generator makes a type for each.
macro_rules! from_raw {
    ($api:ident) => {
        impl Customer {
            /// Nothing if the record lacks an id.
            pub(super) fn $api(raw: $api::types::Customer, response: Response) -> Option<Self> {
                Some(Self {
                    customer_id: raw.customer_id?,
                    kind: raw.type_,
                    description: raw.description,
                    organization_reference_id: raw.organization_reference_id,
                    is_active: raw.is_active,
                    is_wallet_ready: raw.is_wallet_ready,
                    missing_field: raw.missing_field,
                    individual: raw.individual.map(|person| Individual {
                        first_name: person.first_name,
                        last_name: person.last_name,
                        dob: person.dob,
                        email: person.email,
                        phone_number_e164: person.phone_number_e164,
                        nationality: person.nationality,
                        identification_type: person.identification_type,
                        identification_value: person.identification_value,
                    }),
                    created_at: raw.created_at,
                    updated_at: raw.updated_at,
                    response,
                })
            }
        }
    };
}
from_raw!(paycombat_legacy);
from_raw!(paycombat_merchant);
