//! Known answers: every line of `tests/vectors/*.jsonl`, of which the README beside them says where they come from.

use std::fs;
use std::path::Path;

use bayar::Secret;
use bayar::snap::sign::{self, Signed};
use bayar::snap::{BodyHash, HmacKey, PrivateKey, Profile, PublicKey, SignatureText, SnapError, StringToSign, minify};
use serde_json::{Value, json};

#[test]
fn references() {
    run("references.jsonl", 4);
}

#[test]
fn minify_by_hand() {
    run("minify.jsonl", 26);
}

#[test]
fn hmac_by_openssl() {
    run("hmac.jsonl", 159);
}

#[test]
fn rsa_by_openssl() {
    run("rsa.jsonl", 201);
}

/// Runs a file, and reports all lines that fail at once.
fn run(file: &str, count: usize) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors").join(file);
    let text = fs::read_to_string(path).expect("the file is there");
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(lines.len(), count, "lines were lost or added");
    let wrong: Vec<String> = lines.iter().filter_map(failure).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn failure(line: &Value) -> Option<String> {
    let wanted = &line["output"];
    let found = answer(&Input(line)).unwrap_or_else(|error| json!({ "error": error.to_string() }));
    let right = match wanted["error"].as_str() {
        Some(word) => found["error"].as_str().is_some_and(|message| message.contains(word)),
        None => found == *wanted,
    };
    (!right).then(|| format!("{} {}: wanted {wanted}, found {found}", line["kind"], line["name"]))
}

struct Input<'a>(&'a Value);

impl Input<'_> {
    fn get(&self, name: &str) -> &str {
        self.0["input"][name].as_str().unwrap_or_else(|| panic!("{name} is missing in {}", self.0["name"]))
    }

    fn secret(&self, name: &str) -> Secret {
        Secret::new(self.get(name))
    }
}

fn answer(input: &Input<'_>) -> Result<Value, SnapError> {
    let kind = input.0["kind"].as_str().unwrap_or_default();
    match kind {
        "minify" => {
            let body = minify::minify(input.get("body").as_bytes());
            Ok(json!({ "minified": String::from_utf8_lossy(&body) }))
        }
        "body_hash" => Ok(json!({ "body_hash": BodyHash::of(input.get("body").as_bytes()).as_str() })),
        "token_rsa" => token(input).map(|signed| {
            json!({ "string_to_sign": signed.string_to_sign(), "signature": signed.signature() })
        }),
        "tx_hmac" => {
            let signed = transaction_hmac(input);
            let hex = signed.signature_as(SignatureText::Hex);
            let hash = signed.body_hash();
            Ok(json!({ "body_hash": hash, "string_to_sign": signed.string_to_sign(), "signature": signed.signature(), "signature_hex": hex }))
        }
        "tx_rsa" => transaction_rsa(input).map(|signed| {
            json!({ "body_hash": signed.body_hash(), "string_to_sign": signed.string_to_sign(), "signature": signed.signature() })
        }),
        "hmac_sts" => {
            let text = StringToSign::from_text(input.get("string_to_sign"));
            let signed = text.hmac(&HmacKey::new(&input.secret("secret")), SignatureText::Base64);
            let hex = signed.signature_as(SignatureText::Hex);
            Ok(json!({ "signature": signed.signature(), "signature_hex": hex }))
        }
        "token_rsa_verify" | "tx_rsa_verify" | "tx_hmac_verify" => Ok(json!({ "valid": valid(kind, input)? })),
        other => panic!("unknown kind {other}"),
    }
}

fn token(input: &Input<'_>) -> Result<Signed, SnapError> {
    let key = PrivateKey::from_pem(input.get("private_key"))?;
    sign::token_with_key(input.get("client_id"), input.get("timestamp"), &key)
}

fn transaction_hmac(input: &Input<'_>) -> Signed {
    let (secret, token) = (input.secret("secret"), input.secret("token"));
    let (method, path, body) = (input.get("method"), input.get("path"), input.get("body"));
    sign::transaction_hmac(&Profile::standard(), &secret, method, path, &token, body, input.get("timestamp"))
}

fn transaction_rsa(input: &Input<'_>) -> Result<Signed, SnapError> {
    let key = PrivateKey::from_pem(input.get("private_key"))?;
    let (method, path, body) = (input.get("method"), input.get("path"), input.get("body"));
    sign::transaction_rsa_with_key(&Profile::standard(), &key, method, path, body, input.get("timestamp"))
}

fn valid(kind: &str, input: &Input<'_>) -> Result<bool, SnapError> {
    let (time, signature) = (input.get("timestamp"), input.get("signature"));
    let transaction = |token: Option<&Secret>| {
        let (method, path, body) = (input.get("method"), input.get("path"), input.get("body"));
        StringToSign::transaction(&Profile::standard(), method, path, token, body, time)
    };
    let base64 = SignatureText::Base64;
    if kind == "tx_hmac_verify" {
        let key = HmacKey::new(&input.secret("secret"));
        return Ok(transaction(Some(&input.secret("token"))).fits_hmac(&key, signature, base64));
    }
    let key = PublicKey::from_pem(input.get("public_key"))?;
    let text = match kind {
        "token_rsa_verify" => StringToSign::token(input.get("client_id"), time),
        _ => transaction(None),
    };
    Ok(text.fits_rsa(&key, signature, base64))
}
