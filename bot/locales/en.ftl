# The bot’s texts in English. Warm and plain. Markup is b and i; whatever people write is put in as text.

## Common words

button_stale = This button no longer works. Please look at the latest message.
button_foreign = This button doesn’t work here.
unknown_command = I don’t know that command. Here is what I can do: /help.
command_later = { $command } isn’t there yet, it will come later.
update_parked = I couldn’t handle your message. I made a note that something went wrong (without the text itself); please try again.
outside_hint = You are not talking to anyone right now. /find looks for someone to talk to.
outside_hint_searching = I am still looking for someone for you and will write the moment I find them. To stop the search, use /cancel.
outside_hint_proposed = Somebody is there for you: press “Accept” or “Skip” under the card above.

## Rules and age

rules_card_1 =
    <b>Hello! This is “You are not alone”.</b>

    Two people who live through something similar talk here, one to one. No names and no phone numbers: the other person sees only your pseudonym.

    A person like you will answer, not a psychologist or a doctor. This is support, not therapy, and it is free.
rules_card_2 =
    <b>How we talk here</b>

    • We listen and don’t hurry each other.
    • We don’t diagnose.
    • We don’t promise “I’ll fix it all”: being there is already a lot.
    • We respect boundaries: “I’d rather not talk about it” is reason enough.
    • We don’t share names, phone numbers or addresses, neither our own nor anyone else’s.
rules_card_3 =
    <b>If help is needed right now</b>

    When a life is in danger, yours or somebody else’s, call 112.
    Numbers where someone will listen are always at hand: /sos.

    Talks here are for people who are 18 or older.
rules_page = <i>{ $number } of 3</i>
rules_next = Next
rules_ok = I am 18 or older and I understand
rules_minor = I am under 18
rules_already_accepted = You have already accepted the rules.
rules_accepted_note = You have accepted these rules. If help is needed right now: 112 and /sos.
minor_card =
    <b>Thank you for answering honestly.</b>

    Talks here are for adults only, so I won’t offer you anyone to talk to. But you are not alone: here is where children and teenagers are listened to.

    Russia: 8-800-2000-122, from a mobile 124
    Belarus: 8-801-100-16-11
    Other countries: findahelpline.com
    Danger to life: 112

    Numbers may have changed; 112 always works.
    If you pressed this by mistake: /rules.

## Questions

continue_here = Let’s go on from where you stopped.
expected_button = Please press one of the buttons under the question.
question_answered = You have already answered this one. You can change it in /profile.
expected_text_or_button = Please answer with a text or a button.
question_paused = All right, we’ll stop here. When you want to go on: /start.
question_too_old = That question had been waiting too long, so I neither saved nor passed on anything. I’ll ask once more.
edit_kept = I left it as it was.
edit_saved = Saved.
edit_saved_searching = Saved. The search already goes on with the new answer.
edit_hint = <i>/cancel leaves it as it is</i>
skip_button = Skip
done_button = Done

nickname_question =
    <b>What shall I call you?</b>

    Make up a pseudonym: 2–32 characters, without your real surname, links or numbers. The other person will see it. Or take one of these:
nickname_fault = { $fault ->
    [too-short] A pseudonym needs at least 2 characters.
    [too-long] That is too long: at most 32 characters, please.
    [several-lines] A pseudonym has to fit on one line.
    [only-digits-or-punctuation] A pseudonym needs at least one letter or emoji, not only digits and signs.
    [hidden-character] There are invisible characters in it. Please write it in ordinary letters.
    [stacked-marks] There are too many marks on the letters. Please write it in ordinary letters.
    [at-sign] Please leave out the @ sign: it could be used to find you.
    [mail] Please leave out the mail address: it could be used to find you.
    [link] Please leave out links: they could be used to find you.
    [phone] Please leave out the phone number: it could be used to find you.
   *[other] That pseudonym won’t do. Please use ordinary letters, 2–32 characters.
    }

time_zone_question =
    <b>What time is it where you are?</b>

    Choose a city with your time. The other person will see only the difference in hours.
time_zone_other_question =
    <b>What time is it where you are?</b>

    Type your time zone: “UTC+5” or a name like “Europe/Berlin”.
