//! The queue of a batch's calls, and the pacer that they share.

use super::timer::Timer;
use crate::action::Action;
use crate::call::Call;
use crate::event::{Event, EventData};
use crate::millis::Millis;
use crate::pacer::Pacer;
use core::cell::{Cell, RefCell};
use core::future::{Future, poll_fn};
use core::pin::Pin;
use core::task::Poll;
use js_sys::{Date, Reflect};
use std::collections::VecDeque;
use wasm_bindgen::JsCast;
use web_sys::Performance;

/// The calls of a batch that wait for a permit of its pacer.
pub(super) struct Queue {
    pacer: RefCell<Pacer>,
    /// The indices of the calls. The first one is dispatched next.
    waiting: RefCell<VecDeque<u64>>,
    has_changed: Cell<bool>,
}

impl Queue {
    pub(super) fn new(pacer: Pacer) -> Queue {
        let has_changed = Cell::new(false);
        Queue { pacer: RefCell::new(pacer), waiting: RefCell::default(), has_changed }
    }

    /// Returns whether the queue or the pacer has changed since this was last asked. A call that waits may be
    /// dispatched then.
    pub(super) fn take_change(&self) -> bool {
        self.has_changed.take()
    }

    /// Passes an event to a call of the batch.
    pub(super) fn handle(&self, call: &mut Call, event: Event, data: EventData) -> Action {
        self.has_changed.set(true);
        self.hand_in(call, event, data)
    }

    fn hand_in(&self, call: &mut Call, event: Event, data: EventData) -> Action {
        let data = EventData { now: now(), ..data };
        call.handle(event, &data, Some(&mut self.pacer.borrow_mut()))
    }

    /// Queues a call until the pacer permits its next attempt, and returns the call's next action. `is_first` puts the
    /// call before the others. The call asks the pacer whenever the future is polled.
    pub(super) async fn dispatch(&self, call: &mut Call, index: u64, is_first: bool) -> Action {
        if is_first {
            self.waiting.borrow_mut().push_front(index);
        } else {
            self.waiting.borrow_mut().push_back(index);
        }
        let mut timer = Timer::start(Millis::FOREVER);
        poll_fn(|context| {
            if self.waiting.borrow().front() != Some(&index) {
                return Poll::Pending;
            }
            match self.hand_in(call, Event::Dispatched, EventData::default()) {
                Action::NotBefore(time) => {
                    timer = Timer::start(time);
                    // The timer wakes the task. It can't have fired yet.
                    let _ = Pin::new(&mut timer).poll(context);
                    Poll::Pending
                }
                action => {
                    self.waiting.borrow_mut().pop_front();
                    self.has_changed.set(true);
                    Poll::Ready(action)
                }
            }
        })
        .await
    }
}

/// Returns the time by a clock that nobody sets, where there is one.
fn now() -> Millis {
    let performance = Reflect::get(&js_sys::global(), &"performance".into());
    let performance = performance.and_then(JsCast::dyn_into::<Performance>);
    Millis::new(performance.map_or_else(|_| Date::now(), |it| it.now()))
}
