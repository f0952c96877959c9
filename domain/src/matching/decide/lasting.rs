//! How long a talk lasts: it ends when nobody says anything, and when its time box is over and not both extended it.

use super::Known;
use crate::Rules;
use crate::matching::{ChatEndReason, Match, MatchError, MatchEvent, Silence, TimeBox, Totals};
use crate::values::{MemberId, Timestamp};

impl Match {
    /// When an open talk has to be reviewed next; `None` when it is not open. A later message makes it later.
    pub fn review_due(
        &self,
        last_message_at: Option<Timestamp>,
        rules: &Rules,
    ) -> Option<Timestamp> {
        if !self.is_open() {
            return None;
        }
        let since = self.silent_since(last_message_at)?;
        let of_silence = self
            .warned_of(since)
            .map_or(since + rules.silent_before_warning(), |silence| {
                silence.ends_at
            });
        let of_time_box = self.time_box.map(|time_box| question_at(time_box, rules));
        Some(of_time_box.map_or(of_silence, |moment| moment.min(of_silence)))
    }

    /// Whether this member wants a time-boxed talk to go on.
    pub fn wishes_extension(&self, member: MemberId) -> bool {
        match (self.side_of(member), self.time_box) {
            (Some(side), Some(time_box)) => time_box.wished[side],
            _ => false,
        }
    }

    /// Decides what the time that has passed means for an open talk.
    pub(super) fn review(
        &self,
        last_message_at: Option<Timestamp>,
        totals: Totals,
        at: Timestamp,
        rules: &Rules,
    ) -> Result<Vec<MatchEvent>, MatchError> {
        let known = self.known()?;
        self.still_chatting()?;
        if self.time_box.is_some_and(|time_box| at >= time_box.ends_at) {
            return self.end_chat(None, ChatEndReason::TimeOver, totals, at, rules);
        }
        let since = self.silent_since(last_message_at).unwrap_or(at);
        let warned = self.warned_of(since);
        if warned.is_some_and(|silence| at >= silence.ends_at) {
            return self.end_chat(None, ChatEndReason::Idle, totals, at, rules);
        }
        let mut events = Vec::new();
        if warned.is_none() && at >= since + rules.silent_before_warning() {
            events.push(MatchEvent::ChatFellSilent {
                match_id: known.match_id,
                pair: known.pair,
                silent_since: since,
                // Whoever looks late (after an outage) still gives them the time to answer.
                ends_at: (since + rules.chat_idle_end).max(at + rules.idle_warning()),
                at,
            });
        }
        events.extend(self.ask_for_extension(&known, at, rules));
        Ok(events)
    }

    /// One side wants a time-boxed talk to go on; it does when both want it.
    pub(super) fn extend(
        &self,
        by: MemberId,
        at: Timestamp,
        rules: &Rules,
    ) -> Result<Vec<MatchEvent>, MatchError> {
        let (known, side) = self.known_to(by)?;
        self.still_chatting()?;
        let time_box = self.time_box.ok_or(MatchError::NotTimeBoxed)?;
        if at >= time_box.ends_at {
            return Err(MatchError::AlreadyEnded);
        }
        if !time_box.asked {
            return Err(MatchError::TimeLeft);
        }
        if time_box.wished[side] {
            return Ok(Vec::new());
        }
        let mut events = vec![MatchEvent::ExtensionWished {
            match_id: known.match_id,
            by,
            pair: known.pair,
            ends_at: time_box.ends_at,
            at,
        }];
        if time_box.wished[1 - side] {
            // A deployment that gives up time boxes still keeps its word to those who are in one.
            let length = rules
                .chat_time_box
                .unwrap_or(time_box.ends_at - time_box.begins_at);
            events.push(MatchEvent::ChatExtended {
                match_id: known.match_id,
                pair: known.pair,
                ends_at: time_box.ends_at + length,
                at,
            });
        }
        Ok(events)
    }

    fn ask_for_extension(&self, known: &Known, at: Timestamp, rules: &Rules) -> Option<MatchEvent> {
        let time_box = self.time_box.filter(|time_box| !time_box.asked)?;
        (at >= question_at(time_box, rules)).then_some(MatchEvent::ExtensionAsked {
            match_id: known.match_id,
            pair: known.pair,
            ends_at: time_box.ends_at,
            at,
        })
    }

    /// Since when nobody has said anything. A talk without messages is silent from its beginning.
    fn silent_since(&self, last_message_at: Option<Timestamp>) -> Option<Timestamp> {
        last_message_at.max(self.started_at)
    }

    /// The warning about this silence, if both had one; an earlier warning was answered by a message.
    fn warned_of(&self, since: Timestamp) -> Option<Silence> {
        self.silence.filter(|silence| silence.since >= since)
    }
}

/// When the time box has to be looked at next: to ask both, and then at its end.
fn question_at(time_box: TimeBox, rules: &Rules) -> Timestamp {
    if time_box.asked {
        return time_box.ends_at;
    }
    time_box.ends_at - rules.extension_question(time_box.ends_at - time_box.begins_at)
}
