//! Production: meant or not meant. The hosts of the providers are played by the simulator, behind a proxy and a CA of the
//! test, so that nothing leaves this machine.

use crate::{
    support::{
        proxy::Proxy,
        tls::{Ca, TlsFront},
    },
    world::{Run, World, command},
};
use bayar_simulator::{Builder, Operation, Simulator, demo};
use std::io::Write;

const HOSTS: [&str; 4] =
    ["biller-b2b.singapay.id", "snap.finnet.co.id", "api.paycombat.com", "early.paycombat.example.com"];

/// What has an effect, and how often it was carried out.
const EFFECTS: [(&[&str], Operation); 5] = [
    (&["bill", "pay", demo::PLN_POSTPAID.customer_id], Operation::PostpaidPaymentV2),
    (&["prepaid", "buy", demo::METER, "--product", "SPPLNTOK"], Operation::PrepaidPaymentV2),
    (&["finnet", "reset-pin", demo::PHONE], Operation::PinReset),
    (&["customer", "delete", demo::PRODUCTION_CUSTOMER_ID], Operation::DeleteCustomer),
    (&["api", "POST", "/v1.0/pin/reset", "--account", "linkage", "--data", PIN], Operation::PinReset),
];
const PIN: &str = r#"{"partnerReferenceNo":"1","phoneNo":"08113929190"}"#;

struct Live {
    world: World,
    /// They serve as long as they are held.
    between: Vec<(Proxy, TlsFront)>,
}

impl Live {
    async fn new() -> Self {
        let builder = HOSTS.into_iter().fold(Simulator::builder(), Builder::host);
        let world = World::of(builder.start().await.unwrap());
        let (ca, mut config, mut between) = (Ca::new(), String::new(), vec![]);
        world.folder.file("ca.pem", &ca.pem);
        for (name, url, account) in accounts(&world.simulator) {
            let front = TlsFront::to(&url, ca.server_of(&HOSTS), None).await;
            let proxy = Proxy::to(&front.address, None).await;
            config += &account.replace(&format!("'local'\nurl = '{url}'"), "'production'");
            config +=
                &format!("[accounts.{name}.network]\nproxy = '{}'\nca_certificate = 'file:ca.pem'\n\n", proxy.url);
            between.push((proxy, front));
        }
        world.folder.file("bayar.toml", &config);
        Self { world, between }
    }

    fn run(&self, arguments: &[&str], more: &[&str]) -> Run {
        self.world.run(&[arguments, more].concat())
    }

    /// Connections that were opened to any of them.
    fn connections(&self) -> usize {
        self.between.iter().map(|(proxy, _)| proxy.heads().len()).sum()
    }
}

