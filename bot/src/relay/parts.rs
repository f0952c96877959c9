//! The messages of which a member's message consists on the other side, and the requests that send and change them.

use app::coordination::{Fingerprint, Role};
use bytes::Bytes;
use serde_json::{Map, Value, json};

use super::compose::{Outgoing, compose, compose_caption, compose_headed_caption, header, pieces};
use super::files::Room;
use super::filter::Filtered;
use super::media::{Media, MediaKind};
use crate::gateway::Attachment;

/// The field under which an upload stands in its form.
const UPLOAD: &str = "file";

/// A file on its way: by Telegram's id, or anew with its content in memory.
#[derive(Clone)]
pub(super) struct Carried {
    /// What it is.
    pub(super) media: Media,
    /// By which it is known again in this talk.
    pub(super) fingerprint: Fingerprint,
    /// The content of a file that is sent anew.
    pub(super) content: Option<Bytes>,
    /// Its place among the files in memory, given back with the last copy.
    pub(super) _room: Option<Room>,
}

/// One message on the other side.
#[derive(Clone)]
pub(super) enum Part {
    /// Words; the role says whether it is the pseudonym alone.
    Text(Outgoing, Role),
    /// A file with its caption, which may be empty.
    Media(Carried, Outgoing, Role),
}

/// A request without its chat.
#[derive(Clone)]
pub(super) struct Request {
    /// As Telegram documents it.
    pub(super) method: &'static str,
    /// Its parameters.
    pub(super) parameters: Value,
    /// What is uploaded with it.
    pub(super) files: Vec<Attachment>,
}

/// The parts of words.
pub(super) fn of_words(nickname: &str, words: &Filtered) -> Vec<Part> {
    let messages = compose(nickname, words);
    let has_own_header = messages.len() > 1;
    messages
        .into_iter()
        .enumerate()
        .map(|(position, message)| match position {
            0 if has_own_header => Part::Text(message, Role::Header),
            _ => Part::Text(message, Role::Text),
        })
        .collect()
}

/// The parts of a file: the pseudonym stands above its caption, or comes first when there is no room for it, and a caption that is
/// too long by itself follows as a reply (product.md, "Talking").
pub(super) fn of_file(nickname: &str, file: Carried, words: &Filtered) -> Vec<Part> {
    let header_first = || Part::Text(header(nickname), Role::Header);
    if !file.media.kind.takes_caption() {
        let bare = Part::Media(file, Outgoing::default(), Role::Bare);
        return vec![header_first(), bare];
    }
    let has_room_alone = compose_caption(words).1.is_none();
    if compose_headed_caption(nickname, words).is_none() && has_room_alone {
        return std::iter::once(header_first())
            .chain(of_item(file, words))
            .collect();
    }
    headed(nickname, file, words)
}

/// The parts of a file that is changed: its pseudonym stays where it is.
pub(super) fn of_changed_file(
    older: Option<Role>,
    nickname: &str,
    file: Carried,
    words: &Filtered,
) -> Vec<Part> {
    match older {
        Some(Role::Header) => std::iter::once(Part::Text(header(nickname), Role::Header))
            .chain(of_item(file, words))
            .collect(),
        Some(Role::Item(_)) => of_item(file, words),
        _ => headed(nickname, file, words),
    }
}

/// The parts of a file whose pseudonym stands at another message.
pub(super) fn of_item(file: Carried, words: &Filtered) -> Vec<Part> {
    let (caption, following) = compose_caption(words);
    let role = Role::Item(file.fingerprint);
    with_following(Part::Media(file, caption, role), following.as_ref())
}

/// A file with the pseudonym in its caption, whatever room that leaves for the words.
fn headed(nickname: &str, file: Carried, words: &Filtered) -> Vec<Part> {
    let role = Role::Media(file.fingerprint);
    if let Some(caption) = compose_headed_caption(nickname, words) {
        return vec![Part::Media(file, caption, role)];
    }
    let words = Outgoing {
        text: words.text.clone(),
        entities: words.entities.clone(),
    };
    with_following(Part::Media(file, header(nickname), role), Some(&words))
}

fn with_following(file: Part, following: Option<&Outgoing>) -> Vec<Part> {
    let following = following
        .into_iter()
        .flat_map(|words| pieces(&words.text, &words.entities));
    let following = following.map(|piece| Part::Text(piece, Role::Text));
    std::iter::once(file).chain(following).collect()
}

impl Part {
    /// What it is of the whole.
    pub(super) const fn role(&self) -> Role {
        match self {
            Self::Text(_, role) | Self::Media(_, _, role) => *role,
        }
    }

    /// Whether a reply to the whole points at it.
    pub(super) fn is_main(&self) -> bool {
        is_main(self.role())
    }

