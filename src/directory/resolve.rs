//! The resolver: from a need and a searcher to a card.
//!
//! The order is fixed, and each row has a test (`tests/cards.rs`):
//!
//! | # | rule |
//! |---|---|
//! | 1 | Only resources of the searcher's country, for the topic, for the searcher's audience or for all, in the searcher's region or nationwide. Never another country's number. |
//! | 2 | A stale check never comes before a fresh or old one. A service's stale contacts are left out beside a fresh one. The backend can have stale services left out too; the directories of row 12 stay, as the last resort. |
//! | 3 | Services that answer come before information bodies and directories. |
//! | 4 | Services in a language that the searcher speaks come first, in the order of the searcher's languages. |
//! | 5 | A service for the searcher's own audience, or for the bereaved after a loss, comes before one for all. |
//! | 6 | Services for the topic itself come before general ones. |
//! | 7 | Open ones come before those whose hours are not known, closed ones last. |
//! | 8 | Services whose first language is the searcher's come before those that speak it too. |
//! | 9 | Then the file's `rank`, then the id. |
//! | 10 | At most four resources; a partner keeps its place on a card that others would fill. |
//! | 11 | When no language of the searcher is known, resources of one pair are shown side by side or not at all. |
//! | 12 | Where no service that answers is left, the international directories follow, and the card says so. |
//! | 13 | Emergency: the number for everything, then the ambulance's; else the police's; two at most, never the fire brigade's. |
//!
//! Words: the first of the searcher's languages that has messages; else the query's own language if the
//! country speaks it; else the country's first language that has messages; else the query's; else English.

use std::cmp::Reverse;
use std::time::SystemTime;

use super::card::{self, Card};
use super::message::Messages;
use super::{Age, Checked, Contact, CountryResources, Directory, EmergencyService, Language, Need, Resource, Searcher};
use crate::need::{Audience, Intent, Topic};

/// Resources on one card: two or three signposts, and a partner.
const MOST_RESOURCES: usize = 4;
/// Emergency numbers on one card.
const MOST_EMERGENCY: usize = 2;

/// What resources are sorted by, in the order of rows 2 to 9.
type Order<'a> = (bool, bool, usize, bool, bool, Reverse<Open>, bool, u8, &'a str);

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Open {
    No,
    NotKnown,
    Yes,
}

/// One question to the directory, with all that its answer depends on.
#[derive(Clone, Copy)]
struct Question<'a> {
    need: Need<'a>,
    searcher: &'a Searcher,
    now: SystemTime,
    hide_stale: bool,
}

impl Directory {
    /// The card for a need. Always one: where nothing local is known, the international one.
    pub(crate) fn card(&self, need: Need<'_>, searcher: &Searcher, now: SystemTime) -> Card {
        let question = Question { need, searcher, now, hide_stale: self.hide_stale };
        let known = searcher.country.and_then(|c| self.countries.get(&c));
        let words = self.words(need, searcher, known);
        let mut chosen = known.map(|k| question.choose(&k.resources)).unwrap_or_default();
        let local = chosen.iter().any(|r| r.kind.answers());
        if !local {
            chosen.extend(Question { hide_stale: false, ..question }.choose(&self.international));
            chosen.sort_by_key(|r| question.is_stale(r));
        }
        let today = Checked::on(now);
        let on_card = |r: &Resource| {
            let contacts = question.contacts(r).map(|c| card::contact(c, c.is_open(now), today, words)).collect();
            card::resource(r, contacts, words, &self.names(&r.languages, words))
        };
        let message = words.message(need.topic, need.intent, need.urgency);
        Card {
            country: searcher.country,
            language: words.language.clone(),
            direction: words.direction,
            label: words.labels.dir_label.clone(),
            headline: message.headline.clone(),
            body: message.body.clone(),
            notice: (!local && searcher.country.is_some()).then(|| words.labels.no_local.clone()),
            local,
            resources: chosen.into_iter().map(on_card).collect(),
            emergency: card::emergency(&known.map(emergency_numbers).unwrap_or_default(), words),
            close: words.labels.close.clone(),
            reopen: words.labels.reopen.clone(),
        }
    }

