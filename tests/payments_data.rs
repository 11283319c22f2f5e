//! What the journal holds about whom, why and for how long: the page is made from this table, and the table is held against
//! the real schema and the real records.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use bayar::payments::{
    journal::{Entry, Journal, SqliteJournal, conformance::sample},
    machine::{Attempt, Moment, Offer},
};
use rusqlite::Connection;
use std::{collections::BTreeSet, fmt::Write, path::PathBuf, time::Duration};

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/payments-data.md");
const EVER: &str = "for ever";
const FORGET: &str = "until `forget`";

/// Table and column (or column and field, where the column is JSON), what it is, why it is there, how long.
const INVENTORY: &[(&str, &str, &str, &str, &str)] = &[
    ("attempts", "facts", "one permit to send, as JSON: the fields below", "see the fields", EVER),
    ("attempts", "facts.answer", "status and codes of the answer, in our words", "evidence for people", EVER),
    ("attempts", "facts.at", "when it was permitted", "look-ups search around it", EVER),
    (
        "attempts",
        "facts.monotonic",
        "the same by a clock that nobody sets",
        "the deadline holds when the clock is set",
        EVER,
    ),
    ("attempts", "facts.number", "from 1", "attempts are counted", EVER),
    (
        "attempts",
        "facts.raw",
        "the answer: names of fields, codes, ids, amounts, times; every other value is replaced by its length",
        "evidence for people and the provider",
        EVER,
    ),
    ("attempts", "facts.reference", "the provider's reference that it carried", "look-ups", EVER),
    ("attempts", "facts.ahead", "seconds that the provider's clock was ahead", "the horizon runs by theirs", EVER),
    ("attempts", "facts.request_hash", "a keyed hash of what was ordered; the key is `person.salt`", "evidence", EVER),
    ("attempts", "facts.send_by", "until when it might be sent", "absence counts from here", EVER),
    ("attempts", "intent", "the payment's id", "belongs to it", EVER),
    ("attempts", "number", "from 1", "key", EVER),
    ("attempts", "reference", "as in `facts`", "callbacks name it", EVER),
    ("consumers", "name", "a consumer of the feed, named by the program", "its place in the feed", EVER),
    ("consumers", "position", "how far it has acted", "deliver again until acted on", EVER),
    (
        "events",
        "actor",
        "who closed, cancelled, forgot or released, as the program calls them: **a member of staff**",
        "manual acts are answered for",
        EVER,
    ),
    ("events", "after", "state after", "the feed", EVER),
    (
        "events",
        "answer",
        "the provider's answer to a look-up, redacted: names of fields, and values that can't be about a person",
        "evidence",
        EVER,
    ),
    ("events", "at", "when", "the feed", EVER),
    ("events", "before", "state before", "the feed", EVER),
    ("events", "hash", "hash over this event and the one before", "removal and alteration show", EVER),
    ("events", "intent", "the payment's id", "belongs to it", EVER),
    ("events", "kind", "what happened, in a word", "the feed", EVER),
    ("events", "note", "status and codes, or a person's grounds: nothing about customers", "evidence", EVER),
    ("events", "position", "from 1", "order", EVER),
    (
        "events",
        "record",
        "hash of the record without the person",
        "alteration shows, and forgetting does not look like it",
        EVER,
    ),
    ("events", "version", "the record's version", "order", EVER),
    ("intents", "account", "the paying account, by the program's name", "one key for each account", EVER),
    ("intents", "due", "when something is to be done next", "recovery", "while open"),
    ("intents", "facts", "the record as JSON: the fields below", "see the fields", EVER),
    ("intents", "facts.account", "as the column", "as the column", EVER),
    ("intents", "facts.at_most", "highest price that the caller allows", "refuse more", EVER),
    ("intents", "facts.at_the_door", "a refused token is being checked", "the one case of a second attempt", EVER),
    ("intents", "facts.checks", "look-ups so far", "when absence counts", EVER),
    ("intents", "facts.created", "when it was made", "age", EVER),
    ("intents", "facts.due", "as the column", "as the column", "while open"),
    ("intents", "facts.environment", "sandbox, production or local", "looked up where it was sent", EVER),
    (
        "intents",
        "facts.group",
        "the caller's word for identical purchases: nothing about a person",
        "matching by count",
        EVER,
    ),
    ("intents", "facts.id", "as the column", "as the column", EVER),
    ("intents", "facts.key", "as the column", "as the column", EVER),
    ("intents", "facts.offer", "price, the provider's reference, when", "pay and look up", EVER),
    ("intents", "facts.paid", "what was paid", "books", EVER),
    ("intents", "facts.product", "product code", "pay and look up", EVER),
    ("intents", "facts.provider", "the provider's name", "looked up where it was sent", EVER),
    ("intents", "facts.reason", "why it stands where it stands", "people", EVER),
    ("intents", "facts.receipt", "whether the goods came; not the goods", "fetch what is missing", EVER),
    (
        "intents",
        "facts.restored",
        "it was open in a journal that was restored",
        "only what is certainly its own closes it",
        EVER,
    ),
    ("intents", "facts.since", "as the column", "as the column", EVER),
    ("intents", "facts.state", "as the column", "as the column", EVER),
    ("intents", "facts.tag", "the caller's own mark: nothing about a person", "the caller's reports", EVER),
    ("intents", "facts.transaction_id", "as the column", "as the column", EVER),
    ("intents", "facts.turned_away", "how often a token was refused", "once at most", EVER),
    ("intents", "facts.updated", "when it changed last", "age", EVER),
    ("intents", "facts.version", "as the column", "as the column", EVER),
    ("intents", "id", "time and chance", "key", EVER),
    ("intents", "key", "the caller's key: nothing about a person", "one payment for each key", EVER),
    ("intents", "leased_until", "until when a worker looks it up", "no two at once", "while open"),
    (
        "intents",
        "lock",
        "what it excludes while it is open: **it names the customer**",
        "one open payment for each target",
        FORGET,
    ),
    ("intents", "person", "**about the customer**, as JSON: the fields below", "see the fields", FORGET),
    (
        "intents",
        "person.customer",
        "**the customer's number** at the biller, or phone number",
        "pay and look up",
        FORGET,
    ),
    (
        "intents",
        "person.details",
        "what else the provider must be told: category, months, phone number, player",
        "pay and look up",
        FORGET,
    ),
    (
        "intents",
        "person.digest",
        "hash of what the caller asked for",
        "a key used for something else is refused",
        FORGET,
    ),
    (
        "intents",
        "person.goods",
        "**what was bought**: digits of a PLN token, a voucher code",
        "the one who paid gets it, whatever crashes",
        FORGET,
    ),
    ("intents", "person.salt", "by chance: the key of `facts.request_hash`", "what was sent can be shown", FORGET),
    (
        "intents",
        "same",
        "the same as `lock`, in the caller's words: **it may name the customer**",
        "one open payment for each target, whatever its account",
        FORGET,
    ),
    ("intents", "since", "since when it stands in its state", "what waits for long is reported", EVER),
    ("intents", "state", "where it stands", "recovery, lists", EVER),
    ("intents", "transaction_id", "the provider's id", "one payment for each transaction", EVER),
    ("intents", "version", "counts commits", "compare and set", EVER),
    (
        "meta",
        "name",
        "a fact about the journal itself: store, epoch, head, held, released, missing",
        "guard against back-ups",
        EVER,
    ),
    ("meta", "value", "its value", "guard against back-ups", EVER),
    (
        "releases",
        "actor",
        "who released a journal that may have come from a back-up: **a member of staff**",
        "manual acts are answered for",
        EVER,
    ),
    ("releases", "at", "when; nothing for one of before this was noted", "manual acts are answered for", EVER),
    ("releases", "hash", "hash over this note and the one before", "removal and alteration show", EVER),
    ("releases", "number", "from 1", "order", EVER),
    ("releases", "why", "why it was held", "manual acts are answered for", EVER),
];

