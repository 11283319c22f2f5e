//! What the disk can do by itself.
//!
//! Comes in: a file. Stays out: SQLite.

use std::{
    fs::File,
    io::{Seek, SeekFrom, Write},
    path::Path,
    time::{Duration, Instant},
};

/// Overwrites 4 KB of a file and waits for the disk; how often per second.
pub(crate) fn overwrite(path: &Path, time: Duration, sync: fn(&File) -> std::io::Result<()>) -> f64 {
    let mut file = File::create(path).unwrap();
    file.write_all(&[1; 4096]).unwrap();
    file.sync_all().unwrap();
    let start = Instant::now();
    let mut times = 0_u8;
    let mut count = 0_u64;
    while start.elapsed() < time {
        times = times.wrapping_add(1);
        file.seek(SeekFrom::Start(0)).unwrap();
        file.write_all(&[times; 4096]).unwrap();
        sync(&file).unwrap();
        count += 1;
    }
    count as f64 / start.elapsed().as_secs_f64()
}
