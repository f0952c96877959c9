//! The people of the cases: they answered every question of the onboarding, and no chat leads to them.

use app::vault::Kind;
use chrono::Duration;
use domain::member::{Expectation, Member, MemberCommand};
use domain::values::{
    FreeWindows, Language, MemberId, Nickname, Purpose, TimeZone, Timestamp, Topic, TopicSet,
};

use super::course::Course;

/// A question takes this long.
const ANSWER: Duration = Duration::seconds(20);
/// They came so long before their first talk.
const CAME_BEFORE: Duration = Duration::hours(26);
/// Somebody and whoever they meet share these.
const SHARED: [Topic; 2] = [Topic::Loneliness, Topic::Anxiety];

impl Course<'_> {
    /// Comes in early enough for a case of this age.
    pub(super) async fn person(&self, number: i64, case_age: Duration) -> anyhow::Result<MemberId> {
        let scribe = self.scribe;
        let member = scribe.vault.meet(number).await?;
        let mut at = self.now - case_age - CAME_BEFORE;
        for command in self.answers(member, number, at).await? {
            scribe.member_does::<Member>(member, command, at).await?;
            at += ANSWER;
        }
        Ok(member)
    }

    async fn answers(
        &self,
        member: MemberId,
        number: i64,
        came_at: Timestamp,
    ) -> anyhow::Result<Vec<MemberCommand>> {
        let number = u64::try_from(number)?;
        let place = usize::try_from(number)?;
        let [suggestion, ..] = Nickname::suggestions(Language::Russian, number);
        let topic = Topic::ALL[place % Topic::ALL.len()];
        let bio = self.phrases.nth(&format!("bio.{}", topic.slug()), place);
        let seal = |kind, text| self.scribe.seal(member, kind, text);
        let (nickname, bio) = (
            seal(Kind::Nickname, suggestion.as_str()).await?,
            seal(Kind::Bio, bio).await?,
        );
        let at = |question| came_at + ANSWER * question;
        Ok(vec![
            MemberCommand::RegisterMember {
                member,
                language: Some(Language::Russian),
                at: at(0),
            },
            MemberCommand::AcceptRules { at: at(1) },
            MemberCommand::ChooseNickname {
                nickname,
                at: at(2),
            },
            MemberCommand::ChooseTimeZone {
                time_zone: TimeZone::COMMON[place % 3],
                at: at(3),
            },
            MemberCommand::ChooseTopics {
                topics: topics(topic),
                at: at(4),
            },
            MemberCommand::WriteBio {
                bio: Some(bio),
                at: at(5),
            },
            expects(Expectation::Purpose(Some(Purpose::Support)), at(6)),
            expects(Expectation::Sensitivity(None), at(7)),
            expects(Expectation::FreeTime(FreeWindows::default()), at(8)),
        ])
    }
}

/// What both of every pair share, and one more.
pub(super) fn topics(own: Topic) -> TopicSet {
    SHARED.into_iter().chain([own]).collect()
}

/// What any two of them share.
pub(super) fn shared_topics() -> TopicSet {
    SHARED.into_iter().collect()
}

const fn expects(expectation: Expectation, at: Timestamp) -> MemberCommand {
    MemberCommand::StateExpectation { expectation, at }
}
