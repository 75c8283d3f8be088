//! What the message of an error adds to its name.

use crate::relay::Source;

/// What the message of an error adds to its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// Nothing: the name, the issues or the status are enough.
    None,
    /// There is no `fetch` to call.
    FetchMissing,
    /// The request failed, or the connection broke before the body was whole.
    NoWholeAnswer,
    /// The same in a browser, which hides the reason.
    HiddenByBrowser,
    /// `fetch` answered with something that is no `Response`.
    NotAResponse,
    /// The client followed a redirect.
    FollowedRedirect,
    /// The answer is a redirect.
    Redirect,
    /// The answer came through a relay.
    Relay(Source),
}

impl Detail {
    /// Returns the detail as the middle of an error's message; empty where there is nothing to add.
    pub(crate) const fn text(self) -> &'static str {
        match self {
            Detail::FetchMissing => "there is no fetch here; pass one in the option \"fetch\"",
            Detail::HiddenByBrowser => {
                "a browser hides the reason: being offline, CORS, the page's Content-Security-Policy (connect-src), or a network address that is not admitted"
            }
            Detail::NotAResponse => "fetch did not answer with a Response",
            Detail::FollowedRedirect => {
                "fetch followed a redirect to another address than the endpoint's, whose answer does not count"
            }
            Detail::Redirect => "it is a redirect, and redirects are not followed",
            Detail::None | Detail::NoWholeAnswer | Detail::Relay(_) => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_detail_has_a_text_of_its_own() {
        for (detail, contains) in [
            (Detail::FetchMissing, "the option \"fetch\""),
            (Detail::HiddenByBrowser, "connect-src"),
            (Detail::NotAResponse, "did not answer with a Response"),
            (Detail::FollowedRedirect, "another address than the endpoint's"),
            (Detail::Redirect, "redirects are not followed"),
        ] {
            assert!(detail.text().contains(contains), "{detail:?}");
        }
        assert_eq!(Detail::None.text(), "");
        assert_eq!(Detail::NoWholeAnswer.text(), "");
    }
}
