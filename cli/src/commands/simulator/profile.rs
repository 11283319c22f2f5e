//! A bayar.toml that points at the simulator.
//!
//! Everything in it is invented.

use super::serve::Urls;
use bayar_simulator::demo;

/// A configuration file for the demo world; the key is written on one line, as an environment variable would hold it.
pub(super) fn profile(report: &Urls) -> String {
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
        report.singapay,
        merchant.partner_id,
        merchant.client_id,
        merchant.client_secret,
        merchant.password,
        report.finnet,
        partner.client_id,
        partner.client_secret,
        partner.channel_id,
        partner.origin,
        report.paycombat,
        shop.merchant_identifier,
        shop.token,
    )
}
