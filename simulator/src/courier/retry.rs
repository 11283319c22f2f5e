//! How often a callback is sent again, by what became of it.
//! The numbers are those of the same vendor's payment host; for the biller none are known.

/// Attempts beyond the first that this result allows.
pub(super) fn allowed(result: &Result<u16, String>, fixed: Option<u32>) -> u32 {
    let documented = match result {
        Ok(200..=299 | 301..=303) => return 0,
        Ok(500) | Err(_) => 1,
        Ok(503) => 4,
        Ok(400 | 404) => 2,
        Ok(_) => 5,
    };
    fixed.unwrap_or(documented)
}
