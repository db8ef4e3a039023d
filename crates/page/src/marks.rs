//! The posting on the page: what was found, marked where it stands, each mark with its note.
//!
//! Evidence is marked in its role's colour. What the posting states and what is doubtful is marked more quietly; where it stands over
//! evidence, the evidence keeps its mark and the note tells both.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use maud::{Markup, html};
use rolecall::facts::Place;
use rolecall::{Block, BlockKind, Evidence, Posting, Role, Target, Source};

use crate::report::Report;
use crate::words::{capital, facts, speaks};

/// Log-odds from which a mark is deeper, and below which it is only underlined.
const STRONG: f32 = 1.0;
const FAINT: f32 = 0.3;

/// What is marked in a posting, and where.
pub(crate) struct Marks<'r, 'c> {
    blocks: &'r [Block],
    evidence: &'r [Evidence<'c>],
    remarks: Vec<Remark>,
    /// By block.
    clusters: Vec<Vec<Cluster>>,
    /// By piece of evidence: its mark.
    anchors: Vec<String>,
    places: HashMap<Place, String>,
}

/// A fact or a doubt at its place.
struct Remark {
    label: &'static str,
    said: String,
    place: Place,
}

/// What overlaps, in one mark.
struct Cluster {
    id: String,
    range: Range<usize>,
    /// Where what it says begins: before the range where a remark begins before the evidence.
    from: usize,
    /// Where each piece of evidence stands in the block's text, and which it is; none in a mark of remarks alone.
    parts: Vec<(Range<usize>, usize)>,
    remarks: Vec<usize>,
}