    /// The request that sends it.
    pub(super) fn send(&self) -> Request {
        match self {
            Self::Text(words, _) => Request {
                method: "sendMessage",
                parameters: words.parameters(),
                files: Vec::new(),
            },
            Self::Media(file, caption, _) => {
                let kind = file.media.kind;
                let mut parameters = file.media.parameters(file.content.is_some());
                parameters.extend(caption.caption_parameters());
                let files = file.upload(UPLOAD);
                parameters.insert(kind.field().to_owned(), json!(file.reference(UPLOAD)));
                Request {
                    method: kind.method(),
                    parameters: Value::Object(parameters),
                    files,
                }
            }
        }
    }

    /// The request that puts it in place of an older part; `None` when Telegram has none for that.
    pub(super) fn replace(&self, older: Role) -> Option<Request> {
        match (self, older) {
            (Self::Text(words, _), Role::Text | Role::Header) => Some(Request {
                method: "editMessageText",
                parameters: words.parameters(),
                files: Vec::new(),
            }),
            (Self::Media(file, caption, _), Role::Media(known) | Role::Item(known))
                if known == file.fingerprint =>
            {
                let mut parameters = Map::new();
                parameters.insert("caption".to_owned(), json!(caption.text));
                parameters.insert("caption_entities".to_owned(), caption.entities());
                Some(Request {
                    method: "editMessageCaption",
                    parameters: Value::Object(parameters),
                    files: Vec::new(),
                })
            }
            (
                Self::Media(file, caption, Role::Media(_) | Role::Item(_)),
                Role::Media(_) | Role::Item(_) | Role::Text,
            ) if file.media.kind.can_be_put_in_place() => Some(Request {
                method: "editMessageMedia",
                parameters: json!({"media": file.in_album(caption, UPLOAD)}),
                files: file.upload(UPLOAD),
            }),
            _ => None,
        }
    }
}

/// Whether a reply to a message points at the part of it with this role.
pub(super) fn is_main(role: Role) -> bool {
    role != Role::Header
}

impl MediaKind {
    /// Whether `editMessageMedia` knows it.
    const fn can_be_put_in_place(self) -> bool {
        matches!(
            self,
            Self::Photo | Self::Video | Self::Audio | Self::Animation
        )
    }
}

impl Carried {
    fn reference(&self, field: &str) -> String {
        match self.content {
            Some(_) => format!("attach://{field}"),
            None => self.media.file_id.clone(),
        }
    }

    fn upload(&self, field: &str) -> Vec<Attachment> {
        let upload = self.content.iter().map(|content| Attachment {
            field: field.to_owned(),
            file_name: self.media.generic_name.clone(),
            content: content.clone(),
        });
        upload.collect()
    }

    /// As an `InputMedia`; an upload stands in the form's field.
    fn in_album(&self, caption: &Outgoing, field: &str) -> Value {
        let mut item = self.media.parameters(self.content.is_some());
        item.insert("type".to_owned(), json!(self.media.kind.field()));
        item.insert("media".to_owned(), json!(self.reference(field)));
        item.extend(caption.caption_parameters());
        Value::Object(item)
    }
}

/// The request that sends files as one album.
pub(super) fn album(items: &[(&Carried, &Outgoing)]) -> Request {
    let field = |position: usize| format!("{UPLOAD}{position}");
    let items = || items.iter().enumerate();
    let media: Vec<Value> = items()
        .map(|(position, (file, caption))| file.in_album(caption, &field(position)))
        .collect();
    let files = items().flat_map(|(position, (file, _))| file.upload(&field(position)));
    Request {
        method: "sendMediaGroup",
        files: files.collect(),
        parameters: json!({"media": media}),
    }
}

#[cfg(test)]
mod tests {
    use super::super::compose::CAPTION_LIMIT;
    use super::*;

    fn words(text: &str) -> Filtered {
        super::super::filter::filter(text, &[], "[hidden]")
    }

    fn file(field: &str, described: &Value, content: Option<&'static [u8]>) -> Carried {
        let media = Media::of(&json!({field: described})).expect("a file");
        let talk = domain::values::MatchId(uuid::Uuid::from_u128(1));
        Carried {
            fingerprint: media.fingerprint(talk),
            media,
            content: content.map(Bytes::from_static),
            _room: None,
        }
    }

    fn photo(unique_id: &str) -> Carried {
        file(
            "photo",
            &json!([{"file_id": "f", "file_unique_id": unique_id}]),
            None,
        )
    }

