use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use corpora::SourceKind;

use super::*;
use crate::source::testing::{Web, means, source};
use crate::source::{Place, Resume};

type Step = (
    Option<u32>,
    Result<(&'static str, Option<u32>), &'static str>,
);
type Script = Arc<Mutex<VecDeque<Step>>>;

/// Answers as it was told to, and checks that it is asked as expected.
#[derive(Debug)]
struct Scripted(Script, Arc<Mutex<Vec<Option<Day>>>>);

#[async_trait]
impl Interface for Scripted {
    type Place = u32;

    async fn page(
        &mut self,
        since: Option<Day>,
        place: Option<&u32>,
    ) -> Result<Batch<u32>, Trouble> {
        self.1.lock().unwrap().push(since);
        let mut script = self.0.lock().unwrap();
        let (expected, answer) = match script.len() {
            1 => *script.front().unwrap(),
            _ => script.pop_front().unwrap(),
        };
        assert_eq!(place.copied(), expected);
        match answer {
            Ok((keys, next)) => {
                let keys = keys.split(' ').filter(|key| !key.is_empty());
                let resources = keys.map(gone).collect();
                Ok(Batch::new(resources, next))
            }
            Err("expired") => Err(Trouble::Expired("expired".to_owned())),
            Err(found) => Err(Trouble::Failed(refused("u", "I", found))),
        }
    }
}

struct Story {
    definition: SourceDefinition,
    since: Arc<Mutex<Vec<Option<Day>>>>,
}

struct Went {
    keys: Vec<String>,
    error: Option<String>,
    checkpoints: Vec<Option<String>>,
    lister: HarvestLister<Scripted>,
}

impl Story {
    fn new() -> Self {
        Self {
            definition: source(SourceKind::OaiPmh, "https://a.example/oai"),
            since: Arc::default(),
        }
    }

    async fn run(&self, script: &[Step], resume: Resume) -> Went {
        let script: Script = Arc::new(Mutex::new(script.iter().copied().collect()));
        let mut means = means(&Web::of(&[]), None);
        means.resume = resume;
        let interface = Scripted(script, Arc::clone(&self.since));
        let mut lister = HarvestLister::open(interface, &self.definition, &means)
            .await
            .unwrap();
        let (mut keys, mut checkpoints) = (Vec::new(), Vec::new());
        let error = loop {
            match lister.next().await {
                Ok(Some(resource)) => {
                    assert!(matches!(resource.place, Place::Gone));
                    keys.push(resource.key);
                    checkpoints.push(lister.checkpoint());
                }
                Ok(None) => break None,
                Err(error) => break Some(error.to_string()),
            }
        };
        Went {
            keys,
            error,
            checkpoints,
            lister,
        }
    }
}

fn cursor(text: Option<String>) -> Resume {
    Resume {
        checkpoint: None,
        cursor: text,
    }
}

#[tokio::test]
async fn pages_follow_each_other_and_the_next_run_asks_for_what_changed_since() {
    let story = Story::new();
    let script = [(None, Ok(("a b", Some(1)))), (Some(1), Ok(("b c", None)))];
    let went = story.run(&script, Resume::default()).await;
    assert_eq!(went.keys, ["a", "b", "c"]);
    let next = cursor(went.lister.cursor());
    story.run(&[(None, Ok(("", None)))], next.clone()).await;
    let expected = add_days(today(), -3);
    let since = story.since.lock().unwrap().clone();
    assert!(since[0].is_none() && since[2].is_some_and(|day| day >= add_days(expected, -1)));

    // Another query is another list; more at once is not.
    let mut other = Story::new();
    other.definition.query = Some("麻疹".to_owned());
    other.run(&[(None, Ok(("", None)))], next.clone()).await;
    assert_eq!(*other.since.lock().unwrap(), [None]);
    let mut limited = Story::new();
    limited.definition.listing.limit = Some(7);
    limited.run(&[(None, Ok(("", None)))], next).await;
    assert!(limited.since.lock().unwrap()[0].is_some());
}

#[tokio::test]
async fn an_expired_place_begins_again_and_gives_up_in_the_end() {
    let story = Story::new();
    let script = [
        (None, Ok(("a b", Some(1)))),
        (Some(1), Err("expired")),
        (None, Ok(("a b", Some(2)))),
        (Some(2), Ok(("c", None))),
    ];
    let mut went = story.run(&script, Resume::default()).await;
    // The run ignores what it saw before.
    assert_eq!(went.keys, ["a", "b", "a", "b", "c"]);
    assert_eq!(went.lister.notes().len(), 1);

    let mut script = Vec::new();
    for _ in 0..10 {
        script.push((None, Ok(("a", Some(1)))));
        script.push((Some(1), Err("expired")));
    }
    let went = story.run(&script, Resume::default()).await;
    assert!(went.error.unwrap().contains("for the 4th time"));
}

#[tokio::test]
async fn a_list_that_goes_in_a_circle_is_given_up() {
    let story = Story::new();
    for page in ["a b", ""] {
        let script = [(None, Ok(("x", Some(1)))), (Some(1), Ok((page, Some(1))))];
        let went = story.run(&script, Resume::default()).await;
        assert!(went.error.unwrap().contains("nothing new"), "{page}");
        assert!(story.since.lock().unwrap().len() < 60 * 2);
    }
}

#[tokio::test]
async fn a_run_that_was_cut_off_goes_on_with_its_page() {
    let story = Story::new();
    let script = [
        (None, Ok(("a b", Some(1)))),
        (Some(1), Ok(("c d", Some(2)))),
        (Some(2), Err("down")),
    ];
    let went = story.run(&script, Resume::default()).await;
    assert!(went.error.unwrap().contains("down"));
    let resume = Resume {
        checkpoint: went.checkpoints[3].clone(),
        cursor: None,
    };
    let script = [(Some(1), Ok(("c d", Some(2)))), (Some(2), Ok(("e", None)))];
    let went = story.run(&script, resume.clone()).await;
    assert_eq!(went.keys, ["c", "d", "e"]);

    // The place may be gone by then: nothing is lost.
    let script = [(Some(1), Err("expired")), (None, Ok(("a b c d e", None)))];
    let went = story.run(&script, resume).await;
    assert_eq!(went.keys, ["a", "b", "c", "d", "e"]);
}

#[tokio::test]
async fn a_limited_run_goes_on_where_it_stopped_also_within_a_page() {
    let mut story = Story::new();
    story.definition.listing.limit = Some(3);
    let first = [
        (None, Ok(("a b", Some(1)))),
        (Some(1), Ok(("c d", Some(2)))),
    ];
    let went = story.run(&first, Resume::default()).await;
    assert_eq!(went.keys, ["a", "b", "c"]);
    let second = [
        (Some(1), Ok(("c d", Some(2)))),
        (Some(2), Ok(("e f", None))),
    ];
    let went = story.run(&second, cursor(went.lister.cursor())).await;
    assert_eq!(went.keys, ["d", "e", "f"]);
    assert!(went.lister.cursor().unwrap().contains("since"));
}

#[tokio::test]
async fn what_was_missed_is_asked_for_again() {
    let story = Story::new();
    let mut went = story
        .run(&[(None, Ok(("a", None)))], Resume::default())
        .await;
    went.lister.missed("a");
    story
        .run(&[(None, Ok(("a", None)))], cursor(went.lister.cursor()))
        .await;
    assert_eq!(*story.since.lock().unwrap(), [None, None]);
}

#[tokio::test]
async fn a_day_to_come_was_written_by_a_wrong_clock() {
    let story = Story::new();
    let went = story
        .run(&[(None, Ok(("a", None)))], Resume::default())
        .await;
    let mut position: serde_json::Value =
        serde_json::from_str(&went.lister.cursor().unwrap()).unwrap();
    position["since"] = serde_json::json!("2199-01-01");
    story
        .run(
            &[(None, Ok(("a", None)))],
            cursor(Some(position.to_string())),
        )
        .await;
    assert_eq!(*story.since.lock().unwrap(), [None, None]);
}

#[tokio::test]
async fn what_was_missed_is_not_forgotten_when_the_run_is_cut_off() {
    let mut story = Story::new();
    story.definition.listing.limit = Some(1);
    let script = [(None, Ok(("a", Some(1))))];
    let mut went = story.run(&script, Resume::default()).await;
    went.lister.missed("a");
    let cut = cursor(went.lister.cursor());
    story.definition.listing.limit = None;
    let went = story.run(&[(Some(1), Ok(("b", None)))], cut).await;
    assert_eq!(went.keys, ["b"]);
    story
        .run(&[(None, Ok(("a", None)))], cursor(went.lister.cursor()))
        .await;
    assert_eq!(story.since.lock().unwrap().last(), Some(&None));
}
