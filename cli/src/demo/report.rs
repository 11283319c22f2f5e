//! The document that `bayar demo --json` prints.
//!
//! Declarations only; the schema in the repository is made of them.

use schemars::JsonSchema;
use serde::Serialize;

/// What the four parts of the demo did. Amounts are whole rupiah.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Report {
    /// A bill that was paid.
    pub singapay: SingapayReport,
    /// A bill whose payment was executed while its answer was lost.
    pub lost_answer: LostAnswer,
    /// A PIN reset.
    pub finnet: FinnetReport,
    /// A deleted customer.
    pub paycombat: PayCombatReport,
}

/// A bill that was paid.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct SingapayReport {
    /// `paid`, or what the call did instead: `pending`, `refused`, `unknown`.
    pub outcome: String,
    /// How often the provider executed the payment, by the simulator's own ledger.
    pub executions: u64,
    /// What the quote said, and the receipt.
    pub price: i64,
    /// The deposit before.
    pub balance_before: i64,
    /// The deposit after.
    pub balance_after: i64,
}

/// A bill whose payment was executed while its answer was lost.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct LostAnswer {
    /// What the call itself could say: `unknown`.
    pub first: String,
    /// What the look-up found: `paid`, `pending`, `not paid`, `refunded`, `unclear`, `absent`, or `contradiction`.
    pub resolved: String,
    /// How often the provider executed the payment, by the simulator's own ledger.
    pub executions: u64,
}

/// A PIN reset.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct FinnetReport {
    /// The provider's code, `2000600` for success; null if none came.
    pub response_code: Option<String>,
}

/// A deleted customer.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct PayCombatReport {
    /// The id in the record that the provider gave back; null if none came.
    pub customer_id: Option<String>,
}

impl Report {
    /// True if each part ended as it should, with one execution of each payment.
    #[must_use]
    pub fn is_as_it_should_be(&self) -> bool {
        let paid = self.singapay.outcome == "paid" && self.lost_answer.resolved == "paid";
        let once = self.singapay.executions == 1 && self.lost_answer.executions == 1;
        let others = self.finnet.response_code.as_ref().is_some_and(|c| c.starts_with("200"))
            && self.paycombat.customer_id.is_some();
        paid && once && others
    }
}

/// The JSON Schema of [`Report`], as it stands in `cli/schemas/demo.json`.
#[must_use]
pub fn schema() -> serde_json::Value {
    let schema = schemars::generate::SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<Report>();
    schema.to_value()
}
