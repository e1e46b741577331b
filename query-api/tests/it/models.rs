//! Models of language, from taking one into use to what is found with it, with the real program.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::program::{Serving, printed, run, wait_for, write};
use crate::site::encoded;
use crate::toy_model::{self, Output};

fn json(text: &str) -> Value {
    serde_json::from_str(text.lines().last().unwrap()).unwrap()
}

/// A data folder with a few documents, and a toy model beside it.
fn shelf(dir: &Path) -> (PathBuf, PathBuf) {
    let (data, model) = (dir.join("数据"), dir.join("toy"));
    let texts = [
        (
            "a.md",
            "---\nlanguage: en\n---\n# Ward note\n\nThe breathless newborn needs a doctor at once.\n",
        ),
        (
            "b.md",
            "---\nlanguage: zh\n---\n# 病房记录\n\n新生儿 喘不过气 时请立即叫医生。\n",
        ),
        (
            "c.md",
            "---\nlanguage: es\n---\n# Aviso\n\nEl paraguas queda junto a la bicicleta en la puerta.\n",
        ),
    ];
    for (name, text) in texts {
        write(&dir.join("in"), name, text);
    }
    printed(&data, &["ingest", dir.join("in").to_str().unwrap()]);
    toy_model::write(&model, Output::States);
    (data, model)
}

fn dense(answer: &Value) -> &Value {
    let legs = answer["legs"].as_array().unwrap();
    legs.iter().find(|leg| leg["leg"] == "dense").unwrap()
}

#[test]
fn a_model_is_checked_taken_into_use_and_left() {
    let dir = tempfile::tempdir().unwrap();
    let (data, model) = shelf(dir.path());
    let model = model.to_str().unwrap();
    let status = || json(&printed(&data, &["status", "--json"]))["model"].clone();
    assert_eq!(status(), Value::Null);
    let checked = json(&printed(&data, &["model", "check", model, "--json"]));
    assert_eq!(checked["name"], "toy");
    assert_eq!(checked["dimension"], toy_model::DIMENSION);
    assert!(
        !run(&data, &["model", "embed"]).status.success(),
        "none is in use"
    );
    printed(&data, &["model", "use", model]);
    assert_eq!(status()["embedded"], 0);
    let embedded = json(&printed(&data, &["model", "embed", "--json"]));
    assert_eq!(embedded["embedded"], embedded["passages"]);
    assert_eq!(status()["embedded"], 3);
    let search = |question: &str| json(&printed(&data, &["search", question, "--json"]));
    let found = search("bebé respirar");
    assert_eq!(dense(&found)["ran"], true, "{found}");
    assert_eq!(found["hits"].as_array().unwrap().len(), 2);
    assert_eq!(found["hits"][0]["passages"][0]["by_meaning"], true);
    let listed = printed(&data, &["model", "list"]);
    assert!(
        listed.contains("in use") && listed.contains("multilingual-e5-small"),
        "{listed}"
    );
}

#[test]
fn an_exchanged_model_is_refused_and_words_answer() {
    let dir = tempfile::tempdir().unwrap();
    let (data, model) = shelf(dir.path());
    printed(&data, &["model", "use", model.to_str().unwrap()]);
    printed(&data, &["model", "embed"]);
    toy_model::write(&model, Output::Pooled);
    let output = run(&data, &["search", "newborn", "--json"]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("rsc model use"), "{said}");
    let found = json(&String::from_utf8(output.stdout).unwrap());
    assert_eq!(dense(&found)["why_not"], "no-model");
    assert_eq!(found["hits"][0]["document"]["title"], "Ward note");
    printed(&data, &["model", "use", "--none"]);
    assert_eq!(
        json(&printed(&data, &["status", "--json"]))["model"],
        Value::Null
    );
    let unknown = run(&data, &["model", "fetch", "enormous-model"]);
    let said = String::from_utf8(unknown.stderr).unwrap();
    assert!(said.contains("expected one of"), "{said}");
}

#[test]
fn a_running_service_takes_up_a_model_and_embeds_what_comes() {
    let dir = tempfile::tempdir().unwrap();
    let (data, model) = shelf(dir.path());
    let serving = Serving::start(&data);
    let ask = |question: &str| {
        let (status, body) = serving.get(&format!("/v1/search?limit=100&q={}", encoded(question)));
        assert_eq!(status, 200, "{body}");
        serde_json::from_str::<Value>(&body).unwrap()
    };
    serving.wait_until_ready();
    assert_eq!(dense(&ask("bebé respirar"))["why_not"], "no-model");
    printed(&data, &["model", "use", model.to_str().unwrap()]);
    let found = |question: &str, titles: &[&str]| {
        let answer = ask(question);
        let hits = answer["hits"].as_array().unwrap();
        let has = |title: &&str| hits.iter().any(|hit| hit["document"]["title"] == **title);
        dense(&answer)["ran"] == true && titles.iter().all(has)
    };
    wait_for("the model", || {
        found("bebé respirar", &["Ward note", "病房记录"])
    });
    write(
        &dir.path().join("later"),
        "d.md",
        "---\nlanguage: ru\n---\n# Палата\n\nноворожденный одышливый\n",
    );
    printed(
        &data,
        &["ingest", dir.path().join("later").to_str().unwrap()],
    );
    wait_for("the new passage", || found("bebé respirar", &["Палата"]));

    // The page says what was found by meaning, and quotations come from what stands.
    let (_, page) = serving.get(&format!("/search?q={}", encoded("baby breathing")));
    assert!(page.contains("none of your words"), "{page}");
    let (status, body) = serving.get(&format!(
        "/v1/answer?q={}",
        encoded("How is the baby breathing?")
    ));
    let answer: Value = serde_json::from_str(&body).unwrap();
    assert_eq!((status, &answer["answered"]), (200, &true.into()), "{body}");
    assert!(answer["quotes"][0]["passages"][0]["text"].is_string());
    let (status, body) = serving.get("/v1/answer?q=&limit=99");
    assert_eq!(status, 400, "{body}");

    // Damaged while it serves: what is in memory goes on; afterwards words answer.
    fs::write(model.join("model.onnx"), b"damaged").unwrap();
    assert!(found("bebé respirar", &["Палата"]));
    printed(&data, &["model", "use", "--none"]);
    wait_for("the end of the model", || {
        dense(&ask("bebé respirar"))["why_not"] == "no-model"
    });
    assert_eq!(serving.terminate(), Some(0));
}
