//! What goes wrong before anything is sent, and how the output behaves.

use crate::world::{Folder, World, command, fits, pinned, run};
use bayar_simulator::{Fault, Operation, demo};
use std::{io::Read, net::TcpListener, process::Stdio, time::Duration};

#[test]
fn without_a_configuration_file_the_message_says_where_and_how() {
    let folder = Folder::new();
    let none = folder.run(&["balance"]);
    assert_eq!(none.code, 1, "{none:?}");
    for words in ["bayar.toml", ".config/bayar", "/etc/bayar/bayar.toml", "bayar simulator"] {
        assert!(none.err.contains(words), "{words}: {none:?}");
    }
    let named = run(command(&folder.0).arg("balance").env("BAYAR_CONFIG", "/no/such.toml"));
    assert!(named.code == 1 && named.err.contains("/no/such.toml") && named.err.contains("BAYAR_CONFIG"), "{named:?}");
    let flag = folder.run(&["balance", "--config", "missing.toml", "--json"]);
    assert_eq!((flag.code, &flag.json()["error"]["exit"]), (1, &"failed".into()), "{flag:?}");
}

#[test]
fn a_file_is_found_in_the_documented_places() {
    let folder = Folder::new();
    let broken = "[accounts.a]\n";
    folder.file("elsewhere.toml", broken);
    std::fs::create_dir_all(folder.0.join(".config/bayar")).unwrap();
    folder.file(".config/bayar/bayar.toml", broken);
    let home = folder.run(&["balance"]);
    assert!(home.code == 1 && home.err.contains(".config/bayar/bayar.toml, line 1"), "{home:?}");
    folder.file("bayar.toml", broken);
    assert!(folder.run(&["balance"]).err.contains("(bayar.toml, line 1)"));
    let named = run(command(&folder.0).arg("balance").env("BAYAR_CONFIG", "elsewhere.toml"));
    assert!(named.err.contains("elsewhere.toml, line 1"), "{named:?}");
}

/// The next place is not the one that was meant. A loop is one that the owner of the machine can't enter either.
#[cfg(unix)]
#[test]
fn a_file_that_can_not_be_reached_is_not_passed_over() {
    let folder = Folder::new();
    std::fs::create_dir_all(folder.0.join(".config/bayar")).unwrap();
    folder.file(".config/bayar/bayar.toml", "[accounts.a]\n");
    std::os::unix::fs::symlink("bayar.toml", folder.0.join("bayar.toml")).unwrap();
    let looped = folder.run(&["balance"]);
    assert!(looped.code == 1 && looped.err.contains("bayar.toml can't be read"), "{looped:?}");
    assert!(!looped.err.contains(".config") && !looped.err.contains("bayar simulator"), "{looped:?}");
    let doctor = folder.run(&["doctor", "--json"]).json();
    assert_eq!((&doctor["config"], &doctor["checks"][0]["result"]), (&"bayar.toml".into(), &"failed".into()));
    // A home that is no folder holds no file.
    std::fs::remove_file(folder.0.join("bayar.toml")).unwrap();
    let homeless = run(command(&folder.0).arg("balance").env("HOME", "/dev/null"));
    assert!(homeless.err.contains("there is no configuration file"), "{homeless:?}");
}

