//! Pairs: the proposal, the talk it became, how it ended.

mod projector;
mod query;

pub use projector::{Conversation, ConversationState, Conversations};
pub use query::{find, history_of, latest_talk_of, open_of, open_talks_count, settled_since};
