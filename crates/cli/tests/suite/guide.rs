//! `rolecall guide`.

use textwrap::core::display_width;

use crate::programs::{rolecall, run, stderr, stdout};

/// What `guide` prints, each line of which fits eighty columns, as one line.
fn said(arguments: &[&str]) -> String {
    let shown = stdout(&run(rolecall("guide").args(arguments), ""));
    assert!(shown.lines().all(|line| display_width(line) <= 80), "{shown}");
    shown.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_profile_tells_pay_employers_and_ways_there() {
    let profile = said(&["profile", "ai"]);
    for part in [
        "Pay $280k to $420k",
        "Enterprise SaaS new",
        "from ML PM transfers: statistical thinking; to build: prompt engineering",
        "Source: ",
        "guidance of 2026",
    ] {
        assert!(profile.contains(part), "{part}\n{profile}");
    }
}

#[test]
fn two_roles_stand_side_by_side() {
    let compared = stdout(&run(rolecall("guide").args(["compare", "ai", "ai-research"]), ""));
    let row = |name: &str| {
        compared.lines().find(|line| line.trim_start().starts_with(name)).unwrap().to_owned()
    };
    let market = row("Market");
    assert!(market.contains("very hot") && market.ends_with("niche"), "{compared}");
    assert!(row("Customer").ends_with("not known"), "{compared}");
    let moves = said(&["compare", "ai", "ml"]);
    assert!(moves.contains("ML PM to AI PM transfers: statistical thinking"), "{moves}");
}

#[test]
fn traits_lead_to_roles_in_one_list_or_several() {
    let fit = said(&["roles-for", "fast learner,governance mindset,builder"]);
    assert!(fit.starts_with("AI PM fast learner, builder"), "{fit}");
    assert!(fit.contains("Data PM governance mindset"), "{fit}");
    assert_eq!(said(&["roles-for", "fast learner", "governance mindset", "builder"]), fit);
}

#[test]
fn what_the_guide_does_not_know_is_answered_with_what_it_knows() {
    for (arguments, known) in [
        (&["roles-for", "lazy"][..], "fast-learner"),
        (&["compare", "ai"], "OTHER_ROLE"),
        (&["profile", "other-pm"], "ai-trust-safety"),
        (&["profile", "ai", "--guide", "no-such.toml"], "cannot read no-such.toml"),
    ] {
        let output = run(rolecall("guide").args(arguments), "");
        assert!(output.status.code() == Some(2) && stderr(&output).contains(known), "{output:?}");
    }
}
