//! A transaction as list, detail and callback show it: the same fields, in zones that differ.
//! Nothing is looked up here.

use jiff::Timestamp;
use serde::{Serialize, Serializer, ser::SerializeMap};

use super::{
    purchase::{Kind, Purchase},
    quotes::Quote,
    transactions::Transaction,
};
use crate::{
    settings::{SingapaySettings, Zones},
    world::PrepaidCommand,
};

#[derive(Clone, Serialize)]
pub(super) struct Row {
    pub(super) transaction_id: String,
    reference_number: String,
    customer_id: String,
    transaction_type: &'static str,
    status: &'static str,
    inquired_at: Option<String>,
    paid_at: Option<String>,
    net_price: String,
    display_price: Price,
    other_info: OtherInfo,
    created_at: String,
    product: Product,
}

#[derive(Clone, Serialize)]
struct Price {
    amount: String,
    price: String,
}

#[derive(Clone, Serialize)]
struct Product {
    code: String,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    category: Option<Category>,
}

#[derive(Clone, Serialize)]
struct Category {
    code: String,
    name: String,
}

/// An empty list where there is nothing to say.
#[derive(Clone)]
struct OtherInfo(Option<(String, String)>);

impl Serialize for OtherInfo {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let Some((field, value)) = &self.0 else { return [(); 0].serialize(to) };
        let mut map = to.serialize_map(Some(1))?;
        map.serialize_entry(field, value)?;
        map.end()
    }
}

/// Where a row is shown, and as of when.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    pub(super) settings: &'a SingapaySettings,
    pub(super) as_of: Timestamp,
    pub(super) with_category: bool,
    /// Callbacks have a zone of their own for `created_at`.
    pub(super) is_callback: bool,
}

impl View<'_> {
    pub(super) fn paid(&self, transaction: &Transaction) -> Row {
        let zones = &self.settings.zones;
        let status = transaction.status_at(self.as_of);
        let goods =
            transaction.goods_at(self.as_of).map(|goods| (self.goods_field(&transaction.purchase), goods.to_owned()));
        Row {
            status: status.as_str(),
            paid_at: Some(zones.paid_at.text(transaction.paid_at)),
            net_price: transaction.price.to_string(),
            display_price: Price {
                amount: transaction.purchase.amount.to_string(),
                price: transaction.price.to_string(),
            },
            other_info: OtherInfo(goods),
            created_at: self.created_at(zones, transaction.paid_at),
            ..self.row(&transaction.purchase, &transaction.id, &transaction.reference)
        }
    }

    pub(super) fn unpaid(&self, reference: &str, quote: &Quote) -> Row {
        self.row(&quote.purchase, quote.transaction_id.as_deref().unwrap_or_default(), reference)
    }

    fn row(&self, purchase: &Purchase, id: &str, reference: &str) -> Row {
        let zones = &self.settings.zones;
        let category = || Category {
            code: purchase.category_code.clone().into_owned(),
            name: purchase.category_name.clone().into_owned(),
        };
        Row {
            transaction_id: id.to_owned(),
            reference_number: reference.to_owned(),
            customer_id: purchase.customer_id.clone(),
            transaction_type: purchase.kind.as_str(),
            status: "pending",
            inquired_at: purchase.inquired_at.map(|at| zones.inquired_at.text(at)),
            paid_at: None,
            net_price: purchase.price.to_string(),
            display_price: Price { amount: purchase.amount.to_string(), price: purchase.price.to_string() },
            other_info: OtherInfo(None),
            created_at: self.created_at(zones, purchase.inquired_at.unwrap_or(self.as_of)),
            product: Product {
                code: purchase.product_code.clone(),
                name: purchase.product_name.clone().into_owned(),
                category: self.with_category.then(category),
            },
        }
    }

    fn created_at(&self, zones: &Zones, time: Timestamp) -> String {
        if self.is_callback { zones.callback_created_at.text(time) } else { zones.row_created_at.text(time) }
    }

    fn goods_field(&self, purchase: &Purchase) -> String {
        match purchase.kind {
            Kind::Prepaid(PrepaidCommand::Plntok) => self.settings.token_field.clone(),
            _ => self.settings.voucher_field.clone(),
        }
    }
}
