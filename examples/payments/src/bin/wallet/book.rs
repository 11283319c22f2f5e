//! The books: a balance, money on hold, and one booking for each payment and kind.
//!
//! May use: rusqlite. Must not know: providers.

use anyhow::Result;
use bayar::{Rupiah, payments::Outcome};
use rusqlite::{Connection, Transaction, params};
use std::path::Path;

/// A customer's wallet, in sen.
pub(crate) struct Book(Connection);

/// What there is.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Balance {
    pub(crate) free: i64,
    pub(crate) held: i64,
}

impl Book {
    pub(crate) fn open(path: &Path, start: Rupiah) -> Result<Self> {
        let db = Connection::open(path)?;
        db.pragma_update(None, "journal_mode", "WAL")?;
        db.pragma_update(None, "synchronous", "FULL")?;
        db.execute_batch(
            "CREATE TABLE IF NOT EXISTS balance (one INTEGER PRIMARY KEY CHECK (one = 1), free INTEGER, held INTEGER);
             CREATE TABLE IF NOT EXISTS holds (order_key TEXT PRIMARY KEY, amount INTEGER, open INTEGER);
             CREATE TABLE IF NOT EXISTS bookings (payment TEXT, kind TEXT, amount INTEGER, PRIMARY KEY (payment, kind));
             CREATE TABLE IF NOT EXISTS deliveries (position INTEGER PRIMARY KEY, times INTEGER);",
        )?;
        db.execute("INSERT OR IGNORE INTO balance VALUES (1, ?1, 0)", [start.sen()])?;
        Ok(Self(db))
    }

    /// Before anything is paid: the money is neither free nor gone. Once for each order.
    pub(crate) fn hold(&mut self, order: &str, amount: Rupiah) -> Result<()> {
        let change = self.0.transaction()?;
        let new = change.execute("INSERT OR IGNORE INTO holds VALUES (?1, ?2, 1)", params![order, amount.sen()])?;
        if new > 0 {
            move_money(&change, -amount.sen(), amount.sen())?;
        }
        Ok(change.commit()?)
    }

    /// What a change means. **The same change may come again**: the booking's key is the payment's id and its kind, so that the
    /// second time changes nothing.
    pub(crate) fn apply(&mut self, position: u64, outcome: &Outcome) -> Result<()> {
        let change = self.0.transaction()?;
        let seen = "INSERT INTO deliveries VALUES (?1, 1) ON CONFLICT DO UPDATE SET times = times + 1";
        change.execute(seen, [i64::try_from(position)?])?;
        let paid = outcome.payment().paid().map_or(0, Rupiah::sen);
        match outcome {
            Outcome::Paid(_) if book(&change, outcome, "paid", paid)? => {
                let held = release(&change, outcome)?;
                move_money(&change, held - paid, -held)?;
            }
            Outcome::NotPaid(_) if book(&change, outcome, "not paid", 0)? => {
                let held = release(&change, outcome)?;
                move_money(&change, held, -held)?;
            }
            Outcome::Refunded(_) if book(&change, outcome, "refunded", paid)? => {
                let held = release(&change, outcome)?;
                let was_paid = is_booked(&change, outcome, "paid")?;
                move_money(&change, held + if was_paid { paid } else { 0 }, -held)?;
            }
            // Open: it may be paid. The money stays on hold. Or it was booked before.
            _ => {}
        }
        Ok(change.commit()?)
    }

    pub(crate) fn balance(&self) -> Result<Balance> {
        let read = |row: &rusqlite::Row<'_>| Ok(Balance { free: row.get(0)?, held: row.get(1)? });
        Ok(self.0.query_row("SELECT free, held FROM balance", [], read)?)
    }

    /// Kind and amount, in sen.
    pub(crate) fn bookings(&self) -> Result<Vec<(String, i64)>> {
        let mut query = self.0.prepare("SELECT kind, amount FROM bookings ORDER BY payment, kind")?;
        let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// How many changes came, and how many of them more than once.
    pub(crate) fn deliveries(&self) -> Result<(u64, u64)> {
        let count = "SELECT count(*), coalesce(sum(times > 1), 0) FROM deliveries";
        let read = |row: &rusqlite::Row<'_>| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?));
        let (all, again) = self.0.query_row(count, [], read)?;
        Ok((u64::try_from(all)?, u64::try_from(again)?))
    }
}

/// True the first time only.
fn book(change: &Transaction<'_>, outcome: &Outcome, kind: &str, amount: i64) -> Result<bool> {
    let id = outcome.payment().id().as_str();
    Ok(change.execute("INSERT OR IGNORE INTO bookings VALUES (?1, ?2, ?3)", params![id, kind, amount])? > 0)
}

fn is_booked(change: &Transaction<'_>, outcome: &Outcome, kind: &str) -> Result<bool> {
    let id = outcome.payment().id().as_str();
    let mut query = change.prepare("SELECT 1 FROM bookings WHERE payment = ?1 AND kind = ?2")?;
    Ok(query.exists(params![id, kind])?)
}

/// What was still on hold for it.
fn release(change: &Transaction<'_>, outcome: &Outcome) -> Result<i64> {
    let order = outcome.payment().key();
    let sum = "SELECT coalesce(sum(amount), 0) FROM holds WHERE order_key = ?1 AND open = 1";
    let held = change.query_row(sum, [order], |row| row.get(0))?;
    change.execute("UPDATE holds SET open = 0 WHERE order_key = ?1", [order])?;
    Ok(held)
}

fn move_money(change: &Transaction<'_>, free: i64, held: i64) -> Result<()> {
    change.execute("UPDATE balance SET free = free + ?1, held = held + ?2", params![free, held])?;
    Ok(())
}
