//! Between the order to send and the first byte of a payment lies a connection: what leaves, byte by byte.

use super::{shop::Shop, trap::Trap};
use crate::{
    desk,
    support::tls::{Ca, TlsFront},
    witness::{seen, told},
};
use bayar::{
    CaCertificates, Environment, Singapay,
    payments::{Outcome, PayErrorKind, machine::State},
    singapay::Account,
};
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::mpsc,
};

crate::trials!(
    a_permit_that_runs_out_while_connecting_sends_nothing,
    a_payment_is_the_same_on_the_wire_with_a_permit_and_without,
);

/// Passes everything on, and tells what each connection said when it has ended.
struct Relay {
    address: String,
    said: mpsc::UnboundedReceiver<Vec<u8>>,
    accepting: tokio::task::JoinHandle<()>,
}

impl Relay {
    /// `first` is done when somebody has connected, before a word is exchanged.
    async fn to(target: &str, first: impl Fn() + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let target = target.trim_start_matches("http://").to_owned();
        let (tell, said) = mpsc::unbounded_channel();
        let accepting = tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                first();
                let far = TcpStream::connect(&target).await.unwrap();
                tokio::spawn(carry(near, far, tell.clone()));
            }
        });
        Self { address, said, accepting }
    }

    /// What the next connection that ends had said.
    async fn said(&mut self) -> String {
        let said = tokio::time::timeout(Duration::from_secs(10), self.said.recv()).await;
        String::from_utf8(said.unwrap().unwrap()).unwrap()
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn carry(near: TcpStream, far: TcpStream, tell: mpsc::UnboundedSender<Vec<u8>>) {
    let ((mut from, mut back), (mut answers, mut to)) = (near.into_split(), far.into_split());
    tokio::spawn(async move { tokio::io::copy(&mut answers, &mut back).await });
    let (mut said, mut part) = (vec![], [0; 4096]);
    while let Ok(n @ 1..) = from.read(&mut part).await {
        said.extend_from_slice(&part[..n]);
        _ = to.write_all(&part[..n]).await;
    }
    _ = to.shutdown().await;
    _ = tell.send(said);
}

/// A provider behind TLS: the handshake begins after the clock was moved, if it is to be; `inside` is what TLS hid.
struct Road {
    client: Singapay,
    inside: Relay,
    slow: Arc<AtomicBool>,
    _held: (Relay, TlsFront),
}

impl Road {
    async fn to(shop: &Shop) -> Self {
        let (ca, slow) = (Ca::new(), Arc::new(AtomicBool::new(false)));
        let inside = Relay::to(&shop.desk.simulator.singapay_url(), || {}).await;
        let front = TlsFront::to(&inside.address, ca.server(), None).await;
        let (is_slow, clock) = (slow.clone(), shop.desk.simulator.clock());
        let gate = Relay::to(&front.address, move || {
            if is_slow.swap(false, Ordering::SeqCst) {
                clock.advance(Duration::from_secs(31));
            }
        });
        let gate = gate.await;
        let environment = Environment::local(&format!("https://{}", gate.address)).unwrap();
        let trusted = seen(CaCertificates::from_pem(ca.pem.as_bytes()).unwrap());
        let settings = shop.desk.settings.clone().ca_certificates(trusted);
        let account = Account::new(environment, desk::singapay_credentials()).settings(settings);
        let client = seen(Singapay::connect(seen(account)).unwrap());
        told(client.authenticate().await).unwrap(); // the token is in hand
        Self { client, inside, slow, _held: (gate, front) }
    }
}

// rule: the send deadline is asked for again when the connection stands, before the body leaves
async fn a_permit_that_runs_out_while_connecting_sends_nothing() {
    let shop = Shop::new().await;
    let mut road = Road::to(&shop).await;
    let payments = shop.open_as(Trap::None, road.client.clone()).await;
    road.slow.store(true, Ordering::SeqCst);
    let error = shop.pay(&payments).await.unwrap_err();
    assert_eq!((error.kind(), shop.state(&payments).await), (&PayErrorKind::NotSent, Some(State::Quoted)));
    assert_eq!(road.inside.said().await, "", "not even the head of the request");
    assert_eq!((shop.calls(), shop.executions()), (0, 0));
    assert!(matches!(shop.pay(&payments).await.unwrap(), Outcome::Paid(_)), "the same call may be made again");
    assert_eq!((shop.calls(), shop.executions()), (1, 1));
}

async fn a_payment_is_the_same_on_the_wire_with_a_permit_and_without() {
    let shop = Shop::new().await;
    let mut road = Road::to(&shop).await;
    let payments = shop.open_as(Trap::None, road.client.clone()).await;
    assert!(matches!(shop.pay(&payments).await.unwrap(), Outcome::Paid(_)));
    let with = road.inside.said().await;
    told(road.client.pay_unguarded(&shop.quote).await).unwrap().done().unwrap();
    assert!(with == road.inside.said().await, "another head or another body");
    let (head, body) = with.split_once("\r\n\r\n").unwrap();
    assert!(
        head.contains(&format!("\r\ncontent-length: {}\r\n", body.len()))
            || head.ends_with(&format!("content-length: {}", body.len()))
    );
    assert!(!head.contains("transfer-encoding"));
}
