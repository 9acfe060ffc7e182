/** A choice among values, kept in the address bar. */
import type { JSX } from "preact";
import { change } from "../route";

export interface Option {
  value: string;
  label: string;
}

export function Choice(props: { label: string; name: string; value: string; options: Option[] }): JSX.Element {
  const { label, name, value, options } = props;
  return (
    <label class="choice">
      <span>{label}</span>
      <select name={name} value={value} onChange={(event) => change({ [name]: event.currentTarget.value })}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </label>
  );
}
