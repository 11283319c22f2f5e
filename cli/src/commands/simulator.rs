//! `bayar simulator`: the three providers on this machine, until somebody stops it.
//!
//! May use: the simulator and its demo world. Everything that is printed is invented.

use crate::{exit::Exit, failure::Failure, printer::Printer, signals};
use bayar_simulator::{Simulator, demo};
use clap::Args;
use serde::Serialize;
use std::path::{Path, PathBuf};

pub(crate) const EXAMPLES: &str = "Examples:\n  bayar simulator\n  bayar simulator --write bayar.toml   # in another terminal: bayar bill pay 114676170021\n  bayar sim --json | jq .singapay_url";

/// Options of `bayar simulator`.
#[derive(Debug, Args)]
pub struct SimulatorArgs {
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
    /// A configuration file that points at them.
    pub bayar_toml: String,
}

pub(super) async fn run(args: SimulatorArgs, printer: Printer) -> Result<Exit, Failure> {
    let simulator = Simulator::start().await.map_err(|e| Failure::Machine(e.to_string()))?;
    let report = SimulatorReport {
        singapay_url: simulator.singapay_url(),
        finnet_url: simulator.finnet_url(),
        paycombat_url: simulator.paycombat_url(),
        bayar_toml: profile(&simulator),
    };
    if let Some(path) = &args.write {
        crate::keys::create_private(path, report.bayar_toml.as_bytes())?;
    }
    printer.print(&report, || words(&report, args.write.as_deref()))?;
    signals::stopped().await?;
    simulator.shutdown().await;
    Ok(Exit::Done)
}

fn words(report: &SimulatorReport, written: Option<&Path>) -> String {
    let urls = crate::printer::columns(&[
        ("singapay", report.singapay_url.clone()),
        ("finnet", report.finnet_url.clone()),
        ("paycombat", report.paycombat_url.clone()),
    ]);
    let profile = match written {
        Some(path) => format!("{} points at them", path.display()),
        None => format!("# bayar.toml\n{}", report.bayar_toml),
    };
    let try_it = format!("bayar bill pay {}", demo::PLN_POSTPAID.customer_id);
    format!("{urls}\n\n{profile}\nTry in another terminal: {try_it}\nStop with Ctrl-C")
}

/// A configuration file for the demo world; the key is written on one line, as an environment variable would hold it.
fn profile(simulator: &Simulator) -> String {
    let (merchant, partner, shop) = (demo::MERCHANT, demo::PARTNER, demo::ORGANISATION);
    let key = partner.private_key_pem.trim_end().replace('\n', "\\n");
    format!(
        r#"[accounts.singapay]
provider = "singapay"
environment = "local"
url = "{}"
partner_id = "{}"
client_id = "{}"
client_secret = "{}"
password = "{}"

[accounts.finnet]
provider = "finnet"
environment = "local"
url = "{}"
client_id = "{}"
client_secret = "{}"
private_key = "{key}"
channel_id = "{}"
origin = "{}"

[accounts.paycombat]
provider = "paycombat"
environment = "local"
url = "{}"
merchant_identifier = "{}"
token = "{}"
"#,
        simulator.singapay_url(),
        merchant.partner_id,
        merchant.client_id,
        merchant.client_secret,
        merchant.password,
        simulator.finnet_url(),
        partner.client_id,
        partner.client_secret,
        partner.channel_id,
        partner.origin,
        simulator.paycombat_url(),
        shop.merchant_identifier,
        shop.token,
    )
}
