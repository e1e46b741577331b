//! Vectors drawn at random that lie as those of a model do.
//!
//! Vectors of a model are near each other, and differ in far fewer directions than they have components:
//! how many of a million a filter can pass over depends on that. So what is drawn is the mean of some
//! sampled vectors and a random mixture of what tells them from it.

use crate::synthetic::Numbers;

/// Sampled vectors that each drawn one is mixed of.
const MIXED: usize = 12;

/// What vectors are drawn from.
#[derive(Debug)]
pub struct Scattered {
    mean: Vec<f32>,
    /// What tells each sampled vector from the mean.
    apart: Vec<Vec<f32>>,
    /// How far they are from the mean, on average.
    length: f32,
}

impl Scattered {
    /// Draws vectors like those of a sample, which has at least one.
    #[must_use]
    pub fn like(sample: &[Vec<f32>]) -> Self {
        let count = sample.len() as f32;
        let mut mean = vec![0.0; sample.first().map_or(0, Vec::len)];
        for vector in sample {
            add(&mut mean, vector, 1.0 / count);
        }
        let apart = sample.iter().map(|vector| {
            let mut apart = vector.clone();
            add(&mut apart, &mean, -1.0);
            apart
        });
        let apart: Vec<Vec<f32>> = apart.collect();
        let length = apart.iter().map(|apart| length(apart)).sum::<f32>() / count;
        Self {
            mean,
            apart,
            length,
        }
    }

    /// The next vector, of length 1.
    pub fn draw(&self, numbers: &mut Numbers) -> Vec<f32> {
        let mut mixed = vec![0.0; self.mean.len()];
        for _ in 0..MIXED {
            let one = &self.apart[numbers.below(self.apart.len())];
            add(&mut mixed, one, numbers.share() as f32 - 0.5);
        }
        let far = self.length / length(&mixed).max(f32::MIN_POSITIVE);
        let mut vector = self.mean.clone();
        add(&mut vector, &mixed, far);
        let whole = length(&vector).max(f32::MIN_POSITIVE);
        vector.iter_mut().for_each(|x| *x /= whole);
        vector
    }
}

fn add(sum: &mut [f32], vector: &[f32], times: f32) {
    for (sum, x) in sum.iter_mut().zip(vector) {
        *sum += times * x;
    }
}

fn length(vector: &[f32]) -> f32 {
    vector.iter().map(|x| x * x).sum::<f32>().sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vectors_are_drawn_from_the_space_of_the_sample_and_as_far_from_its_mean() {
        let sample = [
            vec![0.8, 0.6, 0.0],
            vec![0.8, -0.6, 0.0],
            vec![1.0, 0.0, 0.0],
        ];
        let scattered = Scattered::like(&sample);
        let mut numbers = Numbers::new(1);
        for _ in 0..100 {
            let drawn = scattered.draw(&mut numbers);
            assert!((length(&drawn) - 1.0).abs() < 1e-5);
            assert!(drawn[0] > 0.5 && drawn[1].abs() < 0.7);
            assert_eq!(drawn[2], 0.0);
        }
    }
}
