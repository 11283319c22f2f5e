//! `bayar keygen`: an RSA key pair; on Unix the private half is readable by its owner only, from the first byte.
//!
//! May use: aws-lc-rs. Overwrites nothing.

use crate::{
    exit::Exit,
    failure::Failure,
    keys::{create_private, create_public, exists, fingerprint},
    printer::{Printer, columns},
};
use aws_lc_rs::{
    encoding::{AsDer, Pkcs8V1Der},
    rsa::{KeyPair, KeySize},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use bayar::snap::{PrivateKey, PublicKey};
use clap::Args;
use serde::Serialize;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

pub(crate) const EXAMPLES: &str = "Examples:\n  bayar keygen --out snap-key.pem              # and snap-key.pem.pub, to give to the provider\n  bayar keygen --out snap-key.pem --bits 3072 --json | jq -r .fingerprint";

/// Options of `bayar keygen`.
#[derive(Debug, Args)]
pub struct KeygenArgs {
    /// The file of the private key (PKCS#8 PEM). It must not exist.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// The file of the public key (SubjectPublicKeyInfo PEM); FILE.pub by default.
    #[arg(long, value_name = "FILE")]
    public: Option<PathBuf>,
    /// 2048, 3072 or 4096.
    #[arg(long, value_name = "BITS", default_value = "2048", value_parser = ["2048", "3072", "4096"])]
    bits: String,
}

/// What `bayar keygen --json` prints.
#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct KeygenReport {
    /// The file of the private key.
    pub private_key: PathBuf,
    /// The file of the public key: what the provider gets.
    pub public_key: PathBuf,
    /// The length of the key.
    pub bits: usize,
    /// SHA-256 of the public key (SubjectPublicKeyInfo, DER), in hex.
    pub fingerprint: String,
}

pub(super) fn run(args: &KeygenArgs, printer: Printer) -> Result<Exit, Failure> {
    let size = match args.bits.as_str() {
        "3072" => KeySize::Rsa3072,
        "4096" => KeySize::Rsa4096,
        _ => KeySize::Rsa2048,
    };
    let (pem, public) = pair(size).ok_or_else(|| Failure::Machine("the key could not be made".to_owned()))?;
    let public_path = args.public.clone().unwrap_or_else(|| {
        let mut name = args.out.clone().into_os_string();
        name.push(".pub");
        name.into()
    });
    write(&args.out, pem.as_bytes(), &public_path, public.to_pem().as_bytes())?;
    let report = KeygenReport {
        private_key: args.out.clone(),
        public_key: public_path,
        bits: public.bits(),
        fingerprint: fingerprint(&public.to_spki()),
    };
    printer.print(&report, || words(&report))?;
    Ok(Exit::Done)
}

/// Both or none. The public half comes first: whatever stops this, no private key is without it.
fn write(private_path: &Path, private: &[u8], public_path: &Path, public: &[u8]) -> Result<(), Failure> {
    if same(private_path, public_path) {
        return Err(Failure::Usage("--out and --public name the same file; choose two".to_owned()));
    }
    if private_path.exists() {
        return Err(exists(private_path));
    }
    create_public(public_path, public)?;
    create_private(private_path, private).inspect_err(|_| _ = std::fs::remove_file(public_path))
}

fn same(one: &Path, other: &Path) -> bool {
    let absolute = |path| std::path::absolute(path).unwrap_or_else(|_| PathBuf::from(path));
    absolute(one) == absolute(other)
}

fn pair(size: KeySize) -> Option<(Zeroizing<String>, PublicKey)> {
    let pair = KeyPair::generate(size).ok()?;
    let der = AsDer::<Pkcs8V1Der<'_>>::as_der(&pair).ok()?;
    let public = PrivateKey::from_bytes(der.as_ref()).ok()?.public_key().ok()?;
    Some((pem(der.as_ref()), public))
}

fn pem(der: &[u8]) -> Zeroizing<String> {
    let letters = Zeroizing::new(STANDARD.encode(der));
    let mut pem = Zeroizing::new(String::with_capacity(letters.len() * 66 / 64 + 64));
    pem.push_str("-----BEGIN PRIVATE KEY-----\n");
    for line in letters.as_bytes().chunks(64) {
        pem.extend(line.iter().copied().map(char::from));
        pem.push('\n');
    }
    pem.push_str("-----END PRIVATE KEY-----\n");
    pem
}

fn words(report: &KeygenReport) -> String {
    let pairs = columns(&[
        ("private key", format!("{} (RSA {}{})", report.private_key.display(), report.bits, readable())),
        ("public key", report.public_key.display().to_string()),
        ("SHA-256", report.fingerprint.clone()),
    ]);
    format!("{pairs}\ngive the public key to the provider, and compare the SHA-256 with them by another way")
}

/// Elsewhere no permission is set: the folder's count.
fn readable() -> &'static str {
    if cfg!(unix) { ", readable by you only" } else { "; who may read it, the folder's permissions say" }
}
