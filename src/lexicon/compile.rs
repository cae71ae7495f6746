//! From syntax trees to a [`Program`]: what must stand around an anchor.
//!
//! A phrase is not multiplied out. Words are kept once, classes once, and a phrase is a small tree over them;
//! only `{A & B}` at the top of a phrase becomes one variant per order, so that each can have its own anchor.

use std::collections::HashMap;

use super::file::{Source, Strength, Text};
use super::phrase::{Item, Join, Sequence, parse};
use super::slips;
use crate::error::Error;
use crate::need::{Intent, Topic, Urgency};
use crate::text::Folded;

/// A phrase may have so many orders of its `{A & B}` parts.
const MOST_ORDERS: usize = 48;
/// An exemption that uses a class with more members quiets contextual and weak phrases only.
const BROAD_CLASS: usize = 40;
/// Names of the class that weak phrases look for.
const FIRST_PERSON: &str = "first_person";

pub(crate) type Seq = Box<[(Join, Node)]>;

#[derive(Debug)]
pub(crate) enum Node {
    Word(u32),
    Class(u32),
    Any(Box<[Seq]>),
    Maybe(Box<[Seq]>),
    Gap(u8),
    OneWord,
    Tail,
    Head,
    Start,
    End,
}

/// A folded word in the arena.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Word {
    offset: u32,
    len: u16,
    /// Letters, not bytes.
    pub(crate) letters: u8,
    /// Marks must be as written: none missing.
    pub(crate) exact: bool,
    /// Marks that are not written contradict.
    pub(crate) strict: bool,
    marks: (u32, u8),
}

#[derive(Debug, Default)]
pub(crate) struct Class {
    /// Members that are one word, sorted by their letters.
    pub(crate) words: Vec<u32>,
    pub(crate) others: Vec<Seq>,
}

/// What a phrase is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Heard {
        topic: Topic,
        intent: Intent,
        urgency: Urgency,
        strength: Strength,
    },
    /// `narrow`: literal and adjacent, so that it may quiet strong phrases too.
    Exempt {
        narrow: bool,
    },
    Context,
    Company,
}

/// A block of phrases that share role and guards.
#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) role: Role,
    /// Index into [`Program::locales`].
    pub(crate) locale: u16,
    pub(crate) not_after: Vec<Seq>,
    pub(crate) not_before: Vec<Seq>,
    pub(crate) not_across: Vec<Seq>,
}

#[derive(Debug)]
pub(crate) struct Phrase {
    pub(crate) items: Seq,
    pub(crate) rule: u32,
    /// As written in the lexicon.
    pub(crate) text: Box<str>,
}

/// Everything that the chosen lexicons say, ready to be matched.
#[derive(Debug, Default)]
pub(crate) struct Program {
    letters: Vec<u8>,
    marks: Vec<(u16, u16)>,
    words: Vec<Word>,
    pub(crate) classes: Vec<Class>,
    pub(crate) rules: Vec<Rule>,
    pub(crate) phrases: Vec<Phrase>,
    pub(crate) locales: Vec<String>,
}

impl Program {
    pub(crate) fn word(&self, id: u32) -> &Word {
        &self.words[id as usize]
    }

    pub(crate) fn letters(&self, word: &Word) -> &[u8] {
        &self.letters[word.offset as usize..word.offset as usize + word.len as usize]
    }

    /// The marks of a word: byte offset of the letter, marks.
    pub(crate) fn marks(&self, word: &Word) -> &[(u16, u16)] {
        &self.marks[word.marks.0 as usize..word.marks.0 as usize + word.marks.1 as usize]
    }

    pub(crate) fn rule(&self, phrase: &Phrase) -> &Rule {
        &self.rules[phrase.rule as usize]
    }
}

/// Compiles lexicons, one after the other, into one program.
#[derive(Default)]
pub(crate) struct Compiler {
    program: Program,
    known: HashMap<(Vec<u8>, Vec<(u16, u16)>, bool, bool), u32>,
}

/// What is known while one lexicon is compiled.
struct Scope<'a> {
    source: &'a Source,
    classes: HashMap<&'a str, State>,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    InProgress,
    Done(u32),
}

impl Compiler {
    pub(crate) fn finish(self) -> Program {
        self.program
    }

