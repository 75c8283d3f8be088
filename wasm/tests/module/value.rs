//! The two exports that return what they find.

use crate::harness::*;
use wasm_bindgen_test::wasm_bindgen_test;

fn inspected(token: &str) -> String {
    json(&inspect_token(js(token)))
}

#[wasm_bindgen_test]
fn a_jwt_is_described() {
    let past = inspect_token(js("jwt({ sub: 'client', iat: 1681918579, exp: 1681922179 })"));
    assert_eq!(
        json(&past),
        r#"{"algorithm":"HS256","subject":"client","issuedAt":"2023-04-19T15:36:19.000Z","expiresAt":"2023-04-19T16:36:19.000Z","expired":true}"#
    );
    assert!(
        evaluate("$.issuedAt instanceof Date && $.expiresAt instanceof Date", &past).is_truthy()
    );
    assert!(inspected("jwt({ exp: Date.now() / 1000 + 3600 })").ends_with(r#""expired":false}"#));
}

#[wasm_bindgen_test]
fn a_claim_of_another_type_is_none() {
    let nothing =
        r#"{"algorithm":null,"subject":null,"issuedAt":null,"expiresAt":null,"expired":null}"#;
    for (payload, header) in [
        ("{}", "{}"),
        ("{ sub: 1, iat: '1', exp: null }", "{ alg: ['HS256'] }"),
        ("{ iat: 1e300, exp: -1e300 }", "{ alg: null }"),
    ] {
        assert_eq!(inspected(&format!("jwt({payload}, {header})")), nothing, "{payload}");
    }
    assert_eq!(inspected(r#"jwt(JSON.parse('{"__proto__":{"sub":"x"}}'), {})"#), nothing);
}

#[wasm_bindgen_test]
fn what_is_no_jwt_is_null() {
    for token in [
        "undefined",
        "null",
        "1",
        "{}",
        "new String(jwt({}))",
        "''",
        "'..'",
        "'a.b.c'",
        "randomText(400)",
        "jwt([])",
        "jwt(null)",
        "jwt({}, 'x')",
        "jwt({}) + 'é'",
        "'é' + jwt({})",
        "jwt({}) + '\\ud800'",
        "jwt({}).replace('.', '')",
        "jwt({}) + '.'",
        "jwt({ sub: 'x'.repeat(1e6) })",
    ] {
        assert_eq!(inspected(token), "null", "{token}");
    }
}

#[wasm_bindgen_test]
fn a_valid_request_is_given_back_without_anything_else() {
    let given = js("{ other: 1, access_token: 't'.repeat(300), clientId: 'c'.repeat(36) }");
    let result = evaluate(
        "$[0].value.clientId === $[1].clientId && $[0].value.access_token === $[1].access_token && Object.keys($[0].value).join() + Object.keys($[0]).join()",
        &js_sys::Array::of2(&validate_request(given.clone()), &given),
    );
    assert_eq!(result.as_string().as_deref(), Some("clientId,access_tokenvalue"));
}

#[wasm_bindgen_test]
fn every_problem_is_an_issue_in_the_order_of_the_fields() {
    for (request, issues) in [
        ("null", r#"[[[],"type"]]"#),
        ("[]", r#"[[[],"type"]]"#),
        ("() => {}", r#"[[[],"type"]]"#),
        ("{}", r#"[[["clientId"],"required"],[["access_token"],"required"]]"#),
        (
            "{ access_token: 1, clientId: 'c'.repeat(35) }",
            r#"[[["clientId"],"too_short",36,null,35],[["access_token"],"type"]]"#,
        ),
        (
            "{ access_token: 't'.repeat(601), get clientId() { throw 1; } }",
            r#"[[["clientId"],"type"],[["access_token"],"too_long",null,600,601]]"#,
        ),
        // Code points, not code units.
        ("{ access_token: '𝄞'.repeat(600), clientId: '\\ud834'.repeat(36) }", "null"),
        (
            "{ access_token: '𝄞'.repeat(299), clientId: 'c'.repeat(36) }",
            r#"[[["access_token"],"too_short",300,null,299]]"#,
        ),
    ] {
        let result = evaluate(
            "$.issues?.map(({ path, code, minimum, maximum, actual }) => [path, code, ...(actual ? [minimum, maximum, actual] : [])]) ?? null",
            &validate_request(js(request)),
        );
        assert_eq!(json(&result), issues, "{request}");
    }
}
