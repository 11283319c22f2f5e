//! Proxy, own CA, client certificate: over real sockets, and each test fails when the setting is ignored.

use crate::{
    desk::{self, Desk},
    support::{
        proxy,
        tls::{Ca, TlsFront},
    },
    witness::{seen, told},
};
use bayar::{
    CaCertificates, ClientCertificate, Config, Environment, Error, ErrorKind, Lang, Obstacle, Proxy, Secret, Settings,
    Singapay, singapay::Account,
};
use bayar_simulator::{Fault, Operation, demo};
use std::net::TcpListener;

crate::trials!(
    a_proxy_carries_reads_and_payments,
    a_proxy_tunnels_tls,
    a_proxy_that_speaks_tls,
    a_proxy_wants_a_login,
    a_dead_proxy_means_not_sent,
    an_own_ca_is_trusted_and_no_other,
    a_certificate_that_has_ended_or_is_another_hosts,
    a_client_certificate_is_shown,
    a_server_that_wants_a_client_certificate_is_named,
    a_client_certificate_of_the_file_is_shown,
    a_probe_tells_of_the_connection,
    certificates_are_seen_whoever_vouches_for_them,
    a_name_without_an_address,
);

pub(crate) const PROXY_PASSWORD: &str = "proxy-password-7c41";

/// An address where nobody listens.
fn nowhere(scheme: &str) -> String {
    format!("{scheme}://{}", TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap())
}

fn client(url: &str, change: impl FnOnce(Settings) -> Settings) -> Singapay {
    let account = Account::new(Environment::local(url).unwrap(), desk::singapay_credentials());
    seen(Singapay::connect(seen(account.settings(change(Settings::default().attempts(1))))).unwrap())
}

fn via(url: &str) -> Proxy {
    seen(Proxy::new(url).unwrap())
}

async fn pays_once(desk: &Desk, client: &Singapay) {
    let quote = desk.quote(client).await;
    told(client.pay_unguarded(&quote).await).unwrap().done().unwrap();
    assert_eq!(desk.executions(&quote), 1);
}

// rule: an account's proxy is used
async fn a_proxy_carries_reads_and_payments() {
    let desk = Desk::new().await;
    let proxy = proxy::Proxy::to(&desk.simulator.singapay_url(), None).await;
    let address = nowhere("http");
    pays_once(&desk, &client(&address, |s| s.proxy(via(&proxy.url)))).await;
    assert!(proxy.heads().iter().all(|head| head.starts_with("POST http://127.0.0.1:")), "{:?}", proxy.heads());
}

async fn a_proxy_tunnels_tls() {
    let (desk, ca) = (Desk::new().await, Ca::new());
    let front = TlsFront::to(&desk.simulator.singapay_url(), ca.server(), None).await;
    let proxy = proxy::Proxy::to(&front.address, None).await;
    let address = nowhere("https");
    pays_once(&desk, &client(&address, |s| s.proxy(via(&proxy.url)).ca_certificates(trust(&ca)))).await;
    let heads = proxy.heads();
    assert!(heads.len() >= 2 && heads.iter().all(|head| head.starts_with("CONNECT 127.0.0.1:")), "{heads:?}");
    assert!(!heads.concat().contains("partner-id"), "a proxy sees no credential");
}

/// TLS to the proxy, and TLS through it to the host: one CA for both.
async fn a_proxy_that_speaks_tls() {
    let (desk, ca) = (Desk::new().await, Ca::new());
    let front = TlsFront::to(&desk.simulator.singapay_url(), ca.server(), None).await;
    let proxy = proxy::Proxy::to(&front.address, None).await;
    let encrypted = TlsFront::to(&proxy.url, ca.server(), None).await;
    let address = nowhere("https");
    pays_once(&desk, &client(&address, |s| s.proxy(via(&encrypted.url())).ca_certificates(trust(&ca)))).await;
    let heads = proxy.heads();
    assert!(heads.len() >= 2 && heads.iter().all(|head| head.starts_with("CONNECT 127.0.0.1:")), "{heads:?}");
    let distrustful = client(&address, |s| s.proxy(via(&encrypted.url())));
    let error = told(distrustful.balance().await).unwrap_err();
    assert_eq!((error.was_sent(), error.obstacle()), (false, Some(Obstacle::Certificate)), "{error}");
    assert_eq!(proxy.heads().len(), heads.len(), "the host's name was told to a stranger");
}

