//! From the start of the process to the first answer to an inquiry.
//! The simulator's time holds a token call too; Prism and bare axum ask for none.

use crate::{
    calls, load, median,
    place::Place,
    server::{self, Server},
    setting,
};
use anyhow::{Context, Result};
use std::time::{Duration, Instant};

/// Medians, in milliseconds.
pub(crate) struct First {
    pub(crate) simulator: f64,
    pub(crate) bare: f64,
    pub(crate) prism: Option<f64>,
}

/// How long Prism may take.
const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) async fn measure(place: &Place) -> Result<First> {
    let (mut simulator, mut bare, mut prism) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..setting("BENCH_STARTS", 5) {
        let start = Instant::now();
        let server = server::simulator(place)?;
        load::once(&server.singapay, &calls::inquiry(&server).await?).await?;
        simulator.push(milliseconds(start));
        let start = Instant::now();
        let server = server::bare(place)?;
        load::once(&server.singapay, &calls::any_inquiry(&server)).await?;
        bare.push(milliseconds(start));
        if let Some((program, specs)) = &place.prism {
            let start = Instant::now();
            let server = server::prism(place, program, specs, &["singapay-biller.json"])?;
            wait(&server).await?;
            prism.push(milliseconds(start));
        }
    }
    let prism = place.prism.is_some().then(|| median(prism));
    Ok(First { simulator: median(simulator), bare: median(bare), prism })
}

fn milliseconds(start: Instant) -> f64 {
    start.elapsed().as_secs_f64() * 1e3
}

/// Until a server that does not say when it listens answers an inquiry.
pub(crate) async fn wait(server: &Server) -> Result<()> {
    let start = Instant::now();
    loop {
        match load::once(&server.singapay, &calls::any_inquiry(server)).await {
            Ok(_) => return Ok(()),
            Err(error) if start.elapsed() > PATIENCE => return Err(error).context("Prism does not answer"),
            Err(_) => tokio::time::sleep(Duration::from_millis(2)).await,
        }
    }
}
