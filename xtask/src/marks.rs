//! Pages with a part that a command writes, between two marks.

/// The page with another part between the marks, which stay; `None` where it lacks one of them.
pub fn replace(page: &str, (open, close): (&str, &str), part: &str) -> Option<String> {
    let (before, rest) = page.split_once(open)?;
    let (_, after) = rest.split_once(close)?;
    Some(format!("{before}{open}{part}{close}{after}"))
}

#[cfg(test)]
mod tests {
    use super::replace;

    #[test]
    fn what_is_between_the_marks_is_replaced_and_nothing_else() {
        let replaced = |page| replace(page, ("<a>", "</a>"), "new");
        assert_eq!(replaced("1 <a>old</a> 2 <a>3</a>").unwrap(), "1 <a>new</a> 2 <a>3</a>");
        assert_eq!(replaced("</a> <a>"), None);
        assert_eq!(replaced("none"), None);
    }
}
