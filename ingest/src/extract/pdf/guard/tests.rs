use super::*;

fn bounds(output: u64) -> Bounds {
    Bounds {
        time: Duration::from_secs(1),
        output,
        limits: Limits {
            memory: 1 << 30,
            cpu_seconds: 1,
            file: 1_000,
        },
    }
}

fn shell(script: &str, output: u64) -> Result<Vec<u8>, ChildError> {
    let input = vec![b'x'; 300_000];
    run(
        Command::new("sh").args(["-c", script]),
        &input,
        bounds(output),
    )
}

#[test]
fn a_program_is_bounded_in_every_way() {
    assert_eq!(shell("cat", 300_000).unwrap().len(), 300_000);
    assert_eq!(shell("echo done", 100).unwrap(), b"done\n");
    assert!(matches!(shell("cat", 1_000), Err(ChildError::Large(1_000))));
    assert!(matches!(
        shell("exec sleep 30", 100),
        Err(ChildError::Slow(1))
    ));
    assert!(matches!(shell("exit 3", 100), Err(ChildError::Failed(_))));
    for signal in [9, 6, 11] {
        assert!(matches!(
            shell(&format!("kill -{signal} $$"), 100),
            Err(ChildError::Failed(_))
        ));
    }
}

#[test]
fn children_of_the_child_that_hold_its_pipes_are_killed_too() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("pid");
    let script = format!("sleep 30 & echo $! > {}; sleep 30", file.display());
    assert!(matches!(shell(&script, 100), Err(ChildError::Slow(1))));
    let pid = std::fs::read_to_string(file).unwrap();
    // Gone, or dead and not yet collected; the system takes a moment for it.
    let is_gone = || {
        let state = std::fs::read_to_string(format!("/proc/{}/stat", pid.trim()));
        state.is_err() || state.unwrap().contains(") Z ")
    };
    let gone = (0..500).any(|_| {
        thread::sleep(Duration::from_millis(10));
        is_gone()
    });
    assert!(gone, "{pid}");
}

#[cfg(target_os = "linux")]
#[test]
fn the_system_holds_it_to_memory_processor_time_and_files() {
    let long = Bounds {
        time: Duration::from_secs(20),
        ..bounds(100)
    };
    let shell = |script: &str| run(Command::new("sh").args(["-c", script]), b"", long);
    assert!(matches!(
        shell("read x; while :; do :; done"),
        Err(ChildError::Slow(1))
    ));
    // Twice as much as is allowed, in one string.
    let hungry = "read x; exec awk 'BEGIN { s = sprintf(\"%1000000s\", \"\"); while (1) s = s s }'";
    assert!(matches!(shell(hungry), Err(ChildError::Failed(_))));
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("large");
    let writes = format!(
        "read x; head -c 100000 /dev/zero > {}; echo",
        file.display()
    );
    let _ = shell(&writes);
    assert!(std::fs::metadata(&file).map_or(0, |file| file.len()) <= 1_000);
}
