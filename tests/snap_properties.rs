//! The crate against RustCrypto, on random requests: two implementations that share no code.

use bayar::Secret;
use bayar::snap::explain::{Explainer, Language, Request};
use bayar::snap::minify::{minify, minify_strict};
use bayar::snap::verify::{Received, TestWebhook, Verifier};
use bayar::snap::{
    Body, HmacKey, PrivateKey, Profile, PublicKey, ResponseCode, SignatureText, StringToSign, TimestampForm, sign,
    timestamp,
};
use hmac::{Hmac, Mac};
use proptest::prelude::*;
use rsa::pkcs1v15::{Signature, SigningKey, VerifyingKey};
use rsa::pkcs8::{DecodePrivateKey, DecodePublicKey};
use rsa::signature::{SignatureEncoding, Signer, Verifier as _};
use sha2::{Digest, Sha256, Sha512};
use std::time::{Duration, SystemTime};

const KEY: &str = include_str!("vectors/keys/partner-pkcs8.pem");
const PUBLIC: &str = include_str!("vectors/keys/partner-public.pem");

/// White space between tokens.
fn gap() -> impl Strategy<Value = String> {
    prop_oneof![3 => Just(String::new()), 1 => "[ \t\r\n]{1,4}"]
}

/// A JSON text with its quotes: spaces, escapes, raw unicode.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[a-zA-Z0-9 /<>&'{}:,\\[\\]-]{0,12}",
        1 => Just("\\\"".to_owned()),
        1 => Just("\\\\".to_owned()),
        1 => Just("\\/".to_owned()),
        1 => Just("\\n\\t\\u00e9\\ud83d\\ude00".to_owned()),
        1 => "[éç支😀\u{a0}]{1,3}",
    ];
    prop::collection::vec(piece, 0..5).prop_map(|pieces| format!("\"{}\"", pieces.concat()))
}

fn number() -> impl Strategy<Value = String> {
    "-?(0|[1-9][0-9]{0,25})(\\.[0-9]{1,4})?([eE][+-]?[0-9]{1,2})?"
}

/// A JSON value as text, with white space everywhere, and the same without.
fn json() -> impl Strategy<Value = (String, String)> {
    let atom = prop_oneof![text(), number(), Just("true".to_owned()), Just("null".to_owned())];
    let leaf = atom.prop_map(|atom| (atom.clone(), atom));
    let tree = leaf.prop_recursive(5, 40, 6, |inner| {
        let item = (gap(), inner, gap()).prop_map(|(a, (spaced, plain), b)| (format!("{a}{spaced}{b}"), plain)).boxed();
        let member = (gap(), text(), gap(), item.clone())
            .prop_map(|(a, key, b, (spaced, plain))| (format!("{a}{key}{b}:{spaced}"), format!("{key}:{plain}")));
        let list = |items: Vec<(String, String)>, open: char, close: char| {
            let (spaced, plain): (Vec<_>, Vec<_>) = items.into_iter().unzip();
            (format!("{open}{}{close}", spaced.join(",")), format!("{open}{}{close}", plain.join(",")))
        };
        prop_oneof![
            prop::collection::vec(item, 0..6).prop_map(move |items| list(items, '[', ']')),
            prop::collection::vec(member, 0..6).prop_map(move |members| list(members, '{', '}')),
        ]
    });
    (gap(), tree, gap()).prop_map(|(a, (spaced, plain), b)| (format!("{a}{spaced}{b}"), plain))
}

fn path() -> impl Strategy<Value = String> {
    "(/[a-z0-9.-]{1,10}){1,4}(\\?[a-z]{1,5}=[a-zA-Z0-9%._~-]{0,8}(&[a-z]{1,5}=[a-z0-9]{0,5}){0,2})?"
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn sha256(body: &str) -> String {
    hex(&Sha256::digest(body))
}

fn method() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["GET", "POST", "PUT", "DELETE"])
}

