//! Escapes that a backend may pass on: HTML character references and percent-encoding.

/// `&#115;`, `&#x73;`, `&amp;` and the few names that matter (HTML Living Standard, 13.5).
pub(super) fn reference(text: &str) -> Option<(char, usize)> {
    let end = text.as_bytes().iter().take(12).position(|&b| b == b';')?;
    let name = &text[1..end];
    let c = match name.strip_prefix('#') {
        Some(number) => {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)?
        }
        None => match name {
            "nbsp" => ' ',
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            "shy" => '\u{AD}',
            "zwnj" | "zwsp" => super::disguise::SOFT,
            _ => return None,
        },
    };
    Some((c, end + 1))
}

/// `%73`, `%E6%AD%BB`: percent-encoded UTF-8 (RFC 3986).
pub(super) fn percent(text: &str) -> Option<(char, usize)> {
    let mut bytes = [0; 4];
    for n in 0..4 {
        let hex = text.as_bytes().get(n * 3..n * 3 + 3)?;
        if hex[0] != b'%' || !hex[1].is_ascii_hexdigit() {
            return None;
        }
        bytes[n] = u8::from_str_radix(std::str::from_utf8(&hex[1..]).ok()?, 16).ok()?;
        if let Ok(s) = std::str::from_utf8(&bytes[..=n]) {
            return s.chars().next().map(|c| (c, n * 3 + 3));
        }
    }
    None
}
