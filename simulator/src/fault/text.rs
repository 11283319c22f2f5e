//! The text of a fault: `name`, `name=argument`, several joined by ` + `, and `after-executing` among them.
//! One grammar for scenario files, the request header and the admin API.

use std::{fmt, str::FromStr, time::Duration};

use jiff::SignedDuration;

use super::Fault;

/// What is wrong with the text of a fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaultTextError(String);

impl FaultTextError {
    pub(super) fn new(problem: impl Into<String>) -> Self {
        Self(problem.into())
    }
}

impl fmt::Display for FaultTextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for FaultTextError {}

/// Faults without an argument.
const BARE: [(&str, Fault); 24] = [
    ("drop-before-reading", Fault::DropBeforeReading),
    ("drop-after-reading", Fault::DropAfterReading),
    ("drop-after-executing", Fault::DropAfterExecuting),
    ("reset", Fault::Reset),
    ("truncated-body", Fault::TruncatedBody),
    ("html-502", Fault::Html502),
    ("html-503", Fault::Html503),
    ("html-504", Fault::Html504),
    ("system-error-99", Fault::SystemError99),
    ("unauthorized-once", Fault::UnauthorizedOnce),
    ("execute-twice", Fault::ExecuteTwice),
    ("redirect-307", Fault::Redirect307),
    ("redirect-308", Fault::Redirect308),
    ("wrong-content-type", Fault::WrongContentType),
    ("invalid-utf8", Fault::InvalidUtf8),
    ("unknown-value", Fault::UnknownValue),
    ("unknown-field", Fault::UnknownField),
    ("goods-never", Fault::GoodsAfter(None)),
    ("duplicate-rows", Fault::DuplicateRows),
    ("twin-rows", Fault::TwinRows),
    ("callbacks-doubled", Fault::CallbacksDoubled),
    ("callbacks-out-of-order", Fault::CallbacksOutOfOrder),
    ("callbacks-never", Fault::CallbacksNever),
    ("after-executing", Fault::Together(Vec::new())),
];

impl FromStr for Fault {
    type Err = FaultTextError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (mut parts, mut executed, mut rest) = (Vec::new(), false, text.trim());
        loop {
            // A canned answer may hold anything, so it is the last part.
            let (part, next) = match rest.split_once(" + ") {
                Some((part, next)) if !part.starts_with("answer=") => (part.trim(), Some(next.trim())),
                _ => (rest, None),
            };
            match part {
                "after-executing" => executed = true,
                part => parts.push(atom(part)?),
            }
            let Some(next) = next else { break };
            rest = next;
        }
        let fault = match parts.len() {
            0 => return Err(FaultTextError::new("`after-executing` needs another fault beside it")),
            1 => parts.remove(0),
            _ => Self::Together(parts),
        };
        Ok(if executed { fault.after_executing() } else { fault })
    }
}

fn atom(text: &str) -> Result<Fault, FaultTextError> {
    let Some((name, argument)) = text.split_once('=') else {
        let bare = BARE.iter().find(|(name, _)| *name == text).map(|(_, fault)| fault.clone());
        return bare.ok_or_else(|| FaultTextError::new(format!("there is no fault `{text}`")));
    };
    Ok(match name {
        "delay" => Fault::Delay(duration(argument)?),
        "delay-by-clock" => Fault::DelayByClock(duration(argument)?),
        "slow-body" => Fault::SlowBody(duration(argument)?),
        "oversized-body" => Fault::OversizedBody(number(argument)?),
        "too-many-requests" => Fault::TooManyRequests(number(argument)?),
        "execute-late" => Fault::ExecuteLate(duration(argument)?),
        "code" => Fault::Code(argument.to_owned()),
        "null-field" => Fault::NullField(argument.to_owned()),
        "set-field" => set_field(argument)?,
        "other-amount" => Fault::OtherAmount(number(argument)?),
        "settle" => Fault::Settle(argument.parse()?),
        "goods-after" => Fault::GoodsAfter(Some(duration(argument)?)),
        "list-lag" => Fault::ListLag(duration(argument)?),
        "callbacks-late" => Fault::CallbacksLate(duration(argument)?),
        "answer" => answer(argument)?,
        _ => return Err(FaultTextError::new(format!("there is no fault `{name}` with an argument"))),
    })
}

fn set_field(argument: &str) -> Result<Fault, FaultTextError> {
    let (path, value) = argument.split_once(':').ok_or_else(|| FaultTextError::new("write `set-field=path:value`"))?;
    Ok(Fault::SetField(path.to_owned(), value.to_owned()))
}

