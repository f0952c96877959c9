//! Topics and windows as sets.

use domain::values::{FreeWindows, Purpose, Sensitivity, Topic, TopicSet, Window};

#[test]
fn slugs_lead_back_to_their_values() {
    for topic in Topic::ALL {
        assert_eq!(Topic::from_slug(topic.slug()), Some(topic));
    }
    for window in Window::ALL {
        assert_eq!(Window::from_slug(window.slug()), Some(window));
    }
    for purpose in Purpose::ALL {
        assert_eq!(Purpose::from_slug(purpose.slug()), Some(purpose));
    }
    for choice in Sensitivity::ALL {
        assert_eq!(Sensitivity::from_slug(choice.slug()), Some(choice));
    }
    assert_eq!(Topic::from_slug("weather"), None);
}

#[test]
fn topics_toggle_on_and_off() {
    let one = TopicSet::default().toggled(Topic::Burnout);
    assert!(one.contains(Topic::Burnout));
    assert_eq!(one.len(), 1);
    assert!(one.toggled(Topic::Burnout).is_empty());
}

#[test]
fn shared_topics_are_those_in_both() {
    let mine = TopicSet::from(vec![Topic::Loss, Topic::Anxiety, Topic::Career]);
    let theirs = TopicSet::from(vec![Topic::Career, Topic::Loss, Topic::Identity]);
    let shared: Vec<Topic> = mine.shared(theirs).iter().collect();
    assert_eq!(shared, vec![Topic::Loss, Topic::Career]);
}

#[test]
fn unstated_windows_are_all_day_and_stated_ones_hold_their_hours() {
    assert!((0..24).all(|hour| FreeWindows::default().is_free_at(hour)));
    for (window, hours) in [
        (Window::Night, 0..6),
        (Window::Morning, 6..12),
        (Window::Day, 12..18),
        (Window::Evening, 18..24),
    ] {
        let windows = FreeWindows::default().toggled(window);
        for hour in 0..24 {
            assert_eq!(windows.is_free_at(hour), hours.contains(&hour));
        }
    }
}
