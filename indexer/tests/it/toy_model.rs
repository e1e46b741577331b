//! A model small enough to be written here: it knows some words in some languages, and words of one
//! meaning have one vector. What it does not know, all texts have in common.

use std::fs;
use std::path::Path;

/// Number of components of its vectors: one for each meaning, and the last for all else.
pub(crate) const DIMENSION: usize = 16;

/// Words by meaning.
const MEANINGS: [&[&str]; 7] = [
    &[
        "breathless",
        "sofoco",
        "喘不过气",
        "لاهث",
        "одышливый",
        "हाँफना",
    ],
    &[
        "newborn",
        "neonato",
        "新生儿",
        "وليد",
        "новорожденный",
        "नवजात",
    ],
    &["umbrella", "paraguas", "雨伞", "مظلة", "зонт", "छाता"],
    &[
        "bicycle",
        "bicicleta",
        "自行车",
        "دراجة",
        "велосипед",
        "साइकिल",
    ],
    &["breathing", "respirar", "呼吸", "تنفس", "дыхание", "साँस"],
    &["baby", "bebé", "婴儿", "رضيع", "младенец", "शिशु"],
    &["rain", "lluvia", "雨水", "مطر", "дождь", "बारिश"],
];

/// Meanings that are near each other.
const NEAR: [(usize, usize); 3] = [(0, 4), (1, 5), (2, 6)];

/// Which output the model has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Output {
    /// A vector for each token.
    States,
    /// One vector.
    Pooled,
}

/// Writes the model into a folder, which is made.
pub(crate) fn write(folder: &Path, output: Output) {
    fs::create_dir_all(folder).unwrap();
    fs::write(folder.join("model.onnx"), onnx(output)).unwrap();
    fs::write(folder.join("tokenizer.json"), tokenizer()).unwrap();
    let config = format!(r#"{{"hidden_size": {DIMENSION}, "max_position_embeddings": 64}}"#);
    fs::write(folder.join("config.json"), config).unwrap();
    fs::write(
        folder.join("model.toml"),
        "name = \"toy\"\nlicence = \"CC0\"\n",
    )
    .unwrap();
}

fn pieces() -> Vec<String> {
    let special = ["<s>", "<pad>", "</s>", "<unk>"].map(str::to_owned);
    let words = MEANINGS.iter().flat_map(|words| words.iter());
    let spaced = words.clone().map(|word| format!("▁{word}"));
    let bare = words.map(|word| (*word).to_owned());
    special
        .into_iter()
        .chain(spaced)
        .chain(bare)
        .chain(["▁".to_owned()])
        .collect()
}

fn vector(piece: &str) -> [f32; DIMENSION] {
    let mut vector = [0.0; DIMENSION];
    vector[DIMENSION - 1] = 0.2;
    let word = piece.trim_start_matches('▁');
    if let Some(meaning) = MEANINGS.iter().position(|words| words.contains(&word)) {
        vector[meaning] = 1.0;
        for (one, other) in NEAR {
            if meaning == one {
                vector[other] = 0.7;
            }
            if meaning == other {
                vector[one] = 0.7;
            }
        }
    }
    vector
}

fn tokenizer() -> String {
    let score = |piece: &String| if piece.starts_with('<') { 0.0 } else { -1.0 };
    let vocabulary: Vec<_> = pieces()
        .iter()
        .map(|piece| (piece.clone(), score(piece)))
        .collect();
    let special = |id: u32, content: &str| {
        serde_json::json!({
            "id": id, "content": content, "single_word": false, "lstrip": false, "rstrip": false,
            "normalized": false, "special": true
        })
    };
    let token = |id: &str| serde_json::json!({"SpecialToken": {"id": id, "type_id": 0}});
    let text = serde_json::json!({"Sequence": {"id": "A", "type_id": 0}});
    let known = |id: u32, content: &str| serde_json::json!({"id": content, "ids": [id], "tokens": [content]});
    serde_json::json!({
        "version": "1.0",
        "truncation": null,
        "padding": null,
        "added_tokens": [
            special(0, "<s>"), special(1, "<pad>"), special(2, "</s>"), special(3, "<unk>")
        ],
        "normalizer": {"type": "NFKC"},
        "pre_tokenizer": {"type": "Metaspace", "replacement": "▁", "add_prefix_space": true},
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [token("<s>"), text, token("</s>")],
            "pair": [token("<s>"), text, token("</s>")],
            "special_tokens": {"<s>": known(0, "<s>"), "</s>": known(2, "</s>")}
        },
        "decoder": {"type": "Metaspace", "replacement": "▁", "add_prefix_space": true},
        "model": {"type": "Unigram", "unk_id": 3, "vocab": vocabulary}
    })
    .to_string()
}

