//! The phrase language: its syntax tree and its parser.
//!
//! `data/lexicons/README.md` is its one-page description. A phrase is a sequence of items; a blank
//! between two items says that they are words of their own, no blank that nothing may stand between them.

use serde::{Deserialize, Serialize};

/// How two neighbouring items meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) enum Join {
    /// Nothing known: the first item of a sequence.
    Neutral,
    /// No blank: nothing may stand between them.
    Tight,
    /// An apostrophe or a hyphen: joined or split.
    Free,
    /// A blank: words of their own.
    Blank,
}

impl Join {
    /// How the neighbours of a skipped option meet.
    pub(crate) fn with(self, other: Join) -> Join {
        self.max(other)
    }
}

/// Items one after the other.
pub(crate) type Sequence = Vec<(Join, Item)>;

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Item {
    /// A word as written, `exact` for `=word`, `slip` for `word~`.
    Word { text: String, exact: bool, slip: bool },
    /// `<name>`
    Class(String),
    /// `(a|b)`
    Group(Vec<Sequence>),
    /// `[a|b]`
    Maybe(Vec<Sequence>),
    /// `{A & B}`
    AnyOrder(Vec<Sequence>),
    /// `.`, `..`, `...`: up to so many words.
    Gap(u8),
    /// `_`
    OneWord,
    /// `word*`
    Tail,
    /// `*word`
    Head,
    /// `^`
    Start,
    /// `$`
    End,
}

/// What is wrong with a phrase, and at which of its characters (from 0).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SyntaxError {
    pub(crate) at: usize,
    pub(crate) message: String,
}

/// Deeper nesting is an error: nobody can read it.
const DEEPEST: usize = 8;

/// Parses one phrase, or one member of a word class.
pub(crate) fn parse(text: &str) -> Result<Sequence, SyntaxError> {
    let mut parser = Parser { chars: text.chars().collect(), at: 0, depth: 0, any_order: false };
    let sequence = parser.sequence(&[])?;
    if sequence.is_empty() {
        return parser.error(0, "empty phrase");
    }
    Ok(sequence)
}

/// Whether a phrase is nothing but words: it can be typed as it stands.
pub(crate) fn is_literal(text: &str) -> bool {
    parse(text).is_ok_and(|s| s.iter().all(|(_, item)| matches!(item, Item::Word { .. })))
}

struct Parser {
    chars: Vec<char>,
    at: usize,
    depth: usize,
    /// Whether we are inside `{A & B}`.
    any_order: bool,
}

impl Parser {
    fn error<T>(&self, at: usize, message: impl Into<String>) -> Result<T, SyntaxError> {
        Err(SyntaxError { at, message: message.into() })
    }

    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    /// Items up to one of the closing characters, which is left standing.
    fn sequence(&mut self, closing: &[char]) -> Result<Sequence, SyntaxError> {
        let mut items = Sequence::new();
        let mut join = Join::Neutral;
        loop {
            let Some(c) = self.peek() else {
                return Ok(items);
            };
            if closing.contains(&c) {
                return Ok(items);
            }
            if c.is_whitespace() {
                self.at += 1;
                join = if items.is_empty() { Join::Neutral } else { Join::Blank };
                continue;
            }
            // `^` and `$` are no letters: nothing is tight to them.
            let bare = items.last().is_none_or(|(_, last)| *last == Item::Start) || c == '$';
            let joined = if bare { Join::Neutral } else { join.max(Join::Tight) };
            self.item(c, joined, &mut items)?;
            join = Join::Tight;
        }
    }

