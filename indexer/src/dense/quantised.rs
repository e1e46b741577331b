//! Vectors of one byte a component.

/// A vector of length 1 as whole numbers: component times `scale` is about what it was. The cosine of
/// two differs by less than 0.005 from that of the originals.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Quantised {
    pub(crate) scale: f32,
    pub(crate) components: Vec<i8>,
}

impl Quantised {
    #[expect(clippy::cast_possible_truncation, reason = "rounded and within ±127")]
    pub(crate) fn of(vector: &[f32]) -> Self {
        let greatest = vector.iter().fold(0.0_f32, |most, x| most.max(x.abs()));
        let scale = greatest / 127.0;
        let inverse = if scale > 0.0 { 1.0 / scale } else { 0.0 };
        Self {
            scale,
            components: vector.iter().map(|x| (x * inverse).round() as i8).collect(),
        }
    }
}