    /// The languages' own names, each once: written Chinese is two, spoken Chinese one.
    fn names(&self, languages: &[Language], words: &Messages) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for m in languages.iter().filter_map(|l| self.messages.iter().find(|m| m.language.is_spoken_like(l))) {
            let name = if m.direction == words.direction { m.name.clone() } else { card::isolate(&m.name) };
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    fn words(&self, need: Need<'_>, searcher: &Searcher, known: Option<&CountryResources>) -> &Messages {
        let find = |wanted: &Language| {
            let written = |tag: &String| self.messages.iter().find(|m| m.language.as_str() == tag);
            let spoken = || self.messages.iter().find(|m| m.language.is_spoken_like(wanted));
            let read = || self.messages.iter().find(|m| m.language.matches(wanted));
            wanted.fallbacks().iter().find_map(written).or_else(read).or_else(spoken)
        };
        let query: Option<Language> = need.locale.parse().ok();
        let own = known.map_or(&[][..], |k| &k.languages);
        let spoken = query.as_ref().filter(|q| own.iter().any(|l| l.is_spoken_like(q)));
        let wanted = searcher.languages.iter().chain(spoken).chain(own).chain(query.as_ref());
        wanted.into_iter().find_map(find).unwrap_or_else(|| self.english())
    }
}

impl<'a> Question<'a> {
    /// Rows 1 to 11: what of a country's resources is shown, best first.
    fn choose(self, resources: &'a [Resource]) -> Vec<&'a Resource> {
        let mut fitting: Vec<&Resource> = resources.iter().filter(|r| self.fits(r)).collect();
        fitting.sort_by_cached_key(|r| self.order(r));
        let language_known = !self.searcher.languages.is_empty();
        let together = |a: &Resource, b: &Resource| a.id == b.id || (!language_known && a.pair.is_some() && a.pair == b.pair);
        // Partners first, then the others in their order, each with the other half of its pair; what finds no place is skipped.
        let mut chosen: Vec<&Resource> = Vec::new();
        let (partners, others): (Vec<&Resource>, Vec<&Resource>) = fitting.iter().partition(|r| r.partner);
        for r in partners.into_iter().chain(others) {
            let group: Vec<&Resource> = fitting.iter().copied().filter(|o| together(r, o)).collect();
            let is_new = !chosen.iter().any(|c| c.id == r.id);
            if is_new && (chosen.is_empty() || chosen.len() + group.len() <= MOST_RESOURCES) {
                chosen.extend(group);
            }
        }
        // Back in order; halves of a pair stay side by side, at the place of the better one.
        let place = |r: &Resource| fitting.iter().position(|o| together(r, o));
        chosen.sort_by_key(|r| (place(r), fitting.iter().position(|o| o.id == r.id)));
        chosen
    }

    fn fits(self, r: &Resource) -> bool {
        let audience =
            |a: &Audience| *a == Audience::All || Some(*a) == self.searcher.audience || (self.is_loss() && *a == Audience::Bereaved);
        self.helps(r)
            && r.audiences.iter().any(audience)
            && (r.regions.is_empty() || self.searcher.region.as_ref().is_some_and(|s| r.regions.contains(s)))
            && !r.contacts.is_empty()
            && !(self.hide_stale && self.is_stale(r))
    }

    /// Whether a resource is for the topic: the topic itself, or one that includes it.
    fn helps(self, r: &Resource) -> bool {
        let including: &[Topic] = match self.need.topic {
            Topic::Suicide => &[Topic::Suicide, Topic::MentalHealth],
            Topic::SelfHarm => &[Topic::SelfHarm, Topic::Suicide, Topic::MentalHealth],
            Topic::MentalHealth => &[Topic::MentalHealth, Topic::Suicide],
            Topic::EatingDisorder => &[Topic::EatingDisorder, Topic::MentalHealth],
            Topic::Bereavement => &[Topic::Bereavement, Topic::Suicide, Topic::MentalHealth],
        };
        including.iter().any(|t| r.topics.contains(t)) || (self.is_loss() && r.topics.contains(&Topic::Bereavement))
    }

    fn is_loss(self) -> bool {
        self.need.intent == Intent::Bereavement || self.need.topic == Topic::Bereavement
    }

    /// The contacts of a resource that may be shown (row 2).
    fn contacts(self, r: &'a Resource) -> impl Iterator<Item = &'a Contact> {
        let leave_out_stale = !self.is_stale(r);
        let today = Checked::on(self.now);
        r.contacts.iter().filter(move |c| !(leave_out_stale && c.checked.age(today) == Age::Stale))
    }

    fn is_stale(self, r: &Resource) -> bool {
        let today = Checked::on(self.now);
        r.contacts.iter().all(|c| c.checked.age(today) == Age::Stale)
    }

    fn order(self, r: &'a Resource) -> Order<'a> {
        let speaks = |l: &Language| r.languages.iter().any(|own| own.is_spoken_like(l));
        let wanted = &self.searcher.languages;
        let language = wanted.iter().position(speaks).unwrap_or(wanted.len());
        let is_first = wanted.get(language).is_none_or(|l| r.languages.first().is_some_and(|own| own.is_spoken_like(l)));
        let has = |a: Audience| r.audiences.contains(&a);
        let for_group = if self.is_loss() {
            has(Audience::Bereaved) || r.topics.contains(&Topic::Bereavement)
        } else {
            self.searcher.audience.is_some_and(has)
        };
        let open = self.contacts(r).map(|c| c.is_open(self.now).map_or(Open::NotKnown, |o| if o { Open::Yes } else { Open::No })).max();
        (
            self.is_stale(r),
            !r.kind.answers(),
            language,
            !for_group,
            !r.topics.contains(&self.need.topic),
            Reverse(open.unwrap_or(Open::NotKnown)),
            !is_first,
            r.rank,
            &r.id,
        )
    }
}

/// Row 13.
fn emergency_numbers(known: &CountryResources) -> Vec<String> {
    let of = |services: &[EmergencyService]| {
        let matching = services.iter().flat_map(|s| known.emergency.iter().filter(move |e| e.service == *s));
        matching.map(|e| e.number.clone()).take(MOST_EMERGENCY).collect::<Vec<_>>()
    };
    let numbers = of(&[EmergencyService::All, EmergencyService::Ambulance, EmergencyService::Medical]);
    if numbers.is_empty() { of(&[EmergencyService::Police]) } else { numbers }
}
