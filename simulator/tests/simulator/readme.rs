//! What the README promises is there: its scenario can be read, every setting and every fault is in its tables.

use bayar_simulator::{Fault, Scenario};

const README: &str = include_str!("../../README.md");

#[test]
fn the_scenario_of_the_readme_is_one() {
    let text = README.split("```toml\n").nth(1).unwrap().split("```").next().unwrap();
    assert_eq!(Scenario::parse("readme.toml", text).unwrap().rules.len(), 2);
}

#[test]
fn every_setting_is_in_a_table() {
    let settings = include_str!("../../src/settings.rs");
    let assumptions = settings.split("/// Assumptions about Singapay.").nth(1).unwrap();
    let fields = assumptions.lines().filter_map(|line| line.strip_prefix("    pub ")?.split_once(':'));
    for (field, _) in fields {
        assert!(README.contains(field), "{field}");
    }
}

#[test]
fn every_fault_of_the_table_can_be_written() {
    let table = README.split("| Fault | Seen by the client |").nth(1).unwrap().split("\n\n").next().unwrap();
    let arguments =
        [("TIME STATUS, …", "30s success"), ("STATUS,", "pending,"), ("STATUS TYPE BODY", "200 text/plain x")];
    let words = [("TIME", "30s"), ("BYTES", "9"), ("SECONDS", "9"), ("RUPIAH", "9"), ("CODE", "07"), ("JSON", "1")];
    for row in table.lines().filter(|row| row.starts_with("| `")) {
        for name in row.split('|').nth(1).unwrap().split('`').skip(1).step_by(2) {
            let all = arguments.iter().chain(&words).chain(&[("PATH", "data.price")]);
            let text = all.fold(name.to_owned(), |text, (word, example)| text.replace(word, example));
            assert!(text.parse::<Fault>().is_ok(), "{text}");
        }
    }
}
