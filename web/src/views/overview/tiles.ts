/** Where each place's tile stands: as the data file says, in rows by code where it says nothing. */
import tiles from "../../../../data/place-tiles.tsv?raw";
import type { Place } from "./data";

export interface Tile {
  place: Place;
  column: number;
  row: number;
}

/** A province's places on a grid of its own. */
export interface Sheet {
  province: string;
  columns: number;
  tiles: Tile[];
}

const known = new Map<string, [number, number]>();
for (const line of tiles.split("\n")) {
  const [code, column, row] = line.split("\t");
  if (code && column && row && !line.startsWith("#")) known.set(code, [Number(column), Number(row)]);
}

/** The sheets of places below province level: of the provinces that the file draws, or of all where it draws none. */
export function sheets(places: Place[]): { sheets: Sheet[]; others: Place[] } {
  const isDrawn = ({ code }: Place) => known.has(code);
  const isTile = ({ code }: Place) => code.length === 6 && !code.endsWith("0000");
  const provinceOf = ({ code }: Place) => code.slice(0, 2);
  const drawn = new Set(places.filter(isDrawn).map(provinceOf));
  const isInside = (place: Place) => isTile(place) && (drawn.size === 0 || drawn.has(provinceOf(place)));
  return {
    sheets: [...Map.groupBy(places.filter(isInside), provinceOf)].map(([province, inside]) => sheet(province, inside)),
    others: places.filter((place) => !isInside(place)),
  };
}

function sheet(province: string, places: Place[]): Sheet {
  const drawn = [...known.keys()].filter((code) => code.startsWith(province));
  const rest = places.filter(({ code }) => !known.has(code));
  const placed = places.flatMap((place): Tile[] => {
    const [column, row] = known.get(place.code) ?? [];
    return column === undefined || row === undefined ? [] : [{ place, column, row }];
  });
  const left = Math.min(...placed.map(({ column }) => column), 99);
  const width = drawn.length ? Math.max(...drawn.map((code) => known.get(code)?.[0] ?? 0)) + 1 : Math.ceil(Math.sqrt(rest.length));
  const below = drawn.length ? Math.max(...drawn.map((code) => known.get(code)?.[1] ?? 0)) + 1 : 0;
  const shift = drawn.length && placed.length ? left : 0;
  const columns = Math.max(width - shift, 1);
  const automatic = rest.map((place, at): Tile => ({ place, column: at % columns, row: below + Math.floor(at / columns) }));
  return { province, columns, tiles: [...placed.map((tile) => ({ ...tile, column: tile.column - shift })), ...automatic] };
}
