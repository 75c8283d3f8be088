//! The share: the part of the quota that the pacer uses, and the part that it leaves to other clients.

use super::quota::Quota;
use super::round_trip::RoundTrip;

/// The part of the limit that is left to others after a 429 that proves nothing about them.
const UNPROVEN_PART_OF_LIMIT: f64 = 0.05;

/// How long it takes until the whole quota is claimed back, in windows.
const RECLAIM_WINDOWS: f64 = 18.0;

/// The part of the quota that is left to others.
#[derive(Debug, Default)]
pub(super) struct Share {
    /// Requests in a window that were left to others at the time `since`.
    left: f64,
    since: f64,
}

/// What an answer shows of the server's window.
#[derive(Clone, Copy)]
pub(super) struct Usage {
    /// Requests that the server has counted.
    pub(super) counted: f64,
    /// The pacer's own requests among them, at most.
    pub(super) own: f64,
    /// The pacer's own requests that were sent later and may have reached the server before.
    pub(super) sent_later: f64,
}

impl Usage {
    /// Returns how many requests of others the server has counted; `None` if all of them could be the pacer's own.
    /// While round trips are not steady they prove nothing.
    pub(super) fn others(self, round_trip: &RoundTrip, quota: Quota) -> Option<f64> {
        let others = self.counted - self.own;
        (round_trip.is_steady(quota.window) && others > self.sent_later).then_some(others)
    }
}

impl Share {
    /// Returns how many requests in a window the pacer may send: at least one, whatever others use.
    pub(super) fn own(&self, now: f64, quota: Quota) -> f64 {
        (quota.limit - self.others(now, quota)).floor().max(1.0)
    }

    /// Returns how many requests in a window are left to others now. The number falls to zero within
    /// [`RECLAIM_WINDOWS`], slowly at first.
    pub(super) fn others(&self, now: f64, quota: Quota) -> f64 {
        let quiet = (now - self.since) / (RECLAIM_WINDOWS * quota.window);
        (self.left - quota.limit * quiet * quiet).max(0.0)
    }

    /// Leaves `requests` in a window to others, if that is not less than what is left to them now.
    pub(super) fn leave(&mut self, requests: f64, now: f64, quota: Quota) {
        let requests = requests.min(quota.limit);
        if requests >= self.others(now, quota) {
            self.left = requests;
            self.since = now;
        }
    }

    /// Leaves some more to others after a 429 that proves nothing about them.
    pub(super) fn leave_more(&mut self, now: f64, quota: Quota) {
        let more = UNPROVEN_PART_OF_LIMIT * quota.limit;
        self.leave(self.others(now, quota) + more, now, quota);
    }
}
