//! Revokes many tokens.

use super::batch_options::BatchOptions;
use super::driver::drive;
use super::queue::Queue;
use crate::error::RevokeTokenError;
use crate::options::Options;
use crate::request::RevokeTokenRequest;
use crate::response::RevokeTokenResponse;
use crate::token_hash::token_hash;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};
use futures_core::Stream;
use std::collections::VecDeque;
use std::rc::Rc;

/// How the revocation of one token of a batch ended.
#[derive(Clone, Debug, PartialEq)]
pub struct RevokeTokenOutcome {
    /// The number of requests before this one in the input.
    pub index: u64,
    /// The SHA-256 of the token in lower-case hexadecimal digits.
    pub token_hash: String,
    /// What [`revoke_token`](super::revoke_token) returns for the request.
    pub result: Result<RevokeTokenResponse, RevokeTokenError>,
}

/// Revokes many tokens at the server's pace. Returns a stream of the outcomes, in the order in which the calls end.
///
/// The first request goes alone; the rate limit in its answer sets the pace. After a 429 all calls pause, and the call
/// that was refused is sent again without using up a retry. The failure of one token does not end the others.
///
/// The stream reads `requests` no further ahead than the concurrency. It goes on only while it is polled. Dropping it
/// aborts all requests under way; the server may have revoked their tokens then. The stream is not `Send`.
pub fn revoke_tokens<I>(
    requests: I,
    options: &Options,
    batch: BatchOptions,
) -> RevokeTokens<I::IntoIter>
where
    I: IntoIterator<Item = RevokeTokenRequest>,
{
    RevokeTokens {
        requests: Some(requests.into_iter()),
        options: Rc::new(options.clone()),
        concurrency: batch.most_under_way(),
        queue: Rc::new(Queue::new(batch.pacer())),
        read: 0,
        calls: Vec::new(),
        outcomes: VecDeque::new(),
    }
}

/// The outcomes of a batch. See [`revoke_tokens`].
#[must_use = "a stream does nothing before it is polled"]
pub struct RevokeTokens<I> {
    /// `None` after the end of the input.
    requests: Option<I>,
    options: Rc<Options>,
    concurrency: usize,
    queue: Rc<Queue>,
    /// The number of requests read.
    read: u64,
    calls: Vec<Pin<Box<dyn Future<Output = RevokeTokenOutcome>>>>,
    /// Outcomes that are not yielded yet.
    outcomes: VecDeque<RevokeTokenOutcome>,
}

impl<I: Iterator<Item = RevokeTokenRequest>> RevokeTokens<I> {
    /// Begins as many calls as the concurrency allows.
    fn fill(&mut self) {
        while self.calls.len().saturating_add(self.outcomes.len()) < self.concurrency
            && let Some(requests) = &mut self.requests
        {
            let Some(request) = requests.next() else {
                self.requests = None;
                return;
            };
            let index = self.read;
            self.read = index.saturating_add(1);
            let (options, queue) = (Rc::clone(&self.options), Rc::clone(&self.queue));
            self.calls.push(Box::pin(async move {
                let result = drive(&request, &options, Some((&queue, index))).await;
                RevokeTokenOutcome { index, token_hash: token_hash(request.access_token()), result }
            }));
        }
    }

    /// Polls the calls until none of them can go on. A call that ends may let another one be dispatched.
    fn poll_calls(&mut self, context: &mut Context<'_>) {
        loop {
            let RevokeTokens { calls, outcomes, .. } = self;
            calls.retain_mut(|call| match call.as_mut().poll(context) {
                Poll::Ready(outcome) => {
                    outcomes.push_back(outcome);
                    false
                }
                Poll::Pending => true,
            });
            if !self.queue.take_change() {
                return;
            }
        }
    }
}

impl<I: Iterator<Item = RevokeTokenRequest> + Unpin> Stream for RevokeTokens<I> {
    type Item = RevokeTokenOutcome;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let batch = self.get_mut();
        batch.fill();
        batch.poll_calls(context);
        match batch.outcomes.pop_front() {
            Some(outcome) => Poll::Ready(Some(outcome)),
            None if batch.calls.is_empty() => Poll::Ready(None),
            None => Poll::Pending,
        }
    }
}
