//! The same call to each server by turns, so that whatever else the machine does strikes all alike.
//! Rates and times come out; what is made of them is the report's business.

use crate::{
    calls::{self, Request},
    first,
    load::{self, Load, Until},
    median,
    place::Place,
    server::{self, Server},
    setting,
};
use anyhow::{Result, ensure};
use serde_json::Value;
use std::{collections::BTreeSet, time::Duration};

/// One server in one comparison.
#[derive(Default)]
pub(crate) struct Runner {
    pub(crate) name: &'static str,
    loads: Vec<Load>,
    processor_seconds: f64,
}

/// One operation and everybody who serves it; the simulator first.
pub(crate) struct Comparison {
    pub(crate) operation: &'static str,
    pub(crate) runners: Vec<Runner>,
}

impl Runner {
    fn calls(&self) -> f64 {
        self.loads.iter().map(|load| load.times.len() as f64).sum()
    }

    pub(crate) fn rate(&self) -> f64 {
        median(self.loads.iter().map(Load::rate).collect())
    }

    /// This server's rate by another's, round by round.
    pub(crate) fn rate_by(&self, other: &Self) -> f64 {
        let rounds = self.loads.iter().zip(&other.loads);
        median(rounds.map(|(own, other)| own.rate() / other.rate()).collect())
    }

    /// In milliseconds, over all calls.
    pub(crate) fn p99(&self) -> f64 {
        let mut times: Vec<u32> = self.loads.iter().flat_map(|load| load.times.iter().copied()).collect();
        times.sort_unstable();
        times.get(times.len() * 99 / 100).map_or(0.0, |time| f64::from(*time) / 1e3)
    }

    /// Processor time of the server for a call, in microseconds.
    pub(crate) fn processor(&self) -> f64 {
        self.processor_seconds * 1e6 / self.calls()
    }

    /// Processor time of the client for a call, in microseconds.
    pub(crate) fn client(&self) -> f64 {
        self.loads.iter().map(|load| load.own_seconds).sum::<f64>() * 1e6 / self.calls()
    }

    async fn turn(&mut self, server: &Server, host: &str, request: &Request, time: Duration) -> Result<()> {
        let before = server.processor_seconds().unwrap_or_default();
        self.loads.push(load::run(host, request, Until::after(time)).await?);
        self.processor_seconds += server.processor_seconds().unwrap_or_default() - before;
        Ok(())
    }
}

struct Contenders {
    simulator: Server,
    bare: Server,
    prism: Option<Server>,
}

pub(crate) async fn measure(place: &Place) -> Result<Vec<Comparison>> {
    let prism = match &place.prism {
        Some((program, specs)) => {
            Some(server::prism(place, program, specs, &["singapay-biller.json", "finnet-snap.json"])?)
        }
        None => None,
    };
    if let Some(prism) = &prism {
        first::wait(prism).await?;
    }
    let all = Contenders { simulator: server::simulator(place)?, bare: server::bare(place)?, prism };
    Ok(vec![inquiries(&all).await?, pin_resets(&all).await?])
}

async fn inquiries(all: &Contenders) -> Result<Comparison> {
    let own = calls::inquiry(&all.simulator).await?;
    let bare = calls::any_inquiry(&all.bare);
    same_keys(&load::once(&all.simulator.singapay, &own).await?, &load::once(&all.bare.singapay, &bare).await?)?;
    let prism = all.prism.as_ref().map(calls::any_inquiry);
    by_turns("bill inquiry", all, |server| &server.singapay, [Some(own), Some(bare), prism]).await
}

async fn pin_resets(all: &Contenders) -> Result<Comparison> {
    let own = calls::pin_reset(&all.simulator).await?;
    let bare = calls::any_pin_reset(&all.bare);
    same_keys(&load::once(&all.simulator.finnet, &own).await?, &load::once(&all.bare.finnet, &bare).await?)?;
    let prism = all.prism.as_ref().map(calls::any_pin_reset);
    by_turns("signed SNAP call", all, |server| &server.finnet, [Some(own), Some(bare), prism]).await
}

/// Everybody in each round; who begins changes from round to round. The first round is for warming up.
async fn by_turns(
    operation: &'static str,
    all: &Contenders,
    host: impl Fn(&Server) -> &String,
    requests: [Option<Request>; 3],
) -> Result<Comparison> {
    let servers = [Some(&all.simulator), Some(&all.bare), all.prism.as_ref()];
    let mut runners = ["bayar simulator", "bare axum", "Prism"].map(|name| Runner { name, ..Runner::default() });
    let time = Duration::from_millis(setting("BENCH_MILLISECONDS", 1_000));
    for round in 0..=setting("BENCH_ROUNDS", 10) {
        for turn in 0..servers.len() {
            let index = (turn + usize::try_from(round)?) % servers.len();
            if let (Some(server), Some(request)) = (servers[index], &requests[index]) {
                runners[index].turn(server, host(server), request, time).await?;
            }
        }
        if round == 0 {
            runners = runners.map(|it| Runner { name: it.name, ..Runner::default() });
        }
    }
    let runners = runners.into_iter().filter(|it| !it.loads.is_empty()).collect();
    Ok(Comparison { operation, runners })
}

/// The floor must answer what the simulator answers.
fn same_keys(one: &Value, other: &Value) -> Result<()> {
    let keys = |value: &Value| -> BTreeSet<String> {
        let own = value.as_object().into_iter().flat_map(|it| it.keys().cloned());
        own.chain(value["data"].as_object().into_iter().flat_map(|it| it.keys().cloned())).collect()
    };
    ensure!(keys(one) == keys(other), "bare axum answers other fields: {one} {other}");
    Ok(())
}
