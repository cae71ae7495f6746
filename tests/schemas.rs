//! Editor help in step: `schemas/*.schema.json`, which `.taplo.toml` gives to editors, against the data and against the loader.
//!
//! What it sees: each file under `data/` (templates too) has one schema and fits it; each struct that refuses unknown keys has the
//! schema's keys, and requires the same ones; each enum has the schema's words; a slip is refused where it stands.
//! Structs and enums are read from the source text by regular expressions, so a key that is accepted in another way
//! (`alias`, `flatten`, a hand-written `Deserialize`) is not seen, nor are the types of values: there the data is the witness.
//! Patterns may be stricter than the loader (dates, tags, two sources); that they are not wrong is shown by the data alone.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use regex::Regex;
use serde_json::Value;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// The structs that read data files: source file, struct, schema, the place in it.
const STRUCTS: &[(&str, &str, &str, &[&str])] = &[
    ("src/lexicon/file.rs", "LexiconFile", "lexicon", &[""]),
    ("src/lexicon/file.rs", "PhraseBlock", "lexicon", &["/definitions/phrase_block"]),
    ("src/lexicon/file.rs", "ExemptBlock", "lexicon", &["/definitions/exempt_block"]),
    ("src/lexicon/file.rs", "Examples", "lexicon", &["/definitions/examples"]),
    ("src/lexicon/file.rs", "Rejected", "lexicon", &["/definitions/rejected"]),
    ("src/directory/resource.rs", "CountryResources", "resources", &[""]),
    ("src/directory/resource.rs", "EmergencyNumber", "resources", &["/definitions/emergency"]),
    ("src/directory/resource.rs", "Unusable", "resources", &["/definitions/do_not_use"]),
    ("src/directory/resource.rs", "Resource", "resources", &["/definitions/resource"]),
    ("src/directory/resource.rs", "Source", "resources", &["/definitions/source"]),
    ("src/directory/contact.rs", "Contact", "resources", &["/definitions/contact"]),
    ("src/directory/message.rs", "Messages", "messages", &[""]),
    ("src/directory/message.rs", "ByUrgency", "messages", &["/properties/self"]),
    (
        "src/directory/message.rs",
        "Message",
        "messages",
        &[
            "/properties/self/properties/explicit",
            "/properties/self/properties/gentle",
            "/properties/help_seeking",
            "/properties/concern",
            "/properties/bereavement",
            "/properties/self_harm",
            "/properties/mental_health",
            "/properties/information",
        ],
    ),
    ("src/directory/message.rs", "Labels", "messages", &["/properties/labels"]),
    ("src/campaign.rs", "File", "campaigns", &[""]),
    ("src/campaign.rs", "Campaign", "campaigns", &["/definitions/campaign"]),
    ("src/campaign.rs", "Window", "campaigns", &["/definitions/window"]),
];

/// The enums whose words stand in data files.
const ENUMS: &[(&str, &str, &str, &str)] = &[
    ("src/need.rs", "Topic", "lexicon", "/definitions/phrase_block/properties/topic"),
    ("src/need.rs", "Topic", "resources", "/definitions/resource/properties/topics/items"),
    ("src/need.rs", "Intent", "lexicon", "/definitions/phrase_block/properties/intent"),
    ("src/need.rs", "Urgency", "lexicon", "/definitions/phrase_block/properties/urgency"),
    ("src/need.rs", "Audience", "resources", "/definitions/resource/properties/audiences/items"),
    ("src/lexicon/file.rs", "Strength", "lexicon", "/definitions/phrase_block/properties/strength"),
    ("src/directory/resource.rs", "EmergencyService", "resources", "/definitions/emergency/properties/service"),
    ("src/directory/resource.rs", "ResourceKind", "resources", "/definitions/resource/properties/kind"),
    ("src/directory/resource.rs", "SourceKind", "resources", "/definitions/source/properties/kind"),
    ("src/directory/contact.rs", "ContactKind", "resources", "/definitions/contact/properties/kind"),
    ("src/directory/contact.rs", "Cost", "resources", "/definitions/contact/properties/cost"),
    ("src/directory/message.rs", "Direction", "messages", "/properties/direction"),
];