/// What everybody sees on the first day.
#[tokio::test(flavor = "multi_thread")]
async fn the_first_faults_are_told_in_indonesian() {
    let folder = Folder::new();
    let empty = folder.file("empty.toml", "");
    let none = folder.run(&["balance", "--lang", "id"]);
    let named = run(command(&folder.0).args(["balance", "--lang", "id"]).env("BAYAR_CONFIG", "/no/such.toml"));
    let doctor = folder.run(&["doctor", "--lang", "id"]);
    let world = World::new().await;
    let config = World::config(&world.simulator)
        + &World::singapay(&world.simulator.singapay_url()).replace("jakarta", "bandung")
        + &World::paycombat("").replace("'local'\nurl = ''", "'production'").replace("shop", "toko");
    world.folder.file("bayar.toml", &config);
    let in_it = |arguments: &[&str]| world.run(&[arguments, &["--lang", "id"]].concat());
    let empty = empty.to_str().unwrap();
    for (told, words) in [
        (&none.err, &["tidak ada berkas konfigurasi. Yang dicari: bayar.toml", "Untuk mencoba tanpa kredensial"][..]),
        (&named.err, &["/no/such.toml", "BAYAR_CONFIG menyebutnya"]),
        (&doctor.out, &["tidak ada berkas konfigurasi", "Untuk mencoba tanpa kredensial"]),
        (&in_it(&["balance"]).err, &["akun yang mana? Tambahkan --account dengan salah satu dari bandung, jakarta"]),
        (&in_it(&["balance", "--account", "x"]).err, &["tidak punya akun dengan nama ini; yang ada: bandung"]),
        (&in_it(&["doctor", "--account", "x"]).out, &["tidak punya akun dengan nama ini; yang ada: bandung"]),
        (&in_it(&["balance", "--config", empty]).err, &["tidak punya akun singapay"]),
        (&in_it(&["balance", "--config", empty, "--account", "x"]).err, &["satu pun tidak ada"]),
        (&in_it(&["customer", "get", "customer_0", "--account", "toko"]).err, &["tambahkan --live"]),
    ] {
        assert!(words.iter().all(|words| told.contains(words)), "{words:?} {told}");
        for english in ["there is no", "it has ", "no account", "To try", "docs/config.md shows", "add --live"] {
            assert!(!told.contains(english), "{english}: {told}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_account_must_be_clear() {
    let world = World::new().await;
    let config = World::config(&world.simulator)
        + &World::singapay(&world.simulator.singapay_url()).replace("jakarta", "bandung");
    world.folder.file("bayar.toml", &config);
    let which = world.run(&["balance"]);
    assert!(which.code == 2 && which.err.contains("bandung, jakarta"), "{which:?}");
    assert_eq!(world.run(&["balance", "--account", "bandung"]).code, 0);
    let other = world.run(&["balance", "--account", "shop"]);
    assert!(other.code == 1 && other.err.contains("one of paycombat"), "{other:?}");
    world.folder.file("only.toml", &World::paycombat(&world.simulator.paycombat_url()));
    let none = world.run(&["balance", "--config", "only.toml"]);
    assert!(none.code == 2 && none.err.contains("no account of singapay"), "{none:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn exit_codes_tell_network_from_refusal() {
    let world = World::new().await;
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    world.folder.file("closed.toml", &World::singapay(&format!("http://{free}")));
    let closed = world.json("error", 6, &["balance", "--config", "closed.toml"]);
    assert_eq!((&closed["error"]["was_sent"], &closed["error"]["exit"]), (&false.into(), &"network".into()));
    let indonesian = world.run(&["balance", "--config", "closed.toml", "--lang", "id"]);
    assert!(indonesian.err.contains("tidak ada yang dikirim"), "{indonesian:?}");
    world.simulator.script(Operation::CheckBalance, 1, Fault::SystemError99);
    let refused = world.json("error", 3, &["balance"]);
    assert_eq!((&refused["error"]["code"], &refused["error"]["http_status"]), (&"99".into(), &500.into()));
    let wrong = World::singapay(&world.simulator.singapay_url()).replace(demo::MERCHANT.client_secret, "another");
    world.folder.file("wrong.toml", &wrong);
    assert_eq!(world.json("error", 3, &["balance", "--config", "wrong.toml"])["error"]["http_status"], 401);
    let html = Fault::Answer { status: 200, content_type: "text/html".to_owned(), body: "<html>".into() };
    world.simulator.script(Operation::CheckBalance, 1, html);
    let unread = world.json("error", 6, &["balance"]);
    assert_eq!(unread["error"]["kind"], "unreadable", "a read does nothing, whatever answers: {unread:#}");
}

#[tokio::test(flavor = "multi_thread")]
async fn proxies_of_the_environment_are_not_used() {
    let world = World::new().await;
    let nowhere = format!("http://{}", TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap());
    let mut command = command(&world.folder.0);
    for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"] {
        command.env(name, &nowhere);
    }
    assert_eq!(run(command.arg("balance")).code, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_colour_in_a_pipe_and_no_panic_when_it_closes() {
    let world = World::new().await;
    let plain = world.run(&["doctor"]);
    assert!(!plain.out.contains('\u{1b}'), "{plain:?}");
    assert!(run(command(&world.folder.0).arg("doctor").env("CLICOLOR_FORCE", "1")).out.contains('\u{1b}'));
    for arguments in
        [&["codes"][..], &["codes", "--json"], &["completions", "bash"], &["balance"], &["doctor"], &["bill", "list"]]
    {
        let mut child =
            command(&world.folder.0).args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let mut errors = String::new();
        child.stderr.take().unwrap().read_to_string(&mut errors).unwrap();
        assert!(child.wait().unwrap().success() && errors.is_empty(), "{arguments:?} {errors}");
    }
}

/// What programs read is never words, not even of a command line that nobody understands.
#[test]
fn a_wrong_command_line_is_told_as_a_document_too() {
    let folder = Folder::new();
    for (bad, words) in [
        (&["balance", "--jsno", "--json"][..], "--jsno"),
        (&["--json", "bill"], "subcommand"),
        (&["pay", "--json"], "required"),
        (&["balance", "--lang", "nl", "--json"], "nl"),
        (&["--json", "nothing"], "nothing"),
    ] {
        let run = folder.run(bad);
        assert_eq!((run.code, run.err.as_str()), (2, ""), "{bad:?} {run:?}");
        fits("error", &run.json());
        let error = &run.json()["error"];
        assert_eq!((&error["exit"], &error["kind"]), (&"usage".into(), &serde_json::Value::Null), "{error}");
        let message = error["message"].as_str().unwrap();
        assert!(message.contains(words) && !message.starts_with("error"), "{bad:?} {message}");
    }
    let foreign = folder.run(&["prove", "--bills", "0", "--", "./pay", "--json"]);
    assert!(foreign.code == 2 && foreign.out.is_empty(), "behind -- it is the program's: {foreign:?}");
    let help = folder.run(&["balance", "--help", "--json"]);
    assert!(help.code == 0 && help.out.contains("Usage:"), "{help:?}");
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn warnings_are_told_whoever_reads() {
    use std::os::unix::fs::PermissionsExt;
    let world = World::new().await;
    let open = std::fs::Permissions::from_mode(0o644);
    std::fs::set_permissions(world.folder.0.join("bayar.toml"), open).unwrap();
    for arguments in [&["balance"][..], &["balance", "--json"]] {
        let run = world.run(arguments);
        assert!(run.code == 0 && run.err.contains("chmod 600"), "{arguments:?} {run:?}");
    }
}

/// Signatures hide it, up to a limit; whoever reads shall know before.
#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_off_is_told() {
    let world = World::new().await;
    assert_eq!(world.run(&["balance"]).err, "");
    world.simulator.clock().advance(Duration::from_secs(60));
    for arguments in [&["balance"][..], &["finnet", "reset-pin", demo::PHONE, "--json"]] {
        let run = world.run(arguments);
        assert!(run.code == 0 && run.err.contains("s behind the provider; set the clock"), "{arguments:?} {run:?}");
    }
    let indonesian = run(command(&world.folder.0).arg("balance").env("BAYAR_LANG", "id"));
    assert!(indonesian.err.contains("detik lebih lambat"), "{indonesian:?}");
    let english = run(command(&world.folder.0).args(["balance", "--lang", "en"]).env("BAYAR_LANG", "id"));
    assert!(english.err.contains("s behind"), "{english:?}");
    let unset = run(command(&world.folder.0).arg("balance").env("BAYAR_LANG", ""));
    assert!(unset.code == 0 && unset.err.contains("s behind"), "{unset:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_names_keys_of_the_file_and_the_doctor() {
    let world = World::new().await;
    let sandbox = World::paycombat("").replace("'local'\nurl = ''", "'sandbox'");
    world.folder.file("sandbox.toml", &sandbox);
    let nowhere = world.run(&["customer", "delete", "customer_0", "--config", "sandbox.toml"]);
    assert_eq!(nowhere.code, 1, "{nowhere:?}");
    assert!(nowhere.err.contains("set legacy_base_url of the account in bayar.toml"), "{nowhere:?}");
    for status in [401, 403] {
        let answer = Fault::Answer { status, content_type: "application/json".to_owned(), body: "{}".into() };
        world.simulator.script(Operation::GetCustomer, 1, answer);
        let refused = world.run(&["customer", "get", demo::CUSTOMER_ID]);
        assert!(refused.code == 3 && refused.err.contains("Run `bayar doctor`"), "{refused:?}");
    }
    let absent = world.run(&["customer", "get", "customer_0"]);
    assert!(absent.code == 3 && !absent.err.contains("doctor"), "{absent:?}");
}

#[test]
fn help_and_usage() {
    let folder = Folder::new();
    let help = folder.run(&["--help"]);
    assert!(help.code == 0 && help.out.contains("Exit codes:"), "{help:?}");
    pinned("help", &help.out);
    pinned("help-bill-pay", &folder.run(&["bill", "pay", "--help"]).out);
    for bad in
        [&["bill"][..], &["pay"], &["balance", "--jsno"], &["balance", "--lang", "nl"], &["keygen"], &["api", "GET"]]
    {
        assert_eq!(folder.run(bad).code, 2, "{bad:?}");
    }
}
