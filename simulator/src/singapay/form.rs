//! Reading a request body as the provider's framework does: every wrong field is found, each with one message.
//! No rule of an operation comes in, only kinds of rules.

use std::collections::BTreeMap;

use serde_json::Value;

use super::envelope::Refusal;
use crate::exchange::Request;

/// A JSON body and what was found wrong in it.
#[derive(Debug)]
pub(super) struct Form<'a> {
    body: &'a Value,
    wrong: BTreeMap<String, String>,
}

static NOTHING: Value = Value::Null;

impl<'a> Form<'a> {
    /// A body that is no JSON object, or is not called JSON, counts as an empty one: all required fields are missing.
    pub(super) fn read(request: &'a Request) -> Self {
        let body = request.json().filter(|body| body.is_object() && request.says_json());
        Self { body: body.unwrap_or(&NOTHING), wrong: BTreeMap::new() }
    }

    /// The command to echo; empty if none was sent.
    pub(super) fn command(&self) -> &'a str {
        self.body["command"].as_str().unwrap_or_default()
    }

    /// `command` must be one of these.
    pub(super) fn require_command(&mut self, allowed: &[&str]) -> &'a str {
        let command = self.required("command");
        if !command.is_empty() && !allowed.contains(&command) {
            self.note("command", "The selected command is invalid.".to_owned());
        }
        command
    }

    /// `data` must be there, as an object.
    pub(super) fn require_data(&mut self) {
        match &self.body["data"] {
            Value::Object(_) => {}
            Value::Null => self.missing("data"),
            _ => self.must("data", "be an array"),
        }
    }

    /// Text that must be there; empty if it is not.
    pub(super) fn required(&mut self, path: &str) -> &'a str {
        match self.at(path) {
            Value::Null => self.missing(path),
            Value::String(text) if text.trim().is_empty() => self.missing(path),
            Value::String(text) => return text,
            _ => self.must(path, "be a string"),
        }
        ""
    }

    /// Text that may be missing or null.
    pub(super) fn optional(&mut self, path: &str) -> Option<String> {
        match self.at(path) {
            Value::Null => None,
            Value::String(text) => Some(text.clone()).filter(|text| !text.is_empty()),
            _ => {
                self.must(path, "be a string");
                None
            }
        }
    }

    /// Optional text of at most so many characters.
    pub(super) fn at_most(&mut self, path: &str, characters: usize) {
        if self.optional(path).is_some_and(|text| text.chars().count() > characters) {
            self.must(path, &format!("not be greater than {characters} characters"));
        }
    }

    /// A whole number, perhaps required, perhaps one of these.
    pub(super) fn integer(&mut self, path: &str, required: bool, allowed: &[i64]) -> Option<i64> {
        match self.at(path) {
            Value::Null if required => self.missing(path),
            Value::Null => {}
            Value::Number(number) => match number.as_i64() {
                Some(number) if allowed.is_empty() || allowed.contains(&number) => return Some(number),
                _ => self.note(path, format!("The selected {} is invalid.", spoken(path))),
            },
            _ => self.must(path, "be an integer"),
        }
        None
    }

    /// A field is missing though another one is there.
    pub(super) fn missing_beside(&mut self, path: &str, other: &str) {
        let message = format!("The {} field is required when {} is present.", spoken(path), spoken(other));
        self.note(path, message);
    }

    /// The field must do something, in the framework's words.
    pub(super) fn must(&mut self, path: &str, what: &str) {
        self.note(path, format!("The {} field must {what}.", spoken(path)));
    }

    /// Ends the reading: a refusal if anything was wrong.
    pub(super) fn check(&mut self) -> Result<(), Refusal> {
        if self.wrong.is_empty() { Ok(()) } else { Err(Refusal::Fields(std::mem::take(&mut self.wrong))) }
    }

    fn missing(&mut self, path: &str) {
        self.note(path, format!("The {} field is required.", spoken(path)));
    }

    /// The first message about a field stays.
    fn note(&mut self, path: &str, message: String) {
        self.wrong.entry(path.to_owned()).or_insert(message);
    }

    fn at(&self, path: &str) -> &'a Value {
        path.split('.').fold(self.body, |value, key| &value[key])
    }
}

/// `data.transaction_id` is spoken of as `data.transaction id`.
fn spoken(path: &str) -> String {
    path.replace('_', " ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn form(body: &Value) -> Form<'_> {
        Form { body, wrong: BTreeMap::new() }
    }

    fn wrong(mut form: Form<'_>) -> BTreeMap<String, String> {
        match form.check() {
            Err(Refusal::Fields(fields)) => fields,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_published_example_of_a_field_map() {
        let body = json!({"command": "detail-bill-transaction"});
        let mut form = form(&body);
        form.require_data();
        form.required("data.transaction_id");
        let published = json!({
            "data": "The data field is required.",
            "data.transaction_id": "The data.transaction id field is required."
        });
        assert_eq!(json!(wrong(form)), published);
    }

    #[test]
    fn other_kinds_of_wrong() {
        let body = json!({"command": "x", "data": [], "a": 1, "b": "12345", "c": "1", "d": 4, "e": " "});
        let mut form = form(&body);
        form.require_command(&["y"]);
        form.require_data();
        form.required("a");
        form.at_most("b", 4);
        form.integer("c", true, &[]);
        form.integer("d", true, &[1, 2]);
        form.required("e");
        form.missing_beside("f_g", "e");
        let wrong = wrong(form);
        assert_eq!(wrong.len(), 8, "{wrong:?}");
        assert_eq!(wrong["command"], "The selected command is invalid.");
        assert_eq!(wrong["b"], "The b field must not be greater than 4 characters.");
        assert_eq!(wrong["f_g"], "The f g field is required when e is present.");
    }

    #[test]
    fn what_is_right_is_read() {
        let body = json!({"data": {"a": "x", "n": 3, "o": null}});
        let mut form = form(&body);
        form.require_data();
        assert_eq!(form.required("data.a"), "x");
        assert_eq!(form.integer("data.n", true, &[3]), Some(3));
        assert_eq!(form.optional("data.o"), None);
        assert_eq!(form.optional("data.none"), None);
        assert!(form.check().is_ok());
    }
}
