//! Runs the generator over a normalised document before anything is written.
//!
//! The generator panics on what it cannot do and names nothing, so each operation is tried alone to find the culprit.

use crate::{
    assemble::Assembled,
    generate::{self, Generated},
    place::Problems,
};
use serde_json::{Value, json};
use std::{cell::Cell, panic, sync::Once};

/// Reports what the generator refuses, and operations that the transport would not find.
pub(crate) fn prove(source: &Assembled, document: &Value, problems: &mut Problems) {
    match quietly(document) {
        Ok(generated) => known_to_transport(source, document, &generated, problems),
        Err(whole) => culprit(source, document, &whole, problems),
    }
}

/// The client names the operation to the transport, which looks it up in the table.
fn known_to_transport(source: &Assembled, document: &Value, generated: &Generated, problems: &mut Problems) {
    for (path, method) in source.operations() {
        let id = &document["paths"][&path][&method]["operationId"];
        let called = generated.client.contains(&format!("operation_id: {id}"));
        let listed = generated.operations.contains(&format!("id: {id}"));
        if !(called && listed) {
            let what = format!("client and table name {id} differently; choose a plainer operationId");
            problems.add(&source.operation(&path, &method).child("operationId"), what);
        }
    }
}

fn culprit(source: &Assembled, document: &Value, whole: &str, problems: &mut Problems) {
    let mut found = false;
    for (path, method) in source.operations() {
        let mut one = document.clone();
        one["paths"] = json!({ path.as_str(): { method.as_str(): document["paths"][&path][&method] } });
        if let Err(why) = quietly(&one) {
            found = true;
            let what = format!("the generator refuses it: {why}; change the document or its overlay");
            problems.add(&source.operation(&path, &method), what);
        }
    }
    if !found {
        let what = format!("the generator refuses the operations together: {whole}");
        problems.add(&source.whole().child("paths"), what);
    }
}

thread_local! {
    /// Whether a panic of this thread is part of a proof and says nothing on the terminal.
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// As `once`, without the message of a panic on the terminal.
fn quietly(document: &Value) -> Result<Generated, String> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let loud = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            if !QUIET.get() {
                loud(panic);
            }
        }));
    });
    QUIET.set(true);
    let result = once(document);
    QUIET.set(false);
    result
}

fn once(document: &Value) -> Result<Generated, String> {
    let json = document.to_string();
    let attempt = panic::catch_unwind(|| generate::generate(&json, false));
    let outcome = attempt.map_err(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
        text.unwrap_or("a panic without words").to_owned()
    })?;
    outcome.map_err(|why| format!("{why:#}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn operation(id: &str, answer: &Value) -> Value {
        json!({
            "operationId": id, "x-auth": "none", "x-effect": "none", "x-retry": "always",
            "x-evidence": "published", "x-source": "https://x.example",
            "responses": {"200": {"description": "d", "content": answer}}
        })
    }

    fn problems(first: &Value, schemas: &Value) -> String {
        let good = json!({"application/json": {"schema": {"type": "string"}}});
        let document = json!({
            "openapi": "3.0.3", "info": {"title": "t", "version": "1"},
            "paths": {"/bad": {"get": first}, "/good": {"get": operation("good", &good)}},
            "components": {"schemas": schemas}
        });
        let mut problems = Problems::default();
        prove(&Assembled::new("x", document.clone()), &document, &mut problems);
        problems.to_string()
    }

    #[test]
    fn the_operation_that_makes_the_generator_panic_is_named() {
        let mut two = operation("bad", &json!({"application/json": {"schema": {"type": "string"}}}));
        two["responses"]["201"] = json!({"description": "d"});
        let text = problems(&two, &json!({}));
        assert!(text.starts_with("specs/authored/x.yaml: bad: #/paths/~1bad/get: the generator refuses it"), "{text}");
        assert_eq!(text.lines().count(), 1, "only the culprit: {text}");
    }

    #[test]
    fn an_operation_without_its_facts_is_named() {
        let mut bare = operation("bad", &json!({"application/json": {"schema": {"type": "string"}}}));
        bare.as_object_mut().unwrap().remove("x-effect");
        let text = problems(&bare, &json!({}));
        assert!(text.contains("bad: #/paths/~1bad/get") && text.contains("x-effect is missing"), "{text}");
    }

    #[test]
    fn an_id_that_the_transport_would_not_find_is_named() {
        let text = problems(&operation("notSnake", &json!({"application/json": {"schema": {}}})), &json!({}));
        assert!(text.contains("notSnake: #/paths/~1bad/get/operationId: client and table"), "{text}");
    }
}
