//! The flags, and what they print.

use super::*;

const TIME: &str = "2026-01-02T03:04:05+07:00";
const PATH: &str = "/v1.0/balance-inquiry";
const BODY: &str = "{ \"accountNo\": \"115471119\",\n  \"additionalInfo\": { \"note\": \"a b\" } }\n";
const SIGNATURE: &str = "RPLpTGkFGM0O1ZUi5HS6WgkYSCL9fJWTP+P0R91s1xgwrOJjZdehuplIHrM9zTyEHWwk+XXQDkBpLqjkzJca/g==";

#[test]
fn the_worked_example_of_the_guide_is_signed_and_verified() {
    let secret = file("worked-secret", "demo-secret\n");
    let token = file("worked-token", "demo-token");
    let body = file("worked-body", BODY);
    let request = ["--method", "post", "--path", PATH, "--timestamp", TIME];
    let keys = ["--body-file", &body, "--secret-file", &secret, "--token-file", &token];
    let output = run(&[&["sign"], &request[..], &keys[..]].concat(), "");
    assert_eq!(stdout(&output), format!("X-TIMESTAMP: {TIME}\nX-SIGNATURE: {SIGNATURE}\n"));
    let said = stderr(&output);
    assert!(said.contains("POST:/v1.0/balance-inquiry:***:49f3fa26"), "{said}");
    assert!(!said.contains("demo-token") && !said.contains("demo-secret"), "{said}");
    let hex = run(&[&["sign", "--signature-text", "hex"], &request[..], &keys[..]].concat(), "");
    assert!(stdout(&hex).contains("X-SIGNATURE: 44f2e94c690518cd"), "{hex:?}");
    for (signature, code, word) in [(SIGNATURE, 0, "valid\n"), (&SIGNATURE.to_lowercase()[..], 1, "not valid\n")] {
        let check = ["verify", "--signature", signature];
        let output = run(&[&check[..], &request[..], &keys[..]].concat(), "");
        assert_eq!((output.status.code(), &*stdout(&output)), (Some(code), word));
    }
}

#[test]
fn an_rsa_signature_is_signed_and_verified() {
    let (private, public) = (key("partner-pkcs1.pem"), key("partner-public-pkcs1.pem"));
    let request =
        ["--method", "DELETE", "--path", "/v1.0/transfer-va/delete-va?a=1", "--body", "{}", "--timestamp", TIME];
    let output = run(&[&["sign", "--key", &private], &request[..]].concat(), "");
    let text = stdout(&output);
    let signature = text.lines().nth(1).and_then(|line| line.strip_prefix("X-SIGNATURE: ")).expect("a signature");
    let check = |more: &[&str]| {
        let verify = ["verify", "--signature", signature, "--public-key", &public];
        run(&[&verify[..], &request[..], more].concat(), "").status.code()
    };
    assert_eq!(check(&[]), Some(0));
    assert_eq!(check(&["--query", "exclude"]), Some(1));
}

#[test]
fn a_path_with_its_host_is_signed_and_remarked_on() {
    let private = key("partner-pkcs8.pem");
    let sign = |path| run(&["sign", "--key", &private, "--method", "GET", "--timestamp", TIME, "--path", path], "");
    let (whole, plain) = (sign("https://bank.example/v1.0/a"), sign("/v1.0/a"));
    assert!(whole.status.success() && stderr(&whole).contains("without scheme and host"), "{whole:?}");
    assert!(!stderr(&plain).contains("without scheme and host"), "{plain:?}");
    assert_ne!(stdout(&whole), stdout(&plain));
}

#[test]
fn a_token_request_comes_ready_to_send() {
    let arguments = ["token", "--client-id", "demo-client", "--key", &key("partner-pkcs8.pem"), "--timestamp", TIME];
    let text = stdout(&run(&arguments, ""));
    assert!(
        text.starts_with("POST /v1.0/access-token/b2b\nContent-Type: application/json\nX-TIMESTAMP: 2026-"),
        "{text}"
    );
    assert!(text.ends_with("\n\n{\"grantType\":\"client_credentials\"}\n"), "{text}");
    let signature = text.lines().find_map(|line| line.strip_prefix("X-SIGNATURE: ")).expect("a signature");
    let public = key("partner-public.pem");
    let check = [
        "verify",
        "--signature",
        signature,
        "--timestamp",
        TIME,
        "--client-id",
        "demo-client",
        "--public-key",
        &public,
    ];
    assert_eq!(stdout(&run(&check, "")), "valid\n");
    let curl = run(&[&arguments[..], &["--url", "https://bank.example/"]].concat(), "");
    assert!(stdout(&curl).starts_with("curl -sS 'https://bank.example/v1.0/access-token/b2b' -H 'Content"), "{curl:?}");
    let explain = ["explain", "--token-request", "--public-key", &public, "--lang", "en"];
    let output = run(&explain, stdout(&curl));
    assert_eq!(output.status.code(), Some(0), "{output:?}");
}

