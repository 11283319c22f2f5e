//! `bayar payments watch`: the feed of changes.
//!
//! Reads only, also while another process pays; nothing is acknowledged for any consumer.

use crate::{
    exit::Exit,
    failure::Failure,
    journal::{self, JournalArgs},
    printer::Printer,
    signals,
};
use bayar::payments::journal::SqliteJournal;
use clap::Args;
use serde::Serialize;
use std::time::Duration;

pub(super) const EXAMPLES: &str = "Examples:\n  bayar payments watch --journal payments.db\n  bayar payments watch --journal payments.db --from 0 --once --json | jq 'select(.state == \"review\")'";

/// How many changes are read at once.
const PAGE: usize = 500;
/// How often to look for more.
const EVERY: Duration = Duration::from_millis(500);

/// Options of `bayar payments watch`.
#[derive(Debug, Args)]
pub struct WatchArgs {
    #[command(flatten)]
    journal: JournalArgs,
    /// Everything behind this position, 0 for all; only what is new otherwise.
    #[arg(long, value_name = "POSITION")]
    from: Option<u64>,
    /// Don't wait for more.
    #[arg(long)]
    once: bool,
}

/// A change of state; with `--json` one document a line.
#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ChangeReport {
    /// Its place in the journal.
    pub position: u64,
    /// When.
    pub at: String,
    /// The payment.
    pub id: String,
    /// The state before; null for a new payment.
    pub from: Option<String>,
    /// The state that it came to.
    pub state: String,
    /// What happened.
    pub event: String,
    /// Evidence.
    pub note: Option<String>,
    /// Who did it, if a person did.
    pub actor: Option<String>,
}

impl ChangeReport {
    fn words(&self) -> String {
        let actor = self.actor.as_ref().map(|actor| format!(" by {actor}")).unwrap_or_default();
        let note = self.note.as_ref().map(|note| format!(": {note}")).unwrap_or_default();
        format!("{:>6}  {:<24}  {}  {:<9}  {}{actor}{note}", self.position, self.at, self.id, self.state, self.event)
    }
}

pub(super) async fn run(args: &WatchArgs, printer: Printer) -> Result<Exit, Failure> {
    let journal = args.journal.look()?;
    let mut place = match args.from {
        Some(from) => from,
        None => journal.last_event().await?,
    };
    let mut stopped = Box::pin(signals::stopped());
    loop {
        place = print(&journal, place, printer).await?;
        if args.once {
            return Ok(Exit::Done);
        }
        tokio::select! {
            pressed = &mut stopped => return pressed.map(|()| Exit::Done).map_err(Failure::from),
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}

/// Everything behind this place; says how far it came.
async fn print(journal: &SqliteJournal, mut place: u64, printer: Printer) -> Result<u64, Failure> {
    loop {
        let events = journal.events(place, PAGE).await?;
        let Some(last) = events.last() else { return Ok(place) };
        place = last.position;
        for event in events.iter().filter(|event| event.from != Some(event.to)) {
            let report = ChangeReport {
                position: event.position,
                at: journal::time(event.at),
                id: event.id.to_string(),
                from: event.from.map(|state| state.name().to_owned()),
                state: event.to.name().to_owned(),
                event: event.kind.clone(),
                note: event.note.clone(),
                actor: event.actor.clone(),
            };
            printer.print(&report, || report.words())?;
        }
    }
}
