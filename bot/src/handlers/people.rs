//! Pseudonyms and bios, opened at the moment they are shown.

use app::AppError;
use app::vault::Kind;
use domain::member::Member;
use domain::values::MemberId;
use secrecy::ExposeSecret;

use crate::Services;

/// A member with what the vault keeps of them.
pub(crate) struct Person {
    /// The choices.
    pub(crate) member: Member,
    /// The pseudonym, empty when it is gone.
    pub(crate) nickname: String,
    /// The bio.
    pub(crate) bio: Option<String>,
}

/// A member as of now, with pseudonym and bio.
pub(crate) async fn person(services: &Services, id: MemberId) -> Result<Person, AppError> {
    let member: Member = services.dispatcher.load(id).await?;
    known(services, id, member).await
}

/// Pseudonym and bio of a member that was loaded before.
pub(crate) async fn known(
    services: &Services,
    id: MemberId,
    member: Member,
) -> Result<Person, AppError> {
    let nickname = match member.nickname {
        Some(reference) => services.vault.get(id, Kind::Nickname, reference).await?,
        None => None,
    };
    let bio = match member.bio {
        Some(reference) => services.vault.get(id, Kind::Bio, reference).await?,
        None => None,
    };
    Ok(Person {
        member,
        nickname: nickname.map_or_else(String::new, |value| value.expose_secret().to_owned()),
        bio: bio.map(|value| value.expose_secret().to_owned()),
    })
}
