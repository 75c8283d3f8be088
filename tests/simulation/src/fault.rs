//! The faults of a run, and what the caller does in its course. Each kind must occur in the default run.

macro_rules! faults {
    ($($name:ident $text:literal,)*) => {
        /// A fault, or something that the caller does.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Fault {
            $(#[doc = $text] $name,)*
        }

        impl Fault {
            /// Every kind, with its text in the table.
            pub const ALL: &[(Fault, &str)] = &[$((Fault::$name, $text),)*];
        }
    };
}

faults! {
    RequestLost "request lost",
    RequestLate "request late",
    RequestRepeated "request repeated by the network",
    AnswerLost "answer lost",
    AnswerLate "answer late",
    BodyTruncated "body truncated",
    BodyLate "body late",
    ArrivesAfterAttempt "request arrives after its attempt",
    ArrivesAfterEnd "request arrives after its call",
    AnswersAfterAttempt "answer arrives after its attempt",
    AnswersAfterEnd "answer arrives after its call",
    Status400 "400",
    Status401 "401",
    Status403 "403",
    Status404 "404, the token is not known",
    Status422 "422",
    AlreadyRevoked "404, the token is revoked already",
    QuotaUsedUp "429, the quota is used up",
    TooManyRequests "429, the quota is not used up",
    WithHeaders "429 with rate-limit headers",
    WithoutHeaders "429 without rate-limit headers",
    FailureRevokes "5xx, the token is revoked",
    FailureOnly "5xx, the token is not revoked",
    OtherCode "200, other code",
    MalformedBody "200, malformed body",
    OversizedBody "200, unreadable body",
    UndocumentedStatus "undocumented status",
    RedirectHidden "redirect, hidden",
    RedirectShown "redirect, shown",
    RedirectFollowed "redirect, followed",
    RetryAfterShort "Retry-After of at most 30 s",
    RetryAfterLong "Retry-After of over 30 s",
    QuotaChanged "quota changed under way",
    OtherClient "run with another client on the quota",
    RevokedBefore "token revoked before the call",
    FetchMissing "no fetch",
    NotAResponse "answer that is no Response",
    TimeoutBeforeHead "time-out before the head",
    TimeoutBeforeBody "time-out between head and body",
    AbortBeforeSending "abort before sending",
    AbortInQueue "abort in the queue, after an attempt",
    AbortBeforeHead "abort before the head",
    AbortBeforeBody "abort between head and body",
    AbortInPause "abort in a pause",
    CloseBeforeSending "batch closed before sending",
    CloseInQueue "batch closed in the queue, after an attempt",
    CloseInFlight "batch closed in flight",
    CloseInPause "batch closed in a pause",
    OutOfTurn "event out of turn",
}
