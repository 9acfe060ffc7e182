//! The schemas of records and decisions in the description of the API: those that `anpu schema` prints, by `schemars`, beside
//! the ones of the API's own types, by `utoipa`.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};
use utoipa::openapi::schema::Type;
use utoipa::openapi::{Object, ObjectBuilder, OpenApi, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use crate::model;

/// Stands in a description for a type of the model that has the same name.
macro_rules! stand_ins {
    ($($name:ident),+) => {
        $(
            #[doc = concat!("`", stringify!($name), "`, as the model has it.")]
            pub(super) struct $name;

            impl PartialSchema for $name {
                fn schema() -> RefOr<Schema> {
                    ObjectBuilder::new().into()
                }
            }

            impl ToSchema for $name {}
        )+

        fn models() -> Map<String, Value> {
            let mut all = Map::new();
            $(define::<model::$name>(stringify!($name), &mut all);)+
            all
        }
    };
}

stand_ins!(Record, Decision, Unit, Mechanism, Law, Outcome, Honour);

/// Adds a type of the model under `name`, with all types that it is made of.
fn define<T: JsonSchema>(name: &str, all: &mut Map<String, Value>) {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.definitions_path = "/components/schemas".into();
        settings.meta_schema = None;
    });
    let mut generator = settings.into_generator();
    let root = T::json_schema(&mut generator);
    all.extend(generator.take_definitions(true));
    all.insert(name.to_owned(), root.into());
}

/// The description with the model's types in the place of what stands in for them, and with how the token is shown.
pub(super) fn complete(description: &OpenApi) -> Value {
    let mut description = serde_json::to_value(description).unwrap_or_default();
    if let Some(components) = description.pointer_mut("/components").and_then(Value::as_object_mut) {
        components.insert("securitySchemes".to_owned(), json!({ "token": { "type": "http", "scheme": "bearer" } }));
        components.get_mut("schemas").and_then(Value::as_object_mut).into_iter().for_each(|all| all.extend(models()));
    }
    description
}

/// One of these words.
pub(super) fn one_of(words: impl Iterator<Item = &'static str>) -> Object {
    ObjectBuilder::new().schema_type(Type::String).enum_values(Some(words)).build()
}
