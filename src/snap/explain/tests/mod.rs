//! Mistakes, alone and in pairs, must be named; correct requests must pass.
//!
//! Comes in: requests made by a sender that can be told to go wrong. Stays out: the network.

mod mistakes;
mod sender;

use std::time::Duration;

use self::mistakes::{Mistake, Place, mistakes};
use self::sender::{BODY, SECRET, Sender, Way, now};
use super::Problem::*;
use super::*;
use crate::Secret;
use crate::snap::profile::{Header, HeaderNames, Profile, QueryRule, SignatureText};
use crate::snap::sign;
use crate::snap::{ExternalIdForm, StringToSign, testing, text};

fn named(sender: &Sender, wanted: &[&Problem]) -> Result<(), String> {
    let report = sender.explainer().explain(&sender.request());
    let missing: Vec<_> = wanted.iter().filter(|problem| !report.names(problem)).collect();
    if missing.is_empty() && report.findings().len() == wanted.len() {
        return Ok(());
    }
    let found: Vec<_> = report.findings().iter().map(Finding::problem).collect();
    Err(format!("wanted {wanted:?}, found {found:?}"))
}

#[test]
fn every_mistake_alone_is_named() {
    for way in [Way::Hmac, Way::Rsa] {
        let list = mistakes(way);
        assert!(list.len() >= 32);
        for Mistake { name, problem, make, .. } in list {
            let mut sender = Sender::right(way);
            make(&mut sender);
            named(&sender, &[&problem]).unwrap_or_else(|error| panic!("{name}: {error}"));
        }
    }
}

