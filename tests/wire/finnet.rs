//! Finnet: tokens and PIN reset, every row of the table, and signatures that the provider recomputes.

use crate::{
    desk::{self, Desk},
    witness::{seen, told},
};
use bayar::{
    Clock, Effect, ManualClock, Phone, Secret, Why,
    finnet::{Credentials, Key, ResetPin},
    snap::{PrivateKey, Profile},
};
use bayar_simulator::{Account, Operation, PinReset, Settings, SignatureText, Simulator, demo};
use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

crate::trials!(
    resets_a_pin_in_every_form_of_the_phone,
    every_row_of_the_table,
    both_success_codes,
    field_lengths,
    signatures_are_over_the_bytes_that_arrive,
    a_customer_token_is_sent_and_checked,
    a_wrong_clock_is_turned_away,
    a_wrong_key_or_secret_is_turned_away,
    a_hex_profile_is_understood,
    a_reused_external_id_is_unknown,
    a_signer_elsewhere_signs,
);

async fn resets_a_pin_in_every_form_of_the_phone() {
    let desk = Desk::new().await;
    let client = desk.finnet();
    for form in ["08113929190", "628113929190", "+62 811-3929-190"] {
        let request = ResetPin::new(Phone::parse(form).unwrap());
        let done = told(client.reset_pin(&request).await).unwrap().done().unwrap();
        assert_eq!((done.response_code().as_str(), done.partner_reference()), ("2000600", request.reference()));
        assert_eq!(done.response().status(), 200);
    }
    assert_eq!(desk.simulator.ledger().pin_resets(demo::PHONE), 3);
    let bodies: Vec<_> = desk.simulator.calls_of(Operation::PinReset).iter().map(|c| c.json().unwrap()).collect();
    assert!(bodies.iter().all(|b| b["phoneNo"] == demo::PHONE));
    let mut made: Vec<_> = bodies.iter().map(|b| b["partnerReferenceNo"].as_str().unwrap().to_owned()).collect();
    made.dedup();
    assert!(made.len() == 3 && made.iter().all(|r| r.len() == 32), "{} references", made.len());
    assert_eq!(desk.count(Operation::AccessTokenB2b), 1);
}

// rule: a 5xx of a PIN reset proves nothing
async fn every_row_of_the_table() {
    assert_eq!(PinReset::DOCUMENTED.len(), 17);
    for (code, _) in PinReset::DOCUMENTED {
        let desk = Desk::new().await;
        desk.simulator.put_account(Account::new(demo::PHONE).pin_reset(PinReset::Answers(code)));
        let effect = told(desk.finnet().reset_pin(&desk::reset_request()).await).unwrap();
        let expected = match &code[..3] {
            "200" => ("done", None),
            "400" | "403" | "404" => ("refused", Some(Why::Listed)),
            "401" => ("unknown", Some(Why::Unauthorized)),
            _ => ("unknown", Some(Why::Unlisted)),
        };
        assert_eq!((effect.name(), effect.report().map(|r| r.why().clone())), expected, "{code}");
        let said = match &effect {
            Effect::Done(done) => done.response_code().as_str().to_owned(),
            other => other.report().unwrap().code().unwrap().to_owned(),
        };
        assert_eq!(said, code);
        assert_eq!(desk.count(Operation::PinReset), 1, "{code}");
    }
}

async fn both_success_codes() {
    for code in ["2000000", "2000600"] {
        let mut settings = Settings::default();
        settings.finnet.pin_reset_success = code.to_owned();
        let desk = Desk::with(Simulator::builder().settings(settings).start().await.unwrap());
        let done = told(desk.finnet().reset_pin(&desk::reset_request()).await).unwrap().done().unwrap();
        assert_eq!(done.response_code().as_str(), code);
    }
}

async fn field_lengths() {
    let desk = Desk::new().await;
    let client = desk.finnet();
    for length in [1, 64] {
        let request = desk::reset_request().partner_reference("7".repeat(length));
        assert_eq!(told(client.reset_pin(&request).await).unwrap().name(), "done", "{length}");
    }
    // What the facade and the types refuse, the provider refuses too: sent as raw bytes by a seam.
    for (reference, phone, code) in [
        ("", "08113929190", "4000002"),
        (&*"7".repeat(65), "08113929190", "4000001"),
        ("7", "", "4000002"),
        ("7", "08113929190113929", "4000001"),
        ("7", "8113929190", "4000001"),
    ] {
        let body = serde_json::json!({"partnerReferenceNo": reference, "phoneNo": phone}).to_string();
        let desk = Desk::new().await.settings(|s| s.seam(Arc::new(crate::seam::Body(body))));
        let effect = told(desk.finnet().reset_pin(&desk::reset_request()).await).unwrap();
        assert_eq!(
            (effect.name(), effect.report().unwrap().code()),
            ("refused", Some(code)),
            "{} {}",
            reference.len(),
            phone.len()
        );
    }
    let types = |reference: &str| {
        serde_json::from_value::<bayar::raw::finnet_snap::types::PinResetRequest>(
            serde_json::json!({"partnerReferenceNo": reference, "phoneNo": "08113929190"}),
        )
        .is_ok()
    };
    assert!(types("7") && types(&"7".repeat(64)) && !types("") && !types(&"7".repeat(65)));
    // A phone number of sixteen characters is within the limit of the table, if there is such an account.
    let long = "0811392919011392";
    desk.simulator.put_account(Account::new(long));
    let body = serde_json::json!({"partnerReferenceNo": "7", "phoneNo": long}).to_string();
    let desk = desk.settings(|s| s.seam(Arc::new(crate::seam::Body(body))));
    assert_eq!(told(desk.finnet().reset_pin(&desk::reset_request()).await).unwrap().name(), "done");
}

