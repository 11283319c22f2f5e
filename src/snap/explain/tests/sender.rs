//! A sender that can be told to go wrong.
//!
//! Comes in: one change for each thing that it does. Stays out: `explain`'s own way of reading a request.

use std::time::{Duration, SystemTime};

use crate::Secret;
use crate::snap::explain::{Explainer, Request};
use crate::snap::profile::Profile;
use crate::snap::{BodyHash, PrivateKey, minify, testing, text};

pub(super) const BODY: &str = r#"{"partnerReferenceNo":"2026-1","amount":{"value":"10000.00","currency":"IDR"},"customerName":"Budi Santoso","url":"https://toko.example/b?a=1&c=2","kota":"Curaçao","rate":1.50,"fee":null,"accountNo":"  088899"}"#;
pub(super) const SECRET: &str = "c2VjcmV0IG9mIHRoZSB0ZXN0cw==";
pub(super) const TARGET: &str = "/api/v1.0/debit/payment?b=x%20y&a=Z";

pub(super) fn now() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_297_845)
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Hmac,
    Rsa,
}

/// A sender with everything that it can do differently from what it should.
pub(super) struct Sender {
    pub(super) way: Way,
    pub(super) profile: Profile,
    pub(super) sent_body: String,
    pub(super) signed_body: String,
    /// Changes what is hashed at the very end, behind minify.
    pub(super) unminified: Vec<fn(String) -> String>,
    pub(super) signed_path: String,
    pub(super) method: String,
    pub(super) signed_token: Option<String>,
    pub(super) sent_time: String,
    pub(super) signed_time: String,
    pub(super) hash_text: fn(&str) -> String,
    pub(super) message: fn(String) -> String,
    pub(super) secret: Vec<u8>,
    pub(super) wrong_key: bool,
    pub(super) texts: Vec<fn(String) -> String>,
    pub(super) headers: Vec<fn(Request) -> Request>,
}

impl Sender {
    pub(super) fn right(way: Way) -> Self {
        let profile = Profile::standard();
        let time = profile.timestamp(now());
        Self {
            way,
            sent_body: BODY.to_owned(),
            signed_body: BODY.to_owned(),
            unminified: Vec::new(),
            signed_path: TARGET.to_owned(),
            method: "POST".to_owned(),
            signed_token: (way == Way::Hmac).then(|| "demo-token".to_owned()),
            sent_time: time.clone(),
            signed_time: time,
            hash_text: str::to_owned,
            message: |message| message,
            secret: SECRET.as_bytes().to_vec(),
            wrong_key: false,
            texts: Vec::new(),
            headers: Vec::new(),
            profile,
        }
    }

    pub(super) fn string_to_sign(&self) -> String {
        let body = minify::minify(self.signed_body.as_bytes()).into_owned();
        let body = String::from_utf8(body).expect("text");
        let body = self.unminified.iter().fold(body, |body, change| change(body));
        let hash = BodyHash::of_exactly(body.as_bytes());
        let mut fields = vec![self.method.clone(), self.signed_path.clone()];
        fields.extend(self.signed_token.clone());
        fields.push((self.hash_text)(hash.as_str()));
        fields.push(self.signed_time.clone());
        (self.message)(fields.join(":"))
    }

    pub(super) fn signature(&self) -> String {
        let message = self.string_to_sign();
        let bytes = match self.way {
            Way::Hmac => {
                let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA512, &self.secret);
                aws_lc_rs::hmac::sign(&key, message.as_bytes()).as_ref().to_vec()
            }
            Way::Rsa if self.wrong_key => other_key().sign_bytes(message.as_bytes()).expect("signed"),
            Way::Rsa => testing::key().sign_bytes(message.as_bytes()).expect("signed"),
        };
        self.texts.iter().fold(text::base64(&bytes), |text, change| change(text))
    }

    pub(super) fn request(&self) -> Request {
        let mut request = Request::new("POST", &format!("https://bank.example{TARGET}"))
            .header("Content-Type", "application/json")
            .header("X-TIMESTAMP", &self.sent_time)
            .header("X-SIGNATURE", &self.signature())
            .header("X-PARTNER-ID", "the-partner")
            .header("X-EXTERNAL-ID", "12345678901234567890")
            .header("CHANNEL-ID", "95221")
            .body(self.sent_body.as_bytes());
        if self.way == Way::Hmac {
            request = request
                .header("Authorization", "Bearer demo-token")
                .header("Authorization-Customer", "Bearer customer-token");
        }
        self.headers.iter().fold(request, |request, change| change(request))
    }

    pub(super) fn explainer(&self) -> Explainer {
        let explainer = match self.way {
            Way::Hmac => Explainer::hmac(self.profile.clone(), Secret::new(SECRET)),
            Way::Rsa => Explainer::rsa(self.profile.clone(), testing::key().public_key().expect("public")),
        };
        explainer.now(now())
    }
}

pub(super) fn other_key() -> &'static PrivateKey {
    static KEY: std::sync::OnceLock<PrivateKey> = std::sync::OnceLock::new();
    KEY.get_or_init(|| PrivateKey::from_bytes(&testing::fresh_pkcs8()).expect("a key"))
}

pub(super) fn without(request: Request, name: &str) -> Request {
    let headers = request.headers.into_iter().filter(|(other, _)| !other.eq_ignore_ascii_case(name)).collect();
    Request { headers, ..request }
}

pub(super) fn twice(request: Request, name: &str) -> Request {
    let value = request.values(name).next().expect("a value").to_owned();
    request.header(name, &value)
}
