//! Applies each patch of `mutants/` to a copy of the tree and proves that the named test notices.
//!
//! Runs cargo and git on the copy only; the working tree is read.

use crate::{
    claims::{self, Claim},
    verdict::Verdict,
};
use anyhow::{Context, Result, ensure};
use std::{
    collections::BTreeSet,
    fmt, fs,
    path::{Path, PathBuf},
    process::{Command, Output},
    time::Instant,
};

/// A rule, taken away by a patch, and the test that must fail without it.
pub(crate) struct Mutant {
    pub(crate) name: String,
    patch: PathBuf,
    /// The promise that the rule keeps, for the control matrix.
    pub(crate) promise: Option<String>,
    pub(crate) rule: String,
    /// Arguments of `cargo test`.
    pub(crate) kill: Vec<String>,
}

/// All of a folder, without running any.
pub(crate) fn heads(folder: &Path) -> Result<Vec<Mutant>> {
    load(folder, None)
}

/// Runs all mutants whose name contains `only`; fails if one survives.
pub(crate) fn run(root: &Path, room: &str, only: Option<&str>) -> Result<()> {
    let mutants = load(&root.join("mutants").join(room), only)?;
    ensure!(!mutants.is_empty(), "no mutant in mutants/ is called so");
    let (start, claims) = (Instant::now(), claims::all(root)?);
    let copy = root.join("target/mutants/tree");
    mirror(root, &copy)?;
    green(&copy, &mutants)?;
    let mut survivors = vec![];
    for mutant in &mutants {
        let start = Instant::now();
        let fate = judge(&copy, mutant, &claims).with_context(|| format!("mutants/{}.patch", mutant.name))?;
        println!("{fate} {} ({} s): {}", mutant.name, start.elapsed().as_secs(), mutant.rule);
        if fate != Fate::Killed {
            survivors.push(mutant.name.as_str());
        }
    }
    println!("all in {} s", start.elapsed().as_secs());
    println!("{} killed, {} survived", mutants.len() - survivors.len(), survivors.len());
    ensure!(survivors.is_empty(), "no test that claims the rule notices: {}", survivors.join(", "));
    Ok(())
}

/// A test that fails without any mutant would kill all of them. Those of one target follow each other, so that it is built once.
fn green(copy: &Path, mutants: &[Mutant]) -> Result<()> {
    let start = Instant::now();
    let commands: BTreeSet<&[String]> = mutants.iter().map(|mutant| &mutant.kill[..]).collect();
    for kill in &commands {
        let words = kill.join(" ");
        let verdict = Verdict::of(&cargo(copy, kill)?).with_context(|| format!("`cargo test {words}`"))?;
        ensure!(verdict.passed, "`cargo test {words}` fails without any mutant: {}", verdict.failed.join(", "));
    }
    println!("{} commands are green without any mutant ({} s)", commands.len(), start.elapsed().as_secs());
    Ok(())
}

/// What became of a mutant.
#[derive(Debug, PartialEq, Eq)]
enum Fate {
    /// A test that claims its rule failed.
    Killed,
    /// Something else failed: it says nothing about the rule.
    ByOthers(Vec<String>),
    Survived,
}

impl Fate {
    fn of(verdict: Verdict, rule: &str, claims: &[Claim]) -> Self {
        let claiming = claims.iter().filter(|claim| claim.rule == rule);
        match verdict {
            Verdict { passed: true, .. } => Self::Survived,
            verdict if verdict.names(claiming.map(|claim| claim.test.as_str())) => Self::Killed,
            verdict => Self::ByOthers(verdict.failed),
        }
    }
}

impl fmt::Display for Fate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Killed => write!(f, "killed  "),
            Self::Survived => write!(f, "SURVIVED"),
            Self::ByOthers(tests) if tests.is_empty() => write!(f, "SURVIVED the tests, but the run broke:"),
            Self::ByOthers(tests) => write!(f, "SURVIVED the tests that claim its rule (not {}):", tests.join(", ")),
        }
    }
}

fn load(folder: &Path, only: Option<&str>) -> Result<Vec<Mutant>> {
    let entries = fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    paths.retain(|path| path.extension().is_some_and(|e| e == "patch"));
    paths.sort();
    let all = paths.into_iter().map(|path| read(&path).with_context(|| path.display().to_string()));
    let wanted = |mutant: &Result<Mutant>| !mutant.as_ref().is_ok_and(|m| only.is_some_and(|o| !m.name.contains(o)));
    all.filter(wanted).collect()
}

