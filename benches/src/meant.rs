//! Latency of queries with all legs, over vectors that say nothing.
//!
//! How long a comparison with all takes depends on how the vectors lie, not on what they are of: a million
//! passages need not be embedded for it. Queries are embedded by the model as in service.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, Result};
use indexer::{DenseLeg, Encoder, Engine, ModelFolder, SearchRequest};
use serde_json::{Value, json};

use crate::measures::percentile;
use crate::resources::{anonymous_rss_mb, peak_rss_mb};
use crate::scattered::Scattered;
use crate::shelf::PATIENCE;
use crate::synthetic::{Numbers, Synthetic};

/// Gives every passage of an engine's index a vector drawn at random, and measures queries of all legs
/// by the clock, one after the other.
///
/// # Errors
/// If the model cannot be used or a query fails.
pub fn all_legs(engine: &Engine, model: &Path, vectors: &Path, queries: usize) -> Result<Value> {
    let began = Instant::now();
    let encoder = ModelFolder::read(model).and_then(Encoder::load);
    let encoder = Arc::new(encoder.context("the model cannot be used")?);
    let load_ms = began.elapsed().as_secs_f64() * 1e3;
    let leg = Arc::new(DenseLeg::open(Arc::clone(&encoder), vectors)?);
    engine.use_model(Some(leg))?;
    let synthetic = Synthetic::default();
    let scattered = Scattered::like(&sample(&encoder, &synthetic)?);
    let mut numbers = Numbers::new(44);
    let mut random = |texts: &[&str]| {
        let drawn = texts.iter().map(|_| scattered.draw(&mut numbers));
        Ok(drawn.collect())
    };
    let embedding = engine.embed_by(&mut random, &mut |_| (), &mut || false)?;
    let rate = rate(&encoder)?;
    let classes = [
        ("2-4 words", 2..=4),
        ("8 words", 8..=8),
        ("a sentence of 20 words", 20..=20),
    ];
    let (mut numbers, mut found) = (Numbers::new(45), Vec::new());
    for (name, words) in classes {
        let (mut whole, mut by_leg) = (Vec::new(), vec![Vec::new(); 3]);
        for n in 0..queries + queries / 10 {
            let words = words.start() + n % (words.end() - words.start() + 1);
            let mut request = SearchRequest::new(&synthetic.query("en", words, &mut numbers));
            request.language = corpora::Language::parse("en").ok();
            request.time_limit = PATIENCE;
            let began = Instant::now();
            let answer = engine.search(&request)?;
            let took = began.elapsed().as_secs_f64() * 1e3;
            // The first tenth warms the caches of the system and is not counted.
            if n < queries / 10 {
                continue;
            }
            whole.push(took);
            for (times, leg) in by_leg.iter_mut().zip(&answer.legs) {
                times.extend(leg.ran.then_some(leg.micros as f64 / 1e3));
            }
        }
        found.push(json!({
            "class": name,
            "p50_ms": percentile(&mut whole, 0.50),
            "p99_ms": percentile(&mut whole, 0.99),
            "dense_ran": by_leg[2].len(),
            "lexical_p50_ms": percentile(&mut by_leg[0], 0.50),
            "dense_p50_ms": percentile(&mut by_leg[2], 0.50),
        }));
    }
    Ok(json!({
        "model_load_ms": load_ms,
        "passages": embedding.passages,
        "passages_of_100_words_embedded_per_second_and_thread": rate,
        "memory_mb": anonymous_rss_mb(),
        "peak_rss_mb": peak_rss_mb(),
        "queries_wall": found,
    }))
}

/// Vectors of texts of the collection's words, as queries: what tells passages apart is what tells queries
/// apart, which is so of a collection that answers them.
fn sample(encoder: &Encoder, synthetic: &Synthetic) -> Result<Vec<Vec<f32>>> {
    const TEXTS: usize = 400;
    let mut numbers = Numbers::new(46);
    let texts = (0..TEXTS).map(|n| synthetic.query("en", 2 + n % 19, &mut numbers));
    texts.map(|text| Ok(encoder.query(&text)?)).collect()
}

/// Passages of a hundred English words that one thread embeds in a second.
fn rate(encoder: &Encoder) -> Result<f64> {
    const PASSAGES: usize = 20;
    let sentence = "Patients with fever and cough should be seen within one day by a nurse. ";
    let passage = sentence.repeat(7);
    let began = Instant::now();
    for _ in 0..PASSAGES {
        encoder.passage(&passage)?;
    }
    Ok(PASSAGES as f64 / began.elapsed().as_secs_f64())
}
