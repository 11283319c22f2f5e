//! A client of Finnet that can be told to go wrong.
//!
//! Comes in: what is sent and what is signed, apart. Stays out: `bayar::snap`; the signatures are RustCrypto's.

use base64::{Engine, engine::general_purpose::STANDARD};
use bayar::snap::TimestampForm;
use bayar_simulator::demo;
use hmac::{Hmac, Mac};
use rsa::pkcs1v15::SigningKey;
use rsa::signature::{SignatureEncoding, Signer};
use rsa::{RsaPrivateKey, pkcs8::DecodePrivateKey};
use sha2::{Digest, Sha256, Sha512};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

pub(crate) type Headers = Vec<(String, String)>;

/// A transaction; what is signed starts as what is sent.
pub(crate) struct Sender {
    pub(crate) sent_body: String,
    /// Compact.
    pub(crate) signed_body: String,
    pub(crate) sent_path: String,
    pub(crate) signed_path: String,
    pub(crate) method: String,
    pub(crate) sent_token: String,
    pub(crate) token: Option<String>,
    pub(crate) time: String,
    pub(crate) signed_time: String,
    pub(crate) secret: Vec<u8>,
    pub(crate) hash: fn(String) -> String,
    pub(crate) message: fn(String) -> String,
    pub(crate) text: fn(&[u8]) -> String,
    pub(crate) headers: Vec<fn(&mut Headers)>,
}

/// The parts of a body that mistakes are about, with other values in each variant.
fn body(variant: u64, space: &str) -> String {
    let name = ["Budi Santoso, Jl. Melati", "Siti  Aminah", "Ana \\\"Nona\\\" Putri"][(variant % 3) as usize];
    format!(
        r#"{{"partnerReferenceNo":{space}"ref-{variant}",{space}"phoneNo":"{}","zeta":{{"fee":null,"rate":{}.50}},"name":"{name}","url":"https://toko.example/b?a={variant}&c=2","kota":"Curaçao","account":"  0888{variant}"}}"#,
        demo::PHONE,
        variant + 1,
    )
}

impl Sender {
    pub(crate) fn right(variant: u64, token: &str, now: SystemTime) -> Self {
        let time = TimestampForm::wib().format(now);
        let path = format!("/v1.0/pin/reset?b={variant}%20y&a=Z");
        Self {
            sent_body: body(variant, [" ", "", "\r\n\t"][(variant % 3) as usize]),
            signed_body: body(variant, ""),
            sent_path: path.clone(),
            signed_path: path,
            method: "POST".to_owned(),
            sent_token: token.to_owned(),
            token: Some(token.to_owned()),
            signed_time: time.clone(),
            time,
            secret: demo::PARTNER.client_secret.into(),
            hash: |hash| hash,
            message: |message| message,
            text: |bytes| STANDARD.encode(bytes),
            headers: Vec::new(),
        }
    }

    /// Changes what is signed and not what is sent.
    pub(crate) fn sign_body(&mut self, change: impl FnOnce(&str) -> String) {
        self.signed_body = change(&self.signed_body);
    }

    fn signature(&self) -> String {
        let hash = (self.hash)(hex(&Sha256::digest(self.signed_body.as_bytes())));
        let mut fields = vec![&*self.method, &*self.signed_path];
        fields.extend(self.token.as_deref());
        fields.extend([&*hash, &*self.signed_time]);
        let message = (self.message)(fields.join(":"));
        let mac = Hmac::<Sha512>::new_from_slice(&self.secret).unwrap().chain_update(message);
        (self.text)(&mac.finalize().into_bytes())
    }

    /// The bytes of the request.
    pub(crate) fn raw(&self) -> Vec<u8> {
        static IDS: AtomicU64 = AtomicU64::new(1);
        let mut headers: Headers = [
            ("Authorization", format!("Bearer {}", self.sent_token)),
            ("Authorization-Customer", format!("Bearer {}", demo::CUSTOMER_TOKEN)),
            ("X-TIMESTAMP", self.time.clone()),
            ("X-SIGNATURE", self.signature()),
            ("ORIGIN", demo::PARTNER.origin.to_owned()),
            ("X-PARTNER-ID", demo::PARTNER.client_id.to_owned()),
            ("X-EXTERNAL-ID", format!("{:020}", IDS.fetch_add(1, Ordering::Relaxed))),
            ("CHANNEL-ID", demo::PARTNER.channel_id.to_owned()),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into();
        headers.insert(0, ("Content-Type".to_owned(), "application/json".to_owned()));
        self.headers.iter().for_each(|change| change(&mut headers));
        raw(&self.sent_path, &headers, &self.sent_body)
    }
}

/// A token request.
pub(crate) struct TokenSender {
    pub(crate) client: String,
    pub(crate) signed_client: String,
    pub(crate) joint: char,
    pub(crate) time: String,
    pub(crate) signed_time: String,
    pub(crate) tail: &'static str,
    pub(crate) key: RsaPrivateKey,
    pub(crate) text: fn(&[u8]) -> String,
    pub(crate) headers: Vec<fn(&mut Headers)>,
}

impl TokenSender {
    pub(crate) fn right(now: SystemTime) -> Self {
        let time = TimestampForm::wib().format(now);
        Self {
            client: demo::PARTNER.client_id.to_owned(),
            signed_client: demo::PARTNER.client_id.to_owned(),
            joint: '|',
            signed_time: time.clone(),
            time,
            tail: "",
            key: RsaPrivateKey::from_pkcs8_pem(demo::PARTNER.private_key_pem).unwrap(),
            text: |bytes| STANDARD.encode(bytes),
            headers: Vec::new(),
        }
    }

    pub(crate) fn raw(&self) -> Vec<u8> {
        let message = format!("{}{}{}{}", self.signed_client, self.joint, self.signed_time, self.tail);
        let signature = SigningKey::<Sha256>::new(self.key.clone()).sign(message.as_bytes()).to_vec();
        let mut headers: Headers = [
            ("Content-Type", "application/json".to_owned()),
            ("X-TIMESTAMP", self.time.clone()),
            ("X-CLIENT-KEY", self.client.clone()),
            ("X-SIGNATURE", (self.text)(&signature)),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into();
        self.headers.iter().for_each(|change| change(&mut headers));
        raw("/v1.0/access-token/b2b", &headers, r#"{"grantType":"client_credentials"}"#)
    }
}

fn raw(path: &str, headers: &Headers, body: &str) -> Vec<u8> {
    let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let length = body.len();
    format!("POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n{body}")
        .into_bytes()
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
