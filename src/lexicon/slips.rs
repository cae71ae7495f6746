//! One slip of the finger: a letter dropped, doubled, swapped with the next, or hit beside its key.

/// Rows of keyboards; neighbours are those beside a key and those above and below it.
const KEYBOARDS: [[&str; 3]; 2] = [["qwertyuiop", "asdfghjkl", "zxcvbnm"], ["йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю"]];

/// Every spelling of a word with one slip. The first letter is never dropped.
pub(super) fn of(word: &str) -> Vec<String> {
    let letters: Vec<char> = word.chars().collect();
    let mut out = Vec::new();
    let mut add = |v: Vec<char>| out.push(v.into_iter().collect::<String>());
    for i in 0..letters.len() {
        if i > 0 {
            let mut dropped = letters.clone();
            dropped.remove(i);
            add(dropped);
        }
        let mut doubled = letters.clone();
        doubled.insert(i, letters[i]);
        add(doubled);
        if i + 1 < letters.len() && letters[i] != letters[i + 1] {
            let mut swapped = letters.clone();
            swapped.swap(i, i + 1);
            add(swapped);
        }
        for key in neighbours(letters[i]) {
            let mut beside = letters.clone();
            beside[i] = key;
            add(beside);
        }
    }
    out.sort();
    out.dedup();
    out
}

fn neighbours(letter: char) -> Vec<char> {
    let mut out = Vec::new();
    for rows in KEYBOARDS {
        let rows = rows.map(|r| r.chars().collect::<Vec<_>>());
        for (r, row) in rows.iter().enumerate() {
            let Some(i) = row.iter().position(|&k| k == letter) else {
                continue;
            };
            let mut take = |r: usize, i: Option<usize>| out.extend(i.and_then(|i| rows.get(r)?.get(i)).copied());
            take(r, i.checked_sub(1));
            take(r, Some(i + 1));
            // Each row stands half a key to the right of the one above it.
            if r > 0 {
                take(r - 1, Some(i));
                take(r - 1, Some(i + 1));
            }
            take(r + 1, i.checked_sub(1));
            take(r + 1, Some(i));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn slips_of_a_word() {
        let of = super::of("suicide");
        for slip in ["suicde", "suiccide", "siucide", "suicidr", "suixide"] {
            assert!(of.iter().any(|s| s == slip), "{slip}");
        }
        assert!(!of.iter().any(|s| s == "uicide" || s == "suicide"));
        assert!(super::of("суицид").iter().any(|s| s == "суицыд" || s == "суцид"));
    }
}
