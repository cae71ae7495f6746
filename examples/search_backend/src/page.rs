//! The search page and the pages that it finds. Written on the server: everything works without a script.

use std::fmt::Write as _;

use pelita::{Country, Prompt};

use crate::backend::{Answer, Hit};
use crate::card::{self, direction};
use crate::corpus::{self, Page};
use crate::countries::country_name;
use crate::html::Escaped;
use crate::searcher::Asked;

/// The search page: empty without an answer.
#[must_use]
pub fn search(asked: &Asked, answer: Option<&Answer>) -> String {
    // No title with the query: it would stand in tabs and in the browser's history.
    let skip = if answer.is_some_and(|a| a.prompt.is_some()) { "Skip to help and results" } else { "Skip to results" };
    let mut out = head(if answer.is_some() { "Results – Little Search" } else { "Little Search" }, skip);
    let class = if answer.is_some() { "top" } else { "top alone" };
    let _ = write!(out, "<header class=\"{class}\">\n<h1><a href=\"/\">Little Search</a></h1>\n");
    form(&mut out, asked);
    out += "</header>\n<main id=\"main\" tabindex=\"-1\">\n";
    match answer {
        Some(Answer { prompt, ribbons, hits }) => {
            if let Some(Prompt { card, .. }) = prompt {
                card::write(&mut out, card);
            }
            for ribbon in ribbons {
                let _ = writeln!(
                    out,
                    "<p class=\"hint\"><span aria-hidden=\"true\">{}</span> {}</p>",
                    Escaped(&ribbon.emoji),
                    Escaped(&ribbon.text)
                );
            }
            results(&mut out, hits);
        }
        None => out += "<p class=\"hint\">A few hundred short pages in twelve languages: bread, bicycles, the moon.</p>\n",
    }
    out + "</main>\n<footer><p>An example of <a href=\"/page/en/about\">how a search engine can lend a hand</a>. What you type is not stored.</p></footer>\n</body>\n</html>\n"
}

/// A page of the corpus.
#[must_use]
pub fn found(page: &Page) -> String {
    let mut out = head("Little Search", "Skip to the page");
    let _ = write!(
        out,
        "<header class=\"top\">\n<p class=\"home\"><a href=\"/\">Little Search</a></p>\n</header>\n\
         <main id=\"main\" tabindex=\"-1\">\n<article lang=\"{}\" dir=\"{}\">\n<h1>{}</h1>\n<p>{}</p>\n</article>\n</main>\n</body>\n</html>\n",
        Escaped(page.language.as_str()),
        direction(corpus::direction(&page.language)),
        Escaped(&page.title),
        Escaped(&page.text)
    );
    out
}

/// What is shown where there is no page.
#[must_use]
pub fn missing() -> String {
    head("Not here – Little Search", "Skip to the page")
        + "<header class=\"top\">\n<p class=\"home\"><a href=\"/\">Little Search</a></p>\n</header>\n\
           <main id=\"main\" tabindex=\"-1\">\n<h1>There is no such page</h1>\n<p><a href=\"/\">Search for it</a></p>\n</main>\n</body>\n</html>\n"
}

fn head(title: &str, skip: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>{}</title>\n<link rel=\"icon\" href=\"/icon.svg\" type=\"image/svg+xml\">\n<link rel=\"stylesheet\" href=\"/style.css\">\n\
         <script src=\"/page.js\" defer></script>\n</head>\n<body>\n<a class=\"skip\" href=\"#main\">{skip}</a>\n",
        Escaped(title)
    )
}

fn form(out: &mut String, asked: &Asked) {
    let _ = write!(
        out,
        "<form role=\"search\" action=\"/\" method=\"get\">\n<div class=\"box\">\n<label class=\"unseen\" for=\"q\">Search</label>\n\
         <input id=\"q\" name=\"q\" type=\"search\" value=\"{}\" dir=\"auto\" maxlength=\"500\" autocomplete=\"off\" autocapitalize=\"off\" \
         enterkeyhint=\"search\">\n<button>Search</button>\n</div>\n",
        Escaped(&asked.q)
    );
    let chosen: Option<Country> = asked.country.parse().ok();
    let mut countries: Vec<(String, Country)> = Country::all().map(|c| (country_name(c), c)).collect();
    countries.sort_by_cached_key(|(name, _)| name.replace('Å', "A"));
    *out += "<div class=\"from\">\n<label>From <select name=\"country\">\n<option value=\"\">here</option>\n";
    for (name, country) in countries {
        let selected = if chosen == Some(country) { " selected" } else { "" };
        let _ = writeln!(out, "<option value=\"{country}\"{selected}>{}</option>", Escaped(&name));
    }
    let _ = write!(
        out,
        "</select></label>\n<label>Language <input name=\"lang\" value=\"{}\" size=\"8\" maxlength=\"100\" placeholder=\"browser’s\" \
         autocomplete=\"off\" autocapitalize=\"off\" spellcheck=\"false\"></label>\n</div>\n</form>\n",
        Escaped(&asked.lang)
    );
}

fn results(out: &mut String, hits: &[Hit]) {
    let title = match hits.len() {
        0 => "No pages found".to_string(),
        1 => "1 page".to_string(),
        n => format!("{n} pages"),
    };
    let _ = write!(out, "<section aria-labelledby=\"results\">\n<h2 id=\"results\">{title}</h2>\n<ol class=\"hits\">\n");
    for hit in hits {
        let _ = writeln!(
            out,
            "<li lang=\"{}\" dir=\"{}\"><h3><a href=\"{}\">{}</a></h3><p>{}</p></li>",
            Escaped(hit.language),
            direction(hit.direction),
            Escaped(hit.url),
            Escaped(hit.title),
            Escaped(hit.text)
        );
    }
    *out += "</ol>\n</section>\n";
}
