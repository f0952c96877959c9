//! Signatures of the Bot API's types that requests carry (Bot API 10.1), in the words of [`super::schema`].

/// Name and fields of each type; a name that is missing here is taken as it is.
pub(crate) const TYPES: &[(&str, &str)] = &[
    (
        "MessageEntity",
        "type!: String, offset!: Integer, length!: Integer, url: String, user: User, language: String, custom_emoji_id: String, unix_time: Integer, date_time_format: String",
    ),
    (
        "User",
        "id!: Integer, is_bot!: Boolean, first_name!: String, last_name: String, username: String, language_code: String, is_premium: Boolean, added_to_attachment_menu: Boolean, can_join_groups: Boolean, can_read_all_group_messages: Boolean, supports_guest_queries: Boolean, supports_inline_queries: Boolean, can_connect_to_business: Boolean, has_main_web_app: Boolean, has_topics_enabled: Boolean, allows_users_to_create_topics: Boolean, can_manage_bots: Boolean, supports_join_request_queries: Boolean",
    ),
    (
        "LinkPreviewOptions",
        "is_disabled: Boolean, url: String, prefer_small_media: Boolean, prefer_large_media: Boolean, show_above_text: Boolean",
    ),
    (
        "ReplyParameters",
        "message_id!: Integer, chat_id: Chat, allow_sending_without_reply: Boolean, quote: String, quote_parse_mode: String, quote_entities: [MessageEntity], quote_position: Integer, checklist_task_id: Integer, poll_option_id: String",
    ),
    (
        "InlineKeyboardMarkup",
        "inline_keyboard!: [[InlineKeyboardButton]]",
    ),
    (
        "InlineKeyboardButton",
        "text!: String, icon_custom_emoji_id: String, style: String, url: String, callback_data: String, web_app: WebAppInfo, login_url: LoginUrl, switch_inline_query: String, switch_inline_query_current_chat: String, switch_inline_query_chosen_chat: SwitchInlineQueryChosenChat, copy_text: CopyTextButton, callback_game: CallbackGame, pay: Boolean",
    ),
    ("CopyTextButton", "text!: String"),
    ("LabeledPrice", "label!: String, amount!: Integer"),
    (
        "ReplyKeyboardMarkup",
        "keyboard!: [[KeyboardButton]], is_persistent: Boolean, resize_keyboard: Boolean, one_time_keyboard: Boolean, input_field_placeholder: String, selective: Boolean",
    ),
    (
        "KeyboardButton",
        "text!: String, icon_custom_emoji_id: String, style: String, request_users: KeyboardButtonRequestUsers, request_chat: KeyboardButtonRequestChat, request_managed_bot: KeyboardButtonRequestManagedBot, request_contact: Boolean, request_location: Boolean, request_poll: KeyboardButtonPollType, web_app: WebAppInfo",
    ),
    (
        "ReplyKeyboardRemove",
        "remove_keyboard!: Boolean, selective: Boolean",
    ),
    (
        "ForceReply",
        "force_reply!: Boolean, input_field_placeholder: String, selective: Boolean",
    ),
    ("BotCommand", "command!: String, description!: String"),
    (
        "BotCommandScope",
        "type!: String, chat_id: Chat, user_id: Integer",
    ),
    (
        "ReactionType",
        "type!: String, emoji: String, custom_emoji_id: String",
    ),
    (
        "InputMediaPhoto",
        "type!: String, media!: String, caption: String, parse_mode: String, caption_entities: [MessageEntity], show_caption_above_media: Boolean, has_spoiler: Boolean",
    ),
    (
        "InputMediaVideo",
        "type!: String, media!: String, thumbnail: String, cover: String, start_timestamp: Integer, caption: String, parse_mode: String, caption_entities: [MessageEntity], show_caption_above_media: Boolean, width: Integer, height: Integer, duration: Integer, supports_streaming: Boolean, has_spoiler: Boolean",
    ),
    (
        "InputMediaAnimation",
        "type!: String, media!: String, thumbnail: String, caption: String, parse_mode: String, caption_entities: [MessageEntity], show_caption_above_media: Boolean, width: Integer, height: Integer, duration: Integer, has_spoiler: Boolean",
    ),
    (
        "InputMediaAudio",
        "type!: String, media!: String, thumbnail: String, caption: String, parse_mode: String, caption_entities: [MessageEntity], duration: Integer, performer: String, title: String",
    ),
    (
        "InputMediaDocument",
        "type!: String, media!: String, thumbnail: String, caption: String, parse_mode: String, caption_entities: [MessageEntity], disable_content_type_detection: Boolean",
    ),
];
