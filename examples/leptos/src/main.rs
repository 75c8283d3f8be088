//! A page in Leptos that revokes an access token and says how certain that is.

use leptos::ev::SubmitEvent;
use leptos::mount::mount_to_body;
use leptos::prelude::*;
use leptos::task::spawn_local;
use nomba_revoke::gloo::revoke_token;
use nomba_revoke::{Options, Outcome, RevokeTokenRequest};

fn main() {
    mount_to_body(App);
}

#[component]
fn App() -> impl IntoView {
    let client_id = RwSignal::new(String::new());
    let token = RwSignal::new(String::new());
    let result = RwSignal::new(String::new());
    let revoke = move |event: SubmitEvent| {
        event.prevent_default();
        result.set("Revoking the token.".to_owned());
        spawn_local(async move {
            let request = RevokeTokenRequest::new(client_id.get_untracked(), token.get_untracked());
            result.set(revoke(&request).await);
        });
    };
    view! {
        <form on:submit=revoke>
            <label>"Client id " <input bind:value=client_id /></label>
            <label>"Access token " <input type="password" bind:value=token /></label>
            <button>"Revoke"</button>
        </form>
        <p role="status">{result}</p>
    }
}

/// Revokes a token through the server of the page. Returns what to show.
async fn revoke(request: &RevokeTokenRequest) -> String {
    let options = match window().location().origin().map(|origin| options(&origin)) {
        Ok(Ok(options)) => options,
        _ => return "This page has no server.".to_owned(),
    };
    match revoke_token(request, &options).await {
        Ok(_) => "The token is revoked.".to_owned(),
        Err(error) if error.outcome == Outcome::Unknown => {
            format!("The token may be revoked. {error}")
        }
        Err(error) => format!("The token is not revoked. {error}"),
    }
}

/// The server of the page stands for Nomba's: a mock server. A real page names its relay with `relay` here.
fn options(origin: &str) -> Result<Options, nomba_revoke::OptionError> {
    Options::default().base_url(origin)?.retries(1)
}
