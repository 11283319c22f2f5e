//! What needs no account: `simulator`, `codes`, `keygen`, `completions`, schemas, the command tree.

use crate::world::{Folder, command, fits, pinned, run};
use bayar_cli::{args::Args, schemas};
use clap::CommandFactory;
use std::{
    io::{BufRead, BufReader},
    process::Stdio,
};

/// Ends with the test, however that ends.
struct Running(std::process::Child);

impl Drop for Running {
    fn drop(&mut self) {
        _ = self.0.kill();
        _ = self.0.wait();
    }
}

#[test]
fn a_simulator_serves_until_it_is_stopped() {
    let folder = Folder::new();
    let mut serving = command(&folder.0);
    serving.args(["sim", "--json", "--write", "bayar.toml"]).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut running = Running(serving.spawn().unwrap());
    let child = &mut running.0;
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let report = serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap();
    fits("simulator", &report);
    assert_eq!(report["bayar_toml"], std::fs::read_to_string(folder.0.join("bayar.toml")).unwrap());
    let paid = folder.run(&["bill", "pay", "114676170021", "--json"]);
    assert_eq!((paid.code, &paid.json()["outcome"]), (0, &"paid".into()), "{paid:?}");
    assert_eq!(folder.run(&["finnet", "reset-pin", bayar_simulator::demo::PHONE]).code, 0);
    assert_eq!(folder.run(&["customer", "get", bayar_simulator::demo::CUSTOMER_ID]).code, 0);
    assert_eq!(folder.run(&["doctor"]).code, 0);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(folder.0.join("bayar.toml")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let stopped = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status();
        assert!(stopped.unwrap().success() && child.wait().unwrap().success());
    }
    let twice = folder.run(&["simulator", "--write", "bayar.toml"]);
    assert_eq!(twice.code, 1, "{twice:?}");
    assert!(twice.err.contains("nothing is overwritten"), "{twice:?}");
}

#[test]
fn codes_are_explained_in_two_languages() {
    let folder = Folder::new();
    pinned("codes", &folder.run(&["codes"]).out);
    pinned("codes-id", &folder.run(&["codes", "--lang", "id"]).out);
    let one = folder.run(&["codes", "4045414", "--json"]);
    fits("codes", &one.json());
    assert_eq!(one.json()["codes"].as_array().unwrap().len(), 1);
    assert!(folder.run(&["codes", "6"]).out.contains("not found"));
    let report = one.json()["codes"][0].clone();
    assert_eq!((&report["standing"], &report["meaning"]), (&"open".into(), &"Paid Bill".into()));
    assert!(report["next_step"].as_str().unwrap().starts_with("ask for the status"), "{report}");
    assert!(report["note"].as_str().unwrap().contains("your own first attempt"), "{report}");
    assert!(folder.run(&["codes", "4045414"]).out.contains("(the bill is paid, and your own first attempt"));
    for bad in ["77", "abc", "4995414"] {
        let run = folder.run(&["codes", bad]);
        assert_eq!(run.code, 2, "{run:?}");
        assert!(run.err.contains("treat it as unknown"), "{run:?}");
    }
}

/// The number that an error prints is one that can be looked up.
#[test]
fn a_status_is_explained_for_each_provider() {
    let folder = Folder::new();
    for (status, providers, words) in [
        ("401", &["singapay", "finnet", "paycombat"][..], "`bayar doctor`"),
        ("403", &["singapay", "finnet", "paycombat"], "`bayar doctor`"),
        ("422", &["singapay"], "code 04"),
        ("429", &["any"], "limits.requests_per_second"),
        ("502", &["singapay", "finnet", "paycombat"], "don't send a payment again"),
        ("302", &["any"], "never followed"),
        ("418", &["any"], "no page"),
    ] {
        let run = folder.run(&["codes", status, "--json"]);
        assert_eq!(run.code, 0, "{run:?}");
        fits("codes", &run.json());
        let codes = run.json()["codes"].as_array().unwrap().clone();
        let of: Vec<_> = codes.iter().map(|code| code["provider"].as_str().unwrap()).collect();
        assert_eq!(of, providers, "{status}");
        assert!(codes.iter().all(|code| code["code"] == status), "{run:?}");
        assert!(folder.run(&["codes", status]).out.contains(words), "{status}");
    }
    let refused = folder.run(&["codes", "422", "--json"]).json();
    assert_eq!(refused["codes"][0]["standing"], "refused");
    for bad in ["600", "9xx", "5x", "xxx"] {
        assert_eq!(folder.run(&["codes", bad]).code, 2, "{bad}");
    }
    // What the list shows can be asked for.
    let all = folder.run(&["codes", "--json"]).json();
    for code in all["codes"].as_array().unwrap().iter().filter(|code| code["provider"] != "snap") {
        let code = code["code"].as_str().unwrap();
        assert_eq!(folder.run(&["codes", code]).code, 0, "{code}");
    }
    let class = folder.run(&["codes", "5XX", "--json"]).json();
    assert_eq!((class["codes"].as_array().unwrap().len(), &class["codes"][0]["code"]), (3, &"5xx".into()), "{class}");
    assert!(folder.run(&["codes", "403", "--lang", "id"]).out.contains("surat untuk penyedia"));
}

