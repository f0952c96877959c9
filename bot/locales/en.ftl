# The bot’s texts in English. Warm and plain. Markup is b and i; whatever people write is put in as text.

## Common words

button_stale = This button no longer works. Please look at the latest message.
button_foreign = This button doesn’t work here.
unknown_command = I don’t know that command. Here is what I can do: /help.
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

    What I keep about you and what I forget at once: /privacy. By pressing “I am 18 or older and I understand” you agree to that, too.
rules_page = <i>{ $number } of 3</i>
rules_next = Next
rules_ok = I am 18 or older and I understand
rules_minor = I am under 18
rules_already_accepted = You have already accepted the rules.
rules_accepted_note = You have accepted these rules. If help is needed right now: 112 and /sos.
minor_card =
    <b>Thank you for answering honestly.</b>

    Talks here are for adults only, so I won’t offer you anyone to talk to. But you are not alone: here is where children and teenagers are listened to.

    { $lines }
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
export_caption = Here is everything I keep about you: your profile, settings, searches, talks without a single word of them, your ratings and blocks, Stars, decisions of moderators. Who you talked to can’t be learned from this file.
export_too_often = You have received this file several times already. You can ask again in { $hours ->
    [one] { $hours } hour
   *[other] { $hours } hours
    }.
export_not_delivered = I couldn’t send the file. Please try again: /export.

## Search

find_incomplete = Before you search, please answer this as well.
find_in_proposal = Someone has already been found for you. Please answer that proposal first.
find_restrained = { $restraint ->
    [held] Your search is paused for now: a moderator is looking into what happened. It takes a day at most. If things are hard right now: /sos.
    [muted] Searching is closed for you until { $until } by a moderator’s decision. If things are hard right now: /sos.
    [suspended] Searching is suspended for you by a moderator’s decision. If things are hard right now: /sos.
   *[banned] Searching is closed for you by a moderator’s decision. If things are hard right now: /sos.
    }
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
relay_album_perhaps_twice = Something went wrong while the album was on its way, and I can’t tell whether it arrived whole. To be safe I sent what I could once more, without captions: the other person may have received it twice.
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

## Thanks in Stars

tip_offer = If you’d like to say thank you, you can give the other person a few Telegram Stars. You really don’t have to.
tip_button = 🎁 { $stars }
tip_other_button = 🎁 Another amount
tip_card =
    <b>Saying thank you with Stars</b>

    The Telegram Stars go to { $nickname }, the person you talked with. The platform keeps a 10% commission, rounded in their favour; the exact numbers are in the invoice. They won’t learn who you are on Telegram.

    How many would you like to give?
tip_card_unnamed =
    <b>Saying thank you with Stars</b>

    The Telegram Stars go to the person you talked with. The platform keeps a 10% commission, rounded in their favour; the exact numbers are in the invoice. They won’t learn who you are on Telegram.

    How many would you like to give?
tip_not_available = Not available right now. Stars can be given while a talk is open and for { $hours ->
        [one] { $hours } hour
       *[other] { $hours } hours
    } after it.
tip_amount_question = How many Stars would you like to give? Write a whole number from { $least } to { $most }.
tip_question_pauses = While this question is open I pass nothing on to the other person.
tip_amount_fault = Please write a whole number from { $least } to { $most }, digits only: 15, for example.
tip_question_skip = Not now
tip_question_skipped = All right, no Stars.
tip_invoice_sent = The invoice for { $stars } ⭐ is in the next message. You can pay right there.
tip_invoice_above = The invoice for { $stars } ⭐ is in this chat already. If you can’t find it: /tips.
tip_already_paid = These Stars have been given already, thank you! To give more: /tips.
invoice_title = Thanks to the other person
invoice_label = Thanks for the talk
invoice_description = For the other person: { $share } ⭐. Platform commission: { $commission } ⭐. They won’t learn who you are on Telegram.
checkout_refused = { $reason ->
    [not_available] Not available right now. No Stars were taken.
    [amount] The amount doesn’t match the invoice. No Stars were taken; for a new invoice: /tips.
    [currency] This invoice can only be paid with Telegram Stars. Nothing was taken.
    [payload] I haven’t issued this invoice. No Stars were taken; for a new one: /tips.
    [paid] This invoice is paid already. No Stars were taken a second time.
    [reserved] This invoice is being paid right now. No Stars were taken a second time; if that payment doesn’t work out, please try again in three minutes.
    [payer] This invoice is not for you. No Stars were taken.
   *[busy] I couldn’t check the payment in time. No Stars were taken; please try again in three minutes.
    }
