//! A proposal takes both searches, so that their members see them as taken and nothing else resumes them.

use super::{Context, Reaction};
use crate::matching::MatchEvent;
use crate::search::SearchCommand;
use crate::{Command, Event};

pub(super) fn react(context: &Context<'_>) -> Vec<Reaction> {
    let Event::Match(match_id, MatchEvent::MatchProposed { parties, .. }) = context.event else {
        return Vec::new();
    };
    parties
        .iter()
        .map(|party| {
            Reaction::Command(Command::Search(
                party.search_id,
                SearchCommand::TakeSearch {
                    match_id: *match_id,
                    at: context.now,
                },
            ))
        })
        .collect()
}