time_zone_other = Another zone
time_zone_unknown = I don’t know that time zone. Try “UTC+5” or a name like “Europe/Berlin”.
time_zone_city = { $zone ->
    [Europe-Kaliningrad] Kaliningrad
    [Europe-Moscow] Moscow
    [Europe-Samara] Samara
    [Asia-Yekaterinburg] Yekaterinburg
    [Asia-Omsk] Omsk
    [Asia-Novosibirsk] Novosibirsk
    [Asia-Krasnoyarsk] Krasnoyarsk
    [Asia-Irkutsk] Irkutsk
    [Asia-Yakutsk] Yakutsk
    [Asia-Vladivostok] Vladivostok
    [Asia-Magadan] Magadan
    [Asia-Kamchatka] Kamchatka
    [Europe-Kyiv] Kyiv
    [Europe-Kiev] Kyiv
    [Europe-Minsk] Minsk
    [Asia-Almaty] Almaty
    [Asia-Tbilisi] Tbilisi
    [Asia-Yerevan] Yerevan
    [Asia-Baku] Baku
    [Asia-Tashkent] Tashkent
   *[other] { $name }
    }

topics_question =
    <b>What are you going through right now?</b>

    Choose 2 to 6 topics: they help me find someone who lives through something similar.

    Chosen: { $count } of 6
topics_too_few = Please choose at least two topics.
topics_too_many = Six topics at most. Take one away to add another.
topic_name = { $topic ->
    [loneliness] 🫂 Loneliness
    [burnout] 🔥 Burnout
    [anxiety] 😰 Anxiety
    [relocation] 🏠 Moving
    [divorce] 💔 Divorce
    [loss] 😢 Loss
    [illness] 🏥 Illness
    [parenting] 👶 Parenting
    [relationships] 💑 Relationships
    [career] 📈 Career
    [finance] 💰 Money
    [identity] 🌱 Finding myself
   *[other] { $topic }
    }
chosen_button = ✅ { $label }

bio_question =
    <b>Tell a little about yourself</b>

    Up to 160 characters: what you’d like the other person to know from the start. No names or contacts. You can skip this.
bio_fault = { $fault ->
    [empty] Please write at least a word or press “Skip”.
    [too-long] That is too long: at most 160 characters, please.
    [too-many-lines] That is too many lines: at most six, please.
    [hidden-character] There are invisible characters in the text. Please write it in ordinary letters.
    [stacked-marks] There are too many marks on the letters. Please write it in ordinary letters.
    [at-sign] Please leave out the @ sign: it could be used to find you.
    [mail] Please leave out the mail address: it could be used to find you.
    [link] Please leave out links: they could be used to find you.
    [phone] Please leave out the phone number: it could be used to find you.
   *[other] That text won’t do. Please use ordinary words, up to 160 characters.
    }

purpose_question =
    <b>What are you looking for in a talk?</b>
purpose_name = { $purpose ->
    [support] Support
    [advice] Advice
    [friendship] Friendship
   *[other] { $purpose }
    }
sensitivity_question =
    <b>How shall your topics be talked about?</b>

    Gently means with care, without harsh details. Openly means anything can be said straight out.
sensitivity_name = { $sensitivity ->
    [gentle] Gently
    [open] Openly
   *[other] { $sensitivity }
    }
windows_question =
    <b>When is a good time for you to talk?</b>

    You can choose several. Nothing chosen means any time.
window_name = { $window ->
    [morning] Morning, 6–12
    [day] Day, 12–18
    [evening] Evening, 18–24
    [night] Night, 0–6
   *[other] { $window }
    }

## Beginning and profile

profile_complete =
    <b>All done, { $nickname }!</b>

    Now you can look for someone to talk to: /find. To change your answers: /profile.
welcome_back =
    <b>Welcome back, { $nickname }!</b>

    To find someone to talk to: /find. Your profile: /profile.
find_button = Find someone to talk to
find_more_button = Find someone else
profile_card =
    <b>Your profile</b>

    <b>Pseudonym:</b> { $nickname }
    <b>Time:</b> { $time_zone }
    <b>Topics:</b> { $topics }
    <b>About you:</b> { $bio }
    <b>Looking for:</b> { $purpose }
    <b>How to talk:</b> { $sensitivity }
    <b>Good times:</b> { $windows }
nothing_stated = not stated
any_time = any time
profile_edit = { $field ->
    [nickname] Pseudonym
    [time_zone] Time
    [topics] Topics
    [bio] About me
    [purpose] Looking for
    [sensitivity] How to talk
    [windows] Good times
   *[other] { $field }
    }
profile_incomplete = Your profile isn’t complete yet. Please answer the remaining questions.

## Settings