    fn item(&mut self, c: char, join: Join, items: &mut Sequence) -> Result<(), SyntaxError> {
        let at = self.at;
        let simple = |item| (join, item);
        match c {
            '(' | '[' | '{' => {
                let (close, separator) = match c {
                    '(' => (')', '|'),
                    '[' => (']', '|'),
                    _ => ('}', '&'),
                };
                // Each order of the outer parts would hold each order of the inner ones.
                if c == '{' && std::mem::replace(&mut self.any_order, true) {
                    return self.error(at, "`{A & B}` inside another one; use a word class");
                }
                let parts = self.bracketed(close, separator)?;
                self.any_order &= c != '{';
                let item = match c {
                    '(' => Item::Group(parts),
                    '[' => Item::Maybe(parts),
                    _ if !(2..=4).contains(&parts.len()) => {
                        return self.error(at, "`{A & B}` takes two to four parts");
                    }
                    _ => Item::AnyOrder(parts),
                };
                items.push(simple(item));
            }
            '<' => {
                let name: String = self.chars[at + 1..].iter().take_while(|&&c| c.is_ascii_alphanumeric() || c == '_').collect();
                self.at = at + 1 + name.chars().count();
                if name.is_empty() || self.peek() != Some('>') {
                    return self.error(at, "a class is written `<name>`, its name of a-z, 0-9 and _");
                }
                self.at += 1;
                items.push(simple(Item::Class(name)));
            }
            '.' => {
                let dots = self.chars[at..].iter().take_while(|&&c| c == '.').count();
                let words = match dots {
                    1 => 1,
                    2 => 3,
                    3 => 6,
                    _ => return self.error(at, "a gap is `.`, `..` or `...`"),
                };
                self.at += dots;
                items.push(simple(Item::Gap(words)));
            }
            '…' => {
                self.at += 1;
                items.push(simple(Item::Gap(6)));
            }
            '_' => {
                self.at += 1;
                items.push(simple(Item::OneWord));
            }
            '^' | '$' => {
                self.at += 1;
                items.push(simple(if c == '^' { Item::Start } else { Item::End }));
            }
            '*' => {
                self.at += 1;
                let after_letters =
                    join == Join::Tight && !matches!(items.last(), Some((_, Item::Gap(_) | Item::Tail | Item::Head | Item::OneWord)));
                let before_letters = self.peek().is_some_and(|c| is_letter(c) || matches!(c, '(' | '<' | '=' | '['));
                match (after_letters, before_letters) {
                    (true, _) => items.push(simple(Item::Tail)),
                    (false, true) => items.push(simple(Item::Head)),
                    (false, false) => {
                        return self.error(at, "`*` belongs to a word: `word*` or `*word`");
                    }
                }
            }
            '=' => {
                self.at += 1;
                if !self.peek().is_some_and(is_letter) {
                    return self.error(at, "`=` stands before a word");
                }
                self.word(join, true, items)?;
            }
            '~' => return self.error(at, "`~` stands after a word"),
            c if is_letter(c) => self.word(join, false, items)?,
            // `i['ve]`: an apostrophe that begins an ending.
            c if is_apostrophe(c) && self.chars.get(at + 1).copied().is_some_and(is_letter) => {
                self.at += 1;
                self.word(join.max(Join::Free), false, items)?;
            }
            '|' | ')' | ']' | '}' | '>' | '&' => {
                return self.error(at, format!("`{c}` without its opening bracket"));
            }
            _ => {
                return self.error(at, format!("`{c}` has no meaning in a phrase; leave punctuation out"));
            }
        }
        Ok(())
    }

    fn bracketed(&mut self, close: char, separator: char) -> Result<Vec<Sequence>, SyntaxError> {
        let opened = self.at;
        self.at += 1;
        self.depth += 1;
        if self.depth > DEEPEST {
            return self.error(opened, "nested too deeply; use a word class");
        }
        let mut parts = Vec::new();
        loop {
            let start = self.at;
            let part = self.sequence(&[close, separator])?;
            if part.is_empty() {
                return self.error(start, format!("an empty alternative; write `[a{separator}b]` for something that may be missing"));
            }
            parts.push(part);
            match self.peek() {
                Some(c) if c == separator => self.at += 1,
                Some(_) => break,
                None => {
                    return self.error(opened, format!("`{}` without its `{close}`", self.chars[opened]));
                }
            }
        }
        self.at += 1;
        self.depth -= 1;
        Ok(parts)
    }

