//! Many calls at one pace: when the next may send.
//!
//! Each token is a call of its own, as [`call`](super::call) makes it. Before every attempt it
//! takes its turn; where the pacer grants no leave yet, it queues in `bulk.js`.

use super::host;
use super::options::{self, Options};
use super::slots::{self, Slot};
use crate::pacer::{Next, Pacer, Refusal, Ticket};
use crate::rate_limit::RateLimit;

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
    with(Some(number), |bulk| bulk.options)
}

/// Leave to send once, which goes back with [`ended`]; or how long to wait for it, in milliseconds: infinity
/// if that depends on an answer.
pub(super) fn start(number: Option<u32>, now: f64) -> Result<Ticket, f64> {
    let leave = |bulk: &mut Bulk| match bulk.pacer.next(now) {
        Next::Start => Ok(bulk.pacer.started(now)),
        Next::Wait(time) => Err(time),
        Next::WaitForAnswer => Err(f64::INFINITY),
    };
    with(number, leave).unwrap_or(Err(f64::INFINITY))
}

/// How an attempt ended.
pub(super) enum End {
    /// The server answered, and did not refuse for the rate.
    Answered,
    /// The server answered with 429.
    Refused,
    /// There was no answer, or it was given up.
    Failed,
}

/// Takes back leave; says what becomes of a call that was refused for the rate. `retry_after` in
/// milliseconds.
pub(super) fn ended(
    number: Option<u32>,
    now: f64,
    leave: Ticket,
    end: End,
    rate_limit: Option<RateLimit>,
    retry_after: Option<f64>,
) -> Option<Refusal> {
    with(number, |bulk| match end {
        End::Answered => {
            bulk.pacer.answered(now, leave, rate_limit);
            None
        }
        End::Refused => Some(bulk.pacer.refused(now, leave, rate_limit, retry_after)),
        End::Failed => {
            bulk.pacer.failed(now, leave);
            None
        }
    })
    .unwrap_or(Some(Refusal::HandOver))
}

fn with<R>(number: Option<u32>, use_it: impl FnOnce(&mut Bulk) -> R) -> Option<R> {
    let number = number?;
    let mut slot = slots::take(number);
    let result = match &mut slot {
        Slot::Bulk(bulk) => Some(use_it(bulk)),
        _ => None,
    };
    slots::put(number, slot);
    result
}