settings_card =
    <b>Settings</b>

    <b>Language:</b> { $language }
    <b>Protection of your messages:</b> { $protection ->
        [on] on
       *[off] off
    }

    With protection on, the other person can neither forward nor save what you write to them. It doesn’t change what was sent before, and it can’t prevent a screenshot.
language_name = { $language ->
    [ru] Русский
    [en] English
    [uk] Українська
   *[other] { $language }
    }
settings_protect_on = Turn protection on
settings_protect_off = Turn protection off
export_caption = Here is everything I keep about you: your profile, settings, searches, talks without a single word of them, your ratings and blocks. Who you talked to can’t be learned from this file.
export_too_often = You have received this file several times already. You can ask again in { $hours ->
    [one] { $hours } hour
   *[other] { $hours } hours
    }.
export_not_delivered = I couldn’t send the file. Please try again: /export.

## Search

find_incomplete = Before you search, please answer this as well.
find_in_proposal = Someone has already been found for you. Please answer that proposal first.
find_in_talk = You are in a talk already. To end it: /end, to move on to someone else: /next.
find_too_often = You start searches too often. Please try again in { $seconds ->
    [one] { $seconds } second
   *[other] { $seconds } seconds
    }.
waiting_card =
    <b>Looking for someone for you</b>

    Searching since { $started } your time. { $seekers }

    As soon as someone is found I will write. A search lasts up to a day; no need to wait in the chat.
waiting_card_running =
    <b>Looking for someone for you</b>

    Searching since { $started } your time; by { $time } that is { $elapsed }. { $seekers }

    I’ll write as soon as someone is found. A search lasts up to a day, and you needn’t wait in the chat.
waiting_card_proposed =
    <b>Looking for someone for you</b>

    It seems someone was found: the card is below. While you both decide, I propose nobody else.

    If it doesn’t work out this time, the search goes on and you keep your place in the queue.
waiting_minutes = { $minutes ->
    [one] { $minutes } minute
   *[other] { $minutes } minutes
    }
waiting_hours = { $hours ->
    [one] { $hours } hour
   *[other] { $hours } hours
    }
waiting_seekers_few = At { $time } very few people were searching, so it may take a while.
waiting_seekers_many = At { $time } about { $count } people were searching.
waiting_found = Someone was found.
waiting_ended = This search is over.
waiting_cancelled = I stopped the search. To search again: /find.
search_cancel = Stop searching
search_already_over = This search is over already.
cancel_nothing = There is nothing to cancel right now.
cancel_in_talk = You are in a talk. To end it there is /end.
search_expired =
    In a whole day nobody suitable came along, and the search has ended. It happens, and it says nothing about you.

    You can start again whenever you like.
search_missed =
    I offered you people to talk to but got no answer, so I stopped the search. That way nobody waits in vain.

    When you are around, start again.

## Proposal

proposal_card =
    <b>There seems to be someone for you: { $nickname }</b>

    <b>Topics:</b> { $topics }
    { $about }
    <i>Please decide within { $minutes ->
        [one] { $minutes } minute
       *[other] { $minutes } minutes
    }.</i>
proposal_bio = <b>About them:</b> { $bio }
proposal_time = <b>Time:</b> { $difference }
proposal_purpose = <b>Looking for:</b> { $purpose ->
    [support] support
    [advice] advice
    [friendship] friendship
   *[other] { $purpose }
    }
time_same = same as yours
time_hours = { $sign }{ $hours } h
time_hours_minutes = { $sign }{ $hours } h { $minutes } min
proposal_accept = ✅ Accept
proposal_decline = ➖ Skip
proposal_accepted = You said yes. Waiting for the other answer.
proposal_skipped = You skipped this one. I keep looking.
proposal_both_accepted = You both said yes.
proposal_came_to_nothing = This proposal came to nothing.
proposal_expired_on_you = The time to answer is over. I keep looking.
proposal_expired_on_peer = The other person didn’t answer in time. I keep looking, and you keep your place in the queue.
proposal_declined_by_peer = It wasn’t a match this time. I keep looking, and you keep your place in the queue.
answered_already_accepted = You have already said yes. Waiting for the other answer.
answered_talk_open = The talk is open already.
answered_talk_over = This talk is over already.
answered_declined = This proposal was skipped already.
answered_expired = The time to answer is over.
answered_withdrawn = This proposal is no longer valid.

## Talk

talk_opened =
    <b>The talk is open. You are talking to { $nickname }.</b>

    Listen, take your time, and mind each other’s boundaries. Everything you write from now on reaches the other person.
