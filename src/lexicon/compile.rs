//! From syntax trees to a [`Program`]: what must stand around an anchor.
//!
//! A phrase is not multiplied out. Words are kept once, classes once, and a phrase is a small tree over them;
//! only `{A & B}` at the top of a phrase becomes one variant per order, and an alternative with a gap in it becomes a
//! variant of its own, so that each can have its own anchor.

use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

use serde::{Deserialize, Serialize};

use super::file::{Source, Strength, Text};
use super::phrase::{Item, Join, Sequence, parse};
use super::slips;
use crate::directory::Language;
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

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) enum Node {
    Word(u32),
    /// One of a class; groups are classes without a name.
    Class(u32),
    /// One of a class, or nothing.
    Maybe(u32),
    Gap(u8),
    OneWord,
    Tail,
    Head,
    Start,
    End,
}

/// A folded word in the arena.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
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

/// Ways to write one item.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Class {
    /// Members that are one word, sorted by their letters.
    pub(crate) words: Vec<u32>,
    /// The same, sorted by their last letter.
    #[serde(skip)]
    pub(crate) by_last: Vec<u32>,
    /// Members of several items.
    pub(crate) others: Vec<Member>,
    /// Which letters a member can begin with, and end with: one bit for each remainder of 64.
    pub(crate) first: u64,
    pub(crate) last: u64,
}

/// A member of several items, with its first and last letters as in [`Class`].
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Member {
    pub(crate) items: Seq,
    pub(crate) first: u64,
    pub(crate) last: u64,
}

/// The bit of a letter in [`Class::first`] and [`Class::last`].
#[inline]
pub(crate) fn letter_bit(letter: char) -> u64 {
    1 << (letter as u32 & 63)
}

/// What a phrase is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Rule {
    pub(crate) role: Role,
    /// Index into [`Program::locales`].
    pub(crate) locale: u16,
    pub(crate) not_after: Vec<Seq>,
    pub(crate) not_before: Vec<Seq>,
    pub(crate) not_across: Vec<Seq>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Phrase {
    pub(crate) items: Seq,
    pub(crate) rule: u32,
    /// Where it stands in the lexicon's text.
    place: (u32, u32),
}

/// Everything that the chosen lexicons say, ready to be matched.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Program {
    letters: Vec<u8>,
    marks: Vec<(u16, u16)>,
    words: Vec<Word>,
    pub(crate) classes: Vec<Class>,
    pub(crate) rules: Vec<Rule>,
    pub(crate) phrases: Vec<Phrase>,
    pub(crate) locales: Vec<String>,
    /// Whether each locale's language is written in Latin letters.
    pub(crate) latin: Vec<bool>,
    /// The texts of the lexicons, in the order of the locales.
    #[serde(skip)]
    texts: Vec<Cow<'static, str>>,
}

impl Program {
    /// A phrase as written in its lexicon.
    pub(crate) fn text(&self, phrase: &Phrase) -> &str {
        let text = self.texts.get(self.rule(phrase).locale as usize).map_or("", |t| t.as_ref());
        text.get(phrase.place.0 as usize..phrase.place.1 as usize).unwrap_or_default()
    }

    /// Completes a program that was stored without its texts and without what can be computed.
    pub(crate) fn restore(&mut self, texts: Vec<Cow<'static, str>>) {
        self.texts = texts;
        let mut classes = std::mem::take(&mut self.classes);
        for class in &mut classes {
            class.by_last = class.words.clone();
            class.by_last.sort_by_key(|&w| (self.letters(self.word(w)).last().copied(), w));
        }
        self.classes = classes;
    }

    pub(crate) fn word(&self, id: u32) -> &Word {
        &self.words[id as usize]
    }

    /// Every word of every class and phrase.
    pub(crate) fn all_words(&self) -> impl Iterator<Item = u32> {
        0..self.words.len() as u32
    }

    /// The items of a sequence that are a word, or a class of words.
    pub(crate) fn words_of(&self, items: &[(Join, Node)]) -> Vec<u32> {
        match items {
            [(_, Node::Word(id))] => vec![*id],
            [(_, Node::Class(id))] => self.classes[*id as usize].words.clone(),
            _ => Vec::new(),
        }
    }

    pub(crate) fn letters(&self, word: &Word) -> &[u8] {
        &self.letters[word.offset as usize..word.offset as usize + word.len as usize]
    }

    /// The first and the last letter of a word, as bits.
    fn ends(&self, id: u32) -> (u64, u64) {
        let letters = std::str::from_utf8(self.letters(self.word(id))).unwrap_or_default();
        (letters.chars().next().map_or(!0, letter_bit), letters.chars().next_back().map_or(!0, letter_bit))
    }

