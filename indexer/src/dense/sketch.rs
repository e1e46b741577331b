//! The vectors of a segment by the signs of their components: an eighth of the memory to read, and enough
//! to tell which of them are not among the nearest.
//!
//! A vector x of a language with centre c is kept as the signs of y = x − c, and two numbers: ⟨c, y⟩ and
//! |y|² / Σ|yᵢ|. A query is q = t·c + r with r at right angles to c; then ⟨q, x⟩ = ⟨q, c⟩ + t·⟨c, y⟩ + ⟨r, y⟩,
//! and the product of r with the signs, times the second number, is ⟨r, y⟩ but for a chance error that is
//! known in size: J. Gao, C. Long, "`RaBitQ`: quantizing high-dimensional vectors with a theoretical error
//! bound", SIGMOD 2024. What could be among the nearest by that is compared in full.

use std::ops::Range;

use super::view::Row;

/// Bits of a component of the query.
const BITS: usize = 4;
/// A step of a component of the query, as a share of the root of the mean square of all: what
/// loses least of a normal distribution at 16 levels (J. Max, "Quantizing for minimum distortion", 1960).
const STEP: f32 = 0.335;

/// How much farther from a query a passage may seem than it is, as a multiple of the product of the
/// second number of its sketch and the length of the query's rest. The chance error has a standard deviation of
/// 0.60 of that (100 claims of scifact beside 3,328 passages, multilingual-e5-small): 0.9 loses 2.4 % of the nearest
/// 55, 1.1 loses 1.0 % of them and 0.1 % of the nearest ten, 1.3 loses 0.4 % and none.
const SLACK: f32 = 1.2;

/// Components in a word of signs.
const WORD: usize = u64::BITS as usize;

/// Vectors that have sketches: of fewer all are compared sooner.
const LEAST_ROWS: usize = 8_192;

/// Sketches of the vectors of a segment, in the order of its scan.
#[derive(Debug)]
pub(super) struct Sketches {
    signs: Vec<u64>,
    scales: Vec<Scales>,
    languages: Vec<u8>,
    /// Centre of each language.
    centres: Vec<Vec<f32>>,
}

/// What a sketch says beside the signs.
#[derive(Debug, Clone, Copy)]
struct Scales {
    /// Product of the centre with what differs from it.
    along: f32,
    /// What the product with the signs is multiplied by.
    stretch: f32,
}

impl Sketches {
    /// Sketches of `rows` beside the centres of their languages; none where comparing all is as well: of
    /// few rows, or vectors of unusual dimension.
    pub(super) fn of<'r>(
        rows: impl ExactSizeIterator<Item = Row<'r>>,
        centres: Vec<Vec<f32>>,
    ) -> Option<Self> {
        let dimension = centres.first()?.len();
        let usual = [384, 512, 768, 1024].contains(&dimension);
        if !usual || rows.len() < LEAST_ROWS {
            return None;
        }
        let mut sketches = Self {
            signs: Vec::with_capacity(rows.len() * dimension / WORD),
            scales: Vec::with_capacity(rows.len()),
            languages: Vec::with_capacity(rows.len()),
            centres,
        };
        rows.for_each(|row| sketches.add(row));
        Some(sketches)
    }

    /// Words of a row's signs.
    fn words(&self) -> usize {
        self.centres.first().map_or(0, Vec::len) / WORD
    }

    fn add(&mut self, row: Row<'_>) {
        let centre = &self.centres[usize::from(row.language)];
        let (mut along, mut square, mut sum) = (0.0, 0.0, 0.0_f32);
        for (components, centre) in row.components.chunks(WORD).zip(centre.chunks(WORD)) {
            let mut word = 0;
            for (bit, (x, c)) in components.iter().zip(centre).enumerate() {
                let y = row.scale * f32::from(x.cast_signed()) - c;
                word |= u64::from(y >= 0.0) << bit;
                along += c * y;
                square += y * y;
                sum += y.abs();
            }
            self.signs.push(word);
        }
        let stretch = if sum > 0.0 { square / sum } else { 0.0 };
        self.scales.push(Scales { along, stretch });
        self.languages.push(row.language);
    }

    /// A query beside these sketches; `means` is what its product with the mean of each language is.
    pub(super) fn asked<'s>(&'s self, query: &[f32], means: &[f32]) -> Asked<'s> {
        let both = self.centres.iter().zip(means);
        Asked {
            sketches: self,
            languages: both
                .map(|(centre, mean)| InLanguage::of(query, centre, *mean))
                .collect(),
        }
    }
}

