//! The posting on the page: what was found, marked where it stands, each mark with its note.
//!
//! What decided the answer is marked at once and can be reached with the Tab key; all else by a
//! switch of the style sheet. Facts and warnings are marked more quietly; where one stands over
//! evidence, the evidence keeps its mark and the note tells both.

use std::collections::BTreeMap;
use std::ops::Range;

use maud::{Markup, html};
use rolecall::{Evidence, Role, Span, Target, TextField};

use crate::blocks::{Block, BlockKind};
use crate::report::Report;
use crate::text::{capital, quoted};
use crate::words::{self, Quote, short_role, speaks_for};

/// Quotes that a reader is shown at once: for the answer, and against it.
const FOR: usize = 7;
const AGAINST: usize = 3;

/// What is marked in a posting, and where.
pub(crate) struct Marks<'r, 'a> {
    report: &'r Report<'a>,
    /// In the order of the text, the title first.
    evidence: &'r [Evidence<'a>],
    /// In the same order.
    remarks: Vec<Remark>,
    /// By block.
    clusters: Vec<Vec<Cluster>>,
    /// What speaks for the answer and against it, as far as it is shown at once.
    pub(crate) because: Vec<Quote>,
    pub(crate) but: Vec<Quote>,
}

/// A fact or a warning where it stands.
struct Remark {
    label: &'static str,
    text: String,
    span: Span,
    /// A warning, or else a fact.
    is_doubt: bool,
}

/// What overlaps, in one mark.
struct Cluster {
    id: String,
    /// In the block's text.
    range: Range<usize>,
    /// Where the marked words begin: before the range where a remark begins before the evidence.
    from: usize,
    /// Where each piece of evidence stands in the block's text, and its number; none in a mark of
    /// remarks alone.
    parts: Vec<(Range<usize>, usize)>,
    /// Their numbers.
    remarks: Vec<usize>,
    /// Whether it is of what decided the answer, and what its words were told to speak for.
    key: Option<Target>,
}

impl<'r, 'a> Marks<'r, 'a> {
    pub(crate) fn new(report: &'r Report<'a>) -> Self {
        let first = |mut quotes: Vec<Quote>, most: usize| {
            quotes.truncate(most);
            quotes
        };
        let verdict = report.verdict();
        // Of a close call the reader needs both sides.
        let second = verdict.runner_up().filter(|_| verdict.is_close_call());
        let (because, mut but) = words::both_sides(report);
        but.sort_by_key(|quote| Some(quote.target) != second.map(Target::Role));
        let mut marks = Self {
            report,
            evidence: verdict.evidence(),
            remarks: remarks(report),
            clusters: Vec::new(),
            because: first(because, FOR),
            but: first(but, AGAINST),
        };
        for block in report.blocks() {
            let mut clusters = marks.cluster_evidence(block);
            marks.add_remarks(block, &mut clusters);
            clusters.sort_by_key(|cluster| cluster.range.start);
            let mut end = 0;
            for cluster in &mut clusters {
                cluster.from = cluster.from.max(end);
                end = cluster.range.end;
            }
            marks.clusters.push(clusters);
        }
        let mut clusters = std::mem::take(&mut marks.clusters);
        for quote in marks.because.iter().chain(&marks.but) {
            let Some((block, reached)) = place(report, &clusters, quote.span) else { continue };
            for cluster in &mut clusters[block][reached] {
                let of_it = cluster.parts.iter();
                let mut of_it = of_it.map(|(_, at)| marks.evidence[*at].target());
                if of_it.any(|target| target == quote.target) {
                    cluster.key.get_or_insert(quote.target);
                }
            }
        }
        marks.clusters = clusters;
        marks
    }

    fn cluster_evidence(&self, block: &Block) -> Vec<Cluster> {
        let of_block = block.span();
        let mut clusters: Vec<Cluster> = Vec::new();
        let from = self.evidence.partition_point(|item| start(item.span()) < start(of_block));
        for (i, item) in self.evidence.iter().enumerate().skip(from) {
            if is_behind(item.span(), of_block) {
                break;
            }
            let Some(place) = block.locate(item.span()) else { continue };
            match clusters.last_mut() {
                Some(cluster) if place.start < cluster.range.end => {
                    cluster.range.end = cluster.range.end.max(place.end);
                    cluster.parts.push((place, i));
                }
                _ => {
                    clusters.push(Cluster::new(format!("m{i}"), place.clone(), vec![(place, i)]));
                }
            }
        }
        clusters
    }