talk_time_boxed = This talk is meant to last { $hours ->
        [one] { $hours } hour
       *[other] { $hours } hours
    }. Shortly before the end I’ll ask whether you both want to go on.
talk_fell_silent =
    It has been quiet here for a while, and that’s all right: everyone needs a pause now and then.

    If you’d like to go on, just write. If neither of you writes, the talk ends at { $time } your time.
talk_extension_question = This talk ends at { $time } your time. Would you like it to go on? It will, if you both want it to.
talk_extension_wished_by_peer = The other person would like to go on. If you would too, the talk won’t end at { $time } your time but goes on.
talk_extend = Go on talking
talk_extension_wished = You’d like to go on. If the other person would too, the talk goes on.
talk_extension_agreed = You agreed to go on.
talk_extended = You both wanted to go on. The talk continues for another { $hours ->
        [one] { $hours } hour
       *[other] { $hours } hours
    }.
talk_time_left = No need to extend it yet: this talk still has time.
talk_end = End
talk_block = Block
talk_end_question = End the talk? It will be over for both of you at once.
talk_end_yes = Yes, end it
talk_end_no = No, go on
talk_continues = All right, the talk goes on.
talk_ending = Ending the talk.
talk_none = You are not talking to anyone right now.
talk_block_question =
    Block this person? The talk ends at once, and you won’t meet again while the block stands. They won’t learn why.
talk_block_yes = Yes, block
talk_block_no = No, don’t
talk_blocked = Done: you won’t meet again.
talk_ongoing = Your talk with { $nickname } is open. Just write and I’ll pass it on. To end it: /end.
talk_closed_by_you = <b>You have ended the talk.</b>
talk_closed = <b>The talk has ended.</b>
talk_rate_question = Did it get at least a little easier? Rate the talk from 1 to 5, or simply press nothing.
talk_rated = Thank you! Your rating: { $rating }. You can change your mind within a day.
talk_rating_closed = This talk can’t be rated any more.
rating_button = { $rating } ⭐
reveal_offer = Reveal who I am
reveal_withdraw = Stay anonymous
reveal_offered = If the other person decides to reveal themselves too, you’ll both see each other’s Telegram names. Until then they learn nothing, and you can change your mind.
reveal_withdrawn = All right, you stay under your pseudonym. The other person learned nothing.
reveal_no_username =
    To reveal yourself you need a Telegram username, and you don’t have one yet.

    You can set it in Telegram’s settings: “Edit profile” → “Username”. Then come back and press “Reveal who I am” again. The other person won’t know.
reveal_over = You have revealed yourselves to each other already.
revealed =
    <b>You both decided to reveal yourselves.</b>

    The other person on Telegram: @{ $username }. They got your name at the same moment. The talk here goes on until you end it.

relay_nothing_left = Nothing reached the other person: the message held only what you could be recognised by.
relay_not_delivered = Your message was not delivered. Please try sending it again.
relay_hidden = [hidden]
relay_identity_hidden = I took out what you could be recognised by: { $kinds }. The rest arrived.
relay_hidden_kind = { $kind ->
    [username] a Telegram name
    [telegram-link] a Telegram link
    [phone] a phone number
    [mail] a mail address
    [messenger] a name or link in another network
   *[other] { $kind }
    }
relay_limited = That’s too many messages at the moment, so this one didn’t get through. Please wait a little and send it again.
relay_visual_too_early = Photos and videos can be sent once you both have written something. I haven’t passed this one on.
relay_file_too_large = I can’t pass on a file this large: over 20 MB I couldn’t give it another name, and its name may give away yours.
relay_degraded = Right now I can’t tell which message belongs to which, so replies and edits reach the other person as plain messages. It won’t last.
relay_edit_unknown = I couldn’t carry this edit over: that message didn’t arrive, is too old, or wasn’t in this talk. If it matters, please write it again.
relay_edit_file = I couldn’t carry the new file over. Please send it as a message of its own.
relay_album_without_captions = The album arrived, but without captions: something went wrong on my side, and I don’t keep captions. If they matter, please write them again.
relay_album_in_part = Something went wrong on my side: only a part of the album arrived, without captions. Please send the rest again.
file_question =
    <b>Send this file?</b>

    I’ll take its name off, but your own name may still be inside the file: many programs put it there. I can’t check that.
