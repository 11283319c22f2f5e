//! The mistakes that are planted.
//!
//! Comes in: a sender. Stays out: what either judge says.

use super::sender::{Headers, Sender, TokenSender, hex};
use base64::{Engine, engine::general_purpose::STANDARD};
use bayar::snap::Header;
use bayar::snap::explain::Problem::{self, *};
use rsa::RsaPrivateKey;
use serde_json::Value;

/// What a mistake is about: two about the same are not planted together.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Header(&'static str),
    Text,
    Path,
    Method,
    Token,
    Time,
    Body,
    Message,
    Secret,
    /// Nothing behind it can be seen.
    Hides,
}

impl Part {
    pub(crate) fn go_together(one: &Mistake, other: &Mistake) -> bool {
        let hides = |mistake: &Mistake| mistake.part == Self::Hides;
        one.part != other.part && !hides(one) && !hides(other)
    }
}

pub(crate) struct Mistake {
    pub(crate) name: &'static str,
    pub(crate) part: Part,
    pub(crate) problem: Problem,
    pub(crate) make: fn(&mut Sender),
}

fn mistake(name: &'static str, part: Part, problem: Problem, make: fn(&mut Sender)) -> Mistake {
    Mistake { name, part, problem, make }
}

pub(crate) fn mistakes() -> Vec<Mistake> {
    [headers(), texts(), paths(), bodies(), others()].into_iter().flatten().collect()
}

fn set(headers: &mut Headers, name: &str, value: &str) {
    headers.iter_mut().filter(|(other, _)| other == name).for_each(|(_, old)| value.clone_into(old));
}

fn double(headers: &mut Headers, name: &str) {
    let again: Vec<_> = headers.iter().filter(|(other, _)| other == name).cloned().collect();
    headers.extend(again);
}

fn headers() -> Vec<Mistake> {
    let header = Part::Header;
    vec![
        mistake("no partner id", header("partner"), MissingHeader(Header::PartnerId), |s| {
            s.headers.push(|h| h.retain(|(name, _)| name != "X-PARTNER-ID"));
        }),
        mistake("no external id", header("external"), MissingHeader(Header::ExternalId), |s| {
            s.headers.push(|h| h.retain(|(name, _)| name != "X-EXTERNAL-ID"));
        }),
        mistake("empty channel id", header("channel"), MissingHeader(Header::ChannelId), |s| {
            s.headers.push(|h| set(h, "CHANNEL-ID", ""));
        }),
        mistake("channel id too long", header("channel"), HeaderForm(Header::ChannelId), |s| {
            s.headers.push(|h| set(h, "CHANNEL-ID", "950511"));
        }),
        mistake("external id with letters", header("external"), HeaderForm(Header::ExternalId), |s| {
            s.headers.push(|h| set(h, "X-EXTERNAL-ID", "order-1"));
        }),
        mistake("external id doubled", header("external"), DoubledHeader(Header::ExternalId), |s| {
            s.headers.push(|h| double(h, "X-EXTERNAL-ID"));
        }),
        mistake("partner id doubled", header("partner"), DoubledHeader(Header::PartnerId), |s| {
            s.headers.push(|h| double(h, "X-PARTNER-ID"));
        }),
        mistake("signature doubled", header("signature"), DoubledHeader(Header::Signature), |s| {
            s.headers.push(|h| double(h, "X-SIGNATURE"));
        }),
        mistake("no content type", header("type"), ContentType, |s| {
            s.headers.push(|h| set(h, "Content-Type", "text/plain"));
        }),
        mistake("no Bearer", header("authorization"), NoBearer(Header::Authorization), |s| {
            s.headers
                .push(|h| h.iter_mut().for_each(|(_, value)| *value = value.trim_start_matches("Bearer ").to_owned()));
        }),
        mistake("no signature", Part::Hides, MissingHeader(Header::Signature), |s| {
            s.headers.push(|h| h.retain(|(name, _)| name != "X-SIGNATURE"));
        }),
        mistake("no timestamp", Part::Hides, MissingHeader(Header::Timestamp), |s| {
            s.headers.push(|h| h.retain(|(name, _)| name != "X-TIMESTAMP"));
        }),
    ]
}

fn texts() -> Vec<Mistake> {
    vec![
        mistake("hex", Part::Text, SignatureHex, |s| s.text = hex),
        mistake("small letters", Part::Text, SignatureCase, |s| {
            s.text = |bytes| STANDARD.encode(bytes).to_ascii_lowercase();
        }),
        mistake("no padding", Part::Text, SignatureAlphabet, |s| {
            s.text = |bytes| STANDARD.encode(bytes).trim_end_matches('=').to_owned();
        }),
        mistake("base64 of hex", Part::Text, SignatureTwice, |s| s.text = |bytes| STANDARD.encode(hex(bytes))),
    ]
}

fn paths() -> Vec<Mistake> {
    vec![
        mistake("query left out", Part::Path, QueryNotSigned, |s| {
            s.signed_path.truncate(s.signed_path.find('?').unwrap());
        }),
        mistake("query sorted", Part::Path, QueryOrder, |s| {
            let (path, query) = s.signed_path.split_once('?').unwrap();
            let (one, other) = query.split_once('&').unwrap();
            s.signed_path = format!("{path}?{other}&{one}");
        }),
        mistake("host signed", Part::Path, HostSigned, |s| s.signed_path.insert_str(0, "http://127.0.0.1")),
        mistake("version left out", Part::Path, PathPrefix, |s| {
            s.signed_path = s.signed_path.replacen("/v1.0", "", 1);
        }),
        mistake("slash behind", Part::Path, PathSlash, |s| s.signed_path = s.signed_path.replacen('?', "/?", 1)),
        mistake("decoded", Part::Path, PathEncoding, |s| s.signed_path = s.signed_path.replace("%20", " ")),
    ]
}

