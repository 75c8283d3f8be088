//! Taking a text apart at a mark. `split` of the standard library is compiled anew for each mark.

/// The part of the rest up to the next mark, or all of it; `None` where the last part has been taken.
#[inline(never)]
pub fn cut<'a>(rest: &mut Option<&'a [u8]>, mark: u8) -> Option<&'a [u8]> {
    let text = (*rest)?;
    let (part, further) = match text.iter().position(|byte| *byte == mark) {
        Some(end) => (text.get(..end)?, text.get(end.saturating_add(1)..)),
        None => (text, None),
    };
    *rest = further;
    Some(part)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_parts_are_those_of_the_standard_library(text in "[a.]{0,20}") {
            let mut rest = Some(text.as_bytes());
            let mut parts = Vec::new();
            while let Some(part) = cut(&mut rest, b'.') {
                parts.push(part);
            }
            let expected: Vec<_> = text.as_bytes().split(|byte| *byte == b'.').collect();
            prop_assert_eq!(parts, expected);
        }
    }
}
