//! The posting on the page: what was found, marked where it stands, each mark with its note.
//!
//! Evidence is marked in its role's colour. Facts and warnings are marked more quietly; where one
//! stands over evidence, the evidence keeps its mark and the note tells both.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use maud::{Markup, html};
use rolecall::{Evidence, Role, Span, Target, TextField};

use crate::blocks::{Block, BlockKind};
use crate::report::Report;
use crate::text::capital;
use crate::words::{speaks_for, stated_facts};

/// Log-odds from which a mark is deeper, and below which it is only underlined.
const STRONG: f32 = 1.0;
const FAINT: f32 = 0.3;

/// What is marked in a posting, and where.
pub(crate) struct Marks<'r> {
    blocks: &'r [Block],
    /// In the order of the text, the title first.
    evidence: &'r [Evidence<'r>],
    /// In the same order.
    remarks: Vec<Remark>,
    /// By block.
    clusters: Vec<Vec<Cluster>>,
    /// By piece of evidence: the identifier of its mark.
    ids_of_evidence: Vec<String>,
    /// By span of a remark: the identifier of its mark.
    ids_of_remarks: HashMap<Span, String>,
}

/// A fact or a warning where it stands.
struct Remark {
    label: &'static str,
    text: String,
    span: Span,
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
}

impl<'r> Marks<'r> {
    pub(crate) fn new(report: &'r Report<'_>) -> Self {
        let evidence = report.verdict().evidence();
        let mut marks = Self {
            blocks: report.blocks(),
            evidence,
            remarks: remarks(report),
            clusters: Vec::new(),
            ids_of_evidence: vec![String::new(); evidence.len()],
            ids_of_remarks: HashMap::new(),
        };
        for block in marks.blocks {
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
        marks
    }

    fn cluster_evidence(&mut self, block: &Block) -> Vec<Cluster> {
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
                    self.ids_of_evidence[i].clone_from(&cluster.id);
                    cluster.parts.push((place, i));
                }
                _ => {
                    let id = format!("m{i}");
                    self.ids_of_evidence[i].clone_from(&id);
                    clusters.push(Cluster::new(id, place.clone(), vec![(place, i)]));
                }
            }
        }
        clusters
    }

    fn add_remarks(&mut self, block: &Block, clusters: &mut Vec<Cluster>) {
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
            let id = &clusters[known].id;
            self.ids_of_remarks.entry(remark.span).or_insert_with(|| id.clone());
        }
    }

    /// The mark of a piece of the verdict's evidence.
    pub(crate) fn of_evidence(&self, item: &Evidence<'_>) -> &str {
        let from = self.evidence.partition_point(|other| start(other.span()) < start(item.span()));
        let mut from_there = self.evidence.iter().zip(&self.ids_of_evidence).skip(from);
        from_there.find(|(other, _)| std::ptr::eq(*other, item)).map_or("", |(_, mark)| mark)
    }

    /// The mark of a fact's or a warning's span.
    pub(crate) fn of_span(&self, span: Span) -> Option<&str> {
        self.ids_of_remarks.get(&span).map(String::as_str)
    }

    /// The posting.
    pub(crate) fn article(&self) -> Markup {
        let mut rest = self.blocks.iter().zip(&self.clusters).peekable();
        let is_item = |next: &(&Block, _)| next.0.kind() == BlockKind::Item;
        html! {
            article #posting aria-labelledby="h-posting" tabindex="-1" {
                h2 #h-posting { "The posting" }
                (self.legend())
                div.text {
                    @if self.blocks.is_empty() { p.none { "It holds no text." } }
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

    /// Which mark stands for what, for those that the posting has.
    fn legend(&self) -> Markup {
        let mut targets: BTreeMap<Target, usize> = BTreeMap::new();
        for item in self.evidence {
            *targets.entry(item.target()).or_default() += 1;
        }
        html! {
            @if !targets.is_empty() || !self.remarks.is_empty() {
                p.hint {
                    "Point at a marked phrase, tap it or reach it with the Tab key to see what it \
                     says and why."
                }
                ul.legend aria-label="Marks" {
                    @for (target, count) in targets {
                        li {
                            span.m.(class(target)) data-l=(letters(target)) { (spoken(target)) }
                            " " span.count { (count) }
                        }
                    }
                    @if !self.remarks.is_empty() {
                        li {
                            span.fact { "facts and red flags" } " "
                            span.count { (self.remarks.len()) }
                        }
                    }
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
                span.ev {
                    @if cluster.from < cluster.range.start {
                        span.fact { (text[cluster.from..cluster.range.start]) }
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

    /// A stretch of evidence, which may be several phrases over each other, or of remarks.
    fn mark(&self, text: &str, cluster: &Cluster) -> Markup {
        let Cluster { id, range, .. } = cluster;
        let described = format!("n-{id}");
        let items = cluster.parts.iter().map(|(_, at)| &self.evidence[*at]);
        let strongest =
            items.max_by(|a, b| a.contribution().abs().total_cmp(&b.contribution().abs()));
        let Some(strongest) = strongest else {
            return html! {
                mark.fact id=(id) tabindex="0" aria-describedby=(described) {
                    (text[range.clone()])
                }
            };
        };
        let targets = cluster.parts.iter().map(|(_, at)| self.evidence[*at].target());
        let mut letters: Vec<&str> = targets.map(letters).collect();
        letters.dedup();
        let given = strongest.contribution().abs();
        html! {
            mark.m.strong[given >= STRONG].faint[given < FAINT].(class(strongest.target()))
                id=(id) data-l=(letters.join("+")) tabindex="0" aria-describedby=(described)
            {
                @for (piece, several) in cluster.pieces() {
                    @if several { span.over { (text[piece]) } } @else { (text[piece]) }
                }
            }
        }
    }
}

/// Facts and warnings in the order of the text.
fn remarks(report: &Report<'_>) -> Vec<Remark> {
    let facts = stated_facts(report).into_iter();
    let facts = facts.map(|fact| Remark { label: fact.label, text: fact.text, span: fact.span });
    let warnings = report.facts().warnings().iter().flat_map(|warning| {
        let text = warning.sentence();
        let spans = warning.spans().iter();
        spans.map(move |&span| Remark { label: "Red flag", text: text.to_owned(), span })
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

/// What one piece of evidence says. In a paragraph, so all of it is spans.
fn note(item: &Evidence<'_>, at: usize) -> Markup {
    html! {
        span.piece.(class(item.target())) data-evidence=(at) {
            span.term { (item.term()) } " " span.gives { (format!("{:+.2}", item.contribution())) }
            span.says {
                (capital(&speaks_for(item))) ", in: " (item.section().id().replace('-', " ")) "."
            }
            @if !item.why().is_empty() {
                span.says { (capital(item.why().trim_end_matches('.'))) "." }
            }
        }
    }
}

pub(crate) fn class(target: Target) -> String {
    format!("s-{}", target.id())
}

/// A mark's letters, for those who cannot tell its colour.
fn letters(target: Target) -> &'static str {
    match target {
        Target::Pm => "PM",
        Target::Role(Role::Ai) => "AI",
        Target::Role(Role::Ml) => "ML",
        Target::Role(Role::Data) => "D",
        Target::Role(Role::AiPlatform) => "PL",
        Target::Role(Role::AiTrustSafety) => "TS",
        Target::Role(Role::AiResearch) => "R",
        Target::Role(Role::OtherPm) => "O",
        Target::Role(_) => "N",
    }
}

fn spoken(target: Target) -> &'static str {
    match target {
        Target::Pm => "product management",
        Target::Role(Role::OtherPm) => "another kind",
        Target::Role(Role::NotPm) => "another job",
        Target::Role(role) => role.name(),
    }
}

impl Cluster {
    fn new(id: String, range: Range<usize>, parts: Vec<(Range<usize>, usize)>) -> Self {
        Self { id, from: range.start, range, parts, remarks: Vec::new() }
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