fn page() -> String {
    let mut page = String::from(
        "# What the journal holds\n\n\
         Made from `tests/payments_data.rs`, which compares it with the tables and records of the SQLite journal. What is about a\n\
         person is in bold. `Payments::forget` takes a customer out of a closed payment; the file then overwrites it. Passwords,\n\
         PINs and access tokens are never stored. Vouchers are worth money: forget them once they are handed out.\n\n\
         | Table | Column | What | Why | How long |\n| --- | --- | --- | --- | --- |\n",
    );
    for (table, column, what, why, how_long) in INVENTORY {
        writeln!(page, "| {table} | `{column}` | {what} | {why} | {how_long} |").unwrap();
    }
    page
}

/// To write it anew: `BAYAR_DRAW=1 cargo test -p bayar --features sqlite --test payments_data`.
#[test]
fn the_page_is_that_of_the_table() {
    if std::env::var_os("BAYAR_DRAW").is_some() {
        std::fs::write(PAGE, page()).unwrap();
    }
    assert!(std::fs::read_to_string(PAGE).unwrap() == page(), "docs/payments-data.md is not what this test says");
}

#[tokio::test]
async fn the_table_is_that_of_the_schema_and_of_the_records() {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("data-{}.db", std::process::id()));
    for left in ["", "-wal", "-shm", ".guard", ".lock"] {
        _ = std::fs::remove_file(format!("{}{left}", path.display()));
    }
    let journal = SqliteJournal::open(&path).unwrap();
    let mut record = sample(1);
    record.offer = Some(Offer { reference: Some("ref".into()), price: record.at_most, made_at: Moment::START });
    record.attempts = vec![Attempt {
        number: 1,
        at: Moment::START,
        monotonic: Duration::ZERO,
        send_by: Moment::START,
        reference: None,
        request_hash: String::new(),
        ahead: None,
        answer: None,
        raw: None,
    }];
    _ = journal.create(record, Entry::new(Moment::START, "tested")).await.unwrap();
    drop(journal);
    let real = columns(&Connection::open(&path).unwrap());
    let listed: BTreeSet<_> = INVENTORY.iter().map(|row| (row.0.to_owned(), row.1.to_owned())).collect();
    assert_eq!(listed.len(), INVENTORY.len(), "each once");
    assert_eq!(real, listed);
}

/// Every column, and every field of those that are JSON.
fn columns(db: &Connection) -> BTreeSet<(String, String)> {
    let mut query = db
        .prepare(
            "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c
             WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'",
        )
        .unwrap();
    let rows = query.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))).unwrap();
    let mut all: BTreeSet<_> = rows.map(Result::unwrap).collect();
    for (table, column) in [("attempts", "facts"), ("intents", "facts"), ("intents", "person")] {
        let text: String = db.query_row(&format!("SELECT {column} FROM {table}"), [], |row| row.get(0)).unwrap();
        let json: serde_json::Value = serde_json::from_str(&text).unwrap();
        all.extend(json.as_object().unwrap().keys().map(|key| (table.to_owned(), format!("{column}.{key}"))));
    }
    all
}
