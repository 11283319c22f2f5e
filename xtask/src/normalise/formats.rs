//! The four formats of ours that become hand-written types.
//!
//! Each is a component that the generator replaces by a type of the crate (specs/generate.rs).

use serde_json::{Value, json};

/// Format in a document, component, what it is for.
const FORMATS: [(&str, &str, &str); 4] = [
    (OPAQUE, "Opaque", "Any JSON, of a shape that nobody documents; never printed."),
    ("password", "Secret", "A credential; never printed."),
    ("personal", "Personal", "Data about a person; never printed."),
    ("text-or-number", "Text", "Text that some answers write as a number."),
];

/// The only format of a schema without a type.
const OPAQUE: &str = "opaque";

/// The component of the format of `schema`, with its definition.
pub(crate) fn component(schema: &Value) -> Option<(&'static str, Value)> {
    let format = schema["format"].as_str()?;
    let (format, name, description) = FORMATS.into_iter().find(|(known, ..)| *known == format)?;
    let mut definition = json!({ "description": description, "format": format });
    if format != OPAQUE {
        definition["type"] = json!("string");
    }
    Some((name, definition))
}

/// A reference, with what may not stand beside one in OpenAPI 3.0.
pub(crate) fn reference(name: &str, description: &str, nullable: bool) -> Value {
    let reference = json!({ "$ref": format!("#/components/schemas/{name}") });
    if description.is_empty() && !nullable {
        return reference;
    }
    let mut wrapped = json!({});
    if !description.is_empty() {
        wrapped["description"] = json!(description);
    }
    if nullable {
        wrapped["nullable"] = json!(true);
    }
    wrapped["allOf"] = json!([reference]);
    wrapped
}
