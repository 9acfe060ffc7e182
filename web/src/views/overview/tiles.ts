/** Where each place's tile stands: as the data file says, in rows by code where it says nothing. */
import tiles from "../../../../data/place-tiles.tsv?raw";
import type { Place } from "./data";

export interface Tile {
  /** None where the file has a tile but no case is. */
  place: Place | null;
  name: string;
  column: number;
  row: number;
}

/** A province's places on a grid of its own. */
export interface Sheet {
  province: string;
  columns: number;
  tiles: Tile[];
}

const known = new Map<string, { column: number; row: number; name: string }>();
for (const line of tiles.split("\n")) {
  const [code, column, row, name = ""] = line.split("\t");
  if (code && column && row && !line.startsWith("#")) known.set(code, { column: Number(column), row: Number(row), name: name.trim() });
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
  const here = new Map(places.map((place) => [place.code, place]));
  const drawn = [...known].filter(([code]) => code.startsWith(province)).map(([code, tile]): Tile => ({ ...tile, place: here.get(code) ?? null }));
  const rest = places.filter(({ code }) => !known.has(code));
  const columns = drawn.length ? Math.max(...drawn.map(({ column }) => column)) + 1 : Math.ceil(Math.sqrt(rest.length));
  const below = drawn.length ? Math.max(...drawn.map(({ row }) => row)) + 1 : 0;
  const automatic = rest.map((place, at): Tile => ({ place, name: short(place.name), column: at % columns, row: below + Math.floor(at / columns) }));
  return { province, columns, tiles: [...drawn, ...automatic] };
}

/** 虹口区 is 虹口 on a tile; 浦东新区 is 浦东. */
export const short = (name: string): string => (name.length > 2 ? name.replace(/(新区|区|市|县|省)$/, "") : name);
