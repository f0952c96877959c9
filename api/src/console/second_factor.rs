//! The part of `/console/account` about the second factor: setting it up, fresh recovery codes, taking it away.

use std::borrow::Cow;

use app::staff::{Offer, RecoveryCode, SecondFactor, SetUpRefused, SignInRefused};
use axum::response::Response;
use qrcode::QrCode;
use qrcode::render::svg;
use secrecy::ExposeSecret;

use super::Desk;
use super::account::{self, Shown, refused, render};
use super::posted::Fields;
use super::refusal::Refusal;
use super::signed_in::SignedIn;
use super::words::say;

/// The picture is at least this wide, in pixels.
const PICTURE_PIXELS: u32 = 220;

/// A secret for an authenticator app as the page shows it.
pub(super) struct ShownOffer {
    /// The address in a picture (SVG).
    pub(super) picture: String,
    /// The same on the phone itself.
    pub(super) url: String,
    /// The same for fingers.
    pub(super) secret: String,
}

impl ShownOffer {
    pub(super) fn of(offer: &Offer) -> Result<Self, Refusal> {
        let url = offer.url.expose_secret();
        let code = QrCode::new(url).map_err(|_| Refusal::Unavailable)?;
        let picture = code
            .render::<svg::Color<'_>>()
            .min_dimensions(PICTURE_PIXELS, PICTURE_PIXELS)
            .build();
        // The page is one document, and so is the picture: what comes before its first element is only for a file.
        let start = picture.find("<svg").unwrap_or_default();
        Ok(Self {
            picture: picture.get(start..).unwrap_or_default().to_owned(),
            url: url.to_owned(),
            secret: in_groups(offer.secret.expose_secret()),
        })
    }
}

/// How apps list the account.
pub(super) fn issuer() -> Cow<'static, str> {
    say("second_factor", "issuer")
}

/// As people type it.
fn in_groups(secret: &str) -> String {
    let groups = secret.as_bytes().chunks(4).map(String::from_utf8_lossy);
    groups.collect::<Vec<_>>().join(" ")
}

/// Recovery codes as the page shows them once.
pub(super) fn written(codes: &[RecoveryCode]) -> Vec<String> {
    codes.iter().map(RecoveryCode::expose).collect()
}

/// `POST /console/account/factor`: a secret to be scanned. Needs the password, and a code of the authenticator in use if there is one.
pub(super) async fn offer(
    desk: &Desk,
    me: &SignedIn,
    fields: &Fields,
) -> Result<Response, Refusal> {
    fields.only(&["own", "code"])?;
    if let Some(code) = unconfirmed(desk, me, fields).await? {
        return refused(desk, me, code).await;
    }
    let offer = desk
        .staff
        .offer_authenticator(&me.account, &issuer())
        .await?;
    let shown = Shown {
        offer: Some(ShownOffer::of(&offer)?),
        ..Shown::default()
    };
    render(desk, me, shown).await
}

/// `POST /console/account/factor-set`: the first code of the secret that was scanned.
pub(super) async fn set_up(
    desk: &Desk,
    me: &SignedIn,
    fields: &Fields,
) -> Result<Response, Refusal> {
    fields.only(&["code"])?;
    let code = fields.one("code").unwrap_or_default();
    let setting = desk
        .staff
        .set_up_authenticator(&me.account, code, &me.token)
        .await?;
    match setting {
        Ok(codes) => {
            let shown = Shown {
                recovery: written(&codes),
                ..Shown::default()
            };
            render(desk, &again(desk, me).await?, shown).await
        }
        Err(SetUpRefused::NothingOffered) => refused(desk, me, "not_offered").await,
        Err(SetUpRefused::Wrong) => refused(desk, me, "first_code").await,
    }
}

/// `POST /console/account/recovery`: fresh recovery codes.
pub(super) async fn recovery(
    desk: &Desk,
    me: &SignedIn,
    fields: &Fields,
) -> Result<Response, Refusal> {
    fields.only(&["own", "code"])?;
    if !me.account.has_second_factor {
        return Err(Refusal::Unreadable);
    }
    if let Some(code) = unconfirmed(desk, me, fields).await? {
        return refused(desk, me, code).await;
    }
    let codes = desk.staff.make_recovery_codes(me.account.staff_id).await?;
    let shown = Shown {
        recovery: written(&codes),
        ..Shown::default()
    };
    render(desk, me, shown).await
}

/// `POST /console/account/factor-off`: the password alone is enough again. Not where a second factor is required.
pub(super) async fn take_away(
    desk: &Desk,
    me: &SignedIn,
    fields: &Fields,
) -> Result<Response, Refusal> {
    fields.only(&["own", "code"])?;
    if desk.second_factor.is_required() {
        return Err(Refusal::Forbidden);
    }
    if let Some(code) = unconfirmed(desk, me, fields).await? {
        return refused(desk, me, code).await;
    }
    let staff = me.account.staff_id;
    desk.staff.remove_second_factor(staff, &me.token).await?;
    render(desk, &again(desk, me).await?, Shown::default()).await
}

/// Whoever finds a session open changes nothing here: that needs the password and, from whoever has a second factor, a code.
async fn unconfirmed(
    desk: &Desk,
    me: &SignedIn,
    fields: &Fields,
) -> Result<Option<&'static str>, Refusal> {
    let without_password = account::unconfirmed(desk, me, fields).await?;
    if without_password.is_some() {
        return Ok(without_password);
    }
    if !me.account.has_second_factor {
        return Ok(None);
    }
    let code = fields.one("code").unwrap_or_default();
    let checked = desk.staff.check_code(me.account.staff_id, code).await?;
    Ok(checked.err().map(|refused| match refused {
        SignInRefused::Locked { .. } => "locked",
        SignInRefused::Wrong | SignInRefused::TooOld => "code",
    }))
}

/// The person as they are after a change.
async fn again(desk: &Desk, me: &SignedIn) -> Result<SignedIn, Refusal> {
    let account = desk.staff.find(me.account.staff_id).await?;
    Ok(SignedIn {
        account: account.ok_or(Refusal::NotFound)?,
        ..me.clone()
    })
}

/// What the page says of somebody's second factor.
pub(super) async fn state(desk: &Desk, me: &SignedIn) -> Result<Option<SecondFactor>, Refusal> {
    Ok(desk.staff.second_factor(me.account.staff_id).await?)
}
