//! Bodies, however they come.

use crate::harness::*;
use wasm_bindgen_test::wasm_bindgen_test;

/// Characters of one, two, three and four bytes in UTF-8.
const TEXT: &str = "Révoqué €𝄞 00";

/// Answers with a body in such pieces.
async fn answered_in(pieces: &str) -> End {
    answered(&format!("lookAlike({{ body: pieces({pieces}) }})")).await
}

#[wasm_bindgen_test]
async fn a_character_may_come_in_pieces() {
    let body = format!(r#"bytes('{{"code":"00","description":"{TEXT}"}}')"#);
    for pieces in [
        format!("Array.from({body}, (byte) => Uint8Array.of(byte))"),
        format!("Array.from({body}, (byte) => [new Uint8Array(), Uint8Array.of(byte)]).flat()"),
        format!("[{body}]"),
        // Numbers of another kind, which are below zero for all but ASCII.
        format!("Array.from({body}, (byte) => Int8Array.of(byte))"),
        // A byte order mark is no part of the text.
        format!("Array.from([0xef, 0xbb, 0xbf, ...{body}], (byte) => Uint8Array.of(byte))"),
    ] {
        let end = answered_in(&format!("...{pieces}")).await;
        assert_eq!(
            (end.kind(), end.text("description")),
            ("resolve".into(), TEXT.into()),
            "{pieces}"
        );
    }
}

#[wasm_bindgen_test]
async fn a_character_that_never_ends_is_not_left_out() {
    for rest in ["0xc3", "0xe2, 0x82"] {
        let end = answered_in(&format!("bytes(OK), Uint8Array.of({rest})")).await;
        assert_eq!(end.kind(), "UnexpectedResponseError", "{rest}");
    }
}

#[wasm_bindgen_test]
async fn only_at_the_beginning_is_a_byte_order_mark_left_out() {
    // Whatever piece it begins, it is a character of the code, which says something else with it.
    for pieces in ["'{\"code\":\"0', '\u{feff}0\"}'", "'\u{feff}{\"code\":\"0', '\u{feff}', '0\"}'"]
    {
        let end = answered_in(&format!("...[{pieces}].map(bytes)")).await;
        assert_eq!(end.kind(), "NotRevokedError", "{pieces}");
    }
}

#[wasm_bindgen_test]
async fn any_view_of_bytes_is_a_piece() {
    for view in [
        "new DataView(bytes(OK).buffer)",
        "new Uint16Array(bytes(OK + ' '.repeat(OK.length % 2)).buffer)",
        "bytes('x' + OK + 'x').subarray(1, -1)",
    ] {
        for pieces in [view.into(), format!("{view}, bytes(' ')")] {
            let end = answered_in(&pieces).await;
            assert_eq!(end.kind(), "resolve", "{pieces}");
        }
    }
}

#[wasm_bindgen_test]
async fn a_piece_whose_memory_is_gone_is_not_taken_for_an_empty_one() {
    let gone =
        "((piece) => (structuredClone(piece, { transfer: [piece.buffer] }), piece))(bytes('X'))";
    let pieces = format!("bytes('{{\"code\":\"0'), {gone}, bytes('0\"}}')");
    let end = answered_in(&pieces).await;
    assert_eq!(end.kind(), "UnexpectedResponseError");
}

#[wasm_bindgen_test]
async fn a_piece_may_be_filled_again_once_it_is_handed_over() {
    for size in [1, 7, 64] {
        let end = answered(&format!("lookAlike({{ body: refilled({size}, bytes(OK)) }})")).await;
        assert_eq!(end.kind(), "resolve", "{size}");
    }
}

#[wasm_bindgen_test]
async fn what_is_not_bytes_can_not_be_read() {
    for piece in ["OK", "1", "{}", "null", "undefined", "[123, 125]", "new ArrayBuffer(2)"] {
        let body = js(&format!("pieces({piece}, bytes(OK))"));
        let end = answered_with(&body, "lookAlike({ body: $ })").await;
        assert_eq!(end.kind(), "UnexpectedResponseError", "{piece}");
        assert_eq!(json(&evaluate("[$.reads, $.cancelled]", &body)), "[1,1]", "{piece}");
    }
    for read in ["undefined", "null", "1"] {
        let end =
            answered(&format!("lookAlike({{ body: beginning(Promise.resolve({read})) }})")).await;
        assert_eq!(end.kind(), "UnexpectedResponseError", "{read}");
    }
    for text in ["undefined", "null", "{}", "new String(OK)", "bytes(OK)"] {
        let end = answered(&format!("lookAlike({{ text: async () => ({text}) }})")).await;
        assert_eq!(end.kind(), "UnexpectedResponseError", "{text}");
    }
}

#[wasm_bindgen_test]
async fn a_body_ends_at_64_kib() {
    let padded = |size: &str| {
        let pieces = format!("pieces(start, new Uint8Array({size} - start.length).fill(32))");
        format!("((start) => lookAlike({{ body: {pieces} }}))(bytes(OK.replace('Token', '€')))")
    };
    let whole = "bytes(OK.padEnd(65536))";
    let over = "bytes(OK.padEnd(65537))";
    for (answer, expected) in [
        (format!("lookAlike({{ body: pieces({whole}) }})"), "resolve"),
        (format!("new Response({whole})"), "resolve"),
        ("lookAlike({ text: async () => OK.padEnd(65536) })".into(), "resolve"),
        (format!("lookAlike({{ body: pieces({over}) }})"), "UnexpectedResponseError"),
        // Over it in bytes, though not in characters, and not in any one piece.
        (padded("65536"), "resolve"),
        (padded("65537"), "UnexpectedResponseError"),
        (format!("new Response({over})"), "UnexpectedResponseError"),
        ("lookAlike({ text: async () => OK.padEnd(65537) })".into(), "UnexpectedResponseError"),
        // A refusal keeps its name, though not what it says.
        (format!("new Response({over}, {{ status: 403 }})"), "AuthorizationError"),
    ] {
        let end = answered(&answer).await;
        assert_eq!(end.kind(), expected, "{answer}");
        assert!(end.receiver == "resolve" || end.is_null("code"), "{answer}");
    }
}

#[wasm_bindgen_test]
async fn a_body_without_end_is_not_read_to_its_end() {
    let body = js("pieces(...Array(1000).fill(new Uint8Array(1024)))");
    let end = answered_with(&body, "lookAlike({ body: $ })").await;
    assert_eq!(end.kind(), "UnexpectedResponseError");
    assert_eq!(json(&evaluate("[$.reads, $.cancelled]", &body)), "[65,1]");
}

#[wasm_bindgen_test]
async fn a_200_whose_body_breaks_off_is_a_lost_answer() {
    for answer in [
        "lookAlike({ body: pieces($) })",
        "lookAlike({ body: pieces(bytes(OK), $) })",
        "lookAlike({ body: { getReader: () => ({ read() { throw $; }, cancel() {} }) } })",
        "lookAlike({ body: { getReader: () => ({ read: () => Promise.reject($) }) } })",
        "lookAlike({ text: () => Promise.reject($) })",
        "lookAlike({ text() { throw $; } })",
    ] {
        let cause = js("new Error('truncated')");
        let end = answered_with(&cause, answer).await;
        assert_eq!(end.kind(), "NetworkError", "{answer}");
        assert_eq!(end.text("outcome"), "unknown", "{answer}");
        assert!(get(&end.value, "cause") == cause, "{answer}");
        let refusal = answer.replace("lookAlike({", "lookAlike({ status: 404,");
        let end = answered_with(&cause, &refusal).await;
        assert_eq!(
            (end.kind().as_str(), end.text("outcome").as_str()),
            ("RecordNotFoundError", "not_revoked")
        );
        assert!(end.is_null("code") && end.is_null("description"), "{refusal}");
    }
}

#[wasm_bindgen_test]
async fn a_body_that_someone_has_read_says_nothing() {
    for answer in [
        "used.text().then(() => used)",
        "(used.body.getReader(), used)",
        "lookAlike({ body: { getReader() { throw 1; } } })",
    ] {
        let end = answered(&format!("((used) => {answer})(new Response(OK))")).await;
        assert_eq!(end.kind(), "UnexpectedResponseError", "{answer}");
    }
}

#[wasm_bindgen_test]
async fn only_an_object_of_its_own_says_revoked() {
    for (body, expected) in [
        (r#"{"code":"00"}"#, "resolve"),
        ("\u{feff} {\n\"code\" : \"00\" }\n", "resolve"),
        (r#"{"code":"\u0030\u0030","description":1}"#, "resolve"),
        (r#"{"code":"01","code":"00"}"#, "resolve"),
        (r#"{"code":"00","code":"01"}"#, "NotRevokedError"),
        (r#"{"code":"000"}"#, "NotRevokedError"),
        (r#"{"code":"00 "}"#, "NotRevokedError"),
        (r#"{"code":"0\u00000"}"#, "NotRevokedError"),
        (r#"{"code":""}"#, "NotRevokedError"),
        (r#"{"code":0}"#, "UnexpectedResponseError"),
        (r#"{"code":["00"]}"#, "UnexpectedResponseError"),
        (r#"{"Code":"00"}"#, "UnexpectedResponseError"),
        (r#"{"__proto__":{"code":"00"}}"#, "UnexpectedResponseError"),
        (r#"[{"code":"00"}]"#, "UnexpectedResponseError"),
        (r#"{"code":"00"} {}"#, "UnexpectedResponseError"),
        (r#"{"code":"00""#, "UnexpectedResponseError"),
        (r#""00""#, "UnexpectedResponseError"),
        ("null", "UnexpectedResponseError"),
        ("", "UnexpectedResponseError"),
        ("<html>00</html>", "UnexpectedResponseError"),
    ] {
        let text = json(&body.into());
        for answer in ["new Response($)", "lookAlike({ text: async () => $ })"] {
            let end = answered(&answer.replace('$', &text)).await;
            // A stream's decoder takes the mark at the start away, a `text()` has done so itself.
            let expected = match answer.starts_with("lookAlike") && body.starts_with('\u{feff}') {
                true => "UnexpectedResponseError",
                false => expected,
            };
            assert_eq!(end.kind(), expected, "{answer}: {body}");
        }
    }
}

#[wasm_bindgen_test]
async fn what_was_slipped_into_every_object_is_not_in_an_answer() {
    js("Object.assign(Object.prototype, { code: '00', description: 'slipped in' })");
    let end = answered("new Response('{}')").await;
    js("[delete Object.prototype.code, delete Object.prototype.description]");
    assert_eq!(end.kind(), "UnexpectedResponseError");
    assert!(end.is_null("code") && end.is_null("description"));
}