    /// A word, split where an apostrophe or a hyphen stands in it.
    fn word(&mut self, mut join: Join, exact: bool, items: &mut Sequence) -> Result<(), SyntaxError> {
        let start = self.at;
        let first = items.len();
        let mut text = String::new();
        while let Some(c) = self.peek() {
            if is_letter(c) {
                text.push(c);
            } else if is_joint(c) && self.chars.get(self.at + 1).copied().is_some_and(is_letter) {
                items.push((join, Item::Word { text: std::mem::take(&mut text), exact, slip: false }));
                join = Join::Free;
            } else if is_joint(c) {
                return self.error(self.at, format!("`{c}` stands inside a word only"));
            } else {
                break;
            }
            self.at += 1;
        }
        let slip = self.peek() == Some('~');
        if slip {
            self.at += 1;
            if items.len() > first || text.chars().count() < 6 {
                return self.error(start, "`~` is for words of six letters and more, without hyphen or apostrophe");
            }
        }
        items.push((join, Item::Word { text, exact, slip }));
        Ok(())
    }
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ')
}

/// Apostrophe or hyphen.
fn is_joint(c: char) -> bool {
    is_apostrophe(c) || matches!(c, '-' | '‐' | '·')
}

/// Whether a character can be part of a word in a phrase.
fn is_letter(c: char) -> bool {
    let sign = matches!(c as u32, 0x300..=0x36F | 0x483..=0x487 | 0x591..=0x5C7 | 0x5F3..=0x5F4 | 0x610..=0x61A | 0x640 | 0x64B..=0x65F | 0x670 | 0x6D6..=0x6ED
        | 0x900..=0xDFF | 0xE31..=0xE4E | 0xEB1..=0xECD | 0x102B..=0x103E | 0x17B4..=0x17D3 | 0x200C..=0x200D | 0x3099..=0x309A | 0x30FC | 0xFF70);
    c.is_alphanumeric() || sign || matches!(c, '○' | '◯' | '●')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str) -> Item {
        Item::Word { text: text.into(), exact: false, slip: false }
    }

    #[test]
    fn items_and_joins() {
        assert_eq!(parse("bunuh diri").unwrap(), vec![(Join::Neutral, word("bunuh")), (Join::Blank, word("diri"))]);
        assert_eq!(parse("don't").unwrap(), vec![(Join::Neutral, word("don")), (Join::Free, word("t"))]);
        assert_eq!(
            parse("[me|di]bunuh .. <self> $").unwrap(),
            vec![
                (Join::Neutral, Item::Maybe(vec![vec![(Join::Neutral, word("me"))], vec![(Join::Neutral, word("di"))]])),
                (Join::Tight, word("bunuh")),
                (Join::Blank, Item::Gap(3)),
                (Join::Blank, Item::Class("self".into())),
                (Join::Neutral, Item::End),
            ]
        );
        assert_eq!(parse("*suizid*").unwrap().iter().map(|i| &i.1).collect::<Vec<_>>(), vec![&Item::Head, &word("suizid"), &Item::Tail]);
        assert_eq!(parse("suicide~").unwrap()[0].1, Item::Word { text: "suicide".into(), exact: false, slip: true });
        assert!(matches!(parse("{kill & myself}").unwrap()[0].1, Item::AnyOrder(ref p) if p.len() == 2));
    }

    #[test]
    fn errors_point_at_the_character() {
        for (text, at, part) in [
            ("", 0, "empty"),
            ("a (b|", 5, "empty alternative"),
            ("a (b", 2, "without its `)`"),
            ("a b)", 3, "opening"),
            ("a, b", 1, "no meaning"),
            ("a * b", 2, "belongs to a word"),
            ("<a b>", 0, "<name>"),
            ("die~", 0, "six letters"),
            ("{a}", 0, "two to four"),
            ("{a & ({b & c}|d)}", 6, "inside another"),
            ("a ....", 2, "gap"),
            ("-a", 0, "no meaning"),
            ("a [|b]", 3, "empty alternative"),
        ] {
            let e = parse(text).unwrap_err();
            assert_eq!(e.at, at, "{text}: {}", e.message);
            assert!(e.message.contains(part), "{text}: {}", e.message);
        }
    }
}
