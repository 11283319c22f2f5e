//! A recorded call in one line, for people who watch.
//! No body, no header and no whole customer id gets through.

use super::RecordedCall;
use crate::{
    clock::{WIB, text_at},
    fault::Fault,
};

pub(super) fn of(call: &RecordedCall) -> String {
    let time = text_at(WIB, call.at);
    let operation = call.operation.map_or_else(|| nowhere(call), |it| it.id().to_owned());
    let mut line = format!("#{} {} {} {operation}", call.number, &time[11..], call.provider.id());
    if let Some(customer) = &call.customer {
        line += &format!(" {}", masked(customer));
    }
    line += " ->";
    match (call.status, call.response_code()) {
        (None, _) => line += " no answer",
        (Some(status), None) => line += &format!(" {status}"),
        (Some(status), Some(code)) => line += &format!(" {status} {code}"),
    }
    line += &format!(" in {} ms", call.took.as_millis());
    if let Some(problem) = call.verdict.problem() {
        line += &format!("; wrong: {problem}");
    }
    if let Some(fault) = &call.fault {
        line += &format!("; fault: {}", self::fault(fault));
    }
    line.chars().map(|it| if it.is_control() { ' ' } else { it }).collect()
}

/// The fault without the contents of a canned answer or field.
pub(super) fn fault(fault: &Fault) -> String {
    match fault {
        Fault::Answer { status, .. } => format!("answer={status}"),
        Fault::SetField(path, _) => format!("set-field={path}"),
        Fault::AfterExecuting(inner) => format!("after-executing + {}", self::fault(inner)),
        Fault::Together(all) => all.iter().map(self::fault).collect::<Vec<_>>().join(" + "),
        other => other.to_string(),
    }
}

/// Method and path without the query; long segments could be anything, so they are left out.
fn nowhere(call: &RecordedCall) -> String {
    let path = call.path.split('?').next().unwrap_or_default();
    let segments = path.split('/').take(8).map(|it| if it.len() > 24 || has_number(it) { "…" } else { it });
    format!("{} {}", call.method, segments.collect::<Vec<_>>().join("/"))
}

fn has_number(segment: &str) -> bool {
    segment.bytes().filter(u8::is_ascii_digit).count() > 3
}

/// The last three characters of a long id.
fn masked(customer: &str) -> String {
    let count = customer.chars().count();
    let tail: String = customer.chars().skip(count.saturating_sub(3)).collect();
    if count >= 8 { format!("…{tail}") } else { "…".to_owned() }
}