#[test]
fn minify_prints_the_body_its_hash_or_the_place_of_the_fault() {
    assert_eq!(stdout(&run(&["minify"], BODY)), r#"{"accountNo":"115471119","additionalInfo":{"note":"a b"}}"#);
    let hash = stdout(&run(&["minify", "--hash", "-"], BODY));
    assert_eq!(hash, "49f3fa26ddacc392e0770c766a46a339b8c6dfb87aadc133574e48a639432eb7\n");
    assert_eq!(run(&["minify"], b"\xff [ ").stdout, b"\xff[");
    let output = run(&["minify", "--strict"], "{\"a\": 1,}");
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("(byte 8)"), "{output:?}");
}

fn raw_http(signature: &str) -> String {
    format!(
        "POST {PATH} HTTP/1.1\r\nHost: bank.example\r\nContent-Type: application/json\r\n\
         Authorization: Bearer demo-token\r\nX-TIMESTAMP: {TIME}\r\nX-PARTNER-ID: partner\r\n\
         X-EXTERNAL-ID: 12345678901234567890\r\nCHANNEL-ID: 95221\r\nX-SIGNATURE: {signature}\r\n\r\n{BODY}"
    )
}

#[test]
fn explain_reads_raw_http_a_curl_command_and_parts() {
    let secret = file("explain-secret", "demo-secret");
    let explain = ["explain", "--secret-file", &secret];
    let good = run(&explain, raw_http(SIGNATURE));
    assert_eq!(good.status.code(), Some(0), "{good:?}");
    let request = file("explain-request", raw_http(&SIGNATURE.to_lowercase()));
    let lower = run(&[&explain[..], &[&*request, "--json"]].concat(), "");
    assert_eq!(lower.status.code(), Some(1));
    let report: Value = serde_json::from_slice(&lower.stdout).expect("JSON");
    assert_eq!(report["findings"][0]["problem"], "SignatureCase", "{report}");
    assert_eq!((&report["clean"], &report["signature_fits"]), (&json!(false), &json!(false)));

    let head = format!(
        "-H 'Authorization: Bearer demo-token' -H 'X-TIMESTAMP: {TIME}' -H 'X-PARTNER-ID: p' -H 'X-EXTERNAL-ID: 1' -H 'CHANNEL-ID: 95221'"
    );
    let curl =
        format!("curl https://bank.example{PATH}?a=1 {head} -H 'X-SIGNATURE: {SIGNATURE}' --json '{}'", BODY.trim());
    let query = run(&[&explain[..], &["--lang", "id"]].concat(), curl);
    assert_eq!(query.status.code(), Some(1));
    assert!(stdout(&query).contains("query"), "{query:?}");

    let headers =
        ["Authorization: Bearer demo-token", "X-PARTNER-ID: p", "X-EXTERNAL-ID: 1", "Content-Type: application/json"];
    let mut parts = vec!["--method", "POST", "--path", PATH, "--body", BODY, "--optional", "channel-id"];
    headers.iter().for_each(|header| parts.extend(["--header", header]));
    let (time, signature) = (format!("X-TIMESTAMP: {TIME}"), format!("X-SIGNATURE: {SIGNATURE}"));
    parts.extend(["--header", &time, "--header", &signature]);
    let clean = run(&[&explain[..], &parts].concat(), "");
    assert_eq!(clean.status.code(), Some(0), "{clean:?}");
    let late = run(&[&explain[..], &parts, &["--arrived", "2026-01-02T04:04:05+07:00", "--json"]].concat(), "");
    let report: Value = serde_json::from_slice(&late.stdout).expect("JSON");
    assert_eq!(
        (&report["findings"][0]["problem"], &report["findings"][0]["seconds"]),
        (&json!("TimestampSkew"), &json!(-3600))
    );
}