/// A query beside sketches.
#[derive(Debug)]
pub(super) struct Asked<'s> {
    sketches: &'s Sketches,
    languages: Vec<InLanguage>,
}

impl Asked<'_> {
    /// Adds to `found` the places of those among some rows that may be nearer than `least`.
    #[inline(always)]
    pub(super) fn reaching(&self, rows: Range<usize>, least: f32, found: &mut Vec<usize>) {
        match self.sketches.words() {
            6 => self.reaching_of::<6>(rows, least, found),
            8 => self.reaching_of::<8>(rows, least, found),
            12 => self.reaching_of::<12>(rows, least, found),
            16 => self.reaching_of::<16>(rows, least, found),
            _ => found.extend(rows),
        }
    }

    #[inline(always)]
    fn reaching_of<const W: usize>(&self, rows: Range<usize>, least: f32, found: &mut Vec<usize>) {
        let (signs, _) = self.sketches.signs.as_chunks::<W>();
        let mut at = rows.start;
        // Rows of one language mostly follow each other.
        for run in self.sketches.languages[rows].chunk_by(|a, b| a == b) {
            let here = at..at + run.len();
            at = here.end;
            let language = &self.languages[usize::from(run[0])];
            let (planes, _) = language.planes.as_chunks::<W>();
            let Ok(planes) = <&[[u64; W]; BITS]>::try_from(planes) else {
                continue;
            };
            let both = signs[here.clone()]
                .iter()
                .zip(&self.sketches.scales[here.clone()]);
            for (place, (signs, scales)) in here.zip(both) {
                if language.most(weighed(signs, planes), *scales) > least {
                    found.push(place);
                }
            }
        }
    }
}

/// The sum of the whole numbers of a query at the set signs.
#[inline(always)]
fn weighed<const W: usize>(signs: &[u64; W], planes: &[[u64; W]; BITS]) -> i32 {
    let mut set = [0; BITS];
    for (set, plane) in set.iter_mut().zip(planes) {
        for word in 0..W {
            *set += (signs[word] & plane[word]).count_ones();
        }
    }
    let [one, two, four, minus_eight] = set.map(u32::cast_signed);
    one + 2 * two + 4 * four - 8 * minus_eight
}

/// A query beside the sketches of one language.
#[derive(Debug)]
struct InLanguage {
    /// The query's rest in whole numbers of `BITS` bits, by bit: those of the first, then of the second, …
    planes: Vec<u64>,
    /// What ⟨c, y⟩ is multiplied by.
    along: f32,
    /// What is added to all.
    base: f32,
    /// What the sum of the whole numbers at the set signs is multiplied by, and what is added, before the stretch.
    times: f32,
    plus: f32,
}

impl InLanguage {
    /// How near a row may be at most.
    #[inline(always)]
    #[expect(clippy::cast_precision_loss, reason = "at most 8 times the dimension")]
    fn most(&self, weighed: i32, scales: Scales) -> f32 {
        let rest = (self.times * weighed as f32 + self.plus) * scales.stretch;
        self.base + self.along * scales.along + rest
    }

