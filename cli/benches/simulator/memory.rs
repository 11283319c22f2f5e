//! Memory of one simulator while a million calls come, half of them signed.
//! What it keeps of them is bounded; this shows that it stays so.

use crate::{
    calls,
    load::{self, Until},
    place::Place,
    server, setting,
};
use anyhow::Result;

/// Calls so far, MiB resident at that time, MiB at most.
pub(crate) type Sample = (u64, f64, f64);

/// In so many pieces; each begins with tokens and a signature of its own.
const PIECES: u64 = 10;

pub(crate) async fn measure(place: &Place) -> Result<Vec<Sample>> {
    let server = server::simulator(place)?;
    let piece = setting("BENCH_CALLS", 1_000_000) / PIECES;
    let mut samples: Vec<Sample> = server.resident_mib().into_iter().map(|(now, most)| (0, now, most)).collect();
    for number in 1..=PIECES {
        let inquiry = calls::inquiry(&server).await?;
        load::run(&server.singapay, &inquiry, Until::calls(piece / 2)).await?;
        let reset = calls::pin_reset(&server).await?;
        load::run(&server.finnet, &reset, Until::calls(piece / 2)).await?;
        samples.extend(server.resident_mib().map(|(now, most)| (number * piece, now, most)));
    }
    Ok(samples)
}
