/** The form that sets a field of a fact right. */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { type Key, t } from "../../i18n";
import { keysOf, nameOf } from "../../names";
import { type Doubt, FIELDS } from "./data";

/** Closed vocabularies of the record, by group and field. */
const ROLES = { units: ["recommender", "implementer", "partner", "mentioned"], mechanisms: ["originates", "adopts", "mentions"] };
const LAWS = ["law", "regulation", "local-regulation", "rule", "normative", "standard", "treaty", "party", "foreign"];
const HONOURS = ["award", "typical-case", "legislation", "promotion", "endorsement", "media"];

function choices({ group }: Doubt, field: string): { value: string; label: string }[] | null {
  const named = (values: string[], name: (value: string) => string) => values.map((value) => ({ value, label: name(value) }));
  if (field === "role" && (group === "units" || group === "mechanisms")) return named(ROLES[group], (role) => t(`role.${role}` as Key));
  if (field !== "kind") return null;
  if (group === "mechanisms") return named(keysOf("kind"), (kind) => nameOf("kind", kind));
  return group === "laws" ? named(LAWS, (kind) => kind) : named(HONOURS, (kind) => t(`honour.${kind}` as Key));
}

export function Correction(props: { doubt: Doubt; save: (set: { [field: string]: string | number }) => void }): JSX.Element {
  const { doubt, save } = props;
  // A unit that could not be resolved needs its name; its role is then mentioned.
  const fields: readonly string[] = doubt.fact ? FIELDS[doubt.group] : ["name"];
  const [field, choose] = useState(fields[0] ?? "");
  const [value, type] = useState(String(doubt.record?.[fields[0] ?? ""] ?? doubt.quote));
  const first = useRef<HTMLInputElement & HTMLSelectElement>(null);
  useEffect(() => first.current?.focus(), [field]);
  const pick = (name: string) => {
    choose(name);
    type(String(doubt.record?.[name] ?? choices(doubt, name)?.[0]?.value ?? ""));
  };
  const submit = (event: Event) => {
    event.preventDefault();
    const set: { [field: string]: string | number } = { [field]: field === "value" ? Number(value) : value };
    save(doubt.fact ? set : { ...set, role: "mentioned" });
  };
  const among = choices(doubt, field);
  return (
    <form class="parameters" onSubmit={submit}>
      <label class="choice">
        <span>{t("review.field")}</span>
        <select name="field" value={field} onChange={(event) => pick(event.currentTarget.value)}>
          {fields.map((name) => (
            <option key={name} value={name}>
              {t(`field.${name}` as Key)}
            </option>
          ))}
        </select>
      </label>
      <label class="choice">
        <span>{t("review.value")}</span>
        {among ? (
          <select name="value" ref={first} value={value} onChange={(event) => type(event.currentTarget.value)}>
            {among.map((each) => (
              <option key={each.value} value={each.value}>
                {each.label}
              </option>
            ))}
          </select>
        ) : (
          <input name="value" ref={first} required value={value} onInput={(event) => type(event.currentTarget.value)} />
        )}
      </label>
      <button type="submit" class="primary">
        {t("review.save")}
      </button>
    </form>
  );
}
