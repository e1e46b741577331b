//! JSON Feed as it is served, made into what its standard asks for (jsonfeed.org, version 1.1).

use serde_json::{Value, json};

/// A JSON Feed and what its parser does not tell.
pub(super) struct JsonFeed {
    /// The feed, with what may be missing filled in.
    pub(super) text: String,
    /// Address of the next page (`next_url`).
    pub(super) next: Option<String>,
    /// Language of each item, in their order.
    pub(super) languages: Vec<Option<String>>,
    /// Items that are none.
    pub(super) lost: usize,
}

/// Reads a JSON Feed; `None` if it is none.
pub(super) fn tidied(text: &str) -> Option<JsonFeed> {
    let mut feed: Value = serde_json::from_str(text).ok()?;
    let object = feed.as_object_mut()?;
    let version = object.get("version")?.as_str()?;
    if !version.contains("jsonfeed.org/version/") {
        return None;
    }
    object.insert(
        "version".to_owned(),
        json!("https://jsonfeed.org/version/1.1"),
    );
    if !object.get("title").is_some_and(Value::is_string) {
        object.insert("title".to_owned(), json!(""));
    }
    let next = object
        .get("next_url")
        .and_then(Value::as_str)
        .map(str::to_owned);
    for (field, value) in object.iter_mut() {
        if !matches!(field.as_str(), "items" | "authors" | "author") && !value.is_string() {
            *value = Value::Null;
        }
    }
    let items = object.entry("items").or_insert_with(|| json!([]));
    let items = std::mem::take(items.as_array_mut()?);
    let all = items.len();
    let items: Vec<Value> = items.into_iter().filter_map(item).collect();
    let language = |item: &Value| Some(item.get("language")?.as_str()?.to_owned());
    let languages = items.iter().map(language).collect();
    let lost = all - items.len();
    object.insert("items".to_owned(), Value::Array(items));
    Some(JsonFeed {
        text: feed.to_string(),
        next,
        languages,
        lost,
    })
}

/// An item whose fields have the types they should have: numbers as ids become text.
fn item(mut item: Value) -> Option<Value> {
    let object = item.as_object_mut()?;
    for (field, value) in object.iter_mut() {
        match field.as_str() {
            "authors" | "tags" | "attachments" if value.is_array() => {}
            "author" if value.is_object() => {}
            _ if value.is_number() => *value = json!(value.to_string()),
            _ if !value.is_string() => *value = Value::Null,
            _ => {}
        }
    }
    if let Some(attachments) = object.get_mut("attachments").and_then(Value::as_array_mut) {
        attachments.retain(|attachment| attachment.get("url").is_some_and(Value::is_string));
        for attachment in attachments.iter_mut().filter_map(Value::as_object_mut) {
            attachment.retain(|field, _| matches!(field.as_str(), "url" | "mime_type" | "title"));
            for field in ["mime_type", "title"] {
                if !attachment.get(field).is_some_and(Value::is_string) {
                    attachment.insert(field.to_owned(), json!(""));
                }
            }
        }
    }
    if let Some(tags) = object.get_mut("tags").and_then(Value::as_array_mut) {
        tags.retain(Value::is_string);
    }
    if let Some(authors) = object.get_mut("authors").and_then(Value::as_array_mut) {
        authors.retain(Value::is_object);
    }
    Some(item)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_or_of_another_type_costs_no_item() {
        let text = r#"{"version": "https://jsonfeed.org/version/1", "next_url": "https://a.org/2", "expired": false, "items": [
            {"id": 7, "url": "https://a.org/1", "language": "ja", "title": null, "tags": [1, "x"], "authors": ["A", {"name": "B"}],
             "attachments": [{"url": "https://a.org/a.pdf"}, {"url": 1}]}, "none", {"id": "8"}]}"#;
        let feed = tidied(text).unwrap();
        assert_eq!(
            (feed.lost, feed.next.as_deref()),
            (1, Some("https://a.org/2"))
        );
        assert_eq!(feed.languages, [Some("ja".to_owned()), None]);
        let parsed = feed_rs::parser::parse(feed.text.as_bytes()).unwrap();
        assert_eq!(parsed.entries[0].id, "7");
        assert_eq!(parsed.entries.len(), 2);
        for none in [
            "{}",
            "[]",
            "{\"version\": 1}",
            "{",
            "{\"version\": \"1.0\", \"items\": []}",
        ] {
            assert!(tidied(none).is_none(), "{none}");
        }
    }
}
