//! A private CA, certificates of it, and a server that takes TLS off and passes the rest on.

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, date_time_ymd,
};
use std::sync::Arc;
use tokio::{
    io::AsyncWriteExt,
    net::{TcpListener, TcpStream},
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        RootCertStore, ServerConfig,
        crypto::aws_lc_rs,
        pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer},
        server::WebPkiClientVerifier,
    },
};

/// A certificate authority that nobody knows.
pub struct Ca {
    pub pem: String,
    der: CertificateDer<'static>,
    issuer: Issuer<'static, KeyPair>,
}

/// A certificate and its key, PEM.
pub struct Identity {
    pub certificate: String,
    pub key: String,
    chain: Vec<CertificateDer<'static>>,
    der: PrivatePkcs8KeyDer<'static>,
}

impl Ca {
    pub fn new() -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(Vec::<String>::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::CommonName, "CA of a test");
        let certificate = params.self_signed(&key).unwrap();
        Self { pem: certificate.pem(), der: certificate.der().clone(), issuer: Issuer::new(params, key) }
    }

    pub fn server(&self) -> Identity {
        self.server_of(&["127.0.0.1", "localhost"])
    }

    /// For a server that is reached by these names.
    pub fn server_of(&self, names: &[&str]) -> Identity {
        self.issue(names, ExtendedKeyUsagePurpose::ServerAuth)
    }

    /// A server's certificate that another one vouches for, which this CA vouches for; the server shows both.
    pub fn server_behind_another(&self) -> Identity {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(Vec::<String>::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::CommonName, "one between");
        let between = params.signed_by(&key, &self.issuer).unwrap();
        let ca = Self { pem: between.pem(), der: between.der().clone(), issuer: Issuer::new(params, key) };
        let mut server = ca.server();
        server.chain.push(ca.der);
        server
    }

    /// A server's certificate that ended in 2020.
    pub fn expired_server(&self) -> Identity {
        self.issue_until(&["127.0.0.1"], ExtendedKeyUsagePurpose::ServerAuth, Some(2020))
    }

    /// The certificate of another host.
    pub fn another_server(&self) -> Identity {
        self.issue(&["another.example.com"], ExtendedKeyUsagePurpose::ServerAuth)
    }

    pub fn client(&self) -> Identity {
        self.issue(&["client.example.com"], ExtendedKeyUsagePurpose::ClientAuth)
    }

    fn issue(&self, names: &[&str], usage: ExtendedKeyUsagePurpose) -> Identity {
        self.issue_until(names, usage, None)
    }

    fn issue_until(&self, names: &[&str], usage: ExtendedKeyUsagePurpose, end: Option<i32>) -> Identity {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(names.iter().map(ToString::to_string).collect::<Vec<_>>()).unwrap();
        params.extended_key_usages.push(usage);
        if let Some(year) = end {
            params.not_after = date_time_ymd(year, 1, 1);
        }
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        Identity {
            certificate: certificate.pem(),
            key: key.serialize_pem(),
            chain: vec![certificate.der().clone()],
            der: PrivatePkcs8KeyDer::from(key.serialize_der()),
        }
    }
}

/// A port that speaks TLS and passes what it hears to a plain one.
pub struct TlsFront {
    pub address: String,
    accepting: tokio::task::JoinHandle<()>,
}

impl TlsFront {
    /// `target`: `http://127.0.0.1:8080`. `clients`: the CA whose certificates a client must show.
    pub async fn to(target: &str, server: Identity, clients: Option<&Ca>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let acceptor = TlsAcceptor::from(Arc::new(config(server, clients)));
        let target = target.trim_start_matches("http://").to_owned();
        let accepting = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (acceptor, target) = (acceptor.clone(), target.clone());
                tokio::spawn(async move {
                    let mut near = match acceptor.accept(stream).into_fallible().await {
                        Ok(near) => near,
                        Err((_, stream)) => return drained(stream).await,
                    };
                    let mut far = TcpStream::connect(target).await.ok()?;
                    tokio::io::copy_bidirectional(&mut near, &mut far).await.ok().map(|(there, _)| there)
                });
            }
        });
        Self { address, accepting }
    }

    pub fn url(&self) -> String {
        format!("https://{}", self.address)
    }
}

impl Drop for TlsFront {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// Reads to the end: to close with something unread resets the connection, and the client may not see the alert.
async fn drained(mut stream: TcpStream) -> Option<u64> {
    stream.shutdown().await.ok()?;
    tokio::io::copy(&mut stream, &mut tokio::io::sink()).await.ok()
}

fn config(server: Identity, clients: Option<&Ca>) -> ServerConfig {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let builder = ServerConfig::builder_with_provider(provider.clone()).with_safe_default_protocol_versions().unwrap();
    let builder = match clients {
        None => builder.with_no_client_auth(),
        Some(ca) => {
            let mut roots = RootCertStore::empty();
            roots.add(ca.der.clone()).unwrap();
            let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build().unwrap();
            builder.with_client_cert_verifier(verifier)
        }
    };
    builder.with_single_cert(server.chain, PrivateKeyDer::Pkcs8(server.der)).unwrap()
}
