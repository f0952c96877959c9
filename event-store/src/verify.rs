//! Walks the hash chain.
