//! What a person answers in the onboarding.

/// The answers; labels are those on the buttons.
#[derive(Debug, Clone)]
pub(crate) struct Profile {
    pub(crate) nickname: String,
    /// A city on a button.
    pub(crate) city: &'static str,
    pub(crate) topics: Vec<&'static str>,
    pub(crate) bio: Option<String>,
    pub(crate) purpose: Option<&'static str>,
    pub(crate) sensitivity: Option<&'static str>,
    pub(crate) windows: Vec<&'static str>,
}

pub(crate) const BURNOUT: &str = "🔥 Выгорание";
pub(crate) const ANXIETY: &str = "😰 Тревога";
pub(crate) const RELOCATION: &str = "🏠 Переезд";
pub(crate) const LOSS: &str = "😢 Утрата";

impl Profile {
    /// Somebody who fits everybody else made so.
    pub(crate) fn named(name: &str) -> Self {
        Self {
            nickname: format!("Псевдоним {name}"),
            city: "Москва",
            topics: vec![BURNOUT, ANXIETY],
            bio: None,
            purpose: None,
            sensitivity: None,
            windows: Vec::new(),
        }
    }

    pub(crate) fn nickname(mut self, nickname: &str) -> Self {
        nickname.clone_into(&mut self.nickname);
        self
    }

    /// A city on a button.
    pub(crate) fn city(mut self, city: &'static str) -> Self {
        self.city = city;
        self
    }

    pub(crate) fn topics(mut self, topics: &[&'static str]) -> Self {
        self.topics = topics.to_vec();
        self
    }

    /// A label of the question how to talk.
    pub(crate) fn sensitivity(mut self, sensitivity: &'static str) -> Self {
        self.sensitivity = Some(sensitivity);
        self
    }

    /// Labels of the question when one is free.
    pub(crate) fn windows(mut self, windows: &[&'static str]) -> Self {
        self.windows = windows.to_vec();
        self
    }

    pub(crate) fn bio(mut self, bio: &str) -> Self {
        self.bio = Some(bio.to_owned());
        self
    }
}
