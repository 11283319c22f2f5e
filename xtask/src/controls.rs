//! The control matrix: each promise, the rules that keep it, the test that proves a rule, the mutant that proves the test.
//!
//! Comes in: lines `// rule: …` above tests, heads of `mutants/**/*.patch`. Stays out: running either.

use crate::{
    between,
    claims::{self, Claim},
    mutants,
};
use anyhow::{Context, Result, ensure};
use std::{collections::BTreeMap, fmt::Write, fs, path::Path};

const COMMAND: &str = "cargo xtask controls";

/// In the order of the table. A mutant names one of them in its head.
const PROMISES: [&str; 8] = [
    "no second payment",
    "no more is spent than the limits allow",
    "no silent loss",
    "nothing lost on the way to the application",
    "the journal can be trusted",
    "the right place, and nobody's data told",
    "the simulator's ledger tells the truth",
    "what bayar prove finds is so",
];

/// A rule that is taken away.
struct Mutant {
    name: String,
    promise: String,
    rule: String,
    kill: Vec<String>,
}

/// Writes the table into `docs/payments.md`, or checks that it is there.
pub(crate) fn run(root: &Path, check: bool) -> Result<()> {
    let (claims, mutants) = (claims::all(root)?, all_mutants(root)?);
    let problems = problems(&claims, &mutants);
    ensure!(problems.is_empty(), "{} problem(s) in the control matrix\n{}", problems.len(), problems.join("\n"));
    between::put(&root.join("docs/payments.md"), "controls", &table(&claims, &mutants), check, COMMAND)?;
    let tests: std::collections::BTreeSet<_> = claims.iter().map(|claim| (&claim.file, &claim.test)).collect();
    println!("{} rules, {} tests, {} mutants", rules(&mutants).len(), tests.len(), mutants.len());
    Ok(())
}

fn all_mutants(root: &Path) -> Result<Vec<Mutant>> {
    let mut all = vec![];
    let folder = root.join("mutants");
    let rooms = fs::read_dir(&folder)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    let mut rooms: Vec<_> = rooms.into_iter().filter(|path| path.is_dir()).chain([folder.clone()]).collect();
    rooms.sort();
    for room in rooms {
        for mutant in mutants::heads(&room)? {
            let name = room.strip_prefix(&folder)?.join(&mutant.name).display().to_string();
            let why = || format!("mutants/{name}.patch: its head has no line `promise: …`; one of {PROMISES:?}");
            let promise = mutant.promise.with_context(why)?;
            all.push(Mutant { name, promise, rule: mutant.rule, kill: mutant.kill });
        }
    }
    Ok(all)
}

/// The rules, each once, by promise.
fn rules(mutants: &[Mutant]) -> BTreeMap<(usize, &str), Vec<&Mutant>> {
    let mut rules: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for mutant in mutants {
        let promise = PROMISES.iter().position(|p| *p == mutant.promise).unwrap_or(PROMISES.len());
        rules.entry((promise, mutant.rule.as_str())).or_default().push(mutant);
    }
    rules
}

fn problems(claims: &[Claim], mutants: &[Mutant]) -> Vec<String> {
    let mut problems = vec![];
    for mutant in mutants {
        let Mutant { name, promise, rule, kill } = mutant;
        if !PROMISES.contains(&promise.as_str()) {
            problems.push(format!("mutants/{name}.patch: `promise: {promise}` is none of {PROMISES:?}"));
        }
        let claiming: Vec<_> = claims.iter().filter(|claim| claim.rule == *rule).collect();
        if claiming.is_empty() {
            problems.push(format!("mutants/{name}.patch: no test says `// rule: {rule}`"));
        } else if !claiming.iter().any(|claim| runs(kill, claim)) {
            problems
                .push(format!("mutants/{name}.patch: `{}` runs no test that says `// rule: {rule}`", kill.join(" ")));
        }
    }
    for Claim { file, test, rule } in claims {
        if !mutants.iter().any(|mutant| mutant.rule == *rule) {
            problems.push(format!("{file}: {test}: no mutant has `rule: {rule}`"));
        }
    }
    problems
}

