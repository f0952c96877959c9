//! The aggregates, the guards, the policies and the timers together, in memory: what holds whatever members do, however far
//! the policies lag behind.

mod guard_table;
mod model;
mod moderation;
mod properties;
