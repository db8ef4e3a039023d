//! `--html`: one page that holds all it needs. The posting as its reader sees it, with the evidence marked where it stands.
//!
//! Nothing in it runs: notes open by hover, focus or tap through the style sheet alone, all text goes through maud's escaping, and the
//! page's own policy forbids whatever is not in it.

use std::collections::BTreeMap;
use std::ops::Range;

use maud::{DOCTYPE, Markup, PreEscaped, html};
use rolecall::{Block, BlockKind, Classifier, Evidence, Outcome, Posting, Role, Section, Side, SkillGroup, Verdict};

use crate::words::{Findings, a, capital, flag_meaning, listed, named, speaks};

const STYLE: &str = include_str!("page.css");
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
/// Rows of the table of the strongest evidence; the rest is folded away.
const STRONGEST: usize = 10;
/// Log-odds from which a mark is deeper, and below which it is only underlined.
const STRONG: f32 = 1.0;
const FAINT: f32 = 0.3;

/// The page.
pub(crate) fn render(classifier: &Classifier, posting: &Posting<'_>, findings: &Findings<'_>) -> Markup {
    let verdict = &findings.verdict;
    let blocks = posting.blocks();
    let text = Marked::new(&blocks, verdict.evidence());
    let heading = match verdict.outcome() {
        Outcome::Role(Role::NotPm) => "This posting is not for a product manager".to_owned(),
        Outcome::Role(role) => format!("This posting wants {}", a(role)),
        _ => "There is too little to judge".to_owned(),
    };
    let outline = classifier.outline(posting);
    let title = outline.first().filter(|(section, ..)| *section == Section::Title);
    let title = title.and_then(|(_, source, span)| blocks.iter().find(|b| b.locate(*source, span.clone()).is_some()));
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="referrer" content="no-referrer";
                title { (heading) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                a.skip href="#posting" { "Skip to the posting" }
                header {
                    @if let Some(title) = title { p.eyebrow { (title.text()) } }
                    h1 { (heading) }
                    (lead(verdict))
                    (flags(verdict))
                }
                main {
                    @if verdict.role().is_some() {
                        div.side {
                            (probabilities(verdict))
                            (change(findings))
                            // Pay, what to learn and facts about the role come here, each a section like these.
                            // Pay, what to learn and facts about the role come here, each a section like these.
                        }
                    }
                    (article(&blocks, &text, verdict.evidence()))
                    @if !verdict.evidence().is_empty() { (evidence(verdict, &text)) }
                    (skills(verdict))
                }
                footer {
                    h2 { "How to read this" }
                    p {
                        "It classifies postings, never people, and is no tool for hiring decisions. It knows words, not intentions: a posting \
                         is judged by the phrases that it uses, by the part of the text in which they stand and by how often they come."
                    }
                    p {
                        "The figures beside phrases are log-odds: +0.7 about doubles the odds of what a phrase speaks for, +2.3 makes them tenfold. \
                         They add up to the probabilities. What stands under \u{201c}about us\u{201d}, in benefits or in legal text counts little or nothing."
                    }
                    p.print-only { "On paper the notes of the phrases are left out; the table has the strongest." }
                    p.made { "rolecall " (env!("CARGO_PKG_VERSION")) ", lexicon " (classifier.lexicon_hash()) }
                }
            }
        }
    }
}

/// The answer in a sentence.
fn lead(verdict: &Verdict<'_>) -> Markup {
    let also: Vec<String> = verdict.also().iter().map(|role| role.name().to_owned()).collect();
    html! {
        p.lead {
            @match verdict.unclear() {
                Some(why) => { (capital(&why.to_string())) "." }
                None => {
                    "Confidence " strong { (percent(verdict.confidence())) } "."
                    @if let Some(second) = verdict.runner_up() {
                        " The runner-up, " (named(second)) ", has " (percent(verdict.probability(second))) "."
                    }
                    @if !also.is_empty() { " Probably also part of the job: " (listed(&also, "and")) "." }
                }
            }
        }
    }
}