    fn add_remarks(&self, block: &Block, clusters: &mut Vec<Cluster>) {
        let of_block = block.span();
        let of_evidence = clusters.len();
        let from = self.remarks.partition_point(|remark| start(remark.span) < start(of_block));
        for (i, remark) in self.remarks.iter().enumerate().skip(from) {
            if is_behind(remark.span, of_block) {
                break;
            }
            let Some(place) = block.locate(remark.span) else { continue };
            // Clusters of evidence stand in order and apart; so do those of remarks behind them, of
            // which only the last can reach this one.
            let evidence =
                clusters[..of_evidence].partition_point(|known| known.range.end <= place.start);
            let over_evidence =
                evidence < of_evidence && clusters[evidence].range.start < place.end;
            let over_last = clusters.len() > of_evidence
                && clusters[clusters.len() - 1].range.end > place.start;
            let known =
                if over_evidence { evidence } else { clusters.len() - usize::from(over_last) };
            match clusters.get_mut(known) {
                // What evidence marks is left as it is.
                Some(cluster) if over_evidence => cluster.from = cluster.from.min(place.start),
                Some(cluster) => cluster.range.end = cluster.range.end.max(place.end),
                None => clusters.push(Cluster::new(format!("f{i}"), place, Vec::new())),
            }
            clusters[known].remarks.push(i);
        }
    }

    /// Words of the posting as a link to their mark; without one where there is none.
    pub(crate) fn link(&self, words: &str, span: Span) -> Markup {
        let place = place(self.report, &self.clusters, span);
        let cluster = place.and_then(|(block, at)| self.clusters[block][at].first());
        html! {
            @match cluster {
                Some(cluster) => a href=(format!("#{}", cluster.id)) { (words) },
                None => (words),
            }
        }
    }

