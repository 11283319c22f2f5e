//! An HTTP proxy that sends everything to one place, whatever host is asked for.

use std::sync::{Arc, Mutex, PoisonError};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// Every target leads to the same place, so that a client which ignores the proxy ends elsewhere.
pub struct Proxy {
    pub url: String,
    heads: Arc<Mutex<Vec<String>>>,
    accepting: tokio::task::JoinHandle<()>,
}

impl Proxy {
    /// `target`: `127.0.0.1:8080`. `login`: what `Proxy-Authorization` must hold.
    pub async fn to(target: &str, login: Option<&'static str>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let heads = Arc::<Mutex<Vec<String>>>::default();
        let (seen, target) = (heads.clone(), target.trim_start_matches("http://").to_owned());
        let accepting = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, target.clone(), login, seen.clone()));
            }
        });
        Self { url, heads, accepting }
    }

    /// The heads of the requests that opened a connection.
    pub fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn serve(mut near: TcpStream, target: String, login: Option<&str>, seen: Arc<Mutex<Vec<String>>>) {
    let Some((head, rest)) = head(&mut near).await else { return };
    seen.lock().unwrap_or_else(PoisonError::into_inner).push(head.clone());
    let known = login.is_none_or(|l| head.to_ascii_lowercase().contains(&l.to_ascii_lowercase()));
    if !known {
        _ = near.write_all(b"HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n").await;
        return;
    }
    let Ok(mut far) = TcpStream::connect(&target).await else { return };
    let opened = if head.starts_with("CONNECT ") {
        near.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").await
    } else {
        // A server takes the absolute form of the request line as well.
        far.write_all(head.as_bytes()).await
    };
    if opened.is_ok() && far.write_all(&rest).await.is_ok() {
        _ = tokio::io::copy_bidirectional(&mut near, &mut far).await;
    }
}

/// The head of the first request, and what came with it.
async fn head(stream: &mut TcpStream) -> Option<(String, Vec<u8>)> {
    let mut read = Vec::new();
    while read.len() < 64 << 10 {
        let mut part = [0; 4096];
        let n = stream.read(&mut part).await.ok().filter(|n| *n > 0)?;
        read.extend_from_slice(&part[..n]);
        if let Some(end) = read.windows(4).position(|w| w == b"\r\n\r\n") {
            let rest = read.split_off(end + 4);
            return Some((String::from_utf8(read).ok()?, rest));
        }
    }
    None
}
