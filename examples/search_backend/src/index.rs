//! A tantivy index in memory.
//!
//! Words are cut here, not by a tokenizer of tantivy's: titles and queries in Chinese, Japanese or Thai have no spaces. And as a query
//! becomes a tree of terms without a query language between, nothing that a person types can be a syntax error.

use pelita::Language;
use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, BoostQuery, Occur, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions, Value};
use tantivy::tokenizer::{PreTokenizedString, Token};
use tantivy::{Index, IndexReader, IndexWriter, ReloadPolicy, TantivyDocument, Term};
use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

use crate::corpus::Page;

/// Bytes that tantivy may use while it indexes: its minimum.
const WRITER_BUDGET: usize = 15_000_000;
/// More words of a query than these are not looked for.
const MOST_WORDS: usize = 32;

/// The pages and the index over them.
pub struct Pages {
    pages: Vec<Page>,
    reader: IndexReader,
    fields: Fields,
}

#[derive(Clone, Copy)]
struct Fields {
    number: Field,
    language: Field,
    title: Field,
    text: Field,
}

impl Pages {
    /// Indexes pages.
    ///
    /// # Errors
    ///
    /// Whatever tantivy says.
    pub fn new(pages: Vec<Page>) -> tantivy::Result<Pages> {
        let mut schema = Schema::builder();
        let words =
            TextOptions::default().set_indexing_options(TextFieldIndexing::default().set_index_option(IndexRecordOption::WithFreqs));
        let fields = Fields {
            number: schema.add_u64_field("number", STORED),
            language: schema.add_text_field("language", STRING),
            title: schema.add_text_field("title", words.clone()),
            text: schema.add_text_field("text", words),
        };
        let index = Index::create_in_ram(schema.build());
        let mut writer: IndexWriter = index.writer_with_num_threads(1, WRITER_BUDGET)?;
        for (number, page) in pages.iter().enumerate() {
            let mut document = TantivyDocument::default();
            document.add_u64(fields.number, number as u64);
            document.add_text(fields.language, page.language.as_str());
            document.add_pre_tokenized_text(fields.title, tokens(&page.title));
            document.add_pre_tokenized_text(fields.text, tokens(&page.text));
            writer.add_document(document)?;
        }
        writer.commit()?;
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        Ok(Pages { pages, reader, fields })
    }

    /// The pages that answer a query, best first; those in a wanted language come before others that answer as well.
    ///
    /// # Errors
    ///
    /// Whatever tantivy says.
    pub fn search(&self, query: &str, languages: &[Language], limit: usize) -> tantivy::Result<Vec<&Page>> {
        let words = words(query);
        if words.is_empty() {
            return Ok(Vec::new());
        }
        let searcher = self.reader.searcher();
        let found = searcher.search(&self.tree(&words, languages), &TopDocs::with_limit(limit).order_by_score())?;
        let mut hits = Vec::with_capacity(found.len());
        for (_, address) in found {
            let document: TantivyDocument = searcher.doc(address)?;
            let number = document.get_first(self.fields.number).and_then(|v| v.as_u64());
            hits.extend(number.and_then(|n| self.pages.get(usize::try_from(n).ok()?)));
        }
        Ok(hits)
    }

    /// At least half of the words, in title or text; a wanted language counts like a word.
    fn tree(&self, words: &[String], languages: &[Language]) -> BooleanQuery {
        let term = |field, text: &str, weight| -> Box<dyn Query> {
            let query = TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::WithFreqs);
            Box::new(BoostQuery::new(Box::new(query), weight))
        };
        let word = |w: &String| -> Box<dyn Query> {
            Box::new(BooleanQuery::union(vec![term(self.fields.title, w, 2.0), term(self.fields.text, w, 1.0)]))
        };
        let asked = BooleanQuery::union_with_minimum_required_clauses(words.iter().map(word).collect(), words.len().div_ceil(2));
        let mut clauses: Vec<(Occur, Box<dyn Query>)> = vec![(Occur::Must, Box::new(asked))];
        for language in languages {
            let tag = language.as_str().split('-').next().unwrap_or_default();
            clauses.push((Occur::Should, term(self.fields.language, tag, 1.0)));
        }
        BooleanQuery::new(clauses)
    }

    /// The page at an address.
    #[must_use]
    pub fn at(&self, url: &str) -> Option<&Page> {
        self.pages.iter().find(|p| p.url == url)
    }

    /// All pages.
    #[must_use]
    pub fn all(&self) -> &[Page] {
        &self.pages
    }
}

fn tokens(text: &str) -> PreTokenizedString {
    let tokens = words_of(text).enumerate().map(|(position, text)| Token { position, text, ..Token::default() }).collect();
    PreTokenizedString { text: String::new(), tokens }
}

/// The words of a query, each once.
fn words(query: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in words_of(query) {
        if words.len() == MOST_WORDS {
            break;
        }
        if !words.contains(&word) {
            words.push(word);
        }
    }
    words
}

/// Words as they are compared: without case and accents; where there are no spaces, letters and pairs of neighbours.
fn words_of(text: &str) -> impl Iterator<Item = String> {
    let folded = folded(text);
    let mut words = Vec::new();
    let mut before: Option<(usize, char)> = None;
    for (start, word) in folded.unicode_word_indices() {
        if !word.starts_with(is_dense) {
            words.push(word.to_string());
            continue;
        }
        for (at, letter) in word.char_indices() {
            words.push(letter.to_string());
            if let Some((end, left)) = before
                && end == start + at
            {
                words.push(format!("{left}{letter}"));
            }
            before = Some((start + at + letter.len_utf8(), letter));
        }
    }
    words.into_iter()
}

/// Without case, accents and the points of Arabic and Hebrew.
#[must_use]
pub fn folded(text: &str) -> String {
    let is_mark = |c: &char| matches!(c, '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{64b}'..='\u{652}');
    text.nfd().filter(|c| !is_mark(c)).nfc().flat_map(char::to_lowercase).collect()
}

/// Scripts that are written without spaces: Thai, Lao, Burmese, Khmer, kana, Han.
fn is_dense(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_cut_in_every_script() {
        for (text, expected) in [
            ("Crème Brûlée!", &["creme", "brulee"][..]),
            ("猫の本", &["猫", "の", "猫の", "本", "の本"]),
            ("猫 本", &["猫", "本"]),
            ("شُكْرًا", &["شكرا"]),
            ("", &[]),
            ("?!", &[]),
        ] {
            assert_eq!(words_of(text).collect::<Vec<_>>(), expected, "{text}");
        }
    }

    #[test]
    fn a_long_query_is_cut() {
        let long: String = (0..1000).map(|n| format!("w{n} ")).collect();
        assert_eq!(words(&long).len(), MOST_WORDS);
    }
}
