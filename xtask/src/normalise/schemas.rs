//! Gives every object, enumeration and constrained text a name of its own under components/schemas.
//!
//! The generator merges inline schemas that would get the same name, without a word; so it gets none.

use super::{clash, formats, keywords, names::pascal, resolve, usage::Usage};
use crate::{
    assemble::Assembled,
    place::{Place, Problems},
};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// A chain of references and members longer than this is a circle.
const DEEPEST: usize = 64;

/// Which way a schema travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    Request,
    Answer,
}

/// The named schemas of one document, as they are found.
#[derive(Debug)]
pub(crate) struct Schemas<'a> {
    source: &'a Assembled,
    usage: Usage,
    named: BTreeMap<String, (Value, Place)>,
    depth: usize,
}

impl<'a> Schemas<'a> {
    pub(crate) fn new(source: &'a Assembled, usage: Usage) -> Self {
        Self { source, usage, named: BTreeMap::new(), depth: 0 }
    }

    pub(crate) fn into_components(self, _: &mut Problems) -> Map<String, Value> {
        self.named.into_iter().map(|(name, (schema, _))| (name, schema)).collect()
    }

    /// The schema as the generator gets it: a reference, or something that needs no name.
    pub(crate) fn convert(
        &mut self,
        schema: &Value,
        name: &str,
        direction: Direction,
        place: &Place,
        problems: &mut Problems,
    ) -> Value {
        if self.depth > DEEPEST {
            problems.add(place, "refers to itself without an object between; write it out");
            return json!({});
        }
        self.depth += 1;
        let converted = match schema.get("$ref").and_then(Value::as_str) {
            Some(reference) => self.follow(reference, name, direction, place, problems),
            None => self.inline(schema, name, direction, place, problems),
        };
        self.depth -= 1;
        converted
    }

    /// A component keeps its name if it is an object; anything simpler is written where it is used.
    fn follow(&mut self, reference: &str, name: &str, direction: Direction, place: &Place, problems: &mut Problems) -> Value {
        let Some(target) = resolve::target(reference, &self.source.document) else {
            problems.add(&place.child("$ref"), format!("`{reference}` does not exist; add it or correct the reference"));
            return json!({});
        };
        let Some(own) = component_name(reference, target) else {
            return self.convert(target, name, direction, place, problems);
        };
        let split = direction == Direction::Answer && self.usage.both(reference);
        let type_name = if split { format!("{}Answer", pascal(own)) } else { pascal(own) };
        let place = self.source.component(own);
        if !self.named.get(&type_name).is_some_and(|(_, known)| *known == place) {
            // The empty schema stands for this one while its members are read: they may refer back.
            if !self.claimed(&type_name, &place, problems) {
                self.named.insert(type_name.clone(), (json!({}), place.clone()));
                let body = self.members(target, &type_name, direction, &place, problems);
                self.named.insert(type_name.clone(), (body, place));
            }
        }
        formats::reference(&type_name, "", false)
    }

    fn claimed(&self, name: &str, place: &Place, problems: &mut Problems) -> bool {
        let other = self.named.get(name);
        if let Some((_, other)) = other {
            problems.add(place, format!("two schemas would be called {name}, the other is {other}; rename one"));
        }
        other.is_some()
    }

    fn inline(&mut self, schema: &Value, name: &str, direction: Direction, place: &Place, problems: &mut Problems) -> Value {
        let mut body = self.members(schema, name, direction, place, problems);
        let nullable = body["nullable"] == true;
        let description = body["description"].as_str().unwrap_or_default().to_owned();
        if let Some((component, definition)) = formats::component(&body) {
            let home = Place::new("specs/generate.rs", "-", &format!("/{component}"));
            self.insert(component, definition, &home, problems);
            return formats::reference(component, &description, nullable);
        }
        if !needs_name(&body) {
            return body;
        }
        if let Some(members) = body.as_object_mut() {
            members.shift_remove("nullable");
        }
        self.insert(name, body, place, problems);
        formats::reference(name, "", nullable)
    }

    fn insert(&mut self, name: &str, body: Value, place: &Place, problems: &mut Problems) {
        match self.named.get(name) {
            Some((same, _)) if *same == body => {}
            Some(_) => _ = self.claimed(name, place, problems),
            None => _ = self.named.insert(name.to_owned(), (body, place.clone())),
        }
    }

    /// The schema with its keywords treated and its members converted.
    fn members(&mut self, schema: &Value, name: &str, direction: Direction, place: &Place, problems: &mut Problems) -> Value {
        let mut body = schema.as_object().cloned().unwrap_or_default();
        unsupported(&body, place, problems);
        match direction {
            Direction::Answer => keywords::relax(&mut body),
            Direction::Request => keywords::note(&mut body),
        }
        if let Some(values) = body.get("enum").and_then(Value::as_array) {
            clash::variants(values, place, problems);
        }
        if body.contains_key("properties") {
            body.insert("type".into(), json!("object"));
            self.properties(&mut body, name, direction, place, problems);
        }
        for (key, suffix) in [("items", "Item"), ("additionalProperties", "Value")] {
            if let Some(member) = body.get_mut(key) {
                *member = self.convert(member, &format!("{name}{suffix}"), direction, &place.child(key), problems);
            }
        }
        Value::Object(body)
    }

    fn properties(
        &mut self,
        body: &mut Map<String, Value>,
        name: &str,
        direction: Direction,
        place: &Place,
        problems: &mut Problems,
    ) {
        let Some(properties) = body.get_mut("properties").and_then(Value::as_object_mut) else { return };
        clash::fields(properties, place, problems);
        for (key, property) in properties.iter_mut() {
            let place = place.child("properties").child(key);
            *property = self.convert(property, &format!("{name}{}", pascal(key)), direction, &place, problems);
            if direction == Direction::Answer {
                optional(property);
            }
        }
    }
}

/// Null, absent and present are all fine in an answer. What has no type may be null already.
fn optional(property: &mut Value) {
    if let Some(reference) = property.get("$ref").and_then(Value::as_str) {
        let name = reference.rsplit('/').next().unwrap_or_default().to_owned();
        *property = formats::reference(&name, "", true);
    } else if property.get("type").is_some() || property.get("allOf").is_some() {
        property["nullable"] = json!(true);
    }
}

fn component_name<'r>(reference: &'r str, target: &Value) -> Option<&'r str> {
    let name = reference.strip_prefix("#/components/schemas/")?;
    target.get("properties").is_some().then_some(name)
}

fn needs_name(body: &Value) -> bool {
    ["properties", "enum", "minLength", "maxLength"].iter().any(|key| body.get(key).is_some())
}

/// What the generator takes without a word and gets wrong, or what money must not be.
fn unsupported(body: &Map<String, Value>, place: &Place, problems: &mut Problems) {
    for key in ["allOf", "anyOf", "oneOf", "not", "discriminator"] {
        if body.contains_key(key) {
            problems.add(&place.child(key), "is not supported; describe one object, or leave the schema untyped");
        }
    }
    if body.get("type") == Some(&json!("number")) {
        let what = "`number` would become a float; use `type: string` with `format: text-or-number`";
        problems.add(&place.child("type"), what);
    }
}
