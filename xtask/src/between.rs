//! Text that a command writes into a page, between two comments.
//!
//! Comes in: a page with `<!-- name -->` and `<!-- /name -->` in it. Stays out: what is written there.

use anyhow::{Context, Result, ensure};
use std::{fs, path::Path};

/// Puts the text into the page; with `check`, fails if something else is there.
pub(crate) fn put(page: &Path, name: &str, text: &str, check: bool, command: &str) -> Result<()> {
    let old = fs::read_to_string(page).with_context(|| page.display().to_string())?;
    let new = with(&old, name, text).with_context(|| page.display().to_string())?;
    if check {
        ensure!(old == new, "{}: what is marked `{name}` is stale; run `{command}`", page.display());
    } else if old != new {
        fs::write(page, new)?;
        println!("wrote {}", page.display());
    }
    Ok(())
}

fn with(page: &str, name: &str, text: &str) -> Result<String> {
    let (open, close) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
    let split = page.split_once(&open).and_then(|(before, rest)| Some((before, rest.split_once(&close)?.1)));
    let (before, after) = split.with_context(|| format!("there is no `{}` … `{close}`", open.trim()))?;
    Ok(format!("{before}{open}\n{}\n\n{close}{after}", text.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_marked_is_replaced() {
        let page = "before\n<!-- a -->\nold\n<!-- /a -->\nafter\n";
        let once = with(page, "a", "new\n").unwrap();
        assert_eq!(once, "before\n<!-- a -->\n\nnew\n\n<!-- /a -->\nafter\n");
        assert_eq!(with(&once, "a", "new").unwrap(), once);
        assert!(with(page, "b", "new").unwrap_err().to_string().contains("<!-- b -->"));
    }
}
