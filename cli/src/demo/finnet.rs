//! A PIN reset, signed twice: RSA for the token, HMAC for the request.
//!
//! May use: bayar, the simulator's demo partner.

use super::report::FinnetReport;
use crate::output::{CARE, GOOD, Story, styled};
use anyhow::Result;
use bayar::{
    Effect, Environment, Finnet, Phone, Report, Secret,
    finnet::{Account, Credentials, Key, ResetPin},
};
use bayar_simulator::{
    Simulator,
    demo::{PARTNER, PHONE},
};

pub(super) async fn reset_pin(simulator: &Simulator, story: &mut Story) -> Result<FinnetReport> {
    story.heading("3  Finnet: let a customer set a new PIN")?;
    let client = connect(simulator)?;
    let request = ResetPin::new(Phone::parse(PHONE)?);
    story.step("token", "RSA signature over client id and time")?;
    story.step("signature", "HMAC over method, path, token, hash of the body, time")?;
    let effect = client.reset_pin(&request).await?;
    let (style, code) = match &effect {
        Effect::Done(done) => (GOOD, Some(done.response_code().to_string())),
        other => (CARE, other.report().and_then(Report::code).map(str::to_owned)),
    };
    let shown = code.as_deref().unwrap_or("none");
    story.step("PIN reset", &format!("{PHONE}: {}, code {shown}", styled(style, effect.name())))?;
    story.gap()?;
    Ok(FinnetReport { response_code: code })
}

fn connect(simulator: &Simulator) -> Result<Finnet> {
    let credentials = Credentials {
        client_id: PARTNER.client_id.into(),
        client_secret: PARTNER.client_secret.into(),
        private_key: Key::Pem(Secret::from(PARTNER.private_key_pem)),
        channel_id: PARTNER.channel_id.to_owned(),
        origin: PARTNER.origin.to_owned(),
    };
    let environment = Environment::local(&simulator.finnet_url())?;
    Ok(Finnet::connect(Account::new(environment, credentials))?)
}
