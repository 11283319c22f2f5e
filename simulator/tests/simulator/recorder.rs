//! What is written down about calls, and what never shows in Debug output.
