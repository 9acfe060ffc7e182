//! One walk over a parsed query: refuses what is too deep for the evaluator's recursion, puts our own text functions
//! ([`functions`]) in the place of those whose single step can take any length of text, or any time, and lets no sign stand
//! right before another, which spargebra reads in brackets and writes without them.

use std::collections::BTreeSet;

use spareval::QueryEvaluator;
use spargebra::GraphUpdateOperation as Operation;
use spargebra::algebra::{
    AggregateExpression, AggregateFunction, Expression, Function, GraphPattern, OrderExpression, PropertyPathExpression,
};

use super::Error;
use super::engine::functions;
use super::query::pattern;

/// Steps from the top of a query to its innermost part: a chain of `UNION`, `/` or `||` makes one a link.
const DEPTH: usize = 500;

/// Triple patterns up to which the optimizer orders joins. It compares each with each, over and over: thirty take it a tenth
/// of a second, a hundred many seconds, in which nothing stops it.
const OPTIMIZED: usize = 32;

/// Parts of one `CONCAT`.
const PARTS: usize = 64;

/// Bytes that a held term takes in a row of few columns, and for each variable and each aggregate of the query, which rows
/// and groups have a place for.
const WEIGHTS: [usize; 3] = [32, 2, 32];

/// What a walk found.
#[derive(Clone, Debug, Default)]
pub(super) struct Rewrite {
    /// The separators of all `GROUP_CONCAT`.
    separators: BTreeSet<String>,
    /// Triple patterns and paths.
    patterns: usize,
    /// The names of its variables.
    variables: BTreeSet<String>,
    aggregates: usize,
    depth: usize,
    /// Whether another store answers it, with functions of its own.
    elsewhere: bool,
}

fn too_deep() -> Error {
    Error::TooDeep("its parts are joined to more than 500 steps")
}

impl Rewrite {
    /// The evaluator for what was walked over.
    pub(super) fn evaluator(&self) -> QueryEvaluator {
        let evaluator = functions::evaluator(&self.separators);
        if self.patterns > OPTIMIZED { evaluator.without_optimizations() } else { evaluator }
    }

    /// Bytes that a term held by the evaluation counts for.
    pub(super) fn weight(&self) -> i64 {
        let [term, variable, aggregate] = WEIGHTS;
        let bytes = term + variable * self.variables.len() + aggregate * self.aggregates;
        i64::try_from(bytes).unwrap_or(i64::MAX)
    }

    /// Walks over a query for another store to answer: its functions stay.
    ///
    /// # Errors
    /// [`Error::TooDeep`]
    pub(super) fn for_elsewhere(query: &mut spargebra::Query) -> Result<(), Error> {
        let mut walk = Self { elsewhere: true, ..Self::default() };
        walk.pattern(pattern(query))
    }

    /// Walks over a query.
    ///
    /// # Errors
    /// [`Error::TooDeep`]
    pub(super) fn query(query: &mut spargebra::Query) -> Result<Self, Error> {
        let mut walk = Self::default();
        walk.pattern(pattern(query))?;
        Ok(walk)
    }

    /// Walks over an update.
    ///
    /// # Errors
    /// [`Error::TooDeep`]
    pub(super) fn update(update: &mut spargebra::Update) -> Result<Self, Error> {
        let mut walk = Self::default();
        for operation in &mut update.operations {
            if let Operation::DeleteInsert { pattern, .. } = operation {
                walk.pattern(pattern)?;
            }
        }
        Ok(walk)
    }

    fn deeper(&mut self, walk: impl FnOnce(&mut Self) -> Result<(), Error>) -> Result<(), Error> {
        if self.depth == DEPTH {
            return Err(too_deep());
        }
        self.depth += 1;
        walk(self)?;
        self.depth -= 1;
        Ok(())
    }

