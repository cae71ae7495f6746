//! Which texts may stand in a list of suggestions.
//!
//! A card answers what a person has typed. A suggestion puts words into somebody's mouth, so it is judged the other way
//! round: what leads towards harm is withheld, also where a card would be gentle, and where the text is only on its way there.
//!
//! A text is judged as it stands, and as a prefix: with likely ends of its last word (from the vocabulary of the lexicons), with the
//! writer as the object that is still missing, and without a last word that has barely begun. What counts for suggestions alone
//! stands in `data/suggestions.toml`.

use std::ops::Range;

use once_cell::race::OnceBox;

use crate::interceptor::Interceptor;
use crate::lexicon::{Program, Role, Source, Word};
use crate::need::{Intent, Topic, Urgency};
use crate::screen::{Compiled, Screen, Signal};
use crate::text::{Folded, combining, original};

/// Longer texts are completed by what their end says.
const LONGEST: usize = 240;
/// Bytes of folded letters that a last word must have to be completed from the whole vocabulary.
const BEGUN: usize = 2;
/// A word that is a cry by itself must have begun with so many bytes, and be half written.
const BEGUN_ALONE: usize = 4;
/// In scripts without spaces, so many last letters may be the beginning of a word, and so many bytes (a Han letter has three, a kana two).
const MOST_DENSE: usize = 6;
const BEGUN_DENSE: usize = 3;
/// Ends that are tried for one text.
const MOST_ENDS: usize = 4096;

impl Interceptor {
    /// Whether a text may be offered as a suggestion while somebody types.
    ///
    /// Withheld is a text that leads towards a method, a plan, a wish to die, an act of self-harm, or towards driving
    /// somebody else to it. Looking for help, worry about somebody, loss, prevention and information stay: a person who types `suicide`
    /// should be led to `suicide hotline`. When in doubt it is withheld: a suggestion that is missing costs a few keystrokes.
    ///
    /// ```
    /// let pelita = pelita::Interceptor::builtin();
    /// for text in ["suicide hotline", "how to help a suicidal friend", "suicide prevention", "how to kill weeds"] {
    ///     assert!(pelita.is_suggestible(text), "{text}");
    /// }
    /// for text in ["how to kill myself", "how to kill mys", "how to kill", "i want to di"] {
    ///     assert!(!pelita.is_suggestible(text), "{text}");
    /// }
    /// ```
    ///
    /// # How it judges
    ///
    /// Pass whole suggestions: what was typed, joined with its completion. The text is judged
    ///
    /// 1. as it stands, by what [`screen`](Self::screen) hears at any urgency, the threshold notwithstanding. Talk of a method or a
    ///    plan is withheld always. The bare name of the subject (`suicide`) is withheld unless a phrase of help lies around it. A wish
    ///    that is spelled out is withheld within a cry for help too (`help me kill myself`), but for well-known ways to ask (`how to stop
    ///    wanting to die`); the wish of somebody whom the writer worries about stays.
    /// 2. with its last word ended in every way that the lexicons know (`how to kill mys`).
    /// 3. if it asks how, with the writer as the object that is still missing (`how to kill`).
    /// 4. without a last word of one or two letters, and without the blank at its end (`how to die p`).
    ///
    /// # What it follows
    ///
    /// * Google's [policies for autocomplete][google]: no predictions that promote dangerous activities which would lead to harm.
    /// * WHO, *[Preventing suicide: a resource for media professionals][who]* (update 2023), and Samaritans' guidelines for
    ///   [managing self-harm and suicide content online][samaritans] (2020): no details of methods, nothing that normalises or
    ///   encourages, and always a way to help.
    ///
    /// # Limits
    ///
    /// It knows what the lexicons know: a method that no lexicon names is not heard where the subject is not named either, and lists of
    /// allowed ways to ask for help, and of driving others to it, are short (`data/suggestions.toml`, some twenty languages).
    /// A beginning that is harmless in nearly every query (`i want to`) may be offered; what follows is judged in turn.
    /// Ends that take more than one word are not tried, but for a writer as object.
    /// It costs much more than [`screen`](Self::screen), about a millisecond: pass it the ten texts that you would show, not the index.
    ///
    /// [google]: https://support.google.com/websearch/answer/7368877
    /// [who]: https://www.paho.org/en/node/92857
    /// [samaritans]: https://nspa.org.uk/resource/samaritans-guidelines-for-managing-self-harm-and-suicide-online/
    #[must_use]
    pub fn is_suggestible(&self, text: &str) -> bool {
        self.leads_to(text).is_none() && !self.leads_on(tail(text))
    }

    /// Takes out of a list what [`is_suggestible`](Self::is_suggestible) withholds; what stays keeps its order.
    ///
    /// ```
    /// let pelita = pelita::Interceptor::builtin();
    /// let mut list = vec!["suicide hotline", "how to kill myself", "suicide squad"];
    /// pelita.retain_suggestible(&mut list);
    /// assert_eq!(list, ["suicide hotline", "suicide squad"]);
    /// ```
    pub fn retain_suggestible<S: AsRef<str>>(&self, list: &mut Vec<S>) {
        list.retain(|text| self.is_suggestible(text.as_ref()));
    }

