//! The sample answers of the providers' pages: parsed, written again, equal as JSON (null = absent).

use crate::witness::seen;
use bayar::raw::{finnet_snap, paycombat_legacy, singapay_biller};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use std::fmt::Debug;

crate::trials!(singapay_payments, singapay_reset, finnet_pin_reset, paycombat_delete);

fn same_again<T: DeserializeOwned + Serialize + Debug>(sample: &Value) {
    let text = sample.to_string();
    let typed: T = seen(serde_json::from_str(&text).unwrap());
    assert_eq!(without_nulls(serde_json::to_value(&typed).unwrap()), without_nulls(sample.clone()));
}

fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(map) => {
            map.into_iter().filter(|(_, v)| !v.is_null()).map(|(k, v)| (k, without_nulls(v))).collect()
        }
        Value::Array(list) => list.into_iter().map(without_nulls).collect(),
        other => other,
    }
}

/// The OpenAPI document inside a published page.
fn document(page: &str) -> Value {
    let path = format!("{}/specs/published/{page}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap();
    let (_, rest) = text.split_once("````yaml").unwrap();
    let (_, rest) = rest.split_once('\n').unwrap();
    let (block, _) = rest.split_once("````").unwrap();
    yaml_serde::from_str(block).unwrap()
}

async fn singapay_payments() {
    let document = document("singapay-payment-postpaid-v2.md");
    let answer =
        &document["paths"]["/api/v2/postpaid/payment"]["post"]["responses"]["200"]["content"]["application/json"];
    let examples = answer["examples"].as_object().unwrap();
    assert_eq!(examples.len(), 3);
    for example in examples.values() {
        same_again::<singapay_biller::types::PostpaidPaymentV2Response>(&example["value"]);
    }
    let requests = &document["paths"]["/api/v2/postpaid/payment"]["post"]["requestBody"]["content"]["application/json"]
        ["examples"];
    assert_eq!(requests.as_object().unwrap().len(), 8);
    for example in requests.as_object().unwrap().values() {
        same_again::<singapay_biller::types::PostpaidPaymentV2Request>(&example["value"]);
    }
}

async fn singapay_reset() {
    let document = document("singapay-reset-customer-id.md");
    let schema = &document["paths"]["/api/v1/reset-customer-id"]["post"]["responses"]["200"]["content"]["application/json"]
        ["schema"];
    let fields = schema["properties"].as_object().unwrap().iter();
    let sample: Value = fields.map(|(name, property)| (name.clone(), property["example"].clone())).collect();
    assert_eq!(sample["response_code"], "00");
    same_again::<singapay_biller::types::ResetCustomerIdResponse>(&sample);
}

async fn finnet_pin_reset() {
    let sample = serde_json::from_str(include_str!("../samples/finnet-pin-reset.json")).unwrap();
    same_again::<finnet_snap::types::PinResetResponse>(&sample);
}

async fn paycombat_delete() {
    let sample = serde_json::from_str(include_str!("../samples/paycombat-delete-customer.json")).unwrap();
    same_again::<paycombat_legacy::types::DeleteCustomerResponse>(&sample);
}
