//! What is written down about calls, what never shows in Debug output, and the bounds of the server.

use bayar_simulator::{Operation, Partner, Provider, Settings, Simulator, StartError, World, demo};
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::{
    client::{Call, Ended},
    finnet, paycombat,
    singapay::{Singapay, token_call},
};

#[tokio::test]
async fn a_call_is_recorded_as_it_came() {
    let sim = Simulator::start().await.unwrap();
    let call = token_call(&sim).header("X-Odd", "kept");
    let answer = call.answer().await;
    let [recorded] = &sim.calls()[..] else { panic!("not one call") };
    assert_eq!((recorded.number, recorded.provider), (1, Provider::Singapay));
    assert_eq!(recorded.operation, Some(Operation::GenerateAccessToken));
    assert_eq!((recorded.method.as_str(), recorded.path.as_str()), ("POST", "/api/v1.0/access-token/b2b"));
    assert_eq!(recorded.header("x-odd"), Some("kept"));
    assert_eq!((&recorded.body[..], &recorded.answer[..]), (&call.body[..], &answer.body[..]));
    assert_eq!(recorded.json(), Some(json!({"grant_type": "client_credentials"})));
    assert_eq!((recorded.status, recorded.verdict.is_accepted()), (Some(200), true));
}

#[tokio::test]
async fn the_record_is_bounded_and_the_count_is_not() {
    let mut settings = Settings::default();
    settings.recorded_calls = 3;
    let sim = Simulator::builder().settings(settings.clone()).start().await.unwrap();
    for _ in 0..5 {
        token_call(&sim).answer().await;
    }
    let numbers: Vec<_> = sim.calls().iter().map(|call| call.number).collect();
    assert_eq!((numbers, sim.count(Operation::GenerateAccessToken)), (vec![3, 4, 5], 5));

    settings.recorded_bytes = 3_500;
    let sim = Simulator::builder().settings(settings).start().await.unwrap();
    for _ in 0..3 {
        Call::new(&sim.singapay_url(), "POST", "/").body(vec![b'x'; 600]).answer().await;
    }
    assert_eq!(sim.calls().len(), 1);
}

#[tokio::test]
async fn debug_output_holds_no_secret_and_no_person() {
    let sim = Simulator::start().await.unwrap();
    let api = Singapay::sign_in(&sim).await;
    let reference = api.reference(&demo::PLN_POSTPAID).await;
    api.payment(&demo::PLN_POSTPAID, &reference).answer().await;
    let reset = finnet::Reset::sign_in(&sim).await;
    reset.call(&sim).header("Authorization-Customer", format!("Bearer {}", demo::CUSTOMER_TOKEN)).answer().await;
    paycombat::delete(&sim, demo::CUSTOMER_ID, "sandbox").answer().await;
    let paid = sim.ledger().paid();
    let shown = format!(
        "{:?} {sim:?} {:?} {:?} {paid:?} {:?} {:?} {:?} {:?} {:?}",
        sim.calls(),
        World::demo(),
        Simulator::builder(),
        demo::MERCHANT,
        demo::PARTNER,
        demo::ORGANISATION,
        demo::BILLS,
        sim.ledger(),
    );
    assert!(shown.contains("PostpaidPaymentV2") && shown.contains("is_valid: true"));
    for secret in [
        demo::MERCHANT.partner_id,
        demo::MERCHANT.client_secret,
        demo::MERCHANT.password,
        demo::PARTNER.client_secret,
        "BEGIN P",
        demo::ORGANISATION.merchant_identifier,
        demo::ORGANISATION.token,
        demo::CUSTOMER_TOKEN,
        &api.token,
        &reset.token,
        demo::PHONE,
        demo::CUSTOMER_ID,
        demo::PLN_POSTPAID.customer_id,
        demo::PLN_POSTPAID.customer_name,
        "Contoh",
        "CONTOH",
    ] {
        assert!(!shown.contains(secret), "{secret} is shown");
    }
}

