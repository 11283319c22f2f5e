//! Files in specs/ that nothing reads any more.
//!
//! Lists folders; opens the authored documents only, for the pages that they name.

use crate::{
    load,
    place::{Place, Problems},
};
use anyhow::{Context, Result};
use std::{collections::BTreeSet, fs, path::Path};

/// Reports pages, overlays and results without a document.
pub(crate) fn check(root: &Path, problems: &mut Problems) -> Result<()> {
    let names = load::names(root)?;
    let mut pages = BTreeSet::new();
    for name in &names {
        let document = load::yaml(root, &format!("specs/authored/{name}.yaml"))?;
        let list = document["x-published"].as_array().cloned().unwrap_or_default();
        pages.extend(list.iter().filter_map(|page| page.as_str().map(str::to_owned)));
    }
    let documents: BTreeSet<String> = names.into_iter().collect();
    let stray = "no authored document of that name; remove it, or write the document";
    report(root, "specs", ".json", &documents, stray, problems)?;
    report(root, "specs/overlays", ".yaml", &documents, stray, problems)?;
    let pages = pages.iter().map(|page| page.trim_end_matches(".md").to_owned()).collect();
    let unread = "no document lists it under x-published; list it, or remove the page";
    report(root, "specs/published", ".md", &pages, unread, problems)
}

fn report(
    root: &Path,
    folder: &str,
    ending: &str,
    known: &BTreeSet<String>,
    what: &str,
    problems: &mut Problems,
) -> Result<()> {
    let path = root.join(folder);
    if !path.exists() {
        return Ok(());
    }
    for entry in fs::read_dir(path).with_context(|| format!("{folder} cannot be listed"))? {
        let file = entry?.file_name().to_string_lossy().into_owned();
        if file.strip_suffix(ending).is_some_and(|stem| !known.contains(stem)) {
            problems.add(&Place::new(&format!("{folder}/{file}"), "-", ""), what);
        }
    }
    Ok(())
}
