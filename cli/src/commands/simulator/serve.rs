//! `bayar simulator` itself: listens until somebody stops it.
//!
//! May use: the simulator. Nothing is stored on this machine but the file of `--write`.

use super::{clock::Setting, log, profile::profile};
use crate::{exit::Exit, failure::Failure, printer::Printer, signals::Stop};
use bayar_simulator::{Admin, Builder, Provider, Scenario, Settings, Simulator, demo};
use clap::Args;
use serde::Serialize;
use std::{
    io::Write,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

/// The variable that holds the admin API's token.
const TOKEN_VARIABLE: &str = "BAYAR_ADMIN_TOKEN";

/// How it is run.
#[derive(Debug, Args)]
pub struct ServeArgs {
    /// The address to listen on. Anything but loopback needs --expose.
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    listen: IpAddr,
    /// The first of four ports in a row: Singapay, Finnet, PayCombat, admin API. Without it four free ones.
    #[arg(long, value_name = "PORT", value_parser = clap::value_parser!(u16).range(1..=65532))]
    port: Option<u16>,
    /// Let other machines in. The admin API then needs a token: that of BAYAR_ADMIN_TOKEN, or a new one that is printed.
    #[arg(long)]
    expose: bool,
    /// Answer to this name in `Host` too, for example that of a container; may be given again.
    #[arg(long, value_name = "NAME")]
    host: Vec<String>,
    /// Play a scenario: a name of `bayar simulator scenarios` or a file; may be given again.
    #[arg(long, value_name = "NAME|FILE")]
    scenario: Vec<String>,
    /// Where ids, tokens and chance begin; the same seed and the same calls give the same faults.
    #[arg(long, value_name = "NUMBER")]
    seed: Option<u64>,
    /// The providers' time: 2026-11-20T22:59:00+07:00, frozen, x60 (a minute in a second); joined by commas.
    #[arg(long, value_name = "CLOCK")]
    clock: Option<String>,
    /// Print each call when it has ended: operation, answer, time, what was wrong, fault. No secrets, no whole customer ids.
    #[arg(long)]
    log: bool,
    /// Write the bayar.toml to a new file, for this user only, instead of printing it.
    #[arg(long, value_name = "FILE")]
    write: Option<PathBuf>,
}

/// What `bayar simulator --json` prints, in one line, once it listens.
#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct SimulatorReport {
    /// Where Singapay listens.
    pub singapay_url: String,
    /// Where Finnet listens.
    pub finnet_url: String,
    /// Where PayCombat listens.
    pub paycombat_url: String,
    /// Where the admin API listens.
    pub admin_url: String,
    /// What the admin API asks for as `Authorization: Bearer`, if it is new; null if it asks for nothing, or for the token
    /// of the variable.
    pub admin_token: Option<String>,
    /// The seed, for the same run again.
    pub seed: u64,
    /// A configuration file that points at them.
    pub bayar_toml: String,
}

/// Where the providers can be reached from this machine.
pub(super) struct Urls {
    pub(super) singapay: String,
    pub(super) finnet: String,
    pub(super) paycombat: String,
}

pub(super) async fn run(args: ServeArgs, printer: Printer) -> Result<Exit, Failure> {
    let setting = args.clock.as_deref().map(Setting::read).transpose()?;
    let scenarios = args.scenario.iter().map(|name| Scenario::find(name)).collect::<Result<Vec<_>, _>>();
    let scenarios = scenarios.map_err(|e| Failure::Usage(e.to_string()))?;
    let stop = Stop::listen()?;
    let (simulator, seed) = start(&args).await?;
    let (admin, token) = open_admin(&args, &simulator).await?;
    setting.inspect(|setting| setting.put(&simulator.clock()));
    scenarios.iter().for_each(|scenario| simulator.play(scenario));
    let report = report(&simulator, &admin, token, seed);
    if let Some(path) = &args.write {
        crate::keys::create_private(path, report.bayar_toml.as_bytes())?;
    }
    let log = args.log.then(|| log::start(simulator.follow(), printer));
    if args.expose {
        _ = writeln!(anstream::stderr(), "{EXPOSED}");
    }
    printer.print(&report, || words(&report, args.write.as_deref()))?;
    stop.asked().await?;
    admin.shutdown().await;
    if let Ok(simulator) = Arc::try_unwrap(simulator) {
        simulator.shutdown().await;
    }
    if let Some(log) = log {
        _ = tokio::time::timeout(Duration::from_secs(1), log).await;
    }
    Ok(Exit::Done)
}