tip_receipt =
    <b>Your thanks were passed on.</b>

    <b>Paid:</b> { $stars } ⭐
    <b>To the other person:</b> { $share } ⭐
    <b>Platform commission:</b> { $commission } ⭐

    If anything is wrong with the payment: /paysupport. Payment number: { $number }.
tip_received =
    <b>Somebody thanked you: { $stars } ⭐</b>

    <b>From:</b> { $from }
    <b>Credited to you:</b> { $share } ⭐
    <b>Platform commission:</b> { $commission } ⭐

    How credited Stars are paid out is in /terms. Payment number: { $number }.
tip_from_unnamed = somebody you recently talked with
tip_refunded = Refund: { $stars } ⭐. The Stars are back with you on Telegram. Payment number: { $number }.
tip_taken_back = The { $stars } ⭐ you were given went back to the person who sent them, so { $share } ⭐ were taken off what is credited to you. You did nothing wrong; it happens. Payment number: { $number }.
payment_unmatched = { $stars } ⭐ came in, but I can’t tell what for: I don’t know this invoice, or it is paid already. Nothing went to the other person. I’ll look into it and give them back; if the Stars aren’t there within a day, write to /paysupport. Payment number: { $number }.

## A question about a payment

paysupport_question =
    <b>What happened with the payment?</b>

    Write it in one message of up to { $most } characters: what you paid for and what went wrong. The payment number is in the message about it. A person will read it, and the answer will come here.

    Telegram’s support can’t help with these payments: we are responsible for them.
paysupport_skip = No question
paysupport_skipped = All right. Should a question come up: /paysupport.
paysupport_fault = { $fault ->
    [long] That’s too long: up to { $most } characters, please.
   *[empty] Please write in words what happened, in up to { $most } characters.
    }
paysupport_sent = I passed it on. Case number: { $number }. The answer will come here, usually within two days.
paysupport_not_sent = I couldn’t pass it on right now. Please try again a little later: /paysupport.
paysupport_too_often = You’ve written several times in a row, and I have those messages. The next one can be sent in { $minutes ->
    [one] { $minutes } minute
   *[other] { $minutes } minutes
    }.
paysupport_closed = There is nobody to take your question right now. Please write tomorrow: the payment number stays in the message about it.
paysupport_case =
    <b>Payment case { $number }</b>

    { $words }

    <b>From:</b> member …{ $member }; the search in the console finds them by these characters.

    Reply to this message and the reply goes to them without your name. To refund: notalone tips refund.
paysupport_answer =
    <b>Answer to case { $number }</b>

    { $words }
paysupport_answered = The answer was passed on.
paysupport_not_answered = The answer did not arrive: this person deleted their data or stopped the bot.

## Help

help_card =
    <b>What I can do</b>

    /find — find someone to talk to
    /next — end the talk and search on
    /end — end the talk
    /block — end it and never meet again
    /blocks — whom you have blocked
    /report — report the other person
    /cancel — cancel a search or a question
    /profile — your profile
    /settings — language and protection of messages
    /tips — say thank you with Stars
    /rules — the rules
    /privacy — what I keep and what I don’t
    /export — everything I keep about you, in one file
    /delete_me — erase everything I keep about you
    /terms — the terms
    /paysupport — a question about a payment
    /sos — where to call when it is too hard

    While a talk is open, just write: words, photos, voice messages and files reach the other person under your pseudonym. Edits, replies and reactions do too. To delete a message of yours for both, reply to it with /del.
privacy_card =
    <b>What I keep and what I don’t</b>

    • I pass on the messages of a talk and forget them at once: they are written nowhere. Only their number remains, and for 48 hours their ids, so that replies and edits arrive.
    • The other person sees your pseudonym, up to three topics, your few words about yourself, the time difference and what you are looking for. They won’t learn your Telegram account from me, unless you both decide to reveal yourselves.
    • Your account, pseudonym and words about yourself are stored encrypted, with a key of their own for each person.
    • Everything else (searches, talks, ratings) is recorded under random numbers, without names.
    • Comments on reports and the texts of appeals are read by moderators only. After { $days ->
        [one] { $days } day
       *[other] { $days } days
    } they are deleted, if the case is closed by then.
    • What you write to /paysupport is read by people in the operators’ chat. I don’t record it, but the message stays in their chat, and /delete_me won’t remove it from there.
    • Telegram itself keeps the messages as it does with any bot.
    • /delete_me erases everything: at once, and from backups within 7 days. What stays, without a name: a fingerprint of your account’s number while a moderator’s decision, an open report or somebody’s block stands; the address for a refund of Stars while a refund is possible; the records of Stars.
