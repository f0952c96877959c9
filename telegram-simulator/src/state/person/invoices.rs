//! What can be paid in a chat: messages that are invoices, and invoice links wherever a message shows them.

use std::sync::Arc;

use super::Person;
use crate::model::InvoiceView;
use crate::state::Message;
use crate::state::stars::{Invoice, LINK_PREFIX};
use crate::state::view::buttons;

impl Person {
    /// Invoices and invoice links in this chat, oldest first.
    pub(crate) fn invoices(&self) -> Vec<InvoiceView> {
        self.chat.with(|state| {
            let messages = state.messages.iter().filter(|message| !message.deleted);
            messages
                .flat_map(|message| self.invoices_in(message))
                .collect()
        })
    }

    fn invoices_in(&self, message: &Message) -> Vec<InvoiceView> {
        let own = message.content.invoice.iter();
        let own = own.map(|invoice| view(message, None, invoice));
        let linked = links(message).into_iter().filter_map(|link| {
            let invoice = self.bot.till.invoice_of_link(&link)?;
            Some(view(message, Some(link), &invoice))
        });
        own.chain(linked).collect()
    }
}

fn view(message: &Message, link: Option<String>, invoice: &Arc<Invoice>) -> InvoiceView {
    InvoiceView {
        message_id: message.id,
        paid: link.is_none() && message.content.paid,
        link,
        title: invoice.title.clone(),
        description: invoice.description.clone(),
        payload: invoice.payload.clone(),
        stars: invoice.stars,
    }
}

/// What looks like an invoice link in a message's words, links and buttons.
fn links(message: &Message) -> Vec<String> {
    let words = message.words();
    let text = words.map(|words| words.text.as_str()).unwrap_or_default();
    let hidden = words.into_iter().flat_map(|words| &words.entities);
    let hidden = hidden.filter_map(|entity| entity.extra.get("url")?.as_str());
    let buttons = buttons(message.content.inline_keyboard.as_ref());
    let buttons: Vec<_> = buttons.into_iter().flatten().collect();
    let urls = buttons.iter().filter_map(|button| button.url.as_deref());
    text.split_whitespace()
        .chain(hidden)
        .chain(urls)
        .filter(|link| link.starts_with(LINK_PREFIX))
        .map(str::to_owned)
        .collect()
}
