//! A rule as JSON: the same keys as a `[[fault]]` of a scenario file.
//! Reading and writing only; what a rule does is `rule`'s.

use serde::{Deserialize, Serialize};

use super::{Fault, FaultTextError, Rule};
use crate::operation::Operation;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RuleText {
    fault: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    operation: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    customer: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nth: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    times: Option<u64>,
    #[serde(default)]
    per_customer: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    probability: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seed: Option<u64>,
}

impl From<Rule> for RuleText {
    fn from(rule: Rule) -> Self {
        Self {
            fault: rule.fault.to_string(),
            operation: rule.operation.map(|it| it.id().to_owned()),
            customer: rule.customer,
            nth: Some(rule.nth),
            times: rule.times,
            per_customer: rule.per_customer,
            probability: Some(rule.probability).filter(|it| *it < 1.0),
            seed: rule.seed,
        }
    }
}

impl TryFrom<RuleText> for Rule {
    type Error = FaultTextError;

    fn try_from(text: RuleText) -> Result<Self, FaultTextError> {
        let unknown = |id: &String| FaultTextError::new(format!("there is no operation `{id}`"));
        let operation = text.operation.as_ref().map(|id| Operation::parse(id).ok_or_else(|| unknown(id)));
        let probability = text.probability.unwrap_or(1.0);
        if !(0.0..=1.0).contains(&probability) {
            return Err(FaultTextError::new("a probability is between 0 and 1"));
        }
        Ok(Self {
            fault: text.fault.parse::<Fault>()?,
            operation: operation.transpose()?,
            customer: text.customer,
            nth: text.nth.unwrap_or(1).max(1),
            times: text.times,
            per_customer: text.per_customer,
            probability,
            seed: text.seed,
        })
    }
}
