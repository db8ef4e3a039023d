//! The head of a title decides the pm gate where the duties leave it open; clear duties decide
//! against any title.

use rolecall::{Classifier, Posting, Role};

/// Says nothing of what the job is.
const NEUTRAL: &str = "About the role
You join a team of twelve in a growing software company and report to a member of its leadership.
- Take part in weekly planning and help the team to reach its goals
- Work with colleagues across the company on shared topics
- Prepare material for meetings and follow up on what was agreed
- Improve the way we work together
- Share what you learn with the team
Requirements
- Five years of work experience in a similar role
- Clear communication in speech and writing
- Fluent English";

const PRODUCT: &str = "What you will do
- Own the vision and the roadmap of our invoicing product, and decide what we build next
- Talk to customers every week to find the problems that are worth solving
- Write product requirements and user stories, and keep the backlog in order of priority
- Ship with engineering and design, and measure adoption after each launch
- Set the product's goals for each quarter and answer for them
Requirements
- Experience in deciding what gets built and why";

const CAMPAIGNS: &str = "What you will do
- Plan and run email campaigns, paid social and events for three regions
- Write landing pages, blog posts and marketing collateral with our agency
- Keep the content calendar and the marketing budget
- Brief the sales team with battle cards and pitch decks
- Report leads and pipeline to the head of marketing each week
Requirements
- Four years of marketing experience in business software";

const PROGRAM: &str = "What you will do
- Keep the project plan, the RAID log and the schedule of six teams
- Track milestones and dependencies, and write the weekly status report
- Run the steering committee and escalate risks to the sponsor
- Facilitate retrospectives and remove impediments
- Manage the program budget and two vendors
Requirements
- PMP, and five years of program management";

const SCREENS: &str = "What you will do
- Design user flows, wireframes and high-fidelity prototypes in Figma
- Run usability testing and present it in design critiques
- Extend our design system with interaction patterns and visual design
Requirements
- A portfolio of work, and five years of product design";

const PRODUCT_TITLES: [&str; 44] = [
    "Product Manager",
    "Senior Product Manager, Design Systems",
    "Director of Product Management, Data",
    "Head of Product",
    "VP Product",
    "VP of Product",
    "Vice President, Product",
    "Manager, Product Management",
    "Senior Manager II, Product Management",
    "Product Lead, Growth",
    "Principal, Product",
    "Product Manager - Engineering Enablement",
    "Growth - Product Manager",
    "[2026] Product Manager",
    "Remote: Senior Product Manager",
    "Acme | Product Manager",
    "Lead Product Manager, Marketing Tools",
    "Product Owner, Sales Operations",
    "Group Product Manager, Analytics",
    "Chief Product Officer",
    "Product Manager, Developer Relations",
    "Product Manager II - Customer Support",
    "Staff Product Manager (Research Tools)",
    "Director, Product",
    "Senior Director, Product",
    "Associate Product Manager, Supply Chain",
    "Product Manager for Recruiting",
    "Partner Platform Product Manager",
    "Developer Experience Product Manager",
    "Product Management Director",
    "Engineering Platform Product Owner",
    "Technical Product Manager - Program Insights",
    "Product Manager, Content Operations",
    "Head of Product, Finance",
    "Product Manager, Compliance",
    "Vice President, Product Manager",
    "Product Manager Lead",
    "Principal Product Manager, Policy",
    "Product Manager, Sales Engineering Tools",
    "Product Manager Intern",
    "VP, Product Management",
    "Senior Product Owner",
    "Intern, Product Management",
    "Product Manager (Data Science)",
];

const OTHER_TITLES: [&str; 53] = [
    "Designer, Product Management Tools",
    "Product Operations Manager",
    "Manager, Product Marketing",
    "Director of Product Marketing",
    "Head of Product Marketing",
    "Engineering Manager, Product Platform",
    "Program Manager, Product Data",
    "Chief of Staff to CPO",
    "Chief of Staff to the Chief Product Officer",
    "Technical Program Manager, AI Products",
    "Data Scientist, Product",
    "Product Analyst",
    "Product Specialist",
    "Product Consultant",
    "Product Trainer",
    "Product Support Manager",
    "Product Enablement Manager",
    "Product Partnerships Manager",
    "Product Design Manager",
    "Head of Product Design",
    "Director, Product Operations",
    "VP of Product Marketing",
    "Product Recruiting Lead",
    "Recruiter, Product",
    "Product Strategy & Operations Manager",
    "Product Finance Manager",
    "Finance Manager, Product",
    "Product Counsel",
    "Product Research Lead",
    "UX Researcher, Product Management",
    "Engineer, Product Management Platform",
    "Director of Engineering, Product Management",
    "Product Sales Manager",
    "Product Success Manager",
    "Product Content Lead",
    "Project Manager, Product Development",
    "Product Program Manager",
    "Customer Success Manager, Product Lead Accounts",
    "Executive Assistant to the Head of Product",
    "Account Executive, Product Owner Solutions",
    "Product Data Scientist",
    "Product Quality Manager",
    "Product Compliance Manager",
    "Product Marketing Manager",
    "Sales Enablement Manager, Product",
    "Business Analyst - Product Management",
    "Product Communications Manager",
    "Head of Product Engineering",
    "Product Training Manager",
    "Product Security Manager",
    "Scrum Master, Product Management",
    "Consultant, Product Management",
    "Product Coordinator",
];

/// Titles that leave open what the job is, or that the duties contradict.
const BY_DUTIES: [(&str, &str, bool); 16] = [
    ("Product Manager", CAMPAIGNS, false),
    ("Senior Product Manager, Growth", CAMPAIGNS, false),
    ("Product Manager", PROGRAM, false),
    ("Product Owner", PROGRAM, false),
    ("Product Manager", SCREENS, false),
    ("Program Manager", PRODUCT, true),
    ("Project Manager", PRODUCT, true),
    ("Product Operations Lead", PRODUCT, true),
    ("Business Analyst", PRODUCT, true),
    ("Product", PRODUCT, true),
    ("Product", CAMPAIGNS, false),
    ("Product Builder", PRODUCT, true),
    ("AI Lead", PRODUCT, true),
    ("AI Lead", PROGRAM, false),
    ("Founding Generalist", PRODUCT, true),
    ("Founding Generalist", CAMPAIGNS, false),
];

#[test]
fn the_head_of_a_title_decides_unless_the_duties_do() {
    let classifier = Classifier::builtin().unwrap();
    let (product, other) = (PRODUCT_TITLES.iter(), OTHER_TITLES.iter());
    let open = product.map(|title| (*title, NEUTRAL, true));
    let open = open.chain(other.map(|title| (*title, NEUTRAL, false)));
    let mut wrong = Vec::new();
    for (title, body, expected) in open.chain(BY_DUTIES) {
        let verdict = classifier.classify(&Posting::new(body).title(title));
        if verdict.role().is_some_and(|role| role != Role::NotPm) != expected {
            wrong.push(format!("{title}: {verdict}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
