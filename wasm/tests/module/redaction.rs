//! Nothing of a secret, and nothing invisible, in what a server says.

use crate::harness::*;
use js_sys::JsString;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

/// The value of a header that is no shorter than a run.
const LONG: &str = "Bearer 0123456789";

/// Refuses with a code and a description that are both the same expression of the token, and of a header's
/// value.
async fn refused(token: &JsString, header: &str, text: &str) -> End {
    let body = format!("((header) => ({{ code: {text}, description: {text} }}))('{header}')");
    refused_with(token, &format!("{{ 'x-secret': '{header}' }}"), &body).await
}

/// Refuses a call with such headers. The body is an expression of the token.
async fn refused_with(token: &JsString, headers: &str, body: &str) -> End {
    let given = evaluate("{ token: $ }", token);
    let answer =
        format!("(({{ token }}) => new Response(JSON.stringify({body}), {{ status: 400 }}))($)");
    let options = evaluate(&format!("{{ headers: {headers}, fetch: () => {answer} }}"), &given);
    let request = evaluate("{ clientId: crypto.randomUUID(), access_token: $ }", token);
    Call::start(&request, &options).end().await
}

#[wasm_bindgen_test]
async fn a_run_of_sixteen_of_a_secret_is_not_shown() {
    for (text, shown) in [
        ("`no ${token}!`", "no [redacted]!"),
        ("`no ${token.slice(100, 116)}!`", "no [redacted]!"),
        ("`no ${token.slice(0, 16)} ${token.slice(-16)}!`", "no [redacted] [redacted]!"),
        ("`no ${token + token}!`", "no [redacted]!"),
        ("`no ${header}!`", "no [redacted]!"),
        ("`no ${token}${header}!`", "no [redacted][redacted]!"),
        // Characters that are removed later don't hide the token.
        ("`no ${Array.from(token).join('\\0')}!`", "no [redacted]!"),
        ("`no ${Array.from(token).join('\\u202e')}!`", "no [redacted]!"),
        ("`no ${Array.from(token).join('\\u{1b}')}!`", "no [redacted]!"),
    ] {
        let end = refused(&random_text(400), LONG, text).await;
        assert_eq!(end.kind(), "RequestError", "{text}");
        assert_eq!(end.text("code"), shown, "{text}");
        assert_eq!(end.text("description"), shown, "{text}");
        assert!(end.text("message").ends_with(&format!(", code {shown}, {shown}")), "{text}");
    }
}

#[wasm_bindgen_test]
async fn a_shorter_run_is_shown() {
    let token = random_text(400);
    let end = refused(&token, LONG, "`no ${token.slice(100, 115)}!`").await;
    let part: String = token.slice(100, 115).into();
    assert_eq!(end.text("description"), format!("no {part}!"));
}

#[wasm_bindgen_test]
async fn a_secret_shorter_than_a_run_is_not_shown_as_a_whole() {
    for (header, text, shown) in [
        ("0123456789", "`no ${header}!`", "no [redacted]!"),
        ("0123456789", "`no ${header.slice(1)}!`", "no 123456789!"),
        ("pass", "header", "[redacted]"),
        ("yes", "header", "yes"),
    ] {
        let end = refused(&random_text(400), header, text).await;
        assert_eq!(end.text("description"), shown, "{header} {text}");
    }
}

#[wasm_bindgen_test]
async fn a_secret_behind_an_empty_one_is_not_shown() {
    let headers = format!("{{ 'x-a': '', 'x-b': '{LONG}' }}");
    let body = format!("{{ code: '1', description: 'no {LONG}!' }}");
    let end = refused_with(&random_text(400), &headers, &body).await;
    assert_eq!(end.text("description"), "no [redacted]!");
}

#[wasm_bindgen_test]
async fn a_code_is_searched_where_a_description_is_missing() {
    let end = refused_with(&random_text(400), "{}", "{ code: `4${token}` }").await;
    assert_eq!(end.text("code"), "4[redacted]");
}

#[wasm_bindgen_test]
async fn a_secret_across_the_end_of_a_shortened_text_is_not_shown_in_part() {
    let end = refused(&random_text(400), LONG, "'x'.repeat(990) + token").await;
    assert_eq!(end.text("description"), "x".repeat(990) + "[redacted]");
}

#[wasm_bindgen_test]
async fn a_text_is_shortened_to_1000_code_points() {
    let end = refused(&random_text(400), LONG, "'𝄞'.repeat(1001)").await;
    assert_eq!(end.text("description"), "𝄞".repeat(1000));
    assert_eq!(end.text("code"), "𝄞".repeat(1000));
    let end = refused(&random_text(400), LONG, "'𝄞'.repeat(1000)").await;
    assert_eq!(end.text("description"), "𝄞".repeat(1000));
}

#[wasm_bindgen_test]
async fn what_controls_a_terminal_or_turns_a_line_around_is_taken_out() {
    let end = refused(
        &random_text(400),
        LONG,
        "'a' + String.fromCodePoint(...Array(32).keys(), 0x7f, 0x80, 0x9b, 0x200e, 0x2028, 0x202e, 0x2066, 0x2069) + 'z é 𝄞'",
    )
    .await;
    assert_eq!(end.text("description"), "az é 𝄞");
}

#[wasm_bindgen_test]
async fn the_description_of_a_success_is_redacted_as_well() {
    let request = request();
    let options = evaluate(
        "{ fetch: () => new Response(JSON.stringify({ code: '00', description: `Revoked ${$.access_token}\\n` })) }",
        &request,
    );
    let end = Call::start(&request, &options).end().await;
    assert_eq!(
        (end.kind(), end.text("description")),
        ("resolve".into(), "Revoked [redacted]".into())
    );
}

/// A token where a name or an address belongs is not repeated, either.
#[wasm_bindgen_test]
async fn a_token_in_a_wrong_place_is_in_no_message() {
    let token: JsValue = random_text(400).into();
    for (request, options) in [
        ("{ clientId: $, access_token: $ + $ }", "{}"),
        ("{ [$]: 1 }", "{}"),
        ("{ clientId: $.slice(0, 36), access_token: $ }", "{ [$]: 1 }"),
        ("{ clientId: $.slice(0, 36), access_token: $ }", "{ baseUrl: 'nothing:' + $ }"),
        ("{ clientId: $.slice(0, 36), access_token: $ }", "{ headers: { a: $ + '\\n' + $ } }"),
        ("{ clientId: $.slice(0, 36), access_token: $ }", "{ headers: { ['a b' + $]: '' } }"),
        ("{ clientId: $.slice(0, 36), access_token: $ }", "{ accountId: $ + '\\0' }"),
        ("{ clientId: $.slice(0, 36), access_token: $ }", "{ environment: $ }"),
    ] {
        let options = evaluate(&format!("{{ fetch: () => {{}}, ...{options} }}"), &token);
        let end = Call::start(&evaluate(request, &token), &options).end().await;
        assert_ne!(end.kind(), "resolve");
        let shown = evaluate("String($?.message) + $?.cause + JSON.stringify($)", &end.value);
        let held = evaluate(
            "[$[0].slice(0, 16), $[0].slice(200, 216)].some((run) => $[1].includes(run))",
            &js_sys::Array::of2(&token, &shown),
        );
        assert!(held.is_falsy(), "{request} {options:?}");
    }
}
