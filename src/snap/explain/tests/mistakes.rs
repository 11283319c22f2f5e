//! The mistakes that the tests make.
//!
//! Comes in: a sender. Stays out: what `explain` says about them.

use std::time::Duration;

use super::sender::{SECRET, Sender, Way, now, twice, without};
use crate::snap::explain::Problem::{self, *};
use crate::snap::profile::{Header, SignatureText};
use crate::snap::{TimestampForm as Form, text};

/// What a mistake changes: two of the same are not made together.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Place {
    Header,
    Text,
    Path,
    Method,
    Token,
    Time,
    Body,
    Message,
    Key,
    /// Hides what was signed.
    Hides,
}

/// Something that a sender does wrong, and what it has to be called.
pub(super) struct Mistake {
    pub(super) name: &'static str,
    pub(super) place: Place,
    pub(super) problem: Problem,
    pub(super) make: fn(&mut Sender),
}

fn mistake(name: &'static str, place: Place, problem: Problem, make: fn(&mut Sender)) -> Mistake {
    Mistake { name, place, problem, make }
}

/// In the order in which two of them are made: what sorts keys must come before what escapes.
pub(super) fn mistakes(way: Way) -> Vec<Mistake> {
    let mut list: Vec<Mistake> = [headers(), times(), texts(), paths(), bodies()].into_iter().flatten().collect();
    if way == Way::Hmac {
        list.extend(with_a_secret());
    }
    list.extend(hiding());
    list
}

fn headers() -> Vec<Mistake> {
    vec![
        mistake("partner id missing", Place::Header, MissingHeader(Header::PartnerId), |s| {
            s.headers.push(|r| without(r, "X-PARTNER-ID"));
        }),
        mistake("external id doubled", Place::Header, DoubledHeader(Header::ExternalId), |s| {
            s.headers.push(|r| twice(r, "X-EXTERNAL-ID"));
        }),
        mistake("external id with letters", Place::Header, HeaderForm(Header::ExternalId), |s| {
            s.headers.push(|r| without(r, "X-EXTERNAL-ID").header("X-EXTERNAL-ID", "order-1"));
        }),
        mistake("channel id too long", Place::Header, HeaderForm(Header::ChannelId), |s| {
            s.headers.push(|r| without(r, "CHANNEL-ID").header("CHANNEL-ID", "952211"));
        }),
        mistake("timestamp doubled", Place::Header, DoubledHeader(Header::Timestamp), |s| {
            s.headers.push(|r| twice(r, "X-TIMESTAMP"));
        }),
        mistake("no content type", Place::Header, ContentType, |s| s.headers.push(|r| without(r, "Content-Type"))),
    ]
}

fn times() -> Vec<Mistake> {
    vec![
        mistake("timestamp as UTC", Place::Time, TimestampForm, |s| {
            let text = Form::utc_z().format(now());
            (s.sent_time, s.signed_time) = (text.clone(), text);
        }),
        mistake("clock behind", Place::Time, TimestampSkew, |s| {
            let text = s.profile.timestamp(now() - Duration::from_secs(7200));
            (s.sent_time, s.signed_time) = (text.clone(), text);
        }),
        mistake("time made twice", Place::Time, TimestampNotSigned, |s| {
            s.signed_time = s.profile.timestamp(now() - Duration::from_secs(1));
        }),
        mistake("line end signed", Place::Message, Separators, |s| s.message = |message| message + "\n"),
        mistake("method in small letters", Place::Method, Method, |s| s.method = "post".to_owned()),
    ]
}

fn texts() -> Vec<Mistake> {
    vec![
        mistake("hex for base64", Place::Text, SignatureHex, |s| {
            s.texts.push(|text| SignatureText::Hex.encode(&SignatureText::Base64.decode(&text).expect("base64")));
        }),
        mistake("base64 for URLs", Place::Text, SignatureAlphabet, |s| {
            s.texts.push(|text| text.replace('+', "-").replace('/', "_").trim_end_matches('=').to_owned());
        }),
        mistake("base64 of hex", Place::Text, SignatureTwice, |s| {
            s.texts
                .push(|text| text::base64(text::hex(&SignatureText::Base64.decode(&text).expect("base64")).as_bytes()));
        }),
    ]
}

