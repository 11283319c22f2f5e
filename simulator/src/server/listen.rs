//! One provider's port on loopback: accepts connections until it is stopped or dropped.
//! Nothing is read or written here.

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore, watch},
    task::{JoinHandle, JoinSet},
};

use super::{connection, desk::Desk};

/// How long open connections may go on after a shutdown was asked for.
const GRACE: Duration = Duration::from_secs(1);

/// How long to wait after an accept that failed, for example for want of file descriptors.
const BREATH: Duration = Duration::from_millis(20);

/// A listening port; dropping it cuts its connections.
#[derive(Debug)]
pub(crate) struct Listener {
    address: SocketAddr,
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Listener {
    /// Listens on this address; port 0 is a free one.
    pub(crate) async fn start(desk: Desk, address: SocketAddr) -> io::Result<Self> {
        let socket = TcpListener::bind(address).await?;
        let address = socket.local_addr()?;
        let (stop, stopped) = watch::channel(false);
        let task = tokio::spawn(accept(socket, Arc::new(desk), stopped));
        Ok(Self { address, stop, task })
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Accepts no more and lets open calls end, for a moment.
    pub(crate) async fn stop(mut self) {
        self.stop.send_replace(true);
        let _ = tokio::time::timeout(GRACE, &mut self.task).await;
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Returns when a shutdown was asked for, or when nobody can ask any more.
pub(super) async fn asked(stopped: &mut watch::Receiver<bool>) {
    let _ = stopped.wait_for(|stopped| *stopped).await;
}

async fn accept(socket: TcpListener, desk: Arc<Desk>, stopped: watch::Receiver<bool>) {
    let mut stop = stopped.clone();
    let mut connections = JoinSet::new();
    let room = Arc::new(Semaphore::new(desk.shared.connections.max(1)));
    loop {
        tokio::select! {
            () = asked(&mut stop) => break,
            (accepted, place) = next(&socket, &room) => match accepted {
                Ok((stream, _)) => welcome(&mut connections, (stream, place), &desk, &stopped),
                Err(_) => tokio::time::sleep(BREATH).await,
            },
            Some(_) = connections.join_next() => {}
        }
    }
    drop(socket);
    while connections.join_next().await.is_some() {}
}

/// The next connection, as soon as there is a place for it.
async fn next(
    socket: &TcpListener,
    room: &Arc<Semaphore>,
) -> (io::Result<(TcpStream, SocketAddr)>, Option<OwnedSemaphorePermit>) {
    let place = Arc::clone(room).acquire_owned().await.ok();
    (socket.accept().await, place)
}

fn welcome(
    connections: &mut JoinSet<()>,
    (stream, place): (TcpStream, Option<OwnedSemaphorePermit>),
    desk: &Arc<Desk>,
    stopped: &watch::Receiver<bool>,
) {
    let _ = stream.set_nodelay(true);
    let (desk, stopped) = (Arc::clone(desk), stopped.clone());
    connections.spawn(async move {
        connection::serve(stream, desk, stopped).await;
        drop(place);
    });
}