fn bodies() -> Vec<Mistake> {
    vec![
        mistake("printed with spaces", Part::Body, NotMinified, |s| {
            s.sign_body(|body| body.replace(",\"", ", \"").replace("\":", "\": "));
        }),
        mistake("indented", Part::Body, NotMinified, |s| {
            s.sign_body(|body| {
                let body = body.replace(r#""zeta":{"fee":null,"rate""#, "\"zeta\":{\n    \"fee\":null,\n    \"rate\"");
                let body = body.replace(".50},", ".50\n  },").replace(",\"", ",\n  \"").replace("\":", "\": ");
                format!("{{\n  {}\n}}", &body[1..body.len() - 1])
            });
        }),
        mistake("line end signed", Part::Body, NotMinified, |s| s.sign_body(|body| format!("{body}\n"))),
        mistake("slashes escaped", Part::Body, BodySlashes, |s| s.sign_body(|body| body.replace('/', "\\/"))),
        mistake("unicode escaped", Part::Body, BodyUnicode, |s| s.sign_body(|body| body.replace('ç', "\\u00e7"))),
        mistake("html escaped", Part::Body, BodyHtml, |s| s.sign_body(|body| body.replace('&', "\\u0026"))),
        mistake("null dropped", Part::Body, BodyNulls, |s| s.sign_body(|body| body.replace(r#""fee":null,"#, ""))),
        mistake("number printed anew", Part::Body, BodyNumbers, |s| s.sign_body(|body| body.replace(".50", ".5"))),
        mistake("spaces dropped", Part::Body, BodySpaces, |s| s.sign_body(|body| body.replace(' ', ""))),
        mistake("keys sorted", Part::Body, BodyOrder, |s| s.sign_body(sorted)),
        mistake("nothing signed", Part::Body, BodyOther, |s| s.sign_body(|_| String::new())),
        mistake("hash in capitals", Part::Body, HashForm, |s| s.hash = |hash| hash.to_ascii_uppercase()),
    ]
}

fn others() -> Vec<Mistake> {
    vec![
        mistake("method in small letters", Part::Method, Method, |s| s.method = "post".to_owned()),
        mistake("Bearer signed", Part::Token, BearerSigned, |s| s.token.as_mut().unwrap().insert_str(0, "Bearer ")),
        mistake("token left out", Part::Token, TokenNotSigned, |s| s.token = None),
        mistake("customer's token", Part::Token, CustomerTokenSigned, |s| {
            s.token = Some(bayar_simulator::demo::CUSTOMER_TOKEN.to_owned());
        }),
        mistake("a second later", Part::Time, TimestampNotSigned, |s| s.signed_time = second_later(&s.time)),
        mistake("an hour late", Part::Time, TimestampSkew, |s| {
            let hour: u32 = s.time[11..13].parse().unwrap();
            s.time.replace_range(11..13, &format!("{:02}", (hour + 20) % 24));
            s.signed_time.clone_from(&s.time);
        }),
        mistake("milliseconds", Part::Time, TimestampForm, |s| {
            s.time.insert_str(19, ".000");
            s.signed_time.clone_from(&s.time);
        }),
        mistake("line end behind", Part::Message, Separators, |s| s.message = |message| message + "\n"),
        mistake("line end in the secret", Part::Secret, SecretSpaces, |s| s.secret.push(b'\n')),
        mistake("another secret", Part::Hides, WrongKey, |s| s.secret = b"another-secret".to_vec()),
    ]
}

fn second_later(time: &str) -> String {
    let moment = bayar::snap::timestamp::parse(time).unwrap() + std::time::Duration::from_secs(1);
    bayar::snap::TimestampForm::wib().format(moment)
}

fn sorted(text: &str) -> String {
    let rate = text.split("\"rate\":").nth(1).unwrap().split('}').next().unwrap();
    let mut value: Value = serde_json::from_str(text).unwrap();
    value.sort_all_objects();
    let printed = value["zeta"]["rate"].to_string();
    // Only the order is to change.
    value.to_string().replace(&format!("\"rate\":{printed}"), &format!("\"rate\":{rate}"))
}

type TokenMistake = (&'static str, Option<Problem>, fn(&mut TokenSender));

pub(crate) fn token_mistakes() -> Vec<TokenMistake> {
    vec![
        ("right", None, |_| {}),
        ("colon", Some(Separators), |s| s.joint = ':'),
        ("line end", Some(Separators), |s| s.tail = "\n"),
        ("another client signed", Some(ClientId), |s| s.signed_client = "another-client".to_owned()),
        ("a second later", Some(TimestampNotSigned), |s| s.signed_time = second_later(&s.time)),
        ("hex", Some(SignatureHex), |s| s.text = hex),
        ("no padding", Some(SignatureAlphabet), |s| {
            s.text = |bytes| STANDARD.encode(bytes).trim_end_matches('=').to_owned();
        }),
        ("milliseconds", Some(TimestampForm), |s| {
            s.time.insert_str(19, ".000");
            s.signed_time.clone_from(&s.time);
        }),
        ("no client key", Some(MissingHeader(Header::ClientKey)), |s| {
            s.headers.push(|h| h.retain(|(name, _)| name != "X-CLIENT-KEY"));
        }),
        ("signature doubled", Some(DoubledHeader(Header::Signature)), |s| {
            s.headers.push(|h| double(h, "X-SIGNATURE"));
        }),
        ("another key", Some(WrongKey), |s| s.key = RsaPrivateKey::new(&mut rsa::rand_core::OsRng, 2048).unwrap()),
    ]
}
