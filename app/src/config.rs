//! Configuration from the environment (contract.md, "Environment").
