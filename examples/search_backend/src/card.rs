//! The card as HTML: what a site would copy.
//!
//! A region named in the card's language, in its language and direction. It is a `details` element, so it can be closed and brought
//! back without a script. The best contact is the one filled button; the line for danger to life comes last.

use std::fmt::Write as _;

use pelita::{Card, CardContact, CardResource, ContactKind, Direction, Emergency};

use crate::html::Escaped;

/// Writes a card.
pub fn write(out: &mut String, card: &Card) {
    let _ = write!(
        out,
        "<section class=\"help\" aria-label=\"{label}\" lang=\"{lang}\" dir=\"{dir}\">\n<details class=\"card\" open>\n\
         <summary><span class=\"label\">{label}</span> <span class=\"toggle\"><span class=\"close\">{close}</span>\
         <span class=\"reopen\">{reopen}</span></span></summary>\n<h2>{headline}</h2>\n<p>{body}</p>\n",
        label = Escaped(&card.label),
        lang = Escaped(card.language.as_str()),
        dir = direction(card.direction),
        close = Escaped(&card.close),
        reopen = Escaped(&card.reopen),
        headline = Escaped(&card.headline),
        body = Escaped(&card.body),
    );
    if let Some(notice) = &card.notice {
        let _ = writeln!(out, "<p class=\"notice\">{}</p>", Escaped(notice));
    }
    *out += "<ul class=\"resources\">\n";
    for (i, r) in card.resources.iter().enumerate() {
        resource(out, r, i == 0);
    }
    *out += "</ul>\n<p class=\"danger\">";
    emergency(out, &card.emergency);
    *out += "</p>\n</details>\n</section>\n";
}

/// The value of a `dir` attribute.
#[must_use]
pub fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::Rtl => "rtl",
        _ => "ltr",
    }
}

fn resource(out: &mut String, r: &CardResource, is_first: bool) {
    let lang = r.languages.first().map(|l| format!(" lang=\"{}\"", Escaped(l.as_str()))).unwrap_or_default();
    let _ = write!(out, "<li>\n<h3><bdi{lang}>{}</bdi>", Escaped(&r.name));
    if let Some(english) = r.name_en.as_ref().filter(|e| **e != r.name) {
        let _ = write!(out, " <bdi class=\"english\" lang=\"en\">{}</bdi>", Escaped(english));
    }
    *out += "</h3>\n";
    for note in [&r.note, &r.spoken].into_iter().flatten() {
        let _ = writeln!(out, "<p class=\"note\">{}</p>", Escaped(note));
    }
    *out += "<ul class=\"contacts\">\n";
    for (i, c) in r.contacts.iter().enumerate() {
        contact(out, c, &r.name, is_first && i == 0);
    }
    *out += "</ul>\n</li>\n";
}

fn contact(out: &mut String, c: &CardContact, service: &str, is_main: bool) {
    let class = if is_main { "button main" } else { "button" };
    let (label, icon) = (Escaped(&c.label), icon(c.kind));
    *out += "<li>";
    let _ = match &c.link {
        // The service is part of the name: several may say "Visit the website".
        Some(link) => write!(
            out,
            "<a class=\"{class}\" href=\"{}\" rel=\"noreferrer\">{icon}<span>{label}</span><span class=\"unseen\">, <bdi>{}</bdi></span></a>",
            Escaped(link),
            Escaped(service)
        ),
        None => write!(out, "<span class=\"handle\">{icon}<span>{label}</span></span>"),
    };
    *out += "<span class=\"facts\">";
    if let Some(host) = host(c) {
        let _ = write!(out, "<bdi>{}</bdi>", Escaped(host));
    }
    if let Some(hours) = &c.hours {
        let class = if c.open == Some(true) { " class=\"open\"" } else { "" };
        let _ = write!(out, "<span{class}>{}</span>", Escaped(hours));
    }
    for fact in [c.cost.as_ref(), c.answers_in.as_ref(), Some(&c.checked)].into_iter().flatten() {
        let _ = write!(out, "<span>{}</span>", Escaped(fact));
    }
    *out += "</span></li>\n";
}

/// Where a link to the web leads, so that nobody has to press it to know.
fn host(c: &CardContact) -> Option<&str> {
    let host = c.value.split_once("://")?.1.split('/').next()?;
    Some(host.strip_prefix("www.").unwrap_or(host))
}

/// The line with its numbers as links.
fn emergency(out: &mut String, emergency: &Emergency) {
    let mut rest = emergency.text.as_str();
    for number in &emergency.numbers {
        let Some((before, after)) = rest.split_once(number.as_str()) else {
            continue;
        };
        let _ = write!(out, "{}<a href=\"tel:{1}\">{1}</a>", Escaped(before), Escaped(number));
        rest = after;
    }
    let _ = write!(out, "{}", Escaped(rest));
}

/// A picture beside the word, of no meaning of its own.
fn icon(kind: ContactKind) -> String {
    let path = match kind {
        ContactKind::Phone => {
            "M8 2.5h8a1.5 1.5 0 0 1 1.5 1.5v16a1.5 1.5 0 0 1-1.5 1.5H8A1.5 1.5 0 0 1 6.5 20V4A1.5 1.5 0 0 1 8 2.5zM11 18.3h2"
        }
        ContactKind::Sms | ContactKind::Whatsapp => "M4 4.5h16v12h-9l-4.5 4v-4H4zM8 9h8M8 12.5h5",
        ContactKind::Chat => "M3 4.5h12v8.5H8.5L5.5 16v-3H3zM18 9h3v8.5h-2.5v3l-3-3H10v-1.5",
        ContactKind::Email => "M3 5.5h18v13H3zM3.5 6l8.5 7 8.5-7",
        _ => "M12 3a9 9 0 1 0 .01 0zM3 12h18M12 3c-5 5-5 13 0 18M12 3c5 5 5 13 0 18",
    };
    format!("<svg class=\"icon\" viewBox=\"0 0 24 24\" aria-hidden=\"true\"><path d=\"{path}\"/></svg>")
}

#[cfg(test)]
mod tests {
    use pelita::{Interceptor, Searcher};

    use super::*;

    fn card(query: &str, country: &str, languages: &str) -> String {
        let searcher = Searcher::from_country(country.parse().unwrap()).with_languages(languages);
        let mut out = String::new();
        write(&mut out, &Interceptor::builtin().intercept(query, &searcher).unwrap().card);
        out
    }

    #[test]
    fn every_link_can_be_pressed_and_danger_comes_last() {
        let us = card("i want to kill myself", "US", "en");
        for link in ["href=\"tel:988\"", "href=\"sms:988\""] {
            assert!(us.contains(link), "{link}\n{us}");
        }
        let danger = us.find("class=\"danger\"").unwrap();
        assert!(us[danger..].contains("<a href=\"tel:911\">911</a>"), "{us}");
        assert!(us.rfind("class=\"button").unwrap() < danger);
        assert_eq!(us.matches("class=\"button main\"").count(), 1);
        assert!(card("i want to kill myself", "ID", "id").contains("href=\"https://www.healing119.id\""));
    }

    #[test]
    fn direction_follows_the_language() {
        for (languages, dir) in [("he", "rtl"), ("ar", "rtl"), ("en", "ltr")] {
            assert!(card("i want to kill myself", "IL", languages).contains(&format!("dir=\"{dir}\"")), "{languages}");
        }
    }
}
