//! The JSON Schemas of what `--json` prints, as they stand in `cli/schemas`.
//!
//! Declarations only.

use crate::{commands::*, demo as story, failure::ErrorDocument, rehearsal::DryRun};
use schemars::{JsonSchema, generate::SchemaSettings};
use serde_json::Value;

/// The schema of each document, by the name of its file.
#[must_use]
pub fn all() -> Vec<(&'static str, Value)> {
    vec![
        ("api", schema::<api::ApiReport>()),
        ("balance", schema::<balance::BalanceReport>()),
        ("bill-inquire", schema::<bill::QuoteReport>()),
        ("bill-list", schema::<bill::ListReport>()),
        ("bill-pay", schema::<bill::PayReport>()),
        ("bill-status", schema::<bill::StatusReport>()),
        ("codes", schema::<codes::CodesReport>()),
        ("customer-delete", schema::<customer::DeleteReport>()),
        ("customer-get", schema::<customer::CustomerReport>()),
        ("demo", story::schema()),
        ("doctor", schema::<doctor::DoctorReport>()),
        ("dry-run", schema::<DryRun>()),
        ("error", schema::<ErrorDocument>()),
        ("finnet-reset-pin", schema::<finnet::ResetPinReport>()),
        ("keygen", schema::<keygen::KeygenReport>()),
        ("pay", schema::<pay::BatchReport>()),
        ("pay-plan", schema::<pay::PlanReport>()),
        ("payments-change", schema::<payments::ChangeReport>()),
        ("payments-forget", schema::<payments::ForgetReport>()),
        ("payments-list", schema::<payments::PaymentsReport>()),
        ("payments-payment", schema::<payments::PaymentReport>()),
        ("payments-recover", schema::<payments::RecoverReport>()),
        ("payments-release", schema::<payments::ReleaseReport>()),
        ("payments-show", schema::<payments::ShowReport>()),
        ("payments-verify", schema::<payments::VerifyReport>()),
        ("prove", schema::<crate::prove::Report>()),
        ("prepaid-buy", schema::<prepaid::BuyReport>()),
        ("prepaid-inquire", schema::<prepaid::PrepaidQuoteReport>()),
        ("snap-code", schema::<snap::codes::CodeReport>()),
        ("snap-codes", schema::<snap::codes::TableReport>()),
        ("snap-explain", schema::<snap::explain::ExplainReport>()),
        ("snap-minify", schema::<snap::minify::MinifyReport>()),
        ("snap-sign", schema::<snap::sign::SignReport>()),
        ("snap-token", schema::<snap::token::TokenReport>()),
        ("snap-verify", schema::<snap::verify::VerifyReport>()),
        ("simulator", schema::<simulator::SimulatorReport>()),
        ("simulator-magic", schema::<Vec<simulator::MagicRow>>()),
        ("simulator-scenarios", schema::<Vec<simulator::ScenarioRow>>()),
    ]
}

fn schema<T: JsonSchema>() -> Value {
    SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<T>().to_value()
}
