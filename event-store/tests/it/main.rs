//! The event log against a real PostgreSQL.

mod append;
mod chaos;
mod faults;
mod fixture;
mod guards;
mod leases;
mod store;
mod subscriptions;
mod verify;
mod wake_ups;
