//! Minify: the one change that SNAP makes to a body before it is hashed.
//!
//! Comes in: the bytes of a body. Stays out: JSON values; nothing is parsed, so nothing can be printed differently.

use std::borrow::Cow;

use serde::de::IgnoredAny;

use super::error::{SnapError, SnapErrorKind};

/// The body without the space, tab, CR and LF that stand outside strings; nothing else is touched.
///
/// Escapes, the spelling of numbers, duplicate keys, the order of keys and all other bytes stay. The text is scanned
/// and not understood: a text that isn't JSON is taken as it comes, and is scanned in the same way.
/// Borrows when there is nothing to drop.
///
/// The standard says only "minify"; this reading is BCA's, DOKU's and Midtrans's
/// (<https://docs.midtrans.com/reference/signature-generation>).
///
/// ```
/// use bayar::snap::minify::minify;
///
/// assert_eq!(&*minify(b"{ \"note\" : \"a b\" }\n"), b"{\"note\":\"a b\"}");
/// ```
#[must_use]
pub fn minify(body: &[u8]) -> Cow<'_, [u8]> {
    let mut scan = Scan::default();
    let mut done = 0;
    for block in body.chunks(BLOCK) {
        let drop = scan.gaps(&padded(block));
        if drop != 0 {
            return Cow::Owned(compacted(body, done, drop, scan));
        }
        done += BLOCK;
    }
    Cow::Borrowed(body)
}

/// [`minify`] for a text that must be JSON.
///
/// ```
/// use bayar::snap::minify::minify_strict;
///
/// let error = minify_strict(br#"{"amount": 1,}"#).expect_err("not JSON");
/// assert_eq!(error.offset(), Some(13));
/// ```
///
/// # Errors
///
/// [`SnapErrorKind::Json`] with the byte at which the text stops being JSON; for a text that ends too early that is
/// its length.
pub fn minify_strict(body: &[u8]) -> Result<Cow<'_, [u8]>, SnapError> {
    let wrong =
        |offset| SnapError::new(SnapErrorKind::Json, "body", "the text is not JSON from this place on").at(offset);
    let text = std::str::from_utf8(body).map_err(|error| wrong(error.valid_up_to()))?;
    match serde_json::from_str::<IgnoredAny>(text) {
        Ok(_) => Ok(minify(body)),
        Err(error) if error.is_eof() => Err(wrong(body.len())),
        Err(error) => Err(wrong(offset(text, error.line(), error.column()))),
    }
}

/// The byte that a line and a column name, both counted from 1.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let lines = text.split_inclusive('\n').take(line.saturating_sub(1));
    let start: usize = lines.map(str::len).sum();
    (start + column.saturating_sub(1)).min(text.len())
}

/// Copies what is kept. The blocks before `done` are kept whole, and `drop` belongs to the block at `done`.
fn compacted(body: &[u8], done: usize, mut drop: u64, mut scan: Scan) -> Vec<u8> {
    let (whole, rest) = body.split_at(done);
    let mut out = Vec::with_capacity(body.len());
    out.extend_from_slice(whole);
    for (place, block) in rest.chunks(BLOCK).enumerate() {
        if place > 0 {
            drop = scan.gaps(&padded(block));
        }
        match drop {
            0 => out.extend_from_slice(block),
            _ => keep(&mut out, block, drop),
        }
    }
    out
}

/// Copies a block without the bytes whose bits are set: run by run, and always a block's width at a time, because a
/// copy of known width is a few instructions; what was copied too much is overwritten by the next run.
fn keep(out: &mut Vec<u8>, block: &[u8], drop: u64) {
    let mut source = [0; 2 * BLOCK];
    source[..block.len()].copy_from_slice(block);
    let mut kept = [0; 2 * BLOCK];
    let mut length = 0;
    let mut rest = !drop;
    while rest != 0 {
        let start = rest.trailing_zeros() as usize;
        let run = (rest >> start).trailing_ones() as usize;
        kept[length..length + BLOCK].copy_from_slice(&source[start..start + BLOCK]);
        length += run;
        rest &= u64::MAX.checked_shl((start + run) as u32).unwrap_or(0);
    }
    // The last block is padded, and the padding is kept at its end.
    out.extend_from_slice(&kept[..length - (BLOCK - block.len())]);
}

/// Bytes that are looked at together: as many as a word has bits.
const BLOCK: usize = 64;

/// A block; the last one of a body is filled up with zeros, which are neither quotes nor white space.
fn padded(block: &[u8]) -> Cow<'_, [u8; BLOCK]> {
    block.try_into().map_or_else(
        |_| {
            let mut full = [0; BLOCK];
            full[..block.len()].copy_from_slice(block);
            Cow::Owned(full)
        },
        Cow::Borrowed,
    )
}

/// Where a scan stands between two blocks.
#[derive(Clone, Default)]
struct Scan {
    in_string: bool,
    escaped: bool,
}

impl Scan {
    /// One bit for each byte of the block that is white space outside strings.
    ///
    /// Quotes open and close strings by turns, so whether a byte stands in a string is the parity of the quotes
    /// before it, and a whole block is decided in one word.
    fn gaps(&mut self, block: &[u8; BLOCK]) -> u64 {
        let Marks { mut quotes, backslashes, spaces } = marks(block);
        let before = self.clone();
        if self.escaped || backslashes != 0 {
            quotes &= !self.escapes(backslashes);
        }
        let carried = if self.in_string { u64::MAX } else { 0 };
        let in_string = parity(quotes) ^ carried;
        self.in_string = in_string >> 63 == 1;
        if backslashes & !in_string != 0 {
            // Never in JSON: a backslash outside a string escapes nothing.
            *self = before;
            return self.gaps_by_byte(block);
        }
        spaces & !in_string
    }