/// That it is so from its first byte, a test beside the code shows; here no umask takes it away.
#[test]
fn a_key_pair_is_made_and_private() {
    let folder = Folder::new();
    let made = run(&mut generous(&folder, &["keygen", "--out", "key.pem", "--json"]));
    assert_eq!(made.code, 0, "{made:?}");
    fits("keygen", &made.json());
    let private = std::fs::read(folder.0.join("key.pem")).unwrap();
    let public = std::fs::read_to_string(folder.0.join("key.pem.pub")).unwrap();
    let key = bayar::snap::PrivateKey::from_bytes(&private).unwrap();
    assert_eq!((key.bits(), key.public_key().unwrap().to_pem()), (2048, public));
    assert_eq!(made.json()["fingerprint"].as_str().unwrap().len(), 64);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(folder.0.join("key.pem")).unwrap().permissions().mode() & 0o777, 0o600);
    }
    pinned("keygen", &folder.run(&["keygen", "--out", "other.pem", "--public", "other.pub", "--bits", "3072"]).out);
    for arguments in [vec!["keygen", "--out", "key.pem"], vec!["keygen", "--out", "new.pem", "--public", "key.pem.pub"]]
    {
        let run = folder.run(&arguments);
        assert_eq!(run.code, 1, "{run:?}");
        assert!(run.err.contains("nothing is overwritten"), "{run:?}");
    }
    assert!(!folder.0.join("new.pem").exists(), "no private key without its public half");
    assert_eq!(folder.run(&["keygen", "--out", "weak.pem", "--bits", "1024"]).code, 2);
    assert_eq!(folder.run(&["keygen", "--out", "no/such/folder.pem"]).code, 1);
}

/// A key whose public half was never told is of no use, and in the way of the next try.
#[test]
fn a_key_pair_is_made_whole_or_not_at_all() {
    let folder = Folder::new();
    for (arguments, code) in [
        (["--out", "key.pem", "--public", "no/such/folder.pub"], 1),
        (["--out", "no/such/folder.pem", "--public", "key.pub"], 1),
        (["--out", "key.pem", "--public", "key.pem"], 2),
        (["--out", "key.pem", "--public", "./key.pem"], 2),
    ] {
        let run = folder.run(&[&["keygen"], &arguments[..]].concat());
        assert_eq!(run.code, code, "{run:?}");
        assert_eq!(std::fs::read_dir(&folder.0).unwrap().count(), 0, "nothing is left: {arguments:?}");
    }
    assert_eq!(folder.run(&["keygen", "--out", "key.pem"]).code, 0);
}

/// Where every new file would be open to all.
fn generous(folder: &Folder, arguments: &[&str]) -> std::process::Command {
    if !cfg!(unix) {
        let mut plain = command(&folder.0);
        plain.args(arguments);
        return plain;
    }
    let mut shell = std::process::Command::new("/bin/sh");
    shell.args(["-c", "umask 0; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_bayar")]).args(arguments);
    shell.current_dir(&folder.0).env_clear().stdin(Stdio::null());
    shell
}

#[test]
fn completions_for_every_shell() {
    let folder = Folder::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let run = folder.run(&["completions", shell]);
        assert!(run.code == 0 && run.out.contains("reset-pin"), "{shell}");
    }
    assert_eq!(folder.run(&["completions", "tcsh"]).code, 2);
    let json = folder.run(&["completions", "bash", "--json"]);
    fits("error", &json.json());
    assert!(json.code == 2 && json.out.contains("leave --json out"), "{json:?}");
}

#[test]
fn the_schemas_in_the_repository_are_those_of_the_code() {
    for (name, schema) in schemas::all() {
        let path = format!("{}/schemas/{name}.json", env!("CARGO_MANIFEST_DIR"));
        if std::env::var_os("BAYAR_UPDATE").is_some() {
            std::fs::write(&path, serde_json::to_string_pretty(&schema).unwrap() + "\n").unwrap();
        }
        // As values: the order of fields depends on a feature that other members of the workspace turn on.
        let stored: serde_json::Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        assert_eq!(stored, schema, "{name}: run again with BAYAR_UPDATE=1 to write it");
    }
}

#[test]
fn the_command_tree_is_pinned() {
    let mut lines = vec![];
    tree(&Args::command(), "", &mut lines);
    pinned("command-tree", &(lines.join("\n") + "\n"));
}

fn tree(command: &clap::Command, path: &str, lines: &mut Vec<String>) {
    let path = format!("{path} {}", command.get_name()).trim().to_owned();
    let aliases: Vec<_> = command.get_visible_aliases().map(|alias| format!(" ({alias})")).collect();
    lines.push(format!(
        "{path}{}: {}",
        aliases.concat(),
        command.get_about().map(ToString::to_string).unwrap_or_default()
    ));
    for argument in command.get_arguments() {
        let long = argument.get_long().map_or(format!("<{}>", argument.get_id()), |long| format!("--{long}"));
        let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
        let needed = if argument.is_required_set() { " (required)" } else { "" };
        lines.push(format!("    {long}{needed}: {help}"));
    }
    for sub in command.get_subcommands() {
        tree(sub, &path, lines);
    }
}

#[test]
fn every_command_has_examples() {
    fn check(command: &clap::Command) {
        let leaf = !command.has_subcommands();
        let text = command.get_after_help().map(ToString::to_string).unwrap_or_default();
        assert!(!leaf || text.contains("Examples:\n  bayar "), "{}", command.get_name());
        command.get_subcommands().for_each(check);
    }
    check(&Args::command());
}
