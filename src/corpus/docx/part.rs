//! One XML part of a package as a stream of its elements and texts.

use std::io::{BufReader, Read, Take};

use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion, escape};

use crate::corpus::error::Reason;
use crate::corpus::limits::MAX_PART_BYTES;

/// A part being read.
pub(super) struct Part<'a> {
    reader: Reader<BufReader<Take<Box<dyn Read + 'a>>>>,
    buffer: Vec<u8>,
}

/// What stands next in a part. Names are without their prefix.
pub(super) enum Node<'a> {
    /// An element begins.
    Start(Element<'a>),
    /// The element of this name ends.
    End(String),
    /// Text.
    Text(String),
}

/// An element with its attributes.
pub(super) struct Element<'a>(BytesStart<'a>);

impl Element<'_> {
    pub(super) fn name(&self) -> &str {
        self.0.local_name().into_inner()
    }

    /// The value of the attribute of this name.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        let mut attributes = self.0.attributes();
        let found = attributes.with_checks(false).flatten().find(|a| a.key.local_name().into_inner() == name)?;
        found.normalized_value(XmlVersion::Implicit1_0).ok().map(Into::into)
    }

    /// The value of `w:val`.
    pub(super) fn value(&self) -> Option<String> {
        self.attribute("val")
    }
}

impl<'a> Part<'a> {
    pub(super) fn new(file: impl Read + 'a) -> Self {
        let file: Box<dyn Read + 'a> = Box::new(file);
        let mut reader = Reader::from_reader(BufReader::new(file.take(MAX_PART_BYTES)));
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.allow_dangling_amp = true;
        Self { reader, buffer: Vec::new() }
    }

    /// What stands next, or `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<Node<'_>>, Reason> {
        self.buffer.clear();
        let event = self.reader.read_event_into(&mut self.buffer);
        let event = event.map_err(|error| Reason::Damaged(format!("its XML is broken ({error})")))?;
        Ok(Some(match event {
            Event::Start(start) => Node::Start(Element(start)),
            Event::End(end) => Node::End(end.local_name().into_inner().to_owned()),
            Event::Text(text) => Node::Text(text.into_inner().into_owned()),
            Event::CData(text) => Node::Text(text.into_inner().into_owned()),
            Event::GeneralRef(reference) => Node::Text(resolve(&reference)),
            Event::Eof if self.reader.get_ref().get_ref().limit() == 0 => {
                return Err(Reason::TooLarge { what: "bytes in a part of the document", limit: MAX_PART_BYTES });
            }
            Event::Eof => return Ok(None),
            _ => Node::Text(String::new()),
        }))
    }

    /// Calls `visit` for each element that begins.
    pub(super) fn for_each_start(&mut self, mut visit: impl FnMut(&Element<'_>)) -> Result<(), Reason> {
        while let Some(node) = self.next()? {
            if let Node::Start(element) = node {
                visit(&element);
            }
        }
        Ok(())
    }
}

/// The character of a reference. What a document declares itself stays as it is written, so that no entity grows.
fn resolve(reference: &BytesRef<'_>) -> String {
    if let Ok(Some(c)) = reference.resolve_char_ref() {
        return c.to_string();
    }
    let name = reference.borrow().into_inner();
    escape::resolve_predefined_entity(&name).map_or_else(|| format!("&{name};"), str::to_owned)
}