/// A probability for people; nothing is certain.
fn percent(share: f32) -> String {
    match 100.0 * share {
        none if none < 0.5 => "under 1\u{a0}%".to_owned(),
        all if all > 99.5 => "over 99\u{a0}%".to_owned(),
        some => format!("{some:.0}\u{a0}%"),
    }
}

fn flags(verdict: &Verdict<'_>) -> Markup {
    html! {
        @if !verdict.flags().is_empty() {
            ul.flags aria-label="Doubts" {
                @for flag in verdict.flags() {
                    li { strong { (flag) } " " (capital(flag_meaning(*flag))) "." }
                }
            }
        }
    }
}

fn probabilities(verdict: &Verdict<'_>) -> Markup {
    html! {
        section aria-labelledby="h-probable" {
            h2 #h-probable { "How probable" }
            ol.bars {
                @for role in verdict.ranking() {
                    @let share = 100.0 * verdict.probability(role);
                    li class=(class(Side::Role(role))) {
                        span.who { (capital(role.name())) }
                        span.share { (format!("{share:.1}")) "\u{a0}%" }
                        span.bar aria-hidden="true" { span style=(format!("width:{share:.1}%")) {} }
                    }
                }
            }
        }
    }
}

fn change(findings: &Findings<'_>) -> Markup {
    html! {
        section aria-labelledby="h-change" {
            h2 #h-change { "What would change it" }
            @for sentence in [findings.without(), findings.lacks()].into_iter().flatten() { p { (sentence) } }
        }
    }
}

/// The skills asked for: those of the role and of what else is part of the job in full, the rest folded away.
fn skills(verdict: &Verdict<'_>) -> Markup {
    let own = |role: Role| verdict.role() == Some(role) || verdict.also().contains(&role);
    let (first, rest): (Vec<_>, Vec<_>) = verdict.skills().into_iter().partition(|skill| own(skill.role()));
    html! {
        @if !first.is_empty() || !rest.is_empty() {
            section.skills aria-labelledby="h-skills" {
                h2 #h-skills { "Skills asked for" }
                (skill_groups(verdict, &first))
                @if !rest.is_empty() {
                    details open[first.is_empty()] {
                        summary { "Of other specialisations" }
                        (skill_groups(verdict, &rest))
                    }
                }
            }
        }
    }
}

fn skill_groups(verdict: &Verdict<'_>, skills: &[SkillGroup<'_>]) -> Markup {
    html! {
        @for role in verdict.ranking() {
            @if skills.iter().any(|skill| skill.role() == role) {
                h3.tag.(class(Side::Role(role))) { (role.name()) }
                dl {
                    @for skill in skills.iter().filter(|skill| skill.role() == role) {
                        dt { (skill.group().replace('-', " ")) }
                        dd { (skill.terms().join(", ")) }
                    }
                }
            }
        }
    }
}

fn article(blocks: &[Block], text: &Marked, evidence: &[Evidence<'_>]) -> Markup {
    let mut rest = blocks.iter().zip(&text.blocks).peekable();
    html! {
        article #posting aria-labelledby="h-posting" tabindex="-1" {
            h2 #h-posting { "The posting" }
            (legend(evidence))
            div.text {
                @if blocks.is_empty() { p.none { "It holds no text." } }
                @while let Some((block, clusters)) = rest.next() {
                    @match block.kind() {
                        BlockKind::Title | BlockKind::Heading => h3 { (marked(block, clusters, evidence)) },
                        BlockKind::Item => ul {
                            li { (marked(block, clusters, evidence)) }
                            @while let Some((item, clusters)) = rest.next_if(|(next, _)| next.kind() == BlockKind::Item) {
                                li { (marked(item, clusters, evidence)) }
                            }
                        },
                        _ => p { (marked(block, clusters, evidence)) },
                    }
                }
            }
        }
    }
}