/// The graph as an ONNX file: the vector of each token, and for one output their mean.
/// <https://github.com/onnx/onnx/blob/main/onnx/onnx.proto>
fn onnx(output: Output) -> Vec<u8> {
    let pieces = pieces();
    let table: Vec<u8> = pieces
        .iter()
        .flat_map(|piece| vector(piece))
        .flat_map(f32::to_le_bytes)
        .collect();
    let mut tensor = Message::default();
    tensor
        .number(1, pieces.len() as u64)
        .number(1, DIMENSION as u64)
        .number(2, 1);
    tensor.text(8, "table").bytes(9, &table);
    let states = match output {
        Output::States => "last_hidden_state",
        Output::Pooled => "states",
    };
    let mut gather = Message::default();
    gather
        .text(1, "table")
        .text(1, "input_ids")
        .text(2, states)
        .text(4, "Gather");
    // The mask must be used, or it is no input of the graph.
    let mut mask = Message::default();
    mask.text(1, "attention_mask")
        .text(2, "mask")
        .text(4, "Identity");
    let mut graph = Message::default();
    graph.message(1, &gather).message(1, &mask);
    if output == Output::Pooled {
        let mut axes = Message::default();
        axes.text(1, "axes").number(8, 1).number(20, 7);
        let mut keep = Message::default();
        keep.text(1, "keepdims").number(3, 0).number(20, 2);
        let mut mean = Message::default();
        mean.text(1, states)
            .text(2, "embedding")
            .text(4, "ReduceMean");
        mean.message(5, &axes).message(5, &keep);
        graph.message(1, &mean);
    }
    graph.text(2, "toy").message(5, &tensor);
    graph.message(11, &value("input_ids", 7, &["batch", "tokens"]));
    graph.message(11, &value("attention_mask", 7, &["batch", "tokens"]));
    graph.message(
        12,
        &match output {
            Output::States => value(states, 1, &["batch", "tokens", "width"]),
            Output::Pooled => value("embedding", 1, &["batch", "width"]),
        },
    );
    let mut opset = Message::default();
    opset.text(1, "").number(2, 13);
    let mut model = Message::default();
    model.number(1, 8).message(7, &graph).message(8, &opset);
    model.0
}

/// A value of the graph: its name, its type, its axes.
fn value(name: &str, kind: u64, axes: &[&str]) -> Message {
    let mut shape = Message::default();
    for axis in axes {
        let mut dimension = Message::default();
        dimension.text(2, axis);
        shape.message(1, &dimension);
    }
    let mut tensor = Message::default();
    tensor.number(1, kind).message(2, &shape);
    let mut of = Message::default();
    of.message(1, &tensor);
    let mut value = Message::default();
    value.text(1, name).message(2, &of);
    value
}

/// A message of Protocol Buffers.
#[derive(Debug, Default)]
struct Message(Vec<u8>);

impl Message {
    fn varint(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.0.push((number & 0x7f) as u8 | 0x80);
            number >>= 7;
        }
        self.0.push(number as u8);
    }

    fn number(&mut self, field: u64, number: u64) -> &mut Self {
        self.varint(field << 3);
        self.varint(number);
        self
    }

    fn bytes(&mut self, field: u64, bytes: &[u8]) -> &mut Self {
        self.varint(field << 3 | 2);
        self.varint(bytes.len() as u64);
        self.0.extend(bytes);
        self
    }

    fn text(&mut self, field: u64, text: &str) -> &mut Self {
        self.bytes(field, text.as_bytes())
    }

    fn message(&mut self, field: u64, message: &Self) -> &mut Self {
        self.bytes(field, &message.0)
    }
}
