//! The servers, each a process of its own: started, asked for its time and memory, killed in the end.
//! What is asked of them is in `calls`.

use crate::{bare, place::Place};
use anyhow::{Context, Result};
use std::{
    fs,
    io::{BufRead, BufReader},
    net::TcpListener,
    path::Path,
    process::{Child, Command, Stdio},
};

/// A server under test; dropping it kills it.
pub(crate) struct Server {
    processes: Vec<Child>,
    /// Host and port of Singapay, and of Finnet.
    pub(crate) singapay: String,
    pub(crate) finnet: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        for process in &mut self.processes {
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}

/// `bayar simulator` with its default settings; ready when it has told its addresses.
pub(crate) fn simulator(place: &Place) -> Result<Server> {
    let mut command = place.command(env!("CARGO_BIN_EXE_bayar"));
    let (process, line) = start(command.args(["--json", "simulator"]))?;
    let report: serde_json::Value = serde_json::from_str(&line).with_context(|| line.clone())?;
    let host = |key: &str| Some(report[key].as_str()?.strip_prefix("http://")?.to_owned());
    let singapay = host("singapay_url").context("no singapay_url")?;
    let finnet = host("finnet_url").context("no finnet_url")?;
    Ok(Server { processes: vec![process], singapay, finnet })
}

/// The handlers of `bare`, in one process as the simulator's providers are.
pub(crate) fn bare(place: &Place) -> Result<Server> {
    let own = std::env::current_exe()?;
    let mut command = place.command(own.to_str().context("a path that is no text")?);
    let (key, value) = bare::environment();
    let (process, line) = start(command.env(key, value))?;
    let host = line.trim().to_owned();
    Ok(Server { processes: vec![process], singapay: host.clone(), finnet: host })
}

/// Prism, one process for each specification, silent; it may take seconds until it listens.
pub(crate) fn prism(place: &Place, program: &Path, specs: &Path, names: &[&str]) -> Result<Server> {
    let (mut processes, mut hosts) = (Vec::new(), Vec::new());
    for name in names {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let mut command = place.command("node");
        command.arg(program).args(["mock", "-h", "127.0.0.1", "-v", "silent", "-p", &port.to_string()]);
        command.arg(specs.join(name)).stdout(Stdio::null()).stderr(Stdio::null());
        processes.push(command.spawn().context("node does not start")?);
        hosts.push(format!("127.0.0.1:{port}"));
    }
    let host = |index: usize| hosts.get(index).cloned().unwrap_or_default();
    Ok(Server { processes, singapay: host(0), finnet: host(1) })
}

/// Starts it and reads the first line that it prints.
fn start(command: &mut Command) -> Result<(Child, String)> {
    let mut process = command.stdout(Stdio::piped()).spawn().context("a server does not start")?;
    let mut line = String::new();
    let output = process.stdout.take().context("no output")?;
    BufReader::new(output).read_line(&mut line)?;
    Ok((process, line))
}

impl Server {
    /// Processor time so far, in seconds; none where the system does not tell it.
    pub(crate) fn processor_seconds(&self) -> Option<f64> {
        self.processes.iter().map(|it| processor_seconds(it.id())).sum()
    }

    /// Resident memory now and at most, in MiB.
    pub(crate) fn resident_mib(&self) -> Option<(f64, f64)> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.processes.first()?.id())).ok()?;
        let of = |key: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(key))?;
            line.trim().trim_end_matches(" kB").parse::<f64>().ok().map(|kib| kib / 1_024.0)
        };
        Some((of("VmRSS:")?, of("VmHWM:")?))
    }
}

/// User and system time of a process; the kernel counts in hundredths of a second.
pub(crate) fn processor_seconds(id: u32) -> Option<f64> {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = |index: usize| fields.get(index)?.parse::<f64>().ok();
    Some((ticks(11)? + ticks(12)?) / 100.0)
}
