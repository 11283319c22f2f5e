//! Keys of a Finnet account: in every wrapping that a file or a setting may hold.

use crate::folder::{Folder, finnet};
use aws_lc_rs::{
    encoding::{AsDer, Pkcs8V1Der},
    rsa::{KeyPair, KeySize},
};
use bayar::{config::Account, snap::PrivateKey};
use rsa::{RsaPrivateKey, pkcs1::EncodeRsaPrivateKey, pkcs8::DecodePrivateKey};

/// A new key, PKCS#8 and DER.
fn made() -> Vec<u8> {
    let pair = KeyPair::generate(KeySize::Rsa2048).unwrap();
    let der: Pkcs8V1Der<'_> = pair.as_der().unwrap();
    der.as_ref().to_vec()
}

/// The half of the key that Finnet would be given.
fn public(account: &Account) -> Vec<u8> {
    let Account::Finnet(account) = account else { panic!("another provider") };
    account.public_key().unwrap().unwrap().to_spki()
}

fn pem(label: &str, der: &[u8], width: usize) -> String {
    use base64::Engine as _;
    let letters = base64::engine::general_purpose::STANDARD.encode(der);
    let lines: Vec<_> = letters.as_bytes().chunks(width).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}

#[test]
fn a_key_is_read_in_every_wrapping() {
    let folder = Folder::new();
    let pkcs8 = made();
    let key = PrivateKey::from_bytes(&pkcs8).unwrap().public_key().unwrap();
    let pkcs1 = RsaPrivateKey::from_pkcs8_der(&pkcs8).unwrap().to_pkcs1_der().unwrap();
    let (pkcs1, usual) = (pkcs1.as_bytes(), pem("PRIVATE KEY", &pkcs8, 64));
    for (name, content) in [
        ("pkcs8.der", pkcs8.clone()),
        ("pkcs1.der", pkcs1.to_vec()),
        ("pkcs8.pem", usual.clone().into_bytes()),
        ("pkcs1.pem", pem("RSA PRIVATE KEY", pkcs1, 64).into_bytes()),
        ("long.pem", pem("PRIVATE KEY", &pkcs8, usize::MAX).into_bytes()),
        ("crlf.pem", usual.replace('\n', "\r\n").into_bytes()),
        ("escaped.txt", usual.replace('\n', "\\n").into_bytes()),
    ] {
        folder.bytes(name, &content);
        let text = finnet("").lines().map(|line| with_key(line, &format!("file:{name}"))).collect::<String>();
        assert_eq!(public(&folder.config(&text).account("a").unwrap()), key.to_spki(), "{name}");
    }
    let escaped = usual.replace('\n', "\\\\n"); // a backslash and an n, as TOML writes them
    let text = finnet("").lines().map(|line| with_key(line, &escaped)).collect::<String>();
    assert_eq!(public(&folder.config(&text).account("a").unwrap()), key.to_spki());
    folder.bytes("public.der", &key.to_spki());
    let pair = format!("{}public_key = 'file:public.der'\n", text);
    assert_eq!(public(&folder.config(&pair).account("a").unwrap()), key.to_spki());
}

fn with_key(line: &str, key: &str) -> String {
    if line.starts_with("private_key") { format!("private_key = \"{key}\"\n") } else { format!("{line}\n") }
}

#[test]
fn a_text_that_is_no_text_is_named() {
    let folder = Folder::new();
    folder.bytes("secret", &[0x30, 0xff, 0x00]);
    let error = folder.fault(&finnet("").replace("\"hunter2\"", "\"file:secret\""));
    assert_eq!(error.field(), Some("accounts.a.client_secret"));
    assert!(error.to_string().contains("it is no text") && error.to_string().contains("line 5"), "{error}");
}

#[test]
fn another_key_pair_is_noticed_before_anything_is_sent() {
    let folder = Folder::new();
    let public = PrivateKey::from_bytes(&made()).unwrap().public_key().unwrap().to_pem();
    folder.file("public.pem", &public);
    let error = folder.fault(&finnet("public_key = 'file:public.pem'"));
    assert_eq!(error.field(), Some("accounts.a.public_key"));
    assert!(error.to_string().contains("different pairs"), "{error}");
}
