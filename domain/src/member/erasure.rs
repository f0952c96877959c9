//! The life of a member's stream: registered, erased, and perhaps returned (product.md, "Privacy").

use super::{Member, MemberCommand, MemberError, MemberEvent};
use crate::Rules;
use crate::values::{Language, MemberId, Timestamp};

impl Member {
    /// A member who erased themselves is not registered again: the vault has first to destroy what it held, and says whether there is
    /// anything to come back to.
    pub(super) fn register(
        &self,
        member: MemberId,
        language: Option<Language>,
        at: Timestamp,
    ) -> Result<Vec<MemberEvent>, MemberError> {
        if self.erased {
            return Err(MemberError::Erased);
        }
        if self.registered {
            return Ok(Vec::new());
        }
        let first = MemberEvent::MemberRegistered { member, at };
        Ok(greeted(first, language, at))
    }

    /// Decides on an erasure or a return, refuses everything else to the erased, and leaves the rest to others.
    pub(super) fn erase_or_return(
        &self,
        id: MemberId,
        command: &MemberCommand,
        rules: &Rules,
    ) -> Option<Result<Vec<MemberEvent>, MemberError>> {
        match *command {
            MemberCommand::EraseMember { .. } if self.erased => Some(Ok(Vec::new())),
            MemberCommand::EraseMember { at } => Some(Ok(self.erase(id, at, rules))),
            MemberCommand::ReturnMember { .. } if !self.erased => Some(Ok(Vec::new())),
            MemberCommand::ReturnMember { language, at } => {
                let returned = MemberEvent::MemberReturned { at };
                Some(Ok(greeted(returned, language, at)))
            }
            _ if self.erased => Some(Err(MemberError::Erased)),
            _ => None,
        }
    }

    /// Nobody is left to lift the member's own blocks, so they are lifted with the same pause as always.
    fn erase(&self, id: MemberId, at: Timestamp, rules: &Rules) -> Vec<MemberEvent> {
        let blocked: Vec<MemberId> = self.blocks.keys().copied().collect();
        let lifted = blocked
            .into_iter()
            .flat_map(|peer| self.unblock(id, peer, at, rules).unwrap_or_default());
        lifted
            .chain(std::iter::once(MemberEvent::MemberErased { at }))
            .collect()
    }

    /// What is left of a member: the opaque id, and how they stand with the staff.
    pub(super) fn without_profile(&self, erased_at: Timestamp) -> Self {
        Self {
            id: self.id,
            erased: true,
            erased_at: Some(erased_at),
            standing: self.standing.clone(),
            ..Self::default()
        }
    }
}

/// The language that everybody is spoken to in unless they say otherwise need not be remembered.
fn greeted(first: MemberEvent, language: Option<Language>, at: Timestamp) -> Vec<MemberEvent> {
    let other = language.filter(|language| *language != Language::default());
    let chosen = other.map(|language| MemberEvent::LanguageChosen { language, at });
    std::iter::once(first).chain(chosen).collect()
}
