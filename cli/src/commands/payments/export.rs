//! `bayar payments export`.
//!
//! Reads only, page by page: a large journal needs no large memory.

use super::{PaymentReport, chosen, state};
use crate::{
    exit::Exit,
    failure::Failure,
    journal::{JournalArgs, each},
    printer::Printer,
};
use bayar::payments::machine::{Record, State};
use clap::{Args, ValueEnum};
use std::io::{self, BufWriter, Write};

pub(super) const EXAMPLES: &str = "Examples:\n  bayar payments export --journal payments.db > payments.csv\n  bayar payments export --journal payments.db --format json --state paid | jq -r .transaction_id\n  bayar payments export --journal payments.db --with-customers";

const COLUMNS: [&str; 19] = [
    "id",
    "account",
    "key",
    "provider",
    "product",
    "state",
    "reason",
    "price",
    "at_most",
    "paid",
    "receipt_missing",
    "transaction_id",
    "reference",
    "tag",
    "attempts",
    "created",
    "updated",
    "due",
    "customer",
];

/// Options of `bayar payments export`.
#[derive(Debug, Args)]
pub struct ExportArgs {
    #[command(flatten)]
    journal: JournalArgs,
    /// CSV, or one JSON document a line.
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = Format::Csv)]
    format: Format,
    /// Only in this state; may be given several times.
    #[arg(long = "state", value_name = "STATE", value_parser = state)]
    states: Vec<State>,
    /// Name the customers too. Data about persons: keep it as such.
    #[arg(long)]
    with_customers: bool,
}

/// A form of export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// Comma-separated values with a header.
    Csv,
    /// One JSON document a line.
    Json,
}

pub(super) async fn run(args: &ExportArgs, printer: Printer) -> Result<Exit, Failure> {
    let journal = args.journal.look()?;
    let format = if printer.json { Format::Json } else { args.format };
    let mut sheet = Sheet::new(format, args.with_customers)?;
    let report = if args.with_customers { PaymentReport::with_customer } else { PaymentReport::new };
    each(&journal, &chosen(&args.states), |record: Record| sheet.add(&report(&record))).await?;
    sheet.end()?;
    Ok(Exit::Done)
}

enum Sheet {
    Csv(Box<csv::Writer<BufWriter<io::Stdout>>>, bool),
    Json(BufWriter<io::Stdout>),
}

impl Sheet {
    fn new(format: Format, customers: bool) -> Result<Self, Failure> {
        let out = BufWriter::new(io::stdout());
        if format == Format::Json {
            return Ok(Self::Json(out));
        }
        let mut writer = csv::Writer::from_writer(out);
        let columns = &COLUMNS[..COLUMNS.len() - usize::from(!customers)];
        writer.write_record(columns).map_err(fails)?;
        Ok(Self::Csv(Box::new(writer), customers))
    }

    fn add(&mut self, report: &PaymentReport) -> Result<(), Failure> {
        let document = serde_json::to_value(report).map_err(io::Error::from)?;
        match self {
            Self::Json(out) => Ok(writeln!(out, "{document}")?),
            Self::Csv(writer, customers) => {
                let columns = &COLUMNS[..COLUMNS.len() - usize::from(!*customers)];
                let text = |name: &&str| match &document[*name] {
                    serde_json::Value::Null => String::new(),
                    serde_json::Value::String(text) => text.clone(),
                    other => other.to_string(),
                };
                writer.write_record(columns.iter().map(text)).map_err(fails)
            }
        }
    }

    fn end(self) -> Result<(), Failure> {
        match self {
            Self::Json(mut out) => Ok(out.flush()?),
            Self::Csv(mut writer, _) => Ok(writer.flush()?),
        }
    }
}

fn fails(error: csv::Error) -> Failure {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error.into(),
        other => Failure::Machine(format!("{other:?}")),
    }
}