terms_card =
    <b>Terms</b>

    • People support each other here. It is neither treatment nor counselling. You have to be 18 to talk.
    • Everything is free. Telegram Stars are a voluntary thank-you to the other person: nothing is expected in return.
    • You can give { $least } to { $most } ⭐ while a talk is open and for { $hours ->
        [one] { $hours } hour
       *[other] { $hours } hours
    } after it. The platform keeps 10%, rounded in the other person’s favour: nothing of 5 ⭐, 1 of 10, 2 of 25, 5 of 50.
    • What you are given is credited to you within the platform. Telegram doesn’t let bots send Stars to people, so an operator pays them out: ask for it in /paysupport.
    • Paid by mistake, or something went wrong? Write to /paysupport. Stars go back to where they came from, and what was credited to the other person is taken back.
    • How we talk here: /rules. What I keep: /privacy.
sos_for_you = It sounds as if things are very hard for you right now. Only you can see this card: here is where you will be listened to, right now.
sos_danger = <b>If a life is in danger, call 112.</b>
sos_place = <b>{ $place }</b>
sos_line = { $numbers } — { $name }, { $audience ->
    [anyone] for everyone
    [adults] for adults
    [children] for children, teenagers and their parents
   *[other] { $audience }
    }
sos_line_hours = { $line } ({ $hours })
sos_numbers_mobile = { $numbers }, from a mobile { $mobile }
sos_none = I don’t have numbers for this country yet.
sos_elsewhere = <b>Other countries</b>
sos_other_country = Another country
sos_before_call =
    <b>Before you call</b>
    There is nothing to prepare, one sentence is enough. You can read it out from here: “Things are very hard for me right now, I need someone to talk to.”
sos_note = <i>Numbers may have changed; 112 always works.</i>
sos_afraid = I’m afraid to call
sos_afraid_card =
    <b>It is all right to be afraid of calling.</b>

    Here is what can make it easier:

    • You don’t have to give your name. You may be silent, cry, and hang up at any moment.
    • Ask someone near you to dial the number and stay with you.
    • If the answer is not what you needed, that is not about you. Call again, or try another number.
    • If you can’t speak at all, write to someone you trust: “I’m not doing well, please stay in touch with me.”

    The smallest step is to have the number on the screen and breathe out slowly. You don’t have to call after that.

    If a life is in danger, call 112: it is enough to say where you are and what happened.

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
    [blocks] Whom I have blocked
    [report] Report the other person
    [del] Delete a message of yours for both
    [cancel] Cancel a search or a question
    [profile] My profile
    [settings] Settings
    [tips] Say thank you with Stars
    [rules] Rules
    [privacy] What is kept
    [export] My data as a file
    [delete_me] Erase my data
    [terms] Terms
    [paysupport] A question about a payment
    [sos] Where to call when it is hard
    [help] What I can do
   *[other] { $command }
    }

## Reports and decisions

report_answered = { $outcome ->
    [acted] A moderator looked at your report and took action. Thank you for telling us.
   *[dismissed] A moderator looked at your report and saw no rule broken. If you would rather not meet this person again, you can block them.
    }
decision_told = { $decision ->
    [warn] <b>A warning from a moderator.</b> You can go on looking for people to talk to.
    [mute] <b>A moderator’s decision:</b> searching is closed for you until { $until }.
    [suspend] <b>A moderator’s decision:</b> searching is suspended for you.
   *[ban] <b>A moderator’s decision:</b> searching is closed for you for good. /sos, /export and /delete_me remain.
    }
decision_rule = { $rule ->
    [spam] The rule: no advertising and no begging here.
    [fraud] The rule: no deceiving and no talking people out of their money.
    [harassment] The rule: respect the other person and their boundaries.
    [threats] The rule: threaten nobody.
    [sexual_content] The rule: nothing sexual without the other person’s consent.
    [anonymity] The rule: do not find out who the other person is, and do not ask them elsewhere.
    [harmful_advice] The rule: no diagnoses and no prescriptions.
    [underage] The rule: talks here are for people of 18 and over.
    [evasion] The rule: do not get around earlier decisions.
   *[other_rule] The rule: take care of the person you talk to (all rules: /rules).
    }