    /// Adds a lexicon, leaving out what belongs to topics that are not wanted.
    pub(crate) fn add(&mut self, source: &Source, topics: &[Topic]) -> Result<(), Error> {
        let locale = self.program.locales.len() as u16;
        self.program.locales.push(source.locale().to_string());
        let mut scope = Scope { source, classes: HashMap::new() };
        let file = &source.file;
        for name in file.words.keys() {
            self.class(&mut scope, name, None)?;
        }
        for block in file.phrases.iter().filter(|b| topics.contains(&b.topic)) {
            let role = Role::Heard {
                topic: block.topic,
                intent: block.intent,
                urgency: block.urgency.unwrap_or_else(|| block.intent.urgency()),
                strength: block.strength,
            };
            let not_after = self.sequences(&mut scope, "phrases.not_after", &block.not_after)?;
            let not_before = self.sequences(&mut scope, "phrases.not_before", &block.not_before)?;
            let not_across = self.sequences(&mut scope, "phrases.not_across", &block.not_across)?;
            self.rule(&mut scope, "phrases.match", &block.phrases, Rule { role, locale, not_after, not_before, not_across })?;
        }
        let plain = |role| Rule { role, locale, not_after: vec![], not_before: vec![], not_across: vec![] };
        for block in &file.exempt {
            for narrow in [true, false] {
                let phrases: Vec<Text> = block.phrases.iter().filter(|p| self.is_narrow(&scope, p.get_ref()) == narrow).cloned().collect();
                self.rule(&mut scope, "exempt.match", &phrases, plain(Role::Exempt { narrow }))?;
            }
        }
        for list in file.context.values() {
            self.rule(&mut scope, "context", list.get_ref(), plain(Role::Context))?;
        }
        if let Some(list) = file.words.get(FIRST_PERSON) {
            self.rule(&mut scope, "words.first_person", list.get_ref(), plain(Role::Company))?;
        }
        Ok(())
    }

    fn rule(&mut self, scope: &mut Scope<'_>, key: &str, phrases: &[Text], rule: Rule) -> Result<(), Error> {
        let id = self.program.rules.len() as u32;
        self.program.rules.push(rule);
        for text in phrases {
            let sequence = syntax(scope, key, text)?;
            let orders = orders(sequence).ok_or_else(|| scope.source.error(key, text, 0, "too many orders; use fewer `{A & B}`"))?;
            for sequence in orders {
                let items = self.sequence(scope, key, text, &sequence)?;
                self.program.phrases.push(Phrase { items, rule: id, text: text.get_ref().as_str().into() });
            }
        }
        Ok(())
    }

    fn sequences(&mut self, scope: &mut Scope<'_>, key: &str, texts: &[Text]) -> Result<Vec<Seq>, Error> {
        let mut out = Vec::new();
        for text in texts {
            let sequence = syntax(scope, key, text)?;
            out.push(self.sequence(scope, key, text, &sequence)?);
        }
        Ok(out)
    }

    fn sequence(&mut self, scope: &mut Scope<'_>, key: &str, text: &Text, sequence: &Sequence) -> Result<Seq, Error> {
        sequence.iter().map(|(join, item)| Ok((*join, self.node(scope, key, text, item)?))).collect()
    }

