//! Runs the futures of calls.
//!
//! Each call is one task with an inbox. Whatever happens to it, a promise that settles, a timer, an
//! abort, comes in as an event and moves the task on at once, in the callback that told of it. So
//! racing them needs nothing but reading the inbox, and a call costs no closure of Rust's.
//!
//! `JsFuture` is not used: it panics where a foreign promise calls back twice, costs two closures
//! with their finalisers for each promise, and begins a task only in the next microtask, when a
//! page in `pagehide` may be gone.

use super::bulk::Leave;
use super::host;
use super::slots::Slots;
use core::cell::{Cell, OnceCell};
use core::future::{Future, poll_fn};
use core::pin::Pin;
use core::task::{Context, Poll, Waker};
use std::rc::Rc;
use wasm_bindgen::prelude::*;

/// Something that happened to a task.
pub(super) enum Event {
    /// A promise settled so.
    Settled(Result<JsValue, JsValue>),
    /// A timer ran out.
    Timer,
    /// A signal was aborted.
    Abort,
    /// Leave to send, from a bulk; `None` where it grants no more, and to the task that grants it.
    Leave(Option<Leave>),
}

/// Names one thing that a task waits for. Never given twice, so that what comes late is no one's.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Ticket(u32);

/// A task's own end: where it gets tickets and waits for events.
#[derive(Clone)]
pub(super) struct Inbox(Rc<Task>);

struct Task {
    id: u32,
    /// Empty while it is being polled, and when it is over.
    future: Cell<Option<Pin<Box<dyn Future<Output = ()>>>>>,
    events: Cell<Vec<(Ticket, Event)>>,
}

thread_local! {
    static TASKS: Slots<Task> = const { Slots::new() };
    static NEXT_TICKET: Cell<u32> = const { Cell::new(0) };
    static CONNECTED: OnceCell<()> = const { OnceCell::new() };
}

/// Starts a future and runs it, at once, to the first event that it has to wait for.
pub(super) fn spawn<F: Future<Output = ()> + 'static>(start: impl FnOnce(Inbox) -> F) {
    CONNECTED.with(|connected| {
        connected.get_or_init(|| {
            let receiver: Closure<dyn Fn(u32, u32, u32, JsValue)> = Closure::new(deliver);
            host::connect(&receiver.into_js_value());
        });
    });
    let task = TASKS.with(|tasks| {
        tasks.insert(|id| Task { id, future: Cell::new(None), events: Cell::new(Vec::new()) })
    });
    task.future.set(Some(Box::pin(start(Inbox(Rc::clone(&task))))));
    run(&task);
}

fn run(task: &Task) {
    // Nothing to take: the task is being polled further up the stack. It will find the event.
    let Some(mut future) = task.future.take() else { return };
    match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Pending => task.future.set(Some(future)),
        Poll::Ready(()) => drop(TASKS.with(|tasks| tasks.remove(task.id))),
    }
}

fn deliver(task: u32, ticket: u32, kind: u32, value: JsValue) {
    let Some(task) = TASKS.with(|tasks| tasks.get(task)) else { return };
    let event = match kind {
        0 => Event::Settled(Ok(value)),
        1 => Event::Settled(Err(value)),
        2 => Event::Timer,
        _ => Event::Abort,
    };
    Inbox(task).deliver(Ticket(ticket), event);
}

impl Inbox {
    /// The next event of one of these tickets. Events of others are dropped: they are late.
    pub(super) async fn next(&self, awaited: [Option<Ticket>; 3]) -> Event {
        poll_fn(|_| {
            let mut events = self.0.events.take().into_iter();
            let found = events.find(|(ticket, _)| awaited.contains(&Some(*ticket)));
            self.0.events.set(events.collect());
            match found {
                Some((_, event)) => Poll::Ready(event),
                None => Poll::Pending,
            }
        })
        .await
    }

    /// Tells the task of an event, and moves it on unless it is being moved already.
    pub(super) fn deliver(&self, ticket: Ticket, event: Event) {
        let mut events = self.0.events.take();
        events.push((ticket, event));
        self.0.events.set(events);
        run(&self.0);
    }

    /// A new one.
    pub(super) fn ticket(&self) -> Ticket {
        NEXT_TICKET.with(|next| {
            let ticket = next.get();
            next.set(ticket.wrapping_add(1));
            Ticket(ticket)
        })
    }

    /// Reports how `value` settles under the ticket.
    pub(super) fn follow(&self, value: &JsValue) -> Ticket {
        let ticket = self.ticket();
        host::follow(value, self.0.id, ticket.0);
        ticket
    }
}

/// A running timer; it stops when it is dropped.
pub(super) struct Timer {
    pub(super) ticket: Ticket,
    handle: JsValue,
}

impl Timer {
    pub(super) fn start(inbox: &Inbox, milliseconds: f64) -> Timer {
        let ticket = inbox.ticket();
        Timer { ticket, handle: host::start_timer(milliseconds, inbox.0.id, ticket.0) }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        host::stop_timer(&self.handle);
    }
}

/// A listener on an `AbortSignal`; it is taken off when it is dropped.
pub(super) struct Listener {
    pub(super) ticket: Ticket,
    signal: JsValue,
    handle: JsValue,
}

impl Listener {
    /// `Err` where the signal's own method throws.
    pub(super) fn start(inbox: &Inbox, signal: &JsValue) -> Result<Listener, JsValue> {
        let ticket = inbox.ticket();
        let handle = host::listen(signal, inbox.0.id, ticket.0)?;
        Ok(Listener { ticket, signal: signal.clone(), handle })
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        // A signal that refuses keeps a listener that reaches no one.
        let _ = host::unlisten(&self.signal, &self.handle);
    }
}