    /// The harm that a text, read as finished, leads to.
    fn leads_to(&self, text: &str) -> Option<Intent> {
        self.leads_across(text, None)
    }

    /// The same, by phrases that begin before the first of two places in the text and end behind the second.
    fn leads_across(&self, text: &str, places: Option<(usize, usize)>) -> Option<Intent> {
        let heard = self.screen(text).signals;
        let lies = |s: &Signal| places.is_none_or(|(first, second)| s.span.start < first && s.span.end > second);
        let harms: Vec<&Signal> = heard.iter().filter(|s| is_harm(s.intent) && lies(s)).collect();
        if harms.is_empty() && places.is_some() {
            return None;
        }
        let ours = suggestions().screen(text).signals;
        if let Some(driving) = ours.iter().find(|s| is_harm(s.intent)) {
            return Some(driving.intent);
        }
        let answered = |s: &Signal| {
            !matches!(s.intent, Intent::Method | Intent::Plan)
                && (ours.iter().any(|h| covers(&h.span, &s.span)) || self.is_named_within_help(text, s, &heard))
        };
        let left = || harms.iter().filter(|s| !answered(s)).map(|s| s.intent);
        left().find(|i| *i == Intent::Method).or_else(|| left().next())
    }

    /// The subject is named and nothing is wished, or it is somebody else who wishes, and a phrase of help lies around that.
    fn is_named_within_help(&self, text: &str, s: &Signal, heard: &[Signal]) -> bool {
        let span = &text[s.span.clone()];
        let one_word = !span.contains(char::is_whitespace);
        let helps = |h: &Signal| {
            let elses = h.intent == Intent::Concern && h.locale == s.locale;
            let longer = h.span.len() > s.span.len();
            !is_harm(h.intent) && covers(&h.span, &s.span) && (s.urgency <= Urgency::Medium || (longer && (one_word || elses)))
        };
        heard.iter().any(helps) && !self.screening().names_the_writer(span, &s.locale)
    }

    /// Whether a text, read as a prefix, is on its way to harm.
    fn leads_on(&self, text: &str) -> bool {
        let folded = Folded::new(text, 0).0;
        let Some(last) = LastWord::of(text, &folded) else { return false };
        // A phrase of help, or of an ordinary matter, that ends with the text: its last word is finished.
        let seen = self.explain(text);
        let helps = |s: &Signal| !is_harm(s.intent) && s.span.end >= last.end;
        let is_exempt = seen.quieted.iter().any(|q| q.why == "exempt" && q.span.end >= last.end);
        if is_exempt
            || seen.screening.signals.iter().any(helps)
            || suggestions().screen(text).signals.iter().any(|s| s.span.end >= last.end)
        {
            return false;
        }
        let program = self.screening().program();
        let ends = self.endings().get_or_init(|| Box::new(Endings::new(program)));
        let mut longer = String::new();
        let mut reaches = |blank: &str, word: u32, from: usize, first: usize| {
            longer.clear();
            longer.push_str(text);
            longer.push_str(blank);
            ends.spell(program, program.word(word), from, &mut longer);
            self.leads_across(&longer, Some((first, text.len())))
        };
        // A phrase that goes on here holds the word before, and one that lacks its object the last word: most texts are done with that.
        let spaced = folded.letters()[last.at..].is_ascii();
        let is_known = |word: Range<usize>| !spaced || ends.has(program, &folded.letters()[word]);
        let goes_on = last.at > 0 && is_known(folded.hard.previous(last.at - 1)..last.at) || !spaced;
        for letters in last.beginnings(&folded) {
            let begins = folded.source(folded.len() - letters.len(), folded.len()).start;
            let list = if letters.len() < BEGUN { &ends.selves } else { &ends.words };
            for word in beginning_with(program, list, letters).iter().take(MOST_ENDS) {
                let whole = program.letters(program.word(*word)).len();
                let may_be_alone = letters.len() >= BEGUN_ALONE && letters.len() * 2 >= whole;
                let first = if may_be_alone { text.len() } else { begins };
                if (may_be_alone || goes_on) && reaches("", *word, letters.len(), first).is_some() {
                    return true;
                }
            }
        }
        let script = |letters: &[u8]| letters.first().map(|b| b.leading_ones());
        let own = script(&folded.letters()[last.at..]);
        let blank = if last.closed { "" } else { " " };
        let mut selves = ends.selves.iter().filter(|w| script(program.letters(program.word(**w))) == own);
        if is_known(last.at..folded.len()) && selves.any(|w| reaches(blank, *w, 0, text.len()) == Some(Intent::Method)) {
            return true;
        }
        let head = text[..last.start].trim_end();
        last.is_short && seen.quieted.is_empty() && !head.is_empty() && self.leads_to(head).is_some()
    }
}

