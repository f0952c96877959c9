//! Which of all possible pairs are proposed together.
