//! Many calls at one pace: who may send, and when.
//!
//! Each token is a call of its own, as [`client`](super::client) makes it. Before every attempt it
//! asks here for leave, and waits in a queue until the pacer grants it.

use super::host;
use super::options::{BulkOptions, Options};
use super::slots::Slots;
use super::task::{self, Event, Inbox, Ticket, Timer};
use crate::pacer::{self, Next, Pacer, Refusal};
use crate::rate_limit::RateLimit;
use core::cell::{Cell, RefCell};
use core::mem;
use std::collections::VecDeque;
use std::rc::Rc;

/// Calls that share options and a pace.
pub(super) struct Bulk {
    pub(super) options: Rc<Options>,
    number: u32,
    pacer: RefCell<Pacer>,
    /// Those who wait for leave to send.
    queue: RefCell<VecDeque<Waiting>>,
    /// Those who wait for a while after an attempt that failed.
    asleep: RefCell<Vec<Waiting>>,
    /// The task that grants leave.
    driver: RefCell<Option<Waiting>>,
    closed: Cell<bool>,
}

/// A task, and the ticket under which it is called.
#[derive(Clone)]
struct Waiting {
    inbox: Inbox,
    ticket: Ticket,
}

impl Waiting {
    fn new(inbox: &Inbox) -> Waiting {
        Waiting { inbox: inbox.clone(), ticket: inbox.ticket() }
    }
}

/// Leave to send once. To be told how that went; dropped without a word, it got no answer.
pub(super) struct Leave {
    bulk: Rc<Bulk>,
    ticket: Option<pacer::Ticket>,
}

impl Leave {
    /// The server answered, and did not refuse for the rate.
    pub(super) fn answered(mut self, rate_limit: Option<RateLimit>) {
        if let Some(ticket) = self.ticket.take() {
            self.bulk.pacer.borrow_mut().answered(host::now(), ticket, rate_limit);
        }
    }

    /// The server answered with 429; `retry_after` in milliseconds.
    pub(super) fn refused(
        mut self,
        rate_limit: Option<RateLimit>,
        retry_after: Option<f64>,
    ) -> Refusal {
        let Some(ticket) = self.ticket.take() else { return Refusal::HandOver };
        self.bulk.pacer.borrow_mut().refused(host::now(), ticket, rate_limit, retry_after)
    }
}

impl Drop for Leave {
    fn drop(&mut self) {
        if let Some(ticket) = self.ticket.take() {
            self.bulk.pacer.borrow_mut().failed(host::now(), ticket);
        }
        self.bulk.wake();
    }
}

/// Why a call of a bulk goes no further.
pub(super) enum Stopped {
    Aborted,
    Closed,
}

thread_local! {
    static BULKS: Slots<Bulk> = const { Slots::new() };
}

/// Opens a bulk and returns its number, which is good until it is closed.
pub(super) fn open(options: Options, bulk_options: &BulkOptions) -> u32 {
    let bulk = BULKS.with(|bulks| {
        bulks.insert(|number| Bulk {
            options: Rc::new(options),
            number,
            pacer: RefCell::new(Pacer::new(bulk_options.quota, bulk_options.concurrency)),
            queue: RefCell::default(),
            asleep: RefCell::default(),
            driver: RefCell::default(),
            closed: Cell::new(false),
        })
    });
    let number = bulk.number;
    task::spawn(|inbox| bulk.drive(inbox));
    number
}

pub(super) fn get(number: u32) -> Option<Rc<Bulk>> {
    BULKS.with(|bulks| bulks.get(number))
}

/// Starts nothing new from now on. What is under way ends by itself, and whoever waits is told.
pub(super) fn close(number: u32) {
    let Some(bulk) = BULKS.with(|bulks| bulks.remove(number)) else { return };
    bulk.closed.set(true);
    let queue = mem::take(&mut *bulk.queue.borrow_mut());
    let asleep = mem::take(&mut *bulk.asleep.borrow_mut());
    for waiting in queue.into_iter().chain(asleep) {
        waiting.inbox.deliver(waiting.ticket, Event::Leave(None));
    }
    bulk.wake();
}

impl Bulk {
    /// Waits for leave to send; before the others where it is not the first time.
    pub(super) async fn leave(
        self: &Rc<Self>,
        inbox: &Inbox,
        abort: Option<Ticket>,
        again: bool,
    ) -> Result<Leave, Stopped> {
        if self.closed.get() {
            return Err(Stopped::Closed);
        }
        let waiting = Waiting::new(inbox);
        let ticket = waiting.ticket;
        if again {
            self.queue.borrow_mut().push_front(waiting);
        } else {
            self.queue.borrow_mut().push_back(waiting);
        }
        self.wake();
        match inbox.next([Some(ticket), abort, None]).await {
            Event::Leave(Some(leave)) => Ok(leave),
            Event::Leave(None) => Err(Stopped::Closed),
            _ => {
                self.queue.borrow_mut().retain(|waiting| waiting.ticket != ticket);
                Err(Stopped::Aborted)
            }
        }
    }

    /// Waits for a time, in milliseconds.
    pub(super) async fn sleep(
        &self,
        inbox: &Inbox,
        abort: Option<Ticket>,
        time: f64,
    ) -> Result<(), Stopped> {
        if self.closed.get() {
            return Err(Stopped::Closed);
        }
        let waiting = Waiting::new(inbox);
        let ticket = waiting.ticket;
        self.asleep.borrow_mut().push(waiting);
        let timer = Timer::start(inbox, time);
        let event = inbox.next([Some(ticket), abort, Some(timer.ticket)]).await;
        self.asleep.borrow_mut().retain(|waiting| waiting.ticket != ticket);
        match event {
            Event::Timer => Ok(()),
            Event::Abort => Err(Stopped::Aborted),
            _ => Err(Stopped::Closed),
        }
    }

    /// Grants leave as the pacer allows it, until the bulk is closed.
    async fn drive(self: Rc<Self>, inbox: Inbox) {
        let waiting = Waiting::new(&inbox);
        let ticket = waiting.ticket;
        *self.driver.borrow_mut() = Some(waiting);
        while !self.closed.get() {
            let timer = self.grant().map(|wait| Timer::start(&inbox, wait));
            inbox.next([Some(ticket), timer.as_ref().map(|timer| timer.ticket), None]).await;
        }
        self.driver.borrow_mut().take();
    }

    /// Grants leave to as many as may start now; returns how long the next has to wait, in
    /// milliseconds, where that does not depend on an answer.
    fn grant(self: &Rc<Self>) -> Option<f64> {
        while !self.queue.borrow().is_empty() {
            let now = host::now();
            let next = self.pacer.borrow_mut().next(now);
            match next {
                Next::Start => {}
                Next::Wait(time) => return Some(time),
                Next::WaitForAnswer => return None,
            }
            let waiting = self.queue.borrow_mut().pop_front()?;
            let ticket = self.pacer.borrow_mut().started(now);
            let leave = Leave { bulk: Rc::clone(self), ticket: Some(ticket) };
            waiting.inbox.deliver(waiting.ticket, Event::Leave(Some(leave)));
        }
        None
    }

    /// Has the driver look again.
    fn wake(&self) {
        let driver = self.driver.borrow().clone();
        if let Some(Waiting { inbox, ticket }) = driver {
            inbox.deliver(ticket, Event::Leave(None));
        }
    }
}
