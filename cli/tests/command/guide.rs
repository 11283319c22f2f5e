//! Every line of the shell in docs/simulator.md is run, and answers what the guide says. Needs bash and curl.

use crate::{simulator::Serving, world::Folder};
use std::process::{Command, Stdio};

const GUIDE: &str = include_str!("../../../docs/simulator.md");

/// A piece of shell, and what its output must contain.
struct Step {
    shell: String,
    answers: Vec<String>,
}

/// The guide's blocks, cut after each expectation.
fn steps() -> Vec<Step> {
    let blocks = GUIDE.split("```sh\n").skip(1).map(|rest| rest.split("```").next().unwrap());
    let mut steps: Vec<Step> = Vec::new();
    for line in blocks.flat_map(str::lines) {
        match (line.strip_prefix("# → "), steps.last_mut()) {
            (Some(answer), Some(step)) => step.answers.push(answer.to_owned()),
            (None, Some(step)) if step.answers.is_empty() => step.shell += &format!("{line}\n"),
            _ => steps.push(Step { shell: format!("{line}\n"), answers: vec![] }),
        }
    }
    steps
}

#[test]
fn every_line_of_the_guide_does_what_it_says() {
    let folder = Folder::new();
    let (_serving, port) = Serving::at_fixed_ports(&folder, &[]);
    let steps = steps();
    assert!(steps.len() > 20, "the guide has lost its examples");
    let mut script = String::new();
    for step in &steps {
        script += &step.shell;
        script += "echo; echo @@@\n";
    }
    for offset in 0..4 {
        script = script.replace(&format!(":{}", 4100 + offset), &format!(":{}", port + offset));
    }
    let mut bash = Command::new("bash");
    bash.args(["-u", "-c", &script]).current_dir(&folder.0).env("NO_PROXY", "*").stdin(Stdio::null());
    let output = bash.output().expect("bash and curl are needed");
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(err.is_empty(), "{err}");
    let parts: Vec<_> = out.split("@@@").collect();
    assert_eq!(parts.len(), steps.len() + 1, "{out}");
    for (step, part) in steps.iter().zip(parts) {
        assert!(!part.contains("\"error\":\""), "the admin API refused: {}\n{part}", step.shell);
        for answer in &step.answers {
            assert!(part.contains(answer), "{answer}\n{}\n{part}", step.shell);
        }
    }
}
