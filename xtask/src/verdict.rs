//! What a run of `cargo test` says: whether anything ran, and which tests failed.
//!
//! Comes in: its output. Stays out: running it.

use anyhow::{Result, bail};
use std::process::Output;

/// What became of the tests of one run.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Verdict {
    pub(crate) passed: bool,
    /// The names of those that failed. A run may fail without any: it was killed, or its harness has its own opinion.
    pub(crate) failed: Vec<String>,
}

impl Verdict {
    /// Code that does not compile proves nothing, and neither does a run without a test.
    pub(crate) fn of(output: &Output) -> Result<Self> {
        let (said, built) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        let passed = output.status.success();
        if !passed && !said.contains("running ") {
            bail!("it does not compile:\n{built}");
        }
        Self::read(&said, passed)
    }

    fn read(said: &str, passed: bool) -> Result<Self> {
        let ran = |line: &str| line.starts_with("test ") && line.contains(" ... ");
        if passed && !said.lines().any(ran) {
            bail!("it runs no test");
        }
        Ok(Self { passed, failed: said.lines().filter_map(failure).map(str::to_owned).collect() })
    }

    /// Whether one of these functions is among the tests that failed.
    pub(crate) fn names<'a>(&self, mut tests: impl Iterator<Item = &'a str>) -> bool {
        let is = |failed: &String, test: &str| failed.rsplit("::").next() == Some(test);
        tests.any(|test| self.failed.iter().any(|failed| is(failed, test)))
    }
}

/// `test shop::till … FAILED`, with blanks between them where a harness likes columns.
fn failure(line: &str) -> Option<&str> {
    let (name, verdict) = line.strip_prefix("test ")?.rsplit_once(" ... ")?;
    verdict.starts_with("FAILED").then_some(name.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAID: &str = "running 3 tests\ntest till::one ... ok\ntest till::two   ... FAILED\ntest three ... ignored\n";

    #[test]
    fn the_tests_that_failed_are_known_by_name() {
        let verdict = Verdict::read(SAID, false).unwrap();
        assert_eq!(verdict.failed, ["till::two"]);
        assert!(verdict.names(["one", "two"].into_iter()));
        assert!(!verdict.names(["one", "three", "wo"].into_iter()), "another test that fails proves nothing");
    }

    #[test]
    fn a_run_without_a_test_is_no_verdict() {
        assert!(Verdict::read("running 0 tests\n\ntest result: ok. 0 passed", true).is_err());
        assert!(Verdict::read("running 1 test\ntest one ... ok\n", true).unwrap().failed.is_empty());
        assert!(!Verdict::read("running 1 test\n", false).unwrap().names(["one"].into_iter()), "it was killed");
    }
}