proptest! {
    #[test]
    fn symmetric_signatures_agree(
        (body, plain) in json(), path in path(), method in method(),
        secret in "\\PC{1,40}", token in "[A-Za-z0-9._-]{1,300}", second in 0_u64..4_000_000_000,
    ) {
        let profile = Profile::standard();
        let time = profile.timestamp(SystemTime::UNIX_EPOCH + Duration::from_secs(second));
        let text = format!("{method}:{path}:{token}:{}:{time}", sha256(&plain));
        let mut mac = Hmac::<Sha512>::new_from_slice(secret.as_bytes()).expect("any length");
        mac.update(text.as_bytes());
        let tag = mac.finalize().into_bytes();

        let (secret, token) = (Secret::new(secret), Secret::new(token));
        let signed = sign::transaction_hmac(&profile, &secret, method, &path, &token, &body, &time);
        prop_assert_eq!(signed.string_to_sign(), text);
        prop_assert_eq!(signed.signature_as(SignatureText::Hex), hex(&tag));
        let compact = sign::transaction_hmac(&profile, &secret, method, &path, &token, Body::compact(plain.as_bytes()), &time);
        prop_assert_eq!(signed.signature(), compact.signature());
        let again = StringToSign::transaction(&profile, method, &path, Some(&token), &body, &time);
        prop_assert!(again.fits_hmac(&HmacKey::new(&secret), signed.signature(), SignatureText::Base64));
        prop_assert!(!again.fits_hmac(&HmacKey::new(&Secret::new("x")), signed.signature(), SignatureText::Base64));
    }

    #[test]
    fn minify_agrees_with_the_json_and_with_itself((spaced, plain) in json()) {
        let minified = minify(spaced.as_bytes());
        prop_assert_eq!(&*minified, plain.as_bytes());
        prop_assert_eq!(&*minify(&minified), plain.as_bytes());
        prop_assert!(matches!(minify(&minified), std::borrow::Cow::Borrowed(_)));
        prop_assert_eq!(minify_strict(spaced.as_bytes()).expect("JSON"), minified);
    }

    #[test]
    fn minify_agrees_with_serde_json(value in json()) {
        // Numbers that serde_json prints differently don't matter: both texts come from it.
        if let Ok(value) = serde_json::from_str::<serde_json::Value>(&value.0) {
            let pretty = serde_json::to_vec_pretty(&value).expect("prints");
            prop_assert_eq!(&*minify(&pretty), serde_json::to_vec(&value).expect("prints"));
        }
    }

    #[test]
    fn minify_takes_any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let once = minify(&bytes).into_owned();
        prop_assert_eq!(&*minify(&once), &*once);
        let strict = minify_strict(&bytes);
        prop_assert_eq!(strict.is_ok(), serde_json::from_slice::<serde::de::IgnoredAny>(&bytes).is_ok() && std::str::from_utf8(&bytes).is_ok());
        if let Err(error) = strict {
            prop_assert!(error.offset().is_some_and(|offset| offset <= bytes.len()));
        }
    }

    #[test]
    fn response_codes_never_panic(text in "\\PC{0,12}", number in any::<u64>()) {
        if let Ok(code) = ResponseCode::parse(&text) {
            prop_assert!((100..600).contains(&code.http()) && code.case() < 100);
            prop_assert_eq!(code.to_string(), text);
            let _ = code.reading(&Profile::finnet(), code.http());
        }
        let _ = serde_json::from_str::<ResponseCode>(&number.to_string());
    }

    #[test]
    fn readers_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), text in "(curl )?[ -~\\PC\n]{0,120}") {
        let _ = (PrivateKey::from_bytes(&bytes).is_ok(), PublicKey::from_bytes(&bytes).is_ok());
        let _ = (PrivateKey::from_pem(&text).is_ok(), PublicKey::from_pem(&text).is_ok());
        let _ = (Request::from_raw_http(&bytes).is_ok(), Request::from_raw_http(text.as_bytes()).is_ok());
        let _ = (Request::from_curl(&text).is_ok(), timestamp::parse(&text).is_ok());
    }

    #[test]
    fn timestamps_are_read_as_written(millis in 0_u64..253_000_000_000_000, offset in -840_i16..=840) {
        let moment = SystemTime::UNIX_EPOCH + Duration::from_millis(millis);
        let form = TimestampForm::wib().offset_minutes(offset).millis();
        prop_assert_eq!(timestamp::parse(&form.format(moment)).expect("readable"), moment);
        prop_assert!(form.matches(&form.format(moment)));
        let _ = timestamp::parse(&form.format(moment)[..20]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn asymmetric_signatures_agree((body, plain) in json(), path in path(), method in method(), client in "\\PC{1,36}") {
        let profile = Profile::standard();
        let time = "2026-01-02T03:04:05+07:00";
        let ours = PrivateKey::from_pem(KEY).expect("a key");
        let theirs = SigningKey::<Sha256>::new(rsa::RsaPrivateKey::from_pkcs8_pem(KEY).expect("a key"));
        let public = rsa::RsaPublicKey::from_public_key_pem(PUBLIC).expect("a key");
        let verifying = VerifyingKey::<Sha256>::new(public);

        let text = format!("{method}:{path}:{}:{time}", sha256(&plain));
        let transaction = sign::transaction_rsa_with_key(&profile, &ours, method, &path, &body, time).expect("signed");
        prop_assert_eq!(transaction.string_to_sign(), &text);
        let token = sign::token_with_key(&client, time, &ours).expect("signed");
        prop_assert_eq!(token.string_to_sign(), format!("{client}|{time}"));
        let public = PublicKey::from_pem(PUBLIC).expect("a key");
        for signed in [transaction, token] {
            let message = signed.string_to_sign().as_bytes();
            let bytes = SignatureText::Base64.decode(signed.signature()).expect("base64");
            verifying.verify(message, &Signature::try_from(&bytes[..]).expect("a signature")).expect("they verify ours");
            let other = theirs.sign(message).to_vec();
            prop_assert_eq!(&other, &bytes);
            prop_assert!(public.verifies(message, &other));
        }
    }

    #[test]
    fn explain_never_panics(
        target in "/?\\PC{0,30}", body in "\\PC{0,60}", time in "2026-01-0[0-9]T03:04:05(Z|[+]07:00|\\PC{0,6})",
        signature in "[A-Za-z0-9+/=_-]{0,90}", authorization in "(Bearer )?\\PC{0,10}",
    ) {
        let request = Request::new("POST", &target)
            .header("Host", "bank.example")
            .header("X-TIMESTAMP", &time)
            .header("X-SIGNATURE", &signature)
            .header("Authorization", &authorization)
            .body(body.as_bytes());
        let explainer = Explainer::hmac(Profile::standard(), Secret::new(authorization)).now(SystemTime::UNIX_EPOCH);
        let report = explainer.explain(&request);
        prop_assert!(!report.is_clean() && report.text(Language::Indonesian).len() > 20);
    }

    #[test]
    fn a_webhook_verifies_until_one_byte_changes((body, plain) in json(), path in path(), place in any::<prop::sample::Index>(), bit in 0_u32..8) {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_297_845);
        let key = PrivateKey::from_pem(KEY).expect("a key");
        let verifier = Verifier::rsa(Profile::standard(), [PublicKey::from_pem(PUBLIC).expect("a key")]);
        let mut request = TestWebhook::post(&Profile::standard(), &path, body).rsa(&key, now).expect("a request");
        prop_assert!(verifier.check(&Received::from_request(&request), now).is_ok());
        let at = place.index(request.body().len());
        request.body_mut()[at] ^= 1_u8 << bit;
        let changed = minify(request.body()) != plain.as_bytes();
        prop_assert_eq!(verifier.check(&Received::from_request(&request), now).is_err(), changed);
    }
}
