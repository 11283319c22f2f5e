//! SNAP: what signing and minifying cost beside the hash calls that nobody can do without.
//!
//! Comes in: invented requests. Stays out: the network. Each comparison is measured twice: by criterion, side by side, and
//! by turns in one run, which is what the ratios at the end are made of (`docs/performance.md` says how to repeat it).
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a benchmark fails by panicking, and prints its result")]

#[path = "snap/by_turns.rs"]
mod by_turns;
#[path = "snap/samples.rs"]
mod samples;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use aws_lc_rs::{hmac, rsa::KeySize};
use base64::{Engine, engine::general_purpose::STANDARD};
use bayar::Secret;
use bayar::snap::minify::minify;
use bayar::snap::{Body, HmacKey, PrivateKey, Profile, sign};
use by_turns::Comparison;
use criterion::{Criterion, Throughput};
use std::hint::black_box;

const PATH: &str = "/v1.0/debit/payment-host-to-host";
const TIME: &str = "2026-01-02T03:04:05+07:00";
const SECRET: &str = "an-invented-client-secret-of-48-characters-12345";

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    let mut ratios = Vec::new();
    for (name, size) in [("0.1 KiB", 102), ("1 KiB", 1024), ("16 KiB", 16 * 1024)] {
        transaction(&mut criterion, &mut ratios, name, &samples::compact(size));
    }
    token(&mut criterion, &mut ratios);
    for (name, size) in [("1 KB", 1000), ("1 MB", 1_000_000)] {
        minified(&mut criterion, &mut ratios, &format!("compact {name}"), &samples::compact(size));
        minified(&mut criterion, &mut ratios, &format!("pretty {name}"), &samples::pretty(size));
    }
    criterion.final_summary();
    by_turns::report(ratios);
}

/// Against the two hash calls and base64 of the same library, with a key made ready on both sides.
fn transaction(criterion: &mut Criterion, ratios: &mut Vec<Comparison>, name: &str, body: &[u8]) {
    let profile = Profile::standard();
    let token = Secret::new("an-invented-token-as-long-as-most-of-them-are-0123456789abcdef");
    let key = HmacKey::new(&Secret::new(SECRET));
    let raw_key = hmac::Key::new(hmac::HMAC_SHA512, SECRET.as_bytes());
    let sign =
        |body: &[u8]| sign::transaction_hmac_with_key(&profile, &key, "POST", PATH, &token, Body::compact(body), TIME);
    let text = sign(body).string_to_sign().to_owned();
    let floor = |body: &[u8]| {
        black_box(digest(&SHA256, body));
        STANDARD.encode(hmac::sign(&raw_key, black_box(text.as_bytes())))
    };
    assert_eq!(sign(body).signature(), floor(body));
    let mut group = criterion.benchmark_group(format!("transaction {name}"));
    group.bench_function("bayar", |b| b.iter(|| sign(black_box(body))));
    group.bench_function("floor", |b| b.iter(|| floor(black_box(body))));
    group.finish();
    let label = format!("transaction signature, {name}");
    ratios.push(Comparison::measure(
        label,
        0,
        Some(1.20),
        || drop(sign(black_box(body))),
        || drop(floor(black_box(body))),
    ));
}

/// Against the library's own call with a parsed key.
fn token(criterion: &mut Criterion, ratios: &mut Vec<Comparison>) {
    use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
    let der: Pkcs8V1Der<'_> = RsaKeyPair::generate(KeySize::Rsa2048).unwrap().as_der().unwrap();
    let pair = RsaKeyPair::from_pkcs8(der.as_ref()).unwrap();
    let key = PrivateKey::from_bytes(der.as_ref()).unwrap();
    let random = SystemRandom::new();
    let text = format!("an-invented-client-id|{TIME}");
    let ours = || sign::token_with_key("an-invented-client-id", TIME, &key).unwrap();
    let library = || {
        let mut signature = vec![0; pair.public_modulus_len()];
        pair.sign(&RSA_PKCS1_SHA256, &random, black_box(text.as_bytes()), &mut signature).unwrap();
        signature
    };
    assert_eq!(ours().signature(), STANDARD.encode(library()));
    let mut group = criterion.benchmark_group("token RSA 2048");
    group.bench_function("bayar", |b| b.iter(ours));
    group.bench_function("library", |b| b.iter(library));
    group.finish();
    ratios.push(Comparison::measure(
        "token signature, RSA 2048".into(),
        0,
        Some(1.05),
        || drop(ours()),
        || drop(library()),
    ));
}

/// Against SHA-256 of the same bytes, parsing and printing with `serde_json`, and a copy of the bytes.
fn minified(criterion: &mut Criterion, ratios: &mut Vec<Comparison>, name: &str, body: &[u8]) {
    let parsed = |body: &[u8]| {
        let value: serde_json::Value = serde_json::from_slice(body).unwrap();
        serde_json::to_vec(&value).unwrap()
    };
    assert_eq!(minify(body), samples::compacted(body));
    let mut group = criterion.benchmark_group(format!("minify {name}"));
    group.throughput(Throughput::Bytes(body.len() as u64));
    group.bench_function("bayar", |b| b.iter(|| minify(black_box(body))));
    group.bench_function("SHA-256", |b| b.iter(|| digest(&SHA256, black_box(body))));
    group.bench_function("serde_json", |b| b.iter(|| parsed(black_box(body))));
    group.bench_function("copy", |b| b.iter(|| black_box(body).to_vec()));
    group.finish();
    let ours = || drop(black_box(minify(black_box(body))));
    let size = body.len();
    let mut against = |other: &str, limit, floor: &mut dyn FnMut()| {
        ratios.push(Comparison::measure(format!("minify {name} : {other}"), size, limit, ours, floor));
    };
    against("SHA-256", Some(1.0), &mut || _ = black_box(digest(&SHA256, black_box(body))));
    against("serde_json", None, &mut || drop(black_box(parsed(black_box(body)))));
    against("copy", None, &mut || drop(black_box(black_box(body).to_vec())));
}
