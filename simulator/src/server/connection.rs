//! One connection: HTTP/1.1 by hyper until it ends by itself, or until a call asks for another ending.
//! Which ending is decided at the desk; this is where the socket is taken back from hyper for it.

use std::{convert::Infallible, future, pin::Pin, sync::Arc};

use http_body_util::Full;
use hyper::{Response, body::Bytes, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::{
    net::TcpStream,
    sync::{mpsc, watch},
};

use super::{desk::Desk, ending::Ending, listen::asked};

/// Bounds the head of a request.
const HEAD_LIMIT: usize = 64 << 10;

pub(super) async fn serve(stream: TcpStream, desk: Arc<Desk>, mut stopped: watch::Receiver<bool>) {
    let (end, mut ended) = mpsc::channel(1);
    let service = service_fn(move |request| attend(Arc::clone(&desk), request, end.clone()));
    let mut http = http1::Builder::new();
    // A client that closed its side has still sent its request: a provider would execute it.
    http.auto_date_header(false).half_close(true).max_buf_size(HEAD_LIMIT);
    let mut connection = http.serve_connection(TokioIo::new(stream), service);
    let mut stopping = false;
    loop {
        let ending = tokio::select! {
            biased;
            ending = ended.recv() => ending,
            _ = &mut connection => return,
            () = asked(&mut stopped), if !stopping => None,
        };
        if let Some(ending) = ending {
            return ending.carry_out(connection.into_parts().io.into_inner()).await;
        }
        stopping = true;
        Pin::new(&mut connection).graceful_shutdown();
    }
}

/// Answers, or hands the ending over and never answers.
async fn attend(
    desk: Arc<Desk>,
    request: hyper::Request<Incoming>,
    end: mpsc::Sender<Ending>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    match desk.attend(request).await {
        Ok(response) => Ok(response),
        Err(ending) => {
            let _ = end.send(ending).await;
            future::pending().await
        }
    }
}
