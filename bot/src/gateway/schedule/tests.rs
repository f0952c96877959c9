use super::*;

#[derive(Debug, PartialEq)]
struct Request {
    name: &'static str,
    lane: Lane,
    abandoned: bool,
}

impl Waiting for Request {
    fn lane(&self) -> Lane {
        self.lane
    }
    fn is_abandoned(&self) -> bool {
        self.abandoned
    }
}

fn request(name: &'static str, lane: Lane) -> Request {
    Request {
        name,
        lane,
        abandoned: false,
    }
}

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds)
}

fn push(schedule: &mut Schedule<Request>, chat: i64, name: &'static str, lane: Lane) {
    schedule.push(Some(chat), request(name, lane)).unwrap();
}

/// Begins everything that may go out now, and says what it was.
fn begun(schedule: &mut Schedule<Request>, now: DateTime<Utc>) -> Vec<&'static str> {
    let mut names = Vec::new();
    while let Step::Offer(slot) = schedule.step(now) {
        if schedule.head(slot).is_some() {
            names.extend(schedule.begin(slot).map(|request| request.name));
        }
    }
    names
}

#[test]
fn one_chat_is_first_in_first_out_whatever_the_lanes() {
    let mut schedule = Schedule::new();
    push(&mut schedule, 1, "digest", Lane::Digests);
    push(&mut schedule, 1, "relay", Lane::Relay);
    assert_eq!(begun(&mut schedule, at(0)), ["digest"]);
    schedule.finish(Slot::Chat(1));
    assert_eq!(begun(&mut schedule, at(0)), ["relay"]);
}

#[test]
fn chats_go_by_their_most_urgent_request_and_then_by_age() {
    let mut schedule = Schedule::new();
    push(&mut schedule, 1, "digest", Lane::Digests);
    push(&mut schedule, 2, "notice", Lane::Notices);
    push(&mut schedule, 3, "older relay", Lane::Relay);
    push(&mut schedule, 4, "digest before a relay", Lane::Digests);
    push(&mut schedule, 4, "relay behind a digest", Lane::Relay);
    schedule
        .push(None, request("answer", Lane::Answers))
        .unwrap();
    assert_eq!(
        begun(&mut schedule, at(0)),
        [
            "answer",
            "older relay",
            "digest before a relay",
            "notice",
            "digest"
        ]
    );
}

#[test]
fn an_answer_to_a_query_waits_for_no_message_of_its_chat() {
    let mut schedule = Schedule::new();
    push(&mut schedule, 1, "message", Lane::Notices);
    assert_eq!(begun(&mut schedule, at(0)), ["message"]);
    schedule
        .push(None, request("answer", Lane::Answers))
        .unwrap();
    assert_eq!(begun(&mut schedule, at(0)), ["answer"]);
}

#[test]
fn a_delayed_chat_holds_up_nobody_else() {
    let mut schedule = Schedule::new();
    push(&mut schedule, 1, "paused", Lane::Relay);
    schedule.delay(Slot::Chat(1), at(5));
    push(&mut schedule, 2, "other", Lane::Digests);
    assert_eq!(begun(&mut schedule, at(0)), ["other"]);
    assert_eq!(schedule.step(at(0)), Step::WaitUntil(at(5)));
    assert_eq!(begun(&mut schedule, at(5)), ["paused"]);
}

#[test]
fn a_pause_outlives_the_request_that_met_it() {
    let mut schedule = Schedule::new();
    push(&mut schedule, 1, "given up", Lane::Relay);
    begun(&mut schedule, at(0));
    schedule.delay(Slot::Chat(1), at(9));
    schedule.finish(Slot::Chat(1));
    push(&mut schedule, 1, "next", Lane::Relay);
    assert_eq!(begun(&mut schedule, at(8)), Vec::<&str>::new());
    assert_eq!(begun(&mut schedule, at(9)), ["next"]);
}

#[test]
fn what_is_put_back_stays_first() {
    let mut schedule = Schedule::new();
    push(&mut schedule, 1, "first", Lane::Relay);
    push(&mut schedule, 1, "second", Lane::Relay);
    let Step::Offer(slot) = schedule.step(at(0)) else {
        panic!("a request waits");
    };
    let first = schedule.begin(slot).unwrap();
    schedule.put_back(slot, first, at(1));
    assert_eq!(begun(&mut schedule, at(0)), Vec::<&str>::new());
    assert_eq!(begun(&mut schedule, at(1)), ["first"]);
}

#[test]
fn the_third_chat_with_a_429_pauses_the_bot() {
    let mut schedule = Schedule::new();
    push(&mut schedule, 9, "innocent", Lane::Relay);
    for (chat, second) in [(1, 0), (1, 1), (2, 2)] {
        schedule.throttled(Slot::Chat(chat), at(second), at(60));
    }
    assert_eq!(schedule.step(at(2)), Step::Offer(Slot::Chat(9)));
    schedule.throttled(Slot::Chat(3), at(3), at(60));
    assert_eq!(schedule.step(at(3)), Step::WaitUntil(at(60)));
    assert_eq!(begun(&mut schedule, at(60)), ["innocent"]);
}

#[test]
fn chats_with_429s_far_apart_leave_the_bot_alone() {
    let mut schedule = Schedule::new();
    push(&mut schedule, 9, "innocent", Lane::Relay);
    for (chat, second) in [(1, 0), (2, 6), (3, 12)] {
        schedule.throttled(Slot::Chat(chat), at(second), at(60));
    }
    assert_eq!(schedule.step(at(12)), Step::Offer(Slot::Chat(9)));
}

#[test]
fn what_nobody_waits_for_is_not_sent_and_leaves_nothing_behind() {
    let mut schedule = Schedule::new();
    let gone = Request {
        abandoned: true,
        ..request("gone", Lane::Relay)
    };
    schedule.push(Some(1), gone).unwrap();
    assert_eq!(begun(&mut schedule, at(0)), Vec::<&str>::new());
    assert_eq!(schedule.waiting, 0);
    assert!(schedule.chats.is_empty() && schedule.ready.is_empty());
}

#[test]
fn a_full_chat_refuses_more_until_someone_gives_up() {
    let mut schedule = Schedule::new();
    for number in 0..LARGEST_CHAT_BACKLOG {
        let abandoned = number % 2 == 1;
        let waiting = Request {
            abandoned,
            ..request("waiting", Lane::Relay)
        };
        schedule.push(Some(1), waiting).unwrap();
    }
    push(&mut schedule, 1, "takes an abandoned place", Lane::Relay);
    let half = LARGEST_CHAT_BACKLOG / 2;
    for _ in half + 1..LARGEST_CHAT_BACKLOG {
        push(&mut schedule, 1, "more", Lane::Relay);
    }
    let refused = schedule.push(Some(1), request("too many", Lane::Relay));
    assert_eq!(refused.unwrap_err().name, "too many");
}

#[test]
fn everything_finished_is_forgotten() {
    let mut schedule = Schedule::new();
    for chat in 0..10 {
        push(&mut schedule, chat, "message", Lane::Relay);
        schedule.delay(Slot::Chat(chat), at(chat));
    }
    begun(&mut schedule, at(20));
    for chat in 0..10 {
        schedule.finish(Slot::Chat(chat));
    }
    assert!(schedule.chats.is_empty() && schedule.ready.is_empty() && schedule.delayed.is_empty());
    assert_eq!((schedule.waiting, schedule.under_way), (0, 0));
}
