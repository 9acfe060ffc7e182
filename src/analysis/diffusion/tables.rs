//! The results as tables, and what of them the graph keeps.

use super::{Claim, Diffusion, DiffusionEdge, PlacePart, Step};
use crate::analysis::Name;
use crate::analysis::table::{Cell, Entity, Finding, Label, Report, Table, columns};

impl Report for Diffusion {
    fn tables(&self) -> Vec<Table> {
        vec![self.steps_table(), self.claims_table(), self.edges_table(), self.places_table()]
    }

    fn findings(&self) -> Vec<Finding> {
        let place = |part: &PlacePart, measure, value: Cell| Finding {
            kind: Entity::Place,
            key: part.place.clone(),
            measure,
            value,
            things: None,
        };
        let of = |part: &PlacePart| {
            [
                place(part, "passedOn", part.passed_on.into()),
                place(part, "received", part.received.into()),
                place(part, "meanLag", part.mean_lag.into()),
            ]
        };
        self.places.iter().flat_map(of).filter(|finding| finding.value != Cell::Empty).collect()
    }
}

impl Diffusion {
    fn steps_table(&self) -> Table {
        let columns = columns(&[
            ("practice", "做法", "Practice"),
            ("rank", "次序", "Rank"),
            ("place", "地区", "Place"),
            ("year", "年份", "Year"),
            ("lag", "滞后年数", "Lag in years"),
            ("cases", "案例数", "Cases"),
            ("originates", "自称首创", "Claims to be first"),
            ("route", "途径", "Route"),
            ("sources", "可能来源", "Possible sources"),
            ("source_count", "可能来源数", "Number of possible sources"),
            ("evidence", "依据", "Evidence"),
        ]);
        let row = |name: &Name, step: &Step| -> Vec<Cell> {
            vec![
                Cell::practice(self.options.level, name),
                step.rank.into(),
                (&step.place).into(),
                step.year.into(),
                step.lag.into(),
                step.cases.into(),
                step.originates.into(),
                step.route.map_or(Cell::Empty, |route| Cell::word(route.as_str())),
                step.sources.as_slice().into(),
                step.route.map_or(Cell::Empty, |_| step.source_count.into()),
                vec![step.evidence.clone()].into(),
            ]
        };
        let rows = self.practices.iter().flat_map(|p| p.steps.iter().map(|step| row(&p.name, step))).collect();
        Table { key: "diffusion", title: Label { zh: "做法扩散次序", en: "Order of diffusion" }, columns, rows }
    }

    fn claims_table(&self) -> Table {
        let columns = columns(&[
            ("practice", "做法", "Practice"),
            ("places", "地区", "Places"),
            ("year", "年份", "Year"),
            ("rivals", "同样自称首创的案例", "Rival claims"),
            ("earlier", "更早采用的地区", "Earlier places"),
            ("evidence", "依据", "Evidence"),
        ]);
        let row = |name: &Name, claim: &Claim| -> Vec<Cell> {
            vec![
                Cell::practice(self.options.level, name),
                claim.places.as_slice().into(),
                claim.year.into(),
                (&*claim.rivals).into(),
                (&*claim.earlier).into(),
                vec![claim.evidence.clone()].into(),
            ]
        };
        // What is disputed first.
        let (disputed, others): (Vec<_>, Vec<_>) = self.practices.iter().partition(|practice| practice.disputed);
        let practices = disputed.into_iter().chain(others);
        let rows = practices.flat_map(|p| p.claims.iter().map(|claim| row(&p.name, claim))).collect();
        Table { key: "claims", title: Label { zh: "首创之争", en: "Claims to be first" }, columns, rows }
    }

    fn edges_table(&self) -> Table {
        let columns = columns(&[
            ("from", "来源", "From"),
            ("to", "去向", "To"),
            ("route", "途径", "Route"),
            ("practices", "做法数", "Practices"),
            ("credit", "归因份额", "Credit"),
            ("mean_lag", "平均滞后年数", "Mean lag in years"),
        ]);
        let row = |edge: &DiffusionEdge| -> Vec<Cell> {
            vec![
                (&edge.from).into(),
                (&edge.to).into(),
                Cell::word(edge.route.as_str()),
                edge.practices.into(),
                edge.credit.into(),
                edge.mean_lag.into(),
            ]
        };
        let title = Label { zh: "扩散网络", en: "Diffusion graph" };
        Table { key: "diffusion-graph", title, columns, rows: self.edges.iter().map(row).collect() }
    }

    fn places_table(&self) -> Table {
        let columns = columns(&[
            ("place", "地区", "Place"),
            ("practices", "做法数", "Practices"),
            ("first", "居首批的做法数", "Among the first"),
            ("mean_lag", "平均滞后年数", "Mean lag in years"),
            ("passed_on", "输出", "Passed on"),
            ("received", "输入", "Received"),
        ]);
        let row = |part: &PlacePart| -> Vec<Cell> {
            vec![
                (&part.place).into(),
                part.practices.into(),
                part.first.into(),
                part.mean_lag.into(),
                part.passed_on.into(),
                part.received.into(),
            ]
        };
        let title = Label { zh: "各地在扩散中的位置", en: "Places in diffusion" };
        Table { key: "diffusion-places", title, columns, rows: self.places.iter().map(row).collect() }
    }
}
