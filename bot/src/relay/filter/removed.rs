//! What was taken out of one message, for the one notice that its sender gets.

use domain::values::contacts::Contact;

use crate::texts::{Markup, Words};

/// A set of [`Contact`]s.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Removed([bool; Contact::ALL.len()]);

impl Removed {
    /// Adds what was taken out.
    pub fn insert(&mut self, contact: Contact) {
        for (is_removed, known) in self.0.iter_mut().zip(Contact::ALL) {
            *is_removed |= known == contact;
        }
    }

    /// Nothing was.
    pub fn is_empty(self) -> bool {
        self.iter().next().is_none()
    }

    /// Each kind once.
    pub fn iter(self) -> impl Iterator<Item = Contact> {
        self.0
            .into_iter()
            .zip(Contact::ALL)
            .filter_map(|(is_removed, contact)| is_removed.then_some(contact))
    }

    /// What its sender is told.
    pub(crate) fn notice(self, words: Words) -> Markup {
        let kinds = self
            .iter()
            .map(|contact| words.relay_hidden_kind(contact.slug()));
        words.relay_identity_hidden(Markup::joined(kinds, ", "))
    }

    /// Of several texts of one message: a caption and what follows it.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        for contact in other.iter() {
            self.insert(contact);
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_is_told_once() {
        let mut removed = Removed::default();
        assert!(removed.is_empty());
        removed.insert(Contact::Phone);
        removed.insert(Contact::Phone);
        let mut other = Removed::default();
        other.insert(Contact::Mail);
        let told: Vec<Contact> = removed.and(other).iter().collect();
        assert_eq!(told, [Contact::Mail, Contact::Phone]);
    }
}
