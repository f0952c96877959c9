# The commands of this repository. `make help` lists them.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help demo demo-script test lint advisories fmt bench load services services-stop

# Where cargo installs tools, also for shells that do not know it.
export PATH := $(PATH):$(HOME)/.cargo/bin

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 16

demo: ## everything on this machine: phones page, bot, forty members; Ctrl-C stops it
	@scripts/demo

demo-script: ## two members go through the main journey; prints the transcript
	@scripts/demo --script

test: ## every test
	@scripts/provide test
	@cargo test --workspace --doc --quiet
	@trap 'scripts/postgres stop-if-idle .dev/test-postgres' EXIT; cargo nextest run --workspace --profile ci

lint: ## formatting, clippy, licences and sources of dependencies, rules of this repository
	@scripts/provide lint
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --quiet -- -D warnings
	cargo deny --log-level error check bans licenses sources
	cargo run --quiet -p xtask -- check

advisories: ## known faults of dependencies, as of today; asks the network, and is no part of lint for that
	@scripts/provide lint
	cargo deny --log-level error check advisories

fmt: ## formats the code
	cargo fmt --all

bench: ## measures parts: dispatcher, relay, projections
	@scripts/provide demo
	cargo bench -p benches
	cargo run --release -p benches -- bench

load: ## measures the whole system under load
	@scripts/provide demo
	cargo run --release -p benches -- load

services: ## a private Postgres and Redis under .dev/, for work by hand; prints their addresses
	@scripts/provide demo
	@scripts/services start .dev/services

services-stop: ## stops them; the data stays
	@scripts/services stop .dev/services
