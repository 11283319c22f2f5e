//! `bayar simulator magic`: the value for every response code of every operation.
//!
//! May use: the simulator's list. Starts nothing.

use crate::{exit::Exit, failure::Failure, printer::Printer};
use bayar_simulator::{Operation, magic};
use clap::Args;
use schemars::JsonSchema;
use serde::Serialize;

pub(super) const EXAMPLES: &str = "Examples:\n  bayar simulator magic\n  bayar simulator magic pin_reset\n  bayar simulator magic --json | jq '.[] | select(.code == \"06\")'";

/// Options of `bayar simulator magic`.
#[derive(Debug, Args)]
pub struct MagicArgs {
    /// Only those of one operation, for example postpaid_payment_v2.
    #[arg(value_name = "OPERATION")]
    operation: Option<String>,
}

/// One magic value; `bayar simulator magic --json` prints an array of them.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct MagicRow {
    /// `singapay`, `finnet` or `paycombat`.
    pub provider: String,
    /// The operation, as the specifications call it, in snake case.
    pub operation: String,
    /// Where to put the value: a field of the body as a dotted path, `path` for the id in the path, or a request header.
    pub field: String,
    /// The value.
    pub value: String,
    /// The code in the answer, or its HTTP status where there is no code.
    pub code: String,
    /// The HTTP status of the answer.
    pub http: u16,
    /// What the code means.
    pub meaning: String,
}

impl From<magic::Magic> for MagicRow {
    fn from(magic: magic::Magic) -> Self {
        Self {
            provider: magic.provider.to_owned(),
            operation: magic.operation.to_owned(),
            field: magic.field.to_owned(),
            value: magic.value,
            code: magic.code,
            http: magic.http,
            meaning: magic.meaning.to_owned(),
        }
    }
}

pub(super) fn run(args: &MagicArgs, printer: Printer) -> Result<Exit, Failure> {
    if let Some(id) = args.operation.as_deref().filter(|id| Operation::parse(id).is_none()) {
        let known: Vec<_> = Operation::ALL.into_iter().map(Operation::id).collect();
        return Err(Failure::Usage(format!("there is no operation `{id}`; known are {}", known.join(", "))));
    }
    let wanted = |magic: &magic::Magic| args.operation.as_deref().is_none_or(|id| id == magic.operation);
    let rows: Vec<MagicRow> = magic::all().into_iter().filter(wanted).map(MagicRow::from).collect();
    printer.print(&rows, || words(&rows))?;
    Ok(Exit::Done)
}

/// A heading for each operation, and its values in columns.
fn words(rows: &[MagicRow]) -> String {
    let mut lines = Vec::new();
    let value = rows.iter().map(|row| row.value.len()).max().unwrap_or_default();
    for (index, row) in rows.iter().enumerate() {
        let is_new = index == 0 || (&rows[index - 1].operation, &rows[index - 1].field) != (&row.operation, &row.field);
        if is_new {
            let gap = if index == 0 { "" } else { "\n" };
            lines.push(format!("{gap}{} {}: {}", row.provider, row.operation, row.field));
        }
        lines.push(format!("  {:<value$}  {:<7}  {}  {}", row.value, row.code, row.http, row.meaning));
    }
    lines.join("\n")
}
