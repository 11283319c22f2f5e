//! `bayar payments verify`.
//!
//! Reads only.

use crate::{exit::Exit, failure::Failure, journal::JournalArgs, printer::Printer, say::say};
use bayar::{Lang, payments::journal::Damage};
use clap::Args;
use serde::Serialize;

pub(super) const EXAMPLES: &str = "Examples:\n  bayar payments verify --journal payments.db\n  bayar payments verify --journal payments.db --json | jq .intact\n  bayar payments verify --journal payments.db --json | jq -c '[.position, .hash]' >> /mnt/elsewhere/payments.heads";

/// Options of `bayar payments verify`.
#[derive(Debug, Args)]
pub struct VerifyArgs {
    #[command(flatten)]
    journal: JournalArgs,
}

/// Whether a journal is as it was written.
#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct VerifyReport {
    /// Nothing was removed or altered.
    pub intact: bool,
    /// What was.
    pub damages: Vec<String>,
    /// The position of the newest event; 0 if there is none. Note it elsewhere, with its hash.
    pub position: u64,
    /// The hash of that event. It covers all events before it too: a chain that was written anew has another one.
    pub hash: String,
}

impl VerifyReport {
    fn words(&self, lang: Lang) -> String {
        let intact = say(
            lang,
            "intact: every event carries the hash of the one before it, and every payment is what its last event says",
            "utuh: setiap kejadian membawa hash kejadian sebelumnya, dan setiap pembayaran sesuai dengan kejadian terakhirnya",
        );
        let verdict = if self.intact { intact.to_owned() } else { self.damages.join("\n") };
        match self.position {
            0 => format!("{verdict}\n{}", say(lang, "there is no event yet", "belum ada kejadian")),
            position => {
                let newest = say(lang, "newest event", "kejadian terakhir");
                format!("{verdict}\n{newest}  {position}  {}", self.hash)
            }
        }
    }
}

pub(super) async fn run(args: &VerifyArgs, printer: Printer) -> Result<Exit, Failure> {
    let journal = args.journal.look()?;
    // Before the walk, which then covers it also while another process pays.
    let (position, hash) = journal.head().await?;
    let damages: Vec<_> = journal.verify().await?.iter().map(|damage| words(damage, printer.lang)).collect();
    let report = VerifyReport { intact: damages.is_empty(), damages, position, hash };
    printer.print(&report, || report.words(printer.lang))?;
    Ok(if report.intact { Exit::Done } else { Exit::Failed })
}

fn words(damage: &Damage, lang: Lang) -> String {
    match (damage, lang) {
        (Damage::Event(position), Lang::Id) => {
            format!("kejadian {position}, atau yang sebelumnya, dihapus atau diubah")
        }
        (Damage::Event(position), _) => format!("event {position}, or the one before it, was removed or altered"),
        (Damage::End, _) => say(lang, "events at the end are gone", "kejadian di bagian akhir hilang").to_owned(),
        (Damage::Release(number), Lang::Id) => {
            format!("catatan pelepasan {number}, atau yang sebelum atau sesudahnya, dihapus atau diubah")
        }
        (Damage::Release(number), _) => {
            format!("the note of release {number}, or one beside it, was removed or altered")
        }
        (Damage::Payment(id), Lang::Id) => format!("pembayaran {id} tidak sesuai dengan kejadian terakhirnya"),
        (Damage::Payment(id), _) => format!("payment {id} is not what its last event says"),
        (Damage::Consumer(name), Lang::Id) => format!("konsumen {name} mengonfirmasi apa yang belum terjadi"),
        (Damage::Consumer(name), _) => format!("consumer {name} has acknowledged what has not happened"),
        (other, _) => format!("{other:?}"),
    }
}
