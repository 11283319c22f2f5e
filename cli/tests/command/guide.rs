//! Every line of the shell in docs/simulator.md is run, and answers what the guide says; so is the README's way from the simulator
//! to a refused key. Needs bash and curl.

use crate::{simulator::Serving, world::Folder};
use std::{
    path::Path,
    process::{Command, Stdio},
};

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

const README: &str = include_str!("../../../README.md");

/// In front of the lines: the simulator stays in the background, and is waited for as a reader would, but not for ever.
const STARTED: &str = "{} > /dev/null & simulator=$!; trap 'kill $simulator' EXIT
for _ in $(seq 300); do [ -s bayar.toml ] && break; sleep 0.1; done
";

/// A person at the line `$EDITOR bayar.toml`, who does what its comment says.
const EDITOR: &str = r#"sed -i.old "s|^private_key = .*|$LINE|" "$1""#;

#[test]
fn the_way_of_the_readme_leads_to_a_refused_key() {
    let block = README.split("```text\n").find(|block| block.starts_with("bayar simulator --write")).unwrap();
    let lines: Vec<_> = block.split("```").next().unwrap().lines().collect();
    let code = |line: &str| line.split(" #").next().unwrap().trim_end().to_owned();
    let (_, edit) = lines.iter().find_map(|line| line.split_once("accounts.finnet: ")).expect("what to edit");
    let [start, rest @ ..] = &lines[..] else { panic!("{block}") };
    let mut script = STARTED.replace("{}", &code(start));
    for line in rest {
        script += &format!("{}\necho \"@ $?\"\n", code(line));
    }
    let folder = Folder::new();
    folder.file("editor.sh", EDITOR);
    let bin = Path::new(env!("CARGO_BIN_EXE_bayar")).parent().unwrap();
    let mut bash = Command::new("bash");
    bash.args(["-u", "-c", &script]).current_dir(&folder.0).env_clear().stdin(Stdio::null());
    bash.env("PATH", format!("{}:/usr/bin:/bin", bin.display())).env("HOME", &folder.0);
    let output = bash.env("EDITOR", "sh editor.sh").env("LINE", edit).output().expect("bash is needed");
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let codes: Vec<_> = out.lines().filter_map(|line| line.strip_prefix("@ ")).collect();
    assert_eq!(codes, ["0", "0", "0", "1"], "{script}\n{out}\n{err}");
    let doctor = out.rsplit("@ 0\n").next().unwrap();
    assert!(doctor.contains("4017300"), "it names the fault: {doctor}");
}
