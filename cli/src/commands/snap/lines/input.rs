//! One line, read.
//!
//! Comes in: the bytes of a line. Stays out: what the fields mean; values in errors, because they may be secrets.

use bayar::Secret;
use serde::de::{Deserialize, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::error::Category;
use std::{borrow::Cow, fmt};

/// `{"kind": …, "input": {…}}`; what else stands in it is ignored.
pub(super) struct Line {
    kind: Value,
    input: Value,
}

/// A JSON value as far as it matters here: texts, and an object of texts.
#[derive(Default)]
enum Value {
    #[default]
    Missing,
    Text(Secret),
    Object(Vec<(String, Value)>),
    Other(&'static str),
}

impl Line {
    pub(super) fn read(bytes: &[u8]) -> Result<Self, String> {
        let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
        if bytes.trim_ascii().is_empty() {
            return Err("the line is empty; give {\"kind\": …, \"input\": {…}}".to_owned());
        }
        serde_json::from_slice(bytes).map_err(|error| match error.classify() {
            // The words of these errors hold nothing of the text.
            Category::Syntax | Category::Eof | Category::Io => format!("the line is not JSON: {error}"),
            Category::Data => {
                "the line must be an object like {\"kind\": …, \"input\": {…}}, with each name once".to_owned()
            }
        })
    }

    pub(super) fn kind(&self) -> Result<&str, String> {
        match &self.kind {
            Value::Text(kind) => Ok(kind.expose()),
            other => Err(format!("kind: it must be a string and is {}", other.what())),
        }
    }

    pub(super) fn input(&self) -> Result<Input<'_>, String> {
        match &self.input {
            Value::Object(fields) => Ok(Input(fields)),
            other => Err(format!("input: it must be an object of strings and is {}", other.what())),
        }
    }
}

/// The fields of a line.
#[derive(Clone, Copy)]
pub(super) struct Input<'a>(&'a [(String, Value)]);

impl<'a> Input<'a> {
    /// The text of a field that must be there once.
    pub(super) fn secret(&self, name: &str) -> Result<&'a Secret, String> {
        let mut found = self.0.iter().filter(|(other, _)| other == name).map(|(_, value)| value);
        let value = found.next().unwrap_or(&Value::Missing);
        if found.next().is_some() {
            return Err(format!("input.{name}: it is there twice; give it once"));
        }
        match value {
            Value::Text(text) => Ok(text),
            Value::Missing => Err(format!("input.{name}: it is missing; give a string, \"\" for an empty one")),
            other => Err(format!("input.{name}: it must be a string and is {}", other.what())),
        }
    }

    pub(super) fn text(&self, name: &str) -> Result<&'a str, String> {
        self.secret(name).map(Secret::expose)
    }
}

impl Value {
    fn what(&self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Text(_) => "a string",
            Self::Object(_) => "an object",
            Self::Other(what) => what,
        }
    }
}

impl<'de> Deserialize<'de> for Line {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Lines)
    }
}

struct Lines;

impl<'de> Visitor<'de> for Lines {
    type Value = Line;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Line, A::Error> {
        let mut line = Line { kind: Value::Missing, input: Value::Missing };
        while let Some(name) = map.next_key::<Cow<'de, str>>()? {
            let place = match &*name {
                "kind" => &mut line.kind,
                "input" => &mut line.input,
                _ => {
                    map.next_value::<IgnoredAny>()?;
                    continue;
                }
            };
            if !matches!(place, Value::Missing) {
                return Err(A::Error::custom("twice"));
            }
            *place = map.next_value()?;
        }
        Ok(line)
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Values)
    }
}

struct Values;

impl<'de> Visitor<'de> for Values {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(Secret::new(text)))
    }

    fn visit_string<E>(self, text: String) -> Result<Value, E> {
        Ok(Value::Text(Secret::new(text)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut fields = Vec::new();
        while let Some(name) = map.next_key()? {
            fields.push((name, map.next_value()?));
        }
        Ok(Value::Object(fields))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Value::Other("an array"))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Value, E> {
        Ok(Value::Other("a boolean"))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Value, E> {
        Ok(Value::Other("a number"))
    }

    fn visit_u64<E>(self, _: u64) -> Result<Value, E> {
        Ok(Value::Other("a number"))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Value, E> {
        Ok(Value::Other("a number"))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Other("null"))
    }
}