/// Which mark stands for what, for those that the posting has.
fn legend(evidence: &[Evidence<'_>]) -> Markup {
    let mut sides: BTreeMap<Side, usize> = BTreeMap::new();
    for item in evidence {
        *sides.entry(item.side()).or_default() += 1;
    }
    html! {
        @if !sides.is_empty() {
            p.hint { "Point at a marked phrase, tap it or reach it with the Tab key to see what it says and why." }
            ul.legend aria-label="Marks" {
                @for (side, count) in sides {
                    li { span.m.(class(side)) data-l=(letters(side)) { (spoken(side)) } " " span.count { (count) } }
                }
            }
        }
    }
}

/// The text of a block with its marks.
fn marked(block: &Block, clusters: &[Cluster], evidence: &[Evidence<'_>]) -> Markup {
    let text = block.text();
    let ends = || std::iter::once(0).chain(clusters.iter().map(|cluster| cluster.range.end));
    html! {
        @for (from, cluster) in ends().zip(clusters) {
            (text[from..cluster.range.start])
            (mark(text, cluster, evidence))
        }
        (text[ends().last().unwrap_or(0)..])
    }
}

/// A stretch of evidence, which may be several phrases over each other, with its note.
fn mark(text: &str, cluster: &Cluster, evidence: &[Evidence<'_>]) -> Markup {
    let id = cluster.id();
    let strongest = cluster.strongest(evidence);
    let mut letters: Vec<&str> = cluster.parts.iter().map(|(_, at)| self::letters(evidence[*at].side())).collect();
    letters.dedup();
    let gives = strongest.contribution().abs();
    html! {
        span.ev {
            mark.m.strong[gives >= STRONG].faint[gives < FAINT].(class(strongest.side())) id=(format!("m{id}")) data-l=(letters.join("+")) tabindex="0"
                aria-describedby=(format!("n{id}")) {
                @for (piece, several) in cluster.pieces() {
                    @if several { span.over { (text[piece]) } } @else { (text[piece]) }
                }
            }
            span.note role="tooltip" id=(format!("n{id}")) {
                @for (_, at) in &cluster.parts { (note(&evidence[*at], *at)) }
            }
        }
    }
}

/// What one piece of evidence says. In a paragraph, so all of it is spans.
fn note(item: &Evidence<'_>, at: usize) -> Markup {
    html! {
        span.piece.(class(item.side())) data-evidence=(at) {
            span.term { (item.term()) } " " span.gives { (format!("{:+.2}", item.contribution())) }
            span.says { (capital(&speaks(item))) ", in: " (item.section().id().replace('-', " ")) "." }
            @if !item.why().is_empty() { span.says { (capital(item.why().trim_end_matches('.'))) "." } }
        }
    }
}

/// The strongest evidence in a table that leads to its place in the text; all of it, folded away.
fn evidence(verdict: &Verdict<'_>, text: &Marked) -> Markup {
    let all = verdict.strongest(usize::MAX);
    let (strongest, rest) = all.split_at(all.len().min(STRONGEST));
    html! {
        section.evidence aria-labelledby="h-evidence" {
            h2 #h-evidence { "Strongest evidence" }
            (rows(verdict, strongest, text))
            @if !rest.is_empty() {
                details {
                    summary { "The other " (rest.len()) }
                    (rows(verdict, rest, text))
                }
            }
        }
    }
}

fn rows(verdict: &Verdict<'_>, items: &[&Evidence<'_>], text: &Marked) -> Markup {
    let at = |item: &Evidence<'_>| verdict.evidence().iter().position(|other| std::ptr::eq(other, item)).unwrap_or(0);
    html! {
        table {
            thead { tr { th scope="col" { "Log-odds" } th scope="col" { "Phrase, and what it says" } } }
            tbody {
                @for item in items {
                    tr class=(class(item.side())) {
                        td.gives { (format!("{:+.2}", item.contribution())) }
                        td {
                            a href=(format!("#m{}", text.anchors[at(item)])) { (item.term()) }
                            " " span.where { (speaks(item)) ", in " (item.section().id().replace('-', " ")) }
                        }
                    }
                }
            }
        }
    }
}

fn class(side: Side) -> String {
    format!("s-{}", side.id())
}

/// A mark's letters, for those who cannot tell its colour.
fn letters(side: Side) -> &'static str {
    match side {
        Side::Pm => "PM",
        Side::Role(Role::Ai) => "AI",
        Side::Role(Role::Ml) => "ML",
        Side::Role(Role::Data) => "D",
        Side::Role(Role::AiPlatform) => "PL",
        Side::Role(Role::AiTrustSafety) => "TS",
        Side::Role(Role::AiResearch) => "R",
        Side::Role(Role::OtherPm) => "O",
        Side::Role(_) => "N",
    }
}

fn spoken(side: Side) -> &'static str {
    match side {
        Side::Pm => "product management",
        Side::Role(Role::OtherPm) => "another kind",
        Side::Role(Role::NotPm) => "another job",
        Side::Role(role) => role.name(),
    }
}