    /// Some quotes in a row, each a link to its mark.
    pub(crate) fn quotes<'q>(&self, quotes: impl IntoIterator<Item = &'q Quote>) -> Markup {
        html! {
            @for (i, quote) in quotes.into_iter().enumerate() {
                @if i > 0 { ", " }
                (self.link(&quoted(&quote.text), quote.span))
            }
        }
    }

    /// The posting.
    pub(crate) fn article(&self) -> Markup {
        let mut rest = self.report.blocks().iter().zip(&self.clusters).peekable();
        let is_item = |next: &(&Block, _)| next.0.kind() == BlockKind::Item;
        html! {
            article #posting aria-labelledby="h-posting" tabindex="-1" {
                h2 #h-posting { "The posting" }
                (self.legend())
                div.text {
                    @if self.report.blocks().is_empty() { p.none { "It holds no text." } }
                    @while let Some((block, clusters)) = rest.next() {
                        @match block.kind() {
                            BlockKind::Title | BlockKind::Heading => h3 {
                                (self.marked(block, clusters))
                            },
                            BlockKind::Item => ul {
                                li { (self.marked(block, clusters)) }
                                @while let Some((item, clusters)) = rest.next_if(is_item) {
                                    li { (self.marked(item, clusters)) }
                                }
                            },
                            _ => p { (self.marked(block, clusters)) },
                        }
                    }
                }
            }
        }
    }

    /// The switch between what decided the answer and all that was found, and which mark stands for
    /// what; none where there is nothing to mark.
    fn legend(&self) -> Markup {
        // By target, whether one of its marks is shown at once.
        let mut targets: BTreeMap<Target, bool> = BTreeMap::new();
        let (mut all, mut key) = (0, 0);
        for cluster in self.clusters.iter().flatten() {
            if let Some(leading) = self.leading(cluster) {
                *targets.entry(leading.target()).or_default() |= cluster.key.is_some();
                all += 1;
                key += usize::from(cluster.key.is_some());
            }
        }
        let has = |is_doubt| self.remarks.iter().any(|remark| remark.is_doubt == is_doubt);
        html! {
            @if all > key && key > 0 {
                fieldset.switch {
                    legend { "Mark" }
                    label { input #mark-key type="radio" name="mark" checked;
                        " what decided it (" (key) ")" }
                    label { input #mark-all type="radio" name="mark"; " everything (" (all) ")" }
                }
            }
            @if all > 0 || !self.remarks.is_empty() {
                ul.legend aria-label="Marks" {
                    @for (target, is_key) in targets {
                        li.more[!is_key] {
                            span.m.key.(mark_class(target)) data-l=[self.letters(target, 1.0)] {
                                (spoken(target))
                            }
                        }
                    }
                    @if has(false) { li { span.fact { "facts" } } }
                    @if has(true) { li { span.doubt { "worth asking" } } }
                }
            }
        }
    }

    /// The text of a block with its marks.
    fn marked(&self, block: &Block, clusters: &[Cluster]) -> Markup {
        let text = block.text();
        let ends = || std::iter::once(0).chain(clusters.iter().map(|cluster| cluster.range.end));
        html! {
            @for (from, cluster) in ends().zip(clusters) {
                (text[from..cluster.from])
                span.ev.key[cluster.key.is_some()] {
                    @if cluster.from < cluster.range.start {
                        span.(self.kind_of_remarks(cluster)) {
                            (text[cluster.from..cluster.range.start])
                        }
                    }
                    (self.mark(text, cluster))
                    span.note role="tooltip" id=(format!("n-{}", cluster.id)) {
                        @for (_, at) in &cluster.parts { (note(&self.evidence[*at], *at)) }
                        @for at in &cluster.remarks {
                            @let remark = &self.remarks[*at];
                            span.piece.of-fact {
                                span.term { (remark.label) }
                                span.says { (capital(&remark.text)) }
                            }
                        }
                    }
                }
            }
            (text[ends().last().unwrap_or(0)..])
        }
    }

    /// A stretch of evidence, which may be several phrases over each other, or of remarks. Only
    /// what decided the answer is a stop of the Tab key: a page of fifty stops is none to walk.
    fn mark(&self, text: &str, cluster: &Cluster) -> Markup {
        let Cluster { id, range, .. } = cluster;
        let (described, is_key) = (format!("n-{id}"), cluster.key.is_some());
        let Some(leading) = self.leading(cluster) else {
            return html! {
                mark.(self.kind_of_remarks(cluster)) id=(id) { (text[range.clone()]) }
            };
        };
        let has_fact = cluster.remarks.iter().any(|at| !self.remarks[*at].is_doubt);
        html! {
            mark.m.key[is_key].over-fact[has_fact].(mark_class(leading.target()))
                id=(id) data-l=[self.letters(leading.target(), leading.points())]
                tabindex=[is_key.then_some("0")] aria-describedby=[is_key.then_some(described)]
            {
                @for (piece, several) in cluster.pieces() {
                    @if several { span.over { (text[piece]) } } @else { (text[piece]) }
                }
            }
        }
    }

    /// The piece of evidence that a mark is coloured by: the strongest, of those that decided
    /// where some did; `None` in a mark of remarks alone.
    fn leading(&self, cluster: &Cluster) -> Option<&'r Evidence<'a>> {
        let items = cluster.parts.iter().map(|(_, at)| &self.evidence[*at]);
        let items = items.filter(|item| cluster.key.is_none_or(|target| item.target() == target));
        items.max_by(|a, b| a.contribution().abs().total_cmp(&b.contribution().abs()))
    }

    /// The style of words that state a fact, or only raise a question.
    fn kind_of_remarks(&self, cluster: &Cluster) -> &'static str {
        let is_doubt = cluster.remarks.iter().all(|at| self.remarks[*at].is_doubt);
        if is_doubt { "doubt" } else { "fact" }
    }

    /// A mark's letters, for those who cannot tell its colour. None for the answer's own kind,
    /// whose line is the only solid one, nor for product management as such.
    fn letters(&self, target: Target, points: f32) -> Option<String> {
        let letters = match target {
            Target::Pm => return None,
            Target::Role(Role::Ai) => "AI",
            Target::Role(Role::Ml) => "ML",
            Target::Role(Role::Data) => "D",
            Target::Role(Role::AiPlatform) => "PL",
            Target::Role(Role::AiTrustSafety) => "TS",
            Target::Role(Role::AiResearch) => "R",
            Target::Role(Role::OtherPm) => "O",
            Target::Role(_) => "N",
        };
        if points < 0.0 {
            return Some(format!("\u{2212}{letters}"));
        }
        (Some(target) != self.report.verdict().role().map(Target::Role)).then(|| letters.to_owned())
    }

    /// The classes of the whole: whose marks have the solid line.
    pub(crate) fn classes(&self) -> String {
        match self.report.verdict().role() {
            Some(role) => format!("report own-{}", role.id()),
            None => "report".to_owned(),
        }
    }
}

