//! The kinds of rows that job boards, data sets and scrapers write, and where each keeps what.

/// The heading that a stretch of a row's text gets, so that it is read as what its column's name
/// says.
pub(super) type Heading = Option<&'static str>;

/// The posting itself, whose headings speak for themselves.
pub(super) const PLAIN: Heading = None;
pub(super) const DUTIES: Heading = Some("Responsibilities");
const REQUIREMENTS: Heading = Some("Requirements");
const ABOUT: Heading = Some("About the company");
const BENEFITS: Heading = Some("Benefits");

/// A kind of row: how to tell it, and where it keeps what.
pub(super) struct Shape {
    pub(super) name: &'static str,
    /// All of these must be there.
    pub(super) marks: &'static [&'static str],
    pub(super) title: &'static [&'static str],
    pub(super) company: &'static [&'static str],
    pub(super) id: &'static [&'static str],
    /// Groups, joined in this order; of each group the first that is there and not empty.
    pub(super) body: &'static [(&'static [&'static str], Heading)],
}

impl Shape {
    /// The names that it looks for, but those of what a row is called.
    pub(super) fn names(&self) -> impl Iterator<Item = &'static str> + use<> {
        let Self { marks, title, company, body, .. } = *self;
        let body = body.iter().flat_map(|(names, _)| names.iter());
        marks.iter().chain(title).chain(company).chain(body).copied()
    }
}

const COMPANY: &[&str] = &[
    "company/name",
    "company/displayname",
    "company",
    "companyname",
    "employer/name",
    "employer",
    "employername",
    "organization/name",
    "organization",
    "hiringorganization/name",
    "hiringorganization",
];
const ID: &[&str] = &[
    "id", "jobid", "jobpostingid", "jobreqid", "requisitionid", "identifier/value", "identifier",
    "joblink", "joburl", "url", "link",
];

/// The most telling first; the last one fits any row.
pub(super) const SHAPES: [Shape; 8] = [
    Shape {
        name: "Workday",
        marks: &["jobpostinginfo/title"],
        title: &["jobpostinginfo/title"],
        company: &["hiringorganization/name", "jobpostinginfo/company"],
        id: &["jobpostinginfo/jobreqid", "jobpostinginfo/id", "jobpostinginfo/externalurl"],
        body: &[(&["jobpostinginfo/jobdescription"], PLAIN)],
    },
    Shape {
        name: "SmartRecruiters",
        marks: &["jobad/sections"],
        title: &["name", "title"],
        company: &["company/name", "company"],
        id: &["id", "uuid", "refnumber"],
        body: &[
            (&["jobad/sections/jobdescription/text"], DUTIES),
            (&["jobad/sections/qualifications/text"], REQUIREMENTS),
            (&["jobad/sections/additionalinformation/text"], BENEFITS),
            (&["jobad/sections/companydescription/text"], ABOUT),
        ],
    },
    // `description` is the opening and the body once more, so it stands in only where they are
    // missing.
    Shape {
        name: "Lever",
        marks: &["text", "categories"],
        title: &["text"],
        company: COMPANY,
        id: &["id", "hostedurl"],
        body: &[
            (&["openingplain", "opening"], PLAIN),
            (
                &["descriptionbodyplain", "descriptionbody", "descriptionplain", "description"],
                PLAIN,
            ),
            (&["lists"], PLAIN),
            (&["additionalplain", "additional"], PLAIN),
        ],
    },
    Shape {
        name: "Greenhouse",
        marks: &["content", "absoluteurl"],
        title: &["title"],
        company: &["companyname", "company"],
        id: &["id", "internaljobid", "absoluteurl"],
        body: &[(&["content"], PLAIN)],
    },
    Shape {
        name: "Ashby",
        marks: &["title", "joburl", "descriptionplain"],
        title: &["title"],
        company: COMPANY,
        id: &["id", "joburl"],
        body: &[(&["descriptionplain", "descriptionhtml"], PLAIN)],
    },
    Shape {
        name: "schema.org JobPosting",
        marks: &["@type", "description"],
        title: &["title", "name"],
        company: COMPANY,
        id: &["identifier/value", "identifier", "url", "@id"],
        body: &[
            (&["description"], PLAIN),
            (&["responsibilities"], DUTIES),
            (&["qualifications"], REQUIREMENTS),
            (&["skills"], REQUIREMENTS),
            (&["experiencerequirements/description", "experiencerequirements"], REQUIREMENTS),
            (&["employeroverview"], ABOUT),
            (&["jobbenefits"], BENEFITS),
        ],
    },
    Shape {
        name: "LinkedIn data set",
        marks: &["title", "description", "skillsdesc"],
        title: &["title"],
        company: COMPANY,
        id: ID,
        body: &[(&["description"], PLAIN), (&["skillsdesc"], REQUIREMENTS)],
    },
    Shape {
        name: "by name",
        marks: &[],
        title: &["title", "jobtitle", "position", "positiontitle", "role", "name", "headline"],
        company: COMPANY,
        id: ID,
        body: &[
            (
                &[
                    "jobdescriptionformatted",
                    "description",
                    "jobdescription",
                    "jobdesc",
                    "descriptiontext",
                    "descriptionplain",
                    "descriptionhtml",
                    "body",
                    "content",
                    "details",
                    "jobdetails",
                    "jobsummary",
                    "summary",
                    "text",
                ],
                PLAIN,
            ),
            (&["responsibilities"], DUTIES),
            (&["requirements", "qualifications"], REQUIREMENTS),
            (&["jobskills", "skillsdesc", "skills"], REQUIREMENTS),
            (&["companydescription"], ABOUT),
        ],
    },
];

pub(super) const DATE: &[&str] = &[
    "dateposted",
    "posteddate",
    "jobposteddate",
    "postedat",
    "posted",
    "publishedat",
    "publishedon",
    "originallistedtime",
    "listedtime",
    "firstseen",
    "firstpublished",
    "releaseddate",
    "createdat",
    "jobpostinginfo/startdate",
    "jobpostinginfo/postedon",
    "date",
    "updatedat",
];
