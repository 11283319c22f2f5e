//! The table `[accounts.NAME.snap]`, by what is sent: no value in it is the default.

use crate::folder::{Folder, finnet};
use bayar::{ErrorKind, Finnet, Seam};
use bytes::Bytes;
use hmac::{Hmac, Mac};
use http::Method;
use sha2::Sha512;
use std::sync::{Arc, Mutex};

/// Keeps the request that would be sent, and lets none out.
#[derive(Debug, Default)]
struct Kept(Mutex<Option<http::Request<Bytes>>>);

impl Seam for Kept {
    fn signed(&self, request: &mut http::Request<Bytes>) {
        *self.0.lock().unwrap() = Some(request.clone());
    }

    fn rehearses(&self) -> bool {
        true
    }
}

/// What an account of this table would send to `path`.
async fn sent(snap: &str, path: &str) -> http::Request<Bytes> {
    let (folder, kept) = (Folder::new(), Arc::new(Kept::default()));
    let account = folder.config(&finnet(snap)).account("a").unwrap();
    let client = Finnet::connect(account.change_settings(|s| s.seam(kept.clone()))).unwrap();
    let error = client.request(Method::GET, path).send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Rehearsed, "{error}");
    kept.0.lock().unwrap().take().unwrap()
}

fn header<'a>(request: &'a http::Request<Bytes>, name: &str) -> &'a str {
    request.headers()[name].to_str().unwrap()
}

fn hex(text: &str) -> String {
    let mut mac = Hmac::<Sha512>::new_from_slice(b"hunter2").unwrap();
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[tokio::test]
async fn every_key_of_the_snap_table_shows_in_what_is_sent() {
    let table = "[accounts.a.snap]\nsignature_text = 'hex'\nempty_body = 'empty-field'\nquery = 'sorted-encoded'\ntimestamp = 'utc'\nexternal_id_digits = 21\nstrip_prefix = '/outer'\nprepend_prefix = '/inner'\n[accounts.a.snap.headers]\npartner_id = 'X-PARTNERID'\nchannel_id = 'X-CHANNEL-ID'\nsignature = 'X-SIGN'\n";
    let request = sent(table, "/outer/v1.0/thing?b=2&a=1").await;
    let timestamp = header(&request, "x-timestamp");
    assert!(timestamp.len() == 20 && timestamp.ends_with('Z'), "{timestamp}");
    let external_id = header(&request, "x-external-id");
    assert!(external_id.len() == 21 && external_id.bytes().all(|byte| byte.is_ascii_digit()), "{external_id}");
    let token = header(&request, "authorization").trim_start_matches("Bearer ");
    let text = format!("GET:/inner/v1.0/thing?a=1&b=2:{token}::{timestamp}");
    assert_eq!(header(&request, "x-sign"), hex(&text));
    assert_eq!((header(&request, "x-partnerid"), header(&request, "x-channel-id")), ("c", "95051"));
    for standard in ["x-partner-id", "channel-id", "x-signature"] {
        assert!(!request.headers().contains_key(standard), "{standard}");
    }
}

#[tokio::test]
async fn the_other_readings_of_the_query_and_the_time() {
    let request = sent("[accounts.a.snap]\nsignature_text = 'hex'\nempty_body = 'empty-field'\nquery = 'exclude'\ntimestamp = 'wib-millis'\n", "/v1.0/thing?b=2").await;
    let timestamp = header(&request, "x-timestamp");
    assert!(timestamp.len() == 29 && timestamp.ends_with("+07:00"), "{timestamp}");
    let token = header(&request, "authorization").trim_start_matches("Bearer ");
    assert_eq!(header(&request, "x-signature"), hex(&format!("GET:/v1.0/thing:{token}::{timestamp}")));
}

#[test]
fn a_token_lives_as_long_as_the_file_says() {
    let folder = Folder::new();
    let account = folder.config(&finnet("[accounts.a.snap]\ntoken_lifetime = '7m'\n")).account("a").unwrap();
    assert!(format!("{account:?}").contains("token_lifetime: 420s"), "{account:?}");
}
