//! A posting as Python gave it.

use pyo3::prelude::*;
use rolecall::Posting;

use crate::texts::Text;

/// A posting's texts as Python gave them.
pub(crate) struct Given {
    pub(crate) title: Text,
    pub(crate) company: Text,
    pub(crate) text: Text,
}

impl Given {
    pub(crate) fn new(
        text: &Bound<'_, PyAny>, title: Option<&Bound<'_, PyAny>>,
        company: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        Ok(Self {
            title: Text::optional("title", title)?,
            company: Text::optional("company", company)?,
            text: Text::argument("text", text)?,
        })
    }

    pub(crate) fn posting(&self) -> Posting<'_> {
        Posting::new(&self.text).title(&self.title).company(&self.company)
    }
}