fn paths() -> Vec<Mistake> {
    vec![
        mistake("query not signed", Place::Path, QueryNotSigned, |s| {
            s.signed_path = s.signed_path.split('?').next().expect("a path").to_owned();
        }),
        mistake("query sorted", Place::Path, QueryOrder, |s| {
            s.signed_path = s.signed_path.replace("?b=x%20y&a=Z", "?a=Z&b=x%20y");
        }),
        mistake("host signed", Place::Path, HostSigned, |s| s.signed_path.insert_str(0, "https://bank.example")),
        mistake("prefix left out", Place::Path, PathPrefix, |s| {
            s.signed_path = s.signed_path.replacen("/api/v1.0", "/v1.0", 1);
        }),
        mistake("path decoded", Place::Path, PathEncoding, |s| s.signed_path = s.signed_path.replace("%20", " ")),
        mistake("slash behind the path", Place::Path, PathSlash, |s| {
            s.signed_path = s.signed_path.replacen("/payment", "/payment/", 1);
        }),
    ]
}

fn bodies() -> Vec<Mistake> {
    vec![
        mistake("printed with spaces", Place::Body, NotMinified, |s| {
            s.unminified.push(|body| body.replace(",\"", ", \"").replace("\":", "\": "));
        }),
        mistake("line end behind the body", Place::Body, NotMinified, |s| s.unminified.push(|body| body + "\n")),
        mistake("keys sorted", Place::Body, BodyOrder, |s| s.signed_body = sorted(&s.signed_body)),
        mistake("slashes escaped", Place::Body, BodySlashes, |s| s.signed_body = s.signed_body.replace('/', "\\/")),
        mistake("unicode escaped", Place::Body, BodyUnicode, |s| s.signed_body = s.signed_body.replace('ç', "\\u00e7")),
        mistake("html escaped", Place::Body, BodyHtml, |s| s.signed_body = s.signed_body.replace('&', "\\u0026")),
        mistake("nulls dropped", Place::Body, BodyNulls, |s| s.signed_body = without_null(&s.signed_body)),
        mistake("number printed anew", Place::Body, BodyNumbers, |s| {
            s.signed_body = s.signed_body.replace("1.50", "1.5");
        }),
        mistake("all spaces dropped", Place::Body, BodySpaces, |s| s.signed_body = s.signed_body.replace(' ', "")),
        mistake("hash in capitals", Place::Body, HashForm, |s| s.hash_text = str::to_ascii_uppercase),
    ]
}

fn hiding() -> Vec<Mistake> {
    vec![
        mistake("no signature", Place::Hides, MissingHeader(Header::Signature), |s| {
            s.headers.push(|r| without(r, "X-SIGNATURE"));
        }),
        mistake("another key", Place::Hides, WrongKey, |s| {
            s.secret = b"another secret".to_vec();
            s.wrong_key = true;
        }),
    ]
}

/// Mistakes that only a symmetric signature allows.
fn with_a_secret() -> Vec<Mistake> {
    vec![
        mistake("no Bearer sent", Place::Header, NoBearer(Header::Authorization), |s| {
            s.headers.push(|r| without(r, "Authorization").header("Authorization", "demo-token"));
        }),
        mistake("small letters", Place::Text, SignatureCase, |s| s.texts.push(|text| text.to_ascii_lowercase())),
        mistake("Bearer signed", Place::Token, BearerSigned, |s| s.signed_token = Some("Bearer demo-token".into())),
        mistake("token left out", Place::Token, TokenNotSigned, |s| s.signed_token = None),
        mistake("customer's token signed", Place::Token, CustomerTokenSigned, |s| {
            s.signed_token = Some("customer-token".into());
        }),
        mistake("line end in the secret", Place::Key, SecretSpaces, |s| s.secret.push(b'\n')),
        mistake("secret decoded", Place::Key, SecretDecoded, |s| {
            s.secret = SignatureText::Base64.decode(SECRET).expect("base64");
        }),
    ]
}

fn sorted(text: &str) -> String {
    let mut value: serde_json::Value = serde_json::from_str(text).expect("json");
    value.sort_all_objects();
    // Only the order is to change, and the number is printed by the parser.
    serde_json::to_string(&value)
        .expect("json")
        .replace("\"rate\":1.5,", if text.contains("1.50") { "\"rate\":1.50," } else { "\"rate\":1.5," })
}

fn without_null(text: &str) -> String {
    text.replace(r#""fee":null,"#, "").replace(r#","fee":null"#, "")
}