/// The keywords of JSON Schema that the walker understands.
const KEYWORDS: &[&str] = &[
    "$ref",
    "$schema",
    "additionalProperties",
    "allOf",
    "const",
    "default",
    "definitions",
    "description",
    "enum",
    "if",
    "items",
    "maxItems",
    "maximum",
    "minItems",
    "minimum",
    "not",
    "pattern",
    "properties",
    "propertyNames",
    "required",
    "then",
    "title",
    "type",
    "x-taplo",
];

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(ROOT).join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

fn schema(name: &str) -> Value {
    let path = format!("schemas/{name}.schema.json");
    serde_json::from_str(&read(&path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

fn at<'a>(schema: &'a Value, pointer: &str) -> &'a Value {
    schema.pointer(pointer).unwrap_or_else(|| panic!("the schema has no {pointer}"))
}

fn toml(name: &str, text: &str) -> Value {
    toml::from_str(text).unwrap_or_else(|e| panic!("{name}: {e}"))
}

/// Every file below a folder whose name ends so, as paths from the root of the crate.
fn files_below(folder: &str, end: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(Path::new(ROOT).join(folder)).unwrap_or_else(|e| panic!("{folder}: {e}")) {
        let entry = entry.expect(folder);
        let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            found.extend(files_below(&path, end));
        } else if path.ends_with(end) {
            found.insert(path);
        }
    }
    found
}

fn strings(value: &Value) -> impl Iterator<Item = &str> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str)
}

/// The rules of `.taplo.toml`: the path of a schema and the data files that it is for.
fn rules() -> Vec<(String, BTreeSet<String>)> {
    let config = toml(".taplo.toml", &read(".taplo.toml"));
    let data = files_below("data", ".toml");
    let rule = |rule: &Value| {
        let globs: Vec<Regex> = strings(&rule["include"])
            .map(|glob| Regex::new(&format!("^{}$", regex::escape(glob).replace(r"\*", "[^/]*"))).expect(glob))
            .collect();
        let path = rule["schema"]["path"].as_str().expect("each rule of .taplo.toml has a schema.path").to_string();
        (path, data.iter().filter(|file| globs.iter().any(|g| g.is_match(file))).cloned().collect())
    };
    config["rule"].as_array().expect(".taplo.toml has rules").iter().map(rule).collect()
}

/// Holds a value to a schema: as much of draft-07 as the schemas use, and no more.
struct Walker<'a> {
    root: &'a Value,
    patterns: BTreeMap<String, Regex>,
}

