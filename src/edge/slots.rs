//! Numbered places for things that JavaScript names by their number.

use core::cell::Cell;
use std::rc::Rc;

/// A place is used again when what was in it is gone.
pub(super) struct Slots<T>(Cell<Vec<Option<Rc<T>>>>);

impl<T> Slots<T> {
    pub(super) const fn new() -> Slots<T> {
        Slots(Cell::new(Vec::new()))
    }

    /// Puts in what `make` makes of its number.
    pub(super) fn insert(&self, make: impl FnOnce(u32) -> T) -> Rc<T> {
        let mut slots = self.0.take();
        let free = slots.iter().position(Option::is_none).unwrap_or(slots.len());
        let made = Rc::new(make(u32::try_from(free).unwrap_or(u32::MAX)));
        match slots.get_mut(free) {
            Some(slot) => *slot = Some(Rc::clone(&made)),
            None => slots.push(Some(Rc::clone(&made))),
        }
        self.0.set(slots);
        made
    }

    pub(super) fn get(&self, number: u32) -> Option<Rc<T>> {
        let slots = self.0.take();
        let found = usize::try_from(number).ok().and_then(|at| slots.get(at)).cloned().flatten();
        self.0.set(slots);
        found
    }

    pub(super) fn remove(&self, number: u32) -> Option<Rc<T>> {
        let mut slots = self.0.take();
        let found = usize::try_from(number).ok().and_then(|at| slots.get_mut(at));
        let removed = found.and_then(Option::take);
        self.0.set(slots);
        removed
    }
}
