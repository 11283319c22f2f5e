//! Runs the generator over a normalised document before anything is written.
//!
//! The generator panics on what it cannot do and names nothing, so each operation is tried alone to find the culprit.

use crate::{
    assemble::Assembled,
    generate,
    place::Problems,
};
use serde_json::{Value, json};
use std::panic;

/// Reports what the generator refuses.
pub(crate) fn prove(source: &Assembled, document: &Value, problems: &mut Problems) {
    let Err(whole) = quietly(document) else { return };
    let before = problems.is_empty();
    for (path, method) in source.operations() {
        let mut one = document.clone();
        one["paths"] = json!({ path.as_str(): { method.as_str(): document["paths"][&path][&method] } });
        if let Err(why) = quietly(&one) {
            problems.add(&source.operation(&path, &method), format!("the generator refuses it: {why}; change it in the overlay"));
        }
    }
    if before == problems.is_empty() {
        problems.add(&source.whole().child("components"), format!("the generator refuses it: {whole}"));
    }
}

/// As `once`, without the message of a panic on the terminal.
fn quietly(document: &Value) -> Result<(), String> {
    let hook = panic::take_hook();
    panic::set_hook(Box::new(|_| {}));
    let result = once(document);
    panic::set_hook(hook);
    result
}

fn once(document: &Value) -> Result<(), String> {
    let json = document.to_string();
    let attempt = panic::catch_unwind(|| generate::generate(&json, false));
    let outcome = attempt.map_err(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("a panic").to_owned()
    })?;
    outcome.map(drop).map_err(|why| format!("{why:#}"))
}