#[test]
fn nothing_secret_is_printed() {
    let secret = file("quiet-secret", "hunter2-secret");
    let token = file("quiet-token", "hunter2-other");
    let text = file("quiet-text", format!("POST:{PATH}:hunter2-third:00:{TIME}"));
    let request = raw_http(SIGNATURE).replace("demo-token", "hunter2-token");
    let flags = ["explain", "--secret-file", &secret, "--token-file", &token];
    for more in [&["--json"][..], &[], &["--string-to-sign", &text]] {
        let output = run(&[&flags[..], more].concat(), &request);
        let said = stdout(&output) + &stderr(&output);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(!said.contains("hunter2") && !said.contains(&SIGNATURE[..12]), "{said}");
    }
    let broken = run(&["sign", "--method", "POST", "--path", "/a", "--key", &secret], "");
    assert_eq!(broken.status.code(), Some(2));
    assert!(stderr(&broken).contains("private_key") && !stderr(&broken).contains("hunter2"), "{broken:?}");
}

#[test]
fn codes_show_the_table_a_part_of_it_and_one_code() {
    let all = stdout(&run(&["codes"], ""));
    assert!(all.contains("409-01") && all.contains("504-00"), "{all}");
    let table: Value = serde_json::from_slice(&run(&["codes", "--json"], "").stdout).expect("JSON");
    assert_eq!(table["codes"].as_array().expect("rows").len(), bayar::snap::codes::TABLE.len());
    let part = stdout(&run(&["codes", "429"], ""));
    assert!(part.starts_with("429-00") && !part.contains("404-"), "{part}");
    for code in ["4045418", "404-54-18", "404US18", "404-18"] {
        let words = stdout(&run(&["codes", code], ""));
        assert!(words.contains("Inconsistent Request") && words.contains("open:"), "{words}");
    }
    let one: Value =
        serde_json::from_slice(&run(&["codes", "4005401", "--profile", "finnet", "--json"], "").stdout).expect("JSON");
    assert_eq!((&one["proof_of_not_executed"], &one["leaves_outcome_open"]), (&json!(true), &json!(false)));
    let apart: Value =
        serde_json::from_slice(&run(&["codes", "2005400", "--http", "502", "--json"], "").stdout).expect("JSON");
    assert_eq!(apart["standing"], "open");
    let wrong = run(&["codes", "abc"], "");
    assert_eq!(wrong.status.code(), Some(2));
    assert!(stderr(&wrong).contains("expected like 2000600"), "{wrong:?}");
}

#[test]
fn what_is_missing_is_named() {
    for (arguments, words) in [
        (&["sign", "--method", "POST", "--path", "/a"][..], "--key"),
        (&["verify", "--signature", "a", "--timestamp", "b"], "--method and --path"),
        (&["explain", "--method", "GET", "--path", "/a"], "--secret-file"),
        (&["sign", "--method", "POST", "--path", "/a", "--secret-env", "BAYAR_NO_SUCH"], "BAYAR_NO_SUCH"),
    ] {
        let output = run(arguments, "");
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        assert!(stderr(&output).contains(words), "{output:?}");
    }
}

#[test]
fn every_json_document_fits_its_schema_and_holds_no_secret() {
    let (secret, token) = (file("json-secret", "hunter2-secret"), file("json-token", "hunter2-token"));
    let (private, public) = (key("partner-pkcs8.pem"), key("partner-public.pem"));
    let request = ["--method", "POST", "--path", PATH, "--body", "{}", "--timestamp", TIME];
    let keys = ["--secret-file", &secret, "--token-file", &token];
    let check = ["verify", "--signature", SIGNATURE, "--timestamp", TIME, "--client-id", "a", "--public-key", &public];
    let explain = raw_http(SIGNATURE);
    for (schema, arguments, input) in [
        ("snap-sign", [&["sign"], &request[..], &keys].concat(), ""),
        ("snap-verify", check.to_vec(), ""),
        ("snap-minify", vec!["minify"], BODY),
        ("snap-token", vec!["token", "--client-id", "a", "--key", &private], ""),
        ("snap-explain", [&["explain"], &keys[..]].concat(), &explain),
        ("snap-codes", vec!["codes", "409"], ""),
        ("snap-code", vec!["codes", "4045418"], ""),
        ("error", vec!["codes", "abc"], ""),
    ] {
        let output = run(&[&arguments[..], &["--json"]].concat(), input);
        let document: Value = serde_json::from_slice(&output.stdout).expect(schema);
        let path = format!("{}/schemas/{schema}.json", env!("CARGO_MANIFEST_DIR"));
        let schema_text = fs::read_to_string(path).expect("the schema is there");
        jsonschema::validate(&serde_json::from_str(&schema_text).expect("JSON"), &document).expect(schema);
        let said = stdout(&output) + &stderr(&output);
        assert!(!said.contains("hunter2") && stderr(&output).is_empty(), "{said}");
    }
}
