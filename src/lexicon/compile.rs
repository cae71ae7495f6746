//! From syntax trees to a [`Program`]: what must stand around an anchor.
//!
//! A phrase is not multiplied out. Words are kept once, classes once, and a phrase is a small tree over them;
//! only `{A & B}` at the top of a phrase becomes one variant per order, and an alternative with a gap in it becomes a
//! variant of its own, so that each can have its own anchor.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::file::{Source, Strength, Text};
use super::phrase::{Item, Join, Sequence, parse};
use super::program::{Class, Member, Node, Phrase, Program, Role, Rule, Seq, Word};
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
