use super::*;

fn across(y: f32, left: f32, right: f32) -> Area {
    Area::from([left, y, right, y + 0.5])
}

fn down(x: f32, top: f32, bottom: f32) -> Area {
    Area::from([x, top, x + 0.5, bottom])
}

#[test]
fn pieces_of_lines_make_one_frame_and_others_do_not_belong_to_it() {
    let mut rules = vec![across(500.0, 50.0, 120.0), across(510.0, 300.0, 420.0)];
    for y in [100.0, 120.0, 140.0] {
        rules.extend([across(y, 50.0, 150.0), across(y, 150.5, 400.0)]);
    }
    // A cell over two rows: the line between them is drawn in part.
    rules.push(across(130.0, 150.0, 400.0));
    rules.extend([down(150.0, 100.0, 120.0), down(150.0, 120.0, 140.0)]);
    let frames = of(&rules, &[]);
    assert_eq!(frames.len(), 1);
    assert_eq!(frames[0].levels.len(), 4);
    assert_eq!(frames[0].posts.len(), 1);
    assert!(!frames[0].levels[2].covers(100.0) && frames[0].levels[2].covers(200.0));
}

#[test]
fn two_tables_side_by_side_are_two() {
    let mut rules = Vec::new();
    for y in [100.0, 120.0, 140.0] {
        rules.extend([across(y, 50.0, 250.0), across(y, 300.0, 500.0)]);
    }
    assert_eq!(of(&rules, &[]).len(), 2);
}
