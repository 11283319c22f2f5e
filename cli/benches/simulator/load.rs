//! The load: raw connections that are kept, each with one call at a time.
//! Written by hand because a whole HTTP client would cost more than the servers do.

use crate::{calls::Request, server::processor_seconds};
use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;
use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::JoinSet,
};

/// How many calls are under way at the same time.
pub(crate) const CONCURRENCY: usize = 32;

/// When a load ends.
#[derive(Clone)]
pub(crate) enum Until {
    Time(Instant),
    Calls(Arc<AtomicI64>),
}

impl Until {
    pub(crate) fn after(time: Duration) -> Self {
        Self::Time(Instant::now() + time)
    }

    pub(crate) fn calls(count: u64) -> Self {
        Self::Calls(Arc::new(AtomicI64::new(i64::try_from(count).unwrap_or(i64::MAX))))
    }

    fn goes_on(&self) -> bool {
        match self {
            Self::Time(end) => Instant::now() < *end,
            Self::Calls(left) => left.fetch_sub(1, Ordering::Relaxed) > 0,
        }
    }
}

/// What a load came to.
#[derive(Default)]
pub(crate) struct Load {
    pub(crate) seconds: f64,
    /// Processor time of the client.
    pub(crate) own_seconds: f64,
    /// Time of each call in microseconds.
    pub(crate) times: Vec<u32>,
}

impl Load {
    pub(crate) fn rate(&self) -> f64 {
        self.times.len() as f64 / self.seconds
    }
}

/// Sends this request over and over; any answer but a 200 ends the benchmark.
pub(crate) async fn run(host: &str, request: &Request, until: Until) -> Result<Load> {
    let mut connections = JoinSet::new();
    let (start, before) = (Instant::now(), processor_seconds(std::process::id()));
    for _ in 0..CONCURRENCY {
        let (host, request, until) = (host.to_owned(), request.clone(), until.clone());
        connections.spawn(async move { keep_calling(&host, &request, &until).await });
    }
    let mut load = Load::default();
    while let Some(ended) = connections.join_next().await {
        load.times.extend(ended??);
    }
    load.seconds = start.elapsed().as_secs_f64();
    let after = processor_seconds(std::process::id());
    load.own_seconds = after.zip(before).map_or(0.0, |(after, before)| after - before);
    Ok(load)
}

async fn keep_calling(host: &str, request: &Request, until: &Until) -> Result<Vec<u32>> {
    let mut stream = connect(host).await?;
    let (mut bytes, mut buffer, mut times) = (request.bytes.clone(), Vec::with_capacity(16 << 10), Vec::new());
    while until.goes_on() {
        request.count(&mut bytes);
        let start = Instant::now();
        stream.write_all(&bytes).await?;
        answer(&mut stream, &mut buffer).await?;
        times.push(u32::try_from(start.elapsed().as_micros()).unwrap_or(u32::MAX));
    }
    Ok(times)
}

async fn connect(host: &str) -> Result<TcpStream> {
    let stream = TcpStream::connect(host).await?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

/// One call and its JSON.
pub(crate) async fn once(host: &str, request: &Request) -> Result<Value> {
    let (mut stream, mut bytes, mut buffer) = (connect(host).await?, request.bytes.clone(), Vec::new());
    request.count(&mut bytes);
    stream.write_all(&bytes).await?;
    let body = answer(&mut stream, &mut buffer).await?;
    Ok(serde_json::from_slice(&buffer[body..])?)
}

/// Reads one answer, which must be a 200 with its length; where its body begins.
async fn answer(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Result<usize> {
    buffer.clear();
    let mut looked_at: usize = 0;
    loop {
        ensure!(stream.read_buf(buffer).await? > 0, "the server hung up");
        let from = looked_at.saturating_sub(3);
        let Some(end) = buffer[from..].windows(4).position(|it| it == b"\r\n\r\n") else {
            looked_at = buffer.len();
            continue;
        };
        let body = from + end + 4;
        let whole = body + length(&buffer[..body])?;
        while buffer.len() < whole {
            ensure!(stream.read_buf(buffer).await? > 0, "the server hung up");
        }
        if !buffer.starts_with(b"HTTP/1.1 200 ") {
            bail!("no 200: {}", String::from_utf8_lossy(buffer));
        }
        return Ok(body);
    }
}

fn length(head: &[u8]) -> Result<usize> {
    let name = b"content-length:";
    let mut lines = head.split(|byte| *byte == b'\n');
    let line = lines.find(|line| line.len() > name.len() && line[..name.len()].eq_ignore_ascii_case(name));
    let value = line.map(|line| String::from_utf8_lossy(&line[name.len()..]).trim().parse());
    Ok(value.context("an answer without Content-Length")??)
}
