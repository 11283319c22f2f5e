//! A folder with a configuration file, and files to begin with.

use bayar::{Config, Error, ErrorKind};
use bayar_simulator::demo;
use std::{
    path::PathBuf,
    sync::atomic::{AtomicU32, Ordering},
};

/// A folder of its own for each test.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let name = format!("config-{}-{}", std::process::id(), NUMBER.fetch_add(1, Ordering::SeqCst));
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    pub(crate) fn file(&self, name: &str, text: &str) -> PathBuf {
        self.bytes(name, text.as_bytes())
    }

    pub(crate) fn bytes(&self, name: &str, content: &[u8]) -> PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, content).unwrap();
        private(&path, 0o600);
        path
    }

    pub(crate) fn config(&self, text: &str) -> Config {
        Config::load(self.file("bayar.toml", text)).unwrap()
    }

    /// What is wrong with a file: at load, else with its account `a`.
    pub(crate) fn fault(&self, text: &str) -> Error {
        let error = Config::load(self.file("bayar.toml", text)).and_then(|config| config.account("a"));
        let error = error.map(|_| ()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config, "{error}");
        let all = format!("{error} {error:?}");
        assert!(!all.contains("hunter2"), "a value of the file is in the error: {all}");
        error
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        _ = std::fs::remove_dir_all(&self.0);
    }
}

#[cfg(unix)]
pub(crate) fn private(path: &std::path::Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

#[cfg(not(unix))]
pub(crate) fn private(_: &std::path::Path, _: u32) {}

pub(crate) const SINGAPAY: &str = "[accounts.a]\nprovider = \"singapay\"\nenvironment = \"sandbox\"\npartner_id = \"hunter2p\"\nclient_id = \"hunter2c\"\nclient_secret = \"hunter2s\"\npassword = \"hunter2w\"\n";

pub(crate) fn finnet(extra: &str) -> String {
    let partner = demo::PARTNER;
    let key = partner.private_key_pem.replace('\n', "\\n");
    format!(
        "[accounts.a]\nprovider = \"finnet\"\nenvironment = \"sandbox\"\nclient_id = \"c\"\nclient_secret = \"hunter2\"\nprivate_key = \"{key}\"\nchannel_id = \"95051\"\norigin = \"www.example.com\"\n{extra}"
    )
}
