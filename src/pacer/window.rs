//! The window: which of the pacer's requests the server may count now.
//!
//! The server counts a request at some moment between its sending and its answer. So the pacer counts each request for
//! one window from the latest of these moments. Then no stretch of time holds more requests than the limit, whether
//! the server's windows are fixed or sliding.

use super::quota::Quota;

/// About how many entries are kept. With a higher limit, an entry stands for several requests.
const MOST_ENTRIES: f64 = 1_024.0;

/// The requests that the server may count now.
#[derive(Debug, Default)]
pub(super) struct Window {
    /// In the order of sending.
    entries: Vec<Entry>,
    /// Entries dropped so far: the index of the first entry that is kept.
    dropped: u64,
    /// Requests in all entries.
    requests: f64,
}

/// Requests that leave the window together.
#[derive(Debug)]
struct Entry {
    /// When the last of them was sent.
    sent: f64,
    /// When it was answered, where the entry is a single request; infinity before that.
    answered: f64,
    requests: f64,
}

/// A request's place in the window.
#[derive(Debug, Default)]
pub(super) struct Counted {
    /// Index of the request's entry.
    entry: u64,
    /// How many requests the server may have counted when this one was sent, itself included.
    pub(super) requests: f64,
}

impl Entry {
    /// Returns when the server stops counting the entry.
    fn expires(&self, quota: Quota) -> f64 {
        quota.latest_arrival(self.sent).min(self.answered) + quota.window
    }
}

impl Window {
    /// Counts a request that is sent now, and drops the entries that have expired.
    pub(super) fn count(&mut self, now: f64, quota: Quota) -> Counted {
        while let Some(first) = self.entries.first()
            && first.expires(quota) <= now
        {
            self.requests -= first.requests;
            self.dropped = self.dropped.saturating_add(1);
            self.entries.remove(0);
        }
        let most = (quota.limit / MOST_ENTRIES).ceil();
        match self.entries.last_mut() {
            Some(last) if last.requests < most => {
                last.sent = now;
                last.requests += 1.0;
            }
            _ => self.entries.push(Entry { sent: now, answered: f64::INFINITY, requests: 1.0 }),
        }
        self.requests += 1.0;
        let entry = self.dropped.saturating_add(self.entries.len() as u64).saturating_sub(1);
        Counted { entry, requests: self.requests }
    }

    /// Notes that a request is answered now, so that it has reached the server by now.
    pub(super) fn answered(&mut self, now: f64, counted: &Counted) {
        let at = counted.entry.checked_sub(self.dropped).and_then(|at| usize::try_from(at).ok());
        if let Some(entry) = at.and_then(|at| self.entries.get_mut(at))
            && entry.requests == 1.0
        {
            entry.answered = now;
        }
    }

    /// Returns the time from which on fewer than `share` requests are counted.
    pub(super) fn free_from(&self, share: f64, quota: Quota) -> f64 {
        let mut over = self.requests - share;
        let mut free_from = f64::NEG_INFINITY;
        for entry in &self.entries {
            if over < 0.0 {
                break;
            }
            over -= entry.requests;
            free_from = free_from.max(entry.expires(quota));
        }
        free_from
    }

    #[cfg(test)]
    pub(super) fn requests(&self) -> f64 {
        self.requests
    }

    #[cfg(test)]
    pub(super) fn entries(&self) -> usize {
        self.entries.len()
    }
}
