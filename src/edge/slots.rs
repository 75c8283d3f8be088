//! Numbered places for what JavaScript names by its number.

use super::bulk::Bulk;
use super::call::Call;
use core::cell::Cell;
use core::mem;

/// A place, and what is in it. One that is free is used again.
pub(super) enum Slot {
    Free,
    /// Someone is using what belongs here, and puts it back.
    Taken,
    Call(Box<Call>),
    Bulk(Box<Bulk>),
}

/// A `thread_local!` is reached through a pointer to a function. It would be the only one here, and keep
/// alive the table of functions and whatever the linker has put there.
struct OneThread<T>(T);

#[cfg(target_feature = "atomics")]
compile_error!("the core is made for one thread");

// SAFETY: there is no other thread.
unsafe impl<T> Sync for OneThread<T> {}

static SLOTS: OneThread<Cell<Vec<Slot>>> = OneThread(Cell::new(Vec::new()));

/// Puts something into a free place and returns its number.
pub(super) fn insert(slot: Slot) -> u32 {
    let mut slots = SLOTS.0.take();
    let free = slots.iter().position(|slot| matches!(slot, Slot::Free));
    let number = free.unwrap_or(slots.len());
    if free.is_none() {
        slots.push(Slot::Free);
    }
    SLOTS.0.set(slots);
    put(number as u32, slot);
    number as u32
}

/// What has the number, until it is put back.
pub(super) fn take(number: u32) -> Slot {
    put(number, Slot::Taken)
}

/// Puts something into a place; returns what was there.
pub(super) fn put(number: u32, slot: Slot) -> Slot {
    let mut slots = SLOTS.0.take();
    let before = match slots.get_mut(number as usize) {
        // Nobody puts anything back into a place that is free.
        Some(Slot::Free) if matches!(slot, Slot::Taken) => Slot::Free,
        Some(place) => mem::replace(place, slot),
        None => Slot::Free,
    };
    SLOTS.0.set(slots);
    before
}