decision_template = { $template ->
    [gentle] We know that this can happen. Next time a talk takes a wrong turn, please stop and ask what the other person needs.
    [repeated] It is not the first time, so this decision is stricter than the one before.
    [serious] We decided so because somebody’s safety was at risk.
    [caring] If things are hard right now, help is near: /sos.
   *[plain] A person decided this, not a program.
    }
decision_appeal = You disagree? Until { $until } you can appeal once: another moderator will look at it.
appeal_answered = { $outcome ->
    [overturned] Another moderator looked at your appeal and took the decision back. We are sorry.
   *[upheld] Another moderator looked at your appeal. The decision stands.
    }
sanction_lifted = Your restriction was lifted early. If nothing else keeps you from it, you can look for someone to talk to again: /find.
staff_account = { $what ->
        [password_changed] The password of your console account was changed.
        [role_changed] Your console account has another role now.
        [second_factor_set] A second step was set up for your console account.
        [second_factor_removed] The second step of your console account was turned off.
        [recovery_code_used] Somebody came into your console account with a recovery code.
        [code_refused] Somebody gave your console password and a wrong code. They did not get in.
        [repeated_code_refused] Somebody gave your console password and a code that had been used. They did not get in.
        [new_browser_seen] Somebody came into your console account from a new browser.
       *[access_reset] The way into your console account was reset.
    } If that was not you, change your password and write to an admin.
mute_over = Time is up: you can look for someone to talk to again: /find.

## Blocks, reports, appeals

talk_block_question_afterwards = You are not talking to anyone. Block the person you talked to last? You will not meet again as long as the block stands, and they will not learn of it.
talk_not_blocked = All right, I won’t block anyone.
blocks_none = You have blocked nobody.
blocks_card =
    <b>Whom you have blocked</b>

    { $lines }

    As long as a block stands, you are not proposed to each other. If you lift it, you can meet no sooner than 30 days after the day of the block.
blocks_line = { $nickname }, since { $date }
blocks_more = And { $count } more.
blocks_nameless = someone without a pseudonym
block_lift = Lift: { $nickname }
block_lifted = The block is lifted. You won’t be proposed to each other before { $date }.
block_lifted_before = That block is gone already.
report_ask = Report
report_none = You can report someone you are talking to, or talked to within the last day. There is no such talk.
report_reason_question =
    <b>What happened?</b>

    A person will read your report. The other one won’t learn that you reported them.
report_reason = { $reason ->
    [spam] Advertising, begging, fraud
    [abuse] Insults, pressure, harassment
    [danger] Threatens me or others
    [crisis] May harm themselves
    [minor] Under 18
   *[other] Something else
    }
report_comment_question =
    <b>{ $reason }</b>

    Would you like to add anything? Up to 500 characters, for the moderator only. While you answer, nothing goes to the other person.

    <i>/cancel to not report</i>
report_skip = Send without a comment
report_comment_wrong = This needs a text of up to 500 characters.
report_filed =
    <b>Thank you, the report is sent.</b>

    A person will look at it, and I will write what came of it. Until then you won’t be proposed to each other.
report_filed_in_talk =
    <b>Thank you, the report is sent.</b>

    A person will look at it, and I will write what came of it. The talk is still open: you may go on, or end it without explaining anything.
report_refused = { $why ->
    [late] More than a day has passed since that talk, so it can’t be reported any more.
    [again] You have reported this talk already. I will write when a moderator has looked.
   *[unavailable] I can’t take a report right now. If a life is in danger, call 112.
    }
report_too_often = You can send one report a minute. Try again in { $seconds ->
    [one] { $seconds } second
   *[other] { $seconds } seconds
    }.
report_crisis_help =
    <b>Thank you for not looking away.</b>

    What you can say right now: “I’m here. I care. Are you thinking of dying?” Asking directly does not push anyone, it helps them talk. Listen, don’t argue or shame, offer to call together. I will show the other person whom to call as well. You don’t have to save anybody on your own.
report_not_sent = All right, I did not send a report.
appeal_start = Appeal
appeal_question =
    <b>Why is the decision wrong?</b>

    Write it in one message, up to 1000 characters. Another moderator will read it. Each decision can be appealed once.

    <i>/cancel to not appeal</i>
appeal_wrong = This needs a text of up to 1000 characters.
appeal_filed = Sent. Another moderator will look, and I will write what they decide.
appeal_refused = { $why ->
    [again] You have appealed this decision already.
    [late] The twenty days for an appeal are over.
   *[none] There is nothing to appeal here.
    }
