//! People who came in through the page with phones.

use super::{Person, System};

impl System {
    /// Where the page with phones is.
    pub(crate) fn phones_url(&self) -> String {
        self.simulator.url()
    }

    /// Somebody who was added on the page, by their first name.
    pub(crate) async fn person_on_the_page(&self, first_name: &str) -> Person {
        let users = self.bot.control().users().await.unwrap();
        let user = users.iter().find(|user| user.first_name == first_name);
        let id = user.unwrap().id;
        let identity = [first_name.to_owned(), id.to_string()];
        self.personal.lock().unwrap().extend(identity);
        Person::new(self.bot.known_person(id), self.personal.clone())
    }
}
