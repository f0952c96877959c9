//! Read models against a real database: whatever way their rows come to be, they are the same.

mod history;
mod live;
mod migration;
mod queries;
mod rebuilding;
mod system;
mod verifying;
