//! The JSON Schema of the file.
//!
//! May use: schemars. Made of the tables; `src/config/bayar.schema.json` is what it makes.

use super::{
    tables::{FinnetTable, PayCombatTable, SingapayTable},
    value::Given,
};
use schemars::{JsonSchema, Schema, SchemaGenerator, generate::SchemaSettings, json_schema};
use std::{borrow::Cow, collections::BTreeMap};

/// Named accounts for the crate bayar and its command.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, title = "bayar.toml")]
#[allow(dead_code)]
struct File {
    /// Accounts by name. Several accounts of one provider are fine.
    #[serde(default)]
    accounts: BTreeMap<String, Account>,
}

/// An account of one provider.
#[derive(JsonSchema)]
#[schemars(tag = "provider", rename_all = "lowercase")]
#[allow(dead_code)]
enum Account {
    Singapay(SingapayTable),
    Finnet(Box<FinnetTable>),
    PayCombat(PayCombatTable),
}

impl JsonSchema for Given {
    fn schema_name() -> Cow<'static, str> {
        "Value".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "minLength": 1,
            "description": "The value itself, or env:NAME for a variable, or file:PATH for a file (from the folder of this one). A value that begins with one of these words is written behind value:.",
        })
    }
}

/// The JSON Schema of `bayar.toml`, for editors and checks.
#[must_use]
pub fn schema() -> serde_json::Value {
    SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<File>().to_value()
}
