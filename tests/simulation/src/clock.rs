//! A virtual clock, which jumps from one scheduled event to the next.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// A virtual clock. Times are milliseconds since the start of the run.
#[derive(Debug)]
pub struct Clock<E> {
    now: f64,
    scheduled: BinaryHeap<Scheduled<E>>,
    order: u64,
}

#[derive(Debug)]
struct Scheduled<E> {
    at: f64,
    /// Events of the same time keep the order in which they were scheduled.
    order: u64,
    event: E,
}

impl<E> Clock<E> {
    /// Returns a clock that shows zero.
    pub fn new() -> Clock<E> {
        Clock { now: 0.0, scheduled: BinaryHeap::new(), order: 0 }
    }

    /// Returns the time.
    pub fn now(&self) -> f64 {
        self.now
    }

    /// Schedules an event. `after` is the time until then in milliseconds.
    pub fn schedule(&mut self, after: f64, event: E) {
        self.order += 1;
        let at = self.now + after.max(0.0);
        self.scheduled.push(Scheduled { at, order: self.order, event });
    }

    /// Moves the clock to the next event and returns the event; `None` if nothing is scheduled.
    pub fn advance(&mut self) -> Option<E> {
        let Scheduled { at, event, .. } = self.scheduled.pop()?;
        self.now = at;
        Some(event)
    }
}

impl<E> Default for Clock<E> {
    fn default() -> Self {
        Clock::new()
    }
}

impl<E> PartialEq for Scheduled<E> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl<E> Eq for Scheduled<E> {}
impl<E> PartialOrd for Scheduled<E> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl<E> Ord for Scheduled<E> {
    /// The earliest event is the greatest, since a heap returns the greatest first.
    fn cmp(&self, other: &Self) -> Ordering {
        other.at.total_cmp(&self.at).then(other.order.cmp(&self.order))
    }
}
