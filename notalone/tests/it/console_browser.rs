//! The console in a real Chromium: with keys alone, for two people at once, and as it looks.
//!
//! With `SCREENSHOTS=docs/images` (an absolute path is safest) the pictures of `docs/safety.md` are taken anew.

mod appeals;
mod conflicts;
mod keys;
mod looks;
mod pages;
mod queue;
mod replay;
mod second_factor;
mod told;
mod tools;