const EXPOSED: &str = "warning: every machine that reaches this address can use the simulator. Its credentials are printed in its documentation: put nothing real into it";

async fn start(args: &ServeArgs) -> Result<(Arc<Simulator>, u64), Failure> {
    if !args.listen.is_loopback() && !args.expose {
        return Err(Failure::Usage(format!(
            "{} is not loopback: add --expose if other machines shall reach the simulator",
            args.listen
        )));
    }
    let mut settings = Settings::default();
    settings.seed = args.seed.unwrap_or(settings.seed);
    let seed = settings.seed;
    let providers = [Provider::Singapay, Provider::Finnet, Provider::PayCombat];
    let mut builder = Simulator::builder().settings(settings);
    for (offset, provider) in (0..).zip(providers) {
        builder = builder.listen(provider, args.address(offset));
    }
    builder = args.host.iter().fold(builder, Builder::host);
    if args.expose {
        builder = builder.expose();
    }
    let started = builder.start().await.map_err(|error| cannot_listen(args, &error));
    started.map(|simulator| (Arc::new(simulator), seed))
}

impl ServeArgs {
    fn address(&self, offset: u16) -> SocketAddr {
        SocketAddr::new(self.listen, self.port.map_or(0, |port| port + offset))
    }
}

/// With the cause, and what to do.
fn cannot_listen(args: &ServeArgs, error: &dyn std::error::Error) -> Failure {
    let cause = error.source().map(|cause| format!(": {cause}")).unwrap_or_default();
    let ports = match args.port {
        Some(port) => format!(" (ports {port} to {}; choose others with --port)", port + 3),
        None => String::new(),
    };
    Failure::Machine(format!("{error}{cause}{ports}"))
}

/// The admin API, and its token if it is a new one. Exposed, it needs one.
async fn open_admin(args: &ServeArgs, simulator: &Arc<Simulator>) -> Result<(Admin, Option<String>), Failure> {
    let given = std::env::var(TOKEN_VARIABLE).ok().filter(|token| !token.is_empty());
    let made = if args.expose && given.is_none() { Some(fresh_token()?) } else { None };
    let token = given.or_else(|| made.clone());
    let admin = Admin::start(Arc::clone(simulator), args.address(3), token).await;
    Ok((admin.map_err(|error| cannot_listen(args, &error))?, made))
}

fn fresh_token() -> Result<String, Failure> {
    let mut bytes = [0; 16];
    aws_lc_rs::rand::fill(&mut bytes).map_err(|_| Failure::Machine("no random numbers could be had".to_owned()))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn report(simulator: &Simulator, admin: &Admin, admin_token: Option<String>, seed: u64) -> SimulatorReport {
    let urls = Urls {
        singapay: from_here(&simulator.singapay_url()),
        finnet: from_here(&simulator.finnet_url()),
        paycombat: from_here(&simulator.paycombat_url()),
    };
    SimulatorReport {
        bayar_toml: profile(&urls),
        singapay_url: urls.singapay,
        finnet_url: urls.finnet,
        paycombat_url: urls.paycombat,
        admin_url: from_here(&admin.url()),
        admin_token,
        seed,
    }
}

/// "All addresses" is none to call: from this machine loopback is.
fn from_here(url: &str) -> String {
    url.replace("//0.0.0.0:", "//127.0.0.1:").replace("//[::]:", "//[::1]:")
}

fn words(report: &SimulatorReport, written: Option<&Path>) -> String {
    let mut pairs = vec![
        ("singapay", report.singapay_url.clone()),
        ("finnet", report.finnet_url.clone()),
        ("paycombat", report.paycombat_url.clone()),
        ("admin API", report.admin_url.clone()),
    ];
    pairs.extend(report.admin_token.clone().map(|token| ("admin token", token)));
    pairs.push(("seed", report.seed.to_string()));
    let profile = match written {
        Some(path) => format!("{} points at them", path.display()),
        None => format!("# bayar.toml\n{}", report.bayar_toml),
    };
    let try_it = format!("bayar bill pay {}", demo::PLN_POSTPAID.customer_id);
    format!("{}\n\n{profile}\nTry in another terminal: {try_it}\nStop with Ctrl-C", crate::printer::columns(&pairs))
}
