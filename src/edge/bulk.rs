//! Batches: calls that share options and a pacer.
//!
//! Each token is a call of its own, as [`call`](super::call) makes it. Before every attempt the call asks the pacer
//! for a permit; until it gets one, it queues in `bulk.js`.

use super::host;
use super::options::{self, Options};
use super::slots::{self, Slot};
use crate::pacer::Pacer;

/// Calls that share options and a pace.
pub(super) struct Bulk {
    options: Options,
    pacer: Pacer,
}

/// Opens a bulk and returns its number, which is good until it is closed; or refuses a wrong option.
pub(super) fn open(given: &host::Options, kinds: f64) -> u32 {
    match options::read(given, kinds, true) {
        Some((options, many)) => {
            let pacer = Pacer::new(many.quota, many.concurrency);
            let number = slots::reserve();
            slots::put(number, Slot::Bulk(Box::new(Bulk { options, pacer })));
            number
        }
        None => u32::MAX,
    }
}

/// Frees the number. None of its calls may be under way any more.
pub(super) fn close(number: u32) {
    slots::put(number, Slot::Free);
}

pub(super) fn options(number: u32) -> Option<Options> {
    with(Some(number), |bulk| bulk.map(|bulk| bulk.options))
}

/// Lends the pacer of a batch; `None` where there is no batch of that number. `use_it` may not call JavaScript,
/// which may come back for the same pacer.
pub(super) fn with_pacer<R>(
    number: Option<u32>,
    use_it: impl FnOnce(Option<&mut Pacer>) -> R,
) -> R {
    with(number, |bulk| use_it(bulk.map(|bulk| &mut bulk.pacer)))
}

fn with<R>(number: Option<u32>, use_it: impl FnOnce(Option<&mut Bulk>) -> R) -> R {
    let mut slot = number.map_or(Slot::Free, slots::take);
    let result = use_it(match &mut slot {
        Slot::Bulk(bulk) => Some(bulk),
        _ => None,
    });
    if let Some(number) = number {
        slots::put(number, slot);
    }
    result
}