async fn a_proxy_wants_a_login() {
    let (desk, ca) = (Desk::new().await, Ca::new());
    let front = TlsFront::to(&desk.simulator.singapay_url(), ca.server(), None).await;
    // echo -n ani:proxy-password-7c41 | base64
    let login = "proxy-authorization: Basic YW5pOnByb3h5LXBhc3N3b3JkLTdjNDE=";
    let proxy = proxy::Proxy::to(&front.address, Some(login)).await;
    let with = |proxy: Proxy| client(&nowhere("https"), |s| s.proxy(proxy).ca_certificates(trust(&ca)));
    pays_once(&desk, &with(via(&proxy.url).login("ani", Secret::from(PROXY_PASSWORD)))).await;
    let error = told(with(via(&proxy.url)).authenticate().await).unwrap_err();
    assert_eq!((error.kind(), error.obstacle()), (ErrorKind::Unreachable, Some(Obstacle::Proxy)), "{error}");
}

async fn a_dead_proxy_means_not_sent() {
    let desk = Desk::new().await;
    let honest = desk.singapay();
    let quote = desk.quote(&honest).await;
    let behind = client(&desk.simulator.singapay_url(), |s| s.proxy(via(&nowhere("http"))));
    let error = told(behind.pay_unguarded(&quote).await).unwrap_err();
    assert_eq!((error.was_sent(), error.obstacle()), (false, Some(Obstacle::Refused)), "{error}");
    assert_eq!((desk.count(Operation::PostpaidPaymentV2), desk.executions(&quote)), (0, 0));
}

fn trust(ca: &Ca) -> CaCertificates {
    seen(CaCertificates::from_pem(ca.pem.as_bytes()).unwrap())
}

// rule: an account's CA is trusted and no other
async fn an_own_ca_is_trusted_and_no_other() {
    let (desk, ca) = (Desk::new().await, Ca::new());
    let front = TlsFront::to(&desk.simulator.singapay_url(), ca.server(), None).await;
    pays_once(&desk, &client(&front.url(), |s| s.ca_certificates(trust(&ca)))).await;
    let quote = desk.quote(&desk.singapay()).await;
    for stranger in [client(&front.url(), |s| s), client(&front.url(), |s| s.ca_certificates(trust(&Ca::new())))] {
        let error = told(stranger.pay_unguarded(&quote).await).unwrap_err();
        assert_eq!((error.was_sent(), error.obstacle()), (false, Some(Obstacle::Certificate)), "{error}");
    }
    assert_eq!(desk.executions(&quote), 0);
    for bad in ["", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "hello"] {
        let made = CaCertificates::from_pem(bad.as_bytes()).and_then(|ca| {
            Singapay::connect(account("https://127.0.0.1:1").settings(Settings::default().ca_certificates(ca)))
        });
        told(made.map(|_| ())).unwrap_err();
    }
}

async fn a_certificate_that_has_ended_or_is_another_hosts() {
    let (desk, ca) = (Desk::new().await, Ca::new());
    let quote = desk.quote(&desk.singapay()).await;
    for (identity, obstacle, words) in [
        (ca.expired_server(), Obstacle::CertificateExpired, "has ended"),
        (ca.another_server(), Obstacle::CertificateName, "another host"),
    ] {
        let front = TlsFront::to(&desk.simulator.singapay_url(), identity, None).await;
        let client = client(&front.url(), |s| s.ca_certificates(trust(&ca)));
        let error = told(client.pay_unguarded(&quote).await).unwrap_err();
        assert_eq!((error.was_sent(), error.obstacle()), (false, Some(obstacle)), "{error}");
        assert!(error.to_string().contains(words), "{error}");
    }
    assert_eq!(desk.executions(&quote), 0);
}

