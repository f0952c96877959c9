//! What members see, as pure functions of what is known: handlers send these, notices send these, tests look at these.

pub mod profile;
pub mod proposal;
pub mod question;
pub mod search;
pub mod settings;
pub mod talk;

#[cfg(test)]
mod tests;
