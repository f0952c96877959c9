//! Who works on the cases.

use anyhow::Context;
use app::Staff;
use app::staff::{Password, Role};
use domain::moderation::Actor;
use domain::values::StaffId;
use secrecy::SecretString;

use crate::demo::settings::{CONSOLE_PASSWORD, CONSOLE_USER};

/// Who works beside the visitor, with the same password.
pub(in crate::demo) const COLLEAGUES: [(&str, Role); 3] = [
    ("anna", Role::Moderator),
    ("boris", Role::Moderator),
    ("vera", Role::Senior),
];

/// A chair at the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Chair {
    /// Whoever signs in with what the demo prints.
    Visitor,
    Anna,
    Boris,
    Vera,
}

/// Everybody's account.
pub(super) struct Office {
    visitor: Actor,
    colleagues: [Actor; 3],
}

impl Office {
    /// Makes the accounts that are not there.
    pub(super) async fn open(staff: &Staff) -> anyhow::Result<Self> {
        // The first of all, or the server would not make it.
        staff
            .add_first_admin(&CONSOLE_USER.parse()?, &password()?)
            .await?;
        let [anna, boris, vera] = COLLEAGUES;
        Ok(Self {
            visitor: account(staff, (CONSOLE_USER, Role::Admin)).await?,
            colleagues: [
                account(staff, anna).await?,
                account(staff, boris).await?,
                account(staff, vera).await?,
            ],
        })
    }

    /// Who sits there.
    pub(super) const fn who(&self, chair: Chair) -> Actor {
        let [anna, boris, vera] = self.colleagues;
        match chair {
            Chair::Visitor => self.visitor,
            Chair::Anna => anna,
            Chair::Boris => boris,
            Chair::Vera => vera,
        }
    }
}

fn password() -> anyhow::Result<Password> {
    Ok(Password::given(SecretString::from(CONSOLE_PASSWORD))?)
}

async fn account(staff: &Staff, (name, role): (&str, Role)) -> anyhow::Result<Actor> {
    let name = name.parse()?;
    if let Some(account) = staff.find_named(&name).await? {
        let staff = account.staff_id;
        return Ok(Actor { staff, role });
    }
    let added = staff.add(&name, role, &password()?, None).await?;
    let staff: StaffId = added.context("an account of the demo")?;
    Ok(Actor { staff, role })
}