    fn pattern(&mut self, pattern: &mut GraphPattern) -> Result<(), Error> {
        use GraphPattern as P;
        if matches!(pattern, P::Bgp { .. } | P::Path { .. } | P::Values { .. }) {
            pattern.on_in_scope_variable(|variable| {
                if !self.variables.contains(variable.as_str()) {
                    self.variables.insert(variable.as_str().to_owned());
                }
            });
        }
        self.deeper(|walk| match pattern {
            P::Join { left, right }
            | P::Lateral { left, right }
            | P::Union { left, right }
            | P::Minus { left, right } => {
                walk.pattern(left)?;
                walk.pattern(right)
            }
            P::LeftJoin { left, right, expression } => {
                walk.pattern(left)?;
                walk.pattern(right)?;
                expression.iter_mut().try_for_each(|expression| walk.expression(expression))
            }
            P::Filter { inner, expr: expression } => {
                walk.expression(expression)?;
                walk.pattern(inner)
            }
            P::Extend { inner, variable, expression } => {
                walk.variables.insert(variable.as_str().to_owned());
                walk.expression(expression)?;
                walk.pattern(inner)
            }
            P::OrderBy { inner, expression } => {
                for OrderExpression::Asc(expression) | OrderExpression::Desc(expression) in expression {
                    walk.expression(expression)?;
                }
                walk.pattern(inner)
            }
            P::Group { inner, aggregates, .. } => {
                walk.aggregates += aggregates.len();
                aggregates.iter_mut().try_for_each(|(_, aggregate)| walk.aggregate(aggregate))?;
                walk.pattern(inner)
            }
            // What another service is asked is that service's business.
            P::Service { inner, .. } => {
                let mut apart = Self { depth: walk.depth, elsewhere: true, ..Self::default() };
                apart.pattern(inner)
            }
            P::Graph { inner, .. }
            | P::Project { inner, .. }
            | P::Distinct { inner }
            | P::Reduced { inner }
            | P::Slice { inner, .. } => walk.pattern(inner),
            P::Path { path, .. } => {
                walk.patterns += 1;
                walk.path(path)
            }
            // Each triple is a join with those before it.
            P::Bgp { patterns } => {
                walk.patterns += patterns.len();
                if walk.depth + patterns.len() > DEPTH { Err(too_deep()) } else { Ok(()) }
            }
            P::Values { .. } => Ok(()),
        })
    }

    fn aggregate(&mut self, aggregate: &mut AggregateExpression) -> Result<(), Error> {
        let AggregateExpression::FunctionCall { name, expr, .. } = aggregate else { return Ok(()) };
        if let AggregateFunction::GroupConcat { separator } = name
            && !self.elsewhere
        {
            let separator = separator.take().unwrap_or_else(|| " ".to_owned());
            *name = AggregateFunction::Custom(functions::group_concat_name(&separator));
            self.separators.insert(separator);
        }
        self.expression(expr)
    }

    fn path(&mut self, path: &PropertyPathExpression) -> Result<(), Error> {
        use PropertyPathExpression as P;
        self.deeper(|walk| match path {
            P::Sequence(left, right) | P::Alternative(left, right) => {
                walk.path(left)?;
                walk.path(right)
            }
            P::Reverse(inner) | P::ZeroOrMore(inner) | P::OneOrMore(inner) | P::ZeroOrOne(inner) => walk.path(inner),
            P::NamedNode(_) | P::NegatedPropertySet(_) => Ok(()),
        })
    }

    fn expression(&mut self, expression: &mut Expression) -> Result<(), Error> {
        use Expression as E;
        self.deeper(|walk| match expression {
            E::Or(left, right)
            | E::And(left, right)
            | E::Equal(left, right)
            | E::SameTerm(left, right)
            | E::Greater(left, right)
            | E::GreaterOrEqual(left, right)
            | E::Less(left, right)
            | E::LessOrEqual(left, right)
            | E::Add(left, right)
            | E::Subtract(left, right)
            | E::Multiply(left, right)
            | E::Divide(left, right) => {
                walk.expression(left)?;
                walk.expression(right)
            }
            E::UnaryPlus(inner) | E::UnaryMinus(inner) | E::Not(inner) => {
                if matches!(**inner, E::UnaryPlus(_) | E::UnaryMinus(_) | E::Not(_)) {
                    let signed = std::mem::replace(&mut **inner, E::Coalesce(Vec::new()));
                    **inner = E::Coalesce(vec![signed]);
                }
                walk.expression(inner)
            }
            E::If(test, yes, no) => [test, yes, no].into_iter().try_for_each(|part| walk.expression(part)),
            E::In(one, list) => {
                walk.expression(one)?;
                list.iter_mut().try_for_each(|part| walk.expression(part))
            }
            E::Coalesce(list) => list.iter_mut().try_for_each(|part| walk.expression(part)),
            E::FunctionCall(function, list) => {
                match function {
                    // All of them are held at once.
                    Function::Concat if list.len() > PARTS => {
                        return Err(Error::TooDeep("CONCAT has more than 64 parts"));
                    }
                    _ if walk.elsewhere => {}
                    Function::Concat => *function = Function::Custom(functions::CONCAT.into()),
                    Function::Replace => *function = Function::Custom(functions::REPLACE.into()),
                    // One that never changes is compiled once by the evaluator.
                    Function::Regex if !matches!(list.get(1), Some(E::Literal(_))) => {
                        *function = Function::Custom(functions::REGEX.into());
                    }
                    _ => {}
                }
                list.iter_mut().try_for_each(|part| walk.expression(part))
            }
            E::Exists(pattern) => walk.pattern(pattern),
            E::NamedNode(_) | E::Literal(_) | E::Variable(_) | E::Bound(_) => Ok(()),
        })
    }
}