fn accounts(simulator: &Simulator) -> [(&'static str, String, String); 3] {
    let (singapay, finnet, paycombat) = (simulator.singapay_url(), simulator.finnet_url(), simulator.paycombat_url());
    let shop = World::paycombat(&paycombat).replace(demo::ORGANISATION.token, demo::PRODUCTION_ORGANISATION.token)
        + &format!("legacy_base_url = 'https://{}'\n", HOSTS[3]);
    [
        ("jakarta", singapay.clone(), World::singapay(&singapay)),
        ("linkage", finnet.clone(), World::finnet(&finnet)),
        ("shop", paycombat, shop),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn production_must_be_meant() {
    let live = Live::new().await;
    let reads: [&[&str]; 3] = [&["balance"], &["bill", "list"], &["customer", "get", demo::PRODUCTION_CUSTOMER_ID]];
    for call in EFFECTS.iter().map(|(call, _)| *call).chain(reads) {
        let run = live.run(call, &[]);
        assert!(run.code == 2 && run.err.contains("add --live if you mean it"), "{call:?} {run:?}");
        let lonely = live.run(call, &["--yes"]);
        assert!(lonely.code == 2 && lonely.err.contains("--live"), "{call:?} {lonely:?}");
        assert_eq!(live.run(call, &["--dry-run"]).code, 0, "looking is always allowed: {call:?}");
    }
    assert_eq!(live.connections(), 0, "nothing was sent");
    for call in reads {
        let run = live.run(call, &["--live"]);
        assert_eq!(run.code, 0, "a read asks nothing: {call:?} {run:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn where_nobody_can_be_asked_nothing_is_done() {
    let live = Live::new().await;
    for (call, operation) in EFFECTS {
        let run = live.run(call, &["--live"]);
        assert!(run.code == 2 && run.err.contains("nobody is there to ask; add --yes"), "{call:?} {run:?}");
        let indonesian = live.run(call, &["--live", "--lang", "id"]);
        assert!(
            indonesian.code == 2 && indonesian.err.contains("tidak ada orang yang dapat ditanya"),
            "{indonesian:?}"
        );
        assert_eq!(live.world.simulator.count(operation), 0, "{call:?}");
    }
    for (call, operation) in EFFECTS {
        let before = live.world.simulator.count(operation);
        let run = live.run(call, &["--live", "--yes"]);
        assert_eq!((run.code, live.world.simulator.count(operation)), (0, before + 1), "{call:?} {run:?}");
    }
    let sandbox_only =
        live.run(&["api", "POST", "/api/v1/%72eset-customer-id/"], &["--account", "jakarta", "--live", "--yes"]);
    assert!(sandbox_only.code == 2 && sandbox_only.err.contains("test host"), "{sandbox_only:?}");
}

/// With a terminal, which `script` plays, and what a person types into it.
#[cfg(target_os = "linux")]
fn typed(live: &Live, arguments: &[&str], answer: &str) -> (i32, String) {
    use std::process::{Command, Stdio};
    let quoted: Vec<_> = arguments.iter().map(|argument| format!("'{argument}'")).collect();
    let line = format!("exec '{}' {}", env!("CARGO_BIN_EXE_bayar"), quoted.join(" "));
    let bare = command(&live.world.folder.0);
    let mut script = Command::new("/usr/bin/script");
    script.args(["--quiet", "--return", "--command", &line, "/dev/null"]).env_clear();
    script.envs(bare.get_envs().filter_map(|(name, value)| Some((name, value?))));
    script.current_dir(&live.world.folder.0).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = script.spawn().expect("script, of util-linux, is needed");
    child.stdin.take().unwrap().write_all(answer.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    (output.status.code().unwrap_or(-1), String::from_utf8_lossy(&output.stdout).into_owned())
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn the_question_is_heeded() {
    let live = Live::new().await;
    let sent = |operation| live.world.simulator.count(operation);
    for (call, operation) in &EFFECTS[..4] {
        let meant = [*call, &["--live"]].concat();
        for answer in ["no\n", "y\n", "\n", "YES\n"] {
            let (code, screen) = typed(&live, &meant, answer);
            assert_eq!((code, sent(*operation)), (2, 0), "{call:?} {answer:?} {screen}");
            assert!(screen.contains("in production, with account") && screen.contains("not sent"), "{screen}");
        }
        let (code, screen) = typed(&live, &meant, "yes\n");
        assert_eq!((code, sent(*operation)), (0, 1), "{call:?} {screen}");
    }
    let (code, screen) = typed(&live, &["finnet", "reset-pin", demo::PHONE, "--live", "--lang", "id"], "ya\n");
    assert!(code == 2 && screen.contains("dengan akun linkage: Reset PIN. Ketik yes"), "{screen}");
    assert!(screen.contains("tidak dikirim"), "{screen}");
    let (code, screen) = typed(&live, &["balance", "--live"], "");
    assert!(code == 0 && !screen.contains("Type yes"), "{screen}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_sends_nothing_to_production_unless_it_is_meant() {
    let live = Live::new().await;
    let report = live.world.json("doctor", 0, &["doctor"]);
    assert_eq!(live.connections(), 0, "nothing was sent");
    for account in report["accounts"].as_array().unwrap() {
        let last = account["checks"].as_array().unwrap().last().unwrap();
        assert_eq!((&last["check"], &last["result"]), (&"connection".into(), &"warning".into()), "{account:#}");
        assert!(last["next"].as_str().unwrap().contains("add --live"), "{last}");
    }
    let meant = live.world.json("doctor", 0, &["doctor", "--live"]);
    let checks = |number: usize| meant["accounts"][number]["checks"].as_array().unwrap().clone();
    assert!(checks(0).iter().any(|check| check["check"] == "token" && check["result"] == "ok"), "{meant:#}");
    assert!(checks(2).iter().any(|check| check["check"] == "token" && check["result"] == "ok"), "{meant:#}");
    assert_eq!(live.world.simulator.count(Operation::DeleteCustomer), 0);
}
