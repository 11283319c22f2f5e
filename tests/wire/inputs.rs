//! Bad input: the field is named, and no request leaves.

use crate::{
    desk::{self, Desk},
    witness::{seen, told},
};
use bayar::{
    CallOptions, Environment, Error, ErrorKind, Finnet, PayCombat, Phone, Rupiah, Secret, Singapay, finnet, paycombat,
    singapay,
    singapay::{Bill, Command, ListFilter, Prepaid, PrepaidCommand, Product},
    snap::{GrantSpelling, Profile, Scheme, SignatureText},
};
use bayar_simulator::demo;
use std::time::Duration;

crate::trials!(
    bad_arguments_name_the_field,
    bad_values_name_the_field,
    bad_credentials_name_the_field,
    a_profile_that_would_not_be_followed_is_refused,
    bad_keys_name_the_reason,
    foreign_hosts_are_refused,
    missing_variables_are_named,
    sandbox_tools_stay_in_the_sandbox,
);

fn field<T: std::fmt::Debug>(result: Result<T, Error>) -> String {
    let error = told(result).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Invalid | ErrorKind::Config), "{error}");
    assert!(!error.was_sent());
    error.field().unwrap_or_default().to_owned()
}

async fn bad_arguments_name_the_field() {
    let desk = Desk::new().await;
    bad_bills_and_filters(&desk.singapay()).await;
    bad_references(&desk.finnet()).await;
    bad_ids(&desk.paycombat()).await;
    assert_eq!(desk.simulator.calls().len(), 0, "not even a token was fetched");
}

async fn bad_values_name_the_field() {
    assert_eq!(field(Phone::parse("0811-39x9-190")), "phone");
    assert_eq!(field("1.234".parse::<Rupiah>()), "amount");
    assert_eq!(field("pulsa".parse::<Command>()), "command");
    assert_eq!(field("plnpos".parse::<PrepaidCommand>()), "command");
}

async fn bad_bills_and_filters(singapay: &Singapay) {
    assert_eq!(field(singapay.inquire(&Bill::pln_postpaid("")).await), "customer_id");
    assert_eq!(field(singapay.inquire(&Bill::pln_postpaid("114676170021\n")).await), "customer_id");
    assert_eq!(field(singapay.inquire(&Bill::pdam(" ", "0812345678")).await), "product_code");
    assert_eq!(field(singapay.inquire(&Bill::new(Command::BpuTk, "SPBPUTKPOS", "0000012345678")).await), "period");
    assert_eq!(field(singapay.inquire(&Prepaid::pln_token("SPPLNTOK", "")).await), "customer_id");
    assert_eq!(field(singapay.inquire(&Prepaid::pln_token("SPPLNTOK", demo::METER).server_id("1")).await), "server_id");
    let phone = Phone::parse(demo::PREPAID_PHONE).unwrap();
    let price = Rupiah::new(11_000).unwrap();
    assert_eq!(field(singapay.buy_unguarded(&Product::pulsa("", &phone), price).await), "product_code");
    let nothing = Rupiah::new(0).unwrap();
    assert_eq!(field(singapay.buy_unguarded(&Product::pulsa("SPTLKMAS10", &phone), nothing).await), "at_most");
    assert_eq!(field(singapay.detail("").await), "transaction_id");
    assert_eq!(field(singapay.list(&ListFilter::new().page(0)).await), "page");
    assert_eq!(field(singapay.list(&ListFilter::new().days("yesterday", "2026-01-01")).await), "start_date");
    assert_eq!(field(singapay.list(&ListFilter::new().status("odd".to_owned().into())).await), "status");
}

async fn bad_references(finnet: &Finnet) {
    let request = desk::reset_request();
    assert_eq!(field(finnet.reset_pin(&request.clone().partner_reference("")).await), "partner_reference");
    assert_eq!(field(finnet.reset_pin(&request.clone().partner_reference("x".repeat(65))).await), "partner_reference");
    assert_eq!(field(finnet.reset_pin(&request.clone().partner_reference("a\r\nb")).await), "partner_reference");
    assert_eq!(field(finnet.reset_pin(&request.customer_token(Secret::new("a\nb"))).await), "customer_token");
}

async fn bad_ids(paycombat: &PayCombat) {
    for id in ["", " ", "customer_1\n", "a/b", "x\\..\\customer_2", "..", "%2e%2e", "a?b", "a#b"] {
        assert_eq!(field(paycombat.customers().delete(id).await), "customer_id");
        assert_eq!(field(paycombat.customers().get(id).await), "customer_id");
    }
}

