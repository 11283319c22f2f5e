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

/// A schema's position, and the name of the type that it would become.
#[derive(Clone, Debug)]
pub(crate) struct Spot {
    pub(crate) name: String,
    pub(crate) direction: Direction,
    pub(crate) place: Place,
}

impl Spot {
    fn child(&self, suffix: &str, place: Place) -> Self {
        Self { name: format!("{}{suffix}", self.name), direction: self.direction, place }
    }
}

/// The named schemas of one document, as they are found.
#[derive(Debug)]
pub(crate) struct Schemas<'a> {
    source: &'a Assembled,
    usage: Usage,
    named: BTreeMap<String, (Value, Place)>,
    problems: Problems,
    depth: usize,
}

impl<'a> Schemas<'a> {
    pub(crate) fn new(source: &'a Assembled, usage: Usage) -> Self {
        Self { source, usage, named: BTreeMap::new(), problems: Problems::default(), depth: 0 }
    }

    /// What stands under components/schemas, and everything that was wrong on the way.
    pub(crate) fn finish(self) -> (Map<String, Value>, Problems) {
        let schemas = self.named.into_iter().map(|(name, (schema, _))| (name, schema));
        (schemas.collect(), self.problems)
    }

    /// The schema as the generator gets it: a reference, or something that needs no name.
    pub(crate) fn convert(&mut self, schema: &Value, spot: &Spot) -> Value {
        if self.depth > DEEPEST {
            let what = "refers to itself without an object between; write it out";
            self.problems.add(&spot.place, what);
            return json!({});
        }
        self.depth += 1;
        let converted = match schema.get("$ref").and_then(Value::as_str) {
            Some(reference) => self.follow(reference, spot),
            None => self.inline(schema, spot),
        };
        self.depth -= 1;
        converted
    }

    /// A component keeps its name if it is an object; anything simpler is written where it is used.
    fn follow(&mut self, reference: &str, spot: &Spot) -> Value {
        let source = self.source;
        let Some(target) = resolve::target(reference, &source.document) else {
            resolve::missing(reference, &spot.place, &mut self.problems);
            return json!({});
        };
        let Some(component) = component_name(reference, target) else {
            return self.convert(target, spot);
        };
        let spot = self.component(reference, component, spot.direction);
        self.define(target, &spot);
        formats::reference(&spot.name, "", false)
    }

    fn component(&self, reference: &str, component: &str, direction: Direction) -> Spot {
        let split = direction == Direction::Answer && self.usage.both(reference);
        let suffix = if split { "Answer" } else { "" };
        Spot { name: pascal(component) + suffix, direction, place: self.source.component(component) }
    }

    fn define(&mut self, target: &Value, spot: &Spot) {
        match self.named.get(&spot.name) {
            Some((_, known)) if *known == spot.place => return,
            Some((_, other)) => {
                let other = other.clone();
                return self.two_of_one_name(spot, &other);
            }
            None => {}
        }
        // The empty schema stands for this one while its members are read: they may refer back.
        self.named.insert(spot.name.clone(), (json!({}), spot.place.clone()));
        let body = self.members(target, spot);
        self.named.insert(spot.name.clone(), (body, spot.place.clone()));
    }

    fn two_of_one_name(&mut self, spot: &Spot, other: &Place) {
        let what = format!("two schemas would be called {}, the other is {other}; rename one", spot.name);
        self.problems.add(&spot.place, what);
    }

    fn inline(&mut self, schema: &Value, spot: &Spot) -> Value {
        let mut body = self.members(schema, spot);
        let nullable = body["nullable"] == true;
        let description = body["description"].as_str().unwrap_or_default().to_owned();
        if let Some((component, definition)) = formats::component(&body) {
            let home = Spot { name: component.to_owned(), ..spot.clone() };
            self.insert(definition, &home);
            return formats::reference(component, &description, nullable);
        }
        if !needs_name(&body) {
            return body;
        }
        if let Some(members) = body.as_object_mut() {
            members.shift_remove("nullable");
        }
        self.insert(body, spot);
        formats::reference(&spot.name, &description, nullable)
    }

    fn insert(&mut self, body: Value, spot: &Spot) {
        match self.named.get(&spot.name) {
            Some((same, _)) if *same == body => {}
            Some((_, other)) => {
                let other = other.clone();
                self.two_of_one_name(spot, &other);
            }
            None => _ = self.named.insert(spot.name.clone(), (body, spot.place.clone())),
        }
    }

    /// The schema with its keywords treated and its members converted.
    fn members(&mut self, schema: &Value, spot: &Spot) -> Value {
        let mut body = schema.as_object().cloned().unwrap_or_default();
        unsupported(&mut body, &spot.place, &mut self.problems);
        match spot.direction {
            Direction::Answer => keywords::relax(&mut body),
            Direction::Request => keywords::note(&mut body),
        }
        if let Some(values) = body.get("enum").and_then(Value::as_array) {
            clash::variants(values, &spot.place, &mut self.problems);
        }
        if let Some(properties) = body.get("properties").and_then(Value::as_object) {
            let properties = self.properties(properties, spot);
            body.insert("properties".into(), properties);
            body.insert("type".into(), json!("object"));
        }
        for (key, suffix) in [("items", "Item"), ("additionalProperties", "Value")] {
            if let Some(member) = body.get_mut(key) {
                *member = self.convert(member, &spot.child(suffix, spot.place.child(key)));
            }
        }
        Value::Object(body)
    }

    fn properties(&mut self, properties: &Map<String, Value>, spot: &Spot) -> Value {
        clash::fields(properties, &spot.place, &mut self.problems);
        let mut converted = Map::new();
        for (key, property) in properties {
            let place = spot.place.child("properties").child(key);
            let mut property = self.convert(property, &spot.child(&pascal(key), place));
            if spot.direction == Direction::Answer {
                optional(&mut property);
            }
            converted.insert(key.clone(), property);
        }
        Value::Object(converted)
    }
}

/// Null, absent and present are all fine in an answer. What has no type may be null already.
fn optional(property: &mut Value) {
    if let Some(reference) = property.get("$ref").cloned() {
        *property = json!({ "nullable": true, "allOf": [{ "$ref": reference }] });
    } else if property.get("type").is_some() || property.get("allOf").is_some() {
        property["nullable"] = json!(true);
    }
}

fn component_name<'r>(reference: &'r str, target: &Value) -> Option<&'r str> {
    let name = reference.strip_prefix("#/components/schemas/")?;
    target.get("properties").is_some().then_some(name)
}

fn needs_name(body: &Value) -> bool {
    let named = ["properties", "enum", "minLength", "maxLength"];
    named.iter().any(|key| body.get(key).is_some())
}

/// What the generator takes without a word and gets wrong, or what money must not be.
fn unsupported(body: &mut Map<String, Value>, place: &Place, problems: &mut Problems) {
    for key in ["allOf", "anyOf", "oneOf", "not", "discriminator"] {
        if body.shift_remove(key).is_some() {
            let what = "is not supported; describe one object, or leave the schema untyped";
            problems.add(&place.child(key), what);
        }
    }
    if body.get("type") == Some(&json!("number")) {
        let what = "would become a float; use `type: string` with `format: text-or-number`";
        problems.add(&place.child("type"), what);
    }
}
