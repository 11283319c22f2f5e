//! Each thing that normalising does or refuses, on a document of one operation.

use super::*;

/// `POST /pay` of a document without any problem.
fn document() -> Value {
    json!({
        "openapi": "3.0.0",
        "info": {"title": "t", "version": "1"},
        "paths": {"/pay": {"post": {
            "operationId": "payBill",
            "summary": "Pay",
            "description": "Pays. [Really]",
            "x-effect": "money", "x-retry": "never", "x-evidence": "published", "x-source": "https://x.example",
            "security": [{"bearerAuth": []}],
            "parameters": [{"name": "X-KEY", "in": "header", "required": true, "schema": {"type": "string"}}],
            "requestBody": {"content": {"application/json": {"schema": {
                "type": "object", "required": ["a"], "properties": {"a": {"type": "string"}}
            }}}},
            "responses": {"200": {"description": "d", "content": {"application/json": {"schema": {
                "type": "object", "required": ["b"], "properties": {"b": {"type": "string"}}
            }}}}}
        }}},
        "components": {"schemas": {}}
    })
}

const REQUEST: &str = "/paths/~1pay/post/requestBody/content/application~1json/schema";
const ANSWER: &str = "/paths/~1pay/post/responses/200/content/application~1json/schema";

fn run(change: impl FnOnce(&mut Value)) -> (Value, String) {
    let mut document = document();
    change(&mut document);
    let mut problems = Problems::default();
    let normalised = normalise(&Assembled::new("x", document), &mut problems);
    (normalised, problems.to_string())
}

/// The schemas after `schema` took the place at `pointer`, without problems.
fn schemas(pointer: &str, schema: &Value) -> Value {
    let (document, problems) = run(|document| *document.pointer_mut(pointer).unwrap() = schema.clone());
    assert_eq!(problems, "");
    document["components"]["schemas"].clone()
}

/// The only problem after `schema` took the place at `pointer`.
fn problem(pointer: &str, schema: &Value) -> String {
    let (_, problems) = run(|document| *document.pointer_mut(pointer).unwrap() = schema.clone());
    assert_eq!(problems.lines().count(), 1, "{problems}");
    problems
}

fn in_request(tail: &str) -> String {
    format!("specs/authored/x.yaml: payBill: #{REQUEST}{tail}: ")
}

#[test]
fn a_sound_operation_is_named_and_stripped() {
    let (document, problems) = run(|_| {});
    assert_eq!(problems, "");
    let operation = &document["paths"]["/pay"]["post"];
    assert_eq!(operation["operationId"], "pay_bill");
    assert_eq!(operation["x-upstream-operation-id"], "payBill");
    assert_eq!(operation["x-auth"], "bearerAuth");
    assert_eq!(operation["parameters"], json!([]), "the transport sets the headers");
    assert_eq!(document.pointer(REQUEST).unwrap()["$ref"], "#/components/schemas/PayBillRequest");
    assert_eq!(document.pointer(ANSWER).unwrap()["$ref"], "#/components/schemas/PayBillResponse");
    let text = operation["description"].as_str().unwrap();
    assert!(text.starts_with(r"Pays. \[Really\]"), "{text}");
    assert!(text.contains("**Effect**: money may move. **Sent again by the transport**: never."), "{text}");
    assert!(text.contains("**Evidence**: published, <https://x.example>."), "{text}");
}

#[test]
fn other_versions_than_3_0_are_refused() {
    let (_, problems) = run(|document| document["openapi"] = json!("3.1.0"));
    assert!(problems.starts_with("specs/authored/x.yaml: -: #/openapi: `3.1.0`"), "{problems}");
}

#[test]
fn an_operation_needs_an_id_of_its_own() {
    let (_, problems) = run(|document| _ = document["paths"]["/pay"]["post"]["operationId"].take());
    assert!(
        problems.starts_with("specs/authored/x.yaml: POST /pay: #/paths/~1pay/post/operationId: is missing"),
        "{problems}"
    );
    let (_, problems) = run(|document| {
        document["paths"]["/again"] = document["paths"]["/pay"].clone();
        document["paths"]["/again"]["post"]["operationId"] = json!("pay_bill");
    });
    assert!(problems.contains("pay_bill: #/paths/~1again/post/operationId: `pay_bill` is also"), "{problems}");
}

#[test]
fn a_fact_that_is_missing_is_reported() {
    let (_, problems) = run(|document| _ = document["paths"]["/pay"]["post"]["x-effect"].take());
    assert!(problems.contains("payBill: #/paths/~1pay/post/x-effect: is missing"), "{problems}");
}

