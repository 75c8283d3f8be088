//! Batches: calls that share options and a pacer.
//!
//! Each token is a call of its own. Before every attempt the call asks the pacer for a permit; until it gets one, it
//! queues in `batch.js`.

use crate::handles::{self, Batch, Entry};
use crate::host;
use crate::options::{self, CallOptions};
use nomba_revoke::pacer::Pacer;

/// Opens a batch and returns its handle; or refuses a wrong option.
pub(crate) fn open(host: &host::Options) -> Option<u32> {
    let (options, batch) = options::read(host, true)?;
    let pacer = Pacer::new(batch.quota, batch.concurrency);
    Some(handles::insert(Entry::Batch(Box::new(Batch { options, pacer }))))
}

/// Frees the handle. None of the batch's calls may be under way any more.
pub(crate) fn close(batch: u32) {
    handles::put(batch, Entry::Free);
}

/// Returns the options of a batch's calls; `None` where there is no such batch.
pub(crate) fn options(batch: u32) -> Option<CallOptions> {
    lend(Some(batch), |batch| batch.map(|batch| batch.options))
}

/// Lends the pacer of a batch; `None` where there is no such batch. `use_it` may not call JavaScript, which may come back
/// for the same pacer.
pub(crate) fn with_pacer<R>(batch: Option<u32>, use_it: impl FnOnce(Option<&mut Pacer>) -> R) -> R {
    lend(batch, |batch| use_it(batch.map(|batch| &mut batch.pacer)))
}

fn lend<R>(batch: Option<u32>, use_it: impl FnOnce(Option<&mut Batch>) -> R) -> R {
    let mut entry = batch.map_or(Entry::Free, handles::take);
    let result = use_it(match &mut entry {
        Entry::Batch(batch) => Some(batch),
        _ => None,
    });
    if let Some(batch) = batch {
        handles::put(batch, entry);
    }
    result
}