async fn signatures_are_over_the_bytes_that_arrive() {
    let desk = Desk::new().await;
    // Text whose JSON form is easy to get wrong: quotes, non-ASCII, a slash, two blanks.
    let request = desk::reset_request().partner_reference("réf \"7/8\"  <é>");
    told(desk.finnet().reset_pin(&request).await).unwrap().done().unwrap();
    for operation in [Operation::AccessTokenB2b, Operation::PinReset] {
        let call = desk.simulator.calls_of(operation).remove(0);
        let check = call.verdict.signature().unwrap();
        assert!(check.is_valid, "{operation:?}");
        assert!(check.string_to_sign.ends_with(call.header("x-timestamp").unwrap()));
        assert_eq!(call.header("x-timestamp").unwrap().len(), 25);
    }
    let call = desk.simulator.calls_of(Operation::PinReset).remove(0);
    assert_eq!(call.json().unwrap()["partnerReferenceNo"], "réf \"7/8\"  <é>");
    let external = call.header("x-external-id").unwrap();
    assert!(external.len() == 32 && external.bytes().all(|b| b.is_ascii_digit()));
}

async fn a_customer_token_is_sent_and_checked() {
    let desk = Desk::new().await;
    let good = desk::reset_request().customer_token(Secret::from(demo::CUSTOMER_TOKEN));
    assert_eq!(told(desk.finnet().reset_pin(&good).await).unwrap().name(), "done");
    let bad = desk::reset_request().customer_token(Secret::from("not-a-customer-token"));
    let effect = told(desk.finnet().reset_pin(&bad).await).unwrap();
    assert_eq!((effect.name(), effect.report().unwrap().code()), ("unknown", Some("4010002")));
}

async fn a_wrong_clock_is_turned_away() {
    let clock = Arc::new(ManualClock::new(SystemTime::now()));
    let desk = Desk::new().await.settings(|s| s.clock(clock.clone()));
    let client = desk.finnet();
    told(client.reset_pin(&desk::reset_request()).await).unwrap().done().unwrap();
    clock.set(clock.now() - Duration::from_secs(600));
    let effect = told(client.reset_pin(&desk::reset_request()).await).unwrap();
    assert_eq!((effect.name(), effect.report().unwrap().code()), ("unknown", Some("4010000")));
    assert_eq!(desk.simulator.ledger().pin_resets(demo::PHONE), 1);
}

async fn a_wrong_key_or_secret_is_turned_away() {
    let desk = Desk::new().await;
    let stranger = aws_lc_rs::rsa::KeyPair::generate(aws_lc_rs::rsa::KeySize::Rsa2048).unwrap();
    let der = aws_lc_rs::encoding::AsDer::<aws_lc_rs::encoding::Pkcs8V1Der<'_>>::as_der(&stranger).unwrap();
    let key = PrivateKey::from_bytes(der.as_ref()).unwrap();
    let credentials = Credentials { private_key: Key::Signer(Arc::new(key)), ..desk::finnet_credentials() };
    let error = told(desk.finnet_as(credentials, |a| a).reset_pin(&desk::reset_request()).await).unwrap_err();
    assert_eq!((error.was_sent(), error.status().unwrap().as_u16()), (false, 401));
    assert!(error.to_string().contains("4017300"), "{error}");
    assert_eq!(desk.count(Operation::PinReset), 0);
    let credentials = Credentials { client_secret: "wrong-snap-secret-19".into(), ..desk::finnet_credentials() };
    let effect = told(desk.finnet_as(credentials, |a| a).reset_pin(&desk::reset_request()).await).unwrap();
    assert_eq!(
        (effect.report().unwrap().why(), effect.report().unwrap().code()),
        (&Why::Unauthorized, Some("4010000"))
    );
    assert_eq!(desk.simulator.ledger().pin_resets(demo::PHONE), 0);
}

async fn a_hex_profile_is_understood() {
    let mut settings = Settings::default();
    settings.finnet.signature_text = SignatureText::Hex;
    let desk = Desk::with(Simulator::builder().settings(settings).start().await.unwrap());
    let hex = Profile::finnet().signature_text(bayar::snap::SignatureText::Hex);
    let client = desk.finnet_as(desk::finnet_credentials(), |account| account.profile(hex));
    told(client.reset_pin(&desk::reset_request()).await).unwrap().done().unwrap();
    assert_eq!(told(desk.finnet().reset_pin(&desk::reset_request()).await).unwrap().name(), "unknown");
}

async fn a_reused_external_id_is_unknown() {
    let desk = Desk::new().await;
    let mut options = bayar::CallOptions::default();
    options.external_id = Some("12345678901234567890".to_owned());
    let raw = seen(desk.finnet().raw_with(options));
    let body = serde_json::from_value(serde_json::json!({"partnerReferenceNo": "1", "phoneNo": demo::PHONE})).unwrap();
    assert!(raw.pin_reset(&body).await.is_ok());
    let again = raw.pin_reset(&body).await.unwrap_err();
    assert_eq!(again.status().unwrap().as_u16(), 409);
    assert_eq!(desk.simulator.ledger().pin_resets(demo::PHONE), 1);
}

async fn a_signer_elsewhere_signs() {
    let desk = Desk::new().await;
    let key = PrivateKey::from_pem(demo::PARTNER.private_key_pem).unwrap();
    let credentials = Credentials { private_key: Key::Signer(Arc::new(key)), ..desk::finnet_credentials() };
    told(desk.finnet_as(seen(credentials), |a| a).reset_pin(&desk::reset_request()).await).unwrap().done().unwrap();
}