erasure_question =
    <b>Erase everything I know about you?</b>

    Your talk and your search end at once. Your pseudonym, your words about yourself and the link to your Telegram account become unreadable at once too, and are gone from backups within 7 days. Nobody can bring them back. You can take a file with your data first: /export.

    Three things stay, and none of them says who you are:
    • a fingerprint of your account’s number, only if there is a moderator’s decision, an open report, or somebody blocked you, and only while that stands: if you come back, it still holds;
    • if you gave Stars: a sealed address for the refund, while a refund is possible;
    • the records of the Stars themselves.
    Searches and talks stay as lines of statistics without names.

    The messages in this chat are kept by Telegram: you can clear it yourself.

    If you are sure, type the word <b>DELETE</b>.

    <i>/cancel to leave everything as it is</i>
erasure_word = DELETE
erasure_wrong = To erase everything, I need one word: DELETE.
erasure_done =
    <b>Everything is erased.</b> There is no talk and no search any more, and the buttons above do nothing.

    Thank you for having been here. If things get hard, /sos answers without registration too. If you want to come back: /start.
erasure_left = All right, nothing is erased.
appeal_not_sent = All right, nothing was sent. You can appeal within 20 days: the button under the decision stays.
banned_card = Talks here are closed to you by a moderator’s decision. What remains: /sos for whom to call when it is hard, /export for your data, /delete_me to delete them, and the button “Appeal” under the message about the decision.
banned_button = Talks here are closed to you by a moderator’s decision. You can appeal it with the button under the message about it.

## Moderators' chat

mod_case =
    { $priority ->
        [urgent] <b>Urgent case { $case }</b>
       *[usual] <b>Case { $case }</b>
    }

    <b>Reason:</b> { $reasons }
    <b>Priority:</b> { $priority ->
        [urgent] urgent, decide within an hour
       *[usual] usual, decide within a day
    }
    <b>Opened:</b> { $opened }
    { $standing }
mod_case_waiting = <b>Waiting:</b> { $age }, nobody has taken it yet
mod_case_taken = <b>Taken by:</b> { $name }
mod_case_escalated = <b>Waiting for a senior moderator</b>
mod_case_decided = <b>Decided</b>
mod_age_new = less than a minute
mod_take = Take
mod_open = Open
mod_hold_lapsed =
    <b>A day has passed and the reports are not decided.</b>

    Searching was on hold for member { $member } and is open again. The reports are still waiting.
mod_head =
    <b>Head of the event log</b>

    { $head }

    <b>Signed:</b> { $time }
    <b>Key:</b> { $key }
    <b>Signature:</b> { $signature }

    Please keep this message: it shows if the log is rewritten later.
mod_log_broken =
    <b>The event log does not add up.</b>

    Entry { $position } is not what it was. Please change nothing yourselves: an operator is needed.
mod_hotlines_stale =
    <b>It is time to check the helplines.</b>

    { $count ->
        [one] { $count } number has not been checked by a call for more than half a year.
       *[other] { $count } numbers have not been checked by a call for more than half a year.
    } Run notalone config check to see which.
mod_tips_differ =
    <b>The Stars do not add up.</b>

    { $count ->
        [one] { $count } payment differs.
       *[other] { $count } payments differ.
    } An operator is needed: notalone tips reconcile shows which.
mod_not_linked = I do not know you yet. Get a one-time code in the console (“My account”) and send it to me in our private chat: /link CODE.
mod_not_a_moderator = Moderators work on cases: your role cannot do this.
mod_taken = The case is yours.
mod_taken_before = This case is yours already.
mod_taken_by = Somebody is working on this case: { $name }.
mod_decided = This case has been decided.
mod_needs_senior = This case is waiting for a senior moderator.
mod_own_decision = An appeal against your decision is judged by another moderator.
mod_link_sent = I have sent you the link in our private chat.
mod_link = Case { $case }: { $link }
mod_link_card = Case { $case } opens in the console.
mod_link_button = Open in the console

## Link with the console

link_how = This command is for the staff: get a one-time code in the console (“My account”) and send it like this: /link CODE.
link_done = Done: the buttons in the moderators’ chat now know you as { $name }.
link_wrong = This code did not work: it is wrong, old or used. You can get a new one in the console.
link_wrong_linked = This code did not work: it is wrong, old or used. The buttons know you as { $name }.
link_too_often = Too many tries. Please try again in { $minutes ->
    [one] { $minutes } minute
   *[other] { $minutes } minutes
    }.
