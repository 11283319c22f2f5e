//! One POST to one address, redirects 307 and 308 followed as the provider does.
//! Plain http, and to loopback only unless the simulator was opened to other addresses.

use std::{net::IpAddr, time::Duration};

use bytes::Bytes;
use http::{Request, StatusCode, Uri, header};
use http_body_util::Full;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpStream, lookup_host};

/// How long a receiver may take.
const PATIENCE: Duration = Duration::from_secs(5);

const REDIRECTS: usize = 5;

/// The status of the last answer, or why there was none.
pub(super) async fn post(url: &str, body: &Bytes, anywhere: bool) -> Result<u16, String> {
    let mut uri = url.parse::<Uri>().map_err(|_| "the callback address is none".to_owned())?;
    for _ in 0..=REDIRECTS {
        let sent = tokio::time::timeout(PATIENCE, once(&uri, body.clone(), anywhere));
        let (status, location) = sent.await.map_err(|_| "no answer in time".to_owned())??;
        let next = location.filter(|_| matches!(status.as_u16(), 307 | 308)).and_then(|it| resolve(&uri, &it));
        match next {
            Some(next) => uri = next,
            None => return Ok(status.as_u16()),
        }
    }
    Err("too many redirects".to_owned())
}

async fn once(uri: &Uri, body: Bytes, anywhere: bool) -> Result<(StatusCode, Option<String>), String> {
    let authority = uri.authority().filter(|_| uri.scheme_str() == Some("http"));
    let authority = authority.ok_or_else(|| "the callback address is no plain http address".to_owned())?;
    let stream = connect(authority.host(), authority.port_u16().unwrap_or(80), anywhere).await?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(|it| it.to_string())?;
    let driver = tokio::spawn(connection);
    let request = Request::post(uri.path_and_query().map_or("/", |it| it.as_str()))
        .header(header::HOST, authority.as_str())
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::ACCEPT, "application/json")
        .header(header::CONNECTION, "close")
        .body(Full::new(body))
        .map_err(|it| it.to_string())?;
    let answer = sender.send_request(request).await.map_err(|it| it.to_string());
    driver.abort();
    let answer = answer?;
    let location = answer.headers().get(header::LOCATION).and_then(|it| it.to_str().ok()).map(str::to_owned);
    Ok((answer.status(), location))
}

async fn connect(host: &str, port: u16, anywhere: bool) -> Result<TcpStream, String> {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let found = lookup_host((host, port)).await.map_err(|it| it.to_string())?;
    let allowed: Vec<_> = found.filter(|it| anywhere || is_loopback(it.ip())).collect();
    if allowed.is_empty() {
        return Err("callbacks are sent to loopback addresses only".to_owned());
    }
    TcpStream::connect(&allowed[..]).await.map_err(|it| it.to_string())
}

fn is_loopback(address: IpAddr) -> bool {
    address.is_loopback()
}

/// A whole address, or another path on the same server.
fn resolve(from: &Uri, location: &str) -> Option<Uri> {
    if location.starts_with('/') {
        return format!("http://{}{location}", from.authority()?).parse().ok();
    }
    location.parse().ok()
}
