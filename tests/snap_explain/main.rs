//! `explain` against the simulator: two judges that share no code hear the same requests over a real socket.
//!
//! Comes in: requests with planted mistakes, signed by RustCrypto. Stays out: `bayar`'s own signing.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod mistakes;
mod sender;
mod wire;

use bayar::snap::explain::{Explainer, Problem, Report, Request};
use bayar::snap::{Profile, PublicKey};
use bayar_simulator::{Operation, Simulator, demo};
use mistakes::{Mistake, Part, mistakes, token_mistakes};
use sender::{Sender, TokenSender};
use std::time::SystemTime;

/// Both judges, with one clock.
struct Court {
    simulator: Simulator,
    now: SystemTime,
    token: String,
}

impl Court {
    async fn sit() -> Self {
        let simulator = Simulator::start().await.unwrap();
        simulator.clock().freeze();
        let now = SystemTime::from(simulator.clock().now());
        let address = simulator.finnet_url();
        let reply = wire::send(&address, &TokenSender::right(now).raw());
        let (_, body) = reply.split_once("\r\n\r\n").unwrap();
        let answer: serde_json::Value = serde_json::from_str(body).unwrap();
        Self { simulator, now, token: answer["accessToken"].as_str().unwrap().to_owned() }
    }

    fn sender(&self, variant: u64) -> Sender {
        Sender::right(variant, &self.token, self.now)
    }

    /// What the simulator says: accepted, and whether the signature was right where it was looked at.
    fn simulator_says(&self, raw: &[u8], operation: Operation) -> (bool, Option<bool>) {
        let before = self.simulator.count(operation);
        wire::send(&self.simulator.finnet_url(), raw);
        let calls = self.simulator.calls_of(operation);
        assert_eq!(self.simulator.count(operation), before + 1, "the simulator saw the request");
        let verdict = &calls.last().unwrap().verdict;
        assert!(verdict.is_judged());
        (verdict.is_accepted(), verdict.signature().map(|check| check.is_valid))
    }

    /// Both verdicts on one request: why they differ, or what `explain` found.
    fn hear(&self, raw: &[u8], explainer: &Explainer, operation: Operation) -> Result<Report, String> {
        let report = explainer.explain(&Request::from_raw_http(raw).unwrap());
        let (accepted, signature) = self.simulator_says(raw, operation);
        if accepted != report.is_clean() {
            return Err(format!("the simulator accepts: {accepted}; explain: {report}"));
        }
        if signature.is_some_and(|right| right != report.signature_fits()) {
            return Err(format!("the simulator finds the signature right: {signature:?}; explain: {report}"));
        }
        Ok(report)
    }

    fn plant(&self, variant: u64, planted: &[&Mistake]) -> Result<(), String> {
        let mut sender = self.sender(variant);
        planted.iter().for_each(|mistake| (mistake.make)(&mut sender));
        let explainer = Explainer::hmac(Profile::finnet(), demo::PARTNER.client_secret.into()).now(self.now);
        let report = self.hear(&sender.raw(), &explainer, Operation::PinReset)?;
        named(&report, planted.iter().map(|mistake| &mistake.problem))
    }
}

fn named<'a>(report: &Report, planted: impl Iterator<Item = &'a Problem>) -> Result<(), String> {
    let missing: Vec<&Problem> = planted.filter(|problem| !report.names(problem)).collect();
    if missing.is_empty() { Ok(()) } else { Err(format!("not named: {missing:?} in {report}")) }
}

fn none_wrong(wrong: &[String]) {
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn both_accept_what_is_right() {
    let court = Court::sit().await;
    for variant in 0..200 {
        court.plant(variant, &[]).unwrap_or_else(|why| panic!("{variant}: {why}"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn both_refuse_each_mistake_and_explain_names_it() {
    let court = Court::sit().await;
    let list = mistakes();
    assert!(list.len() >= 30);
    let mut wrong = Vec::new();
    for variant in 0..6 {
        for mistake in &list {
            if let Err(why) = court.plant(variant, &[mistake]) {
                wrong.push(format!("{} in request {variant}: {why}", mistake.name));
            }
        }
    }
    none_wrong(&wrong);
}

#[tokio::test(flavor = "multi_thread")]
async fn both_refuse_mistakes_in_pairs_and_explain_names_them() {
    let court = Court::sit().await;
    let list = mistakes();
    let mut wrong = Vec::new();
    for (place, one) in list.iter().enumerate() {
        // A third of the pairs in each run of the loop: the unit tests of `explain` go through all of them.
        for other in list[place + 1..].iter().skip(place % 3).step_by(3).filter(|other| Part::go_together(one, other)) {
            if let Err(why) = court.plant(place as u64, &[one, other]) {
                wrong.push(format!("{} + {}: {why}", one.name, other.name));
            }
        }
    }
    none_wrong(&wrong);
}

#[tokio::test(flavor = "multi_thread")]
async fn token_requests_are_judged_alike() {
    let court = Court::sit().await;
    let key = PublicKey::from_pem(demo::PARTNER.public_key_pem).unwrap();
    let explainer = Explainer::token_request(Profile::finnet(), key).now(court.now).client_id("another-client");
    let mut wrong = Vec::new();
    for (name, problem, make) in token_mistakes() {
        let mut sender = TokenSender::right(court.now);
        make(&mut sender);
        let heard = court.hear(&sender.raw(), &explainer, Operation::AccessTokenB2b);
        if let Err(why) = heard.and_then(|report| named(&report, problem.iter())) {
            wrong.push(format!("{name}: {why}"));
        }
    }
    none_wrong(&wrong);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_byte_is_refused_by_both() {
    let court = Court::sit().await;
    let explainer = Explainer::hmac(Profile::finnet(), demo::PARTNER.client_secret.into()).now(court.now);
    for variant in 0..100_u64 {
        let sender = court.sender(variant);
        let mut raw = sender.raw();
        let start = raw.windows(4).position(|window| window == b"\r\n\r\n").unwrap() + 4;
        let digits: Vec<usize> = (start..raw.len()).filter(|place| raw[*place].is_ascii_digit()).collect();
        let place = digits[(variant as usize * 7) % digits.len()];
        raw[place] = if raw[place] == b'9' { b'1' } else { raw[place] + 1 };
        let report = court.hear(&raw, &explainer, Operation::PinReset).unwrap();
        assert!(!report.signature_fits(), "{variant}: {report}");
    }
}