    fn node(&mut self, scope: &mut Scope<'_>, key: &str, text: &Text, item: &Item) -> Result<Node, Error> {
        let all = |c: &mut Self, scope: &mut Scope<'_>, parts: &[Sequence]| -> Result<Box<[Seq]>, Error> {
            parts.iter().map(|p| c.sequence(scope, key, text, p)).collect()
        };
        Ok(match item {
            Item::Word { text: word, exact, slip } => {
                let words = self.words(scope, word, *exact, *slip);
                match words[..] {
                    [] => {
                        return Err(scope.source.error(key, text, 0, &format!("`{word}` folds to nothing")));
                    }
                    [one] => Node::Word(one),
                    _ => Node::Class(self.new_class(Class { words, others: vec![] })),
                }
            }
            Item::Class(name) => Node::Class(self.class(scope, name, Some((key, text)))?),
            Item::Group(parts) => Node::Any(all(self, scope, parts)?),
            Item::Maybe(parts) => Node::Maybe(all(self, scope, parts)?),
            Item::AnyOrder(_) => {
                let inner = orders(vec![(Join::Neutral, item.clone())]).unwrap_or_default();
                Node::Any(all(self, scope, &inner)?)
            }
            Item::Gap(words) => Node::Gap(*words),
            Item::OneWord => Node::OneWord,
            Item::Tail => Node::Tail,
            Item::Head => Node::Head,
            Item::Start => Node::Start,
            Item::End => Node::End,
        })
    }

    /// The class of that name, compiled on its first use.
    fn class<'a>(&mut self, scope: &mut Scope<'a>, name: &str, user: Option<(&str, &Text)>) -> Result<u32, Error> {
        let source = scope.source;
        let Some((name, list)) = source.file.words.get_key_value(name) else {
            let (key, text) = user.expect("only a phrase can name a class that is not there");
            let at = text.get_ref().find(&format!("<{name}>")).map_or(0, |b| text.get_ref()[..b].chars().count());
            return Err(source.error(key, text, at, &format!("there is no `{name}` in [words]")));
        };
        match scope.classes.get(name.as_str()) {
            Some(State::Done(id)) => return Ok(*id),
            Some(State::InProgress) => {
                let (key, text) = user.expect("a class is in progress only while its members are read");
                return Err(source.error(key, text, 0, &format!("`<{name}>` is part of itself")));
            }
            None => {}
        }
        scope.classes.insert(name, State::InProgress);
        let key = format!("words.{name}");
        let mut class = Class::default();
        for member in list.get_ref() {
            let sequence = syntax(scope, &key, member)?;
            if let [(_, Item::Word { text, exact, slip })] = &sequence[..] {
                let words = self.words(scope, text, *exact, *slip);
                if words.is_empty() {
                    return Err(source.error(&key, member, 0, "folds to nothing"));
                }
                class.words.extend(words);
            } else {
                class.others.push(self.sequence(scope, &key, member, &sequence)?);
            }
        }
        if class.words.is_empty() && class.others.is_empty() {
            return Err(Error::data("an empty class").in_file(&source.name).at(&source.text, list.span().start).at_key(key));
        }
        let id = self.new_class(class);
        scope.classes.insert(name, State::Done(id));
        Ok(id)
    }

    fn new_class(&mut self, mut class: Class) -> u32 {
        let program = &self.program;
        class.words.sort_by(|a, b| program.letters(program.word(*a)).cmp(program.letters(program.word(*b))).then(a.cmp(b)));
        class.words.dedup();
        self.program.classes.push(class);
        self.program.classes.len() as u32 - 1
    }

    /// A word in all its spellings: as written, by digraphs, with slips.
    fn words(&mut self, scope: &Scope<'_>, text: &str, exact: bool, slip: bool) -> Vec<u32> {
        let strict = scope.source.file.exact_marks;
        let mut out: Vec<u32> = self.word(text, exact, strict).into_iter().collect();
        if scope.source.file.digraphs.keys().any(|from| text.contains(from.as_str())) {
            let mut spelled = text.to_string();
            for (from, to) in &scope.source.file.digraphs {
                spelled = spelled.replace(from.as_str(), to);
            }
            out.extend(self.word(&spelled, exact, strict));
        }
        if slip {
            for variant in slips::of(text) {
                out.extend(self.word(&variant, false, false));
            }
        }
        out
    }

    fn word(&mut self, text: &str, exact: bool, strict: bool) -> Option<u32> {
        let (folded, _) = Folded::new(text, 0);
        let letters = folded.letters().to_vec();
        if letters.is_empty() {
            return None;
        }
        let marks: Vec<(u16, u16)> = (0..letters.len()).filter(|&i| folded.marks(i) != 0).map(|i| (i as u16, folded.marks(i))).collect();
        let key = (letters, marks, exact, strict);
        if let Some(&id) = self.known.get(&key) {
            return Some(id);
        }
        let program = &mut self.program;
        let (letters, marks, ..) = &key;
        let id = program.words.len() as u32;
        program.words.push(Word {
            offset: program.letters.len() as u32,
            len: letters.len() as u16,
            letters: letters.iter().filter(|b| *b & 0xC0 != 0x80).count().min(255) as u8,
            exact,
            strict,
            marks: (program.marks.len() as u32, marks.len().min(255) as u8),
        });
        program.letters.extend_from_slice(letters);
        program.marks.extend_from_slice(marks);
        self.known.insert(key, id);
        Some(id)
    }

    /// Whether an exemption is literal, adjacent and concrete.
    fn is_narrow(&self, scope: &Scope<'_>, text: &str) -> bool {
        fn check(sequence: &Sequence, scope: &Scope<'_>) -> bool {
            sequence.iter().all(|(_, item)| match item {
                Item::Word { .. } | Item::Start | Item::End => true,
                Item::Class(name) => scope.source.file.words.get(name).is_some_and(|l| l.get_ref().len() <= BROAD_CLASS),
                Item::Group(parts) | Item::Maybe(parts) => parts.iter().all(|p| check(p, scope)),
                Item::AnyOrder(_) | Item::Gap(_) | Item::OneWord | Item::Tail | Item::Head => false,
            })
        }
        parse(text).is_ok_and(|s| check(&s, scope))
    }
}

fn syntax(scope: &Scope<'_>, key: &str, text: &Text) -> Result<Sequence, Error> {
    parse(text.get_ref()).map_err(|e| scope.source.error(key, text, e.at, &e.message))
}

/// One sequence per order of the `{A & B}` at the top of a phrase, or `None` if there are too many.
fn orders(sequence: Sequence) -> Option<Vec<Sequence>> {
    let mut out: Vec<Sequence> = vec![vec![]];
    for (join, item) in sequence {
        let choices: Vec<Sequence> = match item {
            Item::AnyOrder(parts) => permutations(&parts)
                .into_iter()
                .map(|order| {
                    let mut s = Sequence::new();
                    for part in order {
                        if s.is_empty() {
                            s.push((join, Item::Group(vec![part])));
                        } else {
                            s.push((Join::Blank, Item::Gap(3)));
                            s.push((Join::Blank, Item::Group(vec![part])));
                        }
                    }
                    s
                })
                .collect(),
            item => vec![vec![(join, item)]],
        };
        if out.len() * choices.len() > MOST_ORDERS {
            return None;
        }
        out = out.iter().flat_map(|head| choices.iter().map(move |c| [head.as_slice(), c].concat())).collect();
    }
    Some(out)
}

fn permutations(parts: &[Sequence]) -> Vec<Vec<Sequence>> {
    if parts.len() <= 1 {
        return vec![parts.to_vec()];
    }
    let mut out = Vec::new();
    for i in 0..parts.len() {
        let mut rest = parts.to_vec();
        let first = rest.remove(i);
        for mut tail in permutations(&rest) {
            tail.insert(0, first.clone());
            out.push(tail);
        }
    }
    out
}
