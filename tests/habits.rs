//! Habits of the project that a text search can hold: no second TLS stack, few foreign types, a linted release.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{collections::BTreeSet, fs, path::Path};

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

fn sources(folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") && !path.ends_with("raw.rs") {
            found.push(fs::read_to_string(&path).unwrap());
        }
    }
}

/// Full paths in public signatures, and what a file imports from a foreign crate and then names there.
#[test]
fn few_foreign_types_stand_in_public_signatures() {
    let listed = read("docs/external-types.txt");
    let allowed: BTreeSet<_> = listed.lines().filter(|line| !line.starts_with('#')).collect();
    let foreign = [
        "reqwest",
        "progenitor_client",
        "toml",
        "jiff",
        "tokio",
        "aws_lc_rs",
        "zeroize",
        "futures_util",
        "bytes",
        "http",
    ];
    let mut files = vec![];
    sources(&Path::new(ROOT).join("src"), &mut files);
    for file in &files {
        let public = file.split("#[cfg(test)]").next().unwrap_or_default();
        for line in
            public.lines().map(str::trim).filter(|line| line.starts_with("pub fn") || line.starts_with("pub async fn"))
        {
            for name in foreign.iter().filter(|name| line.contains(&format!("{name}::"))) {
                assert!(allowed.contains(name), "{name} in a public signature: {line}");
            }
        }
    }
    assert!(files.len() > 80);
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

#[test]
fn troubleshooting_starts_from_messages_that_exist() {
    let page = read("docs/troubleshooting.md");
    let mut files = vec![];
    sources(&Path::new(ROOT).join("src"), &mut files);
    let all = files.concat();
    for message in [
        "there is no configuration file. Looked at",
        "there is no such key; known are",
        "everybody on this machine can read it, and it holds",
        "the name of the host (or of the proxy) could not be resolved",
        "nobody listens at this address and port",
        "no connection in time",
        "the proxy did not let us through",
        "the server's certificate is not trusted",
        "HTTP 401: the client id and secret, or the token, were not accepted",
        "HTTP 403: the partner id is not one of this host, or the IP address",
        "this machine's clock differs from the provider's",
        "no complete answer came; it may have been done",
        "the time limit would pass before this client's own limits let the request go",
        "the answer is not what the specification promises",
        "the provider offers this on its test host only",
    ] {
        assert!(page.contains(message), "not on the page: {message}");
        assert!(all.contains(message), "no such message any more: {message}");
    }
}
