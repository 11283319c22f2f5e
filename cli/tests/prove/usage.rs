//! The command line, the environment of the program, the summary, the page.

use crate::{
    prove,
    world::{Folder, fits},
};

#[test]
fn what_can_not_be_run_is_said_before_anything_runs() {
    let folder = Folder::new();
    let nowhere = folder.0.join("no/such/folder/page.html");
    for (arguments, problem) in [
        (&["--", "sh", "-c", "exit 0"][..], "no argument holds `{customer}`"),
        (&["--"], "COMMAND"),
        (&["--", "/no/such/program", "{customer}"], "/no/such/program can't be started: No such file"),
        (&["--", "no-such-program-either", "{customer}"], "no-such-program-either can't be started"),
        (&["--faults", "lost", "--", "true", "{customer}"], "`lost` is no NAME=WEIGHT"),
        (&["--faults", "lots=1", "--", "true", "{customer}"], "there is no fault `lots`; there are lost, dropped"),
        (&["--bills", "0", "--", "true", "{customer}"], "0 is not in 1..=10000"),
        (&["--url-env", "A=B", "--", "true", "{customer}"], "letters, digits"),
        (&["--limit", "soon", "--", "true", "{customer}"], "write a time"),
        (&["--report", nowhere.to_str().unwrap(), "--", "true", "{customer}"], "--report: "),
    ] {
        let run = prove(arguments);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{arguments:?} {run:?}");
        assert!(run.err.contains(problem), "{arguments:?} {run:?}");
    }
    let json = prove(&["--json", "--", "/no/such/program", "{customer}"]);
    fits("error", &json.json());
    assert_eq!((json.code, &json.json()["error"]["exit"]), (2, &"usage".into()));
}

#[test]
fn a_program_finds_everything_in_its_environment() {
    let wanted = r#"
        case "$SHOP_URL" in http://127.0.0.1:*) ;; *) exit 9;; esac
        for name in PARTNER_ID CLIENT_ID CLIENT_SECRET PASSWORD PRODUCT_CODE CUSTOMER_ID TIMEOUT_SECONDS; do
            eval "test -n \"\$SINGAPAY_$name\"" || exit 8
        done
        test -z "$SINGAPAY_URL" && test "$SINGAPAY_TIMEOUT_SECONDS" = 0.5 || exit 7
        test "$0" = "id=$SINGAPAY_CUSTOMER_ID" && test "$1" = "$SINGAPAY_CUSTOMER_ID/$SINGAPAY_CUSTOMER_ID" || exit 6
        # The second run finds what the first one left.
        if test -e "$BAYAR_PROVE_STATE/$1"; then exit 1; fi
        mkdir -p "$BAYAR_PROVE_STATE/$1"
        echo "$SINGAPAY_CLIENT_SECRET $SINGAPAY_PASSWORD $SHOP_URL"
        exit 75
    "#;
    let options =
        ["--bills", "2", "--faults", "none", "--json", "--timeout", "500ms", "--url-env", "SHOP_URL", "--seed", "4"];
    let run = prove(&[&options[..], &["--", "sh", "-c", wanted, "id={customer}", "{customer}/{customer}"]].concat());
    let report = run.json();
    assert_eq!((run.code, &report["runs"], &report["still open"]), (0, &4.into(), &0.into()), "{run:?}");
    let open = prove(
        &[&options[..], &["--reruns", "0", "--", "sh", "-c", wanted, "id={customer}", "{customer}/{customer}"]]
            .concat(),
    );
    assert_eq!(open.json()["findings"][0]["runs"][0]["output"], "*** *** http://PROVIDER");
}

#[test]
fn the_summary_has_the_words_of_the_document_in_their_order() {
    let run = prove(&["--bills", "2", "--seed", "8123", "--faults", "none", "--", "sh", "-c", "exit 0", "{customer}"]);
    let last = run.out.lines().last().unwrap();
    assert_eq!(
        last,
        "bills 2, paid 0, paid twice 0, told paid but not 2, told failed but paid 0, still open 0, seed 8123"
    );
    assert!(run.out.contains("told paid but not: bill 1, customer "), "{run:?}");
    let drawn =
        || prove(&["--bills", "1", "--faults", "none", "--json", "--", "true", "{customer}"]).json()["seed"].clone();
    assert_ne!((drawn(), drawn()), (drawn(), drawn()), "a seed of its own each time");
}

#[test]
fn the_page_is_written_and_holds_a_picture_of_each_finding() {
    let folder = Folder::new();
    let file = folder.0.join("page.html");
    let print = "echo '<b>$&</b>'; exit 0";
    let run = prove(&[
        "--bills",
        "3",
        "--seed",
        "2",
        "--report",
        file.to_str().unwrap(),
        "--",
        "sh",
        "-c",
        print,
        "{customer}",
    ]);
    assert_eq!(run.code, 1, "{run:?}");
    let page = std::fs::read_to_string(&file).unwrap();
    assert_eq!(page.matches("<svg ").count(), 3);
    assert!(page.contains("3 bills told wrongly") && page.contains("&lt;b&gt;$&amp;&lt;/b&gt;"), "{page}");
    assert!(page.ends_with("</html>"));
}
