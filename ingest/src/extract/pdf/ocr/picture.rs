//! A page as a picture in grey.

/// A picture in grey: one byte a pixel, line after line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Picture {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) pixels: Vec<u8>,
}

impl Picture {
    /// Reads what `pdftoppm -gray` writes (PGM); nothing if it is no such picture.
    pub(super) fn parse(bytes: &[u8]) -> Option<Self> {
        let mut fields = Vec::new();
        let mut at = 0;
        while fields.len() < 4 {
            let field = bytes.get(at..)?.split(u8::is_ascii_whitespace).next()?;
            at += field.len() + 1;
            fields.push(std::str::from_utf8(field).ok()?);
        }
        let number = |field: &str| field.parse::<usize>().ok();
        let (width, height) = (number(fields[1])?, number(fields[2])?);
        let pixels = bytes.get(at..)?;
        let whole = width.checked_mul(height)? == pixels.len() && !pixels.is_empty();
        (fields[0] == "P5" && fields[3] == "255" && whole).then(|| Self {
            width,
            height,
            pixels: pixels.to_vec(),
        })
    }

    /// As PGM.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let mut bytes = format!("P5\n{} {}\n255\n", self.width, self.height).into_bytes();
        bytes.extend_from_slice(&self.pixels);
        bytes
    }

    /// The lines from one up to another, with a white edge above and below.
    pub(super) fn strip(&self, from: usize, to: usize, edge: usize) -> Self {
        let (from, to) = (from.min(self.height), to.min(self.height));
        let white = vec![u8::MAX; edge * self.width];
        let lines = self
            .pixels
            .get(from * self.width..to * self.width)
            .unwrap_or_default();
        let pixels = [white.as_slice(), lines, white.as_slice()].concat();
        Self {
            width: self.width,
            height: pixels.len() / self.width.max(1),
            pixels,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_read_and_written_and_nothing_else_is() {
        let picture = Picture {
            width: 3,
            height: 2,
            pixels: vec![255; 6],
        };
        assert_eq!(Picture::parse(&picture.bytes()), Some(picture));
        for bytes in [
            &b""[..],
            b"P5",
            b"P5\n3 2\n255\n12345",
            b"P6\n1 1\n255\n123",
            b"P5\n99999999999 99999999999\n255\n1",
            b"\xff\xd8\xff",
        ] {
            assert_eq!(Picture::parse(bytes), None, "{bytes:?}");
        }
    }

    #[test]
    fn a_strip_has_its_lines_and_white_edges() {
        let picture = Picture {
            width: 2,
            height: 3,
            pixels: vec![1, 1, 2, 2, 3, 3],
        };
        let strip = picture.strip(1, 9, 1);
        assert_eq!(strip.pixels, [255, 255, 2, 2, 3, 3, 255, 255]);
        assert_eq!(strip.height, 4);
    }
}
