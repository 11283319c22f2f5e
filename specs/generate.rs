//! One normalised specification in, the text of a raw client and of its table of operations out.
//!
//! Included by build.rs and by xtask, so that what is proven is what is built. May use the generator; no files here.

use anyhow::{Context, Result, anyhow, bail};
use openapiv3::{OpenAPI, Operation, StatusCode};
use progenitor::{GenerationSettings, Generator, HooksMode, InterfaceStyle, TypeImpl};
use quote::quote;

/// Components that are never generated: the crate has a hand-written type of the same name for each.
const HAND_WRITTEN: [&str; 4] = ["Opaque", "Personal", "Secret", "Text"];

/// What a specification becomes.
pub(crate) struct Generated {
    /// A Rust file: the module `types` and `Client`.
    pub(crate) client: String,
    /// A Rust expression: `&[crate::operation::Operation { .. }, ..]`.
    pub(crate) operations: String,
}

/// Generates both texts from the JSON text of a normalised specification.
pub(crate) fn generate(json: &str, schemars: bool) -> Result<Generated> {
    let spec: OpenAPI = serde_json::from_str(json).context("not an OpenAPI 3.0 document")?;
    Ok(Generated { client: client(&spec, schemars)?, operations: operations(&spec)? })
}

fn client(spec: &OpenAPI, schemars: bool) -> Result<String> {
    let tokens = Generator::new(&settings(schemars))
        .generate_tokens(spec)
        .map_err(|why| anyhow!("the generator refuses it: {why}"))?;
    let file = syn::parse2(tokens).context("the generator wrote something that is not Rust")?;
    Ok(without_version_header(&with_own_encoding(&prettyplease::unparse(&file))))
}

/// The generator's own encoding leaves a backslash and dots alone, which URLs read as another path.
fn with_own_encoding(client: &str) -> String {
    client
        .replace("progenitor_client::{encode_path, ", "crate::transport::encode_path;\nuse progenitor_client::{")
        .replace("progenitor_client::{encode_path,\n", "crate::transport::encode_path;\nuse progenitor_client::{")
}

/// The generator sends `api-version` with everything. Where it is the only header that is put together, it is left out here;
/// the transport takes it off the others.
fn without_version_header(client: &str) -> String {
    const ALONE: &str = r#"        let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
        header_map
            .append(
                ::reqwest::header::HeaderName::from_static("api-version"),
                ::reqwest::header::HeaderValue::from_static(Self::api_version()),
            );
"#;
    let mut parts = client.split(ALONE);
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + &part.replacen("            .headers(header_map)\n", "", 1))
}

fn settings(schemars: bool) -> GenerationSettings {
    let mut settings = GenerationSettings::default();
    settings
        .with_interface(InterfaceStyle::Positional)
        // Without its hooks a client would send unsigned requests: make that a compile error.
        .with_hooks(HooksMode::Expected)
        .with_inner_type(quote!(crate::transport::Call))
        .with_map_type("::std::collections::BTreeMap")
        .with_derive("PartialEq");
    for name in HAND_WRITTEN {
        settings.with_replacement(name, format!("crate::{name}"), [TypeImpl::Default].into_iter());
    }
    if schemars {
        settings.with_derive("::schemars::JsonSchema");
    }
    settings
}

fn operations(spec: &OpenAPI) -> Result<String> {
    let mut rows = String::new();
    for (path, item) in &spec.paths.paths {
        let item = item.as_item().with_context(|| format!("{path}: a path must not be a $ref"))?;
        for (method, operation) in item.iter() {
            let row = row(path, method, operation).with_context(|| format!("{method} {path}"))?;
            rows.push_str(&row);
        }
    }
    Ok(format!("&[\n{rows}]\n"))
}

fn row(path: &str, method: &str, operation: &Operation) -> Result<String> {
    let id = operation.operation_id.as_deref().context("operationId is missing")?;
    let sandbox_only = operation.extensions.get("x-sandbox-only").is_some_and(|value| value == true);
    let fields = [
        format!("id: {id:?}"),
        format!("method: {:?}", method.to_uppercase()),
        format!("path: {path:?}"),
        format!("auth: {:?}", word(operation, "x-auth")?),
        format!("effect: crate::operation::EffectKind::{}", effect(word(operation, "x-effect")?)?),
        format!("retry: crate::operation::Retry::{}", retry(word(operation, "x-retry")?)?),
        format!("sandbox_only: {sandbox_only}"),
        format!("evidence: crate::operation::Evidence::{}", evidence(word(operation, "x-evidence")?)?),
        format!("source: {:?}", word(operation, "x-source")?),
        format!("success: {}", success(operation)?),
    ];
    Ok(format!("    crate::operation::Operation {{\n        {},\n    }},\n", fields.join(",\n        ")))
}

/// The status that the generated code takes for success: the only answer that a normalised specification keeps.
fn success(operation: &Operation) -> Result<u16> {
    let answers = &operation.responses;
    let mut statuses = answers.responses.keys();
    match (statuses.next(), statuses.next(), &answers.default) {
        (Some(&StatusCode::Code(status @ 200..=299)), None, None) => Ok(status),
        _ => bail!("exactly one answer is wanted, a success with a status of its own"),
    }
}

fn word<'a>(operation: &'a Operation, key: &str) -> Result<&'a str> {
    let value = operation.extensions.get(key).and_then(|value| value.as_str());
    value.with_context(|| format!("{}: {key} is missing", operation.operation_id.as_deref().unwrap_or("?")))
}

fn effect(word: &str) -> Result<&'static str> {
    Ok(match word {
        "none" => "None",
        "money" => "Money",
        "customer" => "Customer",
        "message" => "Message",
        other => bail!("x-effect `{other}` is unknown"),
    })
}

fn retry(word: &str) -> Result<&'static str> {
    Ok(match word {
        "never" => "Never",
        "unauthorized" => "Unauthorized",
        "always" => "Always",
        other => bail!("x-retry `{other}` is unknown"),
    })
}

fn evidence(word: &str) -> Result<&'static str> {
    Ok(match word {
        "published" => "Published",
        "documented" => "Documented",
        "reconstructed" => "Reconstructed",
        other => bail!("x-evidence `{other}` is unknown"),
    })
}
