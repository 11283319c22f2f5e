//! Every magic value is called, and really gives its code.

use std::collections::{HashMap, HashSet};

use bayar_simulator::{Account, Operation, Simulator, demo, magic, magic::Magic};
use serde_json::json;

use crate::{
    client::{Answer, Call},
    finnet, paycombat,
    singapay::{Singapay, token_call},
};

struct Caller<'a> {
    sim: &'a Simulator,
    api: Singapay<'a>,
}

impl Caller<'_> {
    async fn call(&self, magic: &Magic) -> Answer {
        let operation = Operation::parse(magic.operation).unwrap();
        let (api, value) = (&self.api, magic.value.as_str());
        let call = match operation {
            Operation::GenerateAccessToken => token_call(self.sim),
            Operation::PostpaidInquiryV2 => self.inquiry(operation, "plnpos", "SPPLNPOS", value),
            Operation::PrepaidInquiryV2 => self.inquiry(operation, "plntok", "SPPLNTOK", value),
            Operation::PostpaidPaymentV2 => {
                let asked = self.inquiry(Operation::PostpaidInquiryV2, "plnpos", "SPPLNPOS", value).answer().await;
                let reference = asked.json()["data"]["reference_number"].as_str().unwrap().to_owned();
                self.payment(operation, "plnpos", "SPPLNPOS", value, &reference)
            }
            Operation::PrepaidPaymentV2 => self.payment(operation, "pulsa", "SPTLKMAS10", value, ""),
            Operation::ListBillTransaction => {
                api.call(operation, &json!({"command": "list-bill-transaction", "data": {"customer_id": value}}))
            }
            Operation::DetailBillTransaction => {
                api.call(operation, &json!({"command": "detail-bill-transaction", "data": {"transaction_id": value}}))
            }
            Operation::CheckBalance => api.call(operation, &json!({"command": "check-balance"})),
            Operation::ResetCustomerId => api.call(operation, &json!({"command": "reset-customer-id"})),
            Operation::AccessTokenB2b => finnet::token_call(self.sim),
            Operation::PinReset => {
                let phone = if magic.field == "phoneNo" { value } else { demo::PHONE };
                finnet::Reset::sign_in(self.sim).await.call_for(self.sim, phone)
            }
            Operation::DeleteCustomer => paycombat::delete(self.sim, value, "sandbox"),
            Operation::GetCustomer => paycombat::get(self.sim, value, demo::ORGANISATION.token),
            other => panic!("{other:?}"),
        };
        let call = if magic.field.starts_with("x-") { call.header(magic.field, value) } else { call };
        call.answer().await
    }

    fn inquiry(&self, operation: Operation, command: &str, product: &str, customer: &str) -> Call {
        let data = json!({"customer_id": customer, "product_code": product});
        self.api.call(operation, &json!({"command": command, "data": data}))
    }

    fn payment(&self, operation: Operation, command: &str, product: &str, customer: &str, reference: &str) -> Call {
        let data = json!({"password": demo::MERCHANT.password, "product_code": product, "customer_id": customer,
            "reference_number": reference});
        self.api.call(operation, &json!({"command": command, "data": data}))
    }
}

fn code(answer: &Answer) -> String {
    let body = answer.json();
    let code = body.get("response_code").or_else(|| body.get("responseCode"));
    code.and_then(|it| it.as_str()).map_or_else(|| answer.status.to_string(), str::to_owned)
}

#[tokio::test]
async fn every_magic_value_gives_its_code() {
    let sim = Simulator::start().await.unwrap();
    let caller = Caller { sim: &sim, api: Singapay::sign_in(&sim).await };
    for magic in magic::all() {
        let before = sim.ledger().executed();
        let answer = caller.call(&magic).await;
        assert_eq!((answer.status, code(&answer)), (magic.http, magic.code.clone()), "{magic:?}");
        let executed = magic.operation.contains("payment") && ["00", "01", "50"].contains(&magic.code.as_str());
        assert_eq!(sim.ledger().executed() - before, u64::from(executed), "{magic:?}");
    }
}

#[test]
fn every_operation_has_its_own_values() {
    let all = magic::all();
    let values: HashSet<_> = all.iter().map(|it| (it.operation, &it.value)).collect();
    assert_eq!(values.len(), all.len(), "a value means one thing");
    let mut counts: HashMap<_, usize> = HashMap::new();
    all.iter().for_each(|it| *counts.entry(it.operation).or_default() += 1);
    for operation in Operation::ALL {
        assert!(counts[operation.id()] >= 4, "{operation:?}");
    }
    assert_eq!(counts["pin_reset"], 19);
}

#[tokio::test]
async fn a_real_account_goes_first() {
    let sim = Simulator::start().await.unwrap();
    sim.put_account(Account::new("089905000000"));
    let reset = finnet::Reset::sign_in(&sim).await;
    let answer = reset.call_for(&sim, "089905000000").answer().await;
    assert_eq!(answer.status, 200);
}
