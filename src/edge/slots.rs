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

/// The number of a place that was free, for something to be put there.
pub(super) fn reserve() -> u32 {
    with(|slots| {
        let free = slots.iter().position(|slot| matches!(slot, Slot::Free));
        let number = free.unwrap_or(slots.len());
        match slots.get_mut(number) {
            Some(slot) => *slot = Slot::Taken,
            None => slots.push(Slot::Taken),
        }
        number as u32
    })
}

/// What has the number, until it is put back; a place where nothing is stays as it is.
pub(super) fn take(number: u32) -> Slot {
    with(|slots| match slots.get_mut(number as usize) {
        None | Some(Slot::Free) => Slot::Free,
        Some(slot) => mem::replace(slot, Slot::Taken),
    })
}

/// Puts something into a place that was reserved or taken.
pub(super) fn put(number: u32, slot: Slot) {
    with(|slots| {
        if let Some(place) = slots.get_mut(number as usize) {
            *place = slot;
        }
    });
}

fn with<R>(use_them: impl FnOnce(&mut Vec<Slot>) -> R) -> R {
    let mut slots = SLOTS.0.take();
    let result = use_them(&mut slots);
    SLOTS.0.set(slots);
    result
}