#[test]
fn mistakes_in_pairs_are_named() {
    let mut wrong = Vec::new();
    for way in [Way::Hmac, Way::Rsa] {
        let list = mistakes(way);
        for (place, one) in list.iter().enumerate() {
            // The search is the same for both, and RSA takes its time: there every fifth pair will do.
            let step = if way == Way::Rsa { 5 } else { 1 };
            for other in list[place + 1..].iter().skip(place % step).step_by(step) {
                if let Err(error) = pair(way, one, other) {
                    wrong.push(format!("{} + {}: {error}", one.name, other.name));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
}

fn pair(way: Way, one: &Mistake, other: &Mistake) -> Result<(), String> {
    let twice_in_one = |place| one.place == place && other.place == place;
    if [Place::Text, Place::Token, Place::Key, Place::Hides, Place::Time].into_iter().any(twice_in_one)
        || clash(one, other)
    {
        return Ok(());
    }
    let mut sender = Sender::right(way);
    (one.make)(&mut sender);
    (other.make)(&mut sender);
    let visible =
        |mistake: &Mistake| mistake.place == Place::Header || matches!(mistake.problem, TimestampForm | TimestampSkew);
    let mut wanted = vec![&one.problem, &other.problem];
    if one.place == Place::Hides || other.place == Place::Hides {
        wanted = [one, other]
            .into_iter()
            .filter(|mistake| mistake.place == Place::Hides || visible(mistake))
            .map(|mistake| &mistake.problem)
            .collect();
    }
    wanted.dedup();
    named(&sender, &wanted)
}

/// Pairs that can't be made together, or in which one takes away what the other is about.
fn clash(one: &Mistake, other: &Mistake) -> bool {
    let pair = [one.name, other.name];
    let both = |a: &str, b: &str| pair.contains(&a) && pair.contains(&b);
    both("external id doubled", "external id with letters")
        || both("query not signed", "query sorted")
        || both("query not signed", "path decoded")
        || both("query sorted", "path decoded")
        || both("another key", "small letters")
}

#[test]
fn a_thousand_correct_requests_have_no_finding() {
    let profiles = [
        Profile::standard(),
        Profile::finnet().signature_text(SignatureText::Hex).headers(HeaderNames::finnet_merchant()),
        Profile::standard().query(QueryRule::Exclude).timestamp_form(crate::snap::TimestampForm::wib().millis()),
        Profile::standard().query(QueryRule::SortedEncoded).external_id_form(ExternalIdForm::digits(9)),
        Profile::standard().path_prefix(crate::snap::PathPrefix::as_called().strip("/api").prepend("/snap")),
    ];
    for count in 0..1000_u64 {
        let profile = &profiles[(count % 5) as usize];
        let report = if count % 10 < 7 { correct_hmac(profile, count) } else { correct_rsa(profile, count) };
        assert!(report.is_clean() && report.signature_fits(), "{count}: {report}");
    }
}

fn correct(profile: &Profile, count: u64, method: &str) -> (Request, String, String, String) {
    let time = profile.timestamp(now() + Duration::from_secs(count % 300));
    let target = format!("/api/v1.0/list?b={count}&a=x%20y");
    let body = if method == "GET" {
        String::new()
    } else {
        BODY.replace("2026-1", &count.to_string()).replace(":", &" ".repeat(count as usize % 3))
    };
    let name = |header| profile.headers.get(header).as_str().to_owned();
    let mut request = Request::new(method, &target)
        .header(&name(Header::Timestamp), &time)
        .header(&name(Header::PartnerId), "the-partner")
        .header(&name(Header::ExternalId), &profile.external_id())
        .header(&name(Header::ChannelId), "95221")
        .body(body.as_bytes());
    if !body.is_empty() {
        request = request.header("Content-Type", "application/json; charset=utf-8");
    }
    (request, target, body, time)
}

fn correct_hmac(profile: &Profile, count: u64) -> Report {
    let method = ["POST", "GET", "DELETE"][(count % 3) as usize];
    let (request, target, body, time) = correct(profile, count, method);
    let (secret, token) = (Secret::new(SECRET), Secret::new(format!("token-{count}")));
    let signed = sign::transaction_hmac(profile, &secret, method, &target, &token, &body, &time);
    let request = request
        .header("X-SIGNATURE", signed.signature())
        .header("Authorization", &format!("Bearer {}", token.expose()));
    Explainer::hmac(profile.clone(), secret).now(now()).explain(&request)
}

fn correct_rsa(profile: &Profile, count: u64) -> Report {
    let (request, target, body, time) = correct(profile, count, "POST");
    let public = testing::key().public_key().expect("public");
    let signed =
        sign::transaction_rsa_with_key(profile, testing::key(), "POST", &target, &body, &time).expect("signed");
    let request = request.header("X-SIGNATURE", signed.signature());
    Explainer::rsa(profile.clone(), public).now(now()).explain(&request)
}

fn token_request(message: &str) -> Request {
    let signature = testing::key().sign_bytes(message.as_bytes()).expect("signed");
    Request::new("POST", "/v1.0/access-token/b2b")
        .header("Content-Type", "application/json")
        .header("X-CLIENT-KEY", "the-client")
        .header("X-TIMESTAMP", "2026-01-02T03:04:05+07:00")
        .header("X-SIGNATURE", &text::base64(&signature))
        .body(r#"{"grantType":"client_credentials"}"#)
}

#[test]
fn token_requests_are_explained() {
    let explainer = || Explainer::token_request(Profile::standard(), testing::key().public_key().expect("public"));
    let text = StringToSign::token("the-client", "2026-01-02T03:04:05+07:00").as_str().to_owned();
    for (message, wanted) in [
        (text.clone(), None),
        (text.replace('|', ":"), Some(Separators)),
        (text.clone() + "\n", Some(Separators)),
        (text.replace("the-client", "the-partner"), Some(ClientId)),
        (text.replace("05+07:00", "04+07:00"), Some(TimestampNotSigned)),
        ("something else".to_owned(), Some(WrongKey)),
    ] {
        let report = explainer().client_id("the-partner").explain(&token_request(&message));
        let found: Vec<&Problem> = report.findings().iter().map(Finding::problem).collect();
        assert_eq!(found, wanted.iter().collect::<Vec<_>>(), "{message}");
    }
}

#[test]
fn the_senders_own_string_to_sign_tells_key_and_text_apart() {
    for way in [Way::Hmac, Way::Rsa] {
        let mut sender = Sender::right(way);
        sender.signed_path = "/v1.0/somewhere/else".to_owned();
        sender.signed_body = r#"{"another":"body"}"#.to_owned();
        sender.signed_time = sender.profile.timestamp(now() - Duration::from_secs(3600));
        let search = sender.explainer().explain(&sender.request());
        assert!(search.names(&WrongKey), "{search}");
        let text = Secret::new(sender.string_to_sign());
        let report = sender.explainer().string_to_sign(text).explain(&sender.request());
        let found: Vec<&Problem> = report.findings().iter().map(Finding::problem).collect();
        assert_eq!(found, [&PathOther, &BodyOther, &TimestampNotSigned]);
        sender.secret = b"another secret".to_vec();
        sender.wrong_key = true;
        let text = Secret::new(sender.string_to_sign());
        let report = sender.explainer().string_to_sign(text).explain(&sender.request());
        assert!(report.names(&WrongKey) && report.names(&PathOther), "{report}");
    }
}

#[test]
fn the_senders_own_body_shows_the_first_difference() {
    let mut sender = Sender::right(Way::Hmac);
    sender.signed_body = BODY.replace("10000.00", "10001.00");
    let report = sender.explainer().signed_body(sender.signed_body.as_bytes()).explain(&sender.request());
    assert!(report.names(&BodyOther), "{report}");
    let difference = report.findings()[0].difference().expect("a place");
    assert_eq!(difference.at(), BODY.find("10000.00").expect("there") + 4);
    assert!(report.to_string().contains("First difference at byte"), "{report}");
}

#[test]
fn the_other_side_of_one_sided_mistakes_is_seen_too() {
    // What was sent is escaped, what was signed is not.
    for (from, to, problem) in [("/", "\\/", BodySlashes), ("ç", "\\u00E7", BodyUnicode), ("&", "\\u0026", BodyHtml)] {
        let mut sender = Sender::right(Way::Hmac);
        sender.sent_body = BODY.replace(from, to);
        named(&sender, &[&problem]).unwrap_or_else(|error| panic!("{error}"));
    }
    let mut sender = Sender::right(Way::Hmac);
    sender.sent_body = String::new();
    sender.signed_body = "{}".to_owned();
    named(&sender, &[&BodyEmpty]).unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn every_problem_has_words_in_both_languages_and_no_secret() {
    for way in [Way::Hmac, Way::Rsa] {
        for Mistake { name, problem, make, .. } in mistakes(way) {
            let mut sender = Sender::right(way);
            make(&mut sender);
            let report = sender.explainer().explain(&sender.request());
            let texts = [Language::English, Language::Indonesian].map(|language| report.text(language));
            assert_ne!(texts[0], texts[1], "{name}");
            for shown in texts.iter().chain([&format!("{report:?}"), &format!("{:?}", sender.explainer())]) {
                for secret in ["demo-token", "customer-token", SECRET, &sender.signature()] {
                    assert!(!shown.contains(secret), "{name}: {shown}");
                }
                assert!(!shown.contains("no words yet") && !shown.contains("{header}"), "{problem:?}");
            }
        }
    }
}