/// Whether the arguments of `cargo test` reach a test: its target, and the filter as a part of its name.
fn runs(kill: &[String], claim: &Claim) -> bool {
    let after = |name: &str| kill.iter().position(|argument| argument == name).and_then(|at| kill.get(at + 1));
    let package = after("-p").map_or("bayar", String::as_str);
    let folder = match package {
        "bayar" => String::new(),
        "bayar-cli" => "cli/".to_owned(),
        other => format!("{}/", other.trim_start_matches("bayar-")),
    };
    let Some(file) = claim.file.strip_prefix(&folder) else { return false };
    let names = match after("--test") {
        Some(target) => file.strip_prefix("tests/").and_then(|file| file.strip_prefix(target.as_str())),
        None => file.strip_prefix("src"),
    };
    let Some(names) = names.and_then(|names| names.strip_suffix(".rs")) else { return false };
    let names = names.trim_start_matches('/').trim_end_matches("mod").replace('/', "::");
    let filter = after("--").map_or("", String::as_str);
    // Modules inside a file are not read: a name without its file's modules is enough.
    format!("{names}::{}", claim.test).contains(filter) || claim.test.contains(filter)
}

fn table(claims: &[Claim], mutants: &[Mutant]) -> String {
    let mut text = String::from("| Promise | Rule | Test | Mutant |\n| --- | --- | --- | --- |\n");
    for ((promise, rule), mutants) in rules(mutants) {
        let tests: Vec<_> = claims.iter().filter(|c| c.rule == rule).map(|c| format!("`{}`", c.test)).collect();
        let names: Vec<_> = mutants.iter().map(|m| format!("`{}`", m.name)).collect();
        let promise = PROMISES.get(promise).copied().unwrap_or_default();
        _ = writeln!(text, "| {promise} | {rule} | {} | {} |", tests.join(", "), names.join(", "));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims::claims_of;

    const TESTS: &str = "// rule: one is enough\n// rule: two are not\n#[test]\nfn one_by_one() {}\n";

    fn mutant(rule: &str, kill: &str) -> Mutant {
        let kill = kill.split_whitespace().map(str::to_owned).collect();
        Mutant { name: "m".into(), promise: PROMISES[0].into(), rule: rule.into(), kill }
    }

    #[test]
    fn what_is_claimed_and_proven_is_in_the_table() {
        let claims = claims_of("tests/shop/till.rs", TESTS);
        let mutants = ["one is enough", "two are not"].map(|rule| mutant(rule, "--test shop -- till::one_by"));
        assert!(problems(&claims, &mutants).is_empty(), "{:?}", problems(&claims, &mutants));
        let table = table(&claims, &mutants);
        assert!(table.contains("| no second payment | two are not | `one_by_one` | `m` |"), "{table}");
    }

    #[test]
    fn every_gap_is_named() {
        let claims = claims_of("tests/shop/till.rs", TESTS);
        let gap = |mutants: &[Mutant]| problems(&claims, mutants).join("\n");
        let both = [mutant("one is enough", "--test shop -- till::one"), mutant("two are not", "--test shop -- one")];
        assert_eq!(gap(&both), "");
        assert!(gap(&both[..1]).contains("one_by_one: no mutant has `rule: two are not`"));
        for wrong in
            ["--test shop -- till::gone", "--test stall -- till::one", "--lib -- till::one", "-p x --test shop --"]
        {
            let mutants = [mutant("one is enough", "--test shop --"), mutant("two are not", wrong)];
            assert!(gap(&mutants).contains("runs no test that says"), "{wrong}: {}", gap(&mutants));
        }
        let unclaimed = gap(&[mutant("three", "--test shop -- one_by")]);
        assert!(unclaimed.contains("no test says `// rule: three`"), "{unclaimed}");
        let promise = Mutant { promise: "a rose garden".into(), ..mutant("one is enough", "--test shop --") };
        assert!(gap(&[promise]).contains("is none of"));
    }
}