/// The head of a patch: `promise: words`, `rule: words`, `kill: arguments of cargo test`.
fn read(path: &Path) -> Result<Mutant> {
    let text = fs::read_to_string(path)?;
    let line = |key: &str| {
        let found = text.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(':'));
        found.map(str::trim).with_context(|| format!("its head has no line `{key}: …`"))
    };
    Ok(Mutant {
        name: path.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
        patch: path.to_owned(),
        promise: line("promise").ok().map(str::to_owned),
        rule: line("rule")?.to_owned(),
        kill: line("kill")?.split_whitespace().map(str::to_owned).collect(),
    })
}

/// Copies what git knows, and only what differs, so that a second run builds little.
fn mirror(root: &Path, copy: &Path) -> Result<()> {
    let listed = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(root)
        .output()?;
    ensure!(listed.status.success(), "git ls-files failed");
    let listed = String::from_utf8(listed.stdout)?;
    let names: BTreeSet<&str> = listed.split_terminator('\0').collect();
    sweep(copy, copy, &names)?;
    for name in names {
        let (from, to) = (root.join(name), copy.join(name));
        let Ok(bytes) = fs::read(&from) else { continue }; // deleted, not yet committed
        if fs::read(&to).ok().as_deref() != Some(&bytes) {
            fs::create_dir_all(to.parent().unwrap_or(copy))?;
            fs::write(&to, bytes)?;
        }
    }
    Ok(())
}

/// Removes what is no longer in the tree: a file beside a folder of its name would not compile.
fn sweep(copy: &Path, folder: &Path, names: &BTreeSet<&str>) -> Result<()> {
    let Ok(entries) = fs::read_dir(folder) else { return Ok(()) };
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            sweep(copy, &path, names)?;
        } else if !path.strip_prefix(copy)?.to_str().is_some_and(|name| names.contains(name)) {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}

fn judge(copy: &Path, mutant: &Mutant, claims: &[Claim]) -> Result<Fate> {
    apply(copy, &mutant.patch, false)?;
    let tested = cargo(copy, &mutant.kill).and_then(|output| Verdict::of(&output));
    apply(copy, &mutant.patch, true)?;
    Ok(Fate::of(tested?, &mutant.rule, claims))
}

fn cargo(copy: &Path, arguments: &[String]) -> Result<Output> {
    let mut command = Command::new("cargo");
    command.arg("test");
    // Dependencies are those of the usual build; the copy's own crates have another path and are built beside it. Nobody
    // debugs them, and without debug information they link in half the time.
    let target = copy.ancestors().nth(2).unwrap_or(copy);
    command.args(["--config", "profile.dev.package.bayar.debug=false"]);
    command.current_dir(copy).env("CARGO_TARGET_DIR", target).env("CARGO_INCREMENTAL", "1");
    Ok(command.args(arguments).output()?)
}

fn apply(copy: &Path, patch: &Path, reverse: bool) -> Result<()> {
    let mut command = Command::new("git");
    command.args(["apply", "--whitespace=nowarn"]).args(reverse.then_some("--reverse")).arg(patch);
    // Or git would take the paths for those of the repository around the copy, and skip them.
    let done = command.current_dir(copy).env("GIT_CEILING_DIRECTORIES", copy.with_file_name("")).output()?;
    ensure!(done.status.success(), "the patch does not fit any more: {}", String::from_utf8_lossy(&done.stderr));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_patch_has_a_rule_and_a_test() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../mutants");
        let rooms = ["", "payments", "prove", "simulator"].map(|room| folder.join(room));
        let folders = fs::read_dir(&folder).unwrap().filter(|entry| entry.as_ref().unwrap().path().is_dir());
        assert_eq!(folders.count() + 1, rooms.len(), "a room that nobody runs");
        let ci = fs::read_to_string(folder.join("../.ci/run")).unwrap();
        for room in &rooms[1..] {
            let name = room.file_name().unwrap().to_string_lossy();
            assert!(ci.contains(&format!("mutants --room {name}")), "CI does not run the room {name}");
        }
        for mutant in rooms.iter().flat_map(|room| load(room, None).unwrap()) {
            assert!(mutant.rule.len() > 10 && mutant.kill.contains(&"--".to_owned()), "{}", mutant.name);
        }
    }

    #[test]
    fn only_a_test_that_claims_the_rule_kills() {
        let claims = claims::claims_of("tests/shop.rs", "// rule: one is enough\n#[test]\nfn one_by_one() {}\n");
        let fate = |passed, failed: &[&str]| {
            let failed = failed.iter().map(|name| (*name).to_owned()).collect();
            Fate::of(Verdict { passed, failed }, "one is enough", &claims)
        };
        assert_eq!(fate(false, &["shop::two", "shop::one_by_one"]), Fate::Killed);
        assert_eq!(fate(false, &["shop::two"]), Fate::ByOthers(vec!["shop::two".to_owned()]));
        assert_eq!(fate(false, &[]), Fate::ByOthers(vec![]));
        assert_eq!(fate(true, &[]), Fate::Survived);
    }
}