    /// The bytes that stand behind a backslash which isn't itself escaped.
    fn escapes(&mut self, backslashes: u64) -> u64 {
        let mut escaped = u64::from(self.escaped);
        let mut rest = backslashes & !escaped;
        self.escaped = false;
        while rest != 0 {
            let first = rest & rest.wrapping_neg();
            let next = first << 1;
            self.escaped = next == 0;
            escaped |= next;
            rest &= !(first | next);
        }
        escaped
    }

    fn gaps_by_byte(&mut self, block: &[u8; BLOCK]) -> u64 {
        let mut gaps = 0;
        for (place, byte) in block.iter().enumerate() {
            gaps |= u64::from(!self.keeps(*byte)) << place;
        }
        gaps
    }

    fn keeps(&mut self, byte: u8) -> bool {
        if self.escaped {
            self.escaped = false;
            return true;
        }
        match byte {
            b'"' => self.in_string = !self.in_string,
            b'\\' => self.escaped = self.in_string,
            b' ' | b'\t' | b'\r' | b'\n' => return self.in_string,
            _ => {}
        }
        true
    }
}

/// One bit for each byte of a block.
struct Marks {
    quotes: u64,
    backslashes: u64,
    spaces: u64,
}

/// Comparisons into arrays first: the compiler turns that loop into vector instructions.
fn marks(block: &[u8; BLOCK]) -> Marks {
    let (mut quotes, mut backslashes, mut spaces) = ([0; BLOCK], [0; BLOCK], [0; BLOCK]);
    for place in 0..BLOCK {
        let is = |sample: u8| u8::from(block[place] == sample);
        quotes[place] = is(b'"');
        backslashes[place] = is(b'\\');
        spaces[place] = is(b' ') | is(b'\n') | is(b'\r') | is(b'\t');
    }
    Marks { quotes: bits(&quotes), backslashes: bits(&backslashes), spaces: bits(&spaces) }
}

/// 64 bytes that are 0 or 1 as one word: a multiplication gathers eight of them at a time.
fn bits(flags: &[u8; BLOCK]) -> u64 {
    let (words, _) = flags.as_chunks::<8>();
    let gather = |word: &[u8; 8]| u64::from_le_bytes(*word).wrapping_mul(0x0102_0408_1020_4080) >> 56;
    words.iter().rev().fold(0, |bits, word| bits << 8 | gather(word))
}

/// For each bit, whether an odd number of bits is set up to it.
fn parity(mut bits: u64) -> u64 {
    for shift in [1, 2, 4, 8, 16, 32] {
        bits ^= bits << shift;
    }
    bits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drops_white_space_outside_strings_only() {
        for (body, wanted) in [
            ("", ""),
            ("{ }", "{}"),
            ("[ 1 ,\r\n\t2 ]", "[1,2]"),
            (r#"{"a b" : "c  d"}"#, r#"{"a b":"c  d"}"#),
            (r#"{"a":"\" x"  }"#, r#"{"a":"\" x"}"#),
            (r#"{"a":"\\"  , "b":1}"#, r#"{"a":"\\","b":1}"#),
            (r#"{"a" : "\u00e9\/" , "n" : 1.50}"#, r#"{"a":"\u00e9\/","n":1.50}"#),
            ("{\u{a0}\"é\" : 1 }", "{\u{a0}\"é\":1}"),
        ] {
            assert_eq!(minify(body.as_bytes()), wanted.as_bytes(), "{body:?}");
        }
    }

    #[test]
    fn borrows_when_nothing_changes() {
        assert!(matches!(minify(b"{\"a\":\" \"}"), Cow::Borrowed(_)));
        assert!(matches!(minify(b"{} "), Cow::Owned(_)));
    }

    /// The rule in its plainest form, to hold the fast one against.
    fn plain(body: &[u8]) -> Vec<u8> {
        let mut scan = Scan::default();
        body.iter().copied().filter(|byte| scan.keeps(*byte)).collect()
    }

    #[test]
    fn agrees_with_the_plain_rule_at_every_length_and_shift() {
        let text = r#"{ "a b" : "\" 
" , \ "c" :[ 1 , "d\"], "open \\ "#
            .repeat(6);
        for start in 0..80 {
            for end in start..text.len() {
                let body = &text.as_bytes()[start..end];
                assert_eq!(minify(body), plain(body), "{:?}", &text[start..end]);
            }
        }
    }

    #[test]
    fn strict_reports_the_place() {
        for (body, wanted) in [
            (r#"{"a": 1,}"#, 8),
            ("", 0),
            ("  ", 2),
            ("{\n \"a\": tru}", 11),
            (r#"{"a": "b"#, 8),
            ("{} x", 3),
            ("'a'", 0),
            ("[1 2]", 3),
        ] {
            let error = minify_strict(body.as_bytes()).expect_err(body);
            assert_eq!((error.kind(), error.offset()), (SnapErrorKind::Json, Some(wanted)), "{body}");
        }
        assert_eq!(minify_strict(b"\"\xff\"").expect_err("no UTF-8").offset(), Some(1));
        assert_eq!(minify_strict(b"[ 1 ]").expect("JSON"), b"[1]".as_slice());
    }
}
