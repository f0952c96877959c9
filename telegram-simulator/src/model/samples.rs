//! Small files that are what they say: pictures that decode, sound and video that play.

/// A JPEG of a few kilobytes.
pub const PHOTO: &[u8] = include_bytes!("../../page/samples/photo1.jpg");
/// Another one.
pub const PHOTO_2: &[u8] = include_bytes!("../../page/samples/photo2.jpg");
/// A third one.
pub const PHOTO_3: &[u8] = include_bytes!("../../page/samples/photo3.jpg");
/// An MP4 of a second without sound.
pub const VIDEO: &[u8] = include_bytes!("../../page/samples/video.mp4");
/// Opus in Ogg.
pub const VOICE: &[u8] = include_bytes!("../../page/samples/voice.ogg");
/// A WebP with a transparent background.
pub const STICKER: &[u8] = include_bytes!("../../page/samples/sticker.webp");
