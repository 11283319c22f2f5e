//! A curl command.
//!
//! Comes in: the words of the command. Stays out: options that don't change the request; files.

use super::super::request::Request;
use super::shell::words;
use super::unreadable;
use crate::snap::error::SnapError;

pub(in crate::snap::explain) fn curl(command: &str) -> Result<Request, SnapError> {
    let mut words = words(command).into_iter();
    if !words.by_ref().any(|word| word == "curl" || word.ends_with("/curl") || word == "curl.exe") {
        return Err(unreadable("no curl command was found; paste it from the word curl on"));
    }
    let mut parts = Parts::default();
    while let Some(word) = words.next() {
        let (name, attached) = split(&word);
        let Some(kind) = kind(name) else {
            continue;
        };
        let value = match attached {
            Some(value) => value.to_owned(),
            None if kind == Kind::Flag => String::new(),
            None if kind == Kind::Url => word.clone(),
            None => words.next().ok_or_else(|| unreadable("the last option of the curl command has no value"))?,
        };
        parts.take(kind, name, value)?;
    }
    parts.request()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Method,
    Header,
    Data,
    Json,
    Url,
    UrlOption,
    /// Has a value that doesn't matter.
    Ignored,
    /// Has no value, and matters.
    Flag,
}

/// What an option means; none for one that has no value and doesn't matter.
fn kind(name: &str) -> Option<Kind> {
    Some(match name {
        "-X" | "--request" => Kind::Method,
        "-H" | "--header" => Kind::Header,
        "-d" | "--data" | "--data-raw" | "--data-binary" | "--data-ascii" => Kind::Data,
        "--json" => Kind::Json,
        "--url" => Kind::UrlOption,
        "-G" | "--get" | "-I" | "--head" | "-F" | "--form" | "--data-urlencode" | "-T" | "--upload-file" => Kind::Flag,
        "-o" | "--output" | "-u" | "--user" | "-A" | "--user-agent" | "-e" | "--referer" | "-b" | "--cookie" | "-m"
        | "--max-time" | "--connect-timeout" | "-x" | "--proxy" | "--cacert" | "-E" | "--cert" | "--key" | "-w"
        | "--write-out" | "--retry" | "--resolve" | "-c" | "--cookie-jar" => Kind::Ignored,
        flag if flag.starts_with('-') => return None,
        _ => Kind::Url,
    })
}

/// `-XPOST` is `-X POST`; long options stand alone.
fn split(word: &str) -> (&str, Option<&str>) {
    let short =
        word.len() > 2 && !word.starts_with("--") && ["-X", "-H", "-d"].iter().any(|name| word.starts_with(name));
    if short { (&word[..2], Some(&word[2..])) } else { (word, None) }
}

#[derive(Default)]
struct Parts {
    method: Option<String>,
    url: Option<String>,
    headers: Vec<String>,
    data: Option<String>,
    json: bool,
    get: bool,
}

impl Parts {
    fn take(&mut self, kind: Kind, name: &str, value: String) -> Result<(), SnapError> {
        match kind {
            Kind::Method => self.method = Some(value),
            Kind::Header => self.headers.push(value),
            Kind::Data | Kind::Json => {
                if value.starts_with('@') && name != "--data-raw" {
                    return Err(unreadable("the body is in a file; paste its content behind --data-raw"));
                }
                self.json |= kind == Kind::Json;
                self.add(&value, if kind == Kind::Json { "" } else { "&" });
            }
            Kind::Url | Kind::UrlOption => self.url = Some(value),
            Kind::Flag if name == "-G" || name == "--get" => self.get = true,
            Kind::Flag if name == "-I" || name == "--head" => self.method = Some("HEAD".to_owned()),
            Kind::Flag => {
                return Err(unreadable("forms and uploads are no SNAP requests; give the JSON behind --data-raw"));
            }
            Kind::Ignored => {}
        }
        Ok(())
    }

    fn add(&mut self, value: &str, between: &str) {
        match &mut self.data {
            Some(data) => data.extend([between, value]),
            None => self.data = Some(value.to_owned()),
        }
    }

    fn request(self) -> Result<Request, SnapError> {
        let mut url = self.url.ok_or_else(|| unreadable("the curl command has no URL"))?;
        let mut body = self.data.unwrap_or_default();
        if self.get && !body.is_empty() {
            url.push(if url.contains('?') { '&' } else { '?' });
            url.push_str(&std::mem::take(&mut body));
        }
        let usual = if body.is_empty() { "GET" } else { "POST" };
        if !url.contains("://") && !url.starts_with('/') {
            url.insert_str(0, "http://");
        }
        let mut request = Request::new(self.method.as_deref().unwrap_or(usual), &url);
        for header in &self.headers {
            let (name, value) = header.split_once(':').unwrap_or((header, ""));
            request = request.header(name.trim(), value);
        }
        if self.json && request.values("content-type").next().is_none() {
            request = request.header("Content-Type", "application/json");
        }
        Ok(request.body(body))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_usual_commands() {
        let wanted =
            Request::new("POST", "https://bank.example/v1.0/a?b=c").header("X-A", "1: 2").body(r#"{"note":"a b"}"#);
        for command in [
            r#"curl -X POST 'https://bank.example/v1.0/a?b=c' -H 'X-A: 1: 2' -d '{"note":"a b"}'"#,
            r#"curl -XPOST -H"X-A:1: 2" --compressed -sS --data-raw '{"note":"a b"}' https://bank.example/v1.0/a?b=c"#,
            r#"$ curl --location --request POST \
               --url https://bank.example/v1.0/a?b=c -o /dev/null --header "X-A: 1: 2" --data "{\"note\":\"a b\"}" -k"#,
        ] {
            assert_eq!(curl(command).expect(command), wanted);
        }
    }

    #[test]
    fn reads_gets_and_json() {
        let get = curl("curl bank.example/a -G -d b=1 -d c=2").expect("a request");
        assert_eq!(get, Request::new("GET", "http://bank.example/a?b=1&c=2"));
        let json = curl("curl --json '{}' https://bank.example").expect("a request");
        assert_eq!(json.method, "POST");
        assert_eq!(json.target, "/");
        assert_eq!(json.values("content-type").collect::<Vec<_>>(), ["application/json"]);
    }

    #[test]
    fn refuses_what_it_cannot_know() {
        for command in ["", "wget x", "curl", "curl -H", "curl -d @body.json https://a.b", "curl -F a=b https://a.b"] {
            assert!(curl(command).is_err(), "{command}");
        }
    }
}
