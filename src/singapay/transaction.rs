//! A transaction as the list and the detail show it.
//!
//! May use: raw, transport.

use super::{ResponseCode, Singapay, answer, quote::rupiah};
use crate::{
    Error, Opaque, Personal, Response, Rupiah,
    raw::singapay_biller::{self as raw, types},
};
use http::StatusCode;
use std::sync::Arc;

const DETAIL: &str = "detail_bill_transaction";

/// The provider's word for where a transaction stands. Words that no page lists survive as they came.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Status {
    /// `pending`: not finished.
    Pending,
    /// `success`.
    Success,
    /// `refunded`: the money came back.
    Refunded,
    /// `failed`.
    Failed,
    /// Another word.
    Other(String),
}

impl Status {
    /// The word on the wire.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Pending => "pending",
            Self::Success => "success",
            Self::Refunded => "refunded",
            Self::Failed => "failed",
            Self::Other(word) => word,
        }
    }
}

impl From<String> for Status {
    fn from(word: String) -> Self {
        match word.as_str() {
            "pending" => Self::Pending,
            "success" => Self::Success,
            "refunded" => Self::Refunded,
            "failed" => Self::Failed,
            _ => Self::Other(word),
        }
    }
}

/// What a transaction proves about the payment. Exhaustive on purpose: a new variant is a major release.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Standing {
    /// Paid: `success` with a time of payment.
    Paid,
    /// In progress.
    Pending,
    /// Not paid: `failed`.
    NotPaid,
    /// Paid and returned.
    Refunded,
    /// Nothing: a status that no page lists, or `success` without a time of payment (it is not known whether an
    /// inquiry that was never paid appears in the list).
    Unclear,
}

/// A transaction. Times are texts without a zone: in the samples `paid_at` is UTC+7, and `created_at` is UTC in list and
/// detail.
#[derive(Clone)]
pub struct Transaction {
    transaction_id: String,
    reference_number: Option<String>,
    customer_id: Option<Personal>,
    kind: Option<String>,
    status: Status,
    inquired_at: Option<String>,
    paid_at: Option<String>,
    created_at: Option<String>,
    net_price: Option<Rupiah>,
    price: Option<Rupiah>,
    product_code: Option<String>,
    product_name: Option<String>,
    other_info: Option<Opaque>,
    response: Arc<Response>,
}

impl Transaction {
    /// The provider's id.
    #[must_use]
    pub fn transaction_id(&self) -> &str {
        &self.transaction_id
    }

    /// The reference number of the inquiry, or one that the provider made for a direct purchase.
    #[must_use]
    pub fn reference_number(&self) -> Option<&str> {
        self.reference_number.as_deref()
    }

    /// Whose bill.
    #[must_use]
    pub fn customer_id(&self) -> Option<&Personal> {
        self.customer_id.as_ref()
    }

    /// `prepaid` or `postpaid`, as it came.
    #[must_use]
    pub fn transaction_type(&self) -> Option<&str> {
        self.kind.as_deref()
    }

    /// The provider's word for where it stands.
    #[must_use]
    pub fn status(&self) -> &Status {
        &self.status
    }

    /// What it proves about the payment.
    #[must_use]
    pub fn standing(&self) -> Standing {
        match (&self.status, &self.paid_at) {
            (Status::Success, Some(_)) => Standing::Paid,
            (Status::Pending, _) => Standing::Pending,
            (Status::Failed, _) => Standing::NotPaid,
            (Status::Refunded, _) => Standing::Refunded,
            (Status::Success, None) | (Status::Other(_), _) => Standing::Unclear,
        }
    }

    /// When the inquiry was made; nothing for a direct purchase.
    #[must_use]
    pub fn inquired_at(&self) -> Option<&str> {
        self.inquired_at.as_deref()
    }

    /// When it was paid. Without it the row is no evidence of a payment.
    #[must_use]
    pub fn paid_at(&self) -> Option<&str> {
        self.paid_at.as_deref()
    }

    /// When the row was made.
    #[must_use]
    pub fn created_at(&self) -> Option<&str> {
        self.created_at.as_deref()
    }

