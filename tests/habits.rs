//! Habits of the project that reading the files can hold: no second TLS stack, few foreign types, a linted release, headings
//! that are messages.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "habits/foreign.rs"]
mod foreign;

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(ROOT).join(path)).unwrap()
}

// `ring` is named in the lock for targets and features that nobody builds; `cargo deny` looks at the graph.
#[test]
fn no_second_tls_stack_is_locked() {
    let lock = read("Cargo.lock");
    for banned in ["openssl-sys", "native-tls"] {
        assert!(!lock.contains(&format!("name = \"{banned}\"\n")), "{banned} came in; see deny.toml");
    }
}

/// The code of a folder, by path.
fn sources(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") && !path.ends_with("raw.rs") {
            let text = fs::read_to_string(&path).unwrap();
            found.push((path, text));
        }
    }
}

fn all_sources(folders: &[&str]) -> Vec<(PathBuf, String)> {
    let mut found = vec![];
    folders.iter().for_each(|folder| sources(&Path::new(ROOT).join(folder), &mut found));
    found
}

fn dependencies() -> BTreeSet<String> {
    let manifest: toml::Table = toml::from_str(&read("Cargo.toml")).unwrap();
    manifest["dependencies"].as_table().unwrap().keys().map(|name| name.replace('-', "_")).collect()
}

#[test]
fn the_foreign_types_of_the_public_interface_are_listed() {
    let listed = read("docs/external-types.txt");
    let names = listed.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split(' ').next());
    let listed: BTreeSet<_> = names.map(str::to_owned).collect();
    let files = all_sources(&["src"]);
    assert!(files.len() > 80);
    let parsed: Vec<_> = files.iter().map(|(_, text)| syn::parse_file(text).unwrap()).collect();
    let mut search = foreign::Search::new(dependencies(), &parsed);
    for ((path, _), file) in files.iter().zip(&parsed) {
        search.read(&path.strip_prefix(ROOT).unwrap().display().to_string(), &file.items);
    }
    let unlisted: Vec<_> = search.found.iter().filter(|(name, _)| !listed.contains(*name)).collect();
    assert!(unlisted.is_empty(), "public and not in docs/external-types.txt: {unlisted:#?}");
    let found: BTreeSet<_> = search.found.into_keys().collect();
    assert_eq!(listed, found, "docs/external-types.txt lists what is not public any more");
}

#[test]
fn the_release_is_short_and_runs_the_checks_first() {
    let text = read(".github/workflows/release.yml");
    let workflow: serde_json::Value = yaml_serde::from_str(&text).unwrap();
    let steps = workflow["jobs"]["release"]["steps"].as_array().unwrap();
    let runs: Vec<_> = steps.iter().filter_map(|step| step["run"].as_str()).collect();
    assert_eq!(runs[0], ".ci/run");
    assert!(runs.iter().any(|run| run.contains("--locked")) && text.lines().count() < 40);
}

/// An image with the binary alone trusts nobody, and no client can be made in it.
#[test]
fn the_image_of_the_release_has_ca_certificates() {
    let text = read(".github/workflows/release.yml");
    let file = "/etc/ssl/certs/ca-certificates.crt";
    assert!(text.contains("FROM scratch") && text.contains(&format!("COPY ca-certificates.crt {file}")), "{text}");
    assert!(text.contains(&format!("cp {file} .")), "{text}");
}

/// The messages that are headings of the page, in the pieces that don't change.
fn headings(page: &str) -> Vec<(String, Vec<String>)> {
    let quoted = |line: &str| line.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
    let pieces = |message: &String| message.split('…').map(str::trim).map(str::to_owned).collect::<Vec<_>>();
    let headings = page.lines().filter_map(|line| line.strip_prefix("## "));
    headings.map(|line| (line.to_owned(), quoted(line).iter().flat_map(pieces).collect())).collect()
}

#[test]
fn troubleshooting_starts_from_messages_that_exist() {
    let all: String = all_sources(&["src", "cli/src"]).into_iter().map(|(_, text)| text).collect();
    let headings = headings(&read("docs/troubleshooting.md"));
    for (heading, pieces) in &headings {
        // Without a message in it a heading must say so by being plain words.
        for piece in pieces.iter().filter(|piece| !piece.is_empty()) {
            assert!(all.contains(piece.as_str()), "no such message any more: {piece:?} of {heading:?}");
        }
    }
    assert!(headings.iter().filter(|(_, pieces)| !pieces.is_empty()).count() >= 20);
}

/// Whoever has an error of a payment in hand finds what to do, and whether its key is spent.
#[test]
fn troubleshooting_has_every_kind_of_error_of_a_payment() {
    let page = read("docs/troubleshooting.md");
    let file = syn::parse_file(&read("src/payments/error.rs")).unwrap();
    let kinds = file.items.into_iter().find_map(|item| match item {
        syn::Item::Enum(kinds) if kinds.ident == "PayErrorKind" => Some(kinds.variants),
        _ => None,
    });
    let missing: Vec<_> = kinds.unwrap().iter().map(|kind| format!("`{}`", kind.ident)).collect();
    let missing: Vec<_> = missing.into_iter().filter(|kind| !page.contains(kind)).collect();
    assert!(missing.is_empty(), "docs/troubleshooting.md says nothing of {missing:?}");
}

/// Pages that rustdoc includes, and where: a link to a file is dead there, so each is defined again in front of the page.
const INCLUDED: [(&str, &str); 7] = [
    ("README.md", "src/lib.rs"),
    ("docs/simulator.md", "src/lib.rs"),
    ("docs/troubleshooting.md", "src/lib.rs"),
    ("docs/config.md", "src/config/mod.rs"),
    ("docs/payments.md", "src/payments/mod.rs"),
    ("docs/snap.md", "src/snap/mod.rs"),
    ("simulator/README.md", "simulator/src/lib.rs"),
];

#[test]
fn links_to_files_lead_somewhere_in_rustdoc_too() {
    for (page, site) in INCLUDED {
        let (text, source) = (read(page), read(site));
        for line in text.lines() {
            let inline = line.split("](").skip(1).map(|rest| rest.split([')', '#']).next().unwrap());
            let dead: Vec<_> = inline.filter(|target| target.ends_with(".md") && !target.contains("://")).collect();
            assert!(dead.is_empty(), "{page}: define {dead:?} at the end of the page, and in {site}");
            let label = line.strip_prefix('[').and_then(|rest| rest.split_once("]: ")).map(|(label, _)| label);
            let defined = label.is_none_or(|label| source.contains(&format!("[{label}]: ")));
            assert!(defined, "{page}: {line} is not defined in {site}");
        }
    }
}
