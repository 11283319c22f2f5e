//! JSON lines: the contract that other programs build on.

use super::*;

const TIME: &str = "2026-01-02T03:04:05+07:00";

fn question(kind: &str, input: &Value) -> String {
    json!({ "kind": kind, "input": input }).to_string()
}

fn read(answer: &str) -> Value {
    serde_json::from_str(answer).expect("an answer is JSON")
}

#[test]
fn known_answers_through_sign_and_through_verify() {
    let files = ["references.jsonl", "minify.jsonl", "hmac.jsonl", "rsa.jsonl"];
    let text: String = files.map(|name| fs::read_to_string(vectors().join(name)).expect("there")).concat();
    let wanted: Vec<Value> = text.lines().map(read).collect();
    assert!(wanted.len() >= 390);
    for command in ["sign", "verify"] {
        let found = answers(&[command], &text);
        assert_eq!(found.len(), wanted.len());
        let wrong: Vec<String> =
            wanted.iter().zip(&found).filter_map(|(wanted, found)| differs(wanted, found)).collect();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}

fn differs(vector: &Value, found: &str) -> Option<String> {
    let wanted = &vector["output"];
    let right = match wanted["error"].as_str() {
        Some(word) => read(found)["error"].as_str().is_some_and(|error| error.contains(word)),
        None => read(found) == *wanted,
    };
    (!right).then(|| format!("{}: wanted {wanted}, found {found}", vector["name"]))
}

/// One question of each kind; where it verifies, with the signature that the kind before it made.
fn every_kind() -> Vec<(&'static str, Value)> {
    let transaction = json!({
        "secret": "demo-secret", "method": "POST", "path": "/v1.0/debit/notify?a=1", "token": "demo-token",
        "body": "{ \"name\": \"Budi  é\" }", "timestamp": TIME, "client_id": "demo-client", "string_to_sign": "a|b",
        "private_key": key_text("partner-pkcs8.pem"), "public_key": key_text("partner-public.pem"),
    });
    ["minify", "body_hash", "token_rsa", "tx_hmac", "tx_hmac_sts", "tx_rsa", "hmac_sts"]
        .map(|kind| (kind, transaction.clone()))
        .into()
}

#[test]
fn each_kind_answers_exactly_its_fields_in_their_order() {
    let wanted: [&[&str]; 7] = [
        &["minified"],
        &["body_hash"],
        &["string_to_sign", "signature"],
        &["body_hash", "string_to_sign", "signature", "signature_hex"],
        &["body_hash", "string_to_sign"],
        &["body_hash", "string_to_sign", "signature"],
        &["signature", "signature_hex"],
    ];
    let questions: Vec<String> = every_kind().iter().map(|(kind, input)| question(kind, input)).collect();
    let found = answers(&["sign"], questions.join("\n"));
    assert_eq!(found.len(), wanted.len());
    for (answer, fields) in found.iter().zip(wanted) {
        let places: Vec<usize> = fields.iter().map(|name| answer.find(&format!("\"{name}\":")).expect(name)).collect();
        assert!(places.is_sorted(), "{answer}");
        assert_eq!(read(answer).as_object().expect("an object").len(), fields.len(), "{answer}");
    }
}

#[test]
fn what_one_line_signs_the_next_one_verifies_and_nothing_else() {
    for (sign, verify) in
        [("token_rsa", "token_rsa_verify"), ("tx_hmac", "tx_hmac_verify"), ("tx_rsa", "tx_rsa_verify")]
    {
        let (_, mut input) = every_kind().into_iter().find(|(kind, _)| *kind == sign).expect("a kind");
        let signed = read(&answers(&["sign"], question(sign, &input))[0]);
        let right = signed["signature"].as_str().expect("a signature").to_owned();
        let wrong = [
            String::new(),
            right.to_lowercase(),
            format!("{right}\n"),
            right.trim_end_matches('=').to_owned(),
            right.replace(['+', '/'], "_"),
            "é".to_owned(),
            signed["signature_hex"].as_str().unwrap_or("00").to_owned(),
        ];
        let mut questions = Vec::new();
        for signature in std::iter::once(&right).chain(&wrong) {
            input["signature"] = json!(signature);
            questions.push(question(verify, &input));
        }
        input["signature"] = json!(right);
        input["timestamp"] = json!("2026-01-02T03:04:05.000+07:00");
        questions.push(question(verify, &input));
        let found = answers(&["verify"], questions.join("\n"));
        assert_eq!(found[0], r#"{"valid":true}"#, "{verify}");
        assert!(found[1..].iter().all(|answer| answer == r#"{"valid":false}"#), "{verify}: {found:?}");
    }
}

#[test]
fn a_line_that_cannot_be_served_says_why_and_the_rest_goes_on() {
    let good = r#"{"kind":"minify","input":{"body":"{ }"}}"#;
    let short =
        question("token_rsa", &json!({ "private_key": key_text("short-pkcs8.pem"), "client_id": "", "timestamp": "" }));
    let weak = question(
        "token_rsa_verify",
        &json!({ "public_key": key_text("short-public.pem"), "client_id": "", "timestamp": "", "signature": "" }),
    );
    let bad: [(&str, &str); 22] = [
        ("", "empty"),
        ("   \t", "empty"),
        ("nonsense hunter2", "not JSON"),
        (r#"{"kind":"minify","input":{"body":"{ }"}"#, "not JSON"),
        (r#"{"kind":"minify","input":{"body":"hunter2"}} {}"#, "not JSON"),
        (r#"{"kind":"minify","input":{"body":"\ud800"}}"#, "not JSON"),
        (r#""hunter2""#, "must be an object"),
        (r#"["minify",{"body":"hunter2"}]"#, "must be an object"),
        ("17", "must be an object"),
        (r#"{"input":{"body":"hunter2"}}"#, "kind: it must be a string and is missing"),
        (r#"{"kind":null,"input":{}}"#, "kind: it must be a string and is null"),
        (r#"{"kind":"hunter2","input":{}}"#, "one of minify, body_hash"),
        (r#"{"kind":"minify"}"#, "input: it must be an object of strings and is missing"),
        (r#"{"kind":"minify","input":"hunter2"}"#, "input: it must be an object of strings and is a string"),
        (r#"{"kind":"minify","input":{}}"#, "input.body: it is missing"),
        (r#"{"kind":"minify","input":{"body":7}}"#, "input.body: it must be a string and is a number"),
        (r#"{"kind":"minify","input":{"body":["hunter2"]}}"#, "input.body: it must be a string and is an array"),
        (r#"{"kind":"minify","input":{"body":"a","body":"b"}}"#, "twice"),
        (r#"{"kind":"minify","kind":"minify","input":{"body":""}}"#, "each name once"),
        (&short, "1024 bits"),
        (&weak, "--allow-weak-key"),
        (
            r#"{"kind":"tx_rsa","input":{"private_key":"hunter2","method":"","path":"","body":"","timestamp":""}}"#,
            "private_key: ",
        ),
    ];
    let input: String = bad.iter().map(|(line, _)| format!("{line}\n{good}\r\n")).collect();
    for command in ["sign", "verify"] {
        let found = answers(&[command], &input);
        assert_eq!(found.len(), bad.len() * 2);
        for (pair, (line, words)) in found.chunks(2).zip(bad) {
            let error = read(&pair[0])["error"].as_str().expect(line).to_owned();
            assert!(error.contains(words), "{line}: {error}");
            assert!(!error.contains("hunter2"), "{error}");
            assert_eq!(pair[1], r#"{"minified":"{}"}"#, "after {line}");
        }
    }
    let bytes = [b"{\"kind\":\"minify\",\"input\":{\"body\":\"\xff\"}}\n".as_slice(), good.as_bytes()].concat();
    let found = answers(&["sign"], bytes);
    assert!(found[0].starts_with(r#"{"error":"#) && found[1] == r#"{"minified":"{}"}"#, "{found:?}");
}

#[test]
fn texts_are_taken_exactly_as_utf8() {
    let body =
        "\u{feff}{ \"k\\u00e9y\" : \"\u{1f4b8}  \u{a0}\u{2028}\" ,\t\"a\\/b\" : 1.50 , \"\\\\\" : \"\\\"\" }\r\n";
    let minified = "\u{feff}{\"k\\u00e9y\":\"\u{1f4b8}  \u{a0}\u{2028}\",\"a\\/b\":1.50,\"\\\\\":\"\\\"\"}";
    let found = answers(&["sign"], question("minify", &json!({ "body": body })));
    assert_eq!(read(&found[0]), json!({ "minified": minified }));
    let ascii = question("minify", &json!({ "body": "é" })).replace('é', "\\u00e9");
    assert_eq!(read(&answers(&["sign"], ascii)[0]), json!({ "minified": "é" }));
    let odd = json!({ "secret": "", "string_to_sign": "\u{0}\n|" });
    assert!(read(&answers(&["sign"], question("hmac_sts", &odd))[0])["signature"].is_string());
}

#[test]
fn a_flag_allows_published_keys_of_1024_bits_for_verifying() {
    let input =
        json!({ "public_key": key_text("short-public.pem"), "client_id": "a", "timestamp": TIME, "signature": "AA==" });
    for command in ["sign", "verify"] {
        let found = answers(&[command, "--allow-weak-key"], question("token_rsa_verify", &input));
        assert_eq!(found, [r#"{"valid":false}"#]);
    }
}

#[test]
fn a_program_may_ask_wait_and_ask_again() {
    let mut child = bayar(&["sign"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("it starts");
    let mut stdin = child.stdin.take().expect("piped");
    let mut stdout = BufReader::new(child.stdout.take().expect("piped"));
    for count in 0..3 {
        writeln!(stdin, "{}", question("minify", &json!({ "body": format!("[ {count} ]") }))).expect("written");
        stdin.flush().expect("flushed");
        let mut answer = String::new();
        stdout.read_line(&mut answer).expect("an answer without the end of the input");
        assert_eq!(answer, format!("{{\"minified\":\"[{count}]\"}}\n"));
    }
    drop(stdin);
    assert!(child.wait().expect("it ends").success());
}

#[test]
fn thousands_of_lines_and_one_of_megabytes() {
    let input = json!({ "secret": "s", "method": "POST", "path": "/a", "token": "t", "body": "{ \"a\": 1 }", "timestamp": TIME });
    let line = question("tx_hmac", &input);
    let large = question("body_hash", &json!({ "body": format!("\"{}\"", "x".repeat(8 << 20)) }));
    let start = Instant::now();
    let found = answers(&["sign"], format!("{}\n{large}\n{line}", vec![line.as_str(); 5000].join("\n")));
    assert_eq!(found.len(), 5002);
    assert!(found[..5000].iter().all(|answer| *answer == found[5001]));
    assert!(found[5000].starts_with(r#"{"body_hash":""#));
    assert!(start.elapsed() < Duration::from_secs(30), "{:?}", start.elapsed());
}
