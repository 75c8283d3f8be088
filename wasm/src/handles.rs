//! Handles: the numbers by which JavaScript names what lives in this memory.

use crate::options::CallOptions;
use core::cell::Cell;
use core::mem;
use nomba_revoke::Call;
use nomba_revoke::pacer::Pacer;

/// What a handle stands for.
pub(crate) enum Entry {
    /// Nothing. The handle will be used again.
    Free,
    /// Something that is in use, and comes back.
    Taken,
    /// A call.
    Call(Box<CallInBatch>),
    /// Calls that share options and a pacer.
    Batch(Box<Batch>),
}

/// A call, and the handle of the batch that it is in, if it is in one.
pub(crate) struct CallInBatch {
    pub(crate) call: Call,
    pub(crate) batch: Option<u32>,
    /// Whether the call goes to a relay.
    pub(crate) has_relay: bool,
}

/// Calls that share options and a pacer.
pub(crate) struct Batch {
    pub(crate) options: CallOptions,
    pub(crate) pacer: Pacer,
}

/// A `thread_local!` would be reached through a pointer to a function: the only one here, it would keep alive the table of
/// functions and what the linker has put there.
struct OneThread<T>(T);

#[cfg(target_feature = "atomics")]
compile_error!("the module is made for one thread");

// SAFETY: there is no other thread.
unsafe impl<T> Sync for OneThread<T> {}

static ENTRIES: OneThread<Cell<Vec<Entry>>> = OneThread(Cell::new(Vec::new()));

/// Stores an entry, and returns its handle.
pub(crate) fn insert(entry: Entry) -> u32 {
    with(|entries| {
        let free = entries.iter().position(|entry| matches!(entry, Entry::Free));
        let handle = free.unwrap_or(entries.len());
        match entries.get_mut(handle) {
            Some(place) => *place = entry,
            None => entries.push(entry),
        }
        handle as u32
    })
}

/// Takes what a handle stands for, until it is [put](put) back.
pub(crate) fn take(handle: u32) -> Entry {
    with(|entries| match entries.get_mut(handle as usize) {
        None | Some(Entry::Free) => Entry::Free,
        Some(entry) => mem::replace(entry, Entry::Taken),
    })
}

/// Puts back what was taken; or [`Entry::Free`], so that the handle is used again.
pub(crate) fn put(handle: u32, entry: Entry) {
    with(|entries| {
        if let Some(place) = entries.get_mut(handle as usize) {
            *place = entry;
        }
    });
}

fn with<R>(use_them: impl FnOnce(&mut Vec<Entry>) -> R) -> R {
    let mut entries = ENTRIES.0.take();
    let result = use_them(&mut entries);
    ENTRIES.0.set(entries);
    result
}
