//! The OpenAPI block of a published Markdown page.
//!
//! Pure text; knows nothing of any provider.

use anyhow::{Context, Result};

const FENCE: &str = "````";

/// The YAML between the lines "````yaml ..." and "````".
pub(crate) fn openapi_block(page: &str) -> Result<String> {
    let mut lines = page.lines();
    lines
        .find(|line| line.strip_prefix(FENCE).is_some_and(|rest| rest.starts_with("yaml")))
        .context("no line starts with ````yaml: is it an API page?")?;
    let mut block = String::new();
    for line in lines {
        if line.trim_end() == FENCE {
            return Ok(block);
        }
        block.push_str(line);
        block.push('\n');
    }
    anyhow::bail!("the ````yaml block has no end: the page is cut")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_what_stands_between_the_fences() {
        let page = "# Pay\n\n````yaml https://x.example/docs post /pay\nopenapi: 3.0.0\na: b\n````";
        assert_eq!(openapi_block(page).unwrap(), "openapi: 3.0.0\na: b\n");
    }

    #[test]
    fn a_cut_page_and_a_page_without_a_block_are_errors() {
        assert!(openapi_block("````yaml x\nopenapi: 3.0.0\n").unwrap_err().to_string().contains("cut"));
        assert!(openapi_block("```yaml\na: b\n```\n").unwrap_err().to_string().contains("API page"));
    }
}