    /// Probably what the deposit was charged; the documents don't say.
    #[must_use]
    pub fn net_price(&self) -> Option<Rupiah> {
        self.net_price
    }

    /// The total, as the payment answer showed it.
    #[must_use]
    pub fn price(&self) -> Option<Rupiah> {
        self.price
    }

    /// The product code.
    #[must_use]
    pub fn product_code(&self) -> Option<&str> {
        self.product_code.as_deref()
    }

    /// The product's name.
    #[must_use]
    pub fn product_name(&self) -> Option<&str> {
        self.product_name.as_deref()
    }

    /// Whatever else the provider tells, as it came; nothing documents its shape. It may hold a token or a voucher code.
    #[must_use]
    pub fn other_info(&self) -> Option<&serde_json::Value> {
        self.other_info.as_ref().map(Opaque::value)
    }

    /// The answer as it came: that of the detail, or the whole page of the list that this row stands on.
    #[must_use]
    pub fn response(&self) -> &Response {
        &self.response
    }
}

impl std::fmt::Debug for Transaction {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Transaction")
            .field("transaction_id", &self.transaction_id)
            .field("reference_number", &self.reference_number)
            .field("status", &self.status)
            .field("paid_at", &self.paid_at)
            .field("price", &self.price)
            .field("product_code", &self.product_code)
            .finish_non_exhaustive()
    }
}

impl Singapay {
    /// Asks for one transaction by its id; `None` if the provider knows none (HTTP 404, code `06`). Effect: none;
    /// repeated as [`Settings`](crate::Settings) say. Evidence: documented,
    /// <https://docs-biller-b2b.singapay.id/docs/v1/general/detail-bill-transaction>.
    ///
    /// # Errors
    /// `Invalid` for an empty id; see [`ErrorKind`](crate::ErrorKind) for the rest.
    pub async fn detail(&self, transaction_id: &str) -> Result<Option<Transaction>, Error> {
        super::bill::filled("transaction_id", transaction_id)?;
        let call = self.call();
        let client = raw::client(&call);
        let body = types::DetailBillTransactionRequest {
            command: types::DetailBillTransactionRequestCommand::DetailBillTransaction,
            data: types::DetailBillTransactionRequestData { transaction_id: transaction_id.to_owned() },
        };
        let reply = call.run(client.detail_bill_transaction(&body)).await?;
        if is_absent(&reply.response) {
            return Ok(None);
        }
        let (detail, response) = reply.fitting(DETAIL, |response| answer::refused(DETAIL, response))?;
        if !answer::is_success(detail.response_code.as_ref()) {
            return Err(answer::refused(DETAIL, response));
        }
        let response = Arc::new(response);
        let transaction = Transaction::read(detail.data.unwrap_or_default(), &response);
        let missing =
            || Error::unreadable(DETAIL, "data.transaction_id", "it is missing in the answer", (*response).clone());
        transaction.map(Some).ok_or_else(missing)
    }
}

/// 404 and the code together: a 404 alone may come from a gateway that knows nothing of transactions.
fn is_absent(response: &Response) -> bool {
    let code = answer::Envelope::read(response).code;
    response.status() == StatusCode::NOT_FOUND && code == Some(ResponseCode::new("06"))
}

impl Transaction {
    /// A row; nothing if it lacks an id.
    pub(super) fn read(row: types::BillTransaction, response: &Arc<Response>) -> Option<Self> {
        let filled = |text: Option<String>| text.filter(|t| !t.trim().is_empty());
        let (price, product) = (row.display_price.unwrap_or_default(), row.product.unwrap_or_default());
        Some(Self {
            transaction_id: row.transaction_id.filter(|id| !id.is_empty())?,
            reference_number: filled(row.reference_number),
            customer_id: row.customer_id,
            kind: row.transaction_type,
            status: row.status.unwrap_or_default().into(),
            inquired_at: filled(row.inquired_at),
            paid_at: filled(row.paid_at),
            created_at: row.created_at,
            net_price: rupiah(row.net_price.as_ref()),
            price: rupiah(price.price.as_ref()),
            product_code: product.code,
            product_name: product.name,
            other_info: row.other_info,
            response: response.clone(),
        })
    }
}
