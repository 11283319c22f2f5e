//! The file of bills: read to the end and checked before anything is sent.
//!
//! May use: csv, bayar's bills. Sends nothing.

use crate::failure::Failure;
use bayar::{
    Phone, Rupiah,
    singapay::{Bill, Command, Prepaid, PrepaidCommand, Product},
};
use csv::{Reader, ReaderBuilder, StringRecord, Trim};
use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
};

const NEEDED: [&str; 5] = ["key", "command", "product_code", "customer_id", "at_most"];
const OPTIONAL: [&str; 2] = ["period", "tag"];

/// What is to be paid.
#[derive(Clone, Debug)]
pub(super) enum What {
    /// A postpaid bill.
    Bill(Bill),
    /// A PLN token or a game top-up: inquired before it is paid.
    Prepaid(Prepaid),
    /// Credit, data, a voucher: bought without an inquiry, at the price that the row states.
    Product(Product),
}

/// A row of the file.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) key: String,
    pub(super) what: What,
    pub(super) at_most: Rupiah,
    pub(super) tag: Option<String>,
}

/// Reads and checks all of it.
///
/// # Errors
/// Every malformed row, with its line number.
pub(super) fn read(path: &Path) -> Result<Vec<Row>, Failure> {
    let bytes = fs::read(path).map_err(|e| Failure::Machine(format!("{} can't be read: {e}", path.display())))?;
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter(&bytes))
        .flexible(true)
        .trim(Trim::Headers)
        .from_reader(bytes.as_slice());
    let columns = Columns::of(path, &mut reader)?;
    let mut reading = Reading { path: path.to_owned(), columns, rows: vec![], faults: vec![], seen: HashMap::new() };
    for record in reader.into_records() {
        match record {
            Ok(record) => reading.take(&record),
            Err(error) => reading.fault(error.position().map_or(0, csv::Position::line), &error.to_string()),
        }
    }
    reading.end()
}

/// A spreadsheet in Indonesian writes semicolons.
fn delimiter(bytes: &[u8]) -> u8 {
    let header = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    if header.contains(&b';') && !header.contains(&b',') { b';' } else { b',' }
}

/// Where each column stands.
struct Columns {
    width: usize,
    places: HashMap<String, usize>,
}

impl Columns {
    fn of(path: &Path, reader: &mut Reader<&[u8]>) -> Result<Self, Failure> {
        let fails = |text: String| Failure::Machine(format!("{}, line 1: {text}; nothing was sent", path.display()));
        let header = reader.headers().map_err(|error| fails(error.to_string()))?;
        let mut places = HashMap::new();
        for (place, name) in header.iter().enumerate() {
            if !NEEDED.contains(&name) && !OPTIONAL.contains(&name) {
                return Err(fails(format!("there is no column `{name}`; there are {}", all_columns())));
            }
            if places.insert(name.to_owned(), place).is_some() {
                return Err(fails(format!("column `{name}` stands there twice")));
            }
        }
        let missing: Vec<_> = NEEDED.into_iter().filter(|name| !places.contains_key(*name)).collect();
        if !missing.is_empty() {
            return Err(fails(format!("missing: {}; the columns are {}", missing.join(", "), all_columns())));
        }
        Ok(Self { width: header.len(), places })
    }

    fn get<'a>(&self, record: &'a StringRecord, name: &str) -> &'a str {
        self.places.get(name).and_then(|place| record.get(*place)).unwrap_or_default()
    }
}

fn all_columns() -> String {
    format!("{}, and if you like {}", NEEDED.join(", "), OPTIONAL.join(", "))
}

struct Reading {
    path: PathBuf,
    columns: Columns,
    rows: Vec<Row>,
    faults: Vec<(u64, String)>,
    /// What must stand there once, and its line.
    seen: HashMap<String, u64>,
}

impl Reading {
    fn fault(&mut self, line: u64, text: &str) {
        self.faults.push((line, text.to_owned()));
    }

    fn take(&mut self, record: &StringRecord) {
        let line = record.position().map_or(0, csv::Position::line);
        if record.len() != self.columns.width {
            return self.fault(line, &format!("{} fields, the first line has {}", record.len(), self.columns.width));
        }
        match self.row(record) {
            Ok(row) => {
                self.once(line, format!("key {}", row.key), "the key of line");
                // Buying the same thing twice is legitimate trade; paying a bill twice is not.
                if matches!(row.what, What::Bill(_)) {
                    let get = |name: &str| self.columns.get(record, name);
                    let target = format!("bill {} {} {}", get("command"), get("product_code"), get("customer_id"));
                    self.once(line, target, "the same bill as line");
                }
                self.rows.push(row);
            }
            Err(faults) => faults.iter().for_each(|text| self.fault(line, text)),
        }
    }