#[tokio::test]
async fn unknown_paths_are_answered_and_recorded() {
    let sim = Simulator::start().await.unwrap();
    let urls = [sim.singapay_url(), sim.finnet_url(), sim.paycombat_url()];
    for url in &urls {
        assert_eq!(Call::new(url, "POST", "/nowhere?at=all").answer().await.status, 404);
    }
    let wrong_method = Call::new(&urls[0], "GET", "/api/v1/check-balance").answer().await;
    let expected = json!({"status": 405, "success": false, "error": {"code": 405, "message": "Method Not Allowed"}});
    assert_eq!((wrong_method.status, wrong_method.json()), (405, expected));
    let calls = sim.calls();
    assert_eq!((calls.len(), calls[0].path.as_str(), calls[0].status), (4, "/nowhere?at=all", Some(404)));
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused() {
    let mut settings = Settings::default();
    settings.body_limit = 100;
    let sim = Simulator::builder().settings(settings).start().await.unwrap();
    let answer = Call::new(&sim.finnet_url(), "POST", "/v1.0/pin/reset").body(vec![b' '; 101]).answer().await;
    assert_eq!((answer.status, &answer.json()["responseCode"]), (413, &json!("4130000")));
    assert_eq!(token_call(&sim).answer().await.status, 200);
}

#[tokio::test]
async fn one_connection_carries_many_calls() {
    let sim = Simulator::start().await.unwrap();
    let address = sim.singapay_url().replace("http://", "");
    let mut stream = TcpStream::connect(&address).await.unwrap();
    let bytes = String::from_utf8(token_call(&sim).bytes(&address)).unwrap().replace("Connection: close\r\n", "");
    for number in 1..=3 {
        stream.write_all(bytes.as_bytes()).await.unwrap();
        let mut answer = vec![0; 4_096];
        let read = stream.read(&mut answer).await.unwrap();
        assert!(answer[..read].starts_with(b"HTTP/1.1 200 OK"), "{number}");
    }
    assert_eq!(sim.count(Operation::GenerateAccessToken), 3);
}

#[tokio::test]
async fn the_date_is_the_virtual_one() {
    let sim = Simulator::start().await.unwrap();
    sim.clock().freeze();
    sim.clock().set("2025-06-10T10:54:29Z".parse().unwrap());
    let answer = token_call(&sim).answer().await;
    assert_eq!(answer.header("date"), Some("Tue, 10 Jun 2025 10:54:29 GMT"));
}

#[tokio::test]
async fn two_simulators_share_nothing() {
    let (a, b) = (Simulator::start().await.unwrap(), Simulator::start().await.unwrap());
    let (api, other) = (Singapay::sign_in(&a).await, Singapay::sign_in(&b).await);
    let foreign = api.call(Operation::CheckBalance, &json!({"command": "check-balance"}));
    assert_ne!(api.token, other.token);
    a.expire_tokens();
    assert_eq!(foreign.answer().await.status, 401);
    let own = other.call(Operation::CheckBalance, &json!({"command": "check-balance"}));
    assert_eq!(own.answer().await.status, 200);
    assert_eq!((a.calls().len(), b.calls().len()), (2, 2));
}

#[tokio::test]
async fn after_a_shutdown_nobody_listens() {
    let sim = Simulator::start().await.unwrap();
    let address = sim.finnet_url().replace("http://", "");
    let idle = TcpStream::connect(&address).await.unwrap();
    sim.shutdown().await;
    assert!(TcpStream::connect(&address).await.is_err());
    drop(idle);

    let sim = Simulator::start().await.unwrap();
    let call = token_call(&sim);
    assert!(matches!(call.send().await, Ended::Answered(_)));
    let address = sim.singapay_url().replace("http://", "");
    drop(sim);
    tokio::task::yield_now().await;
    assert!(TcpStream::connect(&address).await.is_err());
}

#[tokio::test]
async fn a_key_that_is_none_is_found_at_start() {
    let partner: Partner = demo::PARTNER.into();
    let partner = Partner { public_key_pem: "no key".into(), ..partner };
    let error = Simulator::builder().partner(partner).start().await.unwrap_err();
    assert!(matches!(&error, StartError::PublicKey(client_id) if client_id == demo::PARTNER.client_id));
    assert!(error.to_string().contains("BEGIN PUBLIC KEY"));
}

#[tokio::test]
async fn one_seed_makes_one_series_of_references() {
    let mut references = Vec::new();
    for seed in [7, 7, 8] {
        let mut settings = Settings::default();
        settings.seed = seed;
        let sim = Simulator::builder().settings(settings).start().await.unwrap();
        sim.clock().freeze();
        sim.clock().set("2025-06-10T10:54:29Z".parse().unwrap());
        references.push(Singapay::sign_in(&sim).await.reference(&demo::PLN_POSTPAID).await);
    }
    assert_eq!(references[0], references[1]);
    assert_ne!(references[0], references[2]);
}

#[tokio::test]
async fn a_half_closed_connection_is_answered() {
    let sim = Simulator::start().await.unwrap();
    let address = sim.singapay_url().replace("http://", "");
    let mut stream = TcpStream::connect(&address).await.unwrap();
    stream.write_all(&token_call(&sim).bytes(&address)).await.unwrap();
    stream.shutdown().await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK"));
}