fn is_harm(intent: Intent) -> bool {
    match intent {
        Intent::Ideation | Intent::Plan | Intent::Method | Intent::SelfHarm => true,
        Intent::HelpSeeking | Intent::Concern | Intent::Bereavement | Intent::Information => false,
    }
}

fn covers(outer: &Range<usize>, inner: &Range<usize>) -> bool {
    outer.start <= inner.start && outer.end >= inner.end
}

/// The end of a long text.
fn tail(text: &str) -> &str {
    let mut from = text.len().saturating_sub(LONGEST);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    &text[from..]
}

/// The phrases that count for suggestions alone. Made on first use; two threads may both make them, none waits.
fn suggestions() -> &'static Screen {
    static SUGGESTIONS: OnceBox<Screen> = OnceBox::new();
    SUGGESTIONS.get_or_init(|| {
        let screen = Source::parse("data/suggestions.toml", include_str!("../data/suggestions.toml"))
            .and_then(|source| Compiled::new(&[&source], &[Topic::Suicide]))
            .and_then(Screen::new);
        match screen {
            Ok(screen) => Box::new(screen),
            Err(e) => panic!("the embedded data is tested and must load: {e}"),
        }
    })
}

/// The word that may not be finished.
struct LastWord {
    /// Where its letters begin, in the folded letters, and where they stand in the text.
    at: usize,
    start: usize,
    end: usize,
    /// A separator stands behind it: it is finished.
    closed: bool,
    is_short: bool,
}

impl LastWord {
    fn of(text: &str, folded: &Folded) -> Option<LastWord> {
        let len = folded.len();
        let at = folded.hard.previous(len.checked_sub(1)?);
        let source = folded.source(at, len);
        let closed = source.end < text.len();
        let is_short = !closed && len - at <= BEGUN;
        Some(LastWord { at, start: source.start, end: source.end, closed, is_short })
    }

    /// What may be the beginning of a word, the longest first. In scripts without spaces that can be each of the last letters.
    fn beginnings<'a>(&self, folded: &'a Folded) -> impl Iterator<Item = &'a [u8]> {
        let letters = folded.letters();
        let dense = |at: &usize| folded.dense.has(*at);
        let within = (self.at + 1..letters.len()).rev().filter(|&i| letters[i] & 0xC0 != 0x80).take_while(dense).take(MOST_DENSE);
        let first = (!self.closed).then_some(self.at);
        let within: Vec<usize> = if self.closed { Vec::new() } else { within.collect() };
        first
            .into_iter()
            .chain(within.into_iter().rev())
            .map(|at| &letters[at..])
            .filter(|beginning| !folded.dense.has(letters.len() - beginning.len()) || beginning.len() >= BEGUN_DENSE)
    }
}

/// The vocabulary of the lexicons, in the order of its letters.
pub(crate) struct Endings {
    words: Vec<u32>,
    /// Words by which a writer speaks of himself or herself.
    selves: Vec<u32>,
    /// A combining character for each bit of a word's marks.
    marks: [Option<char>; 16],
}

impl Endings {
    fn new(program: &Program) -> Endings {
        let sorted = |mut words: Vec<u32>| {
            words.sort_by_key(|w| (program.letters(program.word(*w)), program.marks(program.word(*w))));
            words.dedup_by_key(|w| (program.letters(program.word(*w)), program.marks(program.word(*w))));
            words
        };
        let selves = program.phrases.iter().filter(|p| program.rule(p).role == Role::Company).flat_map(|p| program.words_of(&p.items));
        let mut marks = [None; 16];
        for c in '\u{300}'..='\u{36F}' {
            let bits = combining(c);
            if bits.count_ones() == 1 {
                marks[bits.trailing_zeros() as usize].get_or_insert(c);
            }
        }
        Endings { words: sorted(program.all_words().collect()), selves: sorted(selves.collect()), marks }
    }

    /// Whether some lexicon has a word of these letters.
    fn has(&self, program: &Program, letters: &[u8]) -> bool {
        self.words.binary_search_by(|w| program.letters(program.word(*w)).cmp(letters)).is_ok()
    }

    /// Adds what follows the first bytes of a word's letters.
    fn spell(&self, program: &Program, word: &Word, from: usize, out: &mut String) {
        let letters = std::str::from_utf8(program.letters(word)).unwrap_or_default();
        for (i, c) in letters.char_indices().skip_while(|(i, _)| *i < from) {
            out.push(original(c));
            let bits = program.marks(word).iter().find(|m| usize::from(m.0) == i).map_or(0, |m| m.1);
            out.extend((0..16).filter(|bit| bits >> bit & 1 == 1).filter_map(|bit| self.marks[bit]));
        }
    }
}

/// The words that are longer than these letters and begin with them.
fn beginning_with<'a>(program: &Program, words: &'a [u32], letters: &[u8]) -> &'a [u32] {
    let of = |w: &u32| program.letters(program.word(*w));
    let from = words.partition_point(|w| of(w) <= letters);
    let len = words[from..].partition_point(|w| of(w).starts_with(letters));
    &words[from..from + len]
}