impl<'a> Walker<'a> {
    fn new(root: &'a Value) -> Walker<'a> {
        let mut walker = Walker { root, patterns: BTreeMap::new() };
        walker.collect_patterns(root);
        walker
    }

    fn collect_patterns(&mut self, schema: &Value) {
        match schema {
            Value::Object(keys) => {
                if let Some(pattern) = keys.get("pattern").and_then(Value::as_str) {
                    self.patterns.insert(pattern.to_string(), Regex::new(pattern).expect(pattern));
                }
                keys.values().for_each(|s| self.collect_patterns(s));
            }
            Value::Array(items) => items.iter().for_each(|s| self.collect_patterns(s)),
            _ => {}
        }
    }

    fn faults(&self, value: &Value) -> Vec<String> {
        let mut wrong = Vec::new();
        self.check(self.root, value, "", &mut wrong);
        wrong
    }

    fn fits(&self, schema: &Value, value: &Value) -> bool {
        let mut wrong = Vec::new();
        self.check(schema, value, "", &mut wrong);
        wrong.is_empty()
    }

    fn check(&self, schema: &Value, value: &Value, place: &str, wrong: &mut Vec<String>) {
        let keywords = schema.as_object().unwrap_or_else(|| panic!("{place}: a schema is an object, not {schema}"));
        let mut fault = |what: String| wrong.push(format!("{place}: {what}"));
        for (keyword, rule) in keywords {
            match keyword.as_str() {
                "type" if !is_of_type(value, rule.as_str().expect("one type")) => fault(format!("is not of type {rule}: {value}")),
                "enum" if !rule.as_array().expect("enum").contains(value) => fault(format!("{value} is none of {rule}")),
                "const" if rule != value => fault(format!("is not {rule}")),
                "pattern" => {
                    let pattern = rule.as_str().expect("pattern");
                    if value.as_str().is_some_and(|s| !self.patterns[pattern].is_match(s)) {
                        fault(format!("{value} does not match {pattern}"));
                    }
                }
                "minimum" if value.as_i64() < rule.as_i64() && value.is_number() => fault(format!("{value} is less than {rule}")),
                "maximum" if value.as_i64() > rule.as_i64() => fault(format!("{value} is more than {rule}")),
                "minItems" if value.as_array().is_some_and(|v| (v.len() as u64) < rule.as_u64().expect("minItems")) => {
                    fault(format!("has fewer than {rule}"));
                }
                "maxItems" if value.as_array().is_some_and(|v| v.len() as u64 > rule.as_u64().expect("maxItems")) => {
                    fault(format!("has more than {rule}"));
                }
                "not" if self.fits(rule, value) => fault(format!("must not be {rule}")),
                "required" => {
                    let missing = strings(rule).filter(|key| value.as_object().is_some_and(|v| !v.contains_key(*key)));
                    missing.for_each(|key| fault(format!("lacks `{key}`")));
                }
                other => assert!(KEYWORDS.contains(&other), "the walker does not know `{other}`: teach it, or leave it out of the schema"),
            }
        }
        self.check_parts(schema, value, place, wrong);
    }

    /// The keywords that lead to other schemas.
    fn check_parts(&self, schema: &Value, value: &Value, place: &str, wrong: &mut Vec<String>) {
        if let Some(reference) = schema["$ref"].as_str() {
            self.check(at(self.root, reference.trim_start_matches('#')), value, place, wrong);
        }
        for part in schema["allOf"].as_array().into_iter().flatten() {
            self.check(part, value, place, wrong);
        }
        if schema["if"].is_object() && self.fits(&schema["if"], value) {
            self.check(&schema["then"], value, place, wrong);
        }
        if let (Value::Object(_), Value::Array(items)) = (&schema["items"], value) {
            for (i, item) in items.iter().enumerate() {
                self.check(&schema["items"], item, &format!("{place}[{i}]"), wrong);
            }
        }
        for (key, inner) in value.as_object().into_iter().flatten() {
            let place = if place.is_empty() { key.clone() } else { format!("{place}.{key}") };
            if schema["propertyNames"].is_object() {
                self.check(&schema["propertyNames"], &Value::String(key.clone()), &place, wrong);
            }
            match (schema["properties"].get(key), &schema["additionalProperties"]) {
                (Some(known), _) => self.check(known, inner, &place, wrong),
                (None, Value::Bool(false)) => wrong.push(format!("{place}: the schema has no such key")),
                (None, more @ Value::Object(_)) => self.check(more, inner, &place, wrong),
                (None, _) => {}
            }
        }
    }
}

fn is_of_type(value: &Value, kind: &str) -> bool {
    match kind {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        other => panic!("the walker does not know the type `{other}`"),
    }
}

/// The keys of a struct as its file spells them, and whether each is required.
fn keys_of(source: &str, name: &str) -> BTreeMap<String, bool> {
    if name == "Labels" {
        let body = capture(source, r"(?ms)^labels! \{\n(.*?)^\}");
        let label = Regex::new(r"(\w+) \[[^\]]*\],").expect("label");
        return label.captures_iter(&body).map(|c| (c[1].to_string(), true)).collect();
    }
    let body = capture(source, &format!(r"(?ms)^(?:pub(?:\(crate\))? )?struct {name} \{{\n(.*?)^\}}"));
    let field = Regex::new(r"^ +(?:pub(?:\(crate\))? )?(\w+): (.+),$").expect("field");
    let renamed = Regex::new(r#"rename = "(\w+)""#).expect("rename");
    let mut keys = BTreeMap::new();
    let mut attributes = String::new();
    for line in body.lines() {
        if line.trim_start().starts_with("#[serde(") {
            attributes += line;
        } else if let Some(field) = field.captures(line) {
            let key = renamed.captures(&attributes).map_or(&field[1], |r| r.get(1).expect("name").as_str()).to_string();
            keys.insert(key, !attributes.contains("default") && !field[2].starts_with("Option<"));
            attributes.clear();
        }
    }
    keys
}

/// The words of an enum as data files spell them.
fn words_of(source: &str, name: &str) -> BTreeSet<String> {
    let body = capture(source, &format!(r"(?ms)^ *(?:pub(?:\(crate\))? enum )?{name} \{{\n(.*?)^ *\}}"));
    let variant = Regex::new(r#"(?m)^ +(\w+)(?: = "(\w+)")?,$"#).expect("variant");
    let capital = Regex::new(r"(\w)([A-Z])").expect("capital");
    let word = |c: regex::Captures<'_>| match c.get(2) {
        Some(text) => text.as_str().to_string(),
        None => capital.replace_all(&c[1], "${1}_$2").to_lowercase(),
    };
    variant.captures_iter(&body).map(word).collect()
}

fn capture(source: &str, pattern: &str) -> String {
    let found = Regex::new(pattern).expect(pattern).captures(source);
    found.unwrap_or_else(|| panic!("nothing in the source looks like {pattern}"))[1].to_string()
}

#[test]
fn every_data_file_has_one_schema_and_fits_it() {
    let mut left = files_below("data", ".toml");
    let mut wrong = Vec::new();
    for (path, files) in rules() {
        let schema: Value = serde_json::from_str(&read(&path)).unwrap_or_else(|e| panic!("{path}: {e}"));
        let walker = Walker::new(&schema);
        assert!(!files.is_empty(), "{path} is for no file");
        for file in files {
            assert!(left.remove(&file), "{file} has two schemas");
            wrong.extend(walker.faults(&toml(&file, &read(&file))).into_iter().map(|fault| format!("{file}: {fault}")));
        }
    }
    assert!(left.is_empty(), "these have no schema; give each a rule in .taplo.toml: {left:?}");
    assert!(wrong.is_empty(), "mend the file, or the schema if the loader takes it:\n{}", wrong.join("\n"));
}

#[test]
fn schemas_have_the_keys_of_the_structs() {
    for (file, name, schema_name, places) in STRUCTS {
        let keys = keys_of(&read(file), name);
        let schema = schema(schema_name);
        for place in *places {
            let part = at(&schema, place);
            let required: BTreeSet<&str> = strings(&part["required"]).collect();
            let properties = part["properties"].as_object().unwrap_or_else(|| panic!("{schema_name} {place} has no properties"));
            let named = properties.keys().map(|key| (key.clone(), required.contains(key.as_str()))).collect();
            assert_eq!(keys, named, "{name} in {file}, and {schema_name}.schema.json{place}: key, is it required");
            assert_eq!(part["additionalProperties"], false, "{schema_name}.schema.json{place} lets any key pass");
        }
    }
}

/// A struct that is new is told here.
#[test]
fn every_strict_struct_has_its_place_in_a_schema() {
    let strict: BTreeMap<String, usize> = files_below("src", ".rs")
        .into_iter()
        .map(|file| (file.clone(), read(&file).matches("#[serde(deny_unknown_fields)]").count()))
        .filter(|(_, n)| *n > 0)
        .collect();
    let mut listed = BTreeMap::new();
    for (file, ..) in STRUCTS {
        *listed.entry((*file).to_string()).or_insert(0) += 1;
    }
    assert_eq!(strict, listed, "structs with deny_unknown_fields by file: add the new one to STRUCTS and to its schema");
}

#[test]
fn schemas_have_the_words_of_the_enums() {
    for (file, name, schema_name, place) in ENUMS {
        let schema = schema(schema_name);
        let part = at(&schema, place);
        let allowed: BTreeSet<String> = strings(&part["enum"]).map(String::from).collect();
        assert_eq!(words_of(&read(file), name), allowed, "{name} in {file}, and {schema_name}.schema.json{place}");
        let explained = part["x-taplo"]["docs"]["enumValues"].as_array().map_or(0, Vec::len);
        assert_eq!(explained, allowed.len(), "{schema_name}.schema.json{place}: each word has its explanation");
    }
}

#[test]
fn every_key_is_explained() {
    fn unexplained(schema: &Value, place: &str, root: &Value, found: &mut Vec<String>) {
        for (key, part) in schema["properties"].as_object().into_iter().flatten() {
            let place = format!("{place}.{key}");
            let target = part["$ref"].as_str().map_or(part, |r| at(root, r.trim_start_matches('#')));
            if target["description"].as_str().is_none_or(|d| d.trim().is_empty()) {
                found.push(place.clone());
            }
            unexplained(part, &place, root, found);
        }
    }
    let mut found = Vec::new();
    for (path, _) in rules() {
        let root: Value = serde_json::from_str(&read(&path)).expect(&path);
        unexplained(&root, &path, &root, &mut found);
        for (name, part) in root["definitions"].as_object().into_iter().flatten() {
            unexplained(part, &format!("{path} {name}"), &root, &mut found);
        }
    }
    assert!(found.is_empty(), "these have no description: {found:?}");
}

#[test]
fn a_slip_is_refused_where_it_stands() {
    for (name, file, from, to, fault) in [
        ("lexicon", "lexicons/_template.toml", "strength = \"cont", "strenght = \"cont", "phrases[4].strenght: the schema has no such key"),
        ("lexicon", "lexicons/_template.toml", "\"contextual\"\n", "\"loud\"\n", "phrases[4].strength: \"loud\" is none of"),
        ("lexicon", "lexicons/_template.toml", "heard = [\"suicide squad is on but i want to die\"]", "", "exempt[0]: lacks `heard`"),
        ("lexicon", "lexicons/_template.toml", "first_person = ", "\"first person\" = ", "words.first person: \"first person\" does not"),
        ("resources", "resources/_template.toml", "= \"112\"", "= 112", "emergency[0].number: is not of type \"string\": 112"),
        ("resources", "resources/_template.toml", "\"2026-10\"  ", "\"26-10\"  ", "contacts[0].checked: \"26-10\" does not"),
        ("resources", "resources/_template.toml", "\"hotline\"", "\"directory\"", "resources[0].contacts[0].kind: \"phone\" is none of"),
        ("resources", "resources/_template.toml", "\nchecked", "\nhours = \"Mo-Fr 9:00-17:00\"\nchecked", "contacts[0]: lacks `time_zone`"),
        ("resources", "resources/_template.toml", "0800 123 456\" ", "call us\" ", "contacts[0].value: \"call us\" does not match"),
        ("resources", "resources/_template.toml", "audiences = [\"all\"]", "audiences = []", "resources[0].audiences: has fewer than 1"),
        ("messages", "messages/en.toml", "\"Call {value}\"", "\"Call\"", "labels.call: \"Call\" does not match"),
        ("messages", "messages/en.toml", "\"Mon\", ", "", "days: has fewer than 7"),
        ("campaigns", "campaigns.toml", "utc_offset = 7", "utc_offset = 70", "windows[0].utc_offset: 70 is more than 14"),
        ("campaigns", "campaigns.toml", "\"#SIAD\"", "\"SIAD\"", "hashtags[2]: \"SIAD\" does not match"),
    ] {
        let schema = schema(name);
        let text = read(&format!("data/{file}"));
        assert!(text.contains(from), "{file} has no `{from}`: choose another slip");
        let faults = Walker::new(&schema).faults(&toml(file, &text.replacen(from, to, 1)));
        assert!(faults.iter().any(|f| f.contains(fault)), "`{to}` in {file} should say `{fault}`: {faults:?}");
    }
}