async fn bad_credentials_name_the_field() {
    let here = || Environment::local("http://127.0.0.1:1").unwrap();
    let good = desk::singapay_credentials;
    let connect = |credentials| field(Singapay::connect(singapay::Account::new(here(), credentials)));
    assert_eq!(connect(singapay::Credentials { partner_id: "".into(), ..good() }), "partner_id");
    assert_eq!(connect(singapay::Credentials { partner_id: "a\nb".into(), ..good() }), "partner_id");
    assert_eq!(connect(singapay::Credentials { client_id: "a:b".into(), ..good() }), "client_id");
    assert_eq!(connect(singapay::Credentials { client_secret: "".into(), ..good() }), "client_secret");
    assert_eq!(connect(singapay::Credentials { password: "".into(), ..good() }), "password");
    let good = desk::finnet_credentials;
    let connect = |credentials| field(Finnet::connect(finnet::Account::new(here(), credentials)));
    assert_eq!(connect(finnet::Credentials { client_id: "".into(), ..good() }), "client_id");
    assert_eq!(connect(finnet::Credentials { channel_id: "123456".to_owned(), ..good() }), "channel_id");
    assert_eq!(connect(finnet::Credentials { origin: "https://www.example.com".to_owned(), ..good() }), "origin");
    let connect = |credentials| field(PayCombat::connect(paycombat::Account::new(here(), credentials)));
    assert_eq!(connect(paycombat::Credentials { token: Some(" x".into()), merchant_identifier: None }), "token");
    let nothing = PayCombat::connect(paycombat::Account::new(here(), paycombat::Credentials::default())).unwrap();
    assert_eq!(field(nothing.customers().delete(demo::CUSTOMER_ID).await), "merchant_identifier");
    assert_eq!(field(nothing.customers().get(demo::CUSTOMER_ID).await), "token");
    let online =
        PayCombat::connect(paycombat::Account::new(Environment::Sandbox, desk::paycombat_credentials())).unwrap();
    assert_eq!(field(online.customers().delete(demo::CUSTOMER_ID).await), "legacy_base_url");
    assert_eq!(online.raw_legacy().err().unwrap().field(), Some("legacy_base_url"));
}

async fn a_profile_that_would_not_be_followed_is_refused() {
    let connect = |profile: Profile| {
        let account = finnet::Account::new(Environment::Sandbox, desk::finnet_credentials()).profile(profile);
        Finnet::connect(account)
    };
    let finnet = Profile::finnet;
    let mut hasty = finnet();
    hasty.token_margin = Duration::ZERO;
    for (profile, setting) in [
        (Profile::dana(), "profile.scheme"),
        (finnet().scheme(Scheme::Asymmetric), "profile.scheme"),
        (finnet().token_path("/snap/v1.0/access-token/b2b"), "profile.token_path"),
        (finnet().grant(GrantSpelling::standard().field("granttype")), "profile.grant"),
        (finnet().channel_id("95221"), "profile.channel_id"),
        (hasty, "profile.token_margin"),
    ] {
        assert_eq!(field(connect(profile)), setting);
    }
    let own = finnet().channel_id(demo::PARTNER.channel_id).signature_text(SignatureText::Hex).name("Finpay");
    assert!(connect(own).is_ok() && connect(Profile::standard()).is_ok());
}

async fn bad_keys_name_the_reason() {
    let connect = |pem: &str| {
        let credentials =
            finnet::Credentials { private_key: finnet::Key::Pem(Secret::new(pem)), ..desk::finnet_credentials() };
        told(Finnet::connect(finnet::Account::new(Environment::Sandbox, credentials))).unwrap_err()
    };
    let cases = [("", "private_key"), ("no key", "private_key"), (demo::PARTNER.public_key_pem, "public key")];
    for (pem, word) in cases {
        let error = connect(pem);
        assert_eq!(error.field(), Some("private_key"));
        assert!(error.to_string().contains(word), "{error}");
    }
}

async fn foreign_hosts_are_refused() {
    for url in ["http://example.com", "http://10.1.2.3:80", "ftp://127.0.0.1", "127.0.0.1:80", "http://127.0.0.1/path"]
    {
        assert_eq!(field(Environment::local(url)), "environment.url", "{url}");
        let account = paycombat::Account::new(Environment::Sandbox, desk::paycombat_credentials()).legacy_base_url(url);
        assert_eq!(field(PayCombat::connect(account)), "legacy_base_url", "{url}");
    }
}

async fn missing_variables_are_named() {
    let missing = field(singapay::Credentials::from_env("WIRE_TEST_UNSET"));
    assert!(
        missing.contains("WIRE_TEST_UNSET_PARTNER_ID") && missing.contains("WIRE_TEST_UNSET_PASSWORD"),
        "{missing}"
    );
    assert!(field(finnet::Credentials::from_env("WIRE_TEST_UNSET")).contains("WIRE_TEST_UNSET_PRIVATE_KEY"));
    assert!(field(paycombat::Credentials::from_env("WIRE_TEST_UNSET")).contains("WIRE_TEST_UNSET_TOKEN"));
    assert_eq!(field(Environment::from_env("WIRE_TEST_UNSET")), "WIRE_TEST_UNSET_ENVIRONMENT");
}

// rule: a call of the test host never goes to production, raw calls included
async fn sandbox_tools_stay_in_the_sandbox() {
    let production =
        Singapay::connect(singapay::Account::new(Environment::Production, desk::singapay_credentials())).unwrap();
    assert!(production.sandbox_tools().is_none());
    // The raw client is refused by the transport, before a name is looked up or a token fetched.
    let raw = seen(production.raw_with(CallOptions::default()));
    let body = serde_json::from_value(serde_json::json!({"command": "reset-customer-id"})).unwrap();
    let error = raw.reset_customer_id(&body).await.unwrap_err();
    assert!(
        matches!(&error, progenitor_client::Error::Custom(text) if text.contains("test host")),
        "{:?}",
        error.status()
    );
    let sandbox =
        Singapay::connect(singapay::Account::new(Environment::Sandbox, desk::singapay_credentials())).unwrap();
    assert!(sandbox.sandbox_tools().is_some());
}
