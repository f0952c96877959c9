//! The catalogue: every message with the arguments it takes.
//!
//! A message that no code uses is a compiler warning here, one that a language lacks is a failing test.

use super::{Argument, Markup, Words};

macro_rules! messages {
    ($( $name:ident($($argument:ident),*); )*) => {
        #[allow(
            clippy::too_many_arguments,
            reason = "a message takes what it tells, each by its name"
        )]
        impl Words {
            $(
                pub(crate) fn $name(self $(, $argument: impl Into<Argument>)*) -> Markup {
                    self.format(stringify!($name), [$((stringify!($argument), $argument.into())),*])
                }
            )*
        }

        /// Every key with its arguments.
        #[cfg(test)]
        pub(crate) const CATALOGUE: &[(&str, &[&str])] =
            &[$((stringify!($name), &[$(stringify!($argument)),*])),*];
    };
}

messages! {
    button_stale();
    button_foreign();
    unknown_command();
    command_later(command);
    update_parked();
    outside_hint();
    outside_hint_searching();
    outside_hint_proposed();
    rules_card_1();
    rules_card_2();
    rules_card_3();
    rules_page(number);
    rules_next();
    rules_ok();
    rules_minor();
    rules_already_accepted();
    rules_accepted_note();
    minor_card();
    continue_here();
    expected_button();
    question_answered();
    expected_text_or_button();
    question_paused();
    question_too_old();
    edit_kept();
    edit_saved();
    edit_saved_searching();
    edit_hint();
    skip_button();
    done_button();
    nickname_question();
    nickname_fault(fault);
    time_zone_question();
    time_zone_other_question();
    time_zone_other();
    time_zone_unknown();
    time_zone_city(zone, name);
    topics_question(count);
    topics_too_few();
    topics_too_many();
    topic_name(topic);
    chosen_button(label);
    bio_question();
    bio_fault(fault);
    purpose_question();
    purpose_name(purpose);
    sensitivity_question();
    sensitivity_name(sensitivity);
    windows_question();
    window_name(window);
    profile_complete(nickname);
    welcome_back(nickname);
    find_button();
    find_more_button();
    profile_card(nickname, time_zone, topics, bio, purpose, sensitivity, windows);
    nothing_stated();
    any_time();
    profile_edit(field);
    profile_incomplete();
    settings_card(language, protection);
    language_name(language);
    settings_protect_on();
    settings_protect_off();
    export_caption();
    export_too_often(hours);
    export_not_delivered();
    find_incomplete();
    find_in_proposal();
    find_in_talk();
    find_too_often(seconds);
    waiting_card(started, seekers);
    waiting_card_running(started, time, elapsed, seekers);
    waiting_card_proposed();
    waiting_minutes(minutes);
    waiting_hours(hours);
    waiting_seekers_few(time);
    waiting_seekers_many(time, count);
    waiting_found();
    waiting_ended();
    waiting_cancelled();
    search_cancel();
    search_already_over();
    cancel_nothing();
    cancel_in_talk();
    search_expired();
    search_missed();
    proposal_card(nickname, topics, about, minutes);
    proposal_bio(bio);
    proposal_time(difference);
    proposal_purpose(purpose);
    time_same();
    time_hours(sign, hours);
    time_hours_minutes(sign, hours, minutes);
    proposal_accept();
    proposal_decline();
    proposal_accepted();
    proposal_skipped();
    proposal_both_accepted();
    proposal_came_to_nothing();
    proposal_expired_on_you();
    proposal_expired_on_peer();
    proposal_declined_by_peer();
    answered_already_accepted();
    answered_talk_open();
    answered_talk_over();
    answered_declined();
    answered_expired();
    answered_withdrawn();
    talk_opened(nickname);
    talk_time_boxed(hours);
    talk_fell_silent(time);
    talk_extension_question(time);
    talk_extension_wished_by_peer(time);
    talk_extend();
    talk_extension_wished();
    talk_extension_agreed();
    talk_extended(hours);
    talk_time_left();
    talk_end();
    talk_block();
    talk_end_question();
    talk_end_yes();
    talk_end_no();
    talk_continues();
    talk_ending();
    talk_none();
    talk_block_question();
    talk_block_yes();
    talk_block_no();
    talk_blocked();
    talk_ongoing(nickname);
    talk_closed_by_you();
    talk_closed();
    talk_rate_question();
    talk_rated(rating);
    talk_rating_closed();
    rating_button(rating);
    reveal_offer();
    reveal_withdraw();
    reveal_offered();
    reveal_withdrawn();
    reveal_no_username();
    reveal_over();
    revealed(username);
    relay_nothing_left();
    relay_not_delivered();
    relay_hidden();
    relay_identity_hidden(kinds);
    relay_hidden_kind(kind);
    relay_limited();
    relay_visual_too_early();
    relay_file_too_large();
    relay_degraded();
    relay_edit_unknown();
    relay_edit_file();
    relay_album_without_captions();
    relay_album_in_part();
    file_question();
    file_send();
    file_skip();
    file_sent();
    file_skipped();
    file_gone();
    del_how();
    del_not_own();
    del_unknown();
    del_unavailable();
    help_card();
    privacy_card();
    sos_card();
    refused_in_talk(kind);
    refused_outside(kind);
    menu_entry(command);
}
