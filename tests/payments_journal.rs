//! The journals pass the suite; what SQLite committed survives a kill; what was tampered with is found.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

use bayar::payments::journal::{Journal, MemoryJournal, conformance};

#[tokio::test]
async fn memory_passes_the_suite() {
    conformance::check(async || MemoryJournal::new()).await;
}

/// One that interrupted what the other is sending would make it unclear.
#[test]
fn what_several_may_own_is_shared() {
    assert!(!MemoryJournal::new().is_shared());
    assert!(std::sync::Arc::new(MemoryJournal::new()).is_shared());
}

#[cfg(feature = "sqlite")]
mod sqlite {
    use bayar::payments::{
        journal::{Created, Damage, Entry, Journal, JournalError, SqliteJournal, SqliteOptions, conformance},
        machine::{Moment, Record, State},
    };
    use rusqlite::Connection;
    use std::{
        fs,
        io::{BufRead, BufReader},
        path::{Path, PathBuf},
        process::{Command, Stdio},
        sync::atomic::{AtomicU32, Ordering},
    };

    fn folder() -> PathBuf {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("journal-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
        _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        folder
    }

    fn entry() -> Entry {
        Entry::new(Moment::START, "tested")
    }

    fn in_state(mut record: Record, state: State) -> Record {
        record.state = state;
        record
    }

    async fn create(journal: &SqliteJournal, number: u8) -> Record {
        match journal.create(conformance::sample(number), entry()).await.unwrap() {
            Created::New(record) => record,
            Created::Existing(_) => panic!("nothing was there"),
        }
    }

    // rule: the store itself refuses a second open payment of one target
    #[tokio::test]
    async fn sqlite_passes_the_suite() {
        conformance::check(async || SqliteJournal::open(folder().join("payments.db")).unwrap()).await;
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn a_new_file_is_for_its_owner_only() {
        use std::os::unix::fs::PermissionsExt;
        let path = folder().join("payments.db");
        let journal = SqliteJournal::open(&path).unwrap();
        create(&journal, 1).await;
        for name in ["payments.db", "payments.db-wal", "payments.db-shm"] {
            let mode = fs::metadata(path.with_file_name(name)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{name}");
        }
    }

    #[tokio::test]
    async fn sqlite_is_durable() {
        let path = folder().join("payments.db");
        conformance::check_durable(async || SqliteJournal::open(&path).unwrap()).await;
    }

    /// Started by the next test, which kills it. Prints the key of each payment once its commit has returned.
    #[tokio::test]
    #[allow(clippy::print_stdout)]
    async fn a_child_that_writes_until_it_is_killed() {
        let Some(path) = std::env::var_os("BAYAR_TEST_JOURNAL") else { return };
        let journal = SqliteJournal::open(path).unwrap();
        for number in 0..=255 {
            let made = journal.create(conformance::sample(number), entry()).await.unwrap();
            let (Created::New(record) | Created::Existing(record)) = made;
            if record.state == State::New {
                journal.commit(in_state(record, State::Sending), entry()).await.unwrap();
                println!("\nstored {number}");
            }
        }
    }

    #[tokio::test]
    async fn what_was_committed_survives_a_kill() {
        let path = folder().join("payments.db");
        let mut stored = vec![];
        for rounds in [3, 11, 1, 24] {
            let mut child = Command::new(std::env::current_exe().unwrap())
                .args(["--exact", "sqlite::a_child_that_writes_until_it_is_killed", "--nocapture"])
                .env("BAYAR_TEST_JOURNAL", &path)
                .stdout(Stdio::piped())
                .spawn()
                .unwrap();
            let lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
            let numbers = lines.filter_map(|line| line.strip_prefix("stored ")?.parse::<u8>().ok());
            stored.extend(numbers.take(rounds));
            child.kill().unwrap();
            child.wait().unwrap();

            let journal = SqliteJournal::open(&path).unwrap();
            assert_eq!((journal.verify().await.unwrap(), journal.held().await.unwrap()), (vec![], None));
            for number in &stored {
                let record = journal.load(&conformance::sample(*number).id).await.unwrap();
                assert_eq!((record.state, record.version), (State::Sending, 2));
            }
        }
        assert_eq!(stored.len(), 3 + 11 + 1 + 24);
    }

    /// Three payments, two steps each, in a file that nobody has open any more.
    async fn closed_journal() -> PathBuf {
        let path = folder().join("payments.db");
        let journal = SqliteJournal::open(&path).unwrap();
        for number in 1..=3 {
            let record = create(&journal, number).await;
            journal.commit(in_state(record, State::Review), entry()).await.unwrap();
        }
        assert_eq!(journal.verify().await.unwrap(), []);
        path
    }

    // rule: an altered event is found
    // rule: a column that says otherwise than its payment is found
    #[tokio::test]
    async fn what_was_removed_or_altered_is_found() {
        let id = |number| conformance::sample(number).id;
        let cases = [
            ("DELETE FROM events WHERE position = 3", vec![Damage::Event(4)]),
            ("DELETE FROM events WHERE position = 6", vec![Damage::End, Damage::Payment(id(3))]),
            ("UPDATE events SET actor = 'nobody' WHERE position = 2", vec![Damage::Event(2)]),
            ("UPDATE events SET at = 7 WHERE position = 6", vec![Damage::Event(6)]),
            (
                "UPDATE intents SET facts = replace(facts, 'review', 'paid') WHERE id LIKE '%0202'",
                vec![Damage::Payment(id(2))],
            ),
            ("DELETE FROM intents WHERE id LIKE '%0303'", vec![Damage::Payment(id(3))]),
            (
                "INSERT INTO attempts (intent, number, facts) SELECT id, 1, '{\"number\":1,\"at\":1,\"monotonic\":{\"secs\":0,\"nanos\":0},\"send_by\":1,\"reference\":null,\"request_hash\":\"\",\"answer\":null}' FROM intents WHERE id LIKE '%0101'",
                vec![Damage::Payment(id(1))],
            ),
            // What queries go by: it would be hidden.
            ("UPDATE intents SET state = 'paid' WHERE id LIKE '%0202'", vec![Damage::Payment(id(2))]),
            ("UPDATE intents SET due = NULL WHERE id LIKE '%0202'", vec![Damage::Payment(id(2))]),
            ("UPDATE intents SET version = 9 WHERE id LIKE '%0202'", vec![Damage::Payment(id(2))]),
            ("UPDATE intents SET key = 'another' WHERE id LIKE '%0202'", vec![Damage::Payment(id(2))]),
            ("UPDATE intents SET account = 'bandung' WHERE id LIKE '%0202'", vec![Damage::Payment(id(2))]),
            ("UPDATE intents SET transaction_id = 'T' WHERE id LIKE '%0202'", vec![Damage::Payment(id(2))]),
            // Its target could be paid once more.
            ("UPDATE intents SET lock = NULL WHERE id LIKE '%0202'", vec![Damage::Payment(id(2))]),
            ("INSERT INTO consumers VALUES ('shop', 6)", vec![]),
            ("INSERT INTO consumers VALUES ('shop', 7)", vec![Damage::Consumer("shop".into())]),
            (
                "DELETE FROM events",
                vec![Damage::End, Damage::Payment(id(1)), Damage::Payment(id(2)), Damage::Payment(id(3))],
            ),
            ("DELETE FROM events; DELETE FROM intents", vec![Damage::End]),
        ];
        for (tamper, expected) in cases {
            let path = closed_journal().await;
            Connection::open(&path).unwrap().execute_batch(tamper).unwrap();
            let journal = SqliteJournal::open(&path).unwrap();
            assert_eq!(journal.verify().await.unwrap(), expected, "{tamper}");
        }
    }

    /// The next event would otherwise stand where the missing one stood, which may have been a permit to send.
    // rule: events that are gone from the end hold sending, and are missed for ever
    #[tokio::test]
    async fn what_is_gone_from_the_end_is_never_forgotten() {
        let path = closed_journal().await;
        Connection::open(&path).unwrap().execute("DELETE FROM events WHERE position = 6", []).unwrap();
        let journal = SqliteJournal::open(&path).unwrap();
        assert!(journal.held().await.unwrap().unwrap().contains("verify"));
        journal.release("sari").await.unwrap();
        drop(journal);
        let journal = SqliteJournal::open(&path).unwrap();
        assert_eq!(journal.held().await.unwrap(), None, "somebody answers for it");
        create(&journal, 4).await;
        assert!(journal.verify().await.unwrap().contains(&Damage::End));
    }

    // rule: a release of sending that was removed or altered is found
    #[tokio::test]
    async fn who_released_a_journal_is_chained() {
        let cases = [
            ("SELECT 1", vec![]),
            ("UPDATE releases SET actor = 'nobody' WHERE number = 1", vec![Damage::Release(1)]),
            ("UPDATE releases SET hash = NULL WHERE number = 2", vec![Damage::Release(2), Damage::Release(0)]),
            ("DELETE FROM releases WHERE number = 1", vec![Damage::Release(2)]),
            ("DELETE FROM releases WHERE number = 2", vec![Damage::Release(0)]),
            ("DELETE FROM releases", vec![Damage::Release(0)]),
        ];
        for (tamper, expected) in cases {
            let path = closed_journal().await;
            let journal = SqliteJournal::open(&path).unwrap();
            for actor in ["sari", "budi"] {
                journal.release(actor).await.unwrap();
            }
            drop(journal);
            Connection::open(&path).unwrap().execute_batch(tamper).unwrap();
            assert_eq!(SqliteJournal::open(&path).unwrap().verify().await.unwrap(), expected, "{tamper}");
        }
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_journal_that_is_written_to_is_not_damaged() {
        let journal = std::sync::Arc::new(SqliteJournal::open(folder().join("payments.db")).unwrap());
        let payer = tokio::spawn({
            let journal = journal.clone();
            async move {
                for number in 0..=255 {
                    create(&journal, number).await;
                }
            }
        });
        while !payer.is_finished() {
            assert_eq!(journal.verify().await.unwrap(), []);
        }
        payer.await.unwrap();
    }

    // rule: a journal that was restored from a back-up is held
    #[tokio::test]
    async fn a_journal_from_a_back_up_is_held_until_it_is_released() {
        let path = closed_journal().await;
        let copy = fs::read(&path).unwrap();
        let journal = SqliteJournal::open(&path).unwrap();
        assert_eq!(journal.held().await.unwrap(), None, "opening it again is nothing suspicious");
        create(&journal, 4).await;
        drop(journal);
        restore(&path, &copy);
        let journal = SqliteJournal::open(&path).unwrap();
        assert!(journal.held().await.unwrap().unwrap().contains("back-up"));
        drop(journal);
        let journal = SqliteJournal::open(&path).unwrap();
        assert!(journal.held().await.unwrap().is_some(), "opening it once more releases nothing");
        journal.release("sari").await.unwrap();
        assert_eq!(journal.held().await.unwrap(), None);
        drop(journal);
        assert_eq!(SqliteJournal::open(&path).unwrap().held().await.unwrap(), None);
    }

    /// As from a back-up: without the log of what was there.
    fn restore(path: &Path, back_up: &[u8]) {
        for left in ["payments.db-wal", "payments.db-shm"] {
            _ = fs::remove_file(path.with_file_name(left));
        }
        fs::write(path, back_up).unwrap();
    }

    // rule: what the guard file has seen never goes down
    #[tokio::test]
    async fn a_restored_back_up_does_not_hide_that_a_newer_one_is_old_too() {
        for (released, guard_lost) in [(false, false), (true, false), (false, true)] {
            let path = closed_journal().await;
            let older = fs::read(&path).unwrap();
            create(&SqliteJournal::open(&path).unwrap(), 4).await;
            let newer = fs::read(&path).unwrap();
            // What would be paid twice.
            create(&SqliteJournal::open(&path).unwrap(), 77).await;
            if guard_lost {
                fs::remove_file(path.with_file_name("payments.db.guard")).unwrap();
            }
            restore(&path, &older);
            let journal = SqliteJournal::open(&path).unwrap();
            assert!(journal.held().await.unwrap().is_some());
            if released {
                journal.release("sari").await.unwrap();
            }
            drop(journal);
            restore(&path, &newer);
            let held = SqliteJournal::open(&path).unwrap().held().await.unwrap();
            assert!(held.is_some(), "released {released}, guard lost {guard_lost}");
        }
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn by_another_name_it_has_the_same_guard() {
        let path = closed_journal().await;
        let link = path.with_file_name("link.db");
        std::os::unix::fs::symlink(&path, &link).unwrap();
        let journal = SqliteJournal::open(&link).unwrap();
        assert_eq!(journal.held().await.unwrap(), None);
        create(&journal, 4).await;
        drop(journal);
        assert_eq!(SqliteJournal::open(&path).unwrap().held().await.unwrap(), None);
        assert!(!link.with_file_name("link.db.guard").exists());
    }

    #[tokio::test]
    async fn a_first_start_that_was_killed_holds_nothing() {
        let path = folder().join("payments.db");
        let guard = path.with_file_name("payments.db.guard");
        drop(SqliteJournal::open(&path).unwrap());
        fs::remove_file(&guard).unwrap();
        assert_eq!(SqliteJournal::open(&path).unwrap().held().await.unwrap(), None, "killed before the file was made");
        fs::write(&guard, "").unwrap();
        let journal = SqliteJournal::open(&path).unwrap();
        assert_eq!(journal.held().await.unwrap(), None, "killed before it was written");
        create(&journal, 1).await;
        drop(journal);
        fs::write(&guard, "").unwrap();
        assert!(SqliteJournal::open(&path).unwrap().held().await.unwrap().is_some(), "there is something to lose");
    }

    #[tokio::test]
    async fn a_copy_of_the_running_epoch_is_noticed_too() {
        let path = folder().join("payments.db");
        let journal = SqliteJournal::open(&path).unwrap();
        create(&journal, 1).await;
        let back_up = path.with_file_name("back-up.db");
        Connection::open(&path).unwrap().execute("VACUUM INTO ?1", [back_up.to_str().unwrap()]).unwrap();
        create(&journal, 2).await;
        drop(journal);
        let guard = path.with_file_name("payments.db.guard");
        let restored = SqliteOptions::new(&back_up).guard(&guard).open().unwrap();
        assert!(restored.held().await.unwrap().is_some());
        drop(restored);
        let elsewhere = SqliteOptions::new(&back_up).guard(path.with_file_name("nowhere")).open().unwrap();
        assert!(elsewhere.held().await.unwrap().is_some(), "nor without any guard file");
    }

    // rule: one process at a time writes a journal
    #[tokio::test]
    async fn one_process_at_a_time_may_write_and_others_may_look_on() {
        let path = folder().join("payments.db");
        let journal = SqliteJournal::open(&path).unwrap();
        let record = create(&journal, 1).await;
        let other_name =
            path.parent().unwrap().join("../").join(path.strip_prefix(env!("CARGO_TARGET_TMPDIR")).unwrap());
        for same in [&path, &other_name] {
            let refused = SqliteJournal::open(same).unwrap_err();
            assert!(matches!(refused, JournalError::InUse(_)), "{refused:?}");
            assert!(refused.to_string().contains("one process per journal"), "{refused}");
        }
        let onlooker = SqliteOptions::new(&path).read_only().unwrap();
        assert_eq!(onlooker.load(&record.id).await.unwrap(), record);
        let newer = journal.commit(in_state(record, State::Sending), entry()).await.unwrap();
        assert_eq!(onlooker.load(&newer.id).await.unwrap(), newer, "what is committed is seen");
        assert!(onlooker.create(conformance::sample(2), entry()).await.is_err());
        drop((journal, onlooker));
        assert_eq!(
            SqliteJournal::open(&path).unwrap().held().await.unwrap(),
            None,
            "free again, and nothing suspicious"
        );
        assert!(SqliteOptions::new(path.with_file_name("nothing")).read_only().is_err(), "it makes no file");
    }

    #[test]
    fn a_file_of_a_newer_program_is_refused() {
        let path = folder().join("payments.db");
        drop(SqliteJournal::open(&path).unwrap());
        Connection::open(&path).unwrap().pragma_update(None, "user_version", 99).unwrap();
        let refused = SqliteJournal::open(&path).unwrap_err();
        assert!(format!("{refused:?}").contains("older than the file"), "{refused:?}");
    }

    /// Whether the files of a journal that is open hold a text.
    fn can_be_read(path: &Path, text: &str) -> bool {
        let holds = |bytes: &[u8]| bytes.windows(text.len()).any(|w| w == text.as_bytes());
        ["", "-wal"].iter().any(|end| holds(&fs::read(format!("{}{end}", path.display())).unwrap()))
    }

    async fn forget(journal: &SqliteJournal, record: Record) {
        let mut forgotten = in_state(record, State::Paid);
        forgotten.forget_person();
        journal.commit(forgotten, entry()).await.unwrap();
    }

    #[tokio::test]
    async fn nothing_about_a_person_is_left_after_forgetting() {
        let path = folder().join("payments.db");
        let journal = SqliteJournal::open(&path).unwrap();
        let (one, two) = (create(&journal, 7).await, create(&journal, 8).await);
        assert!(can_be_read(&path, "80000000007"));
        forget(&journal, one).await;
        assert!(!can_be_read(&path, "80000000007"), "at once, while the journal is open");
        assert_eq!(journal.verify().await.unwrap(), [], "the chain never held it");

        let onlooker = Connection::open(&path).unwrap();
        onlooker.execute_batch("BEGIN").unwrap();
        let _: i64 = onlooker.query_row("SELECT count(*) FROM intents", [], |row| row.get(0)).unwrap();
        forget(&journal, two).await;
        assert!(can_be_read(&path, "80000000008"), "somebody still looks at it");
        drop(onlooker);
        create(&journal, 9).await;
        assert!(!can_be_read(&path, "80000000008"), "with the next thing that is written");
    }
}
