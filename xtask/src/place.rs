//! Where in which document something is wrong, and the list of all that is.
//!
//! May use: nothing of this program. Every other module reports through it.

use std::fmt;

/// A position that a message can name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    file: String,
    operation: String,
    pointer: String,
}

impl Place {
    pub(crate) fn new(file: &str, operation: &str, pointer: &str) -> Self {
        Self { file: file.to_owned(), operation: operation.to_owned(), pointer: pointer.to_owned() }
    }

    /// The same place one level down.
    pub(crate) fn child(&self, key: impl fmt::Display) -> Self {
        let pointer = format!("{}/{}", self.pointer, escape(&key.to_string()));
        Self { pointer, ..self.clone() }
    }

    pub(crate) fn children(&self, keys: &[&str]) -> Self {
        keys.iter().fold(self.clone(), |place, key| place.child(key))
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: #{}", self.file, self.operation, self.pointer)
    }
}

/// One member of a JSON pointer (RFC 6901).
pub(crate) fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// Everything that is wrong, to be reported together.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Problems(Vec<String>);

impl Problems {
    /// `what` says what is wrong and what to do about it.
    pub(crate) fn add(&mut self, place: &Place, what: impl fmt::Display) {
        let line = format!("{place}: {what}");
        if !self.0.contains(&line) {
            self.0.push(line);
        }
    }

    pub(crate) fn append(&mut self, mut other: Self) {
        self.0.append(&mut other.0);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// `Err` with all the lines if there are any.
    pub(crate) fn into_result(self) -> anyhow::Result<()> {
        let page = self.0.iter().any(|line| line.starts_with("specs/published/"));
        let hint = if page { "\nA published page is never edited; correct it in specs/overlays/." } else { "" };
        anyhow::ensure!(self.0.is_empty(), "{} problem(s)\n{self}{hint}", self.0.len());
        Ok(())
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("\n"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_names_file_operation_and_pointer() {
        let mut problems = Problems::default();
        let place = Place::new("specs/authored/x.yaml", "payBill", "/paths").children(&["/a/b", "post"]);
        problems.add(&place, "is odd; make it even");
        problems.add(&place, "is odd; make it even");
        assert_eq!(problems.to_string(), "specs/authored/x.yaml: payBill: #/paths/~1a~1b/post: is odd; make it even");
        assert!(problems.into_result().is_err());
    }
}