    /// The letters that a sequence can begin with (or end with), as bits.
    fn ends_of(&self, items: &[(Join, Node)], last: bool) -> u64 {
        let mut bits = 0;
        for i in 0..items.len() {
            let (more, optional) = match &items[if last { items.len() - 1 - i } else { i }].1 {
                Node::Word(id) => (if last { self.ends(*id).1 } else { self.ends(*id).0 }, false),
                Node::Class(id) | Node::Maybe(id) => {
                    let class = &self.classes[*id as usize];
                    (
                        if last { class.last } else { class.first },
                        matches!(items[if last { items.len() - 1 - i } else { i }].1, Node::Maybe(_)),
                    )
                }
                _ => (!0, false),
            };
            bits |= more;
            if !optional {
                return bits;
            }
        }
        !0
    }

    /// The marks of a word: byte offset of the letter, marks.
    pub(crate) fn marks(&self, word: &Word) -> &[(u16, u16)] {
        &self.marks[word.marks.0 as usize..word.marks.0 as usize + word.marks.1 as usize]
    }

    pub(crate) fn rule(&self, phrase: &Phrase) -> &Rule {
        &self.rules[phrase.rule as usize]
    }
}

/// What makes a word: letters, marks, exact, strict.
type Spelling = (Vec<u8>, Vec<(u16, u16)>, bool, bool);

/// Compiles lexicons, one after the other, into one program.
#[derive(Default)]
pub(crate) struct Compiler {
    program: Program,
    known: HashMap<Spelling, u32>,
    /// Classes that are the same are one.
    groups: HashMap<(Vec<u32>, Vec<Seq>), u32>,
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
    pub(crate) fn finish(mut self) -> Program {
        self.merge();
        self.program
    }

    /// Keeps a strong phrase that several lexicons hold alike (`kill myself`) once: in English if that is one of them, else in the first.
    fn merge(&mut self) {
        let program = &mut self.program;
        let mut kept: HashMap<(&Seq, Topic, Intent, Urgency), usize> = HashMap::new();
        let mut dropped = vec![false; program.phrases.len()];
        for (i, phrase) in program.phrases.iter().enumerate() {
            let rule = &program.rules[phrase.rule as usize];
            let guarded = !(rule.not_after.is_empty() && rule.not_before.is_empty() && rule.not_across.is_empty());
            let Role::Heard { topic, intent, urgency, strength: Strength::Strong } = rule.role else { continue };
            if guarded {
                continue;
            }
            match kept.entry((&phrase.items, topic, intent, urgency)) {
                Entry::Vacant(entry) => {
                    entry.insert(i);
                }
                Entry::Occupied(mut entry) if program.locales[rule.locale as usize] == "en" => {
                    dropped[entry.insert(i)] = true;
                }
                Entry::Occupied(_) => dropped[i] = true,
            }
        }
        let mut dropped = dropped.into_iter();
        program.phrases.retain(|_| !dropped.next().unwrap_or(false));
    }