file_send = Send
file_skip = Don’t send
file_sent = The file was sent under a general name.
file_skipped = All right, I didn’t send the file.
file_gone = I can’t see this file any more. Please send it again.
del_how = To delete a message of yours for both of you, reply to it with /del.
del_not_own = You can delete only your own messages.
del_unknown = I can’t delete this message: it is older than 48 hours, or the other person never got it.
del_unavailable = I couldn’t delete it just now. Please try a little later.

## Help

help_card =
    <b>What I can do</b>

    /find — find someone to talk to
    /next — end the talk and search on
    /end — end the talk
    /block — end it and never meet again
    /cancel — cancel a search or a question
    /profile — your profile
    /settings — language and protection of messages
    /rules — the rules
    /privacy — what I keep and what I don’t
    /export — everything I keep about you, in one file
    /sos — where to call when it is too hard

    While a talk is open, just write: words, photos, voice messages and files reach the other person under your pseudonym. Edits, replies and reactions do too. To delete a message of yours for both, reply to it with /del.
privacy_card =
    <b>What I keep and what I don’t</b>

    • I pass on the messages of a talk and forget them at once: they are written nowhere. Only their number remains, and for 48 hours their ids, so that replies and edits arrive.
    • The other person sees your pseudonym, up to three topics, your few words about yourself, the time difference and what you are looking for. They won’t learn your Telegram account from me, unless you both decide to reveal yourselves.
    • Your account, pseudonym and words about yourself are stored encrypted, with a key of their own for each person.
    • Everything else (searches, talks, ratings) is recorded under random numbers, without names.
    • Telegram itself keeps the messages as it does with any bot.
    • Erasing your data by a command isn’t possible yet: /delete_me will come later.
sos_card =
    <b>If a life is in danger, call 112.</b>

    <b>Russia</b>
    +7 495 989-50-50 — psychological help of the Ministry of Emergency Situations, for everyone
    051, from a mobile +7 495 051 — Moscow
    8-800-2000-122, from a mobile 124 — for children, teenagers and their parents

    <b>Belarus</b>
    +375 17 352-44-44, +375 17 304-43-70 — for adults, Minsk
    8-801-100-16-11 — for children and teenagers

    <b>Kazakhstan</b>
    1414

    <b>Ukraine</b>
    7333

    <b>Other countries:</b> findahelpline.com

    Numbers may have changed; 112 always works.

## What is not carried

refused_in_talk = { $kind ->
    [picture_file] I don’t pass on a picture sent as a file: it may hold the place and time it was taken. Please send it as a photo.
    [contact] I don’t pass on contacts: you’d be recognised by them.
    [location] I don’t pass on places: you’d be recognised by them.
    [poll] I can’t pass on polls: please ask in words.
    [game] I can’t pass on games and dice.
    [story] I don’t pass on stories: you’d be recognised by them.
    [paid_media] I can’t pass on paid posts.
    [web_app] I can’t pass on data of apps.
    [gift] I can’t pass on gifts.
    [checklist] I can’t pass on checklists: please write it in words.
   *[other] I can’t pass on a message of this kind.
    }
refused_outside = { $kind ->
    [photo] I can’t see photos: I understand only text and buttons. To find someone to talk to: /find.
    [video] I can’t watch videos: I understand only text and buttons. To find someone to talk to: /find.
    [voice] I can’t hear voice messages: I understand only text and buttons. To find someone to talk to: /find.
    [video_note] I can’t watch video messages: I understand only text and buttons. To find someone to talk to: /find.
    [audio] I can’t hear recordings: I understand only text and buttons. To find someone to talk to: /find.
    [animation] I can’t see GIFs: I understand only text and buttons. To find someone to talk to: /find.
    [sticker] I can’t see stickers: I understand only text and buttons. To find someone to talk to: /find.
    [document] I can’t open files: I understand only text and buttons. To find someone to talk to: /find.
    [contact] I don’t need the contact and won’t keep it. To find someone to talk to: /find.
    [location] I don’t need the place and won’t keep it. To find someone to talk to: /find.
   *[other] I can’t read messages of this kind: I understand only text and buttons. To find someone to talk to: /find.
    }

## Command menu

menu_entry = { $command ->
    [start] Begin or go on
    [find] Find someone to talk to
    [next] Talk to someone else
    [end] End the talk
    [block] Block the other person
    [del] Delete a message of yours for both
    [cancel] Cancel a search or a question
    [profile] My profile
    [settings] Settings
    [rules] Rules
    [privacy] What is kept
    [export] My data as a file
    [sos] Where to call when it is hard
    [help] What I can do
   *[other] { $command }
    }
