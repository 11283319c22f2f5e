//! Small rewritings of a text, one after another.
//!
//! Comes in: a text and the rewritings that are known for its field. Stays out: what the text is.

use std::collections::HashSet;

use super::super::difference::Difference;
use super::super::problem::Problem;
use super::super::report::Finding;

/// A rewriting that a sender may have done; `None` or the same text where it has nothing to do.
pub(super) type Rewrite = fn(&str) -> Option<String>;

/// A text that was reached, and the mistakes on the way.
pub(super) struct Reached {
    pub(super) text: String,
    pub(super) findings: Vec<Finding>,
}

/// Every text that is reached by one step, or by two different ones, each once; the shortest way first.
pub(super) fn reach(start: &str, deep: bool, steps: &[(Problem, Vec<String>, Rewrite)]) -> Vec<Reached> {
    let mut seen = HashSet::from([start.to_owned()]);
    let mut reached = Vec::new();
    for (problem, fixed, rewrite) in steps {
        for text in fixed.iter().cloned().chain(rewrite(start)) {
            if seen.insert(text.clone()) {
                let findings = vec![finding(problem, start, &text)];
                reached.push(Reached { text, findings });
            }
        }
    }
    if deep {
        let second: Vec<Reached> = reached.iter().flat_map(|first| further(first, steps, &mut seen)).collect();
        reached.extend(second);
    }
    reached
}

fn further(first: &Reached, steps: &[(Problem, Vec<String>, Rewrite)], seen: &mut HashSet<String>) -> Vec<Reached> {
    let mut reached = Vec::new();
    for (problem, _, rewrite) in steps {
        let Some(text) = rewrite(&first.text).filter(|text| seen.insert(text.clone())) else {
            continue;
        };
        let mut findings = first.findings.clone();
        if findings.iter().all(|finding| finding.problem != *problem) {
            findings.push(finding(problem, &first.text, &text));
        }
        reached.push(Reached { text, findings });
    }
    reached
}

fn finding(problem: &Problem, from: &str, to: &str) -> Finding {
    Finding::with(problem.clone(), Difference::first(from.as_bytes(), to.as_bytes()))
}
