//! Who let sending go on after a restore, and when: a chain of its own, for it belongs to no payment.
//!
//! May use: rusqlite, hashing. Notes are only ever added.

use super::{chain, fails, meta, rows};
use crate::payments::journal::JournalError;
use rusqlite::{Connection, OptionalExtension, params};

/// Time, who, and what it put an end to.
type Note = (Option<i64>, String, Option<String>);

/// Clears what holds sending. The time is SQLite's: nobody else here knows one.
pub(super) fn release(db: &Connection, actor: &str) -> Result<(), JournalError> {
    let at = "SELECT CAST(unixepoch('subsec') * 1000 AS INTEGER)";
    let at: i64 = db.query_row(at, [], |row| row.get(0)).map_err(fails)?;
    let note = (Some(at), actor.to_owned(), meta::get(db, "held")?);
    let (number, before) = last(db)?;
    let hash = hash(&before, number + 1, &note);
    let values = params![rows::signed(number + 1), note.0, note.1, note.2, hash];
    let sql = "INSERT INTO releases (number, at, actor, why, hash) VALUES (?1, ?2, ?3, ?4, ?5)";
    db.execute(sql, values).map_err(fails)?;
    meta::set(db, "released", &format!("{} {hash}", number + 1))?;
    meta::clear(db, "held")
}

fn last(db: &Connection) -> Result<(u64, String), JournalError> {
    let sql = "SELECT number, coalesce(hash, '') FROM releases ORDER BY number DESC LIMIT 1";
    let last = db.query_row(sql, [], |row| Ok((rows::unsigned(row, 0)?, row.get(1)?))).optional();
    Ok(last.map_err(fails)?.unwrap_or_default())
}

fn hash(before: &str, number: u64, note: &Note) -> String {
    chain::hash_of_fields(&(before, number, note))
}

/// The numbers of those that are not as they were written; 0 for one that is gone from the end.
pub(super) fn altered(db: &Connection) -> Result<Vec<u64>, JournalError> {
    let (mut damages, mut end) = (vec![], (0, String::new()));
    let mut query = db.prepare("SELECT number, at, actor, why, hash FROM releases ORDER BY number").map_err(fails)?;
    let notes = query.query_map([], |row| {
        Ok((rows::unsigned(row, 0)?, (row.get(1)?, row.get(2)?, row.get(3)?), row.get::<_, Option<String>>(4)?))
    });
    for one in notes.map_err(fails)? {
        let (number, note, written): (u64, Note, _) = one.map_err(fails)?;
        // The first version kept one name, and neither time nor hash.
        let is_old = number == 1 && note.0.is_none() && written.is_none();
        let written = written.unwrap_or_default();
        if number != end.0 + 1 || !is_old && written != hash(&end.1, number, &note) {
            damages.push(number);
        }
        end = (number, written);
    }
    let noted = meta::get(db, "released")?;
    let expected = (!end.1.is_empty()).then(|| format!("{} {}", end.0, end.1));
    damages.extend((noted != expected).then_some(0));
    Ok(damages)
}
