//! A bot's side of Telegram Stars: its invoice links, the payments to it, its transactions.

mod invoice;
mod payment;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use crate::sync::Lock;

pub(crate) use invoice::{Invoice, STARS};
pub(crate) use payment::{Charge, CheckoutAnswer, NewPayment, Payment, Progress};

/// Where invoice links point; the name behind it is what tells them apart.
pub(crate) const LINK_PREFIX: &str = "https://t.me/$";

/// The oldest are forgotten above this; a demo that runs for weeks must not grow without end.
const PAYMENTS_MAX: usize = 100_000;
const LINKS_MAX: usize = 100_000;

#[derive(Debug)]
pub(crate) struct Till {
    inner: Lock<Inner>,
}

#[derive(Debug)]
struct Inner {
    ids: Ids,
    next_payment: u64,
    links: BTreeMap<u64, String>,
    invoices: HashMap<String, Arc<Invoice>>,
    payments: BTreeMap<u64, Arc<Payment>>,
    queries: HashMap<String, u64>,
    charges: HashMap<String, u64>,
    transactions: Vec<Value>,
}

impl Till {
    /// `first` differs between runs of which a bot keeps what it learnt, so that no id comes twice.
    pub(crate) fn new(bot_id: i64, first: i64) -> Self {
        Self {
            inner: Lock::new(Inner {
                ids: Ids(mixed(bot_id.unsigned_abs()) ^ first.unsigned_abs()),
                next_payment: 1,
                links: BTreeMap::new(),
                invoices: HashMap::new(),
                payments: BTreeMap::new(),
                queries: HashMap::new(),
                charges: HashMap::new(),
                transactions: Vec::new(),
            }),
        }
    }

    /// A link under which anybody can pay the invoice, any number of times.
    pub(crate) fn new_link(&self, invoice: Invoice) -> String {
        let mut inner = self.inner.lock();
        let link = format!("{LINK_PREFIX}{}", inner.ids.text(1));
        let number = inner.links.last_key_value().map_or(0, |(last, _)| last + 1);
        inner.links.insert(number, link.clone());
        inner.invoices.insert(link.clone(), Arc::new(invoice));
        if inner.links.len() > LINKS_MAX
            && let Some((_, oldest)) = inner.links.pop_first()
        {
            inner.invoices.remove(&oldest);
        }
        link
    }

    pub(crate) fn invoice_of_link(&self, link: &str) -> Option<Arc<Invoice>> {
        self.inner.lock().invoices.get(link).cloned()
    }

    pub(crate) fn new_query_id(&self) -> String {
        (self.inner.lock().ids.next() >> 1).to_string()
    }

    pub(crate) fn new_charge_id(&self) -> String {
        format!("stx{}", self.inner.lock().ids.text(8))
    }

    pub(crate) fn open(&self, new: NewPayment) -> Arc<Payment> {
        let mut inner = self.inner.lock();
        let id = inner.next_payment;
        inner.next_payment += 1;
        let payment = Arc::new(Payment::new(id, new));
        inner.payments.insert(id, Arc::clone(&payment));
        if let Some(query_id) = payment.query_id.clone() {
            inner.queries.insert(query_id, id);
        }
        if inner.payments.len() > PAYMENTS_MAX {
            inner.forget_oldest();
        }
        payment
    }

    pub(crate) fn payment(&self, id: u64) -> Option<Arc<Payment>> {
        self.inner.lock().payments.get(&id).cloned()
    }

    pub(crate) fn payments_of(&self, user_id: i64) -> Vec<Arc<Payment>> {
        let inner = self.inner.lock();
        let payments = inner.payments.values();
        payments
            .filter(|payment| payment.user_id == user_id)
            .cloned()
            .collect()
    }

    pub(crate) fn payment_of_query(&self, query_id: &str) -> Option<Arc<Payment>> {
        let inner = self.inner.lock();
        let id = inner.queries.get(query_id)?;
        inner.payments.get(id).cloned()
    }

    pub(crate) fn payment_of_charge(&self, charge_id: &str) -> Option<Arc<Payment>> {
        let inner = self.inner.lock();
        let id = inner.charges.get(charge_id)?;
        inner.payments.get(id).cloned()
    }

    /// Notes that a payment was charged, with its transaction.
    pub(crate) fn charged(&self, payment: &Payment, charge_id: &str, transaction: Value) {
        let mut inner = self.inner.lock();
        inner.charges.insert(charge_id.to_owned(), payment.id);
        inner.transactions.push(transaction);
    }

    /// Adds a `StarTransaction`.
    pub(crate) fn add_transaction(&self, transaction: Value) {
        self.inner.lock().transactions.push(transaction);
    }

    /// Takes away all transactions with an id, as if Telegram had never had them; says how many.
    pub(crate) fn remove_transactions(&self, id: &str) -> usize {
        let mut inner = self.inner.lock();
        let before = inner.transactions.len();
        inner
            .transactions
            .retain(|transaction| transaction["id"] != id);
        before - inner.transactions.len()
    }

    /// `StarTransaction`s in the order they happened.
    pub(crate) fn transactions(&self, skip: usize, limit: usize) -> Vec<Value> {
        let inner = self.inner.lock();
        let transactions = inner.transactions.iter();
        transactions.skip(skip).take(limit).cloned().collect()
    }

    /// The sum of all transactions.
    pub(crate) fn balance(&self) -> i64 {
        let signed = |transaction: &Value| {
            let amount = transaction["amount"].as_i64().unwrap_or_default();
            if transaction.get("source").is_some() {
                amount
            } else {
                -amount
            }
        };
        self.inner.lock().transactions.iter().map(signed).sum()
    }
}

impl Inner {
    fn forget_oldest(&mut self) {
        let Some((_, oldest)) = self.payments.pop_first() else {
            return;
        };
        if let Some(query_id) = &oldest.query_id {
            self.queries.remove(query_id);
        }
        self.charges.retain(|_, id| *id != oldest.id);
    }
}

/// Numbers without visible order, the same in every run that begins the same.
#[derive(Debug)]
struct Ids(u64);

impl Ids {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mixed(self.0)
    }

    /// Text of letters, digits, `-` and `_`, 8 bytes of it for each word.
    fn text(&mut self, words: usize) -> String {
        let bytes: Vec<u8> = (0..words).flat_map(|_| self.next().to_be_bytes()).collect();
        URL_SAFE_NO_PAD.encode(bytes)
    }
}

/// The finalizer of `SplitMix64`, which is a permutation: different numbers stay different.
fn mixed(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}