    /// Adds a lexicon, leaving out what belongs to topics that are not wanted.
    pub(crate) fn add(&mut self, source: &Source, topics: &[Topic]) -> Result<(), Error> {
        let locale = self.program.locales.len() as u16;
        self.program.locales.push(source.locale().to_string());
        self.program.latin.push(source.locale().parse().is_ok_and(|l: Language| l.is_latin()));
        self.program.texts.push(source.text.clone().into());
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
            let place = scope.source.place(text);
            for sequence in orders {
                let items = self.sequence(scope, key, text, &sequence)?;
                self.program.phrases.push(Phrase { items, rule: id, place: (place.start as u32, place.end as u32) });
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
        Ok(match item {
            Item::Word { text: word, exact, slip } => {
                let words = self.words(scope, word, *exact, *slip);
                match words[..] {
                    [] => {
                        return Err(scope.source.error(key, text, 0, &format!("`{word}` folds to nothing")));
                    }
                    [one] => Node::Word(one),
                    _ => Node::Class(self.new_class(words, vec![])),
                }
            }
            Item::Class(name) => Node::Class(self.class(scope, name, Some((key, text)))?),
            Item::Group(parts) => Node::Class(self.group(scope, key, text, parts)?),
            Item::Maybe(parts) => Node::Maybe(self.group(scope, key, text, parts)?),
            Item::AnyOrder(_) => {
                let inner = orders(vec![(Join::Neutral, item.clone())]).unwrap_or_default();
                Node::Class(self.group(scope, key, text, &inner)?)
            }
            Item::Gap(words) => Node::Gap(*words),
            Item::OneWord => Node::OneWord,
            Item::Tail => Node::Tail,
            Item::Head => Node::Head,
            Item::Start => Node::Start,
            Item::End => Node::End,
        })
    }

    /// A class without a name.
    fn group(&mut self, scope: &mut Scope<'_>, key: &str, text: &Text, parts: &[Sequence]) -> Result<u32, Error> {
        if let [only] = parts
            && let [(_, Item::Class(name))] = &only[..]
        {
            return self.class(scope, name, Some((key, text)));
        }
        let (mut words, mut others) = (Vec::new(), Vec::new());
        for part in parts {
            self.member(scope, key, text, part, &mut words, &mut others)?;
        }
        Ok(self.new_class(words, others))
    }

    fn member(
        &mut self,
        scope: &mut Scope<'_>,
        key: &str,
        text: &Text,
        part: &Sequence,
        words: &mut Vec<u32>,
        others: &mut Vec<Seq>,
    ) -> Result<(), Error> {
        if let [(join, Item::Word { text: word, exact, slip })] = &part[..]
            && *join == Join::Neutral
        {
            let spellings = self.words(scope, word, *exact, *slip);
            if spellings.is_empty() {
                return Err(scope.source.error(key, text, 0, &format!("`{word}` folds to nothing")));
            }
            words.extend(spellings);
        } else {
            others.push(self.sequence(scope, key, text, part)?);
        }
        Ok(())
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
        let (mut words, mut others) = (Vec::new(), Vec::new());
        for member in list.get_ref() {
            let sequence = syntax(scope, &key, member)?;
            self.member(scope, &key, member, &sequence, &mut words, &mut others)?;
        }
        if words.is_empty() && others.is_empty() {
            return Err(Error::data("an empty class").in_file(&source.name).at(&source.text, list.span().start).at_key(key));
        }
        let id = self.new_class(words, others);
        scope.classes.insert(name, State::Done(id));
        Ok(id)
    }

    fn new_class(&mut self, mut words: Vec<u32>, others: Vec<Seq>) -> u32 {
        let program = &self.program;
        words.sort_by(|a, b| program.letters(program.word(*a)).cmp(program.letters(program.word(*b))).then(a.cmp(b)));
        words.dedup();
        let key = (words, others);
        if let Some(&id) = self.groups.get(&key) {
            return id;
        }
        let mut by_last = key.0.clone();
        by_last.sort_by_key(|&w| (program.letters(program.word(w)).last().copied(), w));
        let members = |items: &Seq| Member { first: program.ends_of(items, false), last: program.ends_of(items, true), items: copy(items) };
        let mut class = Class { words: key.0.clone(), by_last, others: key.1.iter().map(members).collect(), first: 0, last: 0 };
        for &w in &class.words {
            let (first, last) = program.ends(w);
            class.first |= first;
            class.last |= last;
        }
        for m in &class.others {
            class.first |= m.first;
            class.last |= m.last;
        }
        let id = self.program.classes.len() as u32;
        self.program.classes.push(class);
        self.groups.insert(key, id);
        id
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

fn copy(items: &Seq) -> Seq {
    items.iter().map(|(join, node)| (*join, node.clone())).collect()
}

fn syntax(scope: &Scope<'_>, key: &str, text: &Text) -> Result<Sequence, Error> {
    parse(text.get_ref()).map_err(|e| scope.source.error(key, text, e.at, &e.message))
}

/// One sequence per order of the `{A & B}` at the top of a phrase and per alternative with a gap, or `None` if there are too many.
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
            Item::Group(parts) if parts.len() > 1 && parts.iter().any(has_gap) => {
                let (gapped, whole): (Vec<_>, Vec<_>) = parts.into_iter().partition(has_gap);
                let whole = (!whole.is_empty()).then_some(whole);
                whole.into_iter().chain(gapped.into_iter().map(|part| vec![part])).map(|parts| spliced(join, parts)).collect()
            }
            item => vec![vec![(join, item)]],
        };
        if out.len() * choices.len() > MOST_ORDERS {
            return None;
        }
        out = out.iter().flat_map(|head| choices.iter().map(move |c| [head.as_slice(), c].concat())).collect();
    }
    Some(out)
}

fn has_gap(part: &Sequence) -> bool {
    part.iter().any(|(_, item)| matches!(item, Item::Gap(_) | Item::OneWord))
}

/// Alternatives as items of the sequence around them: one alone takes its place there.
fn spliced(join: Join, mut parts: Vec<Sequence>) -> Sequence {
    match (parts.len(), parts.pop()) {
        (1, Some(mut only)) => {
            if let Some(first) = only.first_mut() {
                first.0 = first.0.with(join);
            }
            only
        }
        (_, last) => {
            parts.extend(last);
            vec![(join, Item::Group(parts))]
        }
    }
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