impl<'r, 'c> Marks<'r, 'c> {
    pub(crate) fn new(report: &'r Report<'c>, posting: &Posting<'_>) -> Self {
        let evidence = report.verdict.evidence();
        let stated = facts(report, posting).into_iter().filter_map(|fact| {
            let (label, said) = (fact.label, fact.said);
            fact.place.map(|place| Remark { label, said, place })
        });
        let doubts = report.facts.doubts().iter().flat_map(|doubt| {
            let remark =
                |place: &Place| Remark { label: "Red flag", said: doubt.sentence().to_owned(), place: place.clone() };
            doubt.places().iter().map(remark)
        });
        let mut remarks: Vec<Remark> = stated.chain(doubts).collect();
        remarks.sort_by_key(|remark| at(remark.place.source(), &remark.place.span()));
        let mut marks = Self {
            blocks: &report.blocks,
            evidence,
            remarks,
            clusters: Vec::new(),
            anchors: vec![String::new(); evidence.len()],
            places: HashMap::new(),
        };
        for block in marks.blocks {
            let mut clusters = marks.of_evidence(block);
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

    fn of_evidence(&mut self, block: &Block) -> Vec<Cluster> {
        let (source, span) = (block.source(), block.span());
        let mut clusters: Vec<Cluster> = Vec::new();
        // Evidence comes in the order of the text, the title first.
        let from = self.evidence.partition_point(|item| at(item.source(), &item.span()) < at(source, &span));
        for (i, item) in self.evidence.iter().enumerate().skip(from) {
            if item.source() != source || item.span().start >= span.end {
                break;
            }
            let Some(place) = block.locate(source, item.span()) else { continue };
            match clusters.last_mut() {
                Some(cluster) if place.start < cluster.range.end => {
                    cluster.range.end = cluster.range.end.max(place.end);
                    self.anchors[i].clone_from(&cluster.id);
                    cluster.parts.push((place, i));
                }
                _ => {
                    let id = format!("m{i}");
                    self.anchors[i].clone_from(&id);
                    clusters.push(Cluster::new(id, place.clone(), vec![(place, i)]));
                }
            }
        }
        clusters
    }

    fn add_remarks(&mut self, block: &Block, clusters: &mut Vec<Cluster>) {
        let (source, span) = (block.source(), block.span());
        let of_evidence = clusters.len();
        let from =
            self.remarks.partition_point(|remark| at(remark.place.source(), &remark.place.span()) < at(source, &span));
        for (i, remark) in self.remarks.iter().enumerate().skip(from) {
            if remark.place.source() != source || remark.place.span().start >= span.end {
                break;
            }
            let Some(place) = block.locate(source, remark.place.span()) else { continue };
            // Clusters of evidence stand in order and apart; so do those of remarks behind them, of which only the last can reach this one.
            let evidence = clusters[..of_evidence].partition_point(|cluster| cluster.range.end <= place.start);
            let over_evidence = evidence < of_evidence && clusters[evidence].range.start < place.end;
            let over_last = clusters.len() > of_evidence && clusters[clusters.len() - 1].range.end > place.start;
            let known = if over_evidence { evidence } else { clusters.len() - usize::from(over_last) };
            match clusters.get_mut(known) {
                // What evidence marks is left as it is.
                Some(cluster) if !over_evidence => cluster.range.end = cluster.range.end.max(place.end),
                Some(cluster) => cluster.from = cluster.from.min(place.start),
                None => clusters.push(Cluster::new(format!("f{i}"), place, Vec::new())),
            }
            clusters[known].remarks.push(i);
            self.places.entry(remark.place.clone()).or_insert_with(|| clusters[known].id.clone());
        }
    }

    /// The mark of a piece of evidence, by its number.
    pub(crate) fn of_piece(&self, piece: usize) -> &str {
        &self.anchors[piece]
    }

    /// The mark of a place.
    pub(crate) fn of_place(&self, place: &Place) -> Option<&str> {
        self.places.get(place).map(String::as_str)
    }

    /// The posting.
    pub(crate) fn article(&self) -> Markup {
        let mut rest = self.blocks.iter().zip(&self.clusters).peekable();
        html! {
            article #posting aria-labelledby="h-posting" tabindex="-1" {
                h2 #h-posting { "The posting" }
                (self.legend())
                div.text {
                    @if self.blocks.is_empty() { p.none { "It holds no text." } }
                    @while let Some((block, clusters)) = rest.next() {
                        @match block.kind() {
                            BlockKind::Title | BlockKind::Heading => h3 { (self.marked(block, clusters)) },
                            BlockKind::Item => ul {
                                li { (self.marked(block, clusters)) }
                                @while let Some((item, clusters)) = rest.next_if(|(next, _)| next.kind() == BlockKind::Item) {
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
        let mut sides: BTreeMap<Target, usize> = BTreeMap::new();
        for item in self.evidence {
            *sides.entry(item.target()).or_default() += 1;
        }
        html! {
            @if !sides.is_empty() || !self.remarks.is_empty() {
                p.hint { "Point at a marked phrase, tap it or reach it with the Tab key to see what it says and why." }
                ul.legend aria-label="Marks" {
                    @for (side, count) in sides {
                        li { span.m.(class(side)) data-l=(letters(side)) { (spoken(side)) } " " span.count { (count) } }
                    }
                    @if !self.remarks.is_empty() {
                        li { span.fact { "facts and red flags" } " " span.count { (self.remarks.len()) } }
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
                    @if cluster.from < cluster.range.start { span.fact { (text[cluster.from..cluster.range.start]) } }
                    (self.mark(text, cluster))
                    span.note role="tooltip" id=(format!("n-{}", cluster.id)) {
                        @for (_, at) in &cluster.parts { (note(&self.evidence[*at], *at)) }
                        @for at in &cluster.remarks {
                            @let Remark { label, said, .. } = &self.remarks[*at];
                            span.piece.of-fact { span.term { (label) } span.says { (capital(said)) } }
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
        let Some(strongest) = cluster.top_evidence(self.evidence) else {
            return html! { mark.fact id=(id) tabindex="0" aria-describedby=(described) { (text[range.clone()]) } };
        };
        let mut letters: Vec<&str> = cluster.parts.iter().map(|(_, at)| letters(self.evidence[*at].target())).collect();
        letters.dedup();
        let gives = strongest.contribution().abs();
        html! {
            mark.m.strong[gives >= STRONG].faint[gives < FAINT].(class(strongest.target())) id=(id) data-l=(letters.join("+")) tabindex="0"
                aria-describedby=(described) {
                @for (piece, several) in cluster.pieces() {
                    @if several { span.over { (text[piece]) } } @else { (text[piece]) }
                }
            }
        }
    }
}

/// The order of the text, the title first.
fn at(source: Source, span: &Range<usize>) -> (u8, usize) {
    (source as u8, span.start)
}

/// What one piece of evidence says. In a paragraph, so all of it is spans.
fn note(item: &Evidence<'_>, at: usize) -> Markup {
    html! {
        span.piece.(class(item.target())) data-evidence=(at) {
            span.term { (item.term()) } " " span.gives { (format!("{:+.2}", item.contribution())) }
            span.says { (capital(&speaks(item))) ", in: " (item.section().id().replace('-', " ")) "." }
            @if !item.why().is_empty() { span.says { (capital(item.why().trim_end_matches('.'))) "." } }
        }
    }
}

pub(crate) fn class(side: Target) -> String {
    format!("s-{}", side.id())
}

/// A mark's letters, for those who cannot tell its colour.
fn letters(side: Target) -> &'static str {
    match side {
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

fn spoken(side: Target) -> &'static str {
    match side {
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

    fn strongest<'e, 'c>(&self, evidence: &'e [Evidence<'c>]) -> Option<&'e Evidence<'c>> {
        let items = self.parts.iter().map(|(_, at)| &evidence[*at]);
        items.max_by(|a, b| a.contribution().abs().total_cmp(&b.contribution().abs()))
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
