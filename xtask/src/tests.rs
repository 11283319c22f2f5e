//! The commands on a small project of their own: published page, authored document, overlay.

use crate::{check, full, specs};
use serde_json::{Value, json};
use std::{fs, path::Path};
use tempfile::TempDir;

const AUTHORED: &str = r"
openapi: 3.0.3
info: { title: Shop, version: 1.0.0 }
x-published: [pay.md]
paths:
  /pay:
    post:
      operationId: payByHand
      summary: ours
      responses: { '200': { description: d } }
  /look:
    get:
      operationId: look
      x-effect: none
      x-retry: always
      x-evidence: documented
      x-source: https://shop.example/look
      security: []
      responses:
        '200':
          description: d
          content:
            application/json:
              schema:
                type: object
                properties:
                  price: { type: string, format: text-or-number }
                example: { price: '1' }
        '404': { description: Nothing there }
";

const PUBLISHED: &str = r"# Pay

````yaml https://shop.example/docs post /pay
openapi: 3.0.0
paths:
  /pay:
    post:
      operationId: pay
      summary: theirs
      responses:
        '200': { description: d }
      security: []
````
";

const OVERLAY: &str = r"
overlay: 1.1.0
info: { title: Shop, version: 1.0.0 }
actions:
  - target: $.paths['/pay'].post
    description: Moves money.
    update: { x-effect: money, x-retry: never, x-evidence: published, x-source: 'https://shop.example/pay' }
";

fn project() -> TempDir {
    let root = TempDir::new().unwrap();
    for folder in ["authored", "published", "overlays"] {
        fs::create_dir_all(root.path().join("specs").join(folder)).unwrap();
    }
    put(root.path(), "specs/authored/shop.yaml", AUTHORED);
    put(root.path(), "specs/published/pay.md", PUBLISHED);
    put(root.path(), "specs/overlays/shop.yaml", OVERLAY);
    root
}

fn put(root: &Path, file: &str, text: &str) {
    fs::write(root.join(file), text).unwrap();
}

fn change(root: &Path, file: &str, from: &str, to: &str) {
    let text = fs::read_to_string(root.join(file)).unwrap();
    assert!(text.contains(from), "{file} has no {from}");
    put(root, file, &text.replace(from, to));
}

fn refusal(root: &Path) -> String {
    check::check(root).unwrap_err().to_string()
}

#[test]
fn what_was_written_passes_the_check() {
    let root = project();
    specs::write(root.path()).unwrap();
    check::check(root.path()).unwrap();
    let text = fs::read_to_string(root.path().join("specs/shop.json")).unwrap();
    assert!(text.ends_with("}\n"));
    let document: Value = serde_json::from_str(&text).unwrap();
    let pay = &document["paths"]["/pay"]["post"];
    assert_eq!(
        (&pay["summary"], &pay["operationId"]),
        (&json!("theirs"), &json!("pay")),
        "published replaces authored"
    );
    assert_eq!(pay["x-effect"], "money", "the overlay was applied");
}

#[test]
fn a_stale_result_is_named_by_operation_and_pointer_and_not_written() {
    let root = project();
    specs::write(root.path()).unwrap();
    let before = fs::read_to_string(root.path().join("specs/shop.json")).unwrap();
    change(root.path(), "specs/authored/shop.yaml", "Nothing there", "Gone");
    change(root.path(), "specs/authored/shop.yaml", "price:", "total:");
    let text = refusal(root.path());
    assert!(text.contains("specs/shop.json: look: #/paths/~1look/get/"), "{text}");
    assert!(
        text.contains("specs/shop.json: look: #/components/schemas/LookResponse/properties/price: is stale"),
        "{text}"
    );
    assert!(text.contains("run `cargo xtask specs`"), "{text}");
    assert_eq!(fs::read_to_string(root.path().join("specs/shop.json")).unwrap(), before);
}

#[test]
fn a_missing_and_a_reformatted_result_are_stale() {
    let root = project();
    assert!(refusal(root.path()).contains("specs/shop.json: look: #/paths/~1look/get: is stale"));
    specs::write(root.path()).unwrap();
    change(root.path(), "specs/shop.json", "}\n}", "}}");
    assert!(refusal(root.path()).contains("specs/shop.json: -: #: was edited by hand"));
}

#[test]
fn all_problems_of_a_document_come_together_and_nothing_is_written() {
    let root = project();
    change(root.path(), "specs/overlays/shop.yaml", "x-effect: money, ", "");
    change(root.path(), "specs/authored/shop.yaml", "x-retry: always", "x-retry: often");
    let text = refusal(root.path());
    assert!(text.starts_with("2 problem(s)"), "{text}");
    assert!(text.contains("specs/published/pay.md: pay: #/paths/~1pay/post/x-effect: is missing"), "{text}");
    assert!(text.contains("specs/authored/shop.yaml: look: #/paths/~1look/get/x-retry: `often`"), "{text}");
    assert!(text.contains("never edited; correct it in specs/overlays"), "a page needs a hint: {text}");
    assert!(specs::write(root.path()).is_err());
    assert!(!root.path().join("specs/shop.json").exists());
}

#[test]
fn an_overlay_action_that_matches_nothing_is_named() {
    let root = project();
    change(root.path(), "specs/overlays/shop.yaml", "$.paths['/pay']", "$.paths['/moved']");
    let text = refusal(root.path());
    assert!(text.contains("specs/overlays/shop.yaml: -: #/actions/0: $.paths['/moved'].post: "), "{text}");
}

#[test]
fn files_that_nothing_reads_are_named() {
    let root = project();
    specs::write(root.path()).unwrap();
    put(root.path(), "specs/old.json", "{}");
    put(root.path(), "specs/overlays/old.yaml", "");
    put(root.path(), "specs/published/old.md", "");
    let text = refusal(root.path());
    for file in ["specs/old.json", "specs/overlays/old.yaml", "specs/published/old.md"] {
        assert!(text.contains(&format!("{file}: -: #: no ")), "{file} in {text}");
    }
}

#[test]
fn the_full_document_keeps_errors_and_examples() {
    let root = project();
    let into = root.path().join("target/specs-full");
    full::write(root.path(), &into).unwrap();
    let document: Value = serde_json::from_str(&fs::read_to_string(into.join("shop.json")).unwrap()).unwrap();
    assert_eq!(document["paths"]["/pay"]["post"]["summary"], "theirs");
    assert_eq!(document["paths"]["/pay"]["post"]["x-effect"], "money");
    let answers = &document["paths"]["/look"]["get"]["responses"];
    assert_eq!(answers["404"]["description"], "Nothing there");
    assert_eq!(answers["200"]["content"]["application/json"]["schema"]["example"]["price"], "1");
    assert!(document.get("x-published").is_none());
}

/// The documents of this repository themselves.
#[test]
fn the_specifications_of_the_project_are_up_to_date() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    check::check(root).unwrap();
}