    fn once(&mut self, line: u64, what: String, words: &str) {
        if let Some(first) = self.seen.get(&what).copied() {
            return self.fault(line, &format!("{words} {first}"));
        }
        self.seen.insert(what, line);
    }

    /// Everything that is wrong with it.
    fn row(&self, record: &StringRecord) -> Result<Row, Vec<String>> {
        let get = |name: &str| self.columns.get(record, name);
        let mut faults: Vec<String> = ["key", "tag"].into_iter().filter_map(|name| plain(name, get(name))).collect();
        faults.extend(spoilt(get("customer_id")));
        let at_most = get("at_most").parse::<Rupiah>().ok().filter(|amount| amount.is_positive());
        let period = Some(get("period")).filter(|text| !text.is_empty()).map(str::parse::<u32>).transpose();
        if at_most.is_none() {
            faults.push("at_most: an amount of rupiah above 0, in digits".to_owned());
        }
        if period.is_err() {
            faults.push("period: a number of months, or nothing".to_owned());
        }
        let what = what(get("command"), get("product_code"), get("customer_id"), period.ok().flatten());
        match (what, at_most) {
            (Ok(what), Some(at_most)) if faults.is_empty() => {
                let tag = Some(get("tag")).filter(|tag| !tag.is_empty()).map(str::to_owned);
                Ok(Row { key: get("key").to_owned(), what, at_most, tag })
            }
            (what, _) => {
                faults.extend(what.err());
                Err(faults)
            }
        }
    }

    fn end(mut self) -> Result<Vec<Row>, Failure> {
        let path = self.path.display();
        if self.faults.is_empty() && self.rows.is_empty() {
            return Err(Failure::Machine(format!("{path} holds no bill")));
        }
        if self.faults.is_empty() {
            return Ok(self.rows);
        }
        self.faults.sort();
        let named: Vec<_> = self.faults.iter().map(|(line, text)| format!("\n  line {line}: {text}")).collect();
        Err(Failure::Machine(format!("{path} has {} fault(s); nothing was sent{}", named.len(), named.concat())))
    }
}

fn what(command: &str, product: &str, customer: &str, period: Option<u32>) -> Result<What, String> {
    if let Ok(command) = command.parse::<Command>() {
        let bill = Bill::new(command, product, customer);
        let bill = period.map_or(bill.clone(), |months| bill.period(months));
        return bill.check().map_err(text).map(|()| What::Bill(bill));
    }
    let Ok(prepaid) = command.parse::<PrepaidCommand>() else {
        let postpaid = Command::ALL.map(Command::as_str).join(", ");
        let prepaid = PrepaidCommand::ALL.map(PrepaidCommand::as_str).join(", ");
        return Err(format!("command: one of {postpaid}, {prepaid}"));
    };
    if product.is_empty() || customer.is_empty() {
        return Err("product_code, customer_id: both are needed".to_owned());
    }
    if period.is_some() {
        return Err("period: only a postpaid bill has one".to_owned());
    }
    let phone = || Phone::parse(customer).map_err(|error| format!("customer_id: {error}"));
    Ok(match prepaid {
        PrepaidCommand::PlnTok => What::Prepaid(Prepaid::pln_token(product, customer)),
        PrepaidCommand::TopUpG => What::Prepaid(Prepaid::game_top_up(product, customer)),
        PrepaidCommand::Pulsa => What::Product(Product::pulsa(product, &phone()?)),
        PrepaidCommand::Data => What::Product(Product::data(product, &phone()?)),
        PrepaidCommand::VouchG => What::Product(Product::game_voucher(product, &phone()?)),
    })
}

fn text(error: bayar::Error) -> String {
    error.to_string()
}

fn plain(name: &str, text: &str) -> Option<String> {
    let optional = name == "tag" && text.is_empty();
    let fits = (1..=200).contains(&text.len()) && !text.chars().any(char::is_control) && text.trim() == text;
    (!optional && !fits).then(|| format!("{name}: 1 to 200 bytes, no control characters, no blanks around it"))
}

/// `1.14677E+11`: digits that are gone for ever.
fn spoilt(customer: &str) -> Option<String> {
    let rounded = customer.contains("E+") && customer.starts_with(|c: char| c.is_ascii_digit());
    rounded.then(|| "customer_id: a spreadsheet has rounded it; format the column as text and fill it again".to_owned())
}
