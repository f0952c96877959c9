//! Schemas of the domain's choices, read off the domain.

use domain::values::{Purpose, Sensitivity, Topic, TopicSet, Window};
use serde_json::Value;
use utoipa::openapi::schema::{Array, ArrayBuilder, Object, ObjectBuilder, SchemaType, Type};

/// The topics of a profile.
pub(crate) fn topics() -> Array {
    let limit = |count: u32| usize::try_from(count).ok();
    several(Topic::ALL.map(Topic::slug))
        .min_items(limit(TopicSet::MIN))
        .max_items(limit(TopicSet::MAX))
        .build()
}

/// The windows of a day; none for the whole day.
pub(crate) fn free_time() -> Array {
    several(Window::ALL.map(Window::slug)).build()
}

/// What a member is looking for, or nothing.
pub(crate) fn purpose() -> Object {
    optional(Purpose::ALL.map(Purpose::slug))
}

/// How gently, or nothing.
pub(crate) fn sensitivity() -> Object {
    optional(Sensitivity::ALL.map(Sensitivity::slug))
}

fn several<const N: usize>(slugs: [&'static str; N]) -> ArrayBuilder {
    let item = ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(slugs));
    ArrayBuilder::new().items(item)
}

fn optional<const N: usize>(slugs: [&'static str; N]) -> Object {
    let values = slugs.into_iter().map(Value::from).chain([Value::Null]);
    ObjectBuilder::new()
        .schema_type(SchemaType::from_iter([Type::String, Type::Null]))
        .enum_values(Some(values))
        .build()
}
