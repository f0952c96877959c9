//! Who sends commands: members who search, answer proposals, end talks, block and change their minds, all at once.

use std::sync::Arc;
use std::time::Duration;

use app::clock::Clock;
use app::ids::Ids;
use app::{CommandContext, Dispatcher, ExecuteError, Executed};
use chrono::TimeDelta;
use domain::guard::Space;
use domain::matching::{ChatEndReason, Match, MatchCommand, Party, Score, Totals};
use domain::member::{Member, MemberCommand};
use domain::search::{EndReason, Search, SearchCommand};
use domain::values::{MatchId, MemberId, SearchId, Topic};
use domain::{Command, Stream};
use rand::Rng;
use rand::seq::{IndexedRandom, IteratorRandom};
use rand_chacha::ChaCha8Rng;
use uuid::Uuid;

use super::Town;

/// What passes between two commands, by the town's clock.
const PAUSE: TimeDelta = TimeDelta::seconds(15);

/// What a replica said to a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// Its events end at this position.
    Written { position: i64, events: usize },
    /// It had been carried out before; so far the log was then.
    Done { position: i64 },
    /// There was nothing to change.
    Unchanged,
    /// A rule was broken.
    Rejected,
    /// No answer.
    Failed,
}

/// A command and what it was answered in the end.
pub(super) struct Attempt {
    pub(super) command_id: Uuid,
    pub(super) command: Command,
    pub(super) answer: Answer,
    /// An earlier try got no answer and may have been carried out later.
    pub(super) is_unclear: bool,
}

impl Attempt {
    /// Through the replica that never fails.
    pub(super) async fn made_at_once(town: &Town, command: Command) -> Self {
        let context = context(town);
        Self {
            command_id: context.command_id,
            answer: send(&town.near().dispatcher, &command, &context).await,
            command,
            is_unclear: false,
        }
    }
}

fn context(town: &Town) -> CommandContext {
    let id = town.ids.uuid();
    CommandContext {
        command_id: id,
        correlation: id,
        causation: id,
        actor: "member",
        now: town.clock.now(),
    }
}

async fn send(dispatcher: &Dispatcher, command: &Command, context: &CommandContext) -> Answer {
    match command.clone() {
        Command::Member(id, command) => {
            answer::<Member>(dispatcher.execute(id, command, context).await)
        }
        Command::Search(id, command) => {
            answer::<Search>(dispatcher.execute(id, command, context).await)
        }
        Command::Match(id, command) => {
            answer::<Match>(dispatcher.execute(id, command, context).await)
        }
        other => panic!("nobody sends {other:?}"),
    }
}

fn answer<A: Stream>(result: Result<Executed<A>, ExecuteError<A::Error>>) -> Answer {
    match result {
        Ok(executed) if executed.already_done => Answer::Done {
            position: executed.position,
        },
        Ok(executed) if executed.events.is_empty() => Answer::Unchanged,
        Ok(executed) => Answer::Written {
            position: executed.position,
            events: executed.events.len(),
        },
        Err(ExecuteError::Rejected(_)) => Answer::Rejected,
        Err(ExecuteError::Failed(_)) => Answer::Failed,
    }
}

/// A task that acts for any member through any replica.
pub(super) struct Worker {
    random: ChaCha8Rng,
    town: Arc<Town>,
}

impl Worker {
    pub(super) fn new(random: ChaCha8Rng, town: Arc<Town>) -> Self {
        Self { random, town }
    }

    pub(super) async fn work(mut self, commands: usize) -> Vec<Attempt> {
        let mut attempts = Vec::new();
        while attempts.len() < commands {
            self.town.clock.advance(PAUSE);
            if let Some(command) = self.idea().await {
                attempts.push(self.carry_out(command).await);
            }
        }
        attempts
    }

    /// What somebody wants next, by what the healthy replica shows; by the time it is sent it may be too late for it.
    async fn idea(&mut self) -> Option<Command> {
        let member = *self.town.members.choose(&mut self.random)?;
        match self.random.random_range(0..100) {
            0..22 => Some(self.search(member)),
            22..45 => self.proposal().await,
            45..75 => self.answer_or_end().await,
            75..80 => self.cancelled_search(member).await,
            80..88 => Some(self.topics(member)),
            88..96 => Some(self.block(member)),
            _ => Some(self.reachability(member)),
        }
    }

    fn search(&self, member: MemberId) -> Command {
        let search_id = SearchId(self.town.ids.uuid());
        let at = self.town.clock.now();
        Command::Search(
            search_id,
            SearchCommand::StartSearch {
                search_id,
                member,
                at,
            },
        )
    }

