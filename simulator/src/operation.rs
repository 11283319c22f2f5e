//! Every operation that the simulator answers, with its provider, method and path.
//! Only names and routes come in: no state and no answer is decided here.

use http::Method;

/// A simulated provider; each listens on a port of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Provider {
    /// Singapay B2B Biller.
    Singapay,
    /// Finnet / Finpay SNAP.
    Finnet,
    /// PayCombat, both published faces.
    PayCombat,
}

impl Provider {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Singapay, Self::Finnet, Self::PayCombat];

    /// The name in small letters.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Singapay => "singapay",
            Self::Finnet => "finnet",
            Self::PayCombat => "paycombat",
        }
    }
}

/// One operation of one provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Operation {
    /// Singapay: `POST /api/v1.0/access-token/b2b`.
    GenerateAccessToken,
    /// Singapay: `POST /api/v2/postpaid/inquiry`.
    PostpaidInquiryV2,
    /// Singapay: `POST /api/v2/postpaid/payment`.
    PostpaidPaymentV2,
    /// Singapay: `POST /api/v2/prepaid/inquiry`.
    PrepaidInquiryV2,
    /// Singapay: `POST /api/v2/prepaid/payment`.
    PrepaidPaymentV2,
    /// Singapay: `POST /api/v1/list-bill-transaction`.
    ListBillTransaction,
    /// Singapay: `POST /api/v1/detail-bill-transaction`.
    DetailBillTransaction,
    /// Singapay: `POST /api/v1/check-balance`.
    CheckBalance,
    /// Singapay: `POST /api/v1/reset-customer-id`.
    ResetCustomerId,
    /// Finnet: `POST /v1.0/access-token/b2b`.
    AccessTokenB2b,
    /// Finnet: `POST /v1.0/pin/reset`.
    PinReset,
    /// PayCombat, legacy face: `DELETE /customer/customer/{customer_id}`.
    DeleteCustomer,
    /// PayCombat, merchant face: `GET /api/v1/customer/customer/{customer_id}`.
    GetCustomer,
}

/// Put before a path by [`Fault::Redirect307`](crate::Fault::Redirect307): a call that arrives under it has followed
/// the redirect. It is routed like the path behind it.
pub const REDIRECTED: &str = "/redirected";

impl Operation {
    /// All operations, in the order of the providers' documents.
    pub const ALL: [Self; 13] = [
        Self::GenerateAccessToken,
        Self::PostpaidInquiryV2,
        Self::PostpaidPaymentV2,
        Self::PrepaidInquiryV2,
        Self::PrepaidPaymentV2,
        Self::ListBillTransaction,
        Self::DetailBillTransaction,
        Self::CheckBalance,
        Self::ResetCustomerId,
        Self::AccessTokenB2b,
        Self::PinReset,
        Self::DeleteCustomer,
        Self::GetCustomer,
    ];

    /// The operation's id in snake case, for example `postpaid_payment_v2`.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::GenerateAccessToken => "generate_access_token",
            Self::PostpaidInquiryV2 => "postpaid_inquiry_v2",
            Self::PostpaidPaymentV2 => "postpaid_payment_v2",
            Self::PrepaidInquiryV2 => "prepaid_inquiry_v2",
            Self::PrepaidPaymentV2 => "prepaid_payment_v2",
            Self::ListBillTransaction => "list_bill_transaction",
            Self::DetailBillTransaction => "detail_bill_transaction",
            Self::CheckBalance => "check_balance",
            Self::ResetCustomerId => "reset_customer_id",
            Self::AccessTokenB2b => "access_token_b2b",
            Self::PinReset => "pin_reset",
            Self::DeleteCustomer => "delete_customer",
            Self::GetCustomer => "get_customer",
        }
    }

    /// The operation with this id.
    #[must_use]
    pub fn parse(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.id() == id)
    }

    /// The provider that offers it.
    #[must_use]
    pub fn provider(self) -> Provider {
        match self {
            Self::AccessTokenB2b | Self::PinReset => Provider::Finnet,
            Self::DeleteCustomer | Self::GetCustomer => Provider::PayCombat,
            _ => Provider::Singapay,
        }
    }

    /// The HTTP method.
    #[must_use]
    pub fn method(self) -> Method {
        match self {
            Self::DeleteCustomer => Method::DELETE,
            Self::GetCustomer => Method::GET,
            _ => Method::POST,
        }
    }

    /// The path; `{customer_id}` stands for one segment.
    #[must_use]
    pub fn path(self) -> &'static str {
        match self {
            Self::GenerateAccessToken => "/api/v1.0/access-token/b2b",
            Self::PostpaidInquiryV2 => "/api/v2/postpaid/inquiry",
            Self::PostpaidPaymentV2 => "/api/v2/postpaid/payment",
            Self::PrepaidInquiryV2 => "/api/v2/prepaid/inquiry",
            Self::PrepaidPaymentV2 => "/api/v2/prepaid/payment",
            Self::ListBillTransaction => "/api/v1/list-bill-transaction",
            Self::DetailBillTransaction => "/api/v1/detail-bill-transaction",
            Self::CheckBalance => "/api/v1/check-balance",
            Self::ResetCustomerId => "/api/v1/reset-customer-id",
            Self::AccessTokenB2b => "/v1.0/access-token/b2b",
            Self::PinReset => "/v1.0/pin/reset",
            Self::DeleteCustomer => "/customer/customer/{customer_id}",
            Self::GetCustomer => "/api/v1/customer/customer/{customer_id}",
        }
    }

    fn is_at(self, path: &str) -> bool {
        match self.path().split_once('{') {
            None => self.path() == path,
            Some((stem, _)) => {
                path.strip_prefix(stem).is_some_and(|segment| !segment.is_empty() && !segment.contains('/'))
            }
        }
    }
}

/// Where a request line leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Route {
    To(Operation),
    WrongMethod,
    Nowhere,
}

impl Route {
    pub(crate) fn find(provider: Provider, method: &Method, path: &str) -> Self {
        let path = path.strip_prefix(REDIRECTED).unwrap_or(path);
        let mut here = Operation::ALL.into_iter().filter(|it| it.provider() == provider && it.is_at(path)).peekable();
        match here.peek() {
            None => Self::Nowhere,
            Some(_) => here.find(|it| it.method() == *method).map_or(Self::WrongMethod, Self::To),
        }
    }

    pub(crate) fn operation(self) -> Option<Operation> {
        match self {
            Self::To(operation) => Some(operation),
            Self::WrongMethod | Self::Nowhere => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_is_found_at_its_path() {
        for operation in Operation::ALL {
            let path = operation.path().replace("{customer_id}", "customer_1");
            for path in [path.clone(), format!("{REDIRECTED}{path}")] {
                let route = Route::find(operation.provider(), &operation.method(), &path);
                assert_eq!(route, Route::To(operation));
            }
        }
    }

    #[test]
    fn other_paths_lead_nowhere() {
        for path in ["/", "/v1.0/pin/reset/", "/customer/customer/", "/customer/customer/a/b", "/customer/customer"] {
            for provider in [Provider::Finnet, Provider::PayCombat] {
                assert_eq!(Route::find(provider, &Method::POST, path), Route::Nowhere, "{path}");
            }
        }
        assert_eq!(Route::find(Provider::Finnet, &Method::GET, "/v1.0/pin/reset"), Route::WrongMethod);
        assert_eq!(Route::find(Provider::Singapay, &Method::POST, "/v1.0/pin/reset"), Route::Nowhere);
    }
}