    fn of(query: &[f32], centre: &[f32], mean: f32) -> Self {
        let product = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
        let with_centre = product(query, centre);
        let square = product(centre, centre);
        let along = if square > 0.0 {
            with_centre / square
        } else {
            0.0
        };
        let rest: Vec<f32> = (query.iter().zip(centre))
            .map(|(q, c)| q - along * c)
            .collect();
        let length = product(&rest, &rest).sqrt();
        #[expect(
            clippy::cast_precision_loss,
            reason = "dimensions are thousands at most"
        )]
        let step = STEP * length / (rest.len() as f32).sqrt();
        let words = rest.len().div_ceil(WORD);
        let mut planes = vec![0_u64; BITS * words];
        let mut total = 0.0;
        let inverse = if step > 0.0 { 1.0 / step } else { 0.0 };
        for (at, r) in rest.iter().enumerate() {
            let level = (r * inverse).round().clamp(-8.0, 7.0);
            total += level;
            #[expect(clippy::cast_possible_truncation, reason = "within -8 and 7")]
            let bits = (level as i8).cast_unsigned();
            for bit in 0..BITS {
                planes[bit * words + at / WORD] |= u64::from(bits >> bit & 1) << (at % WORD);
            }
        }
        Self {
            planes,
            along,
            base: with_centre - mean,
            times: 2.0 * step,
            plus: SLACK * length - step * total,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIMENSION: usize = 384;

    /// Random vectors about a centre, each a mixture of few directions.
    struct Vectors {
        components: Vec<Vec<u8>>,
        scale: f32,
        centre: Vec<f32>,
    }

    impl Vectors {
        fn of(count: usize) -> Self {
            let mut state = 9_u64;
            let mut random = move || {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                (state >> 40) as f32 / (1_u64 << 24) as f32 - 0.5
            };
            let directions: Vec<Vec<f32>> = (0..80)
                .map(|_| (0..DIMENSION).map(|_| random()).collect())
                .collect();
            let centre: Vec<f32> = (0..DIMENSION).map(|_| random() * 40.0).collect();
            let components = (0..count).map(|_| {
                let mut vector = centre.clone();
                for _ in 0..8 {
                    let at = ((random() + 0.5) * 80.0) as usize;
                    let share = random() * 30.0;
                    let one = &directions[at.min(79)];
                    vector
                        .iter_mut()
                        .zip(one)
                        .for_each(|(x, y)| *x += share * y);
                }
                let bytes = vector.iter().map(|x| (x.round() as i8).cast_unsigned());
                bytes.collect()
            });
            Self {
                components: components.collect(),
                scale: 0.01,
                centre: centre.iter().map(|x| x * 0.01).collect(),
            }
        }

        fn rows(&self) -> impl ExactSizeIterator<Item = Row<'_>> {
            self.components
                .iter()
                .enumerate()
                .map(|(at, components)| Row {
                    components,
                    scale: self.scale,
                    language: u8::from(at >= 5_000),
                })
        }

        fn exact(&self, at: usize) -> Vec<f32> {
            let components = self.components[at].iter();
            components
                .map(|x| self.scale * f32::from(x.cast_signed()))
                .collect()
        }
    }

    #[test]
    fn the_nearest_pass_and_most_others_do_not() {
        let vectors = Vectors::of(LEAST_ROWS + 1_808);
        let centres = vec![vectors.centre.clone(); 2];
        let sketches = Sketches::of(vectors.rows(), centres).unwrap();
        let count = vectors.components.len();
        let (mut passed, mut lost) = (0, 0);
        for asked in (0..count).step_by(500) {
            let query = vectors.exact(asked);
            // What is taken off in one language is taken off in the bound too.
            let means = [0.25, -0.5];
            let product = |at: usize| {
                let products = vectors
                    .exact(at)
                    .into_iter()
                    .zip(&query)
                    .map(|(a, b)| a * b);
                products.sum::<f32>() - means[usize::from(at >= 5_000)]
            };
            let mut nearness: Vec<(f32, usize)> = (0..count).map(|at| (product(at), at)).collect();
            nearness.sort_by(|a, b| b.0.total_cmp(&a.0));
            let least = nearness[100].0;
            let mut found = Vec::new();
            let beside = sketches.asked(&query, &means);
            beside.reaching(0..4_000, least, &mut found);
            beside.reaching(4_000..count, least, &mut found);
            passed += found.len();
            let missing = |(_, at): &&(f32, usize)| found.binary_search(at).is_err();
            assert!(nearness[..20].iter().find(missing).is_none());
            lost += nearness[..100].iter().filter(missing).count();
        }
        let asked = count.div_ceil(500);
        assert!(lost * 100 < asked * 100, "{lost} of {} lost", asked * 100);
        assert!(passed < asked * count / 8, "{passed} compared in full");
    }

    #[test]
    fn few_vectors_and_unusual_ones_have_no_sketches() {
        let few = Vectors::of(100);
        assert!(Sketches::of(few.rows(), vec![few.centre.clone(); 2]).is_none());
        let many = Vectors::of(LEAST_ROWS);
        assert!(Sketches::of(many.rows(), vec![vec![0.0; 390]; 2]).is_none());
    }
}
