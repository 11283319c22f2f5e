//! Rules and scenarios over HTTP.
//! The text of a fault and the keys of a rule are those of scenario files.

use axum::{Json, extract::State};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    Office,
    answers::{Answer, Body, Problem, done},
    views,
};
use crate::{
    fault::Rule,
    scenario::{Scenario, Side},
};

pub(super) async fn list(State(office): State<Office>) -> Json<Value> {
    Json(office.simulator.rules().iter().map(views::rule).collect())
}

pub(super) async fn add(State(office): State<Office>, Body(rule): Body<Rule>) -> Answer {
    office.simulator.add_rule(rule);
    Ok(done())
}

pub(super) async fn clear(State(office): State<Office>) -> Json<Value> {
    office.simulator.clear_script();
    done()
}

pub(super) async fn scenarios() -> Answer {
    let all: Result<Vec<_>, _> = Scenario::names().into_iter().map(Scenario::find).collect();
    Ok(Json(all.map_err(Problem::wrong)?.iter().map(view).collect()))
}

fn view(scenario: &Scenario) -> Value {
    let side = if scenario.side == Side::Client { "client" } else { "provider" };
    json!({"name": scenario.name, "row": scenario.row, "side": side, "about": scenario.about,
        "rules": scenario.rules})
}

/// A shipped scenario by name, or a whole one as TOML. Paths are not read from here.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    name: Option<String>,
    toml: Option<String>,
}

pub(super) async fn play(State(office): State<Office>, Body(wanted): Body<Wanted>) -> Answer {
    let scenario = match (wanted.name, wanted.toml) {
        (Some(name), None) if Scenario::names().contains(&name.as_str()) => Scenario::find(&name),
        (Some(name), None) => return Err(Problem::unknown(format!("there is no shipped scenario `{name}`"))),
        (None, Some(toml)) => Scenario::parse("scenario.toml", &toml),
        _ => return Err(Problem::wrong("write either `name` or `toml`")),
    };
    let scenario = scenario.map_err(Problem::wrong)?;
    office.simulator.play(&scenario);
    Ok(Json(view(&scenario)))
}