#[test]
fn what_stands_beside_the_methods_is_refused() {
    let (_, problems) = run(|document| document["paths"]["/pay"]["parameters"] = json!([]));
    assert!(problems.contains("#/paths/~1pay/parameters: is not supported beside the methods"), "{problems}");
}

#[test]
fn path_and_query_parameters_stay_and_are_checked() {
    let parameter = |place: &str, required: bool| {
        let schema = json!({"type": "string"});
        json!([{"name": "id", "in": place, "required": required, "example": "1", "schema": schema}])
    };
    let with = |parameters: Value| {
        run(|document| {
            let mut item = document["paths"].as_object_mut().unwrap().shift_remove("/pay").unwrap();
            item["post"]["parameters"] = parameters;
            document["paths"]["/pay/{id}"] = item;
        })
    };
    let (document, problems) = with(parameter("path", true));
    assert_eq!(problems, "");
    let kept = &document["paths"]["/pay/{id}"]["post"]["parameters"][0];
    assert_eq!(*kept, json!({"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}));
    for (parameters, expected) in [
        (parameter("path", false), "parameters/0/required: a path parameter must be required"),
        (parameter("cookie", true), "parameters/0/in: only path, query and header"),
        (json!([]), "parameters: `id` of the path is not declared"),
    ] {
        let (_, problems) = with(parameters);
        assert!(problems.contains(&format!("payBill: #/paths/~1pay~1{{id}}/post/{expected}")), "{problems}");
    }
}

#[test]
fn one_request_type_and_one_success_are_left() {
    let json = json!({"schema": {"type": "string"}});
    for (pointer, value, expected) in [
        ("requestBody/content", json!({"text/plain": json}), "must be application/json and nothing else"),
        ("requestBody/content", json!({"application/json": json, "text/xml": json}), "must be application/json"),
        ("responses/200/content", json!({"text/html": json}), "must be application/json and nothing else"),
    ] {
        let pointer = format!("/paths/~1pay/post/{pointer}");
        let problem = problem(&pointer, &value);
        assert!(problem.contains(&format!("payBill: #{pointer}: {expected}")), "{problem}");
    }
    let missing = problem("/paths/~1pay/post/responses/200/content/application~1json", &json!({}));
    assert!(missing.contains("application~1json: has no schema"), "{missing}");
    let none = problem("/paths/~1pay/post/responses", &json!({"400": {"description": "bad"}}));
    assert!(none.contains("payBill: #/paths/~1pay/post/responses: has no success"), "{none}");
    let answers = json!({"200": {"description": "a"}, "201": {"description": "b"}});
    assert!(problem("/paths/~1pay/post/responses", &answers).contains("responses: has several successes"));
}

#[test]
fn errors_become_words() {
    let (document, problems) = run(|document| {
        let post = &mut document["paths"]["/pay"]["post"];
        post["responses"]["422"] = json!({"description": "Wrong", "content": {"text/html": {}}});
        post["responses"]["default"] = json!({"$ref": "#/components/responses/Any"});
        document["components"]["responses"]["Any"] = json!({"description": "Anything"});
    });
    assert_eq!(problems, "");
    let operation = &document["paths"]["/pay"]["post"];
    assert_eq!(operation["x-errors"], json!({"422": "Wrong", "default": "Anything"}));
    assert_eq!(operation["responses"].as_object().unwrap().len(), 1);
    assert!(operation["description"].as_str().unwrap().ends_with("* 422: Wrong\n* default: Anything"));
}

#[test]
fn a_reference_that_leads_nowhere_is_reported() {
    let nowhere = json!({"$ref": "#/components/schemas/Gone"});
    let text = problem(REQUEST, &nowhere);
    assert!(text.starts_with(&in_request("/$ref")), "{text}");
    assert!(text.contains("`#/components/schemas/Gone` does not exist"), "{text}");
    let text = problem("/paths/~1pay/post/responses/200", &nowhere);
    assert!(text.contains("payBill: #/paths/~1pay/post/responses/200/$ref: "), "{text}");
}

#[test]
fn answers_accept_what_arrives() {
    let answer = json!({
        "type": "object", "required": ["a", "b"], "additionalProperties": false, "title": "Renamed",
        "properties": {
            "a": {"type": "string", "enum": ["x"], "maxLength": 1, "format": "date-time", "default": "x"},
            "b": {"type": "integer", "minimum": 1},
            "c": {"type": "array", "minItems": 1, "items": {"properties": {"d": {"type": "boolean"}}}},
            "e": {"type": "object", "properties": {"f": {"type": "string"}}},
            "g": {"description": "anything"}
        }
    });
    let schemas = schemas(ANSWER, &answer);
    let reference = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
    assert_eq!(
        schemas["PayBillResponse"],
        json!({
            "type": "object",
            "properties": {
                "a": {"type": "string", "nullable": true},
                "b": {"type": "integer", "nullable": true},
                "c": {"type": "array", "items": reference("PayBillResponseCItem"), "nullable": true},
                "e": {"nullable": true, "allOf": [reference("PayBillResponseE")]},
                "g": {"description": "anything"}
            }
        })
    );
    assert_eq!(schemas["PayBillResponseCItem"]["properties"]["d"]["nullable"], true);
}

#[test]
fn requests_keep_what_a_type_can_enforce_and_say_the_rest() {
    let request = json!({
        "type": "object", "required": ["a"],
        "properties": {
            "a": {"type": "string", "minLength": 1, "maxLength": 64, "pattern": "^[0-9]+$"},
            "b": {"type": "string", "enum": ["x", "y"], "default": "x"},
            "c": {"type": "string", "format": "date", "description": "A day."},
            "d": {"type": "integer", "minimum": 1},
            "e": {"type": "string", "format": "personal", "maxLength": 16, "nullable": true},
            "f": {"type": "object", "nullable": true, "properties": {"g": {"type": "string"}}}
        }
    });
    let schemas = schemas(REQUEST, &request);
    let request = &schemas["PayBillRequest"];
    assert_eq!(request["required"], json!(["a"]));
    let a = json!({"type": "string", "minLength": 1, "maxLength": 64, "description": "Pattern: `^[0-9]+$`."});
    assert_eq!(schemas["PayBillRequestA"], a);
    assert_eq!(schemas["PayBillRequestB"]["enum"], json!(["x", "y"]));
    assert_eq!(request["properties"]["c"], json!({"type": "string", "description": "A day. Format: `date`."}));
    assert_eq!(request["properties"]["d"], json!({"type": "integer", "description": "`minimum`: `1`."}));
    let personal = json!([{"$ref": "#/components/schemas/Personal"}]);
    let e = json!({"description": "At most 16 characters.", "nullable": true, "allOf": personal});
    assert_eq!(request["properties"]["e"], e);
    let f = json!({"nullable": true, "allOf": [{"$ref": "#/components/schemas/PayBillRequestF"}]});
    assert_eq!(request["properties"]["f"], f);
    assert!(schemas["PayBillRequestF"].get("nullable").is_none());
}

#[test]
fn our_formats_become_components_in_both_directions() {
    for (format, name) in [("password", "Secret"), ("personal", "Personal"), ("text-or-number", "Text")] {
        for (pointer, root) in [(REQUEST, "PayBillRequest"), (ANSWER, "PayBillResponse")] {
            let schema = json!({"properties": {"a": {"type": "string", "format": format, "maxLength": 9}}});
            let schemas = schemas(pointer, &schema);
            let a = &schemas[root]["properties"]["a"];
            assert_eq!(a["allOf"][0]["$ref"], format!("#/components/schemas/{name}"), "{schemas}");
            assert_eq!(schemas[name]["format"], format);
        }
    }
}

#[test]
fn a_schema_of_both_directions_is_split() {
    let (document, problems) = run(|document| {
        let shared = json!({"$ref": "#/components/schemas/Person"});
        *document.pointer_mut(REQUEST).unwrap() = shared.clone();
        *document.pointer_mut(ANSWER).unwrap() = shared;
        document["components"]["schemas"]["Person"] = json!({
            "type": "object", "required": ["name"],
            "properties": {
                "name": {"type": "string", "maxLength": 9},
                "parent": {"$ref": "#/components/schemas/Person"}
            }
        });
    });
    assert_eq!(problems, "");
    let schemas = &document["components"]["schemas"];
    assert_eq!(schemas["Person"]["required"], json!(["name"]), "the request keeps its constraints");
    assert_eq!(schemas["PersonName"]["maxLength"], 9);
    assert_eq!(schemas["PersonAnswer"]["properties"]["name"], json!({"type": "string", "nullable": true}));
    let parent = &schemas["PersonAnswer"]["properties"]["parent"]["allOf"][0]["$ref"];
    assert_eq!(*parent, "#/components/schemas/PersonAnswer");
}

#[test]
fn simple_components_are_written_where_they_are_used_and_unused_ones_dropped() {
    let (document, problems) = run(|document| {
        *document.pointer_mut(ANSWER).unwrap() = json!({"properties": {"code": {"$ref": "#/components/schemas/Code"}}});
        document["components"]["schemas"]["Code"] = json!({"type": "string", "maxLength": 7});
        document["components"]["schemas"]["Unused"] = json!({"type": "object", "properties": {}});
    });
    assert_eq!(problems, "");
    let schemas = document["components"]["schemas"].as_object().unwrap();
    assert_eq!(schemas["PayBillResponse"]["properties"]["code"], json!({"type": "string", "nullable": true}));
    assert_eq!(schemas.keys().collect::<Vec<_>>(), ["PayBillRequest", "PayBillResponse"]);
}

#[test]
fn a_circle_of_simple_components_is_reported() {
    let (_, problems) = run(|document| {
        *document.pointer_mut(REQUEST).unwrap() = json!({"$ref": "#/components/schemas/List"});
        let list = json!({"type": "array", "items": {"$ref": "#/components/schemas/List"}});
        document["components"]["schemas"]["List"] = list;
    });
    assert!(problems.contains("payBill: #") && problems.contains("refers to itself"), "{problems}");
}

#[test]
fn two_schemas_of_one_name_are_reported() {
    let object = |property: &str| json!({"type": "object", "properties": {property: {"type": "string"}}});
    let nested = json!({"type": "object", "properties": {"baz": object("x")}});
    let text = problem(REQUEST, &json!({"properties": {"bar": nested, "bar_baz": object("y")}}));
    assert!(text.starts_with(&in_request("/properties/bar_baz")), "{text}");
    assert!(text.contains("two schemas would be called PayBillRequestBarBaz"), "{text}");
    let (_, problems) = run(|document| {
        *document.pointer_mut(REQUEST).unwrap() = json!({"properties": {
            "a": {"type": "string", "format": "password"}, "b": {"$ref": "#/components/schemas/Secret"}
        }});
        document["components"]["schemas"]["Secret"] = object("x");
    });
    assert!(problems.contains("two schemas would be called Secret"), "{problems}");
}

#[test]
fn two_properties_of_one_field_are_reported() {
    let text = problem(REQUEST, &json!({"properties": {"customerId": {}, "customer_id": {}}}));
    assert!(text.starts_with(&in_request("/properties/customer_id")), "{text}");
    assert!(text.contains("`customerId` and `customer_id` are one Rust field"), "{text}");
}

#[test]
fn two_values_of_one_variant_are_reported() {
    let text = problem(REQUEST, &json!({"properties": {"a": {"type": "string", "enum": ["plnpos", "PLNPOS", "x"]}}}));
    // The generator reads capitals as one word, so that these two would meet.
    assert!(text.starts_with(&in_request("/properties/a/enum/1")), "{text}");
    assert!(text.contains("`plnpos` and `PLNPOS` are one Rust variant"), "{text}");
}

#[test]
fn what_the_generator_gets_wrong_without_a_word_is_refused() {
    for key in ["allOf", "anyOf", "oneOf", "not", "discriminator"] {
        let text = problem(REQUEST, &json!({"properties": {"a": {key: []}}}));
        assert!(text.starts_with(&in_request(&format!("/properties/a/{key}"))), "{text}");
    }
    let text = problem(REQUEST, &json!({"properties": {"a": {"type": "number"}}}));
    assert!(text.starts_with(&in_request("/properties/a/type")), "{text}");
    assert!(text.contains("would become a float"), "{text}");
}

#[test]
fn an_inline_schema_that_is_left_is_reported() {
    let mut document = document();
    document["components"]["schemas"] = json!({"A": {"properties": {"b": {"type": "string", "enum": ["x"]}}}});
    let mut problems = Problems::default();
    leftover::check(&document, &Assembled::new("x", document.clone()), &mut problems);
    let text = problems.to_string();
    let start = "specs/authored/x.yaml: payBill: #/paths/~1pay/post/requestBody";
    assert!(text.lines().any(|line| line.starts_with(start) && line.contains("inline schema")), "{text}");
    let start = "specs/x.json: -: #/components/schemas/A/properties/b: inline schema with `enum`";
    assert!(text.lines().any(|line| line.starts_with(start)), "{text}");
}