/// The block in which a span stands, and which of its clusters it reaches; `None` where it stands
/// in none.
fn place(
    report: &Report<'_>, clusters: &[Vec<Cluster>], span: Span,
) -> Option<(usize, Range<usize>)> {
    let at = report.block_of(span)?;
    let place = report.blocks()[at].locate(span)?;
    let clusters = &clusters[at];
    let from = clusters.partition_point(|cluster| cluster.range.end <= place.start);
    let to = clusters.partition_point(|cluster| cluster.from < place.end);
    (from < to).then_some((at, from..to))
}

/// Facts and warnings in the order of the text.
fn remarks(report: &Report<'_>) -> Vec<Remark> {
    let facts = words::stated_facts(report).into_iter();
    let facts = facts.map(|fact| Remark {
        label: fact.label,
        text: fact.text,
        span: fact.span,
        is_doubt: false,
    });
    let warnings = report.facts().warnings().iter().flat_map(|warning| {
        let text = warning.sentence();
        let spans = warning.spans().iter();
        spans.map(move |&span| Remark {
            label: "Worth asking",
            text: text.to_owned(),
            span,
            is_doubt: true,
        })
    });
    let mut remarks: Vec<Remark> = facts.chain(warnings).collect();
    remarks.sort_by_key(|remark| start(remark.span));
    remarks
}

/// The order of the text, the title first.
fn start(span: Span) -> (TextField, usize) {
    (span.field, span.start)
}

/// Whether a span begins behind another.
fn is_behind(span: Span, other: Span) -> bool {
    start(span) >= (other.field, other.end)
}

/// How strongly a piece of evidence speaks.
pub(crate) fn how_strongly(item: &Evidence<'_>) -> &'static str {
    match item.contribution().abs() {
        0.0 => "",
        little if little < 0.3 => ", a little",
        some if some < 1.0 => ", clearly",
        _ => ", strongly",
    }
}

/// What one piece of evidence says. In a paragraph, so all of it is spans.
fn note(item: &Evidence<'_>, at: usize) -> Markup {
    html! {
        span.piece.(mark_class(item.target())) data-evidence=(at) {
            span.term { (capital(&speaks_for(item))) (how_strongly(item)) }
            @if !item.why().is_empty() {
                span.says { (capital(item.why().trim_end_matches('.'))) "." }
            }
        }
    }
}

/// The class that a mark of evidence for `target` has in the style sheet: `s-ai`.
#[must_use]
pub fn mark_class(target: Target) -> String {
    format!("s-{}", target.id())
}

fn spoken(target: Target) -> &'static str {
    match target {
        Target::Pm => "product management in general",
        Target::Role(role) => short_role(role),
    }
}

impl Cluster {
    fn new(id: String, range: Range<usize>, parts: Vec<(Range<usize>, usize)>) -> Self {
        Self { id, from: range.start, range, parts, remarks: Vec::new(), key: None }
    }

    /// The mark cut where a phrase begins or ends: each piece, and whether several phrases stand
    /// over it and not over all of the mark.
    fn pieces(&self) -> Vec<(Range<usize>, bool)> {
        let ends = self.parts.iter().flat_map(|(place, _)| [place.start, place.end]);
        let mut cuts: Vec<usize> = ends.collect();
        cuts.sort_unstable();
        cuts.dedup();
        let phrases_over = |piece: &Range<usize>| {
            let places = self.parts.iter().map(|(place, _)| place);
            places.filter(|place| place.start <= piece.start && piece.end <= place.end).count()
        };
        let pieces = cuts.windows(2).map(|cut| cut[0]..cut[1]);
        pieces.map(|piece| (piece.clone(), cuts.len() > 2 && phrases_over(&piece) > 1)).collect()
    }
}
