//! The page about the file, `docs/config.md`: its example is a configuration, and no key is missing on it.

use crate::{folder::Folder, support::tls::Ca};
use bayar::{Finnet, PayCombat, Singapay};
use bayar_simulator::demo;

const PAGE: &str = include_str!("../../docs/config.md");

/// The file that the page shows.
pub(crate) fn example() -> String {
    let (_, rest) = PAGE.split_once("```toml\n").unwrap();
    rest.split_once("```").unwrap().0.to_owned()
}

/// The example where every variable is one that is set.
fn with_variables() -> String {
    let known = |line: &str| match line.split_once("\"env:") {
        Some((key, _)) => format!("{key}\"env:CARGO_PKG_NAME\"\n"),
        None => format!("{line}\n"),
    };
    example().lines().map(known).collect()
}

fn with_files() -> Folder {
    let (folder, ca) = (Folder::new(), Ca::new());
    for name in ["secrets", "tls", "keys"] {
        std::fs::create_dir_all(folder.0.join(name)).unwrap();
    }
    let client = ca.client();
    folder.file("secrets/client-secret", "hunter2\n");
    folder.file("tls/ca.pem", &ca.pem);
    folder.file("tls/client.pem", &client.certificate);
    folder.file("tls/client-key.pem", &client.key);
    folder.file("keys/finnet.pem", demo::PARTNER.private_key_pem);
    folder.file("keys/finnet-public.pem", demo::PARTNER.public_key_pem);
    folder
}

#[test]
fn the_example_of_the_page_is_a_configuration() {
    let folder = with_files();
    let config = folder.config(&with_variables());
    assert!(config.warnings().is_empty(), "{:?}", config.warnings());
    let names: Vec<_> = config.accounts().into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["jakarta", "shop", "surabaya", "wallet"]);
    Singapay::connect(config.account("jakarta").unwrap()).unwrap();
    Singapay::connect(config.account("surabaya").unwrap()).unwrap();
    Finnet::connect(config.account("wallet").unwrap()).unwrap();
    PayCombat::connect(config.account("shop").unwrap()).unwrap();
}

/// The names of all keys that the schema knows.
fn keys(schema: &serde_json::Value, found: &mut Vec<String>) {
    if let Some(properties) = schema["properties"].as_object() {
        found.extend(properties.keys().cloned());
    }
    let inside = schema.as_object().map(|all| all.values().collect::<Vec<_>>());
    let inside = inside.or_else(|| schema.as_array().map(|all| all.iter().collect()));
    inside.into_iter().flatten().for_each(|part| keys(part, found));
}

#[test]
fn the_page_and_its_example_have_every_key() {
    let mut found = vec![];
    keys(&serde_json::from_str(include_str!("../../src/config/bayar.schema.json")).unwrap(), &mut found);
    assert!(found.len() > 50, "{found:?}");
    let example = example();
    let (_, text) = PAGE.split_once("## Where it is looked for").unwrap();
    for key in found.iter().filter(|key| *key != "accounts") {
        let written = [format!("\n{key} = "), format!(".{key}]\n")];
        assert!(written.iter().any(|line| example.contains(line)), "{key} is not in the example");
        let told = [format!("`{key}`"), format!("NAME.{key}]`"), format!("snap.{key}]`")];
        assert!(told.iter().any(|name| text.contains(name)), "{key} is not on the page");
    }
}
