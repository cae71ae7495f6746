//! The filter never loses a phrase: every phrase is spelled out at random, plain and disguised, and searched with and without it.

use super::confirm::Scene;
use super::engine::Hits;
use super::{Compiled, Screen};
use crate::interceptor::Interceptor;
use crate::lexicon::{Evidence, Join, Node, Program};
use crate::text::disguise::Disguise;
use crate::text::shingles::Shingles;
use crate::text::{Folded, Quick, fold, original};

/// A small generator (xorshift64), so that a failure can be seen again.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % n.max(1) as u64) as usize
    }
}

/// One way to write a sequence; false if it needs marks, which folded letters have lost.
fn spell(program: &Program, items: &[(Join, Node)], random: &mut Random, out: &mut String) -> bool {
    for (join, node) in items {
        match join {
            Join::Blank if !out.is_empty() => out.push(' '),
            Join::Free if random.below(2) == 0 => out.push('-'),
            _ => {}
        }
        let word = |id: u32, out: &mut String| {
            let word = program.word(id);
            out.extend(String::from_utf8_lossy(program.letters(word)).chars().map(original));
            !word.exact
        };
        let spelled = match node {
            Node::Word(id) => word(*id, out),
            Node::Maybe(_) if random.below(2) == 0 => true,
            Node::Class(id) | Node::Maybe(id) => {
                let class = &program.classes[*id as usize];
                match random.below(class.words.len() + class.others.len()) {
                    i if i < class.words.len() => word(class.words[i], out),
                    i => spell(program, &class.others[i - class.words.len()].items, random, out),
                }
            }
            Node::Gap(words) => {
                out.push_str(&["lorem ", "ipsum "][..random.below(usize::from(*words).min(2) + 1)].concat());
                true
            }
            Node::OneWord => {
                out.push_str("dolor");
                true
            }
            Node::Tail | Node::Head | Node::Start | Node::End => true,
        };
        if !spelled {
            return false;
        }
    }
    true
}

/// The text as people change it.
fn variants(text: &str) -> Vec<String> {
    vec![
        text.to_string(),
        format!("lorem ipsum {text} dolor"),
        text.to_uppercase(),
        text.replace(' ', ""),
        format!("#{}", text.replace(' ', "")),
        text.replace(' ', "-"),
        text.chars().flat_map(|c| [c, '.']).collect(),
        text.replace('i', "1").replace('o', "0"),
    ]
}

fn search(screen: &Screen, text: &str, filtered: bool) -> Vec<u32> {
    let mut quick = Quick::new();
    fold(text, 0, &mut quick);
    let shingles =
        if filtered { screen.filter.passes(&quick, screen.heard.anchors(), &screen.evidence) } else { Some(Shingles::new(&quick)) };
    let all = Evidence::none(screen.program.phrases.len());
    let evidence = if filtered { &screen.evidence } else { &all };
    let mut hits = Hits::new();
    if let Some(shingles) = shingles {
        let (folded, window) = Folded::new(text, 0);
        let scene = Scene { program: &screen.program, folded: &folded, disguised: None, first: true, last: window.next.is_none() };
        screen.heard.search(scene, evidence, &shingles, &mut hits);
    }
    hits.as_slice().iter().map(|h| h.phrase).collect()
}

#[test]
fn the_filter_never_loses_a_phrase() {
    let sources = Interceptor::builder().sources().expect("the lexicons load");
    let topics = [crate::need::Topic::Suicide, crate::need::Topic::SelfHarm];
    let screen = Screen::new(Compiled::new(&sources.iter().collect::<Vec<_>>(), &topics).expect("they compile")).expect("they fit");
    let mut random = Random(0x5EED);
    let (mut texts, mut hits) = (0, 0);
    for phrase in &screen.program.phrases {
        let mut text = String::new();
        if !spell(&screen.program, &phrase.items, &mut random, &mut text) {
            continue;
        }
        for variant in variants(text.trim()) {
            let unfiltered = search(&screen, &variant, false);
            assert_eq!(search(&screen, &variant, true), unfiltered, "{variant}");
            texts += 1;
            hits += unfiltered.len();
            let mut quick = Quick::new();
            let window = fold(&variant, 0, &mut quick);
            if let Some(disguise) = Disguise::of(&variant, window.seen, &quick) {
                let mut looks = 0;
                disguise.looks(|look| {
                    assert_eq!(search(&screen, look.text(), true), search(&screen, look.text(), false), "{}", look.text());
                    looks += 1;
                    looks < 3
                });
            }
        }
    }
    assert!(texts > 10_000 && hits > texts / 2, "{hits} hits in {texts} texts");
}