fn account(url: &str) -> Account {
    Account::new(Environment::local(url).unwrap(), desk::singapay_credentials())
}

// rule: an account's client certificate is shown
async fn a_client_certificate_is_shown() {
    let (desk, ca) = (Desk::new().await, Ca::new());
    let front = TlsFront::to(&desk.simulator.singapay_url(), ca.server(), Some(&ca)).await;
    let identity = ca.client();
    let shown = ClientCertificate::from_pem(identity.certificate.as_bytes(), &Secret::from(identity.key.as_str()));
    let shown = seen(told(shown).unwrap());
    pays_once(&desk, &client(&front.url(), |s| s.ca_certificates(trust(&ca)).client_certificate(shown))).await;
    // A server may turn a client away after the handshake, so this is no connection error.
    let without = client(&front.url(), |s| s.ca_certificates(trust(&ca)));
    let error: Error = told(without.balance().await).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Authentication);
    let no_key = ClientCertificate::from_pem(identity.certificate.as_bytes(), &Secret::from("no key"));
    assert_eq!(told(no_key).unwrap_err().field(), Some("client_certificate"));
}

/// What a client is told that the server wants a certificate of. Where the server's word comes before the request is handed
/// to the connection, the HTTP library loses it and says "canceled": then nothing is known, and it is asked again.
async fn turned_away(client: &Singapay) -> Error {
    for _ in 0..20 {
        let error = told(client.probe().await).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NoAnswer, "{error:?}");
        match error.obstacle() {
            None => continue,
            Some(Obstacle::ClientCertificate) => return error,
            Some(_) => panic!("{error:?}"),
        }
    }
    panic!("the server's word was never heard");
}

/// A server of TLS 1.3 says it after the request may have left: it changes what is told, and not what may have been sent.
async fn a_server_that_wants_a_client_certificate_is_named() {
    let (desk, ca) = (Desk::new().await, Ca::new());
    let front = TlsFront::to(&desk.simulator.singapay_url(), ca.server(), Some(&ca)).await;
    let stranger = Ca::new().client();
    let shown = ClientCertificate::from_pem(stranger.certificate.as_bytes(), &Secret::from(stranger.key.as_str()));
    let strange = client(&front.url(), |s| s.ca_certificates(trust(&ca)).client_certificate(shown.unwrap()));
    for client in [client(&front.url(), |s| s.ca_certificates(trust(&ca))), strange] {
        let error = turned_away(&client).await;
        assert!(error.was_sent() && error.message(Lang::Id).contains("network.client_certificate"), "{error:?}");
        let token = told(client.balance().await).unwrap_err();
        assert_eq!((token.kind(), token.was_sent()), (ErrorKind::Authentication, false), "{token:?}");
    }
    // A connection that breaks without such a word has no obstacle.
    let desk = desk.settings(|s| s.attempts(1));
    desk.simulator.script(Operation::CheckBalance, 1, Fault::DropBeforeReading);
    let lost = told(desk.singapay().balance().await).unwrap_err();
    assert_eq!((lost.kind(), lost.obstacle()), (ErrorKind::NoAnswer, None), "{lost}");
    let unequal = ClientCertificate::from_pem(stranger.certificate.as_bytes(), &Secret::from(ca.client().key.as_str()));
    assert!(told(unequal).unwrap_err().to_string().contains("one pair"));
}