    async fn proposal(&mut self) -> Option<Command> {
        let log = self.town.near().dispatcher.log();
        let searching = log.open_claims(Space::Searches.name()).await.ok()?;
        let chosen = searching.iter().choose_multiple(&mut self.random, 2);
        let party = |index: usize| {
            let claim = chosen.get(index)?;
            Some(Party {
                member: claim.key.parse().ok()?,
                search_id: claim.holder.parse().ok()?,
            })
        };
        let match_id = MatchId(self.town.ids.uuid());
        let command = MatchCommand::ProposeMatch {
            match_id,
            parties: [party(0)?, party(1)?],
            shared_topics: [Topic::Burnout, Topic::Anxiety].into_iter().collect(),
            score: Score::default(),
            softened: false,
            at: self.town.clock.now(),
        };
        Some(Command::Match(match_id, command))
    }

    async fn answer_or_end(&mut self) -> Option<Command> {
        let log = self.town.near().dispatcher.log();
        let engaged = log.open_claims(Space::Engagements.name()).await.ok()?;
        let chosen = engaged.choose(&mut self.random)?;
        let (by, match_id) = (chosen.key.parse().ok()?, chosen.holder.parse().ok()?);
        let at = self.town.clock.now();
        let command = match self.random.random_range(0..10) {
            0..7 => MatchCommand::AcceptProposal { by, at },
            7 => MatchCommand::DeclineProposal { by, at },
            8 => MatchCommand::ExpireProposal { at },
            _ => MatchCommand::EndChat {
                by: Some(by),
                reason: ChatEndReason::Ended,
                totals: Totals::default(),
                at,
            },
        };
        Some(Command::Match(match_id, command))
    }

    async fn cancelled_search(&self, member: MemberId) -> Option<Command> {
        let dispatcher = &self.town.near().dispatcher;
        let search_id = dispatcher.open_search(member).await.ok()??;
        let (reason, at) = (EndReason::Cancelled, self.town.clock.now());
        Some(Command::Search(
            search_id,
            SearchCommand::EndSearch { reason, at },
        ))
    }

    fn topics(&mut self, member: MemberId) -> Command {
        let topics = Topic::ALL.into_iter();
        let topics = topics.choose_multiple(&mut self.random, 3);
        let topics = topics.into_iter().collect();
        let at = self.town.clock.now();
        Command::Member(member, MemberCommand::ChooseTopics { topics, at })
    }

    fn block(&mut self, member: MemberId) -> Command {
        let others = self.town.members.iter().filter(|other| **other != member);
        let peer = others.choose(&mut self.random).copied().unwrap_or(member);
        let at = self.town.clock.now();
        let command = if self.random.random_bool(0.4) {
            MemberCommand::BlockUser {
                peer,
                match_id: None,
                at,
            }
        } else {
            MemberCommand::UnblockUser { peer, at }
        };
        Command::Member(member, command)
    }

    fn reachability(&mut self, member: MemberId) -> Command {
        let at = self.town.clock.now();
        let command = if self.random.random_bool(0.3) {
            MemberCommand::MarkUnreachable { at }
        } else {
            MemberCommand::MarkReachable { at }
        };
        Command::Member(member, command)
    }

    fn replica(&mut self) -> Dispatcher {
        let index = self.random.random_range(0..self.town.replicas.len());
        self.town.replicas[index].dispatcher.clone()
    }

    /// Until it has a final answer, through any replica, sometimes impatiently and sometimes twice.
    async fn carry_out(&mut self, command: Command) -> Attempt {
        let context = context(&self.town);
        let mut is_unclear = false;
        let answer = loop {
            let patience = match self.random.random_range(0..8) {
                0 => Duration::from_millis(self.random.random_range(0..3)),
                _ => Duration::from_mins(1),
            };
            let replica = self.replica();
            let sending = send(&replica, &command, &context);
            match tokio::time::timeout(patience, sending).await {
                Ok(Answer::Failed) | Err(_) => is_unclear = true,
                Ok(answer) => break answer,
            }
        };
        if let Answer::Written { position, .. } = answer
            && self.random.random_range(0..4) == 0
        {
            self.repeat(&command, &context, position).await;
        }
        Attempt {
            command_id: context.command_id,
            command,
            answer,
            is_unclear,
        }
    }

    /// The same id again, elsewhere: it is done, whatever the rules say by now.
    async fn repeat(&mut self, command: &Command, context: &CommandContext, position: i64) {
        loop {
            let replica = self.replica();
            match send(&replica, command, context).await {
                Answer::Failed => {}
                answer => {
                    assert_eq!(answer, Answer::Done { position }, "{command:?}");
                    break;
                }
            }
        }
    }
}
