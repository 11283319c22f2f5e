//! The checks of `fuzz/` on stable: arbitrary bytes, and samples that are changed at random.
//!
//! `PROPTEST_CASES` says how many; proptest makes a failing case small and prints it.

#[path = "../fuzz/checks.rs"]
mod checks;

use proptest::prelude::*;
use proptest::sample::Index;

const CURL: &str = r#"curl -X POST 'https://bank.example/v1.0/a?b=1' -H "X-TIMESTAMP: 2026-01-02T03:04:05+07:00" \
 -H X-SIGNATURE:\ QUJD --data-raw $'{"a":"\u00e9\n\x41"}' --compressed -u name:word -G"#;
const PRIVATE: &str = include_str!("vectors/keys/partner-pkcs1.pem");
const PUBLIC: &str = include_str!("vectors/keys/partner-public.pem");

/// What happens to a sample.
#[derive(Debug, Clone)]
enum Change {
    Set(Index, u8),
    Insert(Index, Vec<u8>),
    Remove(Index, u8),
    Copy(Index, Index, u8),
}

fn change() -> impl Strategy<Value = Change> {
    let telling = prop::sample::select(b"\"\\ \n\r\t{}[]:,-$'0=/@\x00\x7f\xc3\xa9\xff".to_vec());
    let byte = prop_oneof![telling, any::<u8>()];
    prop_oneof![
        (any::<Index>(), byte.clone()).prop_map(|(place, byte)| Change::Set(place, byte)),
        (any::<Index>(), prop::collection::vec(byte, 1..5)).prop_map(|(place, bytes)| Change::Insert(place, bytes)),
        (any::<Index>(), 1..9_u8).prop_map(|(place, count)| Change::Remove(place, count)),
        (any::<Index>(), any::<Index>(), 1..60_u8).prop_map(|(from, to, count)| Change::Copy(from, to, count)),
    ]
}

fn changed(sample: &[u8], changes: &[Change]) -> Vec<u8> {
    let mut text = sample.to_vec();
    for change in changes {
        let place = |index: &Index| index.index(text.len() + 1);
        match change {
            Change::Set(at, byte) => {
                let at = place(at).min(text.len().saturating_sub(1));
                text.get_mut(at).into_iter().for_each(|old| *old = *byte);
            }
            Change::Insert(at, bytes) => {
                let at = place(at);
                text.splice(at..at, bytes.iter().copied());
            }
            Change::Remove(at, count) => {
                let at = place(at);
                text.drain(at..text.len().min(at + usize::from(*count)));
            }
            Change::Copy(from, to, count) => {
                let (from, to) = (place(from), place(to));
                let part = text[from..text.len().min(from + usize::from(*count))].to_vec();
                text.splice(to..to, part);
            }
        }
    }
    text
}

/// One of the samples with up to eight changes, or any bytes.
fn bytes(samples: Vec<Vec<u8>>) -> impl Strategy<Value = Vec<u8>> {
    let near = (prop::sample::select(samples), prop::collection::vec(change(), 0..8))
        .prop_map(|(sample, changes)| changed(&sample, &changes));
    prop_oneof![4 => near, 1 => prop::collection::vec(any::<u8>(), 0..300)]
}

fn texts(samples: &[&str]) -> Vec<Vec<u8>> {
    samples.iter().map(|text| text.as_bytes().to_vec()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn minify(data in bytes(texts(&["{ \"a b\" : [ 1.50 , \"\\\" \\\\\" ] ,\r\n\t\"é\" : null }", "[[]]", "\"", " {\"a\\u0020\":-0e5} "]))) {
        checks::minify_bytes(&data);
    }

    #[test]
    fn code(data in bytes(texts(&["2000600", "404-18", "404-54-18", "400US01", "<500>", "4005401", "\"2025400\""]))) {
        checks::code(&data);
    }

    #[test]
    fn key(data in bytes(texts(&[PRIVATE, PUBLIC, include_str!("vectors/keys/short-public.pem")]))) {
        checks::key(&data);
    }

    #[test]
    fn webhook(data in bytes(vec![checks::signed().to_vec()])) {
        checks::webhook(&data);
    }

    #[test]
    fn curl(data in bytes(vec![CURL.into(), b"curl a".to_vec(), checks::signed()[..300].to_vec()])) {
        checks::curl(&data);
    }
}

#[test]
fn the_samples_themselves_are_read() {
    use bayar::snap::explain::Request;
    assert!(Request::from_curl(CURL).is_ok());
    assert!(Request::from_raw_http(checks::signed()).is_ok());
    checks::webhook(checks::signed());
    assert!(bayar::snap::PrivateKey::from_pem(PRIVATE).is_ok());
}
