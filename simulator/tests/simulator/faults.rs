//! Each fault is seen exactly, by a socket that nothing is hidden from.
