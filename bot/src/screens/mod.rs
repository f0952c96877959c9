//! What members see, as pure functions of what is known: handlers send these, notices send these, tests look at these.

pub mod block;
pub mod decision;
pub mod moderators;
pub mod profile;
pub mod proposal;
pub mod question;
pub mod report;
pub mod search;
pub mod settings;
pub mod sos;
pub mod talk;
pub mod tips;

#[cfg(test)]
mod tests;