    #[test]
    fn a_caption_stands_under_the_pseudonym() {
        let parts = of_file("Maple", photo("u"), &words("a view"));
        assert_eq!(parts.len(), 1);
        let request = parts[0].send();
        assert_eq!(request.method, "sendPhoto");
        assert_eq!(request.parameters["photo"], "f");
        assert_eq!(request.parameters["caption"], "✉️ Maple\na view");
        assert_eq!(request.parameters["has_spoiler"], true);
        assert_eq!(request.parameters["caption_entities"][0]["type"], "bold");
    }

    #[test]
    fn a_caption_that_leaves_no_room_for_the_pseudonym_stays_with_the_file_below_it() {
        let longest = "x".repeat(CAPTION_LIMIT);
        let parts = of_file("Maple", photo("u"), &words(&longest));
        let roles: Vec<Role> = parts.iter().map(Part::role).collect();
        assert_eq!(roles, [Role::Header, Role::Item(photo("u").fingerprint)]);
        assert_eq!(parts[1].send().parameters["caption"], json!(longest));
    }

    #[test]
    fn a_caption_that_is_too_long_by_itself_follows_the_file() {
        let longer = "x".repeat(CAPTION_LIMIT + 1);
        let parts = of_file("Maple", photo("u"), &words(&longer));
        let [
            Part::Media(_, caption, _),
            Part::Text(following, Role::Text),
        ] = parts.as_slice()
        else {
            panic!("a file and its words");
        };
        assert_eq!(
            (caption.text.as_str(), &following.text),
            ("✉️ Maple", &longer)
        );
    }

    #[test]
    fn the_pseudonym_of_a_changed_file_stays_where_it_is() {
        let of = |older, text: &str| -> Vec<Role> {
            let parts = of_changed_file(older, "Maple", photo("u"), &words(text));
            parts.iter().map(Part::role).collect()
        };
        let known = photo("u").fingerprint;
        assert_eq!(
            of(Some(Role::Header), "short"),
            [Role::Header, Role::Item(known)]
        );
        assert_eq!(of(Some(Role::Item(known)), "short"), [Role::Item(known)]);
        let longest = "x".repeat(CAPTION_LIMIT);
        assert_eq!(
            of(Some(Role::Media(known)), &longest),
            [Role::Media(known), Role::Text]
        );
    }

    #[test]
    fn a_sticker_follows_its_header() {
        let sticker = file(
            "sticker",
            &json!({"file_id": "f", "file_unique_id": "u"}),
            None,
        );
        let parts = of_file("Maple", sticker, &words(""));
        let roles: Vec<Role> = parts.iter().map(Part::role).collect();
        assert_eq!(roles, [Role::Header, Role::Bare]);
        assert!(parts[1].send().parameters.get("caption").is_none());
    }

    #[test]
    fn a_file_sent_anew_is_uploaded_under_its_generic_name() {
        let described = json!({"file_id": "f", "file_unique_id": "u", "file_name": "Anna.pdf"});
        let parts = of_file(
            "Maple",
            file("document", &described, Some(b"%PDF")),
            &words(""),
        );
        let request = parts[0].send();
        assert_eq!(request.parameters["document"], "attach://file");
        assert_eq!(request.files[0].file_name, "document.pdf");
        assert!(!request.parameters.to_string().contains("Anna"));
    }

    #[test]
    fn an_edit_changes_the_caption_of_the_same_file_and_the_file_of_another() {
        let (old, new) = (photo("u"), photo("v"));
        let (role, changed) = (Role::Media(old.fingerprint), words("now"));
        let same = of_file("Maple", old, &changed)[0].replace(role);
        assert_eq!(
            same.map(|request| request.method),
            Some("editMessageCaption")
        );
        let other = of_file("Maple", new, &changed)[0]
            .replace(role)
            .expect("a request");
        assert_eq!(other.method, "editMessageMedia");
        assert_eq!(other.parameters["media"]["media"], "f");
        assert_eq!(other.parameters["media"]["caption"], "✉️ Maple\nnow");
        let text = of_words("Maple", &changed);
        assert!(
            text[0].replace(role).is_none(),
            "a file never becomes words"
        );
    }

    #[test]
    fn an_album_names_each_upload_apart() {
        let named = json!({"file_id": "f", "file_unique_id": "u", "file_name": "Anna.mp4"});
        let (upload, known) = (file("video", &named, Some(b"film")), photo("u"));
        let (caption, none) = (Outgoing::default(), Outgoing::default());
        let request = album(&[(&known, &caption), (&upload, &none)]);
        assert_eq!(request.parameters["media"][0]["media"], "f");
        assert_eq!(request.parameters["media"][1]["media"], "attach://file1");
        assert_eq!(request.files[0].field, "file1");
        assert_eq!(request.files[0].file_name, "video.mp4");
    }
}
