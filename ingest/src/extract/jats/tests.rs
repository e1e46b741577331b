use proptest::prelude::*;

use super::*;

fn extracted(xml: &[u8]) -> (Vec<Result<Extract, ExtractError>>, Result<(), ExtractError>) {
    let input = Input::of("a.nxml", MediaType::Jats, xml);
    let mut all = Vec::new();
    let outcome = Jats.extract(&input, &mut |found| {
        all.push(found.extract);
        ControlFlow::Continue(())
    });
    (all, outcome)
}
fn main_of(xml: &str) -> Extract {
    let (mut all, outcome) = extracted(xml.as_bytes());
    outcome.unwrap();
    all.remove(0).unwrap()
}