/// `network.client_certificate` and `client_key` of `bayar.toml`.
async fn a_client_certificate_of_the_file_is_shown() {
    let (desk, ca) = (Desk::new().await, Ca::new());
    let front = TlsFront::to(&desk.simulator.singapay_url(), ca.server(), Some(&ca)).await;
    let folder = std::path::PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("mtls-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let identity = ca.client();
    for (name, content) in [("ca.pem", &ca.pem), ("client.pem", &identity.certificate), ("key.pem", &identity.key)] {
        std::fs::write(folder.join(name), content).unwrap();
    }
    let merchant = demo::MERCHANT;
    let text = format!(
        "[accounts.a]\nprovider = 'singapay'\nenvironment = 'local'\nurl = '{}'\npartner_id = '{}'\nclient_id = '{}'\nclient_secret = '{}'\npassword = '{}'\n\
         [accounts.a.network]\nca_certificate = 'file:ca.pem'\nclient_certificate = 'file:client.pem'\nclient_key = 'file:key.pem'\n",
        front.url(),
        merchant.partner_id,
        merchant.client_id,
        merchant.client_secret,
        merchant.password,
    );
    std::fs::write(folder.join("bayar.toml"), text).unwrap();
    let config = seen(told(Config::load(folder.join("bayar.toml"))).unwrap());
    pays_once(&desk, &Singapay::connect(seen(config.account("a").unwrap())).unwrap()).await;
    std::fs::remove_dir_all(&folder).unwrap();
}

async fn a_probe_tells_of_the_connection() {
    let (desk, ca) = (Desk::new().await, Ca::new());
    let front = TlsFront::to(&desk.simulator.singapay_url(), ca.server(), None).await;
    let probe = seen(told(client(&front.url(), |s| s.ca_certificates(trust(&ca))).probe().await).unwrap());
    assert_eq!((probe.status.as_u16(), probe.tls_version), (404, Some("1.3")));
    assert!(probe.certificate.is_some_and(|der| der.len() > 100));
    assert_eq!(probe.clock_offset.map(|offset| (offset.seconds, offset.applied)), Some((0, false)));
    let calls = desk.simulator.calls();
    assert!(calls.iter().all(|call| call.header("authorization").is_none() && call.header("x-partner-id").is_none()));
    let plain = told(desk.singapay().probe().await).unwrap();
    assert_eq!((plain.tls_version, plain.certificate), (None, None));
}

async fn certificates_are_seen_whoever_vouches_for_them() {
    let (desk, ca) = (Desk::new().await, Ca::new());
    let front = TlsFront::to(&desk.simulator.singapay_url(), ca.server_behind_another(), Some(&ca)).await;
    let strict = client(&front.url(), |s| s.ca_certificates(trust(&Ca::new())));
    assert_eq!(told(strict.shown_certificates().await).unwrap().len(), 2);
    assert_eq!(desk.simulator.calls().len(), 0, "nothing was asked");
    let proxy = proxy::Proxy::to(&front.address, None).await;
    let through = client(&nowhere("https"), |s| s.proxy(via(&proxy.url)));
    assert_eq!(told(through.shown_certificates().await).unwrap().len(), 2);
    assert!(told(desk.singapay().shown_certificates().await).unwrap().is_empty(), "plain http");
}

async fn a_name_without_an_address() {
    // A proxy may have any name; `.invalid` never has an address (RFC 6761).
    let settings = Settings::default().attempts(1).proxy(via("http://proxy.invalid:3128"));
    let account = |environment| Account::new(environment, desk::singapay_credentials()).settings(settings.clone());
    let local = Singapay::connect(account(Environment::local(&nowhere("http")).unwrap()));
    assert_eq!(told(local).unwrap_err().field(), Some("proxy"), "plain http stays on this machine");
    let error = told(Singapay::connect(account(Environment::Sandbox)).unwrap().probe().await).unwrap_err();
    assert_eq!((error.kind(), error.obstacle()), (ErrorKind::Unreachable, Some(Obstacle::Name)), "{error}");
}