/// `status content/type body`
fn answer(argument: &str) -> Result<Fault, FaultTextError> {
    let mut words = argument.splitn(3, ' ');
    let status = number(words.next().unwrap_or_default())?;
    let content_type = words.next().unwrap_or("text/plain").to_owned();
    let body = words.next().unwrap_or_default().to_owned().into();
    Ok(Fault::Answer { status, content_type, body })
}

fn number<N: FromStr>(text: &str) -> Result<N, FaultTextError> {
    text.parse().map_err(|_| FaultTextError::new(format!("`{text}` is no number that fits here")))
}

/// `250ms`, `30s`, `1h 30m`.
pub(crate) fn duration(text: &str) -> Result<Duration, FaultTextError> {
    let read = text.parse::<SignedDuration>().ok().and_then(|it| Duration::try_from(it).ok());
    read.ok_or_else(|| FaultTextError::new(format!("`{text}` is no time: write it like `250ms`, `30s` or `1h 30m`")))
}

pub(super) fn friendly(duration: Duration) -> String {
    SignedDuration::try_from(duration).map_or_else(|_| format!("{}s", duration.as_secs()), |it| format!("{it:#}"))
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((name, _)) = BARE.iter().find(|(_, fault)| fault == self) {
            return f.write_str(name);
        }
        match self {
            Self::Delay(it) => write!(f, "delay={}", friendly(*it)),
            Self::DelayByClock(it) => write!(f, "delay-by-clock={}", friendly(*it)),
            Self::SlowBody(it) => write!(f, "slow-body={}", friendly(*it)),
            Self::OversizedBody(it) => write!(f, "oversized-body={it}"),
            Self::TooManyRequests(it) => write!(f, "too-many-requests={it}"),
            Self::ExecuteLate(it) => write!(f, "execute-late={}", friendly(*it)),
            Self::Code(it) => write!(f, "code={it}"),
            Self::NullField(it) => write!(f, "null-field={it}"),
            Self::SetField(path, value) => write!(f, "set-field={path}:{value}"),
            Self::OtherAmount(it) => write!(f, "other-amount={it}"),
            Self::Settle(it) => write!(f, "settle={it}"),
            Self::GoodsAfter(it) => write!(f, "goods-after={}", friendly(it.unwrap_or_default())),
            Self::ListLag(it) => write!(f, "list-lag={}", friendly(*it)),
            Self::CallbacksLate(it) => write!(f, "callbacks-late={}", friendly(*it)),
            Self::Answer { status, content_type, body } => {
                write!(f, "answer={status} {content_type} {}", String::from_utf8_lossy(body))
            }
            Self::AfterExecuting(fault) => write!(f, "after-executing + {fault}"),
            Self::Together(all) => {
                let texts: Vec<_> = all.iter().map(ToString::to_string).collect();
                f.write_str(&texts.join(" + "))
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_is_written_as_it_was_read() {
        let names: Vec<_> = BARE.iter().map(|(name, _)| (*name).to_owned()).collect();
        let bare = names.into_iter().filter(|name| name != "after-executing");
        let others = [
            "delay=250ms",
            "delay-by-clock=1h 30m",
            "slow-body=2s",
            "oversized-body=20000000",
            "too-many-requests=30",
            "execute-late=5m + html-504",
            "code=07",
            "null-field=data.price",
            "set-field=data.customer_id:\"1\"",
            "other-amount=-500",
            "settle=pending, 30s success",
            "goods-after=10m",
            "list-lag=1h",
            "callbacks-late=1m",
            "answer=409 application/json {\"a\": \"b + c\"}",
            "after-executing + html-502",
            "after-executing + execute-twice + reset",
        ];
        for text in bare.chain(others.map(str::to_owned)) {
            let fault: Fault = text.parse().unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!(fault.to_string(), text);
        }
    }

    #[test]
    fn wrong_texts_say_what_is_wrong() {
        for (text, problem) in [
            ("", "there is no fault ``"),
            ("drop", "there is no fault `drop`"),
            ("nap=1s", "there is no fault `nap` with an argument"),
            ("delay=soon", "`soon` is no time: write it like `250ms`, `30s` or `1h 30m`"),
            ("too-many-requests=-1", "`-1` is no number that fits here"),
            ("after-executing", "`after-executing` needs another fault beside it"),
        ] {
            assert_eq!(text.parse::<Fault>().unwrap_err().to_string(), problem);
        }
    }
}
