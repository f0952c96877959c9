//! The twelve topics and sets of them (product.md, "Onboarding and profile").

use serde::{Deserialize, Serialize};

/// A subject two people may share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Topic {
    /// 🫂
    Loneliness,
    /// 🔥
    Burnout,
    /// 😰
    Anxiety,
    /// 🏠
    Relocation,
    /// 💔
    Divorce,
    /// 😢
    Loss,
    /// 🏥
    Illness,
    /// 👶
    Parenting,
    /// 💑
    Relationships,
    /// 📈
    Career,
    /// 💰
    Finance,
    /// 🌱
    Identity,
}

impl Topic {
    /// Every topic in the order members see them.
    pub const ALL: [Self; 12] = [
        Self::Loneliness,
        Self::Burnout,
        Self::Anxiety,
        Self::Relocation,
        Self::Divorce,
        Self::Loss,
        Self::Illness,
        Self::Parenting,
        Self::Relationships,
        Self::Career,
        Self::Finance,
        Self::Identity,
    ];

    /// The slug used in callback data, text keys and read models.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Loneliness => "loneliness",
            Self::Burnout => "burnout",
            Self::Anxiety => "anxiety",
            Self::Relocation => "relocation",
            Self::Divorce => "divorce",
            Self::Loss => "loss",
            Self::Illness => "illness",
            Self::Parenting => "parenting",
            Self::Relationships => "relationships",
            Self::Career => "career",
            Self::Finance => "finance",
            Self::Identity => "identity",
        }
    }

    /// The topic of a slug, or `None` for an unknown one.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|topic| topic.slug() == slug)
    }

    const fn bit(self) -> u16 {
        1 << (self as u8)
    }
}

/// Any set of topics, as a bit mask; serialised as a list of slugs in display order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "Vec<Topic>", into = "Vec<Topic>")]
pub struct TopicSet(u16);

impl TopicSet {
    /// The fewest topics a profile may name.
    pub const MIN: u32 = 2;
    /// The most topics a profile may name.
    pub const MAX: u32 = 6;

    /// How many topics the set holds.
    pub const fn len(self) -> u32 {
        self.0.count_ones()
    }

    /// Whether the set holds none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether the topic is in the set.
    pub const fn contains(self, topic: Topic) -> bool {
        self.0 & topic.bit() != 0
    }

    /// The set with the topic added, or removed when it was in.
    #[must_use]
    pub const fn toggled(self, topic: Topic) -> Self {
        Self(self.0 ^ topic.bit())
    }

    /// The topics in both sets.
    #[must_use]
    pub const fn shared(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The bit mask: bit `n` stands for `Topic::ALL[n]`.
    pub const fn mask(self) -> u16 {
        self.0
    }

    /// The topics in display order.
    pub fn iter(self) -> impl Iterator<Item = Topic> {
        Topic::ALL
            .into_iter()
            .filter(move |topic| self.contains(*topic))
    }
}

impl FromIterator<Topic> for TopicSet {
    fn from_iter<I: IntoIterator<Item = Topic>>(topics: I) -> Self {
        Self(topics.into_iter().fold(0, |mask, topic| mask | topic.bit()))
    }
}

impl From<Vec<Topic>> for TopicSet {
    fn from(topics: Vec<Topic>) -> Self {
        topics.into_iter().collect()
    }
}

impl From<TopicSet> for Vec<Topic> {
    fn from(topics: TopicSet) -> Self {
        topics.iter().collect()
    }
}