/// Where in the blocks the evidence stands.
struct Marked {
    /// By block.
    blocks: Vec<Vec<Cluster>>,
    /// By piece of evidence: the number of its mark.
    anchors: Vec<usize>,
}

/// Evidence that overlaps, in one mark.
struct Cluster {
    range: Range<usize>,
    /// Where each stands in the block's text, and which it is.
    parts: Vec<(Range<usize>, usize)>,
}

impl Marked {
    fn new(blocks: &[Block], evidence: &[Evidence<'_>]) -> Self {
        let mut anchors: Vec<usize> = (0..evidence.len()).collect();
        let clusters = blocks.iter().map(|block| {
            let (source, span) = (block.source(), block.span());
            // Evidence comes in the order of the text, the title first.
            let before = |item: &Evidence<'_>| (item.source() as u8, item.span().start) < (source as u8, span.start);
            let from = evidence.partition_point(before);
            let mut clusters: Vec<Cluster> = Vec::new();
            for (at, item) in evidence.iter().enumerate().skip(from) {
                if item.source() != source || item.span().start >= span.end {
                    break;
                }
                let Some(place) = block.locate(source, item.span()) else { continue };
                match clusters.last_mut() {
                    Some(cluster) if place.start < cluster.range.end => {
                        cluster.range.end = cluster.range.end.max(place.end);
                        anchors[at] = cluster.id();
                        cluster.parts.push((place, at));
                    }
                    _ => clusters.push(Cluster { range: place.clone(), parts: vec![(place, at)] }),
                }
            }
            clusters
        });
        let blocks = clusters.collect();
        Self { blocks, anchors }
    }
}

impl Cluster {
    fn id(&self) -> usize {
        self.parts[0].1
    }

    fn strongest<'e, 'c>(&self, evidence: &'e [Evidence<'c>]) -> &'e Evidence<'c> {
        let items = self.parts.iter().map(|(_, at)| &evidence[*at]);
        items.max_by(|a, b| a.contribution().abs().total_cmp(&b.contribution().abs())).unwrap_or(&evidence[self.id()])
    }

    /// The mark cut where a phrase begins or ends: each piece, and whether several phrases stand over it and not over all of the mark.
    fn pieces(&self) -> Vec<(Range<usize>, bool)> {
        let mut cuts: Vec<usize> = self.parts.iter().flat_map(|(place, _)| [place.start, place.end]).collect();
        cuts.sort_unstable();
        cuts.dedup();
        let over = |piece: &Range<usize>| {
            self.parts.iter().filter(|(place, _)| place.start <= piece.start && piece.end <= place.end).count()
        };
        let pieces = cuts.windows(2).map(|cut| cut[0]..cut[1]);
        pieces.map(|piece| (piece.clone(), cuts.len() > 2 && over(&piece) > 1)).collect()
    }
}
